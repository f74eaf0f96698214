"""Comparing with recorded Keras, as closely as two right float64 programs agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nngrade.compare import Array, Mismatch, close, is_float32, numbers
from nngrade.microscope import Departure, Recording, Subject, first_mistake
from nngrade.sandbox.errors import LearnerError, WorkerDied
from nngrade.suite import all_close
from nngrade.suite.bench import Bench

Params = Sequence[Any]

TIGHT = ((2, 1e-12), (40, 1e-10), (2000, 1e-6))
"""(steps, tolerance of a weight) in float64: two right programs differ by 1e-16, 3e-16 and, at worst, 2e-8."""

LOOSE = ((2, 1e-6), (40, 1e-5), (150, 1e-5))
"""The same where the learner works in float32 (5e-7 after 150 recorded steps)."""

FAR = {"loss": 5e-3, "accuracy": 5e-3, "labels": 2}
"""After 2000 steps, where float32 or the paper's epsilon have grown apart from Keras: losses, accuracies, labels of 400."""


def tolerance(step: int, bounds: Sequence[tuple[int, float]] = TIGHT) -> float:
    """How far a weight may be off after some steps."""
    return next(bound for most, bound in bounds if step <= most)


def weights_like_keras(
    got: Params, recorded: Params, step: int, what: str, paper: Params | None = None, *, single: bool = False
) -> None:
    """Require recorded Keras's weights after some steps. Raises `Mismatch`.

    Args:
        got: the learner's params.
        recorded: Keras's.
        step: how many steps were made.
        what: what is compared, for the message.
        paper: where Adam gets with epsilon in the paper's place, which is accepted too: within the looser bound of Keras, or,
            where gradients are so small that the two part, as close to this as to Keras.
        single: whether the learner's data are in float32.
    """
    bound = tolerance(step)
    if single or _in_float32(got):
        bound = tolerance(step, LOOSE)
    if paper is None or not within(got, paper, bound):
        all_close(got, recorded, what, rtol=0, atol=bound)


def shares_like_keras(got: Any, recorded: Any, what: str, bound: float) -> None:
    """Require a list of losses or accuracies to come within a bound of Keras's. Raises `Mismatch`."""
    close(got, recorded, {"epochs": len(recorded)}, rtol=0, atol=bound, what=what)


def close_to_keras(got: Any, recorded: Any, what: str = "", sizes: dict[str, int] | None = None) -> None:
    """Require one recorded result of Keras to rounding. Raises `Mismatch`."""
    close(got, recorded, sizes, rtol=1e-12, atol=1e-12, what=what)


def _arrays(params: Any) -> list[Array]:
    if isinstance(params, (list, tuple)) and any(isinstance(part, (list, tuple, np.ndarray)) for part in params):
        if all(isinstance(part, (int, float)) for part in params):
            return [numbers(params)]
        return [array for part in params for array in _arrays(part)]
    return [numbers(params)]


def _in_float32(params: Params) -> bool:
    return any(is_float32(array) for array in _arrays(params))


def within(got: Params, expected: Params, bound: float) -> bool:
    """Whether two params are alike: the same layers, and no weight further off than the bound."""
    mine, theirs = _arrays(got), _arrays(expected)
    same = len(mine) == len(theirs) and all(a.shape == b.shape for a, b in zip(mine, theirs, strict=True))
    return same and all(np.abs(a - b).max(initial=0) <= bound for a, b in zip(mine, theirs, strict=True))


@contextmanager
def shown_only_here(bench: Bench) -> Iterator[None]:
    """Show the learner's code recorded results that other checks expect: a new process takes over afterwards.

    Args:
        bench: the learner's side.
    """
    try:
        yield
    finally:
        bench.renew()


@contextmanager
def under_the_microscope(bench: Bench, subject: Callable[[], Subject], recording: Recording) -> Iterator[None]:
    """Say of a comparison that fails where the training first departs from Keras, and why. Raises `Mismatch`.

    What the microscope asks leaves no trace in the check's record: known mistakes are tried on the check's own calls alone. It
    shows the learner's code recorded states, so a new process takes over afterwards.

    Args:
        bench: the learner's side.
        subject: finds the learner's functions.
        recording: the state of every step.
    """
    try:
        yield
    except Mismatch as plain:
        asked = len(bench.worker.calls)
        try:
            departure = _looked_for(subject, recording)
        finally:
            bench.renew()
            del bench.worker.calls[asked:]
        if departure is None:
            raise
        raise Mismatch("property", departure.line(), shown={"difference": departure.difference}) from plain


def _looked_for(subject: Callable[[], Subject], recording: Recording) -> Departure | None:
    """The first departure that is a mistake; None where the learner's code cannot be looked at this way."""
    try:
        return first_mistake(subject(), recording)
    except (LearnerError, WorkerDied, Mismatch, TypeError, ValueError, OverflowError):
        return None
