"""Scores of modules straight into an nbgrader gradebook, without notebooks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from nngrade.errors import GradingError
from nngrade.nbgrader.grading import function_score
from nngrade.report import ChapterReport, Report

HANDED_IN = ("passed", "failed", "todo", "error")


def write_reports(url: str, course: str, reports: Iterable[Report]) -> int:
    """Put reports into a gradebook: one writer, one transaction a student, so that nobody is ever half there.

    Args:
        url: of the database, such as `sqlite:///gradebook.db` or `postgresql://user@host/gradebook`.
        course: the course's id.
        reports: one a student.

    Returns:
        How many students were written. Raises `GradingError` where the database cannot be used.
    """
    count = 0
    try:
        with _without_its_own_warnings(), Gradebook(url, course) as gradebook:
            for report in reports:
                with one_transaction(gradebook):
                    _write_student(gradebook, report)
                count += 1
    except (SQLAlchemyError, ImportError) as error:  # ImportError: the driver that the URL names is not installed
        raise GradingError(f"{url} cannot be written ({str(error).splitlines()[0]}): name another gradebook") from None
    return count


@contextmanager
def _without_its_own_warnings() -> Iterator[None]:
    """Nbgrader walks from a record to others before it has added it, which SQLAlchemy warns of: nothing that a user can mend."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
        yield


@contextmanager
def one_transaction(gradebook: Any) -> Iterator[None]:
    """Nbgrader's functions commit one by one; here they only send, and the end commits, or takes all back."""
    session = gradebook.db
    commit, session.commit = session.commit, session.flush
    try:
        yield
        session.commit = commit
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit = commit


def _write_student(gradebook: Any, report: Report) -> None:
    gradebook.update_or_create_student(report.submission)
    for chapter in report.chapters:
        if chapter.status in HANDED_IN:
            _ensure_assignment(gradebook, chapter)
            gradebook.update_or_create_submission(chapter.chapter, report.submission)
            for function in dict.fromkeys(check.function for check in chapter.checks):
                _write_function(gradebook, report.submission, chapter, function)


def _ensure_assignment(gradebook: Any, chapter: ChapterReport) -> None:
    """The assignment as `nbgrader generate_assignment` records it; where it did so, that stays."""
    name = chapter.chapter
    try:
        gradebook.find_notebook(name, name)
        return
    except MissingEntry:
        gradebook.update_or_create_assignment(name)
        gradebook.update_or_create_notebook(name, name)
    for function in dict.fromkeys(check.function for check in chapter.checks):
        most = sum(check.max_points for check in chapter.checks if check.function == function)
        gradebook.update_or_create_grade_cell(f"{function}-check", name, name, max_score=most, cell_type="code")
        gradebook.update_or_create_solution_cell(f"{function}-code", name, name)


def _write_function(gradebook: Any, student: str, chapter: ChapterReport, function: str) -> None:
    place = (chapter.chapter, chapter.chapter, student)
    try:
        grade = gradebook.find_grade(f"{function}-check", *place)
        comment = gradebook.find_comment(f"{function}-code", *place)
    except MissingEntry:
        raise GradingError(
            f"the gradebook's assignment {chapter.chapter} has no cell for {function}: it was made from another "
            "version of the course, so run `nngrade nbgrader init` and `nbgrader generate_assignment` again"
        ) from None
    grade.auto_score, trouble = function_score(chapter, function, float(grade.max_score))
    grade.needs_manual_grade = bool(trouble) or grade.manual_score is not None
    failed = [check.message for check in chapter.checks if check.function == function and check.verdict == "failed"]
    comment.auto_comment = failed[0] if failed else None
