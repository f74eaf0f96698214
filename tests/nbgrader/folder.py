"""An instructor's folder, with nbgrader's own commands."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from nngrade.course import load_course
from nngrade.nbgrader.pieces import cut

Notebook = dict[str, Any]

_GENERATE = """
import sys
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader
config = PyFileConfigLoader("nbgrader_config.py", ".").load_config()
api = NbGraderAPI(config=config)
for name in sys.argv[1:]:
    result = api.generate_assignment(name)
    assert result["success"], result
"""
_AUTOGRADE = """
import sys
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader
config = PyFileConfigLoader("nbgrader_config.py", ".").load_config()
api = NbGraderAPI(config=config)
for word in sys.argv[1:]:
    student, name = word.split(":")
    result = api.autograde(name, student, force=True)
    assert result["success"], result
"""


class Folder:
    """A course folder.

    Args:
        root: where it lies.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def nbgrader(self, *words: str, code: int = 0, **environment: str) -> str:
        """Run one of nbgrader's commands, and return all that it prints."""
        return self.run([sys.executable, "-m", "nbgrader", *words], code, **environment)

    def nngrade(self, *words: str, code: int = 0) -> str:
        """Run one of our commands, and return all that it prints."""
        return self.run([sys.executable, "-m", "nngrade", *words], code)

    def run(self, command: list[str], code: int, **environment: str) -> str:
        """Run a command in the folder."""
        done = subprocess.run(
            command,
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
            env={**os.environ, **environment},
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def generate(self, *assignments: str) -> None:
        """Do what `nbgrader generate_assignment` does, for several assignments in one process."""
        self.run([sys.executable, "-c", _GENERATE, *assignments], 0)

    def autograde(self, *pairs: tuple[str, str]) -> None:
        """Do what the formgrader does when somebody clicks on autograde, for pairs of student and assignment in one process."""
        self.run([sys.executable, "-c", _AUTOGRADE, *(":".join(pair) for pair in pairs)], 0)

    def released(self, assignment: str) -> Notebook:
        """What a student gets."""
        return self.notebook("release", assignment)

    def notebook(self, *parts: str) -> Notebook:
        """A notebook by its folder, with the text of each cell in one piece."""
        path = self.root.joinpath(*parts) / f"{parts[-1]}.ipynb"
        found: Notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in found["cells"]:
            cell["source"] = "".join(cell["source"])
        return found

    def hand_in(self, student: str, assignment: str, notebook: Notebook | bytes) -> Path:
        """Put a student's notebook where `nbgrader collect` puts it."""
        path = self.root / "submitted" / student / assignment / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return path

    def scores(self, assignment: str) -> dict[str, dict[str, float | None]]:
        """The automatic scores in the gradebook, by student and cell."""
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score, _ in self.grades(assignment):
            found.setdefault(student, {})[cell] = score
        return found

    def grades(self, assignment: str) -> list[tuple[str, str, float | None, bool]]:
        """Student, cell, automatic score and whether a person has to look at it."""
        query = """
            SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.needs_manual_grade
            FROM grade JOIN base_cell ON grade.cell_id = base_cell.id
            JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
            JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
            JOIN assignment ON submitted_assignment.assignment_id = assignment.id WHERE assignment.name = ?
        """
        return self.ask(query, assignment)

    def ask(self, query: str, *values: object) -> list[Any]:
        """Ask the gradebook."""
        with closing(sqlite3.connect(self.root / "gradebook.db")) as database:
            return database.execute(query, values).fetchall()

    def change(self, query: str, *values: object) -> None:
        """Change the gradebook past nbgrader."""
        with closing(sqlite3.connect(self.root / "gradebook.db")) as database, database:
            database.execute(query, values)


def code_points(scores: Mapping[str, float | None]) -> float:
    """What the check cells earned together."""
    return sum(score or 0.0 for cell, score in scores.items() if cell.endswith("-check"))


def full_points(notebook: Notebook, without: str = "") -> float:
    """What the check cells of a notebook are worth together, but for that of one function."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    checks = {cell["grade_id"]: cell["points"] for cell in cells if cell.get("grade_id", "").endswith("-check")}
    checks.pop(f"{without}-check", None)
    return float(sum(checks.values()))


def filled(notebook: Notebook, texts: Mapping[str, str]) -> Notebook:
    """The notebook with other texts in some cells, by their grade ids."""
    cells = [
        {**cell, "source": texts.get(cell["metadata"].get("nbgrader", {}).get("grade_id", ""), cell["source"])}
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def solved(chapter: str, **texts: str) -> dict[str, str]:
    """The reference solution by cells, with other texts for some functions."""
    found = load_course().chapters[chapter]
    pieces = cut(found.solution_text, found.facts.functions)
    own = {f"{name}-code": texts.get(name, text) for name, text in pieces.functions.items()}
    return {"start": texts.get("start", pieces.start), **own}
