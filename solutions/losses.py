"""Reference for chapter 4: losses."""

import numpy as np
from numpy.typing import NDArray

_CLIP = 1e-7


def one_hot(labels: NDArray[np.integer], num_classes: int) -> NDArray[np.floating]:
    """Row i is 0 everywhere and 1 at column labels[i]."""
    rows = np.zeros((len(labels), num_classes))
    rows[np.arange(len(labels)), labels] = 1.0  # pairs of (row, column): one entry a row
    return rows


def binary_crossentropy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """Mean of -(y log(p) + (1 - y) log(1 - p)), p clipped to [1e-7, 1 - 1e-7]."""
    y, p = y_true.ravel(), _clip(y_pred).ravel()  # (n,) against (n, 1) would broadcast to (n, n)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def categorical_crossentropy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """Mean over rows of -sum(y log(p)), p clipped to [1e-7, 1 - 1e-7]."""
    return float(-np.mean(np.sum(y_true * np.log(_clip(y_pred)), axis=1)))


def accuracy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """Share of samples whose predicted label is the true one."""
    if y_pred.ndim == 1 or y_pred.shape[1] == 1:
        return float(np.mean(y_pred.ravel().round() == y_true.ravel()))  # exactly 0.5 rounds to 0, its even neighbour
    labels = y_true.argmax(axis=1) if y_true.shape == y_pred.shape else y_true
    return float(np.mean(y_pred.argmax(axis=1) == labels))


def _clip(p: NDArray[np.floating]) -> NDArray[np.floating]:
    """Keep probabilities off 0 and 1, so that a confident wrong answer costs much, not infinitely much."""
    return np.clip(p, _CLIP, 1 - _CLIP)
