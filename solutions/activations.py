"""Reference for chapter 2: activations."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def relu(z: ArrayLike) -> NDArray[np.floating]:
    """max(0, z), entry by entry."""
    return np.maximum(0.0, np.asarray(z, dtype=float))


def sigmoid(z: ArrayLike) -> NDArray[np.floating]:
    """1 / (1 + exp(-z)); both sides of the fraction are multiplied by exp(z) where z < 0, so that exp never overflows."""
    z = np.asarray(z, dtype=float)
    return np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z)))


def softmax(z: ArrayLike) -> NDArray[np.floating]:
    """exp(z) / sum(exp(z)) along the last axis; a shift by the maximum leaves it unchanged and keeps exp in range."""
    z = np.asarray(z, dtype=float)
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
