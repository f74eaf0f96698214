"""Checks of chapter 2. Inputs come from `rng`, in unequal shapes first and equal ones then."""

import numpy as np

from nngrade.suite import check, close, numbers, quiet, require, unchanged

SHAPES = [(7,), (5, 3), (4, 4), (2, 3, 4), (1, 6), (1,)]


@check("relu", points=2)
def test_relu_values(learner, reference, rng):
    """Negative entries become 0, positive ones stay, in arrays of any shape."""
    for shape in SHAPES:
        z = rng.normal(scale=3, size=shape)
        close(learner.relu(z), reference.relu(z))


@check("relu")
def test_relu_containers(learner, reference, rng):
    """Numbers, lists and whole-number arrays work too."""
    for z in [-2.5, 3.0, 0, [-1.5, 0.0, 2.5], [[1, -2], [-3, 4]], rng.integers(-9, 9, size=(3, 4))]:
        close(learner.relu(z), reference.relu(z))


@check("relu")
def test_relu_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    unchanged(learner.relu, rng.normal(size=(5, 3)))


@check("sigmoid", points=2)
def test_sigmoid_values(learner, reference, rng):
    """Any number is squeezed to its place between 0 and 1."""
    for shape in SHAPES:
        z = rng.normal(scale=3, size=shape)
        close(learner.sigmoid(z), reference.sigmoid(z))


@check("sigmoid")
def test_sigmoid_containers(learner, reference, rng):
    """Numbers, lists and whole-number arrays work too."""
    for z in [0, 1.5, -2, [-1.5, 0.0, 2.5], [[1, -2], [-3, 4]], rng.integers(-9, 9, size=(3, 4))]:
        close(learner.sigmoid(z), reference.sigmoid(z))


@check("sigmoid")
def test_sigmoid_extremes(learner, reference, rng):
    """Very large and very small inputs give 1 and 0, without a warning."""
    for z in [np.array([-1e4, -800.0, -40.0, 0.0, 40.0, 800.0, 1e4]), rng.uniform(-1e4, 1e4, size=(4, 3))]:
        close(quiet(learner.sigmoid, z), reference.sigmoid(z))


@check("sigmoid")
def test_sigmoid_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    unchanged(learner.sigmoid, rng.normal(size=(5, 3)))


@check("softmax", points=2)
def test_softmax_values(learner, reference, rng):
    """Each row of scores becomes exp(score) over the row's total."""
    for rows, classes in [(5, 3), (4, 4), (1, 6)]:
        z = rng.normal(scale=2, size=(rows, classes))
        close(learner.softmax(z), reference.softmax(z), {"samples": rows, "classes": classes})


@check("softmax")
def test_softmax_rows_sum_to_one(learner, rng):
    """Every row of probabilities sums to 1."""
    for rows, classes in [(5, 3), (4, 4)]:
        probabilities = numbers(learner.softmax(rng.normal(size=(rows, classes))))
        require(probabilities.shape == (rows, classes), "softmax must keep the shape of its input")
        require(np.allclose(probabilities.sum(axis=1), 1), "the rows do not sum to 1", sums=probabilities.sum(axis=1))


@check("softmax")
def test_softmax_one_sample(learner, reference, rng):
    """One sample as a plain list or 1-D array works, and so does a stack of batches."""
    for z in [rng.normal(size=6), [1, 2, 3], [[0.5, -1.0]], rng.normal(size=(2, 3, 4))]:
        close(learner.softmax(z), reference.softmax(z))


@check("softmax")
def test_softmax_extremes(learner, reference, rng):
    """Scores of a thousand or more do not overflow, even when rows differ wildly."""
    for z in [np.array([[1000.0, 999.0, 998.0], [1e4, -1e4, 0.0]]), np.array([[-1e4, -9999.0], [1e4, 0.0], [0.0, 1.0]])]:
        close(quiet(learner.softmax, z), reference.softmax(z))


@check("softmax")
def test_softmax_shift(learner, rng):
    """Adding one number to all scores of a row changes nothing."""
    z = rng.normal(size=(5, 3))
    close(learner.softmax(z + rng.normal(scale=5, size=(5, 1))), numbers(learner.softmax(z)))


@check("softmax")
def test_softmax_leaves_argument(learner, rng):
    """The caller's array is left as it was."""
    unchanged(learner.softmax, rng.normal(size=(5, 3)))
