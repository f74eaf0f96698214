"""Reference for chapter 8: dropout."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def dropout(x: Array, rate: float, rng: np.random.Generator, training: bool = True) -> tuple[Array, Array]:
    """Inverted dropout, out = x * mask: each entry of mask is 0 with probability rate, else 1 / (1 - rate)."""
    if not training:
        return x.copy(), np.ones(x.shape)
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be at least 0 and below 1, got {rate}")
    keep = 1 - rate
    mask = (rng.random(x.shape) < keep) / keep  # dividing here leaves nothing to correct when the network is used
    return x * mask, mask


def dropout_backward(grad: Array, mask: Array) -> Array:
    """The gradient at x, grad * mask: none where the entry was silent."""
    return grad * mask
