"""Checks of chapter 6 against recorded Keras: 40 given gradients, the weights after steps 1, 2 and 40.

The gradients are of ordinary size, so that both places of Adam's epsilon come out alike to less than the looser bound.
"""

import numpy as np

from nngrade.sandbox.remote import RemoteFunction
from nngrade.suite import all_close, check
from nngrade.suite.keras import weights_like_keras

LOOKS = (1, 2, 40)
RATE, MOMENTUM = 2.0**-7, 0.875


def follow(optimizer, golden, name, paper=None):
    """Let an optimizer take the recorded steps, and compare where Keras was looked at."""
    if isinstance(optimizer, RemoteFunction):  # one that can itself be called
        optimizer = optimizer.handle()
    params, other = golden["params"], golden["params"]
    for step, grads in enumerate(golden["gradients"], 1):
        params = optimizer.step(params, grads)
        other = paper.step(other, grads) if paper else None
        if step in LOOKS:
            weights_like_keras(params, golden[f"{name}/after{step}"], step, f"params after step {step}", other)


def paper_adam(reference):
    """Adam with epsilon added to the corrected root, as in the paper: accepted too, within the looser bound."""

    class Paper(reference.Adam):
        def step(self, params, grads):
            self.epsilon = 1e-7 * np.sqrt(1 - self.beta_2 ** (self.t + 1))
            return super().step(params, grads)

    return Paper()


@check("sgd_step")
def test_sgd_step_keras(learner, golden):
    """A step is that of Keras's `SGD`."""
    params, grads = golden["params"], golden["gradients"][0]
    all_close(learner.sgd_step(params, grads, RATE), golden["sgd/after1"], "params", rtol=0, atol=1e-12)


@check("SGD")
def test_sgd_keras(learner, golden):
    """Without momentum, 40 steps are those of Keras's `SGD`."""
    follow(learner.SGD(RATE), golden, "sgd")


@check("SGD")
def test_momentum_keras(learner, golden):
    """With momentum, steps 1, 2 and 40 are those of Keras's `SGD`."""
    follow(learner.SGD(RATE, MOMENTUM), golden, "momentum")


@check("Adam", points=2)
def test_adam_keras(learner, reference, golden):
    """As it comes, steps 1, 2 and 40 are those of Keras's `Adam`."""
    follow(learner.Adam(), golden, "adam", paper_adam(reference))
