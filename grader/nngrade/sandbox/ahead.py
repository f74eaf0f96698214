"""A zygote that was started ahead of need, while the grader is still importing."""

from __future__ import annotations

import sys

from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.launch import ZygoteProcess
from nngrade.sandbox.limits import highest_level

_started: list[ZygoteProcess] = []


def start_ahead() -> None:
    """Start a zygote at the fullest level; where that fails, `House` finds out and says so."""
    try:
        level = highest_level()
        if sys.platform == "linux" and level != "basic":
            _started.append(ZygoteProcess(level))
    except (OSError, IsolationError):
        return


def take_ahead() -> ZygoteProcess | None:
    """The zygote that was started ahead, once."""
    return _started.pop() if _started else None
