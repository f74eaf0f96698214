"""Checks of chapter 2. Inputs come from `rng`, in unequal shapes first and equal ones then.

A check makes all its calls before it judges the first result: the more calls, the surer a known mistake is recognised.
"""

import numpy as np

from nngrade.suite import check, close, each, each_unchanged, numbers, quiet, require, stands_alone

SHAPES = [(7,), (5, 3), (4, 4), (5, 3), (2, 3, 4), (1, 6), (6, 1), (1,), (2, 2, 3, 2)]
ROWS = [(5, 3), (4, 4), (5, 3), (1, 6), (7, 2), (3, 1)]


@check("relu", points=2)
def test_relu_values(learner, reference, rng):
    """Negative entries become 0, positive ones stay, in arrays of any shape."""
    matches(learner.relu, reference.relu, [*(numbers_of(rng, shape) for shape in SHAPES), *long_twins(rng)])


@check("relu")
def test_relu_near_and_far(learner, reference, rng):
    """There is no ceiling, no slope below 0, and nothing is rounded: it holds for tiny and for huge numbers."""
    signs = rng.permutation([1, -1] * 4)
    matches(learner.relu, reference.relu, [signs * rng.uniform(1, 9) * scale for scale in (1e-8, 1e-3, 100, 1e4, 1e8)])


@check("relu")
def test_relu_containers(learner, reference, rng):
    """Numbers, lists and whole-number arrays work too."""
    matches(learner.relu, reference.relu, containers(rng), named=numbers_of(rng, (3, 2)))


@check("relu")
def test_relu_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    leaves_arguments(learner.relu, rng)


@check("relu")
def test_relu_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([rng.normal(size=(5, 3))] for _ in range(2))
    stands_alone(learner.relu, first, second, remembered="REL24", reused="REL23")


@check("sigmoid", points=2)
def test_sigmoid_values(learner, reference, rng):
    """Any number is squeezed to its place between 0 and 1."""
    matches(learner.sigmoid, reference.sigmoid, [*(numbers_of(rng, shape) for shape in SHAPES), *long_twins(rng)])


@check("sigmoid")
def test_sigmoid_containers(learner, reference, rng):
    """Numbers, lists and whole-number arrays work too."""
    matches(learner.sigmoid, reference.sigmoid, containers(rng), named=numbers_of(rng, (3, 2)))


@check("sigmoid", points=2)
def test_sigmoid_extremes(learner, reference, rng):
    """Very large and very small inputs give 1 and 0, without a warning."""
    far = [np.array([-1e4, -800.0, -40.0, -12.0, 1.5, 12.0, 40.0, 800.0, 1e4]), rng.uniform(-1e4, 1e4, size=(4, 3))]
    far += [[-1e4, 1e4], -1e4, 1e4, np.array([[-10000, 10000], [750, -750]]), -2000, rng.uniform(-900, -700, size=5)]
    for probabilities in matches(learner.sigmoid, reference.sigmoid, far):
        inside = (numbers(probabilities) >= 0) & (numbers(probabilities) <= 1)
        require(inside.all(), "sigmoid must stay between 0 and 1")
    quiet(learner.sigmoid)


@check("sigmoid")
def test_sigmoid_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    leaves_arguments(learner.sigmoid, rng)


@check("sigmoid")
def test_sigmoid_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([rng.normal(size=(5, 3))] for _ in range(2))
    stands_alone(learner.sigmoid, first, second, remembered="SIG23", reused="SIG24")


@check("softmax", points=2)
def test_softmax_values(learner, reference, rng):
    """Each row of scores becomes exp(score) over the row's total."""
    batches = [rng.normal(scale=2, size=shape) for shape in ROWS] + [z.reshape(-1, 5) for z in long_twins(rng)]
    expected = [reference.softmax(z) for z in batches]
    for got, target in zip(each(learner.softmax, [[z] for z in batches]), expected, strict=True):
        close(got, target, dict(zip(["samples", "classes"], target.shape, strict=True)))


@check("softmax")
def test_softmax_rows_sum_to_one(learner, rng):
    """Every row of probabilities sums to 1."""
    scores = [rng.normal(size=shape) for shape in ROWS]
    results = each(learner.softmax, [[z] for z in scores])
    for z, result in zip(scores, results, strict=True):
        probabilities = numbers(result, like=z)
        require(probabilities.shape == z.shape, "softmax must keep the shape of its input")
        sums = probabilities.sum(axis=1)
        require(np.allclose(sums, 1, atol=1e-5), "the rows do not sum to 1", sums=sums)


@check("softmax")
def test_softmax_one_sample(learner, reference, rng):
    """One sample as a plain list or 1-D array works, and so does a stack of batches."""
    cases = [rng.normal(size=6), [1, 2, 3], [[0.5, -1.0]], rng.integers(-4, 5, size=5), rng.normal(size=(2, 3, 4))]
    cases += [rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(3, 3, 3)), rng.normal(size=1), [[1, -2, 0], [-3, 4, 2]]]
    cases += [np.asfortranarray(rng.normal(size=(4, 3))), rng.normal(size=(3, 5)).astype(np.float32), [[2, 2], [0, 1]]]
    matches(learner.softmax, reference.softmax, cases, named=rng.normal(size=(3, 2)))


@check("softmax", points=2)
def test_softmax_extremes(learner, reference, rng):
    """Scores of a thousand or more do not overflow, even when rows differ wildly."""
    rows = np.array([[1e4, 9999.0, 9998.0], [-1e4, -9999.0, -9999.5], [3.0, 1.0, 2.0], [1e4, 9998.0, -1e4]])
    far = [rows, rng.permutation(rows[:3]), np.stack([rows[:2], rows[2:]]), np.stack([rows, rows[::-1]])]
    far += [rows[0], rows[1], rows[3], rows[0].tolist(), rows[1].tolist(), rows.astype(int)]
    far += [np.roll(rows, 1, axis=1), np.roll(rows, 2, axis=1)]
    far += [750.0 + rng.integers(0, 4, size=(2, 5)), rng.integers(0, 4, size=(2, 5)) - 9000]
    matches(learner.softmax, reference.softmax, far)
    quiet(learner.softmax)


@check("softmax")
def test_softmax_shift(learner, rng):
    """Adding one number to all scores of a row changes nothing."""
    scores = [rng.normal(size=shape) for shape in [(5, 3), (4, 4)]]
    shifts = [rng.normal(scale=5, size=(len(z), 1)) for z in scores]
    results = each(learner.softmax, [[z] for z in (*map(np.add, scores, shifts), *scores)])
    for shifted, plain in zip(results[:2], results[2:], strict=True):
        close(shifted, numbers(plain))


@check("softmax")
def test_softmax_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    leaves_arguments(learner.softmax, rng)


@check("softmax")
def test_softmax_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([rng.normal(size=(5, 3))] for _ in range(2))
    stands_alone(learner.softmax, first, second, remembered="SMX26", reused="SMX27")


def matches(mine, right, cases, named=None):
    """The learner's function agrees with the right one on every case, the last one by name; returns the learner's results."""
    calls = [[z] for z in cases]
    if named is not None:
        cases, calls = [*cases, named], [*calls, {"z": named}]
    expected = [right(z) for z in cases]  # first: the learner's function may change the argument
    results = each(mine, calls)
    for got, target, z in zip(results, expected, cases, strict=True):
        if getattr(z, "dtype", None) == np.float32:  # part of the work may be in float32 then
            close(got, target, rtol=2e-5, atol=2e-6)
        else:
            close(got, target)
    return results


def leaves_arguments(function, rng):
    """Arrays of every kind, and lists, survive the call."""
    cases = [numbers_of(rng, shape) for shape in SHAPES[:5]]
    cases += [np.asfortranarray(rng.normal(size=(4, 3))), rng.integers(-9, 9, size=(3, 4)), rng.normal(size=6).tolist()]
    each_unchanged(function, [[z] for z in cases])


def numbers_of(rng, shape):
    """Normal numbers; the first is negative in a vector and positive else: some mistakes take it for a model of all."""
    z = rng.normal(scale=3, size=shape)
    z.flat[0] = -abs(z.flat[0]) if len(shape) == 1 else abs(z.flat[0])
    return z


def long_twins(rng):
    """Two long arrays that differ in the middle alone, where NumPy prints dots."""
    z = numbers_of(rng, (1100,))
    return z, np.where(np.arange(1100) == 550, -z, z)


def containers(rng):
    """Numbers, lists, whole numbers and the array kinds that are not float64 in rows."""
    whole = rng.integers(-9, 9, size=(3, 4))
    return [
        *(-2.5, 3.0, 0, 2, -3, np.float64(-0.7)),
        *([-1.5, 0.0, 2.5], [[1, -2], [-3, 4]], [2, -1, 0], [[[0.5], [-1.5]], [[-2.5], [1.0]]]),
        *(whole, whole[0], whole.astype(np.int32), rng.integers(0, 2, size=4)),
        *(np.asfortranarray(numbers_of(rng, (4, 3))), numbers_of(rng, (3, 5)).astype(np.float32)),
    ]
