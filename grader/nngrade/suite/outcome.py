"""What a check is, and what became of it."""

from __future__ import annotations

import msgspec
import pytest

from nngrade.errors import CourseError
from nngrade.sandbox.call import Call


class Check(msgspec.Struct, frozen=True):
    """What a suite says of one check.

    Attributes:
        id: the name of its test.
        function: what it belongs to.
        title: the line that the learner reads.
        points: what it is worth.
        after: a check that must have passed before.
        replay: whether known mistakes are run on its calls.
    """

    id: str
    function: str
    title: str
    points: float
    after: str | None = None
    replay: bool = True


class Outcome(msgspec.Struct):
    """What happened when a check ran: the exception that ended it, if any, and the calls that it made."""

    check: Check
    error: BaseException | None
    calls: list[Call]


class NeverRan(Exception):
    """A check did not run to its end; until it has, this stands for its outcome."""


class Blocked(Exception):
    """A check was not run, because an earlier one that it builds on has not passed."""


def check_of(item: pytest.Item) -> Check:
    """What an item's mark and docstring say; raises `CourseError` where either is missing."""
    place = f"{item.path}, {item.name}"
    mark = item.get_closest_marker("nngrade_check")
    title = " ".join((getattr(item, "obj", None).__doc__ or "").split())
    if mark is None or not title:
        raise CourseError(f"{place}: a check needs @check(function, points=...) and a docstring for the learner")
    try:
        return msgspec.convert({"id": item.name, "title": title, **mark.kwargs}, Check)
    except msgspec.ValidationError as error:
        raise CourseError(f"{place}: @check is given what it cannot use: {error}") from None
