"""All students of one run of `nbgrader autograde`: judged side by side, ahead of nbgrader, which takes them one by one."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from nngrade.batch.engine import Job, Piece, judge_all
from nngrade.batch.pool import available_cores
from nngrade.course import Course, needed
from nngrade.nbgrader.assignment import MARK
from nngrade.nbgrader.handed_in import read_handed_in
from nngrade.nbgrader.module import handed_text, module_text
from nngrade.report import Report
from nngrade.submission import Problem, Submission

MAX_BATCH = 16


class Handed(msgspec.Struct, frozen=True):
    """A student's work on an assignment.

    Attributes:
        student: whose.
        path: the notebook.
    """

    student: str
    path: Path


def read_work(course: Course, chapter: str, handed: Handed) -> Submission:
    """A student's notebook as a submission, with the student's own notebooks of the chapters that it builds on.

    Args:
        course: which chapters there are.
        chapter: the one that is graded.
        handed: the notebook, in a folder beside those of the student's other assignments.
    """
    modules: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for name in (*needed(course, chapter), chapter):
        path = handed.path if name == chapter else handed.path.parent.parent / name / f"{name}.ipynb"
        if name != chapter and not path.is_file():
            continue
        notebook = read_handed_in(path, MARK)
        if not notebook.problem:
            modules[name] = module_text(course.chapters[name], handed_text(notebook))
        elif name == chapter:
            problems[name] = Problem(notebook.problem)
    return Submission(handed.student, modules, problems, (chapter,))


class Cohort:
    """The students of one run.

    Args:
        job: how to judge.
        chapter: what is graded.
        waiting: whose work nbgrader will ask for, in this order.
        jobs: how many processes; None takes one a core.
    """

    def __init__(self, job: Job, chapter: str, waiting: Sequence[Handed], jobs: int | None) -> None:
        self.job, self.chapter, self.jobs = job, chapter, jobs
        self._known: dict[str, Report] = {}
        self._ahead = self._judge(waiting)
        self._left = len(waiting)

    def report(self, handed: Handed) -> Report:
        """The report on a student's work."""
        while handed.student not in self._known and self._left:
            report = next(self._ahead)
            self._known[report.submission] = report
            self._left -= 1
        if not self._left:
            self._ahead.close()
        if handed.student not in self._known:  # nbgrader takes one that it seemed to skip
            self._known[handed.student] = next(self._judge([handed]))
        return self._known.pop(handed.student)

    def _judge(self, waiting: Sequence[Handed]) -> Generator[Report, None, None]:
        jobs = min(self.jobs or available_cores(), max(1, len(waiting)))
        batch = max(1, min(MAX_BATCH, len(waiting) // (3 * jobs)))
        pieces = (Piece(read_work(self.job.course, self.chapter, handed)) for handed in waiting)
        for judged in judge_all(pieces, self.job, jobs=jobs, batch=batch):
            yield judged.report


def waiting_for(converter: Any, notebook: str, now: str) -> list[Handed]:
    """Whose work a run of nbgrader's converter will ask for, in its order.

    Args:
        converter: `nbgrader.converters.Autograde` while it runs.
        notebook: the notebook's name.
        now: the student whose turn it is.
    """
    course = converter.coursedir
    pattern = course.format_path(course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    found: list[Handed] = []
    for folder in sorted(converter.assignments):
        match = re.match(pattern, folder)
        path = Path(folder) / f"{notebook}.ipynb"
        if match is None or not path.is_file():
            continue
        graded = course.format_path(course.autograded_directory, match["student"], match["assignment"])
        if match["student"] == now or not _skipped(converter, folder, graded):
            found.append(Handed(match["student"], path))
    return found


def _skipped(converter: Any, folder: str, graded: str) -> bool:
    """Whether nbgrader would leave out what it has graded already; a wrong guess only costs time."""
    if converter.force or not os.path.exists(graded):
        return False
    try:
        new, old = (converter.coursedir.get_existing_timestamp(path) for path in (folder, graded))
    except Exception:  # a student's file, whatever it holds; nbgrader says so when it is that student's turn
        return True
    return not (new is not None and old is not None and new > old)
