"""Free-text answers in a quiz: the marker's verdict, and the closed question that settles what it cannot tell."""

from __future__ import annotations

import random

import msgspec

from nngrade.quiz.grading import Grade
from nngrade.quiz.marking import FollowUp, FreeText, Marking, mark
from nngrade.quiz.marking.scoring import FULL
from nngrade.quiz.posed import Posed
from nngrade.quiz.question import Choice, ShortText


class Worded(msgspec.Struct, frozen=True):
    """An answer in words, marked.

    Attributes:
        marking: what the marker makes of it.
        follow_up: the closed question to ask next, where the marker is unsure.
    """

    marking: Marking
    follow_up: Posed | None = None


def mark_words(asked: FreeText, answer: str, chance: random.Random) -> Worded:
    """Mark an answer, and pose the closed question that would settle it.

    Args:
        asked: the question with its rubric.
        answer: the learner's sentence.
        chance: for the order of the follow-up's choices.
    """
    marking = mark(asked, answer)
    if marking.verdict != "unsure":
        return Worded(marking)
    chosen = asked.follow_up_to(marking.points)
    return Worded(marking, _pose(asked, chosen, chance) if chosen else None)


def _pose(asked: FreeText, follow_up: FollowUp, chance: random.Random) -> Posed:
    choices = [Choice(choice.text, choice.right, choice.feedback) for choice in follow_up.choices]
    question = ShortText(id=asked.id, text=follow_up.text)
    return Posed(question, follow_up.text, choices=tuple(chance.sample(choices, len(choices))), expected=follow_up)


def settle(asked: FreeText, worded: Worded, chosen: int) -> Grade:
    """The grade of an answer that the marker could not tell, by the choice made afterwards.

    Args:
        asked: the question with its rubric.
        worded: the answer and its follow-up.
        chosen: number of the choice. The right one confirms the point that was in doubt. After a wrong one the words
            that were found still count, but only in part: they were in doubt.
    """
    assert worded.follow_up is not None
    choice = worded.follow_up.choices[chosen]
    confirmed = worded.follow_up.expected.confirms
    points = {**worded.marking.points, **({confirmed: True} if choice.right else {})}
    score = weight_of(asked, points) if choice.right else min(worded.marking.score, DOUBTFUL)
    return _credited(score, (choice.feedback,), asked)


DOUBTFUL = 0.5
"""The most that words in doubt earn where the closed question went wrong."""


def weight_of(asked: FreeText, points: dict[str, bool]) -> float:
    """What points are worth together; a point that counts `alone` counts only without others."""
    earned = [asked.points[name] for name, found in points.items() if found and name in asked.points]
    full = [point.weight for point in earned if not point.alone]
    return min(1.0, sum(full) if full else max((point.weight for point in earned), default=0.0))


def grade_words(asked: FreeText, marking: Marking) -> Grade:
    """The grade of an answer that the marker could tell."""
    earned = [f"{asked.points[name].says} Your words: {words}" for name, words in marking.evidence.items() if words]
    remark = [marking.remark] if marking.remark else []
    return _credited(marking.score, (*remark, *earned), asked)


def _credited(score: float, feedback: tuple[str, ...], asked: FreeText) -> Grade:
    """A correct answer earns all of the question's points, however many of the rubric's points it names."""
    return Grade(1.0, feedback) if score >= FULL else Grade(score, feedback, asked.model)
