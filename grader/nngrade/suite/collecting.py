"""What pytest says of a suite that it cannot collect, in one line."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

import pytest

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
