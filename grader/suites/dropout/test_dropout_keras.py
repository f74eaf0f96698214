"""Checks of chapter 8 against recorded Keras, under the masks that its own `Dropout` layers drew."""

import numpy as np

from nngrade.compare import is_float32
from nngrade.suite import all_close, check, numbers, require
from nngrade.suite.keras import close_to_keras


@check("dropout")
def test_dropout_values_keras(learner, golden, rng):
    """A mask holds the two values of Keras's masks, and out is made from it as Keras makes it."""
    x, known = golden["layer/x"], np.unique(golden["layer/mask"])
    out, mask = learner.dropout(np.tile(x, (8, 1)), 0.2, rng)  # 504 draws: one of the values is missing with 0.8**504
    mask = numbers(mask)
    require(mask.shape == (72, 7), "mask must be shaped like x")
    close_to_keras(np.unique(mask.round(6)), known, "the values of mask")
    close_to_keras(out, np.tile(x, (8, 1)) * np.where(mask > 0, known[1], 0), "out")


@check("dropout")
def test_dropout_unused_keras(learner, golden, rng):
    """Outside training the result is that of Keras's layer when it is used: x itself."""
    out, _ = learner.dropout(golden["layer/x"], 0.2, rng, training=False)
    close_to_keras(out, golden["layer/unused"], "out")


@check("dropout_backward")
def test_dropout_backward_keras(learner, golden):
    """Given a mask of Keras's layer, the gradient at x is Keras's."""
    got = learner.dropout_backward(golden["layer/grad"], golden["layer/mask"])
    close_to_keras(got, golden["layer/slope"])


@check("dropout_backward", points=2)
def test_dropout_network_keras(learner, golden):
    """In a network with two `Dropout` layers, given Keras's masks, all gradients are Keras's."""
    params, x, y, masks = (golden[f"network/{name}"] for name in ("params", "x", "y", "masks"))
    inputs, sums = [x], []
    for (W, b), mask in zip(params[:-1], masks, strict=True):
        sums.append(inputs[-1] @ W + b)
        inputs.append(np.maximum(sums[-1], 0) * mask)
    W, b = params[-1]
    grad, bounds = (1 / (1 + np.exp(-(inputs[-1] @ W + b))) - y) / len(x), {"rtol": 1e-11, "atol": 1e-12}
    for layer in (2, 1, 0):
        got = inputs[layer].T @ grad, grad.sum(axis=0)
        all_close(got, golden["network/grads"][layer], f"gradients of layer {layer + 1}", **bounds)
        if layer:
            behind = numbers(learner.dropout_backward(grad @ params[layer][0].T, masks[layer - 1]))
            require(
                np.isfinite(behind).all() and behind.shape == masks[layer - 1].shape, "a gradient is not like its mask"
            )
            grad = behind * (sums[layer - 1] > 0)
            bounds = {"rtol": 2e-5, "atol": 2e-6} if is_float32(behind) else bounds
