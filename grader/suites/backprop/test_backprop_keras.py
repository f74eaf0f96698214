"""Checks of chapter 5 against recorded Keras: the chain rule by hand against automatic differentiation."""

from nngrade.suite import all_close, check
from nngrade.suite.keras import close_to_keras

CLOSE = {"rtol": 1e-11, "atol": 1e-12}
PARTLY = {"rtol": 2e-5, "atol": 2e-6}
"""A learner may do parts of the way in float32 and the rest in float64, which no result shows."""


@check("relu_backward")
def test_relu_keras(learner, golden):
    """The gradient is that of Keras's ReLU, at exactly 0 too."""
    grad, z, slope = (golden[f"relu/{name}"] for name in ("grad", "z", "slope"))
    close_to_keras(learner.relu_backward(grad, z), slope)


@check("dense_backward")
def test_dense_keras(learner, golden):
    """The three gradients are those of Keras's `Dense`."""
    grad, x, W = (golden[f"dense/{name}"] for name in ("grad", "x", "W"))
    all_close(learner.dense_backward(grad, x, W), golden["dense/slopes"], "(grad_x, grad_W, grad_b)", **CLOSE)


@check("output_gradient")
def test_output_keras(learner, golden):
    """The gradient is that of Keras's mean loss before the sigmoid or softmax."""
    for case in golden["networks"]:
        sizes = {"samples": len(case["y"]), "outputs": case["y"].shape[1]}
        close_to_keras(learner.output_gradient(case["y"], case["p"]), case["slope"], sizes=sizes)


@check("backward", points=2)
def test_backward_keras(learner, golden):
    """The gradients of whole networks are those that Keras finds on its own."""
    for case in golden["networks"]:
        all_close(learner.backward(case["x"], case["y"], case["params"]), case["grads"], "grads", **PARTLY)
