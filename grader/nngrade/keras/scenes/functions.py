"""Scenes of single functions and layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nngrade.extras import Live
from nngrade.keras.network import Array, draw_params, loss_and_gradients, sequential, single

Tree = dict[str, Any]


def losses(live: Live, rng: np.random.Generator) -> Tree:
    """Both crossentropies and accuracies, predictions of exactly 0 and 1 among them."""
    keras = live.keras
    y, p = rng.integers(0, 2, size=12).astype(float), single(rng.uniform(0.02, 0.98, size=12))
    y[:2], p[:2] = 1, (0, 1)
    labels = rng.integers(0, 5, size=9)
    rows = keras.utils.to_categorical(labels, 6).astype(float)
    q = np.array([_shares(rng, 6) for _ in labels])
    return {
        "binary": {"y": y, "p": p, "loss": _value(keras.losses.BinaryCrossentropy()(y[:, None], p[:, None]))},
        "binary_accuracy": _value(keras.metrics.BinaryAccuracy()(y[:, None], p[:, None])),
        "categorical": {"y": rows, "p": q, "loss": _value(keras.losses.CategoricalCrossentropy()(rows, q))},
        "categorical_accuracy": _value(keras.metrics.CategoricalAccuracy()(rows, q)),
        "one_hot": {"labels": labels, "rows": rows},
    }


def _value(number: Any) -> float:
    return float(np.asarray(number))


def _shares(rng: np.random.Generator, count: int) -> Array:
    """Probabilities in 64ths, so that they sum to exactly 1 in float32 too, with one that is clearly the largest."""
    while True:
        shares = rng.multinomial(64, rng.dirichlet(np.ones(count))) / 64
        if np.sort(shares)[-1] > np.sort(shares)[-2]:
            return np.asarray(shares)


def gradients(live: Live, rng: np.random.Generator) -> Tree:
    """Automatic differentiation against the chain rule by hand."""
    networks = [_gradient_case(live, rng, sizes) for sizes in ([2, 5, 1], [3, 4, 3], [4, 6, 5, 1])]
    x, W, b, upstream = (single(rng.normal(size=shape)) for shape in [(6, 4), (4, 3), (3,), (6, 3)])
    dense = live.keras.layers.Dense(3)
    dense.build((None, 4))
    dense.set_weights([W, b])
    inputs = live.tf.constant(x)
    with live.tf.GradientTape() as tape:
        tape.watch(inputs)
        out = dense(inputs)
    slopes = tape.gradient(out, [inputs, *(v.value for v in dense.trainable_variables)], live.tf.constant(upstream))
    z = np.array([[-2.0, -0.25, 0.0, 0.5, 3.0], [0.0, 1.5, -1.0, 0.125, -0.5]])
    grad, sums = single(rng.normal(size=z.shape)), live.tf.constant(z)
    with live.tf.GradientTape() as tape:
        tape.watch(sums)
        active = live.keras.activations.relu(sums)
    back = tape.gradient(active, sums, live.tf.constant(grad))
    return {
        "networks": networks,
        "dense": {"grad": upstream, "x": x, "W": W, "slopes": [np.array(slope) for slope in slopes]},
        "relu": {"grad": grad, "z": z, "slope": np.array(back)},
    }


def _gradient_case(live: Live, rng: np.random.Generator, sizes: list[int]) -> Tree:
    params, x = draw_params(rng, sizes), single(rng.normal(size=(7, sizes[0])))
    labels = rng.integers(0, max(2, sizes[-1]), size=7)
    y = labels[:, None].astype(float) if sizes[-1] == 1 else np.eye(sizes[-1])[labels]
    model = sequential(live, params)
    loss, grads = loss_and_gradients(live, model, x, y)
    scores = live.tf.constant(_scores(params, x))
    output = live.tf.nn.sigmoid if sizes[-1] == 1 else live.tf.nn.softmax
    several = sizes[-1] > 1
    loss_of = live.keras.losses.CategoricalCrossentropy() if several else live.keras.losses.BinaryCrossentropy()
    with live.tf.GradientTape() as tape:
        tape.watch(scores)
        p = output(scores)
        mean = loss_of(y, p)
    slope = np.array(tape.gradient(mean, scores))
    return {"params": params, "x": x, "y": y, "loss": loss, "grads": grads, "p": np.array(p), "slope": slope}


def _scores(params: list[tuple[Array, Array]], x: Array) -> Array:
    for W, b in params[:-1]:
        x = np.maximum(x @ W + b, 0)
    return x @ params[-1][0] + params[-1][1]


def dropout(live: Live, rng: np.random.Generator) -> Tree:
    """Masks of real `Dropout` layers, replayed from their seeds, with what the layers made of them."""
    x, grad, seed = single(rng.normal(size=(9, 7))), single(rng.normal(size=(9, 7))), 31
    layer, inputs = live.keras.layers.Dropout(0.2, seed=seed), live.tf.constant(x)
    with live.tf.GradientTape() as tape:
        tape.watch(inputs)
        out = layer(inputs, training=True)
    slope = tape.gradient(out, inputs, live.tf.constant(grad))
    single_layer = {
        "x": x,
        "grad": grad,
        "mask": replayed(live, seed, x.shape, 0.2),
        "out": np.array(out),
        "slope": np.array(slope),
        "unused": np.array(layer(inputs, training=False)),
    }
    params, data = draw_params(rng, [3, 6, 5, 1]), single(rng.normal(size=(8, 3)))
    y = rng.integers(0, 2, size=(8, 1)).astype(float)
    model = sequential(live, params, dropout=(7, 8))
    loss, grads = loss_and_gradients(live, model, data, y, training=True)
    masks = [replayed(live, 7, (8, 6), 0.2), replayed(live, 8, (8, 5), 0.2)]
    network = {"params": params, "x": data, "y": y, "masks": masks, "loss": loss, "grads": grads}
    return {"layer": single_layer, "network": network}


def replayed(live: Live, seed: int, shape: tuple[int, ...], rate: float) -> Array:
    """The first mask of a `Dropout` layer with this seed."""
    source = live.keras.random.SeedGenerator(seed)
    return np.array(live.keras.random.dropout(np.ones(shape), rate, seed=source))


def convolution(live: Live, rng: np.random.Generator) -> Tree:
    """`Conv2D` with both paddings, square and oblong kernels, and `MaxPooling2D` with a remainder."""
    cases = []
    for images, kernel, filters, padding in [
        ((2, 6, 7, 3), (3, 3), 4, "valid"),
        ((2, 5, 6, 2), (2, 3), 3, "same"),
        ((1, 4, 4, 1), (4, 4), 2, "same"),
        ((3, 5, 5, 2), (1, 2), 1, "valid"),
    ]:
        x, b = single(rng.normal(size=images)), single(rng.normal(size=filters))
        W = single(rng.normal(size=(*kernel, images[3], filters)) / 3)
        layer = live.keras.layers.Conv2D(filters, kernel, padding=padding)
        layer.build((None, *images[1:]))
        layer.set_weights([W, b])
        cases.append({"images": x, "kernels": W, "b": b, "same": padding == "same", "out": np.array(layer(x))})
    pools = []
    for images, size in [((2, 6, 4, 3), 2), ((2, 7, 5, 2), 2), ((1, 7, 9, 2), 3)]:
        x = single(rng.normal(size=images))
        pools.append({"images": x, "size": size, "out": np.array(live.keras.layers.MaxPooling2D(size)(x))})
    return {"conv": cases, "pool": pools}


def recurrent(live: Live, rng: np.random.Generator) -> Tree:
    """`SimpleRNN` and its cell."""
    cases = []
    for n, steps, features, units in [(4, 6, 3, 5), (1, 9, 2, 4), (3, 1, 4, 2)]:
        shapes = [(features, units), (units, units), (units,)]
        weights = [single(rng.normal(size=shape) / np.sqrt(units)) for shape in shapes]
        x, h = single(rng.normal(size=(n, steps, features))), single(rng.uniform(-1, 1, size=(n, units)))
        layer = live.keras.layers.SimpleRNN(units)
        layer.build((None, steps, features))
        layer.set_weights(weights)
        step, _ = layer.cell(live.tf.constant(x[:, 0]), [live.tf.constant(h)])
        cases.append({"x": x, "h": h, "weights": weights, "step": np.array(step), "last": np.array(layer(x))})
    return {"cases": cases}
