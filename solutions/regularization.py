"""Reference for chapter 9: regularization."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]
Labels = NDArray[np.number]


def l2_penalty(params: Params, strength: float = 0.01) -> float:
    """The cost of large weights, strength * sum of W**2 over all layers; biases are free."""
    return strength * sum(float(np.sum(W**2)) for W, _ in params)


def l2_gradient(W: Array, strength: float = 0.01) -> Array:
    """The slope of strength * W**2, 2 * strength * W."""
    return 2 * strength * W


class EarlyStopping:
    """Says stop once `patience` updates in a row were not better, and keeps a copy of the best params.

    Args:
        patience: how many updates in a row may fail to improve before it says stop.

    Attributes:
        best_params: a copy of the params of the best update so far.
        best_loss: the loss of that update.
        best_epoch: its number, counted from 0.

    """

    def __init__(self, patience: int = 5) -> None:
        self.patience = patience
        self.best_params: Params | None = None
        self.best_loss = float("inf")
        self.best_epoch = self._epoch = -1  # none yet

    def update(self, val_loss: float, params: Params) -> bool:
        """Whether to stop now: epoch - best_epoch >= patience."""
        self._epoch += 1
        if self.best_params is None or val_loss < self.best_loss:  # never true for a later NaN
            self.best_loss = np.inf if np.isnan(val_loss) else val_loss  # a first NaN must not block the rest
            self.best_epoch = self._epoch
            self.best_params = [(W.copy(), b.copy()) for W, b in params]  # the caller may go on writing into its arrays
        return self._epoch - self.best_epoch >= self.patience


def augment(X: Array, y: Labels, noise: float, copies: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """The originals, then copies times X + noise * standard normal draws; y repeated to match."""
    jittered = [rng.normal(X, noise) for _ in range(copies)]  # each number of X is the mean of a draw of its own
    return np.concatenate([X, *jittered]), np.concatenate([y] * (copies + 1))
