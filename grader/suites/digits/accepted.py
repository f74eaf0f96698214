"""Right solutions of chapter 12 in unusual style."""

from collections import Counter, namedtuple
from itertools import chain

import numpy as np
from backprop import backward
from layers import forward
from optimizers import SGD, Adam
from regularization import EarlyStopping

from nngrade.suite import accepted


@accepted("flatten")
def flatten_lists(images):
    """Plain lists."""
    largest = max(float(pixel) for image in images for line in image for pixel in line)
    return [[float(pixel) / largest for pixel in chain.from_iterable(image)] for image in images]


@accepted("flatten")
def flatten_copy_then_divide(images):
    pixels = images.copy()
    pixels /= np.amax(pixels)
    return pixels.reshape(images.shape[0], images.shape[1] * images.shape[2])


@accepted("flatten")
def flatten_float32(images, dtype=np.float32):
    pixels = np.array([image.ravel() for image in images], dtype=dtype)
    return pixels / pixels.max()


@accepted("flatten")
def flatten_by_product(images):
    """Multiplies by one over the largest value; safe for black images too."""
    n, height, width = images.shape
    out, largest = np.zeros((n, height * width)), images.ravel().max()
    for y in range(height):
        out[:, y * width : (y + 1) * width] = images[:, y] * (1 / largest if largest else 1)
    return out


@accepted("build_model")
def build_he(n_inputs, rng):
    """He-normal weights, and pairs as lists."""
    sizes = (n_inputs, 128, 64, 10)
    return [[rng.normal(0, (2 / a) ** 0.5, (a, b)), np.zeros(b)] for a, b in zip(sizes[:-1], sizes[1:])]


Layer = namedtuple("Layer", "W b")


@accepted("build_model")
def build_namedtuples(n_inputs, rng, hidden=(128, 64)):
    return tuple(Layer(*pair) for pair in init_params([n_inputs, *hidden, 10], rng))


@accepted("build_model")
def build_float32(n_inputs, rng):
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@accepted("build_model")
def build_from_seed(n_inputs, rng):
    """A generator of its own, seeded by `rng`; small biases."""
    own = np.random.default_rng(rng.integers(2**63))
    return [(W, b + 0.01) for W, b in init_params((n_inputs, 128, 64, 10), own)]


@accepted("train_model")
def train_with_validation(X_train, y_train, rng):
    """Dropout, early stopping on every fifth row."""
    held = np.arange(len(X_train)) % 5 == 4
    validation = (X_train[held], y_train[held])
    return fit(
        build_model(X_train.shape[1], rng),
        X_train[~held],
        y_train[~held],
        epochs=15,
        dropout_rate=0.2,
        validation_data=validation,
        early_stopping=EarlyStopping(3),
        rng=rng,
    )


@accepted("train_model")
def train_momentum(X_train, y_train, rng):
    """SGD with momentum, one-hot labels, batches of 20."""
    targets = np.eye(10)[y_train]
    return fit(
        build_model(X_train.shape[1], rng),
        X_train,
        targets,
        epochs=12,
        batch_size=20,
        optimizer=SGD(0.1, momentum=0.9),
        rng=rng,
    )


@accepted("train_model")
def train_in_portions(X_train, y_train, rng):
    """One epoch a call, histories joined as arrays, with an entry more."""
    params, optimizer, curves = build_model(X_train.shape[1], rng), Adam(), {"loss": [], "accuracy": [], "seconds": []}
    for _ in range(10):
        params, history = fit(params, X_train, y_train, epochs=1, optimizer=optimizer, rng=rng)
        curves["loss"] += history["loss"]
        curves["accuracy"] += history["accuracy"]
        print("loss", history["loss"][0])
    return params, {name: np.array(values) for name, values in curves.items()}


@accepted("train_model")
def train_by_hand(X_train, y_train, rng):
    """Its own loop over scattered full batches of noisy copies; float32."""
    X, Y = X_train.astype(np.float32), np.eye(10, dtype=np.float32)[y_train]
    params, optimizer, losses, shares = build_model(X.shape[1], rng), Adam(0.003), [], []
    for _ in range(12):
        order = rng.permutation(len(X))
        seen = loss = right = 0
        for rows in np.array_split(order, max(1, len(X) // 50)):
            x = X[rows] + rng.normal(scale=0.02, size=(len(rows), X.shape[1]))
            p = forward(x, params)
            loss -= np.log(np.clip((p * Y[rows]).sum(1), 1e-7, 1)).sum()
            right += (p.argmax(1) == y_train[rows]).sum()
            params = optimizer.step(params, backward(x, Y[rows], params))
        losses.append(loss / len(X))
        shares.append(np.float64(right / len(X)))
    return [params, dict(accuracy=shares, loss=losses)]


@accepted("train_model")
def train_two_long_epochs(X_train, y_train, rng):
    """Few epochs of many small batches."""
    return fit(build_model(X_train.shape[1], rng), X_train, y_train, epochs=3, batch_size=4, rng=rng)


@accepted("confusion_matrix")
def matrix_bincount(y_true, y_pred, num_classes):
    return np.bincount(y_true * num_classes + y_pred, minlength=num_classes**2).reshape(num_classes, num_classes)


@accepted("confusion_matrix")
def matrix_one_hot(y_true, y_pred, num_classes):
    """Floats that hold whole numbers."""
    return np.eye(num_classes)[y_true].T @ np.eye(num_classes)[y_pred]


@accepted("confusion_matrix")
def matrix_lists(y_true, y_pred, num_classes):
    pairs = Counter(zip(y_true.tolist(), y_pred.tolist()))
    return [[pairs[t, p] for p in range(num_classes)] for t in range(num_classes)]


@accepted("confusion_matrix")
def matrix_histogram(y_true, y_pred, num_classes):
    edges = np.arange(num_classes + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=(edges, edges))[0]


@accepted("confusion_matrix")
def matrix_sklearn(y_true, y_pred, num_classes):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_pred, labels=np.arange(num_classes))


@accepted("confusion_matrix")
def matrix_loop(y_true, y_pred, num_classes, normalize=False):
    matrix = np.zeros((num_classes,) * 2)
    for row, column in zip(y_true, y_pred):
        matrix[row, column] += 1
    return matrix.astype("i4")
