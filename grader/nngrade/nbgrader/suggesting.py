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
        with Gradebook(facts["db_url"]) as gradebook:
            for grade_id in resources[REVIEW]:
                _grade(gradebook, facts, grade_id).needs_manual_grade = True
            gradebook.db.commit()
            write_log(
                self.root,
                [
                    entry
                    for cell in nb.cells
                    if (question := questions.get(cell.metadata.get("nbgrader", {}).get("grade_id"))) is not None
                    for entry in self._suggest(gradebook, facts, cell, question)
                ],
            )
        return nb, resources

    def _suggest(
        self, gradebook: Gradebook, facts: dict[str, Any], cell: NotebookNode, question: FreeText
    ) -> list[Entry]:
        """The record's new line on one answer; none where a person has decided, or nothing has changed."""
        grade_id = cell.metadata.nbgrader["grade_id"]
        key: Key = (facts["assignment"], facts["student"], grade_id)
        earlier = self.log_of.get(key)
        waiting = earlier if earlier is not None and earlier.waits else None
        if _grade(gradebook, facts, grade_id).manual_score is not None:
            return []
        if cell.metadata.nbgrader["checksum"] == compute_checksum(cell):  # nothing was written, or it was taken back
            return [] if waiting is None else [withdrawn(waiting)]
        if waiting is not None and waiting.answer == digest(cell.source):
            return []
        points = float(cell.metadata.nbgrader["points"])
        return [suggestion(key, cell.source, question, mark(question, cell.source), points)]


def _grade(gradebook: Gradebook, facts: dict[str, Any], grade_id: str) -> Any:
    return gradebook.find_grade(grade_id, facts["notebook"], facts["assignment"], facts["student"])
