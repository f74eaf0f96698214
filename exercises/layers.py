"""Chapter 3. Layers: the forward pass.

A *layer* is a row of neurons that all look at the same inputs. A network is a stack of layers, each fed by the one
before it:

    input layer           hidden layers          output layer

    784 pixels   --->   128 neurons, then   --->   10 neurons
    (28 x 28)           64 neurons                 (the digits 0 to 9)

The *input layer* is only the data: one number for each feature, here one for each pixel. The *hidden layers* find
patterns; more of them make the network deeper. The *output layer* gives the prediction. `layer_sizes` lists how many
numbers stand at each stage: [784, 128, 64, 10], or [2, 64, 32, 1] for the network that tells two moons apart later on.

One layer needs two arrays. `W` holds a weight for every pair of input and neuron, shape `(n_in, n_out)`: column j
belongs to neuron j. `b` holds a bias for every neuron, shape `(n_out,)`. All layers together are the *parameters*,
`params`: a list of pairs `(W, b)`, first layer first. [2, 64, 32, 1] has four stages and so three layers:

    params = [(W of shape (2, 64), b of shape (64,)), (W of (64, 32), b of (32,)), (W of (32, 1), b of (1,))]

Samples travel together in a *batch* `x` of shape `(batch, n_in)`: one row a sample. From now on the data are NumPy
arrays. No function may change its arguments: `x`, `layer_sizes`, `params` and the arrays in it stay as they were.

Run `nngrade check layers` when you have changed something, `nngrade hint forward` when you are stuck.
"""

from collections.abc import Sequence

import numpy as np
from activations import relu, sigmoid, softmax
from numpy.typing import NDArray


def count_parameters(layer_sizes: Sequence[int]) -> int:
    """Count the numbers that a network learns: all weights and all biases.

        one layer has n_in * n_out weights and n_out biases

    Example: count_parameters([2, 64, 32, 1]) is 2305, from 192 + 2080 + 33; [784, 128, 64, 10] has 109386.
    Shapes: a list of two or more whole numbers -> one whole number.
    """
    raise NotImplementedError("count_parameters: write it, then delete this line")


def init_params(layer_sizes: Sequence[int], rng: np.random.Generator) -> list[tuple[NDArray, NDArray]]:
    """Draw the starting parameters: random weights, so that the neurons of a layer differ, and zero biases.

        limit = sqrt(6 / (n_in + n_out)), for each layer its own (this choice is called Glorot uniform)
        W: every entry drawn on its own, each number from -limit to limit equally likely
        b: zeros

    Draw from the generator `rng` only: equal generators then give equal networks, and a second call with the same
    generator goes on drawing and gives another network. `rng.uniform` and `rng.random` are two of its methods.

    Example: init_params([2, 3, 1], np.random.default_rng(0)) is [(W1, b1), (W2, b2)]; the entries of W1 lie between
    -1.095 and 1.095, those of W2 between -1.225 and 1.225; b1 is [0, 0, 0] and b2 is [0], as floats.
    Shapes: W of each layer (n_in, n_out), b (n_out,); one pair less than there are sizes.
    """
    raise NotImplementedError("init_params: write it, then delete this line")


def dense(x: NDArray, W: NDArray, b: NDArray) -> NDArray:
    """The weighted sums of a whole layer for a whole batch; no activation yet.

        dense(x, W, b)[i, j] = x[i, 0] * W[0, j] + x[i, 1] * W[1, j] + ... + b[j]

    Example: with x = [[1, 2]], W = [[3, 0, 1], [4, 1, 0]] and b = [10, 20, 30] (as arrays) it is [[21, 22, 31]].
    Shapes: x (batch, n_in), W (n_in, n_out), b (n_out,) -> (batch, n_out).
    """
    raise NotImplementedError("dense: write it, then delete this line")


def forward(x: NDArray, params: list[tuple[NDArray, NDArray]]) -> NDArray:
    """Send a batch through all layers, first to last, and return the prediction.

        hidden layers:  x becomes relu(dense(x, W, b))
        last layer:     sigmoid(dense(x, W, b)) if it has one neuron, softmax(dense(x, W, b)) if it has several

    Works for any number of layers. A single pair in `params` is the last layer, without a hidden one before it. Use
    relu, sigmoid and softmax from chapter 2: they also cope with very large sums.

    Example: with x = [[1.0, -1.0]], W1 = [[1.0, 0.0], [0.0, 1.0]], b1 = [0.5, 0.5], W2 = [[2.0], [3.0]] and
    b2 = [-3.0] (as arrays), forward(x, [(W1, b1), (W2, b2)]) is [[0.5]]: the hidden layer gives [[1.5, 0.0]], and
    the last sum is 0.
    Shapes: x (batch, first n_in) -> (batch, last n_out), also for one sample and for one output.
    """
    raise NotImplementedError("forward: write it, then delete this line")
