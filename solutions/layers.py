"""Reference for chapter 3: layers and the forward pass."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from activations import relu, sigmoid, softmax
from numpy.typing import NDArray


def count_parameters(layer_sizes: Sequence[int]) -> int:
    """Sum over the layers of n_in * n_out weights and n_out biases."""
    return sum(n_in * n_out + n_out for n_in, n_out in pairwise(layer_sizes))


def init_params(layer_sizes: Sequence[int], rng: np.random.Generator) -> list[tuple[NDArray, NDArray]]:
    """W uniform between -limit and limit = sqrt(6 / (n_in + n_out)), which keeps signals of one size; b zero."""
    params = []
    for n_in, n_out in pairwise(layer_sizes):
        limit = np.sqrt(6 / (n_in + n_out))
        params.append((rng.uniform(-limit, limit, size=(n_in, n_out)), np.zeros(n_out)))
    return params


def dense(x: NDArray, W: NDArray, b: NDArray) -> NDArray:
    """Weighted sums of a batch, x @ W + b; broadcasting adds b to each row."""
    return x @ W + b


def forward(x: NDArray, params: list[tuple[NDArray, NDArray]]) -> NDArray:
    """relu(dense(...)) layer by layer; the last layer gets sigmoid (one neuron) or softmax (several) instead."""
    *hidden, (W, b) = params
    for hidden_W, hidden_b in hidden:
        x = relu(dense(x, hidden_W, hidden_b))
    scores = dense(x, W, b)
    return sigmoid(scores) if W.shape[1] == 1 else softmax(scores)
