"""Reference for chapter 5: backpropagation."""

from collections.abc import Callable

import numpy as np
from activations import relu, sigmoid, softmax
from layers import dense
from numpy.typing import NDArray

Array = NDArray[np.floating]
Pair = tuple[Array, Array]


def relu_backward(grad: Array, z: Array) -> Array:
    """Where z > 0 the gradient passes, elsewhere it is 0: grad * (z > 0). The slope at exactly 0 is 0, as in Keras."""
    return grad * (z > 0)


def dense_backward(grad: Array, x: Array, W: Array) -> tuple[Array, Array, Array]:
    """(grad @ W.T, x.T @ grad, column sums of grad): each has the shape of what it is the gradient of."""
    return grad @ W.T, x.T @ grad, grad.sum(axis=0)


def output_gradient(y_true: NDArray[np.number], y_pred: Array) -> Array:
    """(y_pred - y_true) / n_samples; the slope of sigmoid or softmax cancels against that of its cross-entropy."""
    return (y_pred - y_true) / len(y_pred)


def backward(x: Array, y: NDArray[np.number], params: list[Pair]) -> list[Pair]:
    """Forward with a memory for each layer's input and pre-activation, then the chain rule from the last layer back."""
    inputs, pre_activations, a = [], [], x
    for W, b in params:
        inputs.append(a)
        pre_activations.append(dense(a, W, b))
        a = relu(pre_activations[-1])
    last = pre_activations[-1]
    grad = output_gradient(y, sigmoid(last) if last.shape[1] == 1 else softmax(last))
    grads: list[Pair] = []
    for i in reversed(range(len(params))):
        grad_x, grad_W, grad_b = dense_backward(grad, inputs[i], params[i][0])
        grads.insert(0, (grad_W, grad_b))
        if i > 0:  # the first layer's input is the data: nothing lies behind it
            grad = relu_backward(grad_x, pre_activations[i - 1])
    return grads


def numerical_gradient(f: Callable[[Array], float], w: Array, eps: float = 1e-5) -> Array:
    """(f(w + eps) - f(w - eps)) / (2 * eps), one entry at a time."""
    grad = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        up, down = w.astype(float), w.astype(float)  # fresh copies: the caller's w stays as it is, to the last digit
        up[index] += eps
        down[index] -= eps
        grad[index] = (f(up) - f(down)) / (2 * eps)
    return grad
