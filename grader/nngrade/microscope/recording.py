"""The recorded state of every step: each epoch starts from what was recorded, and is gone along batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from nngrade.microscope.textbook import (
    Array,
    Moments,
    Params,
    accuracy,
    adam_step,
    crossentropy,
    forward,
    gradients,
)


class Step(msgspec.Struct, frozen=True):
    """One batch, from the state before it to the weights after it.

    Attributes:
        epoch: counted from 1.
        batch: counted from 1.
        x: its samples.
        y: their labels.
        params: before.
        predictions: with these.
        loss: of these predictions.
        grads: of this loss.
        after: the weights after Adam's step.
    """

    epoch: int
    batch: int
    x: Array
    y: Array
    params: Params
    predictions: Array
    loss: float
    grads: Params
    after: Params


class Recording(msgspec.Struct, frozen=True):
    """A recorded training in the given order, with Adam as it comes and without dropout.

    Attributes:
        data: (X, y).
        validation: (X, y).
        batch_size: of all batches but the last.
        steps: every one.
        history: what Keras reported for each epoch.
    """

    data: tuple[Array, Array]
    validation: tuple[Array, Array]
    batch_size: int
    steps: list[Step]
    history: Mapping[str, Sequence[float]]

    @property
    def batches(self) -> int:
        """Batches of an epoch."""
        return -(-len(self.data[0]) // self.batch_size)

    @property
    def epochs(self) -> int:
        """How many were recorded."""
        return len(self.steps) // self.batches

    def epoch(self, number: int) -> list[Step]:
        """The steps of one epoch, counted from 1."""
        return self.steps[(number - 1) * self.batches : number * self.batches]


class Start(msgspec.Struct, frozen=True):
    """What an epoch starts from.

    Attributes:
        params: the weights.
        memory: Adam's averages.
    """

    params: Params
    memory: Moments


def starts(golden: Any, params: Params) -> list[Start]:
    """What each recorded epoch started from: the first one from `params` and no memory.

    Args:
        golden: recorded results with `adam/epochs`.
        params: what training started from.
    """
    found = [Start(params, Moments.zero(params))]
    for number, state in enumerate(golden["adam/epochs"][:-1], 1):
        means, squares = ([part for layer in state[name] for part in layer] for name in ("means", "squares"))
        batches = -(-len(golden["data/0"]) // 8)
        found.append(Start(state["params"], Moments(means, squares, number * batches)))
    return found


def walk(
    starting: Sequence[Start],
    data: tuple[Array, Array],
    validation: tuple[Array, Array],
    history: Mapping[str, Sequence[float]],
    batch_size: int,
) -> Recording:
    """Go along each epoch from its recorded start.

    Args:
        starting: one for each epoch.
        data: (X, y).
        validation: (X, y).
        history: what Keras reported.
        batch_size: of all batches but the last.
    """
    steps: list[Step] = []
    X, y = data
    for epoch, start in enumerate(starting, 1):
        params = start.params
        memory = Moments(list(start.memory.means), list(start.memory.squares), start.memory.steps)
        for batch, first in enumerate(range(0, len(X), batch_size), 1):
            x, target = X[first : first + batch_size], y[first : first + batch_size]
            predictions, grads = forward(x, params)[1], gradients(x, target, params)
            after = adam_step(params, grads, memory)
            loss = crossentropy(target, predictions)
            steps.append(Step(epoch, batch, x, target, params, predictions, loss, grads, after))
            params = after
    return Recording(data, validation, batch_size, steps, history)


def epoch_scores(steps: Sequence[Step]) -> tuple[list[float], list[float], list[int]]:
    """Loss, accuracy and size of each batch, measured before its step."""
    return (
        [step.loss for step in steps],
        [accuracy(step.y, step.predictions) for step in steps],
        [len(step.x) for step in steps],
    )
