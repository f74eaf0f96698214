"""Right solutions of chapter 11 in unusual style."""

import collections

import numpy as np
from data import standardize
from layers import dense, init_params
from optimizers import Adam
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from training import evaluate, fit, predict

from nngrade.suite import accepted

Parts = collections.namedtuple("Parts", "X_train X_test y_train y_test")


@accepted("prepare_data")
def prepare_data_own_scaler(random_state=42):
    """Chapter 7's standardize, a namedtuple back."""
    X_train, X_test, y_train, y_test = train_test_split(
        *make_moons(2000, noise=0.25, random_state=random_state), test_size=0.2, random_state=random_state
    )
    return Parts(*standardize(X_train, X_test), y_train, y_test)


@accepted("prepare_data")
def prepare_data_pipeline(random_state=42, *, n_samples=2000):
    """test_size as a count, a pipeline, a list back, labels as floats."""
    X, y = make_moons(n_samples=n_samples, noise=0.25, random_state=random_state)
    rows, others = train_test_split(np.arange(n_samples), test_size=n_samples // 5, random_state=random_state)
    pipeline = make_pipeline(StandardScaler())
    return [
        pipeline.fit_transform(X[rows]),
        pipeline.transform(X[others]),
        y[rows].astype(float),
        y[others].astype(float),
    ]


@accepted("build_model")
def build_model_by_hand(rng):
    """Its own Glorot, layers as lists."""
    model = []
    for n_in, n_out in ((2, 64), (64, 32), (32, 1)):
        limit = (6 / (n_in + n_out)) ** 0.5
        model += [[(2 * rng.random((n_in, n_out)) - 1) * limit, np.array([0.0] * n_out)]]
    return model


@accepted("build_model")
def build_model_float32(rng):
    """In float32."""
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in init_params((2, 64, 32, 1), rng)]


@accepted("train_model")
def train_model_own_split(X_train, y_train, rng, epochs=50):
    """Slices by hand, labels as a column, history as arrays, a model of its own."""
    cut = int(np.floor(len(X_train) * 0.8))
    y = np.reshape(y_train, (-1, 1))
    start = init_params([2, 64, 32, 1], rng)
    options = dict(batch_size=32, optimizer=Adam(0.001), dropout_rate=1 / 5, shuffle=True)
    params, history = fit(
        start, X_train[:cut], y[:cut], epochs=epochs, validation_data=(X_train[cut:], y[cut:]), rng=rng, **options
    )
    return [params, {key: np.array(values) for key, values in history.items()}]


@accepted("train_model")
def train_model_epoch_by_epoch(X_train, y_train, rng):
    """50 calls of one epoch, with one optimizer; prints on the way."""
    cut = int(len(X_train) * (1 - 0.2))
    params, optimizer, history = build_model(rng), Adam(), collections.defaultdict(list)
    for epoch in range(50):
        params, one = fit(
            params,
            X_train[:cut],
            y_train[:cut],
            epochs=1,
            optimizer=optimizer,
            validation_data=(X_train[cut:], y_train[cut:]),
            dropout_rate=0.2,
            rng=rng,
        )
        for name in one:
            history[name].extend(one[name])
        if epoch % 10 == 0:
            print(f"epoch {epoch + 1}: {history['loss'][-1]:.3f}")
    return params, history


@accepted("train_model")
def train_model_by_hand(X_train, y_train, rng):
    """The whole loop written out, masks by rng.binomial, an index list shuffled on and on."""
    cut = int(len(X_train) * 0.8)
    y = np.asarray(y_train, dtype=float).reshape(-1, 1)
    params, adam, rows = build_model(rng), Adam(), np.arange(cut)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(50):
        rng.shuffle(rows)
        loss = hits = 0.0
        for start in range(0, cut, 32):
            now = rows[start : start + 32]
            x, t = X_train[now], y[now]
            (W1, b1), (W2, b2), (W3, b3) = params
            m1, m2 = (rng.binomial(1, 0.8, size=(len(now), k)) / 0.8 for k in (64, 32))
            h1 = np.maximum(dense(x, W1, b1), 0) * m1
            h2 = np.maximum(dense(h1, W2, b2), 0) * m2
            p = 1 / (1 + np.exp(-(h2 @ W3 + b3)))
            loss -= np.sum(np.log(np.where(t > 0.5, p, 1 - p)))
            hits += np.sum((p > 0.5) == (t > 0.5))
            d3 = (p - t) / len(now)
            d2 = d3 @ W3.T * m2 * (h2 > 0)
            d1 = d2 @ W2.T * m1 * (h1 > 0)
            params = adam.step(params, [(x.T @ d1, d1.sum(0)), (h1.T @ d2, d2.sum(0)), (h2.T @ d3, d3.sum(0))])
        val_loss, val_accuracy = evaluate(params, X_train[cut:], y_train[cut:])
        for name, value in zip(history, (loss / cut, hits / cut, val_loss, val_accuracy)):
            history[name].append(value)
    return params, history


def trained():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng())
    return evaluate(params, X_test, y_test)[1], predict(params, X_test[:5]), y_test[:5]


@accepted("main")
def main_percent():
    """94 %, labels with commas."""
    accuracy, labels, _ = trained()
    print(
        f"Accuracy on the test set: {accuracy * 100:.0f} %. The labels are " + ", ".join(str(i) for i in labels) + "."
    )


@accepted("main")
def main_fraction():
    """0.94 and a Python list of NumPy integers."""
    accuracy, labels, _ = trained()
    print("accuracy", round(accuracy, 2))
    print(list(labels))
    return accuracy


@accepted("main")
def main_table():
    """A line for each point, numbered from 1, with the true label beside it."""
    accuracy, labels, truth = trained()
    print("Test accuracy =", accuracy)
    for number, (label, true) in enumerate(zip(labels, truth), start=1):
        print(f"point {number}: predicted {label}, actually {true}")


@accepted("main")
def main_lines(verbose=True):
    """A line for each point, numbered from 0; the accuracy last."""
    accuracy, labels, _ = trained()
    for number, label in enumerate(labels):
        print(number, "->", label)
    print(f"{accuracy:.1%} right")


@accepted("main")
def main_two_rows():
    """Two rows under each other; loss and counts too."""
    accuracy, labels, truth = trained()
    print(f"{round(accuracy * 400)} of 400 right: {accuracy:.4f}")
    print("Predicted:", labels.tolist())
    print("Actual:   ", truth.tolist())


@accepted("main")
def main_column():
    """The labels as a column."""
    accuracy, labels, _ = trained()
    print(f"Testgenauigkeit: {accuracy:.3f}\n{labels.reshape(-1, 1)}")
