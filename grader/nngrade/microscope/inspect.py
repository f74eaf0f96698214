"""Running the learner's own functions on the recorded state of every step."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from nngrade.microscope.causes import (
    PAPER,
    cause_of_gradient,
    cause_of_loss,
    cause_of_metric,
    cause_of_move,
    cause_of_prediction,
)
from nngrade.microscope.departure import GRADIENT, LOSS, METRIC, MOMENT, PREDICTION, WEIGHT, WEIGHT_IN, Departure
from nngrade.microscope.recording import Recording, Step
from nngrade.microscope.textbook import Array, Params, apart

ENOUGH = 1e-9
"""A difference below it is rounding in float64."""

SINGLE = 1e-5
"""A difference below it may be rounding in float32."""


class Subject(msgspec.Struct, frozen=True):
    """The learner's functions; None where there is none to look at.

    Attributes:
        fit: of `training`.
        forward: of `layers`.
        loss: `binary_crossentropy` of `losses`.
        adam: makes a new `Adam` of `optimizers`.
    """

    fit: Callable[..., Any]
    forward: Callable[..., Any] | None = None
    loss: Callable[..., Any] | None = None
    adam: Callable[[], Any] | None = None


def first_departure(subject: Subject, recording: Recording, bound: float = ENOUGH) -> Departure | None:
    """Where a learner's training first departs from Keras.

    Args:
        subject: the learner's functions.
        recording: the state of every step.
        bound: differences up to it are none.

    Returns:
        The earliest departure; None where there is none to be seen.
    """
    return next(iter(departures(subject, recording, bound)), None)


def first_mistake(subject: Subject, recording: Recording) -> Departure | None:
    """The first departure that is neither rounding of float32 nor the paper's epsilon: what made a comparison fail.

    Args:
        subject: the learner's functions.
        recording: the state of every step.
    """
    for bound in (ENOUGH, SINGLE):
        found = [departure for departure in departures(subject, recording, bound) if departure.cause != PAPER]
        if found and (found[0].cause or found[0].difference > SINGLE):
            return found[0]
    return None


def departures(subject: Subject, recording: Recording, bound: float) -> list[Departure]:
    """The first departure of each of the learner's functions, and of each thing that `fit` does, in order of time."""
    found = [
        *_steps(subject, recording, bound),
        *_loop(subject, recording, bound),
        *_validation(subject, recording, bound),
    ]
    return sorted(found, key=lambda departure: departure.order)


def _steps(subject: Subject, recording: Recording, bound: float) -> Iterator[Departure]:
    """Prediction, loss and weights of each step, each function on its own."""
    if subject.forward is not None:
        yield from _first(_prediction(subject.forward, step, bound) for step in recording.steps)
    if subject.loss is not None:
        yield from _first(_loss(subject.loss, step, bound) for step in recording.steps)
    if subject.adam is not None:
        yield from _moves(subject.adam(), recording, bound)


def _first(found: Iterator[Departure | None]) -> Iterator[Departure]:
    first = next((departure for departure in found if departure is not None), None)
    if first is not None:
        yield first


def _prediction(forward: Callable[..., Any], step: Step, bound: float) -> Departure | None:
    got = forward(step.x, step.params)
    off = apart(got, step.predictions)
    if off <= bound:
        return None
    return Departure(step.epoch, step.batch, "prediction", PREDICTION, off, cause_of_prediction(got, step, bound / 5))


def _loss(loss: Callable[..., Any], step: Step, bound: float) -> Departure | None:
    got = loss(step.y.reshape(-1, 1), step.predictions)
    off = apart(got, step.loss)
    return (
        None
        if off <= bound
        else Departure(step.epoch, step.batch, "loss", LOSS, off, cause_of_loss(got, step, bound / 5))
    )


def _moves(optimizer: Any, recording: Recording, bound: float) -> Iterator[Departure]:
    """The optimizer on recorded gradients: its own memory, Keras's weights."""
    for number, step in enumerate(recording.steps):
        got = optimizer.step(step.params, step.grads)
        off = apart(got, step.after)
        if off > bound:
            cause, rank = cause_of_move(got, recording.steps[: number + 1], bound / 5)
            name = "optimizer moment" if rank == MOMENT else f"weight {_worst(got, step.after)}"
            yield Departure(step.epoch, step.batch, name, rank, off, cause)
            return


def _loop(subject: Subject, recording: Recording, bound: float) -> Iterator[Departure]:
    """`fit` under a teacher: an optimizer that answers every step with Keras's weights."""
    teacher = Teacher(recording)
    result = _fitted(subject, recording, teacher, 0.0)
    yield from _seen(teacher, recording, bound)
    history = _history(result)
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        yield from _metric(name, history.get(name), recording, bound)
    params = result[0] if isinstance(result, (tuple, list)) and len(result) == 2 else None
    off = apart(params, recording.steps[-1].after)
    if off > bound:
        last = recording.steps[-1]
        cause = "fit does not return what the optimizer gave last"
        yield Departure(last.epoch, last.batch, f"weight {_worst(params, last.after)}", WEIGHT, off, cause)


def _fitted(subject: Subject, recording: Recording, teacher: Teacher, rate: float) -> Any:
    return subject.fit(
        recording.steps[0].params,
        *recording.data,
        epochs=recording.epochs,
        batch_size=recording.batch_size,
        optimizer=types.SimpleNamespace(step=teacher),
        validation_data=recording.validation,
        dropout_rate=rate,
        shuffle=False,
        rng=np.random.default_rng(0),
    )


def _history(result: Any) -> dict[str, Any]:
    history = result[1] if isinstance(result, (tuple, list)) and len(result) == 2 else {}
    return history if isinstance(history, dict) else {}


class Teacher:
    """A step that returns Keras's weights after the recorded step whose weights it is given, and remembers what it was given.

    It looks only at what it is given, so asking it again gives the same answer.
    """

    def __init__(self, recording: Recording) -> None:
        self._before = np.array([_row(step.params) for step in recording.steps])
        self._after = [step.after for step in recording.steps]
        self.seen: list[tuple[Any, Any]] = []

    def __call__(self, params: Any, grads: Any) -> Params:
        """Keras's answer."""
        self.seen.append((params, grads))
        row = _row(params)
        if row.shape != self._before[0].shape or not np.isfinite(row).all():
            return self._after[-1]
        return self._after[int(np.abs(self._before - row).max(axis=1).argmin())]


def _row(params: Any) -> Array:
    try:
        return np.concatenate([np.asarray(part, dtype=float).ravel() for layer in params for part in layer])
    except (TypeError, ValueError):
        return np.full(1, np.nan)


def _seen(teacher: Teacher, recording: Recording, bound: float) -> Iterator[Departure]:
    """The first step whose weights or gradients were not the recorded ones."""
    calls = len(teacher.seen)
    for number, step in enumerate(recording.steps):
        if number >= calls:
            cause = "no step is made for this batch"
            yield Departure(step.epoch, step.batch, "gradient", GRADIENT, float("inf"), cause)
            return
        params, grads = teacher.seen[number]
        if (off := apart(params, step.params)) > bound:
            cause = _cause_of_start(params, recording, number, bound)
            yield Departure(step.epoch, step.batch, f"weight {_worst(params, step.params)}", WEIGHT_IN, off, cause)
            return
        if (off := apart(grads, step.grads)) > bound:
            cause = cause_of_gradient(grads, step, recording, calls, bound / 5)
            where = f"gradient of {_worst(grads, step.grads)}"
            yield Departure(step.epoch, step.batch, where, GRADIENT, off, cause)
            return


def _cause_of_start(params: Any, recording: Recording, number: int, bound: float) -> str:
    if apart(params, recording.steps[0].params) <= bound:
        return (
            "the weights are reset in every epoch"
            if number % recording.batches == 0 and number > 1
            else "what optimizer.step returns is not used"
        )
    return ""


def _metric(name: str, values: Any, recording: Recording, bound: float) -> Iterator[Departure]:
    expected = np.asarray(recording.history[name])[: recording.epochs]
    got = np.asarray(values, dtype=float) if isinstance(values, (list, tuple, np.ndarray)) else np.zeros(0)
    if got.shape != expected.shape:
        yield Departure(1, 0, f"metric {name}", METRIC, float("inf"), "there is not one value for each epoch")
        return
    wrong = np.flatnonzero(~(np.abs(got - expected) <= bound))
    if wrong.size:
        epoch = int(wrong[0]) + 1
        cause = cause_of_metric(name, float(got[wrong[0]]), epoch, recording, bound / 5)
        yield Departure(epoch, 0, f"metric {name}", METRIC, float(abs(got - expected)[wrong[0]]), cause)


def _validation(subject: Subject, recording: Recording, bound: float) -> Iterator[Departure]:
    """Validation under dropout: the teacher's weights are the recorded ones whatever was dropped in training."""
    history = _history(_fitted(subject, recording, Teacher(recording), 0.5))
    for name in ("val_loss", "val_accuracy"):
        for departure in _metric(name, history.get(name), recording, bound):
            plain = departure.cause or "validation was run with dropout on"
            yield msgspec.structs.replace(departure, cause=plain)


def _worst(got: Any, expected: Params) -> str:
    """The part of params that differs most."""
    places = [(layer, part) for layer in range(len(expected)) for part in (0, 1)]
    try:
        layer, part = max(places, key=lambda place: apart(got[place[0]][place[1]], expected[place[0]][place[1]]))
    except (TypeError, IndexError, KeyError):
        return "of another form"
    return f"{'Wb'[part]} of layer {layer + 1}"
