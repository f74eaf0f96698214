"""Right solutions of chapter 3 in unusual style."""

import functools
import math
from collections import namedtuple

import numpy as np

from nngrade.suite import accepted

Layer = namedtuple("Layer", ["weights", "biases"])


@accepted("count_parameters")
def count_numpy(layer_sizes):
    """NumPy scalars count as whole numbers."""
    sizes = np.asarray(layer_sizes)
    return ((sizes[:-1] + 1) * sizes[1:]).sum()


@accepted("count_parameters")
def count_recursive(layer_sizes, so_far=0):
    first, *rest = layer_sizes
    return count_recursive(rest, so_far + (first + 1) * rest[0]) if rest else so_far


@accepted("count_parameters")
def count_by_building(layer_sizes):
    """Builds the network and counts what is there."""
    return sum(W.size + b.size for W, b in init_params(layer_sizes, np.random.default_rng(0)))


@accepted("count_parameters")
def count_reduced(layer_sizes):
    return functools.reduce(
        lambda total, i: total + layer_sizes[i] * (1 + layer_sizes[i - 1]), range(1, len(layer_sizes)), 0
    )


@accepted("init_params")
def init_from_random(layer_sizes, rng):
    """random() is uniform on [0, 1): stretched and shifted."""
    params = []
    for i in range(len(layer_sizes) - 1):
        limit = math.sqrt(6.0 / (layer_sizes[i] + layer_sizes[i + 1]))
        params.append(
            [2 * limit * rng.random((layer_sizes[i], layer_sizes[i + 1])) - limit, np.zeros((layer_sizes[i + 1],))]
        )
    return params


@accepted("init_params")
def init_plain_lists(layer_sizes, rng):
    """One number at a time, in nested lists."""
    params = []
    for n, m in zip(layer_sizes[:-1], layer_sizes[1:]):
        limit = (6 / (n + m)) ** 0.5
        params.append(([[rng.uniform(-limit, limit) for _ in range(m)] for _ in range(n)], [0] * m))
    return params


@accepted("init_params")
def init_float32(layer_sizes, rng):
    """float32 throughout, as named tuples, drawn last layer first."""
    params = []
    for n, m in reversed(list(zip(layer_sizes, layer_sizes[1:]))):
        limit = np.float32(np.sqrt(6 / (n + m)))
        W = limit * (2 * rng.random((n, m), dtype=np.float32) - 1)
        params.insert(0, Layer(W, np.zeros(m, dtype=np.float32)))
    return params


@accepted("init_params")
def init_all_at_once(layer_sizes, rng):
    """One long draw, cut into layers, column by column."""
    shapes = list(zip(layer_sizes, layer_sizes[1:]))
    stream = iter(np.split(rng.uniform(-1, 1, sum(n * m for n, m in shapes)), np.cumsum([n * m for n, m in shapes])))

    def layers():
        for n, m in shapes:
            yield next(stream).reshape(m, n).T * np.sqrt(6 / (n + m)), np.zeros(m)

    return list(layers())


@accepted("init_params")
def init_spread_with_sign(layer_sizes, rng, scale=1.0):
    """Size and sign drawn apart: the same law."""

    def one(n, m):
        size = rng.uniform(0, scale * np.sqrt(6 / (n + m)), size=(n, m))
        return np.where(rng.integers(0, 2, size=(n, m)) == 1, size, -size), np.zeros(m)

    return [one(*pair) for pair in zip(layer_sizes, layer_sizes[1:])]


@accepted("dense")
def dense_loops(x, W, b):
    """DEN6: the values are right, in lists."""
    rows = []
    for sample in x:
        row = []
        for j in range(W.shape[1]):
            total = b[j]
            for i in range(W.shape[0]):
                total = total + sample[i] * W[i, j]
            row.append(total)
        rows.append(row)
    return rows


@accepted("dense")
def dense_einsum(x, W, b):
    return np.einsum("ni,ij->nj", x, W) + b[None, :]


@accepted("dense")
def dense_bias_as_input(x, W, b):
    """The bias as the weights of one more input, which is always 1."""
    return np.hstack([x, np.ones((x.shape[0], 1))]) @ np.vstack([W, b])


@accepted("dense")
class DenseByColumns:
    """Construction gives the result, put together neuron by neuron."""

    def __new__(cls, x, W, b, *, verbose=True):
        if verbose:
            print("dense", x.shape, W.shape)
        return np.stack([(x * column).sum(axis=1) + bias for column, bias in zip(W.T, b)], axis=1)


@accepted("dense")
def dense_turned(x, W, b):
    return (W.T @ x.T + b.reshape(-1, 1)).T


@accepted("dense")
def dense_float32(x, W, b):
    """float32 inside, whatever comes later."""
    return np.asarray(x, dtype=np.float32) @ np.asarray(W, dtype=np.float32) + np.asarray(b, dtype=np.float32)


@accepted("forward")
def forward_recursive(x, params):
    """Inlines everything, with its own stable softmax."""
    (W, b), *rest = params
    z = np.dot(x, W) + b
    if rest:
        return forward_recursive(np.where(z > 0, z, 0.0), rest)
    if len(b) == 1:
        return 0.5 + 0.5 * np.tanh(z / 2)
    e = np.exp(z - z.max(1)[:, None])
    return e / e.sum(1)[:, None]


@accepted("forward")
def forward_reduce(x, params, activation=relu):
    hidden = functools.reduce(lambda a, layer: activation(dense(a, *layer)), params[:-1], x)
    last = {True: sigmoid, False: softmax}[params[-1][1].shape[0] == 1]
    return last(dense(hidden, *params[-1]))


@accepted("forward")
def forward_by_sample(x, params):
    """One sample at a time, as lists."""
    results = []
    for sample in x:
        a = list(sample)
        for depth, (W, b) in enumerate(params, start=1):
            z = [sum(v * w for v, w in zip(a, column)) + bias for column, bias in zip(W.T, b)]
            if depth < len(params):
                a = [max(v, 0) for v in z]
            elif len(z) == 1:
                a = [float(sigmoid(z[0]))]
            else:
                a = softmax(z).tolist()
        results.append(a)
    return results


@accepted("forward")
def forward_float32(x, params):
    x = np.asarray(x, dtype=np.float32)
    for i, (W, b) in enumerate(params):
        z = x @ W.astype(np.float32) + b.astype(np.float32)
        last = i == len(params) - 1
        x = (sigmoid(z) if z.shape[1] == 1 else softmax(z)).astype(np.float32) if last else np.maximum(z, 0)
    return x


@accepted("forward")
def forward_keeps_outputs(x, params):
    """Keeps every layer's output, returns the last."""
    outputs = [x]
    kinds = ["hidden"] * (len(params) - 1) + ["binary" if params[-1][0].shape[-1] == 1 else "classes"]
    for kind, (W, b) in zip(kinds, params):
        z = outputs[-1] @ W
        z += b
        outputs.append({"hidden": relu, "binary": sigmoid, "classes": softmax}[kind](z))
    return outputs[-1]
