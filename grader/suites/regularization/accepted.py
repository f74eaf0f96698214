"""Right solutions of chapter 9 in unusual style."""

import copy
import math
from collections import deque, namedtuple

import numpy as np

from nngrade.suite import accepted


@accepted("l2_penalty")
def penalty_by_loops(params, strength=0.01):
    """Weight by weight, exactly summed."""
    return strength * math.fsum(float(w) ** 2 for W, _ in params for row in W for w in row)


@accepted("l2_penalty")
def penalty_by_norm(params, strength=0.01):
    """The Frobenius norm squared."""
    return sum(strength * np.linalg.norm(layer[0]) ** 2 for layer in params)


@accepted("l2_penalty")
def penalty_by_trace(params, strength=0.01, verbose=False):
    """The trace of W.T @ W, as a 0-d array."""
    return np.array(strength * np.sum([np.trace(W.T @ W) for W, b in params]))


@accepted("l2_penalty")
def penalty_by_recursion(params, strength=0.01):
    """One layer, then the rest."""
    if not len(params):
        return 0.0
    (W, _), *rest = params
    return strength * np.einsum("ij,ij->", W, W) + penalty_by_recursion(rest, strength)


@accepted("l2_penalty")
class penalty_object:
    """A class whose instances are numbers."""

    def __new__(cls, params, strength=0.01):
        flat = np.concatenate([W.ravel() for W, _ in params])
        return np.float64(strength) * flat.dot(flat)


@accepted("l2_penalty")
def penalty_float32(params, strength=0.01):
    return np.float32(strength) * sum(np.sum(np.square(W.astype(np.float32))) for W, _ in params)


@accepted("l2_gradient")
def gradient_by_sum(W, strength=0.01):
    return strength * W + W * strength


@accepted("l2_gradient")
def gradient_by_lists(W, strength=0.01):
    return [[2 * strength * w for w in row] for row in W]


@accepted("l2_gradient")
def gradient_float32(W, strength=0.01):
    return np.multiply(W, 2 * strength, dtype=np.float32, casting="unsafe")


@accepted("EarlyStopping")
class ByHistory:
    """Keeps everything and works the answers out afterwards."""

    def __init__(self, patience=5):
        self.window = patience
        self.history = []

    def update(self, val_loss, params):
        self.history.append((np.inf if np.isnan(val_loss) else val_loss, copy.deepcopy(params)))
        return bool(len(self.history) - 1 - self.best_epoch >= self.window)

    @property
    def best_epoch(self):
        return int(np.argmin([loss for loss, _ in self.history]))

    best_loss = property(lambda self: self.history[self.best_epoch][0])
    best_params = property(lambda self: self.history[self.best_epoch][1])


@accepted("EarlyStopping")
class ByDeque:
    """Remembers the last answers in a window; lists in place of tuples; NumPy scalars."""

    def __init__(self, patience=5, verbose=0):
        self.recent = deque(maxlen=patience)
        self.best_loss = self.best_epoch = self.best_params = None
        self.epoch = -1

    def update(self, val_loss, params):
        self.epoch += 1
        better = self.best_loss is None or val_loss < self.best_loss
        if better:
            self.best_loss, self.best_epoch = np.float64(val_loss), np.int64(self.epoch)
            self.best_params = [[np.array(W), np.array(b)] for W, b in params]
        self.recent.append(better)
        print("better" if better else "worse")
        return np.bool_(len(self.recent) == self.recent.maxlen and not any(self.recent))


Best = namedtuple("Best", "loss epoch params")
Layer = namedtuple("Layer", "W b")


@accepted("EarlyStopping")
class ByNamedtuple:
    """Counts down; keeps a record; answers through a closure; restarts when it has stopped."""

    def __init__(self, patience=5):
        best, left, epoch = Best(math.inf, 0, ()), patience, 0

        def update(val_loss, params):
            nonlocal best, left, epoch
            left -= 1
            if val_loss < best.loss:
                best = Best(val_loss, epoch, tuple(Layer(W + 0.0, b + 0.0) for W, b in params))
                left = patience
            epoch += 1
            return left == 0

        self.update = update
        self.get = lambda: best

    def __getattr__(self, name):
        if name in ("best_loss", "best_epoch", "best_params"):
            return getattr(self.get(), name[5:])
        raise AttributeError(name)


@accepted("EarlyStopping")
class ByGenerator:
    """A coroutine that is fed losses."""

    def __init__(self, patience=5):
        self.patience = patience
        self.judge = self.judging()
        next(self.judge)

    def judging(self):
        answer, epoch, bad = None, 0, 0
        self.best_loss = float("inf")
        while True:
            val_loss, params = yield answer
            if self.best_loss > val_loss:
                self.best_loss, self.best_epoch, bad = float(val_loss), epoch, 0
                self.best_params = [tuple(a.copy() for a in layer) for layer in params]
            else:
                bad += 1
            answer, epoch = bad == self.patience, epoch + 1

    def update(self, val_loss, params):
        return self.judge.send((val_loss, params))


@accepted("EarlyStopping")
class ByRecord:
    """Can be called as well; its attributes live in a dict; odd order of the question."""

    def __init__(self, patience: int = 5, **extra):
        self.patience, self.record = patience, {"best_loss": float("inf")}
        self.epoch = self.bad = 0

    def __getattr__(self, name):
        if name.startswith("best_"):
            return self.record[name]
        raise AttributeError(name)

    def __call__(self, val_loss, params):
        return self.update(val_loss, params)

    def update(self, val_loss, params):
        try:
            if not val_loss < self.best_loss:
                self.bad += 1
                return self.bad >= self.patience
            self.record = {"best_loss": val_loss, "best_epoch": self.epoch, "best_params": copy.deepcopy(params)}
            self.bad = 0
            return False
        finally:
            self.epoch += 1


def repeated(y, copies):
    return np.concatenate([y] * (copies + 1))


@accepted("augment")
def augment_at_once(X, y, noise, copies, rng):
    """One draw for all copies, through an extra axis."""
    jitter = rng.normal(scale=noise, size=(copies, *X.shape))
    return np.vstack([X, (X[None] + jitter).reshape(-1, X.shape[1])]), repeated(y, copies)


@accepted("augment")
def augment_row_by_row(X, y, noise, copies, rng):
    """Nested loops, plain lists."""
    rows, labels = [list(map(float, row)) for row in X], [np.array(label).tolist() for label in y]
    for _ in range(copies):
        for row, label in zip(X, y):
            rows.append([float(value) + float(rng.normal(0, noise)) for value in row])
            labels.append(np.array(label).tolist())
    return rows, labels


@accepted("augment")
def augment_by_index(X, y, noise, copies, rng):
    """Row numbers modulo n; the draws for the originals are thrown away."""
    index = np.arange(len(X) * (copies + 1)) % len(X)
    jitter = noise * rng.standard_normal((len(index), X.shape[1]))
    jitter[: len(X)] = 0
    return X[index] + jitter, y[index]


@accepted("augment")
def augment_by_loc(X, y, noise, copies, rng):
    """The originals are the mean of the draws; column by column, from the last to the first; a namedtuple."""
    blocks = [X.copy()]
    for _ in range(copies):
        block = np.empty(X.shape)
        for j in reversed(range(X.shape[1])):
            block[:, j] = rng.normal(loc=X[:, j], scale=noise)
        blocks.append(block)
    return namedtuple("Augmented", "X_more y_more")(np.concatenate(blocks, axis=0), repeated(y, copies))


@accepted("augment")
def augment_float32(X, y, noise, copies, rng):
    """Single precision."""
    X = X.astype(np.float32)
    blocks = [X] + [X + np.float32(noise) * rng.standard_normal(X.shape, dtype=np.float32) for _ in range(copies)]
    return np.concatenate(blocks), repeated(y, copies)


@accepted("augment")
def augment_by_multivariate(X, y, noise, copies, rng, *, shuffle=False):
    """Box-Muller by hand."""

    def normal(shape):
        return np.sqrt(-2 * np.log1p(-rng.random(shape))) * np.cos(2 * np.pi * rng.random(shape))

    def blocks():
        yield X
        for _ in range(copies):
            yield X - noise * normal(X.shape)

    return np.concatenate(list(blocks())), np.concatenate([y for _ in range(copies + 1)])
