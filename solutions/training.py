"""Reference for chapter 10: the training loop."""

from typing import Protocol

import numpy as np
from activations import relu
from backprop import backward, dense_backward, output_gradient, relu_backward
from data import minibatches
from dropout import dropout, dropout_backward
from layers import dense, forward
from losses import accuracy, binary_crossentropy, categorical_crossentropy, one_hot
from numpy.typing import NDArray
from optimizers import Adam
from regularization import EarlyStopping

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


class Optimizer(Protocol):
    """Anything with Keras's idea of a step: `SGD`, `Adam`, or your own."""

    def step(self, params: Params, grads: Params) -> Params:
        """New params."""


def train_step(params: Params, x: Array, y: NDArray, optimizer: Optimizer) -> Params:
    """optimizer.step(params, backward(x, y, params))."""
    return optimizer.step(params, backward(x, _targets(params, y), params))


def evaluate(params: Params, X: Array, y: NDArray) -> tuple[float, float]:
    """(loss, accuracy) of forward(X, params), all samples at once, nothing dropped."""
    return _scores(_targets(params, y), forward(X, params))


def predict(params: Params, X: Array) -> NDArray[np.integer]:
    """1 where p > 0.5 with one output, argmax of the row with several."""
    predictions = forward(X, params)
    if predictions.shape[1] == 1:
        return predictions.ravel().round().astype(int)  # exactly 0.5 rounds to 0, its even neighbour
    return predictions.argmax(axis=1)


def fit(
    params: Params,
    X: Array,
    y: NDArray,
    *,
    epochs: int,
    batch_size: int = 32,
    optimizer: Optimizer | None = None,
    validation_data: tuple[Array, NDArray] | None = None,
    dropout_rate: float = 0.0,
    early_stopping: EarlyStopping | None = None,
    shuffle: bool = True,
    rng: np.random.Generator | None = None,
) -> tuple[Params, dict[str, list[float]]]:
    """For each epoch, for each batch: forward with dropout, backward, one step; then validate."""
    optimizer = Adam() if optimizer is None else optimizer  # a default in the signature would be shared by all calls
    rng = np.random.default_rng() if rng is None else rng
    watcher = early_stopping if validation_data is not None else None
    targets = _targets(params, y)
    history: dict[str, list[float]] = {"loss": [], "accuracy": []}
    if validation_data is not None:
        history |= {"val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        totals = np.zeros(2)
        for x_batch, y_batch in minibatches(X, targets, batch_size, rng if shuffle else None):
            predictions, grads = _training_pass(params, x_batch, y_batch, dropout_rate, rng)
            # As Keras reports them: a smaller last batch counts for less, and the numbers are from before the update.
            totals += len(x_batch) * np.array(_scores(y_batch, predictions))
            params = optimizer.step(params, grads)
        loss, correct = totals / len(X)
        history["loss"].append(float(loss))
        history["accuracy"].append(float(correct))
        if validation_data is not None:
            val_loss, val_accuracy = evaluate(params, *validation_data)
            history["val_loss"].append(val_loss)
            history["val_accuracy"].append(val_accuracy)
            if watcher is not None and watcher.update(val_loss, params):
                break
    if watcher is not None and watcher.best_params is not None:
        params = watcher.best_params
    return params, history


def _training_pass(
    params: Params, x: Array, y: Array, rate: float, rng: np.random.Generator
) -> tuple[Array, list[tuple[Array, Array]]]:
    """Predictions and gradients of one batch; the backward pass meets the very masks of the forward pass."""
    inputs, sums, masks = [x], [], []
    for W, b in params[:-1]:
        sums.append(dense(inputs[-1], W, b))
        active, mask = dropout(relu(sums[-1]), rate, rng)
        inputs.append(active)
        masks.append(mask)
    predictions = forward(inputs[-1], params[-1:])  # a network of the last layer alone: its sigmoid or softmax
    grad = output_gradient(y, predictions)
    grads = []
    for layer in reversed(range(len(params))):
        grad, grad_W, grad_b = dense_backward(grad, inputs[layer], params[layer][0])
        grads.append((grad_W, grad_b))
        if layer:
            grad = relu_backward(dropout_backward(grad, masks[layer - 1]), sums[layer - 1])
    return predictions, grads[::-1]


def _targets(params: Params, y: NDArray) -> NDArray:
    """Labels of any form, shaped like the network's prediction."""
    outputs = len(params[-1][1])
    y = np.asarray(y)
    if outputs == 1:
        return y.reshape(len(y), 1)
    return y if y.ndim == 2 else one_hot(y, outputs)


def _scores(targets: NDArray, predictions: Array) -> tuple[float, float]:
    """(loss, accuracy) of predictions; the loss that fits the number of outputs."""
    loss = binary_crossentropy if predictions.shape[1] == 1 else categorical_crossentropy
    return loss(targets, predictions), accuracy(targets, predictions)
