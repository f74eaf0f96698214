"""A student's notebook made anew: our cells in our order, with nothing of the student's but texts."""

from __future__ import annotations

import copy
import re
from typing import Any

import msgspec
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from nngrade.nbgrader.assignment import MARK
from nngrade.nbgrader.handed_in import HandedIn
from nngrade.nbgrader.module import handed_text

MAX_FURTHER = 40
MAX_SHOWN = 20_000
_TAG, _LINK = re.compile(r"<(?=[A-Za-z/!?])"), re.compile(r"(\])(?=[(:\[])")


class Recorded(msgspec.Struct, frozen=True):
    """What nbgrader recorded of a notebook when it made the assignment.

    Attributes:
        assignment: whose notebook.
        notebook: its name.
        checksums: of all cells, by grade id.
        points: that graded cells can earn.
    """

    assignment: str
    notebook: str
    checksums: dict[str, str]
    points: dict[str, float]

    def is_of(self, facts: dict[str, Any]) -> bool:
        """Whether it is about this notebook."""
        return (self.assignment, self.notebook) == (facts["assignment"], facts["notebook"])


def read_recorded(facts: dict[str, Any]) -> Recorded:
    """What is recorded of a notebook.

    Args:
        facts: which assignment and notebook, and the gradebook's URL.
    """
    with Gradebook(facts["db_url"]) as gradebook:
        found = gradebook.find_notebook(facts["notebook"], facts["assignment"])
        checksums = {cell.name: cell.checksum for cell in found.source_cells}
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        return Recorded(facts["assignment"], facts["notebook"], checksums, points)


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
