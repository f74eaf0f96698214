"""Whether a random generator that came back from a worker only went on from where it was.

The suite draws its later inputs from the same generator, so a state that drawing cannot reach must not come back.
"""

from __future__ import annotations

from typing import Any

MAX_STEPS = 1 << 40
"""More draws than any processor time pays for."""

_MULTIPLIERS = {"PCG64": 0x2360ED051FC65DA44385DF649FCCF645, "PCG64DXSM": 0xDA942042E4DD58B5}
_MASK = (1 << 128) - 1


def went_on(before: Any, after: Any) -> bool:
    """Whether drawing leads from one state to the other.

    Args:
        before: the state that was sent.
        after: the state that came back; untrusted.

    Returns:
        False where it does not. Generators other than NumPy's default are taken at their word.
    """
    name = before["bit_generator"]
    if after["bit_generator"] != name:
        return False
    if name not in _MULTIPLIERS:
        return True
    start, end = before["state"], after["state"]
    if type(end["state"]) is not int or end["inc"] != start["inc"] or not 0 <= end["state"] <= _MASK:
        return False
    return _steps(start["state"], end["state"], _MULTIPLIERS[name], start["inc"]) < MAX_STEPS


def _steps(start: int, end: int, multiplier: int, increment: int) -> int:
    """How often ``x -> multiplier * x + increment`` leads from start to end: one bit of the answer at a time, lowest first."""
    steps, bit = 0, 1
    while start != end and bit <= _MASK:
        if (start ^ end) & bit:
            start = (multiplier * start + increment) & _MASK
            steps |= bit
        increment = (multiplier + 1) * increment & _MASK
        multiplier = multiplier * multiplier & _MASK
        bit <<= 1
    return steps
