"""What learner code does besides giving a result: it prints, warns, and changes settings of the whole program."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from warnings import simplefilter

from numpy import geterr, seterr

from nngrade.sandbox.prints import Prints

MAX_WARNINGS = 20
_MACHINERY = ("warn", "warn_explicit", "showwarning", "_showwarnmsg", "_showwarnmsg_impl")
"""What a warning goes through on its way to the caller."""


class Surroundings:
    """Prints, warnings that reach the caller, and settings that would hide them, while they are watched."""

    def __init__(self) -> None:
        self._prints = Prints()
        self._errors = geterr()
        self._caught: list[warnings.WarningMessage] = []
        self._filter: Any = None
        self._machinery: list[tuple[str, Any]] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Collect all of it for a while."""
        with warnings.catch_warnings(record=True) as self._caught:
            self._show_all()
            self._machinery = [(name, getattr(warnings, name)) for name in _MACHINERY]
            streams = sys.stdout, sys.stderr
            sys.stdout = sys.stderr = self._prints
            try:
                yield
            finally:
                sys.stdout, sys.stderr = streams

    def _show_all(self) -> None:
        warnings.filters = []
        simplefilter("always")
        self._filter = warnings.filters[0]

    def take(self) -> list[Any]:
        """What was printed, and notes of the rest, since the last call; settings are as they were again."""
        notes = self._changed_settings()
        if self._caught:
            notes += map(_said, self._caught[:MAX_WARNINGS])
            self._caught.clear()
        if sys.stdout is not self._prints or sys.stderr is not self._prints:
            sys.stdout = sys.stderr = self._prints
        return [self._prints.take(), notes]

    def _changed_settings(self) -> list[str]:
        notes = []
        if geterr() != self._errors:
            notes.append("setting: numpy.seterr")
            seterr(**self._errors)
        filters: Any = warnings.filters  # perhaps of a kind that claims to equal any other
        if type(filters) is not list or len(filters) != 1 or filters[0] is not self._filter:
            notes.append("setting: warnings.filterwarnings")
            self._show_all()
        for name, part in self._machinery:
            if getattr(warnings, name, None) is not part:
                notes.append(f"setting: warnings.{name}")
                setattr(warnings, name, part)
        return notes


def _said(item: warnings.WarningMessage) -> str:
    try:
        return f"{item.category.__name__}: {item.message}"[:300]
    except Exception as error:  # the text of a warning may be the learner's own code
        return f"{item.category.__name__}: its text raised {type(error).__name__}"
