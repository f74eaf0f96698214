"""Checks of chapter 11 against recorded Keras: its data, its counts of parameters, and 2000 steps without dropout.

The training itself is the learner's own chapter 10 where that passes; what it trains on comes from this chapter.
"""

import numpy as np
import pytest

from nngrade.compare import is_float32
from nngrade.keras.scenes.training import moon_params
from nngrade.microscope import Subject, walk
from nngrade.microscope.recording import Start
from nngrade.microscope.textbook import Moments, adam_step, gradients
from nngrade.suite import check, close, equal, numbers, require
from nngrade.suite.keras import FAR, shares_like_keras, tolerance, under_the_microscope, weights_like_keras

PARTS = ("X_train", "X_test", "y_train", "y_test")
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")
PLAN = {"batch_size": 32, "shuffle": False}


@pytest.fixture(scope="module")
def start():
    """The weights that the recorded training starts from."""
    return moon_params(np.random.default_rng(42))


def prepared(learner):
    """The four parts of the learner's data."""
    parts = learner.prepare_data()
    require(
        isinstance(parts, (tuple, list)) and len(parts) == 4, "return four things: X_train, X_test, y_train, y_test"
    )
    return [numbers(part) for part in parts]


@check("prepare_data")
def test_prepare_data_keras(learner, golden):
    """The points and labels are those that recorded Keras was trained on."""
    for name, part, recorded in zip(PARTS, prepared(learner), golden["data"], strict=True):
        close(part, recorded, what=name)


@check("build_model")
def test_build_model_keras(learner, golden, rng):
    """The layers have as many parameters as Keras counts: 192 + 2080 + 33 = 2305."""
    params = learner.build_model(rng)
    sizes = [sum(numbers(part).size for part in layer) for layer in params]
    equal(sizes, golden["counts"], what="the number of parameters of each layer")


def paper_steps(params, X, y, count):
    """The weights after some steps with epsilon in the paper's place."""
    memory = Moments.zero(params)
    for batch in range(count):
        rows = slice(32 * batch, 32 * (batch + 1))
        params = adam_step(params, gradients(X[rows], y[rows], params), memory, paper)
    return params


def paper(m, v, t):
    """How far the paper's Adam goes."""
    return (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)


@check("prepare_data", points=2, replay=False)
def test_training_keras(learner, modules, bench, solutions, golden, start):
    """Trained on these points in the given order, without dropout, your network gives Keras's weights and history."""
    X, X_test, y, y_test = prepared(learner)
    for name, part, recorded in zip(PARTS, (X, X_test, y, y_test), golden["data"], strict=True):
        close(part, recorded, what=name)
    single, training = is_float32(X), modules.training
    with under_the_microscope(bench, lambda: subject(modules), first_epoch(golden, start)):
        for step in (1, 2, 40):
            got, _ = training.fit(start, X[: 32 * step], y[: 32 * step], epochs=1, **PLAN)
            other = paper_steps(start, X, y.ravel(), step)
            weights_like_keras(
                got, golden[f"after/step{step}"], step, f"params after step {step}", other, single=single
            )
    validation = X[1280:], y[1280:]
    params, history = training.fit(start, X[:1280], y[:1280], epochs=50, validation_data=validation, **PLAN)
    recorded, last = golden["history"], golden["after/step2000"]
    off = max(
        np.abs(numbers(a) - b).max()
        for mine, keras in zip(params, last, strict=True)
        for a, b in zip(mine, keras, strict=True)
    )
    near = off <= tolerance(2000)
    for name in NAMES:
        bound = 1e-6 if near else FAR[name.removeprefix("val_")]
        shares_like_keras(history[name], recorded[name], f"history[{name!r}]", bound)
    labels, keras = (solutions.training.predict(weights, X_test) for weights in (arrays(params), last))
    require(
        (labels != keras).sum() <= (0 if near else FAR["labels"]), "the trained network labels test points unlike Keras"
    )


def arrays(params):
    """Params as arrays."""
    return [tuple(numbers(part) for part in layer) for layer in params]


def subject(modules):
    """The functions of the learner's network that a training is made of."""
    return Subject(
        modules.training.fit, modules.layers.forward, modules.losses.binary_crossentropy, modules.optimizers.Adam
    )


def first_epoch(golden, start):
    """The state of the first 40 steps."""
    X, _, y, _ = golden["data"]
    begin = [Start(start, Moments.zero(start))]
    return walk(begin, (X[:1280], y[:1280]), (X[1280:], y[1280:]), golden["history"], 32)
