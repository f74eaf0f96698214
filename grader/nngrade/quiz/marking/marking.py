"""Marking one answer: from the learner's words to a verdict with evidence."""

from __future__ import annotations

import msgspec

from nngrade.quiz.marking.question import FreeText, Verdict


class Marking(msgspec.Struct, frozen=True):
    """What the marker makes of one answer.

    Attributes:
        question: its id.
        answer: as it was given.
        verdict: correct, partial, wrong, or unsure where the marker cannot tell.
        score: from 0 to 1; for an unsure one, what is earned beyond doubt.
        points: whether each point was found.
        evidence: the learner's words that earned each point.
        follow_up: the closed question to ask next where the verdict is unsure.
        remark: one line on why, for the learner.
    """

    question: str
    answer: str
    verdict: Verdict
    score: float
    points: dict[str, bool]
    evidence: dict[str, str]
    follow_up: str | None = None
    remark: str = ""


def mark(question: FreeText, answer: str) -> Marking:
    """Mark one answer.

    Args:
        question: what was asked.
        answer: the learner's text, whatever it holds.

    Returns:
        The verdict, and what it rests on.
    """
    points = dict.fromkeys(question.points, False)
    if not answer.strip():
        return Marking(question.id, answer, "wrong", 0.0, points, {}, None, "There is no answer.")
    follow_up = question.follow_up_to(points)
    return Marking(question.id, answer, "unsure", 0.0, points, {}, follow_up.text if follow_up else None)
