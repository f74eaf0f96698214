"""Known causes: each is worked out on the recorded state, and named where it comes to just what the learner's code gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nngrade.microscope.departure import MOMENT, WEIGHT
from nngrade.microscope.recording import Recording, Step, epoch_scores
from nngrade.microscope.textbook import (
    Array,
    Moments,
    Params,
    Rule,
    accuracy,
    adam_step,
    apart,
    crossentropy,
    forward,
    gradients,
)


def cause_of_prediction(got: Any, step: Step, same: float) -> str:
    """Why predictions differ; `same` is what counts as equal, here and below."""
    inputs, p = forward(step.x, step.params)
    scores = inputs[-1] @ step.params[-1][0] + step.params[-1][1]
    known = {
        "the sigmoid at the end is missing": scores,
        "the sigmoid is applied twice": 1 / (1 + np.exp(-p)),
        "ReLU is applied to the last layer": np.maximum(scores, 0),
        "the ReLU after hidden layers is missing": _without_relu(step.x, step.params),
        "the biases are left out": forward(step.x, [(W, 0 * b) for W, b in step.params])[1],
    }
    return _match(got, known.items(), same)


def _without_relu(x: Array, params: Params) -> Array:
    for W, b in params:
        x = x @ W + b
    return 1 / (1 + np.exp(-x))


def cause_of_loss(got: Any, step: Step, same: float) -> str:
    """Why a batch's loss differs."""
    p, y = step.predictions.ravel(), step.y.ravel()
    known = {
        "the loss is summed, not averaged": step.loss * len(y),
        "the minus is missing": -step.loss,
        "only labels of 1 cost something": -float(np.mean(y * np.log(p))),
        "the logarithm has the base 2": step.loss / np.log(2),
    }
    return _match(got, known.items(), same)


def cause_of_gradient(got: Any, step: Step, recording: Recording, calls: int, same: float) -> str:
    """Why gradients differ; `calls` is how many steps were asked for in the whole training."""
    return _match(got, _gradient_causes(step, recording, calls), same)


def _gradient_causes(step: Step, recording: Recording, calls: int) -> Iterator[tuple[str, Params]]:
    X, y = recording.data
    size, last = len(step.x), len(X) % recording.batch_size
    first = gradients(X[: recording.batch_size], y[: recording.batch_size], step.params)
    if step.batch == recording.batches and calls == recording.epochs * (recording.batches - 1):
        yield f"the last batch of {last or recording.batch_size} is missing", first
    before = X[: (step.batch - 1) * recording.batch_size + size]
    yield "the batches pile up: each holds the ones before it too", gradients(before, y[: len(before)], step.params)
    grads = step.grads
    yield "the gradient is not divided by the batch's size", scaled(grads, size)
    yield "the gradient is divided by the batch's size twice", scaled(grads, 1 / size)
    yield "the gradient is divided by the size of the whole training set", scaled(grads, size / len(X))
    yield "the gradient of a smaller batch is divided by batch_size", scaled(grads, size / recording.batch_size)
    yield "the gradient has the wrong sign", scaled(grads, -1)
    yield "the gradient of the biases is left out", [(W, 0 * b) for W, b in grads]
    yield "ReLU's slope is left out on the way back", gradients(step.x, step.y, step.params, relu=False)
    yield "the gradient comes from the whole training set, not from the batch", gradients(X, y, step.params)
    joined = X[(step.batch - 1) * recording.batch_size :]
    yield "the smaller last batch is glued to the one before it", gradients(joined, y[-len(joined) :], step.params)
    if step.batch > 1:
        yield "every step uses the epoch's first batch", first
    for strength in (0.01, 0.005):
        yield (
            "an L2 term is added that was not asked for",
            [(W_grad + 2 * strength * W, b_grad) for (W_grad, b_grad), (W, _) in zip(grads, step.params, strict=True)],
        )


def scaled(grads: Params, factor: float) -> Params:
    """The same gradients times a number."""
    return [(factor * W, factor * b) for W, b in grads]


def _correction(t: int) -> float:
    """What corrects both averages at once."""
    return float(np.sqrt(1 - 0.999**t) / (1 - 0.9**t))


def _uncorrected(m: Array, v: Array, t: int) -> Array:
    return m / (np.sqrt(v) + 1e-7)


def _paper(m: Array, v: Array, t: int) -> Array:
    return (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)


def _divides_first(m: Array, v: Array, t: int) -> Array:
    with np.errstate(all="ignore"):
        return _correction(t) * np.nan_to_num(m / np.sqrt(v)) + 1e-7


def _under_root(m: Array, v: Array, t: int) -> Array:
    return (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t) + 1e-7)


def _smaller(m: Array, v: Array, t: int) -> Array:
    return _correction(t) * (m / (np.sqrt(v) + 1e-8))


def _no_root(m: Array, v: Array, t: int) -> Array:
    return (m / (1 - 0.9**t)) / (v / (1 - 0.999**t) + 1e-7)


def _mean_only(m: Array, v: Array, t: int) -> Array:
    return m / (1 - 0.9**t) / (np.sqrt(v) + 1e-7)


def _squares_only(m: Array, v: Array, t: int) -> Array:
    return m / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)


def _first_step_for_ever(m: Array, v: Array, t: int) -> Array:
    return _correction(1) * (m / (np.sqrt(v) + 1e-7))


PAPER = "your Adam divides by the correction before adding epsilon (the paper's place: accepted, within looser bounds)"
"""The one cause that is no mistake."""

PLACES: dict[str, Rule] = {
    PAPER: _paper,
    "your Adam divides before adding epsilon: the epsilon belongs to the root, inside the denominator": _divides_first,
    "your Adam has no bias correction": _uncorrected,
    "your Adam adds epsilon under the root": _under_root,
    "your Adam's epsilon is 1e-8, Keras's is 1e-7": _smaller,
    "your Adam divides by the mean of squares itself, not by its root": _no_root,
    "your Adam corrects the mean of gradients, but not that of their squares": _mean_only,
    "your Adam corrects the mean of squares, but not that of gradients": _squares_only,
    "your Adam's count of steps does not grow": _first_step_for_ever,
}
"""Rules that go wrong in the step itself, with averages that are right."""

BETAS = {
    "your Adam's beta_2 is 0.99, Keras's is 0.999": (0.9, 0.99),
    "your Adam's beta_1 is 0.99, Keras's is 0.9": (0.99, 0.999),
    "your Adam's two betas are exchanged": (0.999, 0.9),
}
"""Averages that go wrong: (beta_1, beta_2)."""


def cause_of_move(got: Any, steps: Sequence[Step], same: float) -> tuple[str, int]:
    """Why the weights after the last of these steps differ, and what departs: an average, or the step itself."""
    for cause, rule in PLACES.items():
        if apart(got, replayed(steps, rule)) < same:
            return cause, WEIGHT
    for cause, (b1, b2) in BETAS.items():
        if apart(got, replayed(steps, _rule(b1, b2), b1=b1, b2=b2)) < same:
            return cause, MOMENT
    start = steps[-1].params
    for rate in (0.01, 0.0001):
        if apart(got, replayed(steps, rate=rate)) < same:
            return f"your Adam's rate is {rate:g}, Keras's is 0.001", WEIGHT
    if apart(got, [(W - 0.01 * g, b - 0.01 * h) for (W, b), (g, h) in zip(start, steps[-1].grads, strict=True)]) < same:
        return "the default optimizer is SGD, not Adam", WEIGHT
    if apart(got, start) < same:
        return "step returns the weights that it was given", WEIGHT
    if apart(got, replayed(steps[-1:])) < same:
        return "your Adam forgets its averages between steps", MOMENT
    return "", WEIGHT


def _rule(b1: float, b2: float) -> Rule:
    def move(m: Array, v: Array, t: int) -> Array:
        return float(np.sqrt(1 - b2**t) / (1 - b1**t)) * (m / (np.sqrt(v) + 1e-7))

    return move


def replayed(steps: Sequence[Step], rule: Rule | None = None, **settings: float) -> Params:
    """The weights after the last of these steps, under another rule for all of them."""
    memory = Moments.zero(steps[0].params)
    for step in steps:
        given = {} if rule is None else {"move": rule}
        after = adam_step(step.params, step.grads, memory, **given, **settings)  # type: ignore[arg-type]  # a rule or numbers
    return after


def cause_of_metric(name: str, got: float, epoch: int, recording: Recording, same: float) -> str:
    """Why a number of the history differs."""
    causes = (
        _validation_causes(name, epoch, recording) if name.startswith("val") else _metric_causes(name, epoch, recording)
    )
    return _match(got, causes, same)


def _metric_causes(name: str, epoch: int, recording: Recording) -> Iterator[tuple[str, float]]:
    steps = recording.epoch(epoch)
    losses, shares, sizes = epoch_scores(steps)
    values, measure = (losses, crossentropy) if name == "loss" else (shares, accuracy)
    X, y = recording.data
    weighted = float(np.average(values, weights=sizes))
    yield f"the {name} is averaged over batches, not over samples", float(np.mean(values))
    yield (
        f"the {name} is measured after each step, not before it",
        float(np.average([measure(step.y, forward(step.x, step.after)[1]) for step in steps], weights=sizes)),
    )
    yield f"the {name} is measured again after the epoch", measure(y, forward(X, steps[-1].after)[1])
    yield f"the {name} of the last batch stands for the epoch", values[-1]
    yield f"the {name} of the first batch stands for the epoch", values[0]
    yield f"the {name} is a sum over samples", weighted * len(X)
    yield f"the {name} is a sum over batches", float(np.sum(values))
    count = recording.batch_size * len(values)
    yield "a smaller last batch is counted as a full one", weighted * len(X) / count
    full = [index for index, size in enumerate(sizes) if size == recording.batch_size]
    yield f"the last batch of {sizes[-1]} is missing in the {name}", float(np.mean([values[index] for index in full]))
    yield f"the {name} is rounded", round(weighted, 4)


def _validation_causes(name: str, epoch: int, recording: Recording) -> Iterator[tuple[str, float]]:
    measure = crossentropy if name == "val_loss" else accuracy
    (X, y), steps = recording.validation, recording.epoch(epoch)
    p = forward(X, steps[-1].after)[1]
    size = recording.batch_size
    parts = [measure(y[i : i + size], p[i : i + size]) for i in range(0, len(X), size)]
    yield "validation is averaged over batches, not over samples", float(np.mean(parts))
    yield "validation comes before the epoch, not after it", measure(y, forward(X, steps[0].params)[1])
    yield "validation repeats the training values", recording.history[name.removeprefix("val_")][epoch - 1]
    yield "validation stays as it was after the first epoch", recording.history[name][0]


def _match(got: Any, known: Any, same: float) -> str:
    """The first cause that comes to what the learner's code gave."""
    return next((cause for cause, value in known if apart(got, value) < same), "")
