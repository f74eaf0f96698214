"""What a learner gets without the hidden suites: the examples of the lessons, checked in the same sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nngrade.bundling import bundle_learner
from nngrade.course import Course
from nngrade.nbgrader.pieces import cut, docstring_of
from nngrade.notebook.examples import examples_of

ASK = """
from nngrade.notebook import check
from nngrade.notebook.cells import cells
cells.texts = {"start": "import numpy as np", "relu-code": %r}
print(check("activations", "relu"))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, unpacked as pip does it."""
    folder = tmp_path_factory.mktemp("learner")
    wheel = bundle_learner(folder)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_holds_no_solution_and_no_suite(installed: Path, course: Course) -> None:
    names = [path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()]
    assert f"nngrade/course/exercises/{next(iter(course.chapters))}.py" in names
    hidden = ("solutions", "test_", "mistakes.py", "accepted.py", "quiz.toml", "answers/", "golden")
    assert [name for name in names if name.startswith("nngrade/course") and any(word in name for word in hidden)] == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def relu(z):\n    return np.maximum(0, z)", "relu: 1 of 1 points"),
        ("def relu(z):\n    return np.abs(z)", "This is not what the lesson's example says."),
    ],
)
def test_a_check_says_what_it_could_check(installed: Path, source: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK % source],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said in done.stdout, done.stdout + done.stderr
    assert "Only the examples of the lesson were checked" in done.stdout


def test_examples_are_read_from_the_lessons(course: Course) -> None:
    chapter = course.chapters["activations"]
    stub = cut(chapter.stub.read_text(encoding="utf-8"), ["sigmoid"]).functions["sigmoid"]
    assert [(each.text, each.result, each.rounded) for each in examples_of(docstring_of(stub), "sigmoid")] == [
        ("sigmoid(0.0)", 0.5, False),
        ("sigmoid(4.0)", 0.982, True),
    ]
