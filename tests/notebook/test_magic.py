"""`%%check` and check cells in a real IPython kernel, in a folder that belongs to no course."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BEGIN = ("%load_ext nngrade.notebook", "import numpy as np")
RIGHT = "%%check activations relu\ndef relu(z):\n    return np.maximum(0.0, z)"
WRONG = "%%check activations relu\ndef relu(z):\n    return np.abs(z)"


def ran(folder: Path, *cells: str) -> list[list[Any]]:
    """The outputs of each cell of a notebook that was run from top to bottom."""
    notebook = new_notebook(cells=[new_code_cell(text) for text in cells])
    client = NotebookClient(notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    client.execute()
    nbformat.validate(notebook)
    return [cell.outputs for cell in notebook.cells]


def text_of(outputs: list[Any], kind: str = "text/plain") -> str:
    """What a cell shows."""
    return "\n".join(output.get("data", {}).get(kind, "") for output in outputs)


def test_the_magic_checks_what_its_cell_defines(tmp_path: Path) -> None:
    """A right and a wrong function one after the other: the later one counts, and both have run in the notebook too."""
    *_, right, wrong, used = ran(tmp_path, *BEGIN, RIGHT, WRONG, "float(relu(-2.0))")
    assert re.search(r"relu: (\d+) of \1 points", text_of(right))
    assert re.search(r"<b>relu</b>: (\d+) of \1 points", text_of(right, "text/html"))
    assert "FAIL" in text_of(wrong)
    assert not re.search(r"relu: (\d+) of \1 points", text_of(wrong))
    assert "Hint 1" in text_of(wrong, "text/html")
    assert text_of(used) == "2.0"


def test_a_cell_that_fails_is_not_checked(tmp_path: Path) -> None:
    (outputs,) = ran(tmp_path, *BEGIN, "%%check activations relu\n1 / 0")[2:]
    assert [output.get("ename") for output in outputs] == ["ZeroDivisionError"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%check relu\ndef relu(z): ...", "write `%%check CHAPTER FUNCTION`"),
        ("%%check activations swish\ndef swish(z): ...", "there is no swish in a chapter activations"),
        ('from nngrade.notebook import check\ncheck("activation", "relu")', "there is no relu in a chapter activation"),
    ],
)
def test_a_slip_takes_one_line(cell: str, said: str, tmp_path: Path) -> None:
    (outputs,) = ran(tmp_path, *BEGIN, cell)[2:]
    shown = "\n".join(str(output.get("text", "")) + "\n".join(output.get("traceback", [])) for output in outputs)
    assert said in shown
    assert "Traceback" not in shown
    assert len(shown.strip().splitlines()) == 1


def test_nbgrader_gives_no_points_for_a_check_cell_that_it_runs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a course whose config lost its call of `configure`: a cell without an error would have all its points."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    (outputs,) = ran(tmp_path, *BEGIN, RIGHT)[2:]
    assert [output.get("output_type") for output in outputs] == ["error"]
    assert "has to call `configure`" in outputs[0]["evalue"]
