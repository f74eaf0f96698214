"""Grading a whole quiz without a person: from answers to a report of plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from nngrade.course import Course
from nngrade.quiz.answer import UnreadableAnswer, one_letter, read_answer
from nngrade.quiz.bank import load_quiz
from nngrade.quiz.grading import Grade, grade
from nngrade.quiz.posed import Posed, pose
from nngrade.quiz.question import ShortText
from nngrade.quiz.reckoning import drawing

Verdict = Literal["correct", "partial", "wrong", "unsure", "unreadable", "missing"]


class QuestionReport(msgspec.Struct, frozen=True):
    """What became of one question.

    Attributes:
        id: of the question.
        verdict: `correct`, `partial` or `wrong`; `unsure` waits for a person; `unreadable` is no answer to this kind
            of question; `missing` was not answered.
        points: what was earned.
        max_points: what can be earned.
        feedback: what to tell the learner.
        evidence: of an answer in words, the words that earned each point.
    """

    id: str
    verdict: Verdict
    points: float
    max_points: float
    feedback: tuple[str, ...] = ()
    evidence: dict[str, str] = {}


class QuizReport(msgspec.Struct, frozen=True):
    """One chapter's quiz of one learner.

    Attributes:
        chapter: its name.
        seed: variants and orders were drawn from it.
        score: points earned in the quiz.
        max_score: points that can be earned in the quiz.
        pending: points of answers that wait for a person.
        points: what the score is worth in the chapter's grade, by `quiz_points` of its chapter.toml.
        max_points: what the quiz can be worth there.
        questions: in the quiz's order.
    """

    chapter: str
    seed: int
    score: float
    max_score: float
    pending: float
    points: float
    max_points: float
    questions: tuple[QuestionReport, ...]

    def complete(self) -> bool:
        """Whether every answer is right."""
        return all(question.verdict == "correct" for question in self.questions)


def grade_answers(course: Course, chapter: str, answers: Mapping[str, Any], seed: int) -> QuizReport:
    """Grade the answers to a chapter's quiz.

    Args:
        course: whose quiz.
        chapter: its name.
        answers: by question id, as typed or as JSON values; what is not there counts as not answered.
        seed: the one with which the questions were asked.

    Returns:
        The report. Raises `CourseError` where the quiz itself is broken.
    """
    questions = load_quiz(course.chapters[chapter]).questions
    reports = tuple(_report(pose(course, chapter, question, seed), answers, seed) for question in questions)
    score, most = sum(report.points for report in reports), sum(report.max_points for report in reports)
    worth = course.chapters[chapter].facts.quiz_points
    pending = sum(report.max_points for report in reports if report.verdict == "unsure")
    return QuizReport(chapter, seed, score, most, pending, worth * score / most if most else 0.0, worth, reports)


def _report(posed: Posed, answers: Mapping[str, Any], seed: int) -> QuestionReport:
    most = posed.question.points
    if posed.question.id not in answers:
        return QuestionReport(posed.question.id, "missing", 0.0, most)
    try:
        raw = answers[posed.question.id]
        if isinstance(posed.question, ShortText):
            return _words(posed, raw, seed)
        made = grade(posed, read_answer(posed, raw))
    except UnreadableAnswer as error:
        return QuestionReport(posed.question.id, "unreadable", 0.0, most, (f"{error}.",))
    return QuestionReport(posed.question.id, verdict_of(made), made.score * most, most, made.feedback)


def _words(posed: Posed, raw: Any, seed: int) -> QuestionReport:
    """An answer in words: a string, or `{"text": ..., "follow_up": "b"}` where the follow-up was asked too."""
    from nngrade.quiz.wording import grade_words, mark_words, settle

    question, asked = posed.question, posed.expected
    given = raw if isinstance(raw, dict) else {"text": raw}
    if "text" not in given or not set(given) <= {"text", "follow_up"}:
        raise UnreadableAnswer('write the answer as text, or as {"text": "...", "follow_up": "b"}')
    text, follow_up = given["text"], given.get("follow_up")
    worded = mark_words(asked, read_answer(posed, text).text, drawing(seed, question.id))
    evidence = worded.marking.evidence
    if worded.marking.verdict != "unsure":
        made = grade_words(asked, worded.marking)
    elif worded.follow_up is not None and follow_up is not None:
        made = settle(asked, worded, one_letter(worded.follow_up, follow_up))
    else:
        return QuestionReport(question.id, "unsure", 0.0, question.points, (), evidence)
    return QuestionReport(
        question.id, verdict_of(made), made.score * question.points, question.points, made.feedback, evidence
    )


def verdict_of(made: Grade) -> Verdict:
    """A score as a word."""
    return "correct" if made.score >= 1 else "partial" if made.score > 0 else "wrong"
