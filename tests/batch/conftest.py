"""A small course and classes of submissions for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nngrade.submission import Submission
from tests.small_course import SOLUTION, make_course

WRONG = SOLUTION.replace("2 * v", "v + 2")
"""The mistake TWI1."""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("small"))


def work(number: int) -> str:
    """What learner of this number hands in: every third has a mistake; no two texts are equal."""
    return f"{WRONG if number % 3 == 0 else SOLUTION}\n# learner {number}\n"


def submissions(count: int) -> list[Submission]:
    return [Submission(f"learner{n:03}", {"counter": work(n)}, {}, ("counter",)) for n in range(count)]


def make_class(folder: Path, count: int) -> Path:
    """Write a class, a folder a submission."""
    for number in range(count):
        put(folder / f"learner{number:03}" / "counter.py", work(number))
    return folder


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


Command = Callable[..., subprocess.CompletedProcess[str]]


def nngrade(*words: object, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user types it."""
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=120, env={**os.environ, **options})


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "nngrade", *map(str, words)]
