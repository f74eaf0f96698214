"""Checks of chapter 10 against recorded Keras: a 3-5-4-1 network, 22 samples in batches of 8, 8 and 6, in the given order.

Where a training departs, the learner's own functions are run on the recorded state of each step, to say where first and why.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from nngrade.compare import is_float32
from nngrade.microscope import Subject, walk
from nngrade.microscope.inspect import Teacher
from nngrade.microscope.recording import starts
from nngrade.microscope.textbook import Moments, adam_step, gradients
from nngrade.suite import all_close, check, close, numbers, require
from nngrade.suite.keras import shown_only_here, under_the_microscope, weights_like_keras, within

BATCH = 8
PLAN = {"batch_size": BATCH, "shuffle": False}
MOMENTUM = {"learning_rate": 2.0**-4, "momentum": 0.875}
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


def module_of(worker, name):
    """A module of the learner's network, loaded on this check's own record: a replay of the check can load it too."""
    worker._modules.pop(name, None)
    return worker.module(name)


def fitted(result):
    """The two parts of fit's result."""
    require(isinstance(result, (tuple, list)) and len(result) == 2, "fit must return two things: (params, history)")
    require(isinstance(result[1], dict), "fit's history must be a dict of lists")
    return result


def same_history(params, got, recorded, epochs, after=None):
    """Every number of the history is Keras's: to 1e-12 in the first epoch, to 1e-6 in the last; to 5e-5 for a learner who
    works in float32, or whose own Adam has the paper's epsilon, so that the weights are not quite those `after` Keras.
    """
    single = any(is_float32(numbers(part)) for layer in params for part in layer)
    loose = single or (after is not None and not within(params, after, 1e-9))
    for name in [name for name in NAMES if name in recorded]:
        require(name in got, f"the history has no {name!r}")
        values, expected = numbers(got[name]), recorded[name][:epochs]
        close(
            values, expected, {"epochs": len(expected)}, rtol=0, atol=5e-5 if loose else 1e-6, what=f"history[{name!r}]"
        )
        close(values[0], expected[0], rtol=0, atol=5e-5 if loose else 1e-12, what=f"history[{name!r}], epoch 1")


def paper_run(params, X, y, epochs):
    """Where Adam gets with epsilon in the paper's place."""
    memory = Moments.zero(params)
    for _ in range(epochs):
        for start in range(0, len(X), BATCH):
            grads = gradients(X[start : start + BATCH], y[start : start + BATCH], params)
            params = adam_step(params, grads, memory, paper)
    return params


def paper(m, v, t):
    """How far the paper's Adam goes."""
    return (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)


@pytest.fixture(scope="module")
def recording(golden):
    """The state of every step under Adam."""
    data, validation = tuple(golden["data"]), tuple(golden["validation"])
    return walk(starts(golden, golden["params"]), data, validation, golden["adam/history"], BATCH)


@check("train_step")
def test_train_step_keras(learner, worker, golden):
    """One step and two steps with momentum give Keras's weights."""
    (X, y), params = golden["data"], golden["params"]
    optimizer = module_of(worker, "optimizers").SGD(**MOMENTUM)
    for step in (1, 2):
        rows = slice(BATCH * (step - 1), BATCH * step)
        params = learner.train_step(params, X[rows], y[rows], optimizer)
        weights_like_keras(params, golden[f"sgd/after/step{step}"], step, f"params after step {step}")


@check("evaluate")
def test_evaluate_keras(learner, bench, golden):
    """Loss and accuracy of recorded weights on the validation data are those that Keras reports."""
    with shown_only_here(bench):  # training must reach these weights by itself
        for number in (0, 49):
            params = golden[f"adam/epochs/{number}/params"]
            recorded = [golden[f"adam/history/{name}"][number] for name in ("val_loss", "val_accuracy")]
            all_close(learner.evaluate(params, *golden["validation"]), recorded, "(loss, accuracy)", rtol=1e-11)


@check("fit", points=2)
def test_fit_epoch_keras(learner, bench, worker, golden, recording):
    """One epoch, with a smaller last batch, gives Keras's weights, loss and accuracy, with momentum and with Adam."""
    params, (X, y) = golden["params"], golden["data"]
    optimizers = module_of(worker, "optimizers")
    for name, optimizer in (("sgd", optimizers.SGD(**MOMENTUM)), ("adam", None)):
        with under_the_microscope(bench, lambda: subject(learner, worker), recording):
            got, history = fitted(learner.fit(params, X, y, epochs=1, optimizer=optimizer, **PLAN))
            other = paper_run(params, X, y, 1) if name == "adam" else None
            after = golden[f"{name}/epochs/0/params"]
            weights_like_keras(got, after, 3, "params after one epoch", other)
            same_history(got, history, {key: golden[f"{name}/history/{key}"] for key in NAMES[:2]}, 1, after)


@check("fit", points=3, replay=False)
def test_fit_fifty_epochs_keras(learner, bench, worker, golden, recording):
    """50 epochs with validation data give Keras's weights, and all 200 numbers of its history."""
    params, (X, y) = golden["params"], golden["data"]
    with under_the_microscope(bench, lambda: subject(learner, worker), recording):
        result = learner.fit(params, X, y, epochs=50, validation_data=tuple(golden["validation"]), **PLAN)
        got, history = fitted(result)
        after = golden["adam/epochs/49/params"]
        same_history(got, history, golden["adam/history"], 50, after)
        weights_like_keras(got, after, 150, "params after 50 epochs", paper_run(params, X, y, 50))


@check("fit", replay=False)
def test_fit_validation_keras(learner, bench, worker, golden, recording):
    """With Keras's weights at the end of each epoch, validation gives Keras's numbers, whatever is dropped in training."""
    (X, y), optimizer = golden["data"], SimpleNamespace(step=Teacher(recording))
    settings = {"epochs": 50, "optimizer": optimizer, "dropout_rate": 0.4, "rng": np.random.default_rng(0)}
    with shown_only_here(bench), under_the_microscope(bench, lambda: subject(learner, worker), recording):
        validation = tuple(golden["validation"])
        result = learner.fit(golden["params"], X, y, validation_data=validation, **settings, **PLAN)
        got, history = fitted(result)
        recorded = {name: golden[f"adam/history/{name}"] for name in NAMES[2:]}
        same_history(got, history, recorded, 50)


@check("fit", replay=False)
def test_fit_momentum_keras(learner, worker, golden):
    """50 epochs with momentum give Keras's weights and history."""
    params, (X, y) = golden["params"], golden["data"]
    optimizer = module_of(worker, "optimizers").SGD(**MOMENTUM)
    settings = {"epochs": 50, "optimizer": optimizer, "validation_data": tuple(golden["validation"])}
    got, history = fitted(learner.fit(params, X, y, **settings, **PLAN))
    same_history(got, history, golden["sgd/history"], 50)
    weights_like_keras(got, golden["sgd/epochs/1/params"], 150, "params after 50 epochs")


@check("fit", replay=False)
def test_fit_stops_like_keras(learner, worker, golden):
    """With early stopping it stops after the epoch after which Keras stops, and returns the weights that Keras restores."""
    params, (X, y) = golden["params"], golden["data"]
    settings = {
        "epochs": 80,
        "optimizer": module_of(worker, "optimizers").SGD(0.5),
        "validation_data": tuple(golden["validation"]),
        "early_stopping": module_of(worker, "regularization").EarlyStopping(4),
    }
    got, history = fitted(learner.fit(params, X, y, **settings, **PLAN))
    same_history(got, history, golden["stopped/history"], 80)
    weights_like_keras(got, golden["stopped/params"], 150, "the params returned")


@check("fit")
def test_fit_classes_keras(learner, worker, golden):
    """With several classes, class numbers as labels, it gives Keras's weights and history."""
    case = golden["classes"]
    settings = {"epochs": 5, "optimizer": module_of(worker, "optimizers").SGD(0.25)}
    got, history = fitted(learner.fit(case["params"], case["X"], case["y"], **settings, **PLAN))
    same_history(got, history, case["history"], 5)
    weights_like_keras(got, case["after"], 15, "params after 5 epochs")


def subject(learner, worker):
    """The learner's functions that a training is made of."""
    parts = {name: module_of(worker, name) for name in ("layers", "losses", "optimizers")}
    return Subject(learner.fit, parts["layers"].forward, parts["losses"].binary_crossentropy, parts["optimizers"].Adam)
