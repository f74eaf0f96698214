"""How a result differs from the right one, in words: its shape, a constant ratio or shift, else the first wrong number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nngrade.compare import ATOL, RTOL, Array, Mismatch, Sizes, agree
from nngrade.shown import short

_LOGARITHMS = {
    1 / math.log(2): "log2 stands where the natural logarithm belongs",
    1 / math.log(10): "log10 stands where the natural logarithm belongs",
}


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
    usable = first != 0 and math.isfinite(first) and math.isfinite(1 / first)
    return first if usable and np.allclose(ratios, first, rtol=1e-8, atol=0) else None


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
        if not wrong.any():  # apart only in digits that a float has no room for
            return "the value is wrong." if not got.ndim else "the values are wrong."
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
