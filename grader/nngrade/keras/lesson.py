"""The lesson's own network in real Keras: 2-64-32-1 with dropout, 50 epochs on the two moons."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from nngrade.extras import Live

Array = np.ndarray[Any, Any]

EPOCHS = 50


class Training(msgspec.Struct, frozen=True):
    """One training on the moons, and how good it came out.

    Attributes:
        name: whose.
        history: a list for each of loss, accuracy, val_loss and val_accuracy.
        loss: on the test points.
        accuracy: on the test points.
        seconds: wall time of the training alone.
        border: the probability at each point of `grid`.
    """

    name: str
    history: dict[str, list[float]]
    loss: float
    accuracy: float
    seconds: float
    border: Array


def build(live: Live) -> Any:
    """The lesson's model, in today's spelling."""
    keras = live.keras
    model = keras.Sequential(
        [
            keras.Input(shape=(2,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def train_keras(
    live: Live, data: tuple[Array, Array, Array, Array], seed: int, listener: Callable[[str], None] = lambda what: None
) -> Training:
    """Train real Keras as the lesson does.

    Args:
        live: real Keras.
        data: X_train, X_test, y_train, y_test.
        seed: of the weights, the shuffling and dropout.
        listener: hears of each epoch as it begins.
    """
    live.keras.utils.set_random_seed(seed)
    X_train, X_test, y_train, y_test = data
    model = build(live)
    tell = live.keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: listener(f"Keras, epoch {epoch + 1}"))
    begun = time.perf_counter()
    history = model.fit(
        X_train, y_train, epochs=EPOCHS, batch_size=32, validation_split=0.2, verbose=0, callbacks=[tell]
    ).history
    seconds = time.perf_counter() - begun
    loss, accuracy = model.evaluate(X_test, y_test, verbose=0)
    border = np.asarray(model.predict(grid(X_train), verbose=0), dtype=float).ravel()
    lists = {name: [float(value) for value in values] for name, values in history.items()}
    return Training("Keras", lists, float(loss), float(accuracy), seconds, border)


SIDE = 120
"""Points along each side of the grid on which a decision boundary is drawn."""


def frame(X: Array) -> tuple[Array, Array]:
    """Lower left and upper right corner of what a picture of these points shows."""
    return X.min(axis=0) - 0.3, X.max(axis=0) + 0.3


def grid(X: Array) -> Array:
    """Points all over the frame, row by row."""
    low, high = frame(X)
    across, up = (np.linspace(low[axis], high[axis], SIDE) for axis in (0, 1))
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
