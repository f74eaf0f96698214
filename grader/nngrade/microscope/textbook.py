"""The arithmetic of one step, in trusted NumPy: what recorded Keras does, and what known mistakes do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

Array = np.ndarray[Any, Any]
Params = list[tuple[Array, Array]]


def forward(x: Array, params: Params) -> tuple[list[Array], Array]:
    """(input of each layer, predictions) of a network with one sigmoid output."""
    inputs = [x]
    for W, b in params[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    W, b = params[-1]
    return inputs, 1 / (1 + np.exp(-(inputs[-1] @ W + b)))


def crossentropy(y: Array, p: Array) -> float:
    """The mean binary crossentropy, from the numbers that Keras clips too."""
    q = np.clip(p.ravel(), 1e-7, 1 - 1e-7)
    return float(-np.mean(y.ravel() * np.log(q) + (1 - y.ravel()) * np.log(1 - q)))


def accuracy(y: Array, p: Array) -> float:
    """The share of right answers."""
    return float(np.mean((p.ravel() > 0.5) == (y.ravel() > 0.5)))


def gradients(x: Array, y: Array, params: Params, *, relu: bool = True) -> Params:
    """Gradients of the mean loss; `relu=False` forgets ReLU's slope on the way back."""
    inputs, p = forward(x, params)
    grad, found = (p - y.reshape(-1, 1)) / len(x), []
    for layer in reversed(range(len(params))):
        found.append((inputs[layer].T @ grad, grad.sum(axis=0)))
        if layer:
            grad = grad @ params[layer][0].T
            grad = grad * (inputs[layer] > 0) if relu else grad
    return found[::-1]


class Moments(msgspec.Struct):
    """Adam's memory: running means of gradients and of their squares, and the number of steps."""

    means: list[Array]
    squares: list[Array]
    steps: int = 0

    @classmethod
    def zero(cls, params: Params) -> Moments:
        """Before the first step."""
        parts = [part for layer in params for part in layer]
        return cls([np.zeros_like(part) for part in parts], [np.zeros_like(part) for part in parts])


Rule = Callable[[Array, Array, int], Array]


def keras_move(m: Array, v: Array, t: int) -> Array:
    """How far Keras's Adam goes, in units of the rate."""
    return float(np.sqrt(1 - 0.999**t) / (1 - 0.9**t)) * (m / (np.sqrt(v) + 1e-7))


def adam_step(
    params: Params,
    grads: Params,
    memory: Moments,
    move: Rule = keras_move,
    *,
    b1: float = 0.9,
    b2: float = 0.999,
    rate: float = 0.001,
) -> Params:
    """One step of Adam; the memory is renewed.

    Args:
        params: where it starts.
        grads: of the batch.
        memory: of all steps before.
        move: how far it goes, from both averages and the number of the step.
        b1: share of the old mean.
        b2: share of the old mean of squares.
        rate: the learning rate.
    """
    memory.steps += 1
    slopes = [part for layer in grads for part in layer]
    memory.means = [b1 * m + (1 - b1) * g for m, g in zip(memory.means, slopes, strict=True)]
    memory.squares = [b2 * v + (1 - b2) * g**2 for v, g in zip(memory.squares, slopes, strict=True)]
    moves = iter(rate * move(m, v, memory.steps) for m, v in zip(memory.means, memory.squares, strict=True))
    return [(W - next(moves), b - next(moves)) for W, b in params]


def apart(one: Any, other: Any) -> float:
    """The largest difference of two params or arrays; inf where their shapes differ, or one is not finite."""
    a, b = _parts(one), _parts(other)
    if [part.shape for part in a] != [part.shape for part in b]:
        return float("inf")
    with np.errstate(all="ignore"):
        found = max((float(np.abs(x - y).max(initial=0)) for x, y in zip(a, b, strict=True)), default=0.0)
    return found if np.isfinite(found) else float("inf")


def _parts(value: Any) -> list[Array]:
    if isinstance(value, (list, tuple)) and any(isinstance(item, (list, tuple, np.ndarray)) for item in value):
        return [part for item in value for part in _parts(item)]
    try:
        return [np.asarray(value, dtype=float)]
    except (TypeError, ValueError):
        return [np.full(1, np.nan)]
