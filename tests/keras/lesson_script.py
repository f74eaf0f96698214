"""The lesson's script on real Keras, in its old spelling, and what can be said of it. Prints its findings as JSON.

It runs in a process of its own: TensorFlow warns of many things that are nobody's failures here.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import warnings
from typing import Any

import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from nngrade.extras import load_keras

live = load_keras()
keras, tf = live.keras, live.tf


def old_seeds() -> None:
    """What the lesson does for repeatability."""
    np.random.seed(42)
    tf.random.set_seed(42)


def data() -> tuple[Any, Any, Any, Any]:
    """The lesson's points."""
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=42)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = StandardScaler()
    return scaler.fit_transform(X_train), scaler.transform(X_test), y_train, y_test


def old_model() -> Any:
    """The lesson's network, the input's shape given to its first layer."""
    dense, dropout = keras.layers.Dense, keras.layers.Dropout
    hidden = [dense(64, "relu", input_shape=(2,)), dropout(0.2), dense(32, "relu"), dropout(0.2)]
    return compiled(keras.Sequential([*hidden, dense(1, "sigmoid")]))


def new_model() -> Any:
    """The same in today's spelling."""
    dense, dropout = keras.layers.Dense, keras.layers.Dropout
    hidden = [dense(64, "relu"), dropout(0.2), dense(32, "relu"), dropout(0.2)]
    return compiled(keras.Sequential([keras.Input(shape=(2,)), *hidden, dense(1, "sigmoid")]))


def compiled(model: Any) -> Any:
    """Ready to train as the lesson does."""
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def digest(model: Any) -> str:
    """The weights in few letters."""
    return hashlib.sha256(b"".join(part.tobytes() for part in model.get_weights())).hexdigest()


def first_weights() -> str:
    """The weights that the lesson's script starts from."""
    old_seeds()
    return digest(old_model())


def trained(epochs: int) -> tuple[Any, dict[str, list[float]]]:
    """(model, history) of the lesson's training."""
    X_train, _, y_train, _ = data()
    model = new_model()
    history = model.fit(X_train, y_train, epochs=epochs, batch_size=32, validation_split=0.2, verbose=0).history
    return model, history


def whole_script() -> dict[str, float]:
    """The lesson's script as it stands."""
    old_seeds()
    X_train, X_test, y_train, y_test = data()
    model = old_model()
    history = model.fit(X_train, y_train, epochs=50, batch_size=32, validation_split=0.2, verbose=0).history
    loss, accuracy = model.evaluate(X_test, y_test, verbose=0)
    last = {name: float(values[-1]) for name, values in history.items()}
    return {**last, "test_loss": float(loss), "test_accuracy": float(accuracy), "parameters": model.count_params()}


def warnings_of(build: Any) -> list[str]:
    """What building a model warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        build()
    return [str(warning.message) for warning in caught]


def with_python_seed() -> list[str]:
    """First weights, twice, when Python's own `random` is seeded too."""
    found = []
    for _ in range(2):
        random.seed(5)
        found.append(first_weights())
    return found


def with_keras_seed() -> list[str]:
    """Trained weights, twice, under the seed that Keras recommends."""
    found = []
    for _ in range(2):
        keras.utils.set_random_seed(42)
        found.append(digest(trained(2)[0]))
    return found


def orders(seeded: bool) -> int:
    """How many orders `fit(shuffle=True)` takes the rows in, in 4 epochs; unseeded only before any seed was set."""
    seen: list[float] = []

    class Watching(keras.Sequential):  # type: ignore[misc]  # Keras ships no type information
        def train_step(self, batch: Any) -> Any:
            seen.extend(np.asarray(batch[0]).ravel().tolist())
            return super().train_step(batch)

    if seeded:
        tf.random.set_seed(42)
    model = Watching([keras.Input(shape=(1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    rows = np.arange(24.0).reshape(-1, 1)
    model.fit(rows, rows, epochs=4, batch_size=24, verbose=0)
    return len({tuple(seen[start : start + 24]) for start in range(0, len(seen), 24)})


def findings() -> dict[str, Any]:
    """Everything that the chapter says of the lesson's script."""
    return {
        "orders_unseeded": orders(seeded=False),
        "orders_seeded": orders(seeded=True),
        "first_weights": [first_weights(), first_weights()],
        "with_python_seed": with_python_seed(),
        "with_keras_seed": with_keras_seed(),
        "old_spelling_warns": warnings_of(old_model),
        "new_spelling_warns": warnings_of(new_model),
        "runs": [whole_script() for _ in range(3)],
    }


if __name__ == "__main__":
    print(json.dumps({"first_weights": first_weights()} if "--weights" in sys.argv else findings()))
