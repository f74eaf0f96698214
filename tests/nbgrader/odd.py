"""What else may be handed in: odd, broken and hostile files, each with what it honestly earns."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.nbgrader.folder import Folder, Notebook, filled, solved

CHAPTER = "activations"
RELU = solved(CHAPTER)["relu-code"]
WRONG = {f"{name}-code": f"def {name}(z):\n    return 0" for name in ("relu", "sigmoid", "softmax")}
HUGE = 2_000_000

OWN_NBGRADER = """
import sys, types
for name in ("nbgrader", "nbgrader.api", "nbgrader.utils", "nngrade", "nngrade.judge"):
    module = types.ModuleType(name)
    module.determine_grade = lambda *_: (19.0, 19.0)
    sys.modules[name] = module
"""


def each(notebook: Notebook, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Notebook:
    """The notebook with every cell changed."""
    return {**notebook, "cells": [cell | change(cell) for cell in notebook["cells"]]}


def facts(**lies: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Cells whose nbgrader metadata says something else."""
    return lambda cell: {"metadata": {"nbgrader": {**cell["metadata"]["nbgrader"], **lies}}}


def outputs(*values: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Code cells with these outputs."""
    return lambda cell: {"outputs": [*values], "execution_count": 1} if cell["cell_type"] == "code" else {}


def swapped(cell: dict[str, Any]) -> dict[str, Any]:
    """The cells of relu and sigmoid under each other's names."""
    other = {"relu-code": "sigmoid-code", "sigmoid-code": "relu-code"}.get(cell["id"])
    return {"id": other, **facts(grade_id=other)(cell)} if other else {}


def in_format_2(notebook: Notebook) -> Notebook:
    """The notebook as it was written before cells had metadata."""
    cells = [
        {"cell_type": cell["cell_type"], "input" if cell["cell_type"] == "code" else "source": cell["source"]}
        for cell in notebook["cells"]
    ]
    return {"nbformat": 2, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


def worth_everything(right: Notebook) -> dict[str, Notebook | bytes]:
    """All functions are right here, however odd the file around them is."""
    twins = [{**cell, "metadata": {}, "source": "1 / 0"} for cell in right["cells"] if cell["cell_type"] == "code"]
    data = json.dumps(right).encode()
    return {
        "huge outputs": each(right, outputs({"output_type": "stream", "name": "stdout", "text": "x" * HUGE})),
        "twins without metadata": {**right, "cells": right["cells"] + twins},
        "raw cells": each(right, lambda cell: {"cell_type": "raw", "outputs": None}),
        "attachments": each(right, lambda cell: {"attachments": {"x.png": {"image/png": 17}}}),
        "invalid utf-8": data.replace(b"import numpy", b"# \xff\xfe\\nimport numpy", 1),
        "utf-16": json.dumps(right).encode("utf-16"),
        "format 2": in_format_2(right),
        "format 5": {**right, "nbformat": 5, "nbformat_minor": 99},
        "no format": {**right, "nbformat": "four", "nbformat_minor": None},
        "not a number": json.dumps({**right, "metadata": {"x": float("nan")}}).encode(),
        "lists of lines": each(right, lambda cell: {"source": cell["source"].splitlines(keepends=True)}),
        "ids are no text": each(right, lambda cell: {"id": ["x"], "metadata": {"nbgrader": {"grade_id": {"a": 1}}}}),
        "metadata is a list": each(right, lambda cell: {"metadata": [1, 2]}),
        "line ends of Windows": each(right, lambda cell: {"source": cell["source"].replace("\n", "\r\n")}),
        "cell ids swapped": each(right, swapped),
        "twenty thousand cells": {
            **right,
            "cells": right["cells"] + [{"cell_type": "code", "source": "x = 1"}] * 20_000,
        },
        "deletes by shell": filled(right, {"relu-code": f"!rm -rf ../../..\n{RELU}"}),
        "leaves": filled(right, {"relu-code": f"exit()\nquit()\n{RELU}"}),
        "future": filled(right, {"relu-code": f"from __future__ import annotations\n{RELU}"}),
    }


def worth_what_is_wrong(wrong: Notebook) -> dict[str, Notebook | bytes]:
    """All functions are wrong here, whatever the file claims."""
    claim = {"output_type": "execute_result", "data": {"text/plain": "5.0"}, "metadata": {}, "execution_count": 1}
    return {
        "wrong": wrong,
        "points": each(wrong, facts(points=1e308, grade=True, checksum="0" * 32)),
        "locks and schema": each(wrong, facts(checksum=None, schema_version="3", locked="no")),
        "another kernel": {**wrong, "metadata": {"kernelspec": {"name": "bash"}, "language_info": {"name": "R"}}},
        "forged results": each(wrong, outputs(claim)),
        "edited checks": each(wrong, lambda cell: {"source": "5.0"} if cell["id"].endswith("-check") else {}),
        "own nbgrader": filled(wrong, {"start": OWN_NBGRADER}),
        "code in markdown": each(wrong, lambda cell: {"cell_type": "markdown"} if cell["id"] == "relu-code" else {}),
    }


def worth_all_but_relu(right: Notebook) -> dict[str, Notebook | bytes]:
    """The cell of relu is no Python that could run; the others are right."""
    texts = {
        "another language": "%%bash\nrm -rf ../../..",
        "nul": f"{RELU}\n\0",
        "too deep": f"x = {'(' * 5000}1{')' * 5000}\n{RELU}",
        "too many signs": f"def relu(z):\n    return {'-' * 60_000}z",
    }
    return {student: filled(right, {"relu-code": text}) for student, text in texts.items()}


def worth_nothing(right: Notebook) -> dict[str, Notebook | bytes]:
    """Files that are no notebooks, or too much of one."""
    data = json.dumps(right).encode()
    return {
        "cells are no list": {**right, "cells": {"0": right["cells"]}},
        "sources are numbers": each(right, lambda cell: {"source": 42}),
        "sixty megabytes": data + b" " * (60 << 20),
        "nothing but brackets": b'{"cells": [' + b"[]," * (6 << 20) + b"[]]}",
        "deep source": b'{"cells": [{"source": ' + b"[" * 3000 + b"]" * 3000 + b"}]}",
        "a very long number": data.replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 6000),
        "empty": b"",
        "null": b"null",
    }


def put_files(folder: Folder, right: Notebook, wrong: Notebook) -> None:
    """Students whose file is not what it seems to be: `link ...` earn nothing, `beside ...` what the notebook is worth."""
    source = folder.root / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    for student, target in {
        "link to the source": source,
        "link to nowhere": "/nowhere",
        "link to zeros": "/dev/zero",
    }.items():
        _place(folder, student).symlink_to(target)
    shutil.copy(source, _place(folder, "link followed by collect"))
    os.mkfifo(_place(folder, "link pipe"))
    _place(folder, "link folder").mkdir()
    (_place(folder, "link absent").with_name("notes.txt")).write_text("I shall hand in tomorrow")
    path = folder.hand_in("beside modules", CHAPTER, wrong)
    for name in (
        "test_activations.py",
        "nngrade.py",
        "numpy.py",
        "sitecustomize.py",
        "conftest.py",
        "nbgrader_config.py",
    ):
        path.with_name(name).write_text("raise SystemExit")
    folder.hand_in("beside a stamp", CHAPTER, right).with_name("timestamp.txt").write_text("9999-12-31 23:59:59 UTC")
    folder.hand_in("beside zeros", CHAPTER, right)
    _place(folder, "beside zeros", "neuron").symlink_to("/dev/zero")


def _place(folder: Folder, student: str, chapter: str = CHAPTER) -> Path:
    path = folder.root / "submitted" / student / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(parents=True)
    return path
