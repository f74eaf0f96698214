"""Checks of chapter 13 against recorded Keras."""

from nngrade.suite import check
from nngrade.suite.keras import close_to_keras


@check("conv2d", points=2)
def test_conv2d_keras(learner, golden):
    """The result is that of Keras's `Conv2D`, with either padding, oblong and even kernels too."""
    for case in golden["conv"]:
        padding = "same" if case["same"] else "valid"
        got = learner.conv2d(case["images"], case["kernels"], case["b"], padding=padding)
        close_to_keras(got, case["out"])


@check("max_pool2d")
def test_max_pool2d_keras(learner, golden):
    """The result is that of Keras's `MaxPooling2D`, where something is left over too."""
    for case in golden["pool"]:
        close_to_keras(learner.max_pool2d(case["images"], int(case["size"])), case["out"])
