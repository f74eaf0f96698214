"""A line that tells what is being checked, on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nngrade.report import ChapterReport
    from nngrade.suite.outcome import Check


class Progress:
    """Writes over one line of standard error while checks run, and leaves nothing behind.

    Args:
        quiet: whether to write nothing at all.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._count = 0

    def __enter__(self) -> Progress:
        self._write("starting")
        return self

    def __exit__(self, *_: object) -> None:
        if self._on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def heard(self, chapter: str, news: Check | ChapterReport) -> None:
        """Tell of a check or chapter that ended."""
        self._count += hasattr(news, "title")
        self._write(f"{chapter}: {self._count} checks")

    def _write(self, text: str) -> None:
        if self._on:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
