"""Making feedback once every mark has been accepted by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI

from nngrade.course import CourseError
from nngrade.nbgrader.feedback import is_open
from nngrade.nbgrader.settling import settle
from nngrade.nbgrader.suggestions import read_log


class Open(msgspec.Struct, frozen=True):
    """A mark that nobody has accepted yet.

    Attributes:
        student: whose.
        cell: its grade id.
        suggested: what is suggested; None where nothing is.
    """

    student: str
    cell: str
    suggested: float | None


def open_marks(api: NbGraderAPI, assignment: str) -> list[Open]:
    """What a person still has to look at, once what was decided has been recorded."""
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as gradebook:
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(
                f"there is no assignment {assignment}: run `nbgrader generate_assignment {assignment}`"
            ) from None
        root = Path(api.coursedir.root)
        settle(root, gradebook, assignment)
        suggested = {key: entry.score for key, entry in read_log(root).items() if entry.waits}
        return [
            Open(student, grade.name, suggested.get((assignment, student, grade.name)))
            for submission in sorted(found.submissions, key=lambda submission: submission.student.id)
            for student in (submission.student.id,)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if is_open(grade)
        ]


def make_feedback(api: NbGraderAPI, assignment: str) -> list[str]:
    """Make the feedback of every student whose work is graded; returns whose."""
    students = sorted(api.get_autograded_students(assignment))
    for student in students:
        result: dict[str, Any] = api.generate_feedback(assignment, student)
        if not result["success"]:
            raise CourseError(
                f"nbgrader could not make the feedback of {student}: {result.get('error') or result.get('log')}"
            )
    return students
