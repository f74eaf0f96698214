"""Quiz points as part of a grade: a report on code, with what the quizzes of its chapters add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from nngrade.course import Course
from nngrade.quiz.report import QuizReport, grade_answers
from nngrade.report import ChapterReport, CheckReport, Status, Verdict
from nngrade.submission import Answers


def with_quizzes(
    course: Course, chapters: Sequence[ChapterReport], answers: Mapping[str, Answers]
) -> list[ChapterReport]:
    """The same reports, with a check more in each chapter whose quiz counts, by `quiz_points` of its chapter.toml.

    Args:
        course: whose quizzes.
        chapters: reports on the code of a submission.
        answers: what the learner answered, by chapter; what is not there counts as not answered.
    """
    made = []
    for chapter in chapters:
        if course.chapters[chapter.chapter].facts.quiz_points:
            kept = answers.get(chapter.chapter, Answers(0, {}))
            chapter = _added(chapter, grade_answers(course, chapter.chapter, kept.given, kept.seed))
        made.append(chapter)
    return made


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
