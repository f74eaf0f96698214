"""The student's notebook as nbgrader gets to see it: our cells in our order, with nothing of the student's but texts."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from nngrade.nbgrader.assignment import MARK
from nngrade.nbgrader.cohort import Cohort
from nngrade.nbgrader.engines import share_engines
from nngrade.nbgrader.handed_in import HandedIn, read_handed_in
from nngrade.nbgrader.module import handed_text

MAX_FURTHER = 40
MAX_SHOWN = 20_000
_TAG, _LINK = re.compile(r"<(?=[A-Za-z/!?])"), re.compile(r"(\])(?=[(:\[])")
_NOT_NEEDED = ("IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput", "CheckCellMetadata")
"""Steps that mend outputs and metadata of students, of which our notebooks have none."""


class Rebuilt(NotebookExporter):
    """Reads what was handed in as data, and writes the assignment's own cells with the student's texts in them."""

    cohort: Cohort | None = None
    recorded: Recorded | None = None
    _preprocessors: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        share_engines()

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Convert one notebook: an instructor's own as nbgrader does it, ours without its repairs, which it does not need."""
        facts = (resources or {}).get("nbgrader", {})
        source = source_notebook(self.parent.coursedir, facts)
        if source is None:
            return super().from_filename(filename, resources=resources, **kwargs)
        if not getattr(self.parent, "_sanitizing", False):
            self.optimistic_validation = True  # once, after the last step
            self._preprocessors = [step for step in self._preprocessors if type(step).__name__ not in _NOT_NEEDED]
            return super().from_filename(filename, resources=resources, **kwargs)
        self.optimistic_validation = False
        self._preprocessors = []
        if self.recorded is None or self.recorded.notebook != facts["notebook"]:  # the same for all students of a run
            self.recorded = read_recorded(facts)
        notebook = rebuild(source, read_handed_in(Path(filename), MARK), self.recorded)
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


def source_notebook(coursedir: Any, facts: dict[str, Any]) -> dict[str, Any] | None:
    """The instructor's version of a notebook; None where it was not made by us."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", facts["assignment"]))
    try:
        notebook: dict[str, Any] = json.loads((folder / f"{facts['notebook']}.ipynb").read_bytes())
        return notebook if MARK in notebook["metadata"] else None
    except (OSError, ValueError, KeyError):
        return None


class Recorded(msgspec.Struct, frozen=True):
    """What nbgrader recorded of a notebook when it made the assignment.

    Attributes:
        notebook: its name.
        checksums: of all cells, by grade id.
        points: that graded cells can earn.
    """

    notebook: str
    checksums: dict[str, str]
    points: dict[str, float]


def read_recorded(facts: dict[str, Any]) -> Recorded:
    """What is recorded of a notebook.

    Args:
        facts: which assignment and notebook, and the gradebook's URL.
    """
    with Gradebook(facts["db_url"]) as gradebook:
        found = gradebook.find_notebook(facts["notebook"], facts["assignment"])
        checksums = {cell.name: cell.checksum for cell in found.source_cells}
        return Recorded(facts["notebook"], checksums, {cell.name: float(cell.max_score) for cell in found.grade_cells})


def rebuild(source: dict[str, Any], handed_in: HandedIn, recorded: Recorded) -> NotebookNode:
    """The assignment's cells with the student's texts.

    Args:
        source: the instructor's version.
        handed_in: the student's.
        recorded: what nbgrader knows of the assignment.
    """
    checksums, points = recorded.checksums, recorded.points
    find = handed_text(handed_in)
    known = [cell for cell in source["cells"] if _recorded(cell, checksums)]
    cells = [_cell(cell, find, checksums, points) for cell in known]
    return nbformat.from_dict({**source, "cells": cells + _further(handed_in, known, find)})


def _recorded(cell: dict[str, Any], checksums: dict[str, str]) -> bool:
    facts = cell["metadata"].get("nbgrader")
    return facts is None or facts["grade_id"] in checksums


def _cell(cell: dict[str, Any], find: Any, checksums: dict[str, str], points: dict[str, float]) -> dict[str, Any]:
    cell = copy.deepcopy(cell)
    own = cell["metadata"].pop(MARK, {})
    facts = cell["metadata"].get("nbgrader")
    if facts is None:
        return cell
    grade_id = facts["grade_id"]
    facts |= {"checksum": checksums[grade_id], "cell_type": cell["cell_type"]}
    if facts["grade"]:
        facts["points"] = points.get(grade_id, facts.get("points", 0.0))
    if facts["solution"]:
        text = find(grade_id)
        # An answer that is gone reads like one that was never written, which nbgrader knows to score.
        cell["source"] = own.get("stub", "") if text is None and facts["grade"] else (text or "")
        if cell["cell_type"] == "markdown" and compute_checksum(nbformat.from_dict(cell)) != checksums[grade_id]:
            cell["source"] = harmless(cell["source"])
    return cell


def _further(handed_in: HandedIn, known: list[dict[str, Any]], find: Any) -> list[dict[str, Any]]:
    """What else the student wrote, for a person to read; it is not graded."""
    ids = {cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in known} - {None}
    used = {find(each) for each in ids}
    further = [cell for cell in handed_in.cells if not ids & {cell.grade_id, cell.id} and cell.source.strip()]
    further = [cell for cell in further if cell.code and cell.source not in used][:MAX_FURTHER]
    texts = [_fenced(cell.source[:MAX_SHOWN]) for cell in further]
    if handed_in.problem:
        texts.append(f"**{handed_in.problem}**")
    if not texts:
        return []
    texts.insert(0, "---\n*What follows was handed in besides the assignment's own cells. It is not graded.*")
    return [
        {"id": f"further-{number}", "cell_type": "markdown", "metadata": {}, "source": text}
        for number, text in enumerate(texts)
    ]


def harmless(answer: str) -> str:
    """Markdown without tags and links: the formgrader shows it in the instructor's browser, where a script of a student's could mark.

    A blank takes their meaning from them and leaves words and formulas as they are.
    """
    return _LINK.sub(r"\1 ", _TAG.sub("< ", answer))


def _fenced(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
