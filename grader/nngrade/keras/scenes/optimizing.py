"""Scenes of optimizers: given gradients, the weights after steps 1, 2 and 40."""

from __future__ import annotations

from typing import Any

import numpy as np

from nngrade.extras import Live
from nngrade.keras.network import Params, adam, draw_params, pairs, single

LOOKS = (1, 2, 40)
RATE, MOMENTUM = 2.0**-7, 0.875
"""Keras rounds these to float32 on their way; powers of two and their sums survive that unchanged."""


def steps(live: Live, rng: np.random.Generator) -> dict[str, Any]:
    """SGD, SGD with momentum and Adam on the same 40 gradients."""
    params, gradients = draw_params(rng, [3, 4, 2]), [_gradients(rng) for _ in range(max(LOOKS))]
    optimizers = live.keras.optimizers
    return {
        "params": params,
        "gradients": gradients,
        "sgd": run(live, optimizers.SGD(RATE), params, gradients),
        "momentum": run(live, optimizers.SGD(RATE, momentum=MOMENTUM), params, gradients),
        "adam": run(live, adam(live), params, gradients),
    }


def _gradients(rng: np.random.Generator) -> Params:
    """Gradients of ordinary size (0.25 to 2), where both places of Adam's epsilon come out alike to 1e-7."""
    shapes = [(3, 4), (4,), (4, 2), (2,)]
    return pairs([single(rng.uniform(0.25, 2, shape) * rng.choice([-1, 1], shape)) for shape in shapes])


def run(live: Live, optimizer: Any, params: Params, gradients: list[Params]) -> dict[str, Params]:
    """The weights after some steps of a Keras optimizer."""
    variables = [live.keras.Variable(part) for layer in params for part in layer]
    found = {}
    for step, grads in enumerate(gradients, 1):
        optimizer.apply([live.tf.constant(part) for layer in grads for part in layer], variables)
        if step in LOOKS:
            found[f"after{step}"] = pairs(variables)
    return found
