"""Grading what students hand in, with nbgrader's own commands: honest scores for honest, broken and hostile notebooks."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from nngrade.checking import check
from nngrade.course import Course
from nngrade.sandbox.house import House
from tests.nbgrader import attacks
from tests.nbgrader.folder import Folder, Notebook, code_points, filled, full_points, solved

NAMES = ("relu", "sigmoid", "softmax")
WRONG_SOFTMAX = "def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()"


def wrong(start: str, body: str = "return None") -> dict[str, str]:
    """A notebook's texts with something before three functions that are all wrong."""
    return {"start": start} | {f"{name}-code": f"def {name}(z):\n    {body}" for name in NAMES}


def stolen(start: str) -> dict[str, str]:
    """The same with functions that are looked up in what was stolen."""
    return {"start": start} | {
        f"{name}-code": f"def {name}(z):\n    return stolen['{name}'](z) if '{name}' in stolen else None"
        for name in NAMES
    }


def shaken(notebook: Notebook) -> Notebook:
    """Cells in another order, one of them twice, and more of the student's own, with their outputs and ids."""
    cells = copy.deepcopy(notebook["cells"])
    random.Random(7).shuffle(cells)
    twin = copy.deepcopy(next(cell for cell in cells if cell["id"] == "relu-code"))
    stub = {**twin, "source": "def relu(z):\n    raise NotImplementedError", "id": "twin"}
    own = {
        "cell_type": "code",
        "id": "own",
        "metadata": {},
        "outputs": [],
        "execution_count": 3,
        "source": "!rm -rf /\n%matplotlib",
    }
    return {**notebook, "cells": [stub, *cells, own]}


def boasting(notebook: Notebook) -> Notebook:
    """Outputs and metadata that claim points."""
    notebook = copy.deepcopy(notebook)
    claim = {"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}, "execution_count": 1}
    for cell in notebook["cells"]:
        facts = cell["metadata"]["nbgrader"]
        if facts["grade_id"].endswith("-check"):
            facts |= {"points": 1000, "schema_version": 3, "extra_credit": 1000}
            cell |= {"outputs": [claim, {**claim, "data": {"text/plain": "nan"}}], "source": "1000.0"}
        if facts["grade_id"].endswith("-code"):
            cell |= {"outputs": [claim], "source": f"{cell['source']}\n{attacks.SHOUTS}"}
    return notebook


def disguised(notebook: Notebook) -> Notebook:
    """Solution cells that call themselves check cells, check cells that are gone, other schemas, no metadata."""
    notebook = copy.deepcopy(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].endswith("-check")]
    for number, cell in enumerate(notebook["cells"]):
        if cell["id"].endswith("-code"):
            cell["metadata"]["nbgrader"] |= {
                "grade": True,
                "locked": True,
                "points": 5,
                "schema_version": (1, 2, 99)[number % 3],
            }
        else:
            cell["metadata"] = {}
    return notebook


def in_format_3(notebook: Notebook) -> Notebook:
    """The notebook as Jupyter wrote it ten years ago."""
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        text = (
            {"input": cell["source"], "language": "python"}
            if cell["cell_type"] == "code"
            else {"source": cell["source"]}
        )
        cells.append({"cell_type": cell["cell_type"], "metadata": cell["metadata"], "outputs": [], **text})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def with_magics(texts: dict[str, str]) -> dict[str, str]:
    """The texts with what only IPython understands, and with a look at some results."""
    extra = {
        "start": "%matplotlib inline\n!pip install numpy\nimport numpy as np\nfrom nngrade.notebook import check\n"
    }
    more = {cell: f"%%time\n{text}\nprint(relu([-1.0, 2.0]))\nrelu?" for cell, text in texts.items() if cell != "start"}
    return texts | more | extra | {"start": f"{extra['start']}{texts['start']}"}


@pytest.fixture(scope="module")
def graded(few_folder: Folder, tmp_path_factory: pytest.TempPathFactory, course: Course) -> Folder:
    """A class full of surprises, graded in one run."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(few_folder.root, root)
    folder = Folder(root)
    places = {"root": str(root), "solutions": str(course.chapters["activations"].solution.parent)}
    stub = folder.released("activations")
    right = filled(stub, solved("activations"))
    notebooks: dict[str, Notebook | bytes] = {
        "right": right,
        "partly": filled(stub, solved("activations", softmax=WRONG_SOFTMAX)),
        "untouched": stub,
        "nothing": filled(stub, wrong("")),
        "zeros": filled(stub, wrong("import numpy as np\nmade = np.zeros(3)", "return made")),
        "d1": filled(stub, wrong(attacks.PATCHED_COMPARISONS)),
        "d2": filled(stub, wrong(attacks.PATCHED_FRAMEWORK)),
        "d3": filled(stub, wrong(attacks.PATCHED_BUILTINS)),
        "e": filled(stub, wrong(attacks.EQUAL_TO_ALL, "return made")),
        "f1": filled(stub, wrong(attacks.CALLERS_FRAME, "return peek()")),
        "f2": filled(stub, stolen(attacks.FILES.format(**places))),
        "g1": filled(stub, wrong(attacks.FORGED.format(**places))),
        "p": boasting(filled(stub, wrong(""))),
        "deletes": filled(stub, wrong(attacks.DELETES.format(**places))),
        "shaken": shaken(right),
        "disguised": disguised(right),
        "format3": in_format_3(right),
        "magics": filled(stub, with_magics(solved("activations"))),
        "boasting": boasting(right),
        "slip": filled(stub, solved("activations", softmax="def softmax(z)\n    return z")),
        "gone": {**right, "cells": [cell for cell in right["cells"] if cell["id"] != "softmax-code"]},
        "broken": json.dumps(right).encode()[:-40],
        "list": b"[1, 2, 3]",
        "deep": b'{"cells": ' + b"[" * 100_000,
        "binary": bytes(range(256)) * 10,
        "surrogate": json.dumps(filled(stub, solved("activations", softmax="x = '\ud800'"))).encode(),
    }
    for student, notebook in notebooks.items():
        folder.hand_in(student, "activations", notebook)
    folder.nbgrader("autograde", "activations")
    return folder


@pytest.fixture(scope="module")
def earned(graded: Folder) -> dict[str, float]:
    """What each student's code earned."""
    return {student: code_points(scores) for student, scores in graded.scores("activations").items()}


def test_right_partly_right_and_untouched(earned: dict[str, float], few_folder: Folder) -> None:
    full = full_points(few_folder.released("activations"))
    assert earned["right"] == full
    assert earned["untouched"] == 0
    assert full / 2 <= earned["partly"] < full


@pytest.mark.parametrize("attack", ["d1", "d2", "d3", "e", "f1", "f2", "g1", "p", "deletes"])
def test_an_attack_earns_no_more_than_wrong_functions(attack: str, earned: dict[str, float]) -> None:
    """Less, where it breaks the very process that its own functions run in."""
    honest = earned["zeros" if attack == "e" else "nothing"]
    assert earned[attack] <= honest < 5


def test_nobody_is_harmed(graded: Folder, earned: dict[str, float]) -> None:
    assert (graded.root / "source" / "activations" / "activations.ipynb").is_file()
    assert graded.ask("SELECT count(*) FROM grade WHERE manual_score = 1000 OR extra_credit = 1000") == [(0,)]
    assert len(earned) == 26


@pytest.mark.parametrize("student", ["shaken", "disguised", "format3", "magics", "boasting"])
def test_what_a_student_makes_of_the_notebook_changes_no_point(student: str, earned: dict[str, float]) -> None:
    assert earned[student] == earned["right"]


@pytest.mark.parametrize("student", ["slip", "gone", "surrogate"])
def test_a_cell_that_cannot_run_costs_its_own_points_alone(
    student: str, graded: Folder, earned: dict[str, float]
) -> None:
    scores = graded.scores("activations")
    assert scores[student]["softmax-check"] == 0
    assert scores[student]["relu-check"] == scores["right"]["relu-check"]


@pytest.mark.parametrize("student", ["broken", "list", "deep", "binary"])
def test_an_unreadable_notebook_earns_nothing_and_is_shown_to_a_person(student: str, graded: Folder) -> None:
    rows = {cell: (score, review) for who, cell, score, review in graded.grades("activations") if who == student}
    assert all(rows[f"{name}-check"] == (0, 1) for name in NAMES)


def test_no_score_leaves_its_bounds(graded: Folder) -> None:
    found = graded.ask("SELECT max(auto_score), min(auto_score), sum(auto_score != auto_score) FROM grade")
    assert found[0][0] <= full_points(graded.released("activations"))
    assert found[0][1:] == (0, 0)


def test_feedback_shows_our_report_and_no_hidden_check(graded: Folder) -> None:
    graded.nbgrader("generate_feedback", "activations", "--student", "partly")
    page = (graded.root / "feedback" / "partly" / "activations" / "activations.html").read_text()
    assert re.search(r"[^<]*whole batch[^<]*\[SMX\d+\]", page)
    assert "def test_" not in page
    assert "rng.normal" not in page


def test_a_chapter_under_another_name_is_refused(folder: Folder) -> None:
    """In a kernel its check cells would earn everything: they end without an error, whatever they found."""
    shutil.copytree(folder.root / "source" / "neuron", folder.root / "source" / "week-1")
    folder.generate("week-1")
    path = folder.root / "submitted" / "ada" / "week-1" / "neuron.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(folder.released("neuron")))
    said = folder.nbgrader("autograde", "week-1", code=1)
    assert "have to have the same name" in said
    assert {score for _, _, score, _ in folder.grades("week-1")} == {None}


UNDONE = "def {name}(*_, **__):\n    return 0.0"


def test_scores_equal_those_of_the_command_in_every_chapter(
    whole_folder: Folder, tmp_path: Path, course: Course, house: House
) -> None:
    """Each chapter by a student of its own, every other one with a function undone; `layers` also on the student's own chapters."""
    shutil.copytree(whole_folder.root, tmp_path / "course")
    folder = Folder(tmp_path / "course")
    config = folder.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.GradeWithoutKernel.seed = 11\nc.GradeWithoutKernel.jobs = 1\n")
    for number, (name, chapter) in enumerate(course.chapters.items()):
        texts = solved(name)
        if number % 2:
            undone = [*chapter.facts.functions][number // 2 % len(chapter.facts.functions)]
            texts[f"{undone}-code"] = UNDONE.format(name=undone)
        for student in (f"only-{name}", *(["first"] if number < 3 else [])):
            folder.hand_in(student, name, filled(folder.released(name), texts))
            path = tmp_path / student / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text("\n\n\n".join(texts.values()), encoding="utf-8")
    folder.autograde(*[(f"only-{name}", name) for name in course.chapters], ("first", "layers"))
    for student, name in [*((f"only-{name}", name) for name in course.chapters), ("first", "layers")]:
        report = check(tmp_path / student, seed=11, disclose="closed", house=house)
        chapter_report = next(each for each in report.chapters if each.chapter == name)
        expected: dict[str, float] = {}
        for each in chapter_report.checks:
            expected[f"{each.function}-check"] = expected.get(f"{each.function}-check", 0.0) + each.points
        scores = folder.scores(name)[student]
        assert {cell: score for cell, score in scores.items() if cell.endswith("-check")} == expected, (student, name)
