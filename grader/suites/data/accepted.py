"""Right solutions of chapter 7 in unusual style."""

import itertools
import math
from collections import namedtuple

import numpy as np

from nngrade.suite import accepted

Parts = namedtuple("Parts", "X_train X_test y_train y_test")
Batch = namedtuple("Batch", "inputs labels")


@accepted("train_test_split")
def split_by_choice(X, y, test_size, rng):
    """Chooses the test rows without replacement, shuffles the others."""
    n_test = -int(-len(X) * test_size // 1)
    test = rng.choice(len(X), size=n_test, replace=False)
    train = [i for i in range(len(X)) if i not in set(test.tolist())]
    rng.shuffle(train)
    return Parts(X[train], X[test], y[train], y[test])


@accepted("train_test_split")
def split_by_sorting(X, y, test_size, rng):
    """A random key for each row; the test set from the back; lists come out."""
    keys = rng.random(len(X))
    rows = sorted(zip(keys, range(len(X))))
    n_train = len(X) - math.ceil(len(X) * test_size)
    numbers = [i for _, i in rows]
    front, back = numbers[:n_train], numbers[n_train:]
    return [[[*X[i]] for i in front], [[*X[i]] for i in back], [y[i] for i in front], [y[i] for i in back]]


@accepted("train_test_split")
def split_by_hand(X, y, test_size, rng):
    """Swaps row by row from the end, and draws from a generator that rng seeds."""
    mine = np.random.default_rng(rng.integers(2**63))
    order = list(range(len(X)))
    for i in reversed(range(1, len(order))):
        j = int(mine.integers(0, i, endpoint=True))
        order[i], order[j] = order[j], order[i]
    n_test = math.ceil(test_size * len(X))
    return tuple(a[part] for a in (X, y) for part in (order[n_test:], order[:n_test]))


@accepted("train_test_split")
def split_glued(X, y, test_size, rng, verbose=False):
    """X and y as one table, shuffled as a whole and taken apart again."""
    table = np.hstack([X, y.reshape(len(y), -1)])
    rng.shuffle(table)
    X2, y2 = table[:, : X.shape[1]], table[:, X.shape[1] :].reshape(y.shape).astype(y.dtype)
    k = math.ceil(len(X) * test_size)
    print("rows for the test:", k)
    return X2[k:], X2[:k], y2[k:], y2[:k]


@accepted("standardize")
def standardize_columns(X_train, X_test):
    """Column by column, without NumPy's statistics."""
    train, test = [], []
    for a, b in zip(X_train.T.tolist(), X_test.T.tolist()):
        mean = math.fsum(a) / len(a)
        std = math.sqrt(math.fsum((x - mean) ** 2 for x in a) / len(a)) or 1
        train.append([(x - mean) / std for x in a])
        test.append([(x - mean) / std for x in b])
    return [list(row) for row in zip(*train)], [list(row) for row in zip(*test)]


@accepted("standardize")
def standardize_threshold(X_train, X_test):
    """A tiny std counts as 0."""
    mean, std = np.mean(X_train, 0), np.sqrt(np.var(X_train, 0))
    std[std < 1e-9] = 1
    return tuple(map(lambda X: (X - mean) / std, [X_train, X_test]))


@accepted("standardize")
def standardize_masked(X_train, X_test):
    """Divides where it can, and only there, in arrays of its own."""
    mean, std = X_train.mean(axis=0, keepdims=True), X_train.std(axis=0, keepdims=True)
    results = []
    for X in (X_train, X_test):
        out = X - mean
        np.divide(out, std, out=out, where=std > 0)
        results.append(out)
    return results


@accepted("standardize")
def standardize_float32(X_train, X_test):
    """Works in float32."""
    a, b = X_train.astype(np.float32), X_test.astype(np.float32)
    mean = a.mean(axis=0, dtype=np.float64).astype(np.float32)
    std = a.std(axis=0, dtype=np.float64).astype(np.float32)
    std += std == 0
    return (a - mean) / std, (b - mean) / std


@accepted("validation_split")
def validation_np_split(X, y, fraction):
    """np.split cuts both."""
    cut = [int(len(X) * (1 - fraction))]
    return [*np.split(X, cut), *np.split(y, cut)]


@accepted("validation_split")
def validation_from_the_back(X, y, fraction):
    """Counts the validation rows and slices from the end; copies."""
    n_val = math.ceil(round(len(X) * fraction, 10))
    return X[:-n_val].copy(), X[-n_val:].copy(), y[:-n_val].copy(), y[-n_val:].copy()


@accepted("validation_split")
def validation_lists(X, y, fraction):
    """Row by row into lists."""
    limit = len(X) * (1.0 - fraction)
    parts = [], [], [], []
    for i in range(len(X)):
        late = i + 1 > limit + 1e-9
        parts[late].append(X[i].tolist())
        parts[2 + late].append(y[i].tolist())
    return parts


@accepted("minibatches")
def batches_list(X, y, batch_size, rng=None):
    """A list of named pairs; shuffles row numbers in place."""
    rows = np.arange(X.shape[0])
    if rng is not None:
        rng.shuffle(rows)
    count = -(-len(rows) // batch_size)
    return [Batch(X[rows[i * batch_size :][:batch_size]], y[rows[i * batch_size :][:batch_size]]) for i in range(count)]


@accepted("minibatches")
class BatchLoader:
    """A class that can be looped over; it has a length, too, and can be called."""

    def __init__(self, X, y, batch_size, rng=None):
        order = slice(None) if rng is None else np.argsort(rng.random(len(X)))
        self.X, self.y, self.size = X[order], y[order], batch_size

    def __len__(self):
        return math.ceil(len(self.X) / self.size)

    def __call__(self):
        return list(self)

    def __iter__(self):
        for i in range(len(self)):
            yield self.X[i * self.size : (i + 1) * self.size], self.y[i * self.size : (i + 1) * self.size]


@accepted("minibatches")
class BatchSequence:
    """Only indexing, the old way to be looped over."""

    def __init__(self, X, y, batch_size, rng=None):
        self.rows = [*range(len(X))] if rng is None else rng.permutation(len(X)).tolist()
        self.X, self.y, self.size = X, y, batch_size

    def __getitem__(self, i):
        rows = self.rows[i * self.size : i * self.size + self.size]
        if not rows:
            raise IndexError
        return [self.X[rows], self.y[rows]]


@accepted("minibatches")
def batches_recursive(X, y, batch_size, rng=None):
    """The first batch, then the batches of the rest; shuffled once at the top."""
    if rng is not None:
        order = rng.choice(len(X), len(X), replace=False)
        X, y = X[order], y[order]
    if len(X):
        yield X[:batch_size], y[:batch_size]
        yield from batches_recursive(X[batch_size:], y[batch_size:], batch_size)


@accepted("minibatches")
def batches_of_lists(X, y, batch_size, rng=None):
    """An iterator over rows, taken in pieces; lists of rows."""
    source = iter(np.arange(len(X)) if rng is None else rng.permutation(len(X)))
    while rows := list(itertools.islice(source, batch_size)):
        yield ([X[i] for i in rows], [y[i] for i in rows])


@accepted("minibatches")
def batches_zip(X, y, batch_size, rng=None):
    """np.split for both, zipped."""
    order = np.arange(len(X)) if rng is None else rng.permuted(np.arange(len(X)))
    cuts = range(batch_size, len(X), batch_size)
    return zip(np.split(X[order], cuts), np.split(y[order], cuts))
