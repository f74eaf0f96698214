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
from nngrade.nbgrader.suggestions import Entry, Key, digest, read_log, suggestion, write_log
from nngrade.quiz.marking import FreeText, mark


class Suggest(NbGraderPreprocessor):
    """Prefills marks of answers in free text; each still needs a person, and says that it is a suggestion."""

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
            entries = [
                entry
                for cell in nb.cells
                if (question := questions.get(cell.metadata.get("nbgrader", {}).get("grade_id"))) is not None
                for entry in self._suggest(gradebook, facts, cell, question)
            ]
            write_log(self.root, entries)  # first the record: what stands in the gradebook is always explained there
            gradebook.db.commit()
        return nb, resources

    def _suggest(
        self, gradebook: Gradebook, facts: dict[str, Any], cell: NotebookNode, question: FreeText
    ) -> list[Entry]:
        """The suggestion for one answer, already in the gradebook; none where a person has decided, or nothing was written."""
        grade_id = cell.metadata.nbgrader["grade_id"]
        key: Key = (facts["assignment"], facts["student"], grade_id)
        grade = _grade(gradebook, facts, grade_id)
        earlier = self.log_of.get(key)
        untouched = earlier is not None and earlier.event == "suggested" and earlier.score == grade.manual_score
        comment = gradebook.find_comment(grade_id, facts["notebook"], facts["assignment"], facts["student"])
        if grade.manual_score is not None and not untouched:
            return []
        if cell.metadata.nbgrader["checksum"] == compute_checksum(cell):
            if untouched:  # an answer that was taken back takes its suggestion along
                grade.manual_score, comment.manual_comment, grade.needs_manual_grade = None, None, False
            return []
        if untouched and earlier is not None and earlier.answer == digest(cell.source):
            grade.needs_manual_grade = True
            return []
        points = float(cell.metadata.nbgrader["points"])
        made = suggestion(key, cell.source, question, mark(question, cell.source), points)
        grade.manual_score, comment.manual_comment, grade.needs_manual_grade = made.score, made.comment, True
        return [made]


def _grade(gradebook: Gradebook, facts: dict[str, Any], grade_id: str) -> Any:
    return gradebook.find_grade(grade_id, facts["notebook"], facts["assignment"], facts["student"])
