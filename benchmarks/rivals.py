"""Other graders, each in an environment of its own from pinned versions, on their own equivalents of the assignment."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PINS = {
    "pytest": ["pytest==9.2.0"],
    "check50": ["check50==3.5.0", "setuptools==80.9.0"],
    "otter": ["otter-grader==7.0.0", "ipykernel==7.4.0"],
    "nbgrader": ["nbgrader==0.9.6"],
}
NUMPY = "numpy==2.4.6"

HELP = """
import warnings

import numpy as np


def weighted(x, w, b):
    return float(np.dot(x, w) + b)


def right_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def right_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def same(got, want):
    assert np.shape(got) == np.shape(want), "the shape is wrong"
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


def same_quietly(function, z, want):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same(function(z), want)


def kept(function, z):
    before = z.copy()
    function(z)
    assert np.array_equal(z, before), "the argument was changed"


rng = np.random.default_rng(7)
draw = rng.normal
"""
"""What the assertions need; every grader gets the same."""

CHECKS = {
    "neuron_sums": ("neuron", "x, w = draw(size=3), draw(size=3); same(neuron(x, w, 0.0), weighted(x, w, 0.0))"),
    "neuron_adds_bias": ("neuron", "x, w = draw(size=4), draw(size=4); same(neuron(x, w, 2.5), weighted(x, w, 2.5))"),
    "neuron_length": (
        "neuron",
        "[same(neuron(v, v + 1, -1.0), weighted(v, v + 1, -1.0)) for v in (draw(size=1), draw(size=50))]",
    ),
    "relu_values": ("relu", "z = draw(size=(5, 3)); same(relu(z), np.maximum(z, 0))"),
    "relu_shapes": ("relu", "[same(relu(z), np.maximum(z, 0)) for z in (draw(size=7), np.array(-2.0))]"),
    "relu_keeps": ("relu", "kept(relu, draw(size=(4, 4)))"),
    "sigmoid_values": ("sigmoid", "z = 3 * draw(size=(5, 3)); same(sigmoid(z), right_sigmoid(z))"),
    "sigmoid_stable": (
        "sigmoid",
        "z = np.array([-1000.0, -40.0, 40.0, 1000.0]); same_quietly(sigmoid, z, right_sigmoid(z))",
    ),
    "sigmoid_middle": ("sigmoid", "same(sigmoid(np.zeros(3)), np.full(3, 0.5))"),
    "softmax_values": ("softmax", "z = 2 * draw(size=(5, 3)); same(softmax(z), right_softmax(z))"),
    "softmax_sums": ("softmax", "same(softmax(draw(size=(4, 6))).sum(axis=-1), np.ones(4))"),
    "softmax_stable": (
        "softmax",
        "z = np.array([[1000.0, 1001.0], [-1000.0, 0.0]]); same_quietly(softmax, z, right_softmax(z))",
    ),
}
"""The twelve checks: the function, and the assertion."""


class Rival(NamedTuple):
    """A grader that is ready to run.

    Attributes:
        name: what it is called.
        versions: what is installed.
        command: from numbers of submissions the shell command that grades these.
        folder: where it runs.
    """

    name: str
    versions: str
    command: Callable[[Sequence[int]], str]
    folder: Path


def environment(name: str, root: Path) -> Path:
    """The folder with the programs of a grader's environment, made if it is not there yet."""
    programs = root / name / "bin"
    if not (programs / name).exists():
        print(f"installing {' '.join(PINS[name])}", file=sys.stderr, flush=True)
        venv.create(root / name, with_pip=True)
        subprocess.run([programs / "pip", "install", "--quiet", NUMPY, *PINS[name]], check=True)
    return programs


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def prepare_pytest(programs: Path, folder: Path, texts: list[str]) -> Rival:
    """Plain pytest, a process a submission."""
    tests = "".join(f"\n\ndef test_{name}():\n    {line}\n" for name, (_, line) in CHECKS.items())
    for number, text in enumerate(texts):
        _write(folder / str(number) / "parts.py", text)
        _write(folder / str(number) / "test_parts.py", f"from parts import *\n{HELP}{tests}")

    def command(numbers: Sequence[int]) -> str:
        run = f"{programs}/python -m pytest -q -p no:cacheprovider --tb=short >report.txt"
        return "; ".join(f"(cd {number} && {run})" for number in numbers)

    return Rival("pytest, a process a submission", PINS["pytest"][0], command, folder)


def prepare_check50(programs: Path, folder: Path, texts: list[str]) -> Rival:
    """check50 with its checks in a local folder."""
    head = "import check50\nimport importlib.util\n" + HELP
    head += """

def learner(name):
    spec = importlib.util.spec_from_file_location("parts", "parts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)
"""
    checks = ""
    for name, (function, line) in CHECKS.items():
        checks += f'\n\n@check50.check()\ndef {name}():\n    """{name}"""\n    {function} = learner("{function}")\n'
        checks += f"    try:\n        {line}\n    except Exception as error:\n        raise check50.Failure(str(error)[:200])\n"
    _write(folder / "checks" / "__init__.py", head + checks)
    _write(folder / "checks" / ".cs50.yaml", "check50:\n  files:\n    - !exclude '*'\n    - !require parts.py\n")
    for number, text in enumerate(texts):
        _write(folder / str(number) / "parts.py", text)

    def command(numbers: Sequence[int]) -> str:
        run = f"{programs}/check50 --dev ../checks -o json >report.json 2>/dev/null"
        return "; ".join(f"(cd {number} && {run})" for number in numbers)

    return Rival("check50 --dev", PINS["check50"][0], command, folder)


def prepare_otter(programs: Path, folder: Path, texts: list[str]) -> Rival:
    """Otter run on a plain module, without a container."""
    for name, (function, line) in CHECKS.items():
        text = f"from otter.test_files import test_case\n{HELP}\nOK_FORMAT = False\nname = {name!r}\npoints = 1\n\n\n"
        _write(folder / "tests" / f"{name}.py", f"{text}@test_case(points=1)\ndef test({function}):\n    {line}\n")
    _write(folder / "otter_config.json", '{"show_hidden": true, "seed": 7}')
    made = subprocess.run(
        [
            programs / "otter",
            "generate",
            "-t",
            "tests",
            "-o",
            "autograder.zip",
            "-c",
            "otter_config.json",
            "--no-environment",
        ],
        cwd=folder,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise RuntimeError(made.stderr)
    for number, text in enumerate(texts):
        _write(folder / str(number) / "parts.py", text)

    def command(numbers: Sequence[int]) -> str:
        path = f"env PATH={programs}:$PATH"  # else it does not find its own kernel
        run = f"{path} {programs}/otter run -a ../autograder.zip --no-logo parts.py >report.txt 2>&1"
        return "; ".join(f"(cd {number} && {run})" for number in numbers)

    return Rival("otter run, no container", PINS["otter"][0], command, folder)


NOTEBOOKS = """
import json, pathlib, sys
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

facts = json.loads(sys.stdin.read())

def cell(name, source, **kind):
    meta = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False, **kind}
    return new_code_cell(source, metadata={"nbgrader": meta})

def notebook(work):
    cells = [cell("work", work, solution=True), cell("help", facts["help"], locked=True)]
    cells += [cell(name, line, grade=True, locked=True, points=1) for name, (_, line) in facts["checks"].items()]
    made = new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made

def write(path, made):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)

write("source/ps1/parts.ipynb", notebook("### BEGIN SOLUTION\\n" + facts["texts"][0] + "\\n### END SOLUTION"))
for number, text in enumerate(facts["texts"]):
    write(f"submitted/s{number}/ps1/parts.ipynb", notebook(text))
"""


def prepare_nbgrader(programs: Path, folder: Path, texts: list[str]) -> Rival:
    """Nbgrader autograde, one process for all that it is given."""
    import json

    folder.mkdir(parents=True, exist_ok=True)
    path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    facts = json.dumps({"texts": texts, "help": HELP, "checks": CHECKS})
    subprocess.run([programs / "python", "-c", NOTEBOOKS], cwd=folder, input=facts, text=True, check=True)
    _write(folder / "nbgrader_config.py", "c = get_config()\nc.CourseDirectory.course_id = 'course'\n")
    made = subprocess.run(
        [programs / "nbgrader", "generate_assignment", "ps1", "--create"],
        cwd=folder,
        env=path,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise RuntimeError(made.stderr)

    def command(numbers: Sequence[int]) -> str:
        run = f"env PATH={shlex.quote(path['PATH'])} nbgrader autograde ps1 --force --create"
        which = "".join(map(str, numbers))  # a pattern of file names: up to ten submissions
        return f"{run} --student='s[{which}]' >autograde-{which}.txt 2>&1"

    return Rival("nbgrader autograde, one process for all", PINS["nbgrader"][0], command, folder)


PREPARE = {
    "pytest": prepare_pytest,
    "check50": prepare_check50,
    "otter": prepare_otter,
    "nbgrader": prepare_nbgrader,
}
