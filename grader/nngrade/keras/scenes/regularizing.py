"""Scenes of regularization: the L2 penalty, and EarlyStopping on series of validation losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from nngrade.extras import Live
from nngrade.keras.network import draw_params

NAN = float("nan")

SERIES: dict[str, tuple[int, list[float]]] = {
    "best_third": (5, [1.0, 0.9, 0.8, 0.85, 0.81, 0.8, 0.9, 0.95, 0.7]),
    "plateau": (2, [0.5, 0.5, 0.5, 0.4]),
    "nan_inside": (3, [0.9, NAN, 0.8, NAN, NAN, 0.85, 0.7]),
    "nan_last": (2, [0.9, 0.8, NAN, NAN, 0.1]),
    "never_stops": (5, [1.0, 0.5, 0.6, 0.7]),
    "recovers": (2, [1.0, 1.1, 0.9, 1.0, 0.8, 0.9, 0.9]),
    "short_patience": (1, [0.7, 0.6, 0.65, 0.1]),
}
"""A first loss of NaN is left out: Keras keeps it as the best one for ever, which the course does not ask for.

Name: (patience, validation losses); training ends where EarlyStopping says so, or with the series."""

STRENGTH = 2.0**-7
"""Keras rounds the strength to float32 on its way; a power of two survives that unchanged."""


def everything(live: Live, rng: np.random.Generator) -> dict[str, Any]:
    """Both."""
    return {"l2": _l2(live, rng), "stopping": {name: _stopping(live, *series) for name, series in SERIES.items()}}


def _l2(live: Live, rng: np.random.Generator) -> dict[str, Any]:
    params = draw_params(rng, [4, 6, 3, 1])
    result: dict[str, Any] = {"params": params, "strength": STRENGTH}
    for name, strength in (("given", STRENGTH), ("default", 0.01)):
        regularizer = live.keras.regularizers.L2(strength)
        weights = [live.tf.constant(W) for W, _ in params]
        with live.tf.GradientTape() as tape:
            tape.watch(weights)
            penalty = live.tf.add_n([regularizer(W) for W in weights])
        slopes = tape.gradient(penalty, weights)
        result[name] = {
            "penalty": float(penalty),
            "slopes": {str(i): np.array(slope) for i, slope in enumerate(slopes)},
        }
    return result


def _stopping(live: Live, patience: int, losses: list[float]) -> dict[str, Any]:
    """Real EarlyStopping told of one loss after the other; the weights hold the number of the epoch."""
    model = live.keras.Sequential([live.keras.Input(shape=(1,)), live.keras.layers.Dense(1)])
    model.stop_training = False
    watcher = live.keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True, mode="min")
    watcher.set_model(model)
    watcher.on_train_begin()
    stops = []
    for epoch, loss in enumerate(losses):
        model.set_weights([np.full((1, 1), float(epoch)), np.full(1, float(epoch))])
        watcher.on_epoch_end(epoch, {"val_loss": loss})
        stops.append(bool(model.stop_training))
        if model.stop_training:
            break
    watcher.on_train_end()
    best = int(watcher.best_epoch)
    restored = float(model.get_weights()[0][0, 0])
    return {"patience": patience, "losses": losses, "stops": stops, "best_epoch": best, "restored": restored}
