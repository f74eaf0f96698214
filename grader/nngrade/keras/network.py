"""Keras networks from params: lists of (W, b), as the course has them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nngrade.extras import Live

Array = np.ndarray[Any, Any]
Params = list[tuple[Array, Array]]


def single(array: Array) -> Array:
    """The nearest numbers that float32 holds too, so that a network in float32 starts from the same ones."""
    return array.astype(np.float32).astype(np.float64)


def draw_params(rng: np.random.Generator, sizes: Sequence[int]) -> Params:
    """Glorot-uniform weights and small biases."""
    params = []
    for n_in, n_out in pairwise(sizes):
        limit = np.sqrt(6 / (n_in + n_out))
        params.append((single(rng.uniform(-limit, limit, (n_in, n_out))), single(rng.uniform(-0.25, 0.25, n_out))))
    return params


def sequential(live: Live, params: Params, dropout: Sequence[int] = (), rate: float = 0.2) -> Any:
    """A compiled-ready `Sequential` with these weights: ReLU layers, then sigmoid or softmax.

    Args:
        live: real Keras.
        params: its weights.
        dropout: a seed for a `Dropout` after each hidden layer; none leaves them out.
        rate: of dropout.
    """
    layers = live.keras.layers
    model = live.keras.Sequential([live.keras.Input(shape=(len(params[0][0]),))])
    for number, (W, _) in enumerate(params):
        outputs = W.shape[1]
        last = number == len(params) - 1
        model.add(layers.Dense(outputs, activation="relu" if not last else "sigmoid" if outputs == 1 else "softmax"))
        if dropout and not last:
            model.add(layers.Dropout(rate, seed=dropout[number]))
    model.set_weights([part for layer in params for part in layer])
    return model


def pairs(flat: Sequence[Any]) -> Params:
    """Arrays in Keras's order, W and b in turn, as params."""
    arrays = [np.array(part) for part in flat]
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def loss_and_gradients(live: Live, model: Any, x: Array, y: Array, *, training: bool = False) -> tuple[float, Params]:
    """The mean crossentropy of a batch and its gradients."""
    several = y.shape[1] > 1
    loss_of = live.keras.losses.CategoricalCrossentropy() if several else live.keras.losses.BinaryCrossentropy()
    with live.tf.GradientTape() as tape:
        loss = loss_of(y, model(x, training=training))
    return float(loss), pairs(tape.gradient(loss, [v.value for v in model.trainable_variables]))


def adam(live: Live) -> Any:
    """Keras's Adam as textbooks have it: plain Python betas would be rounded to float32 on their way, even in float64."""
    return live.keras.optimizers.Adam(beta_1=np.float64(0.9), beta_2=np.float64(0.999))
