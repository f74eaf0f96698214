"""The step of `nbgrader autograde` after the automatic scores: what a person has to look at, and what the marker suggests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum

from nngrade.nbgrader.assignment import text_questions
from nngrade.nbgrader.grading import REVIEW
from nngrade.nbgrader.suggestions import Entry, Key, digest, read_log, suggestion, withdrawn, write_log
from nngrade.quiz.marking import FreeText, mark


class Suggest(NbGraderPreprocessor):
    """Suggests marks of answers in free text: into the record, for the formgrader to show; the mark itself is left to a person."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Go through one student's notebook."""
        if REVIEW not in resources:
            return nb, resources
        facts = resources["nbgrader"]
        self.root = Path(self.parent.parent.coursedir.root)
        self.log_of = read_log(self.root)
        chapter = self.parent.cohort.job.course.chapters[self.parent.cohort.chapter]
        questions = {f"quiz-{question.id}": question for question, _ in text_questions(chapter)}
        answers = [
            (cell, questions[grade_id])
            for cell in nb.cells
            if (grade_id := cell.metadata.get("nbgrader", {}).get("grade_id")) in questions
            and self._concerns(facts, cell)
        ]
        if answers or resources[REVIEW]:
            with Gradebook(facts["db_url"]) as gradebook:
                for grade_id in resources[REVIEW]:
                    _grade(gradebook, facts, grade_id).needs_manual_grade = True
                gradebook.db.commit()
                found = [self._suggest(gradebook, facts, *each) for each in answers]
                write_log(self.root, [entry for entry in found if entry is not None])
        return nb, resources

    def _concerns(self, facts: dict[str, Any], cell: NotebookNode) -> bool:
        """Whether something was written, or taken back, since the record's last line on it."""
        earlier = self._waiting(facts, cell)
        return not _blank(cell) if earlier is None else earlier.answer != digest(cell.source)

    def _waiting(self, facts: dict[str, Any], cell: NotebookNode) -> Entry | None:
        earlier = self.log_of.get(_key(facts, cell))
        return earlier if earlier is not None and earlier.waits else None

    def _suggest(
        self, gradebook: Gradebook, facts: dict[str, Any], cell: NotebookNode, question: FreeText
    ) -> Entry | None:
        """The record's new line on one answer; none where a person has decided."""
        earlier = self._waiting(facts, cell)
        if _grade(gradebook, facts, cell.metadata.nbgrader["grade_id"]).manual_score is not None:
            return None
        if _blank(cell):
            return None if earlier is None else withdrawn(earlier)
        points = float(cell.metadata.nbgrader["points"])
        return suggestion(_key(facts, cell), cell.source, question, mark(question, cell.source), points)


def _blank(cell: NotebookNode) -> bool:
    """Whether nothing was written."""
    return bool(cell.metadata.nbgrader["checksum"] == compute_checksum(cell))


def _key(facts: dict[str, Any], cell: NotebookNode) -> Key:
    return facts["assignment"], facts["student"], cell.metadata.nbgrader["grade_id"]


def _grade(gradebook: Gradebook, facts: dict[str, Any], grade_id: str) -> Any:
    return gradebook.find_grade(grade_id, facts["notebook"], facts["assignment"], facts["student"])
