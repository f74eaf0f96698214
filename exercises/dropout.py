"""Chapter 8. Dropout: turning neurons off.

A network can *overfit*: it learns its training examples by heart and is lost when a new one comes, like a student
who knows last year's answers and cannot solve this year's questions. Dropout works against that. At every
training step it silences some neurons, picked at random, so that no neuron can rely on one particular neighbour:

    x        1.0   2.0   3.0   4.0   5.0      what the layer gives
    mask     1.25  1.25  0     1.25  1.25     rate 0.2: each neuron is silent with probability 0.2
    out      1.25  2.5   0.0   5.0   6.25     out = x * mask

Why 1.25? With rate 0.2, a neuron speaks in 80 % of the steps only. Those that do speak are made louder by
1 / (1 - 0.2) = 1.25, so that the sum stays the same on average. This form is called *inverted dropout*.

In training, dropout is on. When the network is used or tested, nothing is dropped and nothing is scaled.
Every entry of x gets a draw of its own: two samples of a batch do not lose the same neurons.

`rng` is a NumPy random generator, made once by `rng = np.random.default_rng(42)` and passed on. Take every random
number from it (`rng.random(shape)` gives numbers spread evenly over 0 to 1): then one seed repeats the whole run.

Run `nngrade check dropout` when you have changed something, `nngrade hint dropout` when you are stuck.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def dropout(x: Array, rate: float, rng: np.random.Generator, training: bool = True) -> tuple[Array, Array]:
    """Silence each entry of x with probability rate while training, and give back the mask that did it.

        mask = 0 with probability rate, else 1 / (1 - rate), for each entry on its own
        out  = x * mask

    Example: dropout(np.array([[1.0, 2.0, 3.0]]), 0.5, rng) may give out [[2.0, 0.0, 6.0]] and mask [[2.0, 0.0, 2.0]].
    Shapes: x (samples, neurons) -> out and mask, both (samples, neurons).
    training=False: out equals x and mask is all ones.
    While training, rate must be at least 0 and below 1; raise ValueError for any other.
    rate 0 drops nothing. x itself is left as it was.
    """
    raise NotImplementedError("dropout: write it, then delete this line")


def dropout_backward(grad: Array, mask: Array) -> Array:
    """Send the gradient back through the mask that `dropout` gave in the forward pass.

        gradient at x = grad * mask

    Example: grad [[1.0, 1.0, -3.0]] and mask [[2.0, 0.0, 2.0]] give [[2.0, 0.0, -6.0]].
    Shapes: grad and mask (samples, neurons) -> (samples, neurons).
    """
    raise NotImplementedError("dropout_backward: write it, then delete this line")
