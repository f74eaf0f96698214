"""The step of `nbgrader generate_feedback` that keeps back what no person has accepted yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nngrade.nbgrader.suggestions import bare, settle

NOT_YET = "Not graded yet."


class HideSuggestions(NbGraderPreprocessor):
    """Takes open suggestions out of scores and comments, and the mark of a suggestion out of accepted ones."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Go through one student's feedback, after nbgrader has put the scores in."""
        facts = resources["nbgrader"]
        with Gradebook(facts["db_url"]) as gradebook:
            settle(Path(self.parent.parent.coursedir.root), gradebook, facts["assignment"], facts["student"])
            submitted = gradebook.find_submission_notebook(facts["notebook"], facts["assignment"], facts["student"])
            hidden = {grade.name: open_points(grade) for grade in submitted.grades if is_open(grade)}
        for cell in nb.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade_id") in hidden:
                about["score"] = about.get("score", 0.0) - hidden[about["grade_id"]]
                about["comment"] = NOT_YET
            elif "comment" in about:
                about["comment"] = bare(about["comment"])
        facts["score"] = max(0.0, facts["score"] - sum(hidden.values()))
        return nb, resources


def is_open(grade: Any) -> bool:
    """Whether a mark was given by nobody yet, or has to be looked at again."""
    return bool(grade.needs_manual_grade)


def open_points(grade: Any) -> float:
    """What an open mark adds to the score, which nobody has accepted."""
    return 0.0 if grade.manual_score is None else float(grade.manual_score)
