"""Reference for chapter 7: data."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Split = tuple[Array, Array, Array, Array]


def train_test_split(X: Array, y: Array, test_size: float, rng: np.random.Generator) -> Split:
    """One permutation for X and y; its first ceil(n * test_size) rows are the test set."""
    order = rng.permutation(len(X))
    n_test = math.ceil(len(X) * test_size)
    test, train = order[:n_test], order[n_test:]
    return X[train], X[test], y[train], y[test]


def standardize(X_train: Array, X_test: Array) -> tuple[Array, Array]:
    """(x - mean) / std column by column, both taken from the training set; a constant column is only centred."""
    mean = X_train.mean(axis=0)
    # Rounding may give a constant column such as 0.1, 0.1, 0.1 a mean that is off by one bit and a std that is not 0.
    highest = X_train.max(axis=0)
    constant = highest == X_train.min(axis=0)
    mean = np.where(constant, highest, mean)
    std = np.where(constant, 1.0, X_train.std(axis=0))
    return (X_train - mean) / std, (X_test - mean) / std


def validation_split(X: Array, y: Array, fraction: float) -> Split:
    """The first floor(n * (1 - fraction)) rows train, the rest validate, in the order in which they came."""
    kept = 1 - fraction
    n_train = math.floor(len(X) * kept)
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


def minibatches(
    X: Array, y: Array, batch_size: int, rng: np.random.Generator | None = None
) -> Iterable[tuple[Array, Array]]:
    """Rows order[k : k + batch_size] for k = 0, batch_size, ...; slicing past the end gives the smaller last batch."""
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
