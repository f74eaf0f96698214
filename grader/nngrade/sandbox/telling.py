"""What the grader is told of an exception of the learner's code."""

from __future__ import annotations

import traceback
from typing import Any

MAX_MESSAGE = 2000
MAX_TRACEBACK = 6000


def told(error: BaseException, filenames: frozenset[str]) -> tuple[list[str], str, str, list[Any]]:
    """What is known of an exception; hostile ones do not take the report down with them.

    Args:
        error: the learner's.
        filenames: whose frames are the learner's.

    Returns:
        The names of its classes, its message, the learner's frames as text, and the place where it was raised.
    """
    try:
        return _describe(error, filenames)
    except BaseException:
        return ["Exception"], "", "", []


def _describe(error: BaseException, filenames: frozenset[str]) -> tuple[list[str], str, str, list[Any]]:
    classes = [c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins"][:5]
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in filenames]
    try:
        message = str(error)[:MAX_MESSAGE]
    except BaseException:  # there is still a place to name
        message = ""
    place = [frames[-1].filename, frames[-1].lineno or 0, (frames[-1].line or "")[:200]] if frames else []
    if isinstance(error, SyntaxError) and error.filename in filenames:
        place = [str(error.filename), int(error.lineno or 0), str(error.text or "").strip()[:200]]
        message = str(error.msg)[:MAX_MESSAGE]
    text = "".join(traceback.format_list(frames[-8:]))
    return [type(error).__name__[:100], *classes], message, text[-MAX_TRACEBACK:], place
