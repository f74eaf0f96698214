"""Twelve checks, one point each."""

import numpy as np

from nngrade.suite import check, close, numbers, quiet, unchanged


@check("neuron")
def test_neuron_sums(learner, reference, rng):
    """The neuron gives the weighted sum of its inputs."""
    x, w = rng.normal(size=3), rng.normal(size=3)
    close(learner.neuron(x, w, 0.0), reference.neuron(x, w, 0.0))


@check("neuron")
def test_neuron_adds_bias(learner, reference, rng):
    """The bias is added once."""
    x, w = rng.normal(size=4), rng.normal(size=4)
    close(learner.neuron(x, w, 2.5), reference.neuron(x, w, 2.5))


@check("neuron")
def test_neuron_takes_any_length(learner, reference, rng):
    """It works for any number of inputs."""
    for n in (1, 50):
        x, w = rng.normal(size=n), rng.normal(size=n)
        close(learner.neuron(x, w, -1.0), reference.neuron(x, w, -1.0))


@check("relu")
def test_relu_values(learner, reference, rng):
    """Negative numbers become 0, the others stay."""
    z = rng.normal(size=(5, 3))
    close(learner.relu(z), reference.relu(z))


@check("relu")
def test_relu_shapes(learner, reference, rng):
    """It works for vectors and single numbers too."""
    for z in (rng.normal(size=7), np.array(-2.0)):
        close(learner.relu(z), reference.relu(z))


@check("relu")
def test_relu_leaves_argument(learner, rng):
    """The caller's array stays as it was."""
    unchanged(learner.relu, rng.normal(size=(4, 4)))


@check("sigmoid")
def test_sigmoid_values(learner, reference, rng):
    """Each number becomes 1 / (1 + exp(-z))."""
    z = rng.normal(scale=3, size=(5, 3))
    close(learner.sigmoid(z), reference.sigmoid(z))


@check("sigmoid")
def test_sigmoid_is_stable(learner, reference):
    """Large numbers of either sign give no warning and the right result."""
    z = np.array([-1000.0, -40.0, 40.0, 1000.0])
    close(learner.sigmoid(z), reference.sigmoid(z))
    quiet(learner.sigmoid)


@check("sigmoid")
def test_sigmoid_middle(learner):
    """Zero becomes one half."""
    close(learner.sigmoid(np.zeros(3)), np.full(3, 0.5))


@check("softmax")
def test_softmax_values(learner, reference, rng):
    """Each row becomes exp(z) over the sum of its row."""
    z = rng.normal(scale=2, size=(5, 3))
    close(learner.softmax(z), reference.softmax(z))


@check("softmax")
def test_softmax_sums_to_one(learner, rng):
    """Every row sums to 1."""
    close(numbers(learner.softmax(rng.normal(size=(4, 6)))).sum(axis=-1), np.ones(4))


@check("softmax")
def test_softmax_is_stable(learner, reference):
    """Large scores give no warning and the right result."""
    z = np.array([[1000.0, 1001.0], [-1000.0, 0.0]])
    close(learner.softmax(z), reference.softmax(z))
    quiet(learner.softmax)
