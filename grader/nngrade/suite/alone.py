"""A call stands alone: its result is its own, and what an earlier call was given or gave has no say in it."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nngrade.compare import agree, require
from nngrade.sandbox.call import values_of
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.wire import Opaque

RTOL = 1e-4
ATOL = 1e-5
"""Between two calls with equal arguments: work in float32 may round otherwise where an array lies elsewhere in memory."""


def stands_alone(
    function: RemoteFunction,
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    named: Mapping[str, Any] | None = None,
    remembered: str | None = None,
    reused: str | None = None,
    iterates: bool = False,
) -> None:
    """Require that calls with two sets of arguments know nothing of each other.

    The function's results are compared with each other only, so nothing else fails here. A result that is an argument
    itself, or a view of one, is right. Generators go into every call in the state that they have now.

    Args:
        function: the learner's.
        first: arguments by position. Arrays and lists become objects that the caller writes the second ones into later.
        second: arguments of the same shapes that give another result.
        named: arguments by name, the same in all calls.
        remembered: id of the mistake that takes objects met before for arguments met before.
        reused: id of the mistake that gives the same array to several callers.
        iterates: whether the result may be an iterator or another object.
    """
    answers = _asked(function, first, second, named or {})
    require(answers.before is not None, f"{function.__name__} returned None: is a `return` missing?")
    odd = isinstance(answers.before, (RemoteObject, RemoteFunction, Opaque)) and not iterates
    require(not odd, f"{function.__name__} returned an object where a plain value is needed")
    _require_own(answers, reused)
    stale = "the caller changed its own data in place and got an old answer: work from the numbers as they are now"
    known = remembered if _taken(answers.again, answers.other, answers.before) else None
    require(_alike(answers.again, answers.other), stale, mistake=known)


class _Answers(NamedTuple):
    """What calls gave, and what became of the first result.

    Attributes:
        before: the first result.
        other: the result for the second arguments.
        after: the first result after that call.
        spoilt: the first result after the caller wrote into it.
        renewed: the result for the first arguments once more.
        left: what the caller wrote, after that call.
        again: the result for the first objects, which hold the second numbers now.
    """

    before: Any
    other: Any
    after: Any
    spoilt: Any
    renewed: Any
    left: Any
    again: Any


def _asked(function: RemoteFunction, first: Sequence[Any], second: Sequence[Any], same: Mapping[str, Any]) -> _Answers:
    """All calls, in two journeys: what the second one asks about lies in the worker since the first."""
    held, before, objects = function.held(_fresh(first), same)
    asked = [function.call(_fresh(second), same), held.reading()]
    renewing, trying = [], []
    if _has_room(before):
        renewing = [held.reading(), function.call(_fresh(first), same), held.reading()]
        mending = held.writing(before)  # other checks shall not suffer for it
        trying = [held.writing(_spoilt(before)), *renewing, mending]  # it may be read-only: writing may fail
    rewriting = [kept.writing(new) for kept, new in zip(objects, second, strict=True) if kept is not None]
    now = [new if kept is None else kept for kept, new in zip(objects, second, strict=True)]
    last = function.call(_fresh(now), same)
    function._worker.perform_all([*asked, *trying, *rewriting, last])
    closed = any(call.error is not None for call in rewriting)
    require(not closed, "the caller can no longer write into its own array or list: leave arguments as they are")
    other, after = values_of(asked)
    spoilt, renewed, left = values_of(renewing) or [before] * 3
    return _Answers(before, other, after, spoilt, renewed, left, values_of([last])[0])


def _require_own(answers: _Answers, reused: str | None) -> None:
    """Require that each result belongs to its caller."""
    before, other, after, spoilt, renewed, left, _ = answers
    mixed = "a later call changed the result of an earlier one: build a new result in every call"
    require(_same(after, before), mixed, mistake=reused if _taken(after, before, other) else None)
    require(_same(left, spoilt), mixed, mistake=reused if _taken(left, spoilt, renewed) else None)
    kept = "what a caller wrote into its result came back in a later call: build a new result in every call"
    constant = any(_same(one, unlike) for one, unlike in _parts_of(before, other))  # or a draw that was not made
    require(not _taken(renewed, before, spoilt), kept, mistake=None if constant else reused)
    require(_alike(renewed, before), "the same numbers gave another result in a later call: start every call anew")


def _taken(got: Any, wanted: Any, old: Any) -> bool:
    """Whether a part of a result is not what it should be, but that of an old one."""
    parts = _parts_of(got, wanted, old)
    return any(not _alike(mine, right) and _same(mine, wrong) for mine, right, wrong in parts)


def _parts_of(*results: Any) -> list[tuple[Any, ...]]:
    return list(zip(*map(_parts, results), strict=False))


def _parts(result: Any) -> list[Any]:
    if isinstance(result, dict):
        result = tuple(result.values())
    if isinstance(result, (list, tuple)) and any(isinstance(item, (list, tuple, dict, np.ndarray)) for item in result):
        return [part for item in result for part in _parts(item)]
    return [*result] if isinstance(result, tuple) else [result]


def _fresh(value: Any) -> Any:
    """The same value, of which a call can neither change nor use up anything."""
    if isinstance(value, (list, tuple)):
        return type(value)([_fresh(item) for item in value])
    if isinstance(value, dict):
        return {key: _fresh(item) for key, item in value.items()}
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, np.random.Generator)) else value


def _has_room(result: Any) -> bool:
    """Whether a caller could write into a result."""
    return isinstance(result, (np.ndarray, list, dict)) or (isinstance(result, tuple) and any(map(_has_room, result)))


def _spoilt(result: Any) -> Any:
    """A result with other numbers in every place."""
    if type(result) in (int, float):
        return result + 1
    if isinstance(result, (list, tuple)):
        return type(result)([_spoilt(item) for item in result])
    if isinstance(result, dict):
        return {key: _spoilt(item) for key, item in result.items()}
    if not isinstance(result, (np.ndarray, np.generic, int, float)):
        return None
    array = np.asarray(result)
    if array.dtype.kind == "b":
        return ~array
    return array + array.dtype.type(1) if array.dtype.kind in "iufc" else array


def _same(one: Any, other: Any) -> bool:
    return _alike(one, other, 0.0, 0.0)


def _numbers_alike(one: float, other: float, rtol: float, atol: float) -> bool:
    """The same as NumPy would say, in a fiftieth of the time: a result may be a list of very many."""
    if one == other or (one != one and other != other):
        return True
    try:
        return math.isfinite(other) and bool(abs(one - other) <= atol + rtol * abs(other))
    except OverflowError:  # whole numbers beyond all floats
        return False


def _alike(one: Any, other: Any, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether two results are the same as far as they are plain data."""
    if type(one) in (int, float) and type(other) in (int, float):
        return _numbers_alike(one, other, rtol, atol)
    unknown = (RemoteObject, RemoteFunction, Opaque)
    if isinstance(one, unknown) or isinstance(other, unknown):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key], rtol, atol) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(_alike(a, b, rtol, atol) for a, b in zip(one, other, strict=True))
    if isinstance(one, (dict, list, tuple, str, type(None))) or isinstance(other, (dict, list, tuple, str, type(None))):
        return type(one) is type(other) and bool(one == other)
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    if a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return bool((a == b).all())
    nan = np.isnan(a) & np.isnan(b)
    return agree(np.where(nan, 0, a), np.where(nan, 0, b), rtol, atol)
