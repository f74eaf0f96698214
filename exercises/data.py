"""Chapter 7. Data: feeding the network.

The lesson's moons are 2000 samples. This is their way into the network:

    2000 samples
       |-- train_test_split, 0.2 -----> 400 for the test: kept aside until the very end
       v
    1600 training samples
       |-- standardize ---------------> every feature on the same scale (the test set with the *training* set's numbers)
       |-- validation_split, 0.2 -----> the last 320 tell after each epoch how it goes
       v
    1280 samples, in minibatches of 32: 40 batches make one *epoch*, one pass through all of them

A network that has seen its test questions would only show how well it memorises. So split first, and learn nothing from
the test set, not even its mean.

How the data looks: `X` has one row a sample and one column a feature, shape (n, features). `y` has one row a sample
too: (n,), (n, 1) or, one-hot, (n, classes). Row i of X and row i of y belong together, for ever. `y` keeps the kind of
shape in which it came. No row may get lost or come twice, and X and y themselves stay as they are.

All randomness comes from `rng`, a NumPy generator that the caller made: use its methods (`rng.permutation`, ...), never
`np.random.something`, and never make a generator with a seed of your own. So an equal `rng` gives an equal result, and
the next call with the same `rng` a new one.

Run `nngrade check data` when you have changed something, `nngrade hint standardize` when you are stuck.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Split = tuple[Array, Array, Array, Array]


def train_test_split(X: Array, y: Array, test_size: float, rng: np.random.Generator) -> Split:
    """Shuffle the rows of X and y together, then put a part of them aside as the test set.

        n_test = n * test_size, rounded up; all other rows train

    Both parts come out in a shuffled order. Give back (X_train, X_test, y_train, y_test), in this order.

    Example: 2000 rows and test_size 0.2 give 1600 rows to train and 400 to test; 7 rows give 5 and 2 (1.4 rounded up).
    Shapes: (n, features), (n, ...) -> (n - n_test, features), (n_test, features), (n - n_test, ...), (n_test, ...).
    """
    raise NotImplementedError("train_test_split: write it, then delete this line")


def standardize(X_train: Array, X_test: Array) -> tuple[Array, Array]:
    """Bring each feature (column) to mean 0 and standard deviation 1, as measured on the training set.

        new x = (x - mean) / std        mean and std of that column of X_train, for both sets

    std is the plain standard deviation that divides by n (NumPy's default). Where a column of X_train holds one and the
    same number in all rows, its std is 0 and nobody can divide: there, only subtract the mean, in both sets.

    Example: a column [1.0, 3.0] of X_train has mean 2 and std 1: it becomes [-1.0, 1.0]; a 6.0 in X_test becomes 4.0.
    A column [5.0, 5.0] becomes [0.0, 0.0]; a 6.0 in X_test becomes 1.0.
    Shapes: (n_train, features), (n_test, features) -> the same two shapes.
    """
    raise NotImplementedError("standardize: write it, then delete this line")


def validation_split(X: Array, y: Array, fraction: float) -> Split:
    """Keep the last rows for validation, as Keras's `validation_split` does: no shuffling.

        n_train = n * (1 - fraction), rounded down; the first n_train rows train, the others validate

    Give back (X_train, X_val, y_train, y_val), in this order. Neither part will ever be empty.

    Example: 1600 rows and fraction 0.2 give 1280 rows to train and the last 320 to validate; 7 rows give 5 and 2.
    Shapes: (n, features), (n, ...) -> (n_train, features), (n - n_train, features), (n_train, ...), (n - n_train, ...).
    """
    raise NotImplementedError("validation_split: write it, then delete this line")


def minibatches(
    X: Array, y: Array, batch_size: int, rng: np.random.Generator | None = None
) -> Iterable[tuple[Array, Array]]:
    """Cut the rows into batches (X_batch, y_batch) of batch_size rows each; the last one may be smaller.

        rng given:  a new random order of all rows for each call, the same one for X and y
        rng = None: the order of the rows is kept

    Give back a list of the batches, or write `yield X_batch, y_batch` in a loop: anything that a `for` can go through.

    Example: 10 rows and batch_size 4 give batches of 4, 4 and 2 rows; 3 rows give one batch of 3.
    Shapes: (n, features), (n, ...) -> pairs of (batch_size, features), (batch_size, ...).
    """
    raise NotImplementedError("minibatches: write it, then delete this line")
