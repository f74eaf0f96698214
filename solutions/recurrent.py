"""Reference for chapter 14: a recurrent layer."""

import numpy as np
from numpy.typing import NDArray


def rnn_step(
    x: NDArray[np.floating],
    h: NDArray[np.floating],
    W_x: NDArray[np.floating],
    W_h: NDArray[np.floating],
    b: NDArray[np.floating],
) -> NDArray[np.floating]:
    """tanh(x @ W_x + h @ W_h + b)."""
    return np.tanh(x @ W_x + h @ W_h + b)


def rnn(
    x: NDArray[np.floating], W_x: NDArray[np.floating], W_h: NDArray[np.floating], b: NDArray[np.floating]
) -> NDArray[np.floating]:
    """The last of the states h = rnn_step(x[:, t], h, ...), t = 0, 1, ..., from h = 0."""
    h = np.zeros((len(x), len(b)))
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_x, W_h, b)
    return h
