"""Checks of chapter 14 against recorded Keras."""

from nngrade.suite import check
from nngrade.suite.keras import close_to_keras


@check("rnn_step")
def test_rnn_step_keras(learner, golden):
    """The new state is that of one step of Keras's `SimpleRNN`."""
    for case in golden["cases"]:
        close_to_keras(learner.rnn_step(case["x"][:, 0].copy(), case["h"], *case["weights"]), case["step"])


@check("rnn", points=2)
def test_rnn_keras(learner, golden):
    """The last state is that of Keras's `SimpleRNN`."""
    for case in golden["cases"]:
        close_to_keras(learner.rnn(case["x"], *case["weights"]), case["last"])
