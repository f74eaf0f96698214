"""Reports: frozen, plain data. Everything that is shown, written or sent is a function of a report."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from nngrade import __version__

SCHEMA = 1

Verdict = Literal["passed", "failed", "blocked", "error"]
Status = Literal["passed", "failed", "todo", "missing", "error"]
TRIED = ("passed", "failed")
"""Chapters that were worked on; an untouched stub or a missing module says nothing."""


class CheckReport(msgspec.Struct, frozen=True):
    """One check of one submission.

    Attributes:
        id: the name of its test.
        function: what it belongs to.
        title: the line that the learner reads.
        verdict: `passed`, `failed`, `blocked` (an earlier need is unmet) or `error` (the grader could not tell).
        points: what was earned.
        max_points: what can be earned.
        message: what went wrong and why, in one line; empty where the check passed.
        mistake: id of the known mistake that it shows.
        detail: more for an open report: the call, got, expected, the traceback, prints.
    """

    id: str
    function: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    mistake: str | None = None
    detail: dict[str, Any] = {}


class ChapterReport(msgspec.Struct, frozen=True):
    """One chapter of one submission.

    Attributes:
        chapter: its name.
        status: `passed`, `failed`, `todo` (an untouched stub), `missing` or `error`.
        score: points earned.
        max_score: points that can be earned.
        upstream: for each earlier module that it ran on, `own` or `reference`.
        checks: in the suite's order.
        message: what kept the whole module from running; empty where nothing did.
        bonus: whether its points stay out of the total.
    """

    chapter: str
    status: Status
    score: float
    max_score: float
    upstream: dict[str, str] = {}
    checks: tuple[CheckReport, ...] = ()
    message: str = ""
    bonus: bool = False


class Report(msgspec.Struct, frozen=True):
    """One submission.

    Attributes:
        schema: version of this form.
        nngrade: version of the program.
        course: name of the course.
        seed: every input was drawn from it.
        isolation: which protections were active.
        submission: whose work it is.
        score: points earned, bonus chapters left out.
        max_score: points that can be earned, bonus chapters left out.
        chapters: in the course's order.
        notes: what was left out of the submission, or read in another way than it was handed in.
    """

    schema: int
    nngrade: str
    course: str
    seed: int
    isolation: str
    submission: str
    score: float
    max_score: float
    chapters: tuple[ChapterReport, ...]
    notes: tuple[str, ...] = ()

    def exit_code(self) -> int:
        """0 everything passed, 1 something did not pass, 2 something could not be graded."""
        if any(chapter.status == "error" for chapter in self.chapters):
            return 2
        return 0 if all(chapter.status == "passed" for chapter in self.chapters) else 1


class Judged(msgspec.Struct, frozen=True):
    """A report and how it came about.

    Attributes:
        report: what is shown.
        keys: by chapter, what its report depends on, as a digest; chapters that it only builds on are among them.
        beneath: reports on the chapters that it only builds on, and on the code of those whose quiz counts.
        seconds: processor time of the learner's code and of judging it.
        retried: chapters that were judged once more, with the reason.
    """

    report: Report
    keys: dict[str, str]
    beneath: tuple[ChapterReport, ...] = ()
    seconds: float = 0.0
    retried: tuple[str, ...] = ()

    def known(self) -> dict[str, ChapterReport]:
        """Reports on chapters by their keys; what the grader failed at is not known."""
        chapters = (*self.report.chapters, *self.beneath)
        return {
            self.keys[each.chapter]: each for each in chapters if each.chapter in self.keys and each.status != "error"
        }


def chapter_report(
    chapter: str,
    checks: list[CheckReport],
    *,
    upstream: dict[str, str],
    todo: bool,
    message: str = "",
    bonus: bool = False,
) -> ChapterReport:
    """Sum up the checks of a chapter.

    Args:
        chapter: its name.
        checks: what became of each check.
        upstream: as in `ChapterReport`.
        todo: whether every function is still its stub.
        message: as in `ChapterReport`.
        bonus: as in `ChapterReport`.
    """
    verdicts = {check.verdict for check in checks}
    status: Status
    if "error" in verdicts or not checks:
        status = "error"
    elif verdicts == {"passed"}:
        status = "passed"
    else:
        status = "todo" if todo else "failed"
    score, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    return ChapterReport(chapter, status, score, most, upstream, tuple(checks), message, bonus)


def assemble(
    course: str, submission: str, chapters: list[ChapterReport], seed: int, isolation: str, notes: tuple[str, ...]
) -> Report:
    """A report on the chapters of one submission.

    Args:
        course: name of the course.
        submission: whose work it is.
        chapters: what became of each.
        seed: as in `Report`.
        isolation: as in `Report`.
        notes: as in `Report`.
    """
    score, most = total(chapters)
    return Report(SCHEMA, __version__, course, seed, isolation, submission, score, most, tuple(chapters), notes)


def total(chapters: list[ChapterReport]) -> tuple[float, float]:
    """Points earned and points that can be earned, bonus chapters left out."""
    counted = [chapter for chapter in chapters if not chapter.bonus]
    return sum(chapter.score for chapter in counted), sum(chapter.max_score for chapter in counted)
