"""Chapter 5. Backpropagation: who is to blame?

The loss says how wrong the network was. Backpropagation says which weight is to blame, and how much: for each weight
and each bias, its *gradient*, the slope of the loss. A gradient of 3 means: raise this weight by a tiny bit, and
the loss rises by 3 tiny bits. The next chapter then takes a step downhill.

    forward    x --> [dense] --> z1 --> [ReLU] --> a1 --> [dense] --> z2 --> [sigmoid or softmax] --> y_pred --> loss
    backward         grad_W1  <-- grad z1  <-----  grad a1  <-- grad_W2  <-- grad z2  <---------------------------
                     grad_b1                                    grad_b2

We walk the network backwards. Each step takes `grad`, the gradient of the loss at its *output*, and gives back the
gradient at its *input*; dense layers give the gradients of their W and b as well. Three rules keep you safe:

1. A gradient has exactly the shape of the thing it belongs to: grad_W that of W, grad_b that of b, grad_x that of x.
2. The loss is a mean over the samples. Its 1 / samples comes in once, in `output_gradient`, and nowhere else.
3. W and b served every sample of the batch, so their gradients are sums over the batch.

How do you know that a gradient is right? Nudge one weight a little up and a little down and watch the loss:
`numerical_gradient`. It is slow and nearly exact, so it checks the fast way, backpropagation.

Shapes as before: x (samples, features), W (n_in, n_out), b (n_out,); `params` is a list of (W, b) pairs, first layer
first. Everything that comes in is a NumPy array or a list of pairs of them; none may be changed.
Run `nngrade check backprop` when you have changed something, `nngrade hint backward` when you are stuck.
"""

from collections.abc import Callable

import numpy as np
from activations import relu, sigmoid, softmax
from layers import dense
from numpy.typing import NDArray

Array = NDArray[np.floating]
Pair = tuple[Array, Array]


def relu_backward(grad: Array, z: Array) -> Array:
    """The gradient at a ReLU's input: passed on where z was positive, 0 where z was 0 or negative.

        relu_backward(grad, z) = grad where z > 0, else 0

    Example: for grad [[5.0, -6.0, 7.0]] and z [[2.0, 3.0, -1.0]] it is [[5.0, -6.0, 0.0]].
    Shapes: grad (samples, neurons), z (samples, neurons), the input of the ReLU -> (samples, neurons).
    """
    raise NotImplementedError("relu_backward: write it, then delete this line")


def dense_backward(grad: Array, x: Array, W: Array) -> tuple[Array, Array, Array]:
    """The three gradients of a dense layer x @ W + b: at its input x, at its weights W, at its biases b.

        grad_x = grad times W transposed
        grad_W = x transposed times grad       (a matrix product sums over the samples by itself)
        grad_b = the sum of grad over the samples

    Example: for grad [[1.0, 2.0]], x [[3.0]] and W [[10.0, 20.0]] they are [[50.0]], [[3.0, 6.0]] and [1.0, 2.0].
    Shapes: grad (samples, n_out), x (samples, n_in), W (n_in, n_out)
        -> (grad_x, grad_W, grad_b) of (samples, n_in), (n_in, n_out) and (n_out,).
    """
    raise NotImplementedError("dense_backward: write it, then delete this line")


def output_gradient(y_true: NDArray[np.number], y_pred: Array) -> Array:
    """The gradient of the mean loss at the last layer's weighted sums, before its sigmoid or softmax.

        output_gradient(y_true, y_pred) = (y_pred - y_true) / number of samples

    It is the same for sigmoid with binary cross-entropy and for softmax with categorical cross-entropy, and it holds
    for every prediction, 0 and 1 included: the slopes of activation and loss cancelled, and only this is left.

    Example: for y_true [[1], [0]] and y_pred [[0.9], [0.4]] it is [[-0.05], [0.2]].
    Shapes: y_true and y_pred both (samples, outputs): one column for sigmoid, one-hot rows for softmax
        -> (samples, outputs). Divide by the samples, not by all entries.
    """
    raise NotImplementedError("output_gradient: write it, then delete this line")


def backward(x: Array, y: NDArray[np.number], params: list[Pair]) -> list[Pair]:
    """The gradient of the mean loss for every weight and bias of the network.

        forward:   remember each layer's input and its weighted sum z
        start:     grad = output_gradient(y, y_pred)
        backward:  last layer first, dense_backward, then relu_backward at the hidden layer before it

    The network is that of `layers.forward`: ReLU after each hidden layer; at the end sigmoid for one output, softmax
    for several. The loss is binary or categorical cross-entropy to match.

    Example: x [[2.0]], y [[1]] and the one-layer network [(W, b)] with W [[0.0]] and b [0.0] predict 0.5:
        the result is [(grad_W, grad_b)] with grad_W [[-1.0]] and grad_b [-0.5].
    Shapes: x (samples, features), y (samples, outputs): one column, or one-hot rows; params with any number of layers
        -> a list of (grad_W, grad_b) pairs, first layer first, each shaped like its W and b.
    """
    raise NotImplementedError("backward: write it, then delete this line")


def numerical_gradient(f: Callable[[Array], float], w: Array, eps: float = 1e-5) -> Array:
    """Estimate the gradient of f at w by trying: nudge one entry at a time, once up, once down.

        numerical_gradient(f, w)[i] = (f(w with w[i] + eps) - f(w with w[i] - eps)) / (2 * eps)

    Example: for f(w) = sum of w ** 2 and w [1.0, 3.0] it is about [2.0, 6.0].
    Shapes: f takes an array shaped like w and gives one number; w with one, two or more axes -> the same shape.
    After the call, w holds the same numbers as before, to the last digit.
    """
    raise NotImplementedError("numerical_gradient: write it, then delete this line")
