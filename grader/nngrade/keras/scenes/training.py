"""Scenes of training: every epoch of real `fit`, with the state that each one starts from."""

from __future__ import annotations

from typing import Any

import numpy as np

from nngrade.extras import Live
from nngrade.keras.network import Array, Params, adam, draw_params, loss_and_gradients, pairs, sequential, single
from nngrade.keras.scenes.optimizing import MOMENTUM, RATE

Tree = dict[str, Any]

SMALL_SEED = 63
"""Of 400 seeds the one whose gradients stay clear of 0: float32 departs by 5e-7 in 150 steps, the paper's epsilon by 3e-6."""

EPOCHS, BATCH = 50, 8
SIZES = [3, 5, 4, 1]
LOOKS = (1, 2, 40, 2000)


def small(live: Live, rng: np.random.Generator) -> Tree:
    """3-5-4-1 with SGD and with Adam, 22 samples in batches of 8, 8 and 6; early stopping; three classes."""
    params, data, validation = small_inputs(rng)
    momentum = live.keras.optimizers.SGD(8 * RATE, momentum=MOMENTUM)
    return {
        "params": params,
        "data": data,
        "validation": validation,
        "first": _first_batches(live, params, *data),
        "sgd": _diary(live, params, data, validation, momentum, moments=False),
        "adam": _diary(live, params, data, validation, adam(live), moments=True),
        "stopped": _stopped(live, params, data, validation),
        "classes": _classes(live, rng),
    }


def small_inputs(rng: np.random.Generator) -> tuple[Params, tuple[Array, Array], tuple[Array, Array]]:
    """(params, (X, y), (X_val, y_val)) of the small network."""
    params = draw_params(rng, SIZES)
    X = single(rng.normal(size=(31, 3)))
    y = (np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2] + 0.5 * rng.normal(size=31) > 0).astype(float)
    return params, (X[:22], y[:22]), (X[22:], y[22:])


def _first_batches(live: Live, params: Params, X: Array, y: Array) -> list[Tree]:
    """Predictions, loss and gradients of the first epoch's batches under Adam, each before its step."""
    model, optimizer, found = sequential(live, params), adam(live), []
    for start in range(0, len(X), BATCH):
        x, target = X[start : start + BATCH], y[start : start + BATCH, None]
        loss, grads = loss_and_gradients(live, model, x, target)
        found.append({"predictions": np.array(model(x)), "loss": loss, "grads": grads})
        optimizer.apply([part for layer in grads for part in layer], model.trainable_variables)
    return found


def _diary(
    live: Live,
    params: Params,
    data: tuple[Array, Array],
    validation: tuple[Array, Array],
    optimizer: Any,
    *,
    moments: bool,
) -> Tree:
    """Real `fit`: history, weights after some steps, and the weights (and moments) that each epoch ends with."""
    model = sequential(live, params)
    epochs: list[Tree] = []
    after: dict[str, Params] = {}

    def note_step(batch: int, logs: Any) -> None:
        step = int(optimizer.iterations.numpy())
        if step in LOOKS[:2]:
            after[f"step{step}"] = pairs(model.get_weights())

    def note_epoch(epoch: int, logs: Any) -> None:
        if moments or epoch in (0, EPOCHS - 1):
            epochs.append({"params": pairs(model.get_weights())} | (_moments(optimizer) if moments else {}))

    notes = live.keras.callbacks.LambdaCallback(on_train_batch_end=note_step, on_epoch_end=note_epoch)
    model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        *data,
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        validation_data=validation,
        callbacks=[notes],
    ).history
    return {"history": history, "after": after, "epochs": epochs}


def _moments(optimizer: Any) -> Tree:
    """Adam's running averages, read from the optimizer itself."""
    return {
        "means": pairs([variable.numpy() for variable in optimizer._momentums]),
        "squares": pairs([variable.numpy() for variable in optimizer._velocities]),
    }


def _stopped(live: Live, params: Params, data: tuple[Array, Array], validation: tuple[Array, Array]) -> Tree:
    """Early stopping in real `fit`: a rate so high that the validation loss soon rises."""
    model = sequential(live, params)
    model.compile(optimizer=live.keras.optimizers.SGD(0.5), loss="binary_crossentropy", metrics=["accuracy"])
    watcher = live.keras.callbacks.EarlyStopping("val_loss", patience=4, restore_best_weights=True)
    settings = {"epochs": 80, "batch_size": BATCH, "shuffle": False, "verbose": 0}
    history = model.fit(*data, validation_data=validation, callbacks=[watcher], **settings).history
    return {"history": history, "params": pairs(model.get_weights()), "best_epoch": int(watcher.best_epoch)}


def _classes(live: Live, rng: np.random.Generator) -> Tree:
    """A softmax network on class numbers: 3-6-4, 5 epochs."""
    params, X = draw_params(rng, [3, 6, 4]), single(rng.normal(size=(19, 3)))
    y = rng.integers(0, 4, size=19)
    model = sequential(live, params)
    model.compile(
        optimizer=live.keras.optimizers.SGD(0.25), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    history = model.fit(X, y, epochs=5, batch_size=BATCH, shuffle=False, verbose=0).history
    return {"params": params, "X": X, "y": y, "history": history, "after": pairs(model.get_weights())}


def moons(live: Live, rng: np.random.Generator) -> Tree:
    """scikit-learn's own pipeline, and 2000 steps of 2-64-32-1 on its points, dropout off."""
    X_train, X_test, y_train, y_test = _moon_data()
    params, after = moon_params(rng), {}
    model = sequential(live, params)

    def note_step(batch: int, logs: Any) -> None:
        step = int(model.optimizer.iterations.numpy())
        if step in LOOKS:
            after[f"step{step}"] = pairs(model.get_weights())

    notes = live.keras.callbacks.LambdaCallback(on_train_batch_end=note_step)
    model.compile(optimizer=adam(live), loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        X_train, y_train, epochs=50, batch_size=32, shuffle=False, verbose=0, validation_split=0.2, callbacks=[notes]
    ).history
    loss, accuracy = model.evaluate(X_test, y_test, verbose=0)
    return {
        "data": [X_train, X_test, y_train.astype(np.uint8), y_test.astype(np.uint8)],
        "counts": [layer.count_params() for layer in model.layers],
        "after": after,
        "history": history,
        "test": {"loss": loss, "accuracy": accuracy},
    }


def moon_params(rng: np.random.Generator) -> Params:
    """The weights that the recorded training of the moons starts from: drawn again, not stored."""
    params = draw_params(rng, [2, 64, 32, 1])
    return [(W, np.zeros_like(b)) for W, b in params]


def _moon_data() -> tuple[Array, Array, Array, Array]:
    from sklearn.datasets import make_moons
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X, y = make_moons(n_samples=2000, noise=0.25, random_state=42)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


def digits(live: Live, rng: np.random.Generator) -> Tree:
    """scikit-learn's digits through Keras's own Flatten, 3 epochs on the first 200, and TensorFlow's confusion matrix."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images, labels = bunch.images[:200], bunch.target[:200]
    flat = np.array(live.keras.layers.Flatten()(images / images.max()))
    model = sequential(live, draw_params(rng, [64, 128, 64, 10]))
    model.compile(optimizer=adam(live), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(flat, labels, epochs=3, batch_size=32, shuffle=False, verbose=0).history
    later = bunch.images[200:300].reshape(100, 64) / 16
    predictions = np.array(model(later))
    truth, guess = bunch.target[200:300], predictions.argmax(axis=1)
    return {
        "history": history,
        "predictions": predictions[:20],
        "counts": [layer.count_params() for layer in model.layers],
        "truth": truth,
        "guess": guess,
        "confusion": np.array(live.tf.math.confusion_matrix(truth, guess, num_classes=10)),
    }
