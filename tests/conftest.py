"""Shared fixtures: the built-in course, a folder with all of its solutions, a small judge."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nngrade.checking import check
from nngrade.course import Course, load_course
from nngrade.report import ChapterReport
from nngrade.sandbox.house import House

# A shell lets what it starts in the background ignore Ctrl-C, and the commands that the tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


Grade = Callable[..., ChapterReport]


@pytest.fixture
def grade(tmp_path: Path, house: House) -> Grade:
    """Write one module into an empty folder and return the report on its chapter."""

    def run(chapter: str, source: str, **options: object) -> ChapterReport:
        (tmp_path / f"{chapter}.py").write_text(source, encoding="utf-8")
        report = check(tmp_path / f"{chapter}.py", house=house, **{"seed": 7, **options})  # type: ignore[arg-type]  # options vary
        return report.chapters[0]

    return run
