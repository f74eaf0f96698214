"""Reference for chapter 9: regularization."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


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
        self.best_epoch = 0
        self._epoch = 0
        self._waited = 0

    def update(self, val_loss: float, params: Params) -> bool:
        """Whether to stop now: waited >= patience, where waited counts the updates since the best one."""
        better = self.best_params is None or val_loss < self.best_loss
        if better:
            self.best_loss = np.inf if np.isnan(val_loss) else val_loss  # NaN must not block the losses after it
            self.best_epoch = self._epoch
            self.best_params = [(W.copy(), b.copy()) for W, b in params]  # the caller may go on writing into its arrays
        self._waited = 0 if better else self._waited + 1
        self._epoch += 1
        return self._waited >= self.patience


def augment(X: Array, y: NDArray, noise: float, copies: int, rng: np.random.Generator) -> tuple[Array, NDArray]:
    """The originals, then copies * (X + noise * standard normal draws); y repeated to match."""
    jittered = [X + rng.normal(0.0, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *jittered]), np.concatenate([y] * (copies + 1))
