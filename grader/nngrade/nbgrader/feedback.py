"""The step of `nbgrader generate_feedback` that says what no person has marked yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nngrade.nbgrader.settling import settle

NOT_YET = "Not graded yet."


class SayWhatIsOpen(NbGraderPreprocessor):
    """Puts words in place of a 0 that is no mark."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Go through one student's feedback, after nbgrader has put the scores in."""
        facts = resources["nbgrader"]
        with Gradebook(facts["db_url"]) as gradebook:
            settle(Path(self.parent.parent.coursedir.root), gradebook, facts["assignment"], facts["student"])
            submitted = gradebook.find_submission_notebook(facts["notebook"], facts["assignment"], facts["student"])
            unmarked = {grade.name for grade in submitted.grades if is_open(grade) and grade.manual_score is None}
        for cell in nb.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade_id") in unmarked:
                about["comment"] = NOT_YET
        return nb, resources


def is_open(grade: Any) -> bool:
    """Whether a mark was given by nobody yet, or has to be looked at again."""
    return bool(grade.needs_manual_grade)
