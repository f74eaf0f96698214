"""Suites before they are collected, and what pytest says of those that it cannot collect, in one line."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nngrade.errors import CourseError
from nngrade.source import read_source

_PLACE = re.compile(r"([^\s\"]+\.py)(?:\", line |:)(\d+)")


def ended_by(node: str, error: BaseException) -> pytest.CollectReport:
    """The report on a suite that tried to end the whole program: pytest would let it."""
    return pytest.CollectReport(node, "failed", "".join(traceback.format_exception(error)), [])


def collection_problem(text: str, files: Iterable[str]) -> str:
    """Pytest's long text in one line: the last place in a suite, and what went wrong there."""
    what = text.strip().splitlines()[-1].removeprefix("E").strip()
    names = {Path(file).name for file in files}
    places = [(Path(path).name, line) for path, line in _PLACE.findall(text) if Path(path).name in names]
    return f"{places[-1][0]}, line {places[-1][1]}: {what}" if places else what


def check_files(files: Iterable[str]) -> None:
    """What would come out of pytest as a riddle."""
    if sys.flags.optimize > 1:
        raise CourseError("python -OO takes away the docstrings that name the checks: run Python without it")
    for file in files:
        if not Path(file).is_file():
            raise CourseError(f"{file} does not exist: every chapter needs its file of checks")
        read_source(Path(file))


@contextmanager
def own_environment() -> Iterator[None]:
    """Pytest reads the environment too: nobody's settings may change how a suite runs."""
    saved = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        os.environ.update({name: value for name, value in saved.items() if value is not None})
        if before is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
