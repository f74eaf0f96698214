"""Checks of chapter 14, against the formula written out unit by unit and step by step."""

import math

import numpy as np

from nngrade.suite import check, close, numbers, require, stands_alone, unchanged

SIZES = [(5, 3, 4), (2, 6, 3), (1, 4, 2), (3, 1, 5), (6, 2, 1), (4, 4, 4), (1, 1, 1)]  # samples, features, units


@check("rnn_step", points=3)
def test_rnn_step_values(learner, rng):
    """The new state is tanh of the input's part plus the state's part plus the bias."""
    for n, features, units in SIZES:
        x, h, *layer = draw_step(rng, n, features, units)
        close(learner.rnn_step(x, h, *layer), step(x, h, *layer), named(n, features, units))


@check("rnn_step")
def test_rnn_step_parts(learner, rng):
    """Input, state and bias each have their say when the other two are zero, with either sign."""
    for n, features, units in [(5, 3, 4), (3, 3, 3)]:
        x, h, W_x, W_h, b = draw_step(rng, n, features, units)
        sizes = named(n, features, units)
        close(learner.rnn_step(x, 0 * h, W_x, W_h, 0 * b), np.tanh(x @ W_x), sizes)
        close(learner.rnn_step(0 * x, h, W_x, W_h, 0 * b), np.tanh(h @ W_h), sizes)
        close(learner.rnn_step(0 * x, 0 * h, W_x, W_h, b), np.tanh(np.tile(b, (n, 1))), sizes)
        close(learner.rnn_step(-x, -h, W_x, W_h, -b), -step(x, h, W_x, W_h, b), sizes)


@check("rnn_step")
def test_rnn_step_large(learner, rng):
    """Sums far from zero come out close to -1 or 1, and never beyond."""
    for n, features, units in [(5, 3, 4), (4, 4, 4)]:
        x, h, *layer = draw_step(rng, n, features, units)
        layer[-1] = rng.choice([-6.0, 6.0], size=units)
        close(learner.rnn_step(3 * x, h, *layer), step(3 * x, h, *layer), named(n, features, units))


@check("rnn_step")
def test_rnn_step_names_and_layout(learner, rng):
    """Every argument can be given by its name, and arrays may lie column by column in memory."""
    for n, features, units in [(5, 3, 4), (3, 3, 3)]:
        x, h, W_x, W_h, b = draw_step(rng, n, features, units)
        expected, sizes = step(x, h, W_x, W_h, b), named(n, features, units)
        close(learner.rnn_step(b=b, W_h=W_h, W_x=W_x, h=h, x=x), expected, sizes)
        close(learner.rnn_step(*map(np.asfortranarray, (x, h, W_x, W_h)), b), expected, sizes)


@check("rnn_step")
def test_rnn_step_remembers_nothing(learner, rng):
    """The state comes in as an argument: no call remembers an earlier one, and samples do not mix."""
    x, h, *layer = draw_step(rng, 5, 3, 4)
    together = step(x, h, *layer)
    for index in [3, 0, 4, 0]:
        close(learner.rnn_step(x[[index]], h[[index]], *layer), together[[index]], named(1, 3, 4))
    close(learner.rnn_step(x, h, *layer), together, named(5, 3, 4))
    close(learner.rnn_step(x, -h, *layer), step(x, -h, *layer), named(5, 3, 4))


@check("rnn_step")
def test_rnn_step_leaves_arguments(learner, rng):
    """Input, state, weights and bias are left as they were."""
    for n, features, units in [(5, 3, 4), (4, 4, 4)]:
        arguments = draw_step(rng, n, features, units)
        expected = step(*arguments)
        close(unchanged(learner.rnn_step, *arguments), expected, named(n, features, units))


@check("rnn_step")
def test_rnn_step_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = draw_step(rng, 5, 3, 4), draw_step(rng, 5, 3, 4)
    stands_alone(learner.rnn_step, first, second, remembered="RNS22", reused="RNS23")


@check("rnn", points=3)
def test_rnn_values(learner, rng):
    """The state walks through all steps in order, and the last one comes back."""
    for n, steps, features, units in [(5, 6, 3, 4), (2, 4, 5, 3), (3, 2, 4, 1), (4, 5, 1, 2), (4, 4, 4, 4)]:
        x, *layer = draw_sequences(rng, n, steps, features, units)
        close(learner.rnn(x, *layer), walk(x, *layer), named(n, features, units, steps))


@check("rnn")
def test_rnn_one_step(learner, rng):
    """A sequence of a single step gives one step from the zero state."""
    for n, features, units in SIZES:
        x, *layer = draw_sequences(rng, n, 1, features, units)
        close(learner.rnn(x, *layer), np.tanh(x[:, 0] @ layer[0] + layer[2]), named(n, features, units, 1))


@check("rnn")
def test_rnn_one_sequence(learner, rng):
    """A batch of a single sequence works, whatever its length."""
    for steps, features, units in [(7, 2, 5), (3, 3, 3), (2, 3, 4), (12, 1, 1)]:
        x, *layer = draw_sequences(rng, 1, steps, features, units)
        close(learner.rnn(x, *layer), walk(x, *layer), named(1, features, units, steps))


@check("rnn", replay=False)
def test_rnn_long_memory(learner, rng):
    """The first of forty steps still counts at the end, where the weights let it through."""
    for n, features, units in [(3, 2, 4), (2, 3, 3)]:
        x, W_x, _, b = draw_sequences(rng, n, 40, features, units)
        layer = 0.3 * W_x, np.linalg.qr(rng.normal(size=(units, units)))[0], 0 * b  # W_h keeps the state's length
        x[:, 1:] = 0
        for steps in [1, 5, 40]:  # a state that grows step by step must not get as far as forty
            last = numbers(learner.rnn(x[:, :steps].copy(), *layer))
            forgotten = steps == 40 and not last.any()
            require(not forgotten, "the last state does not know the first step: all steps count", mistake="RNN15")
            close(last, walk(x[:, :steps], *layer), named(n, features, units, steps))


@check("rnn")
def test_rnn_every_step_counts(learner, rng):
    """Steps whose inputs are all zeros are steps too, and so are equal ones."""
    for n, features, units in [(5, 3, 4), (4, 4, 4)]:
        x, *layer = draw_sequences(rng, n, 5, features, units)
        for silent in [slice(1, 3), slice(3, None), slice(0, 2), slice(0, None)]:
            quieter = x.copy()
            quieter[:, silent] = 0
            close(learner.rnn(quieter, *layer), walk(quieter, *layer), named(n, features, units, 5))
            still = *layer[:2], np.zeros(units)  # without a bias, a state of zeros stays as it is for a while
            close(learner.rnn(quieter, *still), walk(quieter, *still), named(n, features, units, 5))
        same = np.repeat(x[:, :1], 5, axis=1)
        close(learner.rnn(same, *layer), walk(same, *layer), named(n, features, units, 5))


@check("rnn")
def test_rnn_starts_afresh(learner, rng):
    """Every call and every sequence starts from the zero state."""
    x, *layer = draw_sequences(rng, 4, 3, 2, 5)
    together = walk(x, *layer)
    for order in [[0, 1, 2, 3], [2, 0, 3, 1], [0, 1, 2, 3], [1, 1, 0, 0]]:
        close(learner.rnn(x[order], *layer), together[order], named(4, 2, 5, 3))
    for index in range(4):
        close(learner.rnn(x[[index]], *layer), together[[index]], named(1, 2, 5, 3))
    x, *layer = draw_sequences(rng, 4, 3, 2, 5)
    close(learner.rnn(x, *layer), walk(x, *layer), named(4, 2, 5, 3))


@check("rnn")
def test_rnn_order(learner, rng):
    """The order of the steps matters: the same inputs in another order end in another state."""
    for n, features, units in [(5, 3, 4), (3, 3, 3)]:
        x, *layer = draw_sequences(rng, n, 6, features, units)
        for sequence in [x, x[:, ::-1].copy(), x[:, [1, 0, 2, 3, 4, 5]], x[:, [0, 1, 2, 3, 5, 4]]]:
            close(learner.rnn(sequence, *layer), walk(sequence, *layer), named(n, features, units, 6))


@check("rnn")
def test_rnn_names_and_layout(learner, rng):
    """Every argument can be given by its name, and arrays may lie column by column in memory."""
    for n, features, units in [(5, 3, 4), (4, 4, 4)]:
        x, W_x, W_h, b = draw_sequences(rng, n, 4, features, units)
        expected, sizes = walk(x, W_x, W_h, b), named(n, features, units, 4)
        close(learner.rnn(b=b, W_h=W_h, W_x=W_x, x=x), expected, sizes)
        close(learner.rnn(*map(np.asfortranarray, (x, W_x, W_h)), b), expected, sizes)


@check("rnn")
def test_rnn_leaves_arguments(learner, rng):
    """Sequences, weights and bias are left as they were."""
    for n, features, units in [(5, 3, 4), (4, 4, 4)]:
        arguments = draw_sequences(rng, n, 4, features, units)
        expected = walk(*arguments)
        close(unchanged(learner.rnn, *arguments), expected, named(n, features, units, 4))


@check("rnn", after="test_rnn_step_values")
def test_rnn_chains_steps(learner, rng):
    """The result is `rnn_step` of the last inputs and the state that the steps before them left."""
    x, *layer = draw_sequences(rng, 5, 4, 3, 4)
    before = numbers(learner.rnn(x[:, :-1].copy(), *layer))
    close(learner.rnn(x, *layer), numbers(learner.rnn_step(x[:, -1].copy(), before, *layer)), rtol=1e-6, atol=1e-6)


@check("rnn")
def test_rnn_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = draw_sequences(rng, 4, 3, 2, 5), draw_sequences(rng, 4, 3, 2, 5)
    stands_alone(learner.rnn, first, second, remembered="RNN23", reused="RNN24")


def draw_step(rng, n, features, units):
    W_x = rng.normal(scale=features**-0.5, size=(features, units))
    W_h = rng.normal(scale=units**-0.5, size=(units, units))
    return [rng.normal(size=(n, features)), rng.uniform(-1, 1, size=(n, units)), W_x, W_h, rng.normal(size=units)]


def draw_sequences(rng, n, steps, features, units):
    _, _, W_x, W_h, b = draw_step(rng, n, features, units)
    return [rng.normal(size=(n, steps, features)), W_x, W_h, b]


def named(n, features, units, steps=None):
    sizes = {"samples": n, "steps": steps, "features": features, "units": units}
    return {name: size for name, size in sizes.items() if size is not None}


def step(x, h, W_x, W_h, b):
    out = np.empty((len(x), len(b)))
    for sample, unit in np.ndindex(*out.shape):
        inputs = sum(a * w for a, w in zip(x[sample], W_x[:, unit], strict=True))
        states = sum(a * w for a, w in zip(h[sample], W_h[:, unit], strict=True))
        out[sample, unit] = math.tanh(inputs + states + b[unit])
    return out


def walk(x, W_x, W_h, b):
    h = np.zeros((len(x), len(b)))
    for inputs in np.moveaxis(x, 1, 0):
        h = np.tanh(inputs @ W_x + h @ W_h + b)
    return h
