"""Files and folders as learners really hand them in: each gets a clear line, and everything else is still graded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import nngrade
from nngrade.render.json import to_json
from tests.attacks.arena import HONEST, POINTS, command, graded, make_arena

AFTER = "from arena import double\n\n\ndef quadruple(x):\n    return double(double(x))\n"
ALL = float(sum(POINTS.values()))

Check = Callable[[bytes | str], dict[str, Any]]


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_arena(tmp_path_factory.mktemp("bad") / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission with a good second chapter."""
    made = tmp_path / "submission"
    made.mkdir()
    (made / "after.py").write_text(AFTER)
    return made


@pytest.fixture
def check(folder: Path, arena: Path) -> Check:
    """Hand in a first chapter; the report. The second chapter must pass whatever the first one is."""

    def run(content: bytes | str) -> dict[str, Any]:
        data = content.encode() if isinstance(content, str) else content
        (folder / "arena.py").write_bytes(data)
        return report_on(folder, arena)

    return run


def report_on(folder: Path, arena: Path) -> dict[str, Any]:
    report = nngrade.check(folder, course=arena, seed=7)
    assert json.loads(to_json(report))["chapters"]
    first, second = report.chapters
    assert second.status == "passed"
    return {**msgspec.to_builtins(first), "code": report.exit_code()}


def earned(chapter: dict[str, Any], function: str) -> float:
    return sum(item["points"] for item in chapter["checks"] if item["function"] == function)


def message_on(chapter: dict[str, Any], function: str) -> str:
    return next(item["message"] for item in chapter["checks"] if item["function"] == function)


# Nothing to grade: exit code 2 and one line that says what to do


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("nowhere", "does not exist: give a chapter's name, a module, or a folder"),
        ("empty", "holds no chapter module such as arena.py: run `nngrade init` first"),
        ("notes.txt", "is no chapter module: the file must be named like its chapter (arena, after)"),
        ("other.py", "is no chapter module: the file must be named like its chapter (arena, after)"),
        ("empty/arena.py", "does not exist"),
    ],
)
def test_a_target_without_a_chapter(target: str, line: str, tmp_path: Path, arena: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "other.py").write_text("x = 1\n")
    done = command(target, "--course", arena, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert line in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_chapter_that_is_not_there(tmp_path: Path, arena: Path) -> None:
    (tmp_path / "arena.py").write_text(HONEST)
    done = command("after", "--course", arena, cwd=tmp_path)
    assert done.returncode == 2
    assert "has no after.py: run `nngrade init` to get its stub" in done.stderr


def test_a_course_that_is_none(tmp_path: Path) -> None:
    done = command(tmp_path, "--course", tmp_path)
    assert done.returncode == 2
    assert "holds no course" in done.stderr


# Files that cannot be read: exit code 2, the other chapter still graded

UNREADABLE = {
    "binary": (bytes(range(256)) * 10, "is not a text file: save it as plain Python source"),
    "UTF-16": ("x = 'ä'\n".encode("utf-16"), "is not a text file"),
    "Latin-1 without saying so": ("x = 'ä'\n".encode("latin-1"), "is not in UTF-8: save it with that encoding"),
    "UTF-8 that says it is something else": (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", "is not in UTF-8"),
    "an encoding that does not exist": (b"# coding: klingon\nx = 1\n", "is not in UTF-8"),
    "an encoding that takes for ever": (
        b"# coding: punycode\n" + b"a" * 500_000 + b"-" + b"b" * 500_000,
        "is not in UTF-8",
    ),
    "an encoding that makes half characters": (b"# coding: unicode_escape\nx = '\\ud800'\n", "is not in UTF-8"),
    "an encoding that is no encoding": (b"# coding: zlib\nx = 1\n", "is not in UTF-8"),
    "50 MB": (b"x" * 50_000_000, "is larger than 1 MB: a chapter needs a few kB"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read(name: str, check: Check) -> None:
    content, line = UNREADABLE[name]
    chapter = check(content)
    assert (chapter["status"], chapter["score"], chapter["code"]) == ("error", 0, 2)
    assert f"arena.py {line}" in chapter["message"]
    assert {item["verdict"] for item in chapter["checks"]} == {"error"}


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "is a link to a file outside of the folder"),
        (
            lambda path: path.symlink_to(path.parent.parent / "elsewhere.py"),
            "is a link to a file outside of the folder",
        ),
        (lambda path: path.symlink_to("nowhere.py"), "cannot be read: No such file"),
        (lambda path: path.symlink_to(path.name), "is a link that leads nowhere|cannot be read"),
        (lambda path: path.symlink_to("/dev/zero"), "is a link to a file outside of the folder"),
        (lambda path: path.mkdir(), "is not a file"),
        (os.mkfifo, "is not a file"),
    ],
    ids=["a link out", "a link to a neighbour", "a dead link", "a link to itself", "a device", "a folder", "a pipe"],
)
def test_a_file_that_is_none(make: Callable[[Path], None], line: str, folder: Path, arena: Path) -> None:
    (folder.parent / "elsewhere.py").write_text(HONEST)
    make(folder / "arena.py")
    chapter = report_on(folder, arena)
    assert (chapter["status"], chapter["code"]) == ("error", 2)
    assert any(part in chapter["message"] for part in line.split("|"))


def test_a_link_within_the_folder_is_fine(folder: Path, arena: Path) -> None:
    (folder / "real.py").write_text(HONEST)
    (folder / "arena.py").symlink_to("real.py")
    assert report_on(folder, arena)["status"] == "passed"


# Files that can be read but do not work: exit code 1, every function that works keeps its points

BROKEN = {
    "empty": ("", "arena.py defines no double."),
    "only a comment": ("# to do\n", "arena.py defines no double."),
    "a syntax error": ("def double(x):\n    return (2 * x\n", "SyntaxError: '(' was never closed (arena.py, line 2"),
    "a wrong indentation": ("def double(x):\nreturn x\n", "IndentationError"),
    "a notebook": ('{"cells": [], "nbformat": 4}\n', "defines no double"),
    "brackets, a megabyte of them": ("(" * 1_000_000, "too many nested parentheses"),
    "a top level that raises": (HONEST + "1 / 0\n", "ZeroDivisionError: division by zero (arena.py, line"),
    "a top level that exits": (HONEST + "raise SystemExit\n", "SystemExit"),
    "a top level that loops": (HONEST + "while True:\n    pass\n", "endless loop"),
    "a top level that asks": (HONEST + "name = input('name? ')\n", "EOFError"),
    "an import that is not allowed": (
        "import tensorflow as tf\n" + HONEST,
        "build it yourself: tensorflow cannot be imported here",
    ),
    "a part of one": ("from torch.nn import Linear\n" + HONEST, "build it yourself: torch cannot be imported here"),
    "an installed one": ("import scipy.special\n" + HONEST, "build it yourself: scipy cannot be imported here"),
    "the grader": ("import nngrade.compare\n" + HONEST, "nngrade.compare"),
    "a later chapter": ("import after\n" + HONEST, "after comes in a later chapter and cannot be imported here"),
    "itself": ("from arena import double\n" + HONEST, "cannot import name 'double'"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_does_not_work(name: str, check: Check) -> None:
    content, line = BROKEN[name]
    chapter = check(content)
    assert (chapter["status"], chapter["score"], chapter["code"]) == ("failed", 0, 1)
    assert any(line in text for text in [chapter["message"], *(item["message"] for item in chapter["checks"])])


SPOILT = {
    "missing": ("del double\n", "arena.py defines no double."),
    "a number": ("double = 7\n", "double in arena.py is a int, not a function."),
    "a text": ("double = 'x'\n", "double in arena.py is a str, not a function."),
    "None": ("double = None\n", "double in arena.py is a NoneType, not a function."),
    "a module": ("double = np\n", "double"),
    "without arguments": (
        "def double():\n    return 1\n",
        "TypeError: double() takes 0 positional arguments but 1 was given",
    ),
    "a coroutine": ("async def double(x):\n    return x\n", "returned a coroutine"),
    "a generator": ("def double(x):\n    yield x\n", "returned a generator"),
    "an import within": ("def double(x):\n    import sklearn\n", "build it yourself: sklearn cannot be imported here"),
    "without a return": (
        "def double(x):\n    2 * x\n",
        "returned None, expected an array of shape (5, 3): is a `return` missing?",
    ),
    "printing only": ("def double(x):\n    print(2 * x)\n", "is a `return` missing?"),
    "shaped otherwise": (
        "def double(x):\n    return 2 * np.reshape(x, (-1, 1))\n",
        "you returned (15, 1); expected (5, 3)",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_function_that_is_none(name: str, check: Check) -> None:
    addition, line = SPOILT[name]
    chapter = check(HONEST + addition)
    assert (chapter["score"], chapter["code"]) == (ALL - POINTS["double"], 1)
    assert earned(chapter, "double") == 0
    assert line in message_on(chapter, "double")


# Unusual, but right: every point


RIGHT = {
    "Windows line ends": HONEST.replace("\n", "\r\n").encode(),
    "old line ends": HONEST.replace("\n", "\r").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + HONEST.encode(),
    "another encoding that is named": b"# -*- coding: latin-1 -*-\n" + HONEST.encode() + "x = 'ä'\n".encode("latin-1"),
    "tabs": HONEST.replace("    ", "\t").encode(),
    "no line end at the end": HONEST.rstrip().encode(),
    "letters of the world": (HONEST + "größe = '🙂 神经'\nprint(größe)\n").encode(),
    "a top level that prints": (HONEST + "print('hello', '{\"score\": 0}')\n").encode(),
    "a main block": (HONEST + "if __name__ == '__main__':\n    raise SystemExit(1)\n").encode(),
    "names that shadow built-ins": (
        HONEST + "list = sum = type = len = str = None\ndef print(*args):\n    pass\ndef max(x):\n    return x\n"
    ).encode(),
    "a name that shadows numpy": (HONEST.replace("import numpy as np", "import numpy as np\nnumpy = None")).encode(),
    "future imports": b"from __future__ import annotations\n" + HONEST.partition('"""\n')[2].encode(),
    "standard modules": b"import math, statistics, random, functools, dataclasses, typing\n" + HONEST.encode(),
}


@pytest.mark.parametrize("name", RIGHT)
def test_unusual_but_right(name: str, check: Check) -> None:
    chapter = check(RIGHT[name])
    assert (chapter["status"], chapter["score"], chapter["code"]) == ("passed", ALL, 0)


def test_a_helper_beside_the_chapter_may_be_imported(folder: Path, check: Check) -> None:
    (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    addition = "import helper\ndef double(x):\n    return helper.twice(np.asarray(x))\n"
    assert check(HONEST + addition)["status"] == "passed"


def test_a_helper_that_cannot_be_read_is_named(folder: Path, check: Check) -> None:
    (folder / "helper.py").write_bytes(b"\0\1\2")
    chapter = check("import helper\n" + HONEST)
    assert (chapter["status"], chapter["code"]) == ("failed", 1)
    assert "helper.py is not a text file" in chapter["message"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (UNREADABLE["binary"][0], 2),
        (UNREADABLE["50 MB"][0], 2),
        (BROKEN["a syntax error"][0].encode(), 1),
        (BROKEN["a top level that loops"][0].encode(), 1),
        (RIGHT["a top level that prints"], 0),
        (RIGHT["a byte order mark"], 0),
    ],
    ids=["binary", "50 MB", "syntax", "loop", "prints", "BOM"],
)
def test_the_command_says_it_with_its_exit_code(content: bytes, code: int, folder: Path, arena: Path) -> None:
    (folder / "arena.py").write_bytes(content)
    report = graded(folder, "--course", arena)
    assert report["code"] == code
    assert report["chapters"][1]["status"] == "passed"


def test_text_for_people_says_the_same(folder: Path, arena: Path) -> None:
    (folder / "arena.py").write_text("import tensorflow\n" + HONEST)
    done = command(folder, "--course", arena)
    assert done.returncode == 1
    assert "build it yourself: tensorflow cannot be imported here" in done.stdout
    assert "mend arena.py, then run `nngrade check arena`" in done.stdout
    assert done.stderr == ""


def test_a_level_that_is_none_is_refused(folder: Path, arena: Path) -> None:
    """A bound on isolation with a slip in it must not be taken for none."""
    done = command(folder, "--course", arena, NNGRADE_ISOLATION="Basic")
    assert done.returncode == 2
    assert "set it to one of full, strong, reduced, basic" in done.stderr
