"""Quiz points as part of a grade: a report on code, with what the quizzes of its chapters add."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from nngrade.quiz.report import QuizReport
from nngrade.report import ChapterReport, CheckReport, Report, Status, Verdict, total


def with_quizzes(report: Report, quizzes: Iterable[QuizReport]) -> Report:
    """The same report, with a check more in each chapter whose quiz counts.

    Args:
        report: on the code of a submission.
        quizzes: on its answers; those that are worth nothing by `quiz_points` change nothing.
    """
    counted = {quiz.chapter: quiz for quiz in quizzes if quiz.max_points}
    chapters = [
        _added(chapter, counted[chapter.chapter]) if chapter.chapter in counted else chapter
        for chapter in report.chapters
    ]
    score, most = total(chapters)
    return msgspec.structs.replace(report, score=score, max_score=most, chapters=tuple(chapters))


def _added(chapter: ChapterReport, quiz: QuizReport) -> ChapterReport:
    check = _check(quiz)
    return msgspec.structs.replace(
        chapter,
        status=_status(chapter.status, check.verdict),
        score=chapter.score + check.points,
        max_score=chapter.max_score + check.max_points,
        checks=(*chapter.checks, check),
    )


def _check(quiz: QuizReport) -> CheckReport:
    """A quiz as a check: an answer that waits for a person is an error of the grader's, never a pass and never a fail."""
    waiting = [question.id for question in quiz.questions if question.verdict == "unsure"]
    amiss = [question.id for question in quiz.questions if question.verdict not in ("correct", "unsure")]
    verdict: Verdict = "error" if waiting else "failed" if amiss else "passed"
    told = [f"grade by hand: {', '.join(waiting)}"] if waiting else []
    told += [f"not fully right: {', '.join(amiss)}"] if amiss else []
    title = "Questions on this chapter are answered."
    return CheckReport("quiz", "quiz", title, verdict, quiz.points, quiz.max_points, "; ".join(told))


def _status(status: Status, quiz: Verdict) -> Status:
    if quiz == "error":
        return "error"
    return "failed" if status == "passed" and quiz != "passed" else status
