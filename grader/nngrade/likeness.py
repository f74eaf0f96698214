"""Whether two calls of the same function came out alike, up to rounding."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import LearnerError
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.wire import Opaque

RTOL = 1e-7
ATOL = 1e-10


def same_outcome(one: Call, other: Call) -> bool:
    """Whether two records of a call show the same result, error, changes of arguments and warnings."""
    if type(one.error) is not type(other.error):
        return False
    if isinstance(one.error, LearnerError) and isinstance(other.error, LearnerError):
        return one.error.type_name == other.error.type_name and str(one.error) == str(other.error)
    if bool(_serious(one.warnings)) != bool(_serious(other.warnings)) or one.settings != other.settings:
        return False
    if one.changes.keys() != other.changes.keys():
        return False
    return same_value(one.value, other.value) and all(same_value(one.changes[i], other.changes[i]) for i in one.changes)


def _serious(warnings: list[str]) -> list[str]:
    return [warning for warning in warnings if warning.startswith("RuntimeWarning")]


def same_value(one: Any, other: Any) -> bool:
    """Whether two results are the same up to rounding; NaN equals NaN here."""
    if isinstance(one, (RemoteObject, RemoteFunction, Opaque)) or isinstance(
        other, (RemoteObject, RemoteFunction, Opaque)
    ):
        return type(one) is type(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(same_value(a, b) for a, b in zip(one, other, strict=True))
    numeric = (bool, int, float, complex, np.generic, np.ndarray)
    if isinstance(one, numeric) and isinstance(other, numeric):
        a, b = np.asarray(one), np.asarray(other)
        if a.shape != b.shape or a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
            return False
        if a.size == 0 or a.dtype.kind == "c" or b.dtype.kind == "c":
            return _close(a, b)
        first = _number_close(float(a.item(0)), float(b.item(0)))
        return first and (a.size == 1 or bool((a == b).all()) or _close(a, b))
    return type(one) is type(other) and bool(one == other)


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.isclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True).all())


def _number_close(one: float, other: float) -> bool:
    """The same for the first numbers: most pairs that differ do so there, and to compare all takes fifty times as long."""
    return one == other or (one != one and other != other) or abs(one - other) <= ATOL + RTOL * abs(other) < math.inf
