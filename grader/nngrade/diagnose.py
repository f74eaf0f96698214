"""What went wrong, in one line: crash, then shape, then known mistake, then constant ratio, then the first wrong number."""

from __future__ import annotations

import builtins
import math
import re
from typing import Any

import msgspec
import numpy as np

from nngrade.compare import ATOL, RTOL, Array, Mismatch, Sizes, agree
from nngrade.replay import same_value
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import LearnerError, MissingName, NotAFunction, WorkerDied
from nngrade.sandbox.generators import RngState
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.wire import NotPlain, Opaque
from nngrade.suite.session import Outcome
from nngrade.variant import Variant

MAX_SHOWN = 400

_LOGARITHMS = {
    1 / math.log(2): "log2 stands where the natural logarithm belongs",
    1 / math.log(10): "log10 stands where the natural logarithm belongs",
}


class Diagnosis(msgspec.Struct, frozen=True):
    """What a report says of a check that did not pass.

    Attributes:
        message: one line.
        mistake: id of the known mistake, if it is one.
        detail: more, for an open report only.
    """

    message: str
    mistake: str | None = None
    detail: dict[str, Any] = {}


def diagnose(outcome: Outcome, known: Variant | None, *, disclose: bool) -> Diagnosis:
    """Explain an outcome that is not a pass.

    Args:
        outcome: what happened.
        known: the known mistake that gives the same results, if one does.
        disclose: whether inputs, expected values, prints and the learner's own exception texts may be shown.
    """
    error = outcome.error
    parts = [message_of(error, outcome.check.function, disclose)]
    if known is not None:
        replaced = isinstance(error, Mismatch) and error.kind == "values"
        parts = [known.explanation] if replaced else [*parts, known.explanation]
    mistake = known.id if known is not None else None
    return Diagnosis(one_line(" ".join(parts)), mistake, _detail(outcome) if disclose else {"kind": kind_of(error)})


def kind_of(error: BaseException | None) -> str:
    """One word for what ended a check."""
    if isinstance(error, Mismatch):
        return error.kind
    if isinstance(error, WorkerDied):
        return error.kind
    return "crash" if isinstance(error, LearnerError) else "form"


def message_of(error: BaseException | None, function: str, disclose: bool) -> str:
    """What an exception means for the learner."""
    if isinstance(error, (MissingName, NotAFunction)):
        return f"{error}."
    if isinstance(error, NotImplementedError):
        return f"{function} is still to do."
    if isinstance(error, LearnerError):
        return crash_message(error, function, disclose)
    if isinstance(error, WorkerDied):
        return f"{function}: {error.reason}{'' if error.reason.endswith('?') else '.'}"
    if isinstance(error, Mismatch):
        return mismatch_message(error, function, disclose)
    if isinstance(error, NotPlain):
        return f"{function}: {error if disclose else 'an object came back where a plain value is needed'}."
    if error is not None and type(error).__module__.startswith("_pytest"):
        return f"{error}"
    return f"{function} gave a result of another form than the check expects ({type(error).__name__}): look at its type and shape."


def crash_message(error: LearnerError, function: str, disclose: bool) -> str:
    """The learner's own exception, with the line of theirs that raised it."""
    place = ""
    if error.place is not None:
        file, line, text = error.place
        place = f" ({file}, line {line}: {text.strip()})" if disclose and text.strip() else f" ({file}, line {line})"
    said = f": {error}" if disclose and str(error) else ""
    named = disclose or hasattr(builtins, error.type_name)  # the name of a class of theirs can carry anything
    return f"{function} raised {error.type_name if named else 'an exception of its own'}{said}{place}."


def mismatch_message(error: Mismatch, function: str, disclose: bool) -> str:
    """What a comparison found."""
    subject = f"{function}, {error.what}: " if error.what else f"{function}: "
    if error.kind == "property":
        shown = "; ".join(f"{name} = {short(value)}" for name, value in error.shown.items())
        return f"{subject}{error.message}{f' ({shown})' if disclose and shown else ''}."
    if error.kind == "type":
        return f"{subject}{error.message if disclose or _is_plain(error.got) else 'returned an object, not plain data'}"
    if error.kind == "shape":
        return subject + shape_message(error.got.shape, error.expected.shape, error.sizes)
    return subject + values_message(error, disclose)


def _is_plain(got: Any) -> bool:
    """Whether a message about a result names no class or function of the learner."""
    return not isinstance(got, (Opaque, RemoteObject, RemoteFunction))


def shape_message(got: tuple[int, ...], expected: tuple[int, ...], sizes: Sizes) -> str:
    """Both shapes, with their axes named where the sizes tell them apart."""
    if not expected:
        hint = "sum it up, or take the number out of its array" if got else ""
        return f"you returned an array of shape {got}, expected one number: {hint}."
    text = f"you returned {_named_shape(got, sizes)}; expected {_named_shape(expected, sizes)}."
    if len(got) == 2 and got[0] == got[1] and expected in ((got[0],), (got[0], 1)):
        text += " A column met a row, and they broadcast to every pair."
    elif got == expected[::-1] and len(got) == 2:
        text += " It is transposed."
    return text


def _named_shape(shape: tuple[int, ...], sizes: Sizes) -> str:
    names = [[name for name, size in sizes.items() if size == length] for length in shape]
    if not shape or any(len(found) != 1 for found in names):
        return str(shape)
    return f"{shape} = ({', '.join(found[0] for found in names)}{',' if len(shape) == 1 else ''})"


def values_message(error: Mismatch, disclose: bool) -> str:
    """A ratio or shift that explains all numbers at once, else the first wrong one."""
    got, expected = error.got, error.expected
    if not isinstance(got, np.ndarray) or not isinstance(expected, np.ndarray):
        return f"got {short(got)}, expected {short(expected)}." if disclose else "the value is wrong."
    if expected.dtype == bool and not expected.ndim:
        return f"got {got}, expected {expected}." if disclose else "the answer is wrong."
    with np.errstate(all="ignore"):
        got, expected = got.astype(float), expected.astype(float)
        if not np.isfinite(got).all() and np.isfinite(expected).all():
            return _not_finite(got)
        pattern = _pattern(got, expected, error.sizes)
        where = _first_difference(got, expected, disclose)
    return f"{pattern} {where}" if pattern and disclose else pattern or where


def _not_finite(got: Array) -> str:
    bad = np.argwhere(~np.isfinite(got))
    name = "NaN" if np.isnan(got[tuple(bad[0])]) else "inf"
    if not got.ndim:
        return f"the result is {name}."
    return f"{name} at {_index(bad[0])}{f', the first of {len(bad)} such entries' if len(bad) > 1 else ''}."


def _pattern(got: Array, expected: Array, sizes: Sizes) -> str:
    if got.ndim == 2 and got.shape[0] == got.shape[1] and got.shape[0] > 1 and agree(got.T, expected):
        return "the result is transposed."
    ratio = constant_ratio(got, expected)
    if ratio is not None:
        text = ratio_message(ratio, sizes, single=int(np.count_nonzero(expected)) < 2)
        if text:
            return text
    shift = got - expected
    if got.size > 1 and np.ptp(shift) <= ATOL + RTOL * float(np.abs(expected).max()):
        return "every value is off by the same amount."
    return ""


def constant_ratio(got: Array, expected: Array) -> float | None:
    """``got / expected`` where it is the same number everywhere, else None."""
    used = np.abs(expected) > 1e-12
    if not used.any() or (np.abs(got[~used]) > 1e-12).any():
        return None
    ratios = got[used] / expected[used]
    first = float(ratios[0])
    return first if first != 0 and np.allclose(ratios, first, rtol=1e-8, atol=0) else None


def ratio_message(ratio: float, sizes: Sizes, *, single: bool) -> str:
    """What a constant ratio means; nothing for an odd ratio of one single number, which proves nothing.

    Args:
        ratio: got / expected, not 1.
        sizes: length of each named axis.
        single: whether only one number was compared.
    """
    if math.isclose(ratio, 1, rel_tol=1e-4):
        return ""  # a small error, not a factor
    if math.isclose(ratio, -1, rel_tol=1e-8):
        return "the sign is flipped."
    for known, meaning in _LOGARITHMS.items():
        if math.isclose(ratio, known, rel_tol=1e-6):
            return f"{meaning}."
    size = abs(ratio) if abs(ratio) > 1 else 1 / abs(ratio)
    flipped = ", and the sign is flipped" if ratio < 0 else ""
    direction = "big" if abs(ratio) > 1 else "small"
    for name, length in sizes.items():
        if length > 1 and math.isclose(size, length, rel_tol=1e-8):
            cause = "one too many factor of" if abs(ratio) > 1 else "divided once too often by"
            return f"exactly {length} times too {direction}: {cause} n, the number of {name}{flipped}."
    whole = math.isclose(size, round(size), rel_tol=1e-8) and round(size) <= 10
    if single and not whole:
        return ""
    return f"exactly {size:.6g} times too {direction}{flipped}."


def _first_difference(got: Array, expected: Array, disclose: bool) -> str:
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(got, expected, rtol=RTOL, atol=ATOL)
        if not wrong.any():  # a looser or tighter bound than usual found it
            wrong = got != expected
        difference = np.abs(got - expected)
        relative = difference / np.abs(expected)
    index = tuple(np.argwhere(wrong)[0]) if got.ndim else ()
    count = "" if not got.ndim else f"{int(wrong.sum())} of {got.size} values are wrong"
    if not disclose:
        return f"{count or 'the value is wrong'}{f', the first at {_index(index)}' if got.ndim else ''}."
    if not got.ndim:
        return f"got {short(got[()])}, expected {short(expected[()])}."
    pair = f"got {short(got[index])}, expected {short(expected[index])}"
    return f"{count}, first at {_index(index)}: {pair}{_largest(difference, relative)}."


def _largest(difference: Array, relative: Array) -> str:
    """The largest differences among those that are numbers at all, in words; empty where none is."""
    known, shares = difference[~np.isnan(difference)], relative[np.isfinite(relative)]
    share = f" (relative {shares.max():.3g})" if shares.size else ""
    return f"; largest difference {known.max():.3g}{share}" if known.size else ""


def _index(index: Any) -> str:
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def _detail(outcome: Outcome) -> dict[str, Any]:
    """What an open report shows beside the message."""
    error = outcome.error
    detail: dict[str, Any] = {"kind": kind_of(error)}
    call = _telling_call(outcome)
    if call is not None:
        detail["call"] = call_text(call)
        if call.prints:
            detail["prints"] = clean(call.prints)[:2000]
    if isinstance(error, Mismatch) and error.kind in ("values", "shape", "type") and error.expected is not None:
        detail["got"], detail["expected"] = short(error.got), short(error.expected)
    if isinstance(error, LearnerError) and error.traceback:
        detail["traceback"] = clean(error.traceback)
    return detail


def _telling_call(outcome: Outcome) -> Call | None:
    """The call that gave the wrong result, else the last one."""
    calls = [call for call in reversed(outcome.calls) if call.operation in ("call", "hold")]
    got = outcome.error.got if isinstance(outcome.error, Mismatch) else None
    if got is not None:
        for call in calls:
            if call.value is got or (
                not isinstance(call.value, (RemoteObject, RemoteFunction)) and same_value(call.value, got)
            ):
                return call
    return calls[0] if calls else None


def call_text(call: Call) -> str:
    """A call as the learner would write it, with its inputs in short form."""
    args = [short(value) for value in call.args] + [f"{name}={short(value)}" for name, value in call.kwargs.items()]
    return f"{call.name or 'it'}({', '.join(args)})"[: 2 * MAX_SHOWN]


def short(value: Any) -> str:
    """A value in a few characters."""
    if isinstance(value, (np.ndarray, np.generic, float)) and not isinstance(value, np.str_):
        text = _array_text(np.asarray(value))
    elif isinstance(value, (list, tuple)):
        inside = ", ".join(short(item) for item in value[:6]) + (", ..." if len(value) > 6 else "")
        text = f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key!r}: {short(item)}" for key, item in list(value.items())[:6]) + "}"
    elif isinstance(value, RngState):
        text = "rng"
    elif isinstance(value, (RemoteObject, RemoteFunction)):
        text = value._type_name if isinstance(value, RemoteObject) else value.__name__
    elif callable(value):
        text = getattr(value, "__name__", "function")
    else:
        text = repr(value)
    return clean(text)[:MAX_SHOWN]


def _array_text(array: Array) -> str:
    if array.dtype.kind not in "biufc":
        return f"array of {array.dtype}"
    if not array.ndim:
        return f"{array[()]:.10g}" if array.dtype.kind == "f" else str(array[()])
    text = " ".join(np.array2string(array, precision=4, threshold=12, edgeitems=2, separator=", ").split())
    return text if array.size <= 12 else f"{text} of shape {array.shape}"


_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Text without characters that steer a terminal, turn its direction around or cannot be seen."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Text on one line, of a length that can be read."""
    line = " ".join(clean(text).split())
    return line if len(line) <= 2 * MAX_SHOWN else line[: 2 * MAX_SHOWN] + " ..."
