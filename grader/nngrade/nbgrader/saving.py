"""The step of `nbgrader autograde` that writes scores, as nbgrader does it, but a student at a time."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from nngrade.nbgrader.gradebook import one_transaction


class SaveInOneGo(SaveAutoGrades):
    """Commits once a notebook: nbgrader does so once a cell, which takes longer than grading, and can stop between two cells."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the scores of one notebook."""
        facts = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = (
            facts["notebook"],
            facts["assignment"],
            facts["student"],
        )
        with Gradebook(facts["db_url"]) as self.gradebook, one_transaction(self.gradebook):
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
        return nb, resources
