"""Comparing what a learner's function returned with what it should: what is compared is exact plain data, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import LearnerError
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.wire import Opaque

RTOL = 1e-9
ATOL = 1e-12
RTOL_FLOAT32 = 2e-5
ATOL_FLOAT32 = 2e-6

Array = np.ndarray[Any, Any]
Sizes = Mapping[str, int]


class Mismatch(AssertionError):
    """A check did not hold.

    Attributes:
        kind: `type`, `shape`, `values` or `property`.
        got: what the learner's code gave, if it is data that can be shown.
        expected: what it should have given; None where there is no single value.
        sizes: the length of each named axis of the inputs (`samples`, `features`, ...).
        what: the part of the result that is meant, such as `grad_W of layer 2`; empty for the whole.
        mistake: id of the known mistake, where the check itself recognised it.
        shown: values for the message that only an open report may show.
        call: the call that shows it, where the check knows.
    """

    def __init__(
        self,
        kind: str,
        message: str = "",
        *,
        got: Any = None,
        expected: Any = None,
        sizes: Sizes | None = None,
        what: str = "",
        mistake: str | None = None,
        shown: Mapping[str, Any] | None = None,
        call: Call | None = None,
    ) -> None:
        super().__init__(message)
        self.call = call
        self.kind, self.message, self.got, self.expected = kind, message, got, expected
        self.sizes, self.what, self.mistake, self.shown = dict(sizes or {}), what, mistake, dict(shown or {})


def close(
    got: Any,
    expected: Any,
    sizes: Sizes | None = None,
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    what: str = "",
    single: bool = True,
) -> None:
    """Require numbers equal to the expected ones up to rounding, of the same shape.

    ``|got - expected| <= atol + rtol * |expected|``, looser where the learner chose to work in float32. A list of numbers
    counts as an array; a number as a 0-d array and the other way round. Raises `Mismatch`.

    Args:
        got: the learner's result, or a part of it.
        expected: the right numbers.
        sizes: the length of each named axis, so that a message can speak of samples and neurons.
        rtol: relative tolerance in float64.
        atol: absolute tolerance in float64.
        what: which part of the result is compared.
        single: whether results in float32 get a looser bound; False where the work itself cannot be done in float32.
    """
    target = np.asarray(expected)
    array = numbers(got, sizes, what=what, like=target)
    if array.shape != target.shape:
        raise Mismatch("shape", got=array, expected=target, sizes=sizes, what=what)
    if np.array_equal(array, target):
        return  # most right answers are; the rest takes ten times as long
    if single and is_float32(array):
        rtol, atol = max(rtol, RTOL_FLOAT32), max(atol, ATOL_FLOAT32)
    if not agree(array, target, rtol, atol):
        raise Mismatch("values", got=array, expected=target, sizes=sizes, what=what)


def agree(a: Array, b: Array, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether two arrays of one shape hold the same numbers up to rounding; NaN agrees with nothing."""
    with np.errstate(all="ignore"):
        return bool(np.isclose(a, b, rtol=rtol, atol=atol).all())


def equal(got: Any, expected: Any, sizes: Sizes | None = None, *, what: str = "") -> None:
    """Require exactly the expected whole numbers, truth values or text, of the same shape; NumPy scalars count. Raises `Mismatch`."""
    if isinstance(expected, str):
        if not isinstance(got, str) or got != expected:
            raise Mismatch("values", got=got, expected=expected, what=what)
        return
    target = np.asarray(expected)
    array = numbers(got, sizes, what=what, like=target)
    if array.shape != target.shape:
        raise Mismatch("shape", got=array, expected=target, sizes=sizes, what=what)
    if not np.array_equal(array, target):
        raise Mismatch("values", got=array, expected=target, sizes=sizes, what=what)


def numbers(got: Any, sizes: Sizes | None = None, *, what: str = "", like: Array | None = None) -> Array:
    """The learner's result as a plain array of real numbers; raises `Mismatch` for anything else.

    Args:
        got: a number, an array, or a regular nested list of numbers.
        sizes: as in `close`.
        what: as in `close`.
        like: an array of the shape that is wanted, for the message.
    """
    if isinstance(got, (list, tuple)) and (like is None or like.ndim):
        array = _from_list(got)
    elif isinstance(got, (bool, int, float, np.generic, np.ndarray)):
        array = np.asarray(got)
    else:
        array = None
    if array is None or array.dtype.kind not in "biuf":
        raise Mismatch("type", type_message(got, like), got=got, expected=like, sizes=sizes, what=what)
    return array


def _from_list(got: Any) -> Array | None:
    try:
        return np.asarray(got)
    except (ValueError, TypeError, LearnerError):  # ragged, or holding something that is no number
        return None


def type_message(got: Any, like: Array | None) -> str:
    """What to say of a result that is not numbers."""
    wanted = "numbers" if like is None else "one number" if not like.ndim else f"an array of shape {like.shape}"
    if got is None:
        return f"returned None, expected {wanted}: is a `return` missing?"
    if isinstance(got, RemoteFunction):
        return f"returned the function {got.__name__} itself, expected {wanted}: call it with brackets"
    if isinstance(got, RemoteObject):
        return f"returned a {got._type_name}, expected {wanted}"
    if isinstance(got, Opaque):
        return f"returned a {got.type_name} ({got.reason or 'not a plain value'}), expected {wanted}"
    if isinstance(got, np.ndarray):
        return f"returned an array of dtype {got.dtype}, expected {wanted}"
    return f"returned a {type(got).__name__}, expected {wanted}"


def is_float32(array: Array) -> bool:
    """Whether the numbers were worked out in float32, by dtype or by their digits."""
    if array.dtype.kind != "f" or array.dtype == np.float32:
        return bool(array.dtype == np.float32)
    values = array[np.isfinite(array) & (array != 0)]
    if not values.size or array.dtype.itemsize < 8:
        return False
    with np.errstate(over="ignore", under="ignore"):
        fits = bool((values.astype(np.float32) == values).all())
    mantissa = np.frexp(values)[0] * 2.0**12
    return fits and bool((mantissa != np.round(mantissa)).any())  # 1.0 and 0.5 fit too, and prove nothing


def require(condition: Any, message: str, *, mistake: str | None = None, **shown: Any) -> None:
    """Require a property that is not one expected value.

    Args:
        condition: a plain truth value, computed from plain data.
        message: what is wrong, in one line and without numbers of this run; closed reports show it.
        mistake: id of the known mistake that this failure proves.
        shown: numbers of this run that an open report adds.
    """
    if not condition:
        raise Mismatch("property", message, mistake=mistake, shown=shown)


def fail(message: str, *, mistake: str | None = None, **shown: Any) -> None:
    """Fail the check; see `require`."""
    require(False, message, mistake=mistake, **shown)
