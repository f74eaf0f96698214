"""`nbgrader autograde` of a class with our step against nbgrader's own, which runs each notebook in a kernel.

Both sides get the same notebooks and the same assertions: for nbgrader they stand in the check cells, with helpers of a few
plain asserts in place of nngrade's. Run `python -m benchmarks.nbgrader [COUNT]`.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Cost, run
from nngrade.course import Chapter, load_course
from nngrade.nbgrader.opening import CONFIG
from nngrade.nbgrader.parts import put_programs_on_path
from nngrade.nbgrader.pieces import cut
from nngrade.nbgrader.scaffold import make_course

CHAPTER = "activations"
COUNT = 50
HELPERS = Path(__file__).parent / "plain" / "helpers.py"
RUNNER = """
import types, zlib
_module = types.ModuleType("solution")
exec({solution!r}, _module.__dict__)
_tests = {{}}
exec({helpers!r} + {suite!r}, _tests)


def _grade(function, points):
    learner, score = types.SimpleNamespace(**{{name: globals()[name] for name in {names!r}}}), 0.0
    for name, worth in points.items():
        facts = {{"learner": learner, "reference": _module, "rng": np.random.default_rng([7, zlib.crc32(name.encode())])}}
        test = _tests[name]
        try:
            test(*[facts[argument] for argument in test.__code__.co_varnames[: test.__code__.co_argcount]])
            score += worth
        except Exception as error:
            print(name, error)
    return score
"""


def stock_cells(notebook: dict[str, Any], chapter: Chapter) -> dict[str, Any]:
    """The notebook with the suite's assertions in its check cells, as an instructor without nngrade would write them."""
    suite = chapter.checks.read_text(encoding="utf-8")
    suite = "\n".join(line for line in suite.splitlines() if not line.startswith("from nngrade"))
    names = [*chapter.facts.functions]
    runner = RUNNER.format(
        solution=chapter.solution_text, helpers=HELPERS.read_text(encoding="utf-8"), suite=f"\n{suite}", names=names
    )
    points = function_checks(chapter)
    cells = []
    for cell in notebook["cells"]:
        name = cell["id"].removesuffix("-check")
        if cell["id"] == "setup":
            cell = {**cell, "source": "import numpy as np"}
        elif cell["id"].endswith("-check"):
            call = f"_grade({name!r}, {points[name]!r})"
            cell = {
                **cell,
                "source": f"{runner}\n{call}"
                if name == names[-1]
                else f"{runner.replace(repr(names), repr([name]))}\n{call}",
            }
        cells.append(cell)
    return {**notebook, "cells": cells}


def function_checks(chapter: Chapter) -> dict[str, dict[str, float]]:
    """What each check earns, by function."""
    from nngrade.suite.session import SuiteSession

    session = SuiteSession(load_course(), [chapter.name])
    try:
        found: dict[str, dict[str, float]] = {}
        for check in session.checks[chapter.name]:
            found.setdefault(check.function, {})[check.id] = float(check.points)
        return found
    finally:
        session.close()


def hand_in(root: Path, chapter: Chapter, count: int) -> None:
    """Put a class's notebooks into the course folder: two of three are right, one has a softmax over the whole batch."""
    released = json.loads((root / "release" / chapter.name / f"{chapter.name}.ipynb").read_text(encoding="utf-8"))
    pieces = cut(chapter.solution_text, chapter.facts.functions)
    wrong = "def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()"
    for number in range(count):
        texts = {"start": pieces.start, **{f"{name}-code": text for name, text in pieces.functions.items()}}
        texts["softmax-code"] = f"{wrong if number % 3 == 2 else texts['softmax-code']}\n# learner {number}"
        cells = [{**cell, "source": texts.get(cell["id"], cell["source"])} for cell in released["cells"]]
        place = root / "submitted" / f"learner{number:03}" / chapter.name
        place.mkdir(parents=True)
        (place / f"{chapter.name}.ipynb").write_text(json.dumps({**released, "cells": cells}), encoding="utf-8")


def autograde(root: Path) -> Cost:
    """The cost of one run over the whole class."""
    return run([sys.executable, "-m", "nbgrader", "autograde", CHAPTER], root, {})


def scores(root: Path) -> list[tuple[str, float]]:
    """What each student's code earned."""
    import sqlite3

    database = sqlite3.connect(root / "gradebook.db")
    query = """SELECT student_id, sum(auto_score) FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN base_cell ON base_cell.id = grade.cell_id WHERE base_cell.name LIKE '%-check' GROUP BY 1 ORDER BY 1"""
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def main(count: int) -> None:
    """Grade the class on both sides and print how they compare."""
    put_programs_on_path()
    chapter = load_course().chapters[CHAPTER]
    with TemporaryDirectory() as folder:
        ours, stock = Path(folder, "ours"), Path(folder, "stock")
        list(make_course(ours, [CHAPTER]))
        shutil.copytree(ours, stock)
        config = (stock / CONFIG).read_text(encoding="utf-8").splitlines()
        # Its own steps, but for our stubs, so that both sides hand out the same notebook.
        config += ["c.Autograde.clear()", "c.Execute.timeout = 120"]
        (stock / CONFIG).write_text("\n".join(config) + "\n", encoding="utf-8")
        path = stock / "source" / CHAPTER / f"{CHAPTER}.ipynb"
        path.write_text(
            json.dumps(stock_cells(json.loads(path.read_text(encoding="utf-8")), chapter)), encoding="utf-8"
        )
        costs = {}
        for root in (ours, stock):
            run([sys.executable, "-m", "nbgrader", "generate_assignment", CHAPTER], root, {})
            hand_in(root, chapter, count)
            costs[root] = autograde(root)
        same = sum(one == other for one, other in zip(scores(ours), scores(stock), strict=True))
        print(f"{count} notebooks, {same} with the same score on both sides")
        for name, root in (("nngrade's step", ours), ("nbgrader alone", stock)):
            print(f"{name}: {costs[root].wall:.1f} s wall, {costs[root].cpu:.1f} s CPU")
        print(f"nbgrader alone takes {costs[stock].wall / costs[ours].wall:.1f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
