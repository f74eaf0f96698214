"""Scores as CSV: nbgrader's own columns, quoted, and how many marks are still open."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from nngrade.nbgrader.feedback import is_open
from nngrade.nbgrader.settling import settle

COLUMNS = (
    "assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty score max_score open"
).split()


class ReviewedCsv(ExportPlugin):
    """Writes a line for each student and assignment; the last column counts what is still open."""

    def export(self, gradebook: Any) -> None:
        """Write the file."""
        chosen = {str(name) for name in self.assignment}, {str(name) for name in self.student}
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if chosen[0] and assignment.name not in chosen[0]:
                    continue
                settle(Path(self.parent.coursedir.root), gradebook, assignment.name)
                writer.writerows(_rows(gradebook, assignment, chosen[1]))


def _rows(gradebook: Any, assignment: Any, students: set[str]) -> Iterator[dict[str, Any]]:
    for student in gradebook.students:
        if not students or student.id in students:
            yield {
                "assignment": assignment.name,
                "duedate": assignment.duedate,
                "student_id": student.id,
                "last_name": student.last_name,
                "first_name": student.first_name,
                "email": student.email,
                "max_score": assignment.max_score,
                **_score(gradebook, assignment.name, student.id),
            }


def _score(gradebook: Any, assignment: str, student: str) -> dict[str, Any]:
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return {"timestamp": "", "raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0, "open": 0}
    raw, penalty = submission.score, submission.late_submission_penalty
    return {
        "timestamp": submission.timestamp,
        "raw_score": raw,
        "late_submission_penalty": penalty,
        "score": max(0.0, raw - penalty),
        "open": sum(is_open(grade) for notebook in submission.notebooks for grade in notebook.grades),
    }
