"""Attempts and time, as the record in a handed-in workspace tells them: a claim of the learner's, which never touches points."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from statistics import median

import msgspec

from nngrade.practice.state import ChapterState, State

DAY = 86_400
LONGEST = 366 * DAY
MOST_ATTEMPTS = 10_000


class Effort(msgspec.Struct, frozen=True):
    """What a learner's own record tells of a chapter.

    Attributes:
        attempts: how often it was checked until it passed; where it has not passed, so far.
        seconds: from the first check to the one that passed; None where it has not passed.
    """

    attempts: int
    seconds: int | None


class EffortItem(msgspec.Struct, frozen=True):
    """One chapter over the records of a class.

    Attributes:
        chapter: its name.
        known: records that tell of it.
        passed: records in which it passed; the medians are of these.
        attempts: the median number of checks until it passed; None where it passed in no record.
        seconds: the median time from the first check to the one that passed.
    """

    chapter: str
    known: int
    passed: int
    attempts: float | None
    seconds: float | None


def efforts(state: State, chapters: Iterable[str], now: float) -> dict[str, Effort]:
    """What a record tells of each chapter; what cannot be true is left out.

    Args:
        state: of the workspace that was handed in.
        chapters: which chapters count.
        now: the time, in seconds since 1970; nothing of a record lies far behind it.
    """
    told = {name: _effort(state.chapters[name], now) for name in chapters if name in state.chapters}
    return {name: effort for name, effort in told.items() if effort is not None}


def _effort(state: ChapterState, now: float) -> Effort | None:
    first, last = state.first_check, state.passed_at
    if not 0 < state.attempts <= MOST_ATTEMPTS or first is None or not 0 < first <= now + DAY:
        return None
    if last is None:
        return Effort(state.attempts, None)
    possible = first <= last <= min(now + DAY, first + LONGEST)  # a day, for clocks that are set wrong
    return Effort(state.attempts, last - first) if possible else None


class EffortTally:
    """Adds records up; two numbers of each chapter that passed are kept."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._attempts: dict[str, array[int]] = {}
        self._seconds: dict[str, array[int]] = {}

    def add(self, found: Mapping[str, Effort]) -> None:
        """Add one record."""
        for chapter, effort in found.items():
            self._known[chapter] = self._known.get(chapter, 0) + 1
            if effort.seconds is not None:
                self._attempts.setdefault(chapter, array("q")).append(effort.attempts)
                self._seconds.setdefault(chapter, array("q")).append(effort.seconds)

    def items(self, chapters: Iterable[str]) -> tuple[EffortItem, ...]:
        """The chapters of which any record tells."""
        return tuple(self._item(chapter) for chapter in chapters if chapter in self._known)

    def _item(self, chapter: str) -> EffortItem:
        attempts, seconds = self._attempts.get(chapter), self._seconds.get(chapter)
        if attempts is None or seconds is None:
            return EffortItem(chapter, self._known[chapter], 0, None, None)
        return EffortItem(chapter, self._known[chapter], len(attempts), median(attempts), median(seconds))
