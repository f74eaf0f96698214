"""Checks of chapter 9 against recorded Keras. Its L2(0.01) rounds 0.01 to float32, hence one looser bound."""

import numpy as np

from nngrade.suite import check, close, equal, numbers, require
from nngrade.suite.keras import close_to_keras

ROUNDED = {"rtol": 1e-7, "atol": 1e-12}
"""float32 holds 0.01 to 2e-8."""


@check("l2_penalty")
def test_l2_penalty_keras(learner, golden):
    """The penalty is the sum of Keras's `L2` over the layers' weights."""
    params = golden["l2/params"]
    close_to_keras(learner.l2_penalty(params, float(golden["l2/strength"])), golden["l2/given/penalty"])
    close(learner.l2_penalty(params), golden["l2/default/penalty"], **ROUNDED)


@check("l2_gradient")
def test_l2_gradient_keras(learner, golden):
    """The gradient is that of Keras's `L2`."""
    slopes = golden["l2/given/slopes"], golden["l2/default/slopes"]
    for (W, _), given, default in zip(golden["l2/params"], *slopes, strict=True):
        sizes = dict(zip(("inputs", "neurons"), W.shape, strict=True))
        close_to_keras(learner.l2_gradient(W, float(golden["l2/strength"])), given, sizes=sizes)
        close(learner.l2_gradient(W), default, sizes, **ROUNDED)


def told(learner, series):
    """A learner's EarlyStopping after a recorded series of losses, told of params that hold the epoch's number."""
    watcher = learner.EarlyStopping(patience=int(series["patience"]))
    for epoch, stop in enumerate(series["stops"]):
        params = [(np.full((1, 1), float(epoch)), np.full(1, float(epoch)))]
        stops = numbers(watcher.update(float(series["losses"][epoch]), params))
        require(bool(stops) or not stop, "it does not stop where Keras stops", epoch=epoch, losses=series["losses"])
        require(stop or not bool(stops), "it stops where Keras goes on", epoch=epoch, losses=series["losses"])
    return watcher


def same_memory(watcher, series):
    """Require Keras's best epoch and restored weights."""
    equal(watcher.best_epoch, int(series["best_epoch"]), what="best_epoch")
    ((W, b),) = watcher.best_params
    close(W, np.full((1, 1), series["restored"]), what="W of best_params")
    close(b, np.full(1, series["restored"]), what="b of best_params")


@check("EarlyStopping", points=2)
def test_early_stopping_keras(learner, golden):
    """Told the same losses, it stops where Keras's `EarlyStopping` stops, and keeps the same weights."""
    for name in ("best_third", "never_stops", "recovers", "short_patience"):
        series = golden[f"stopping/{name}"]
        same_memory(told(learner, series), series)


@check("EarlyStopping")
def test_early_stopping_plateau_keras(learner, golden):
    """An equal loss is no improvement, as in Keras."""
    series = golden["stopping/plateau"]
    same_memory(told(learner, series), series)


@check("EarlyStopping")
def test_early_stopping_nan_keras(learner, golden):
    """A loss that is NaN is no improvement, and does not hide later ones, as in Keras."""
    for name in ("nan_inside", "nan_last"):
        series = golden[f"stopping/{name}"]
        same_memory(told(learner, series), series)
