"""Checks of chapter 12. Training is judged by what the trained network does with digits it has never seen.

Class labels are renamed at random before training: equally hard for any network, and no help to one that brings its own
data along.
"""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nngrade.suite import check, close, equal, fail, numbers, require, stands_alone, unchanged

UNSEEDED = "different generators gave equal {}: do not seed inside, draw from `rng`"
SHAPES = [(5, 3, 4), (2, 6, 3), (1, 5, 2), (3, 1, 7), (4, 7, 1), (4, 4, 4), (3, 8, 8), (1, 1, 3)]


@check("flatten", points=2)
def test_flatten_values(learner, rng):
    """Each image becomes one row of pixels, row by row, in shares of the largest value."""
    for n, height, width in SHAPES:
        images = rng.uniform(2, 9, size=(n, height, width))
        close(learner.flatten(images), laid_out(images), {"images": n, "height": height, "width": width})


@check("flatten")
def test_flatten_divisor(learner, rng):
    """All images of a call are divided by one number, the largest value in them, however large or small it is."""
    for largest in [16.0, 255.0, 1234.5, 0.3, 1.0, 15.0, 0.02]:
        images = rng.uniform(0, 0.9 * largest, size=(4, 3, 5))
        images[rng.integers(4), rng.integers(3), rng.integers(5)] = largest
        close(learner.flatten(images), laid_out(images), {"images": 4, "height": 3, "width": 5})


@check("flatten")
def test_flatten_largest_anywhere(learner, rng):
    """It does not matter which image holds the largest value, and no call remembers an earlier one."""
    for index in range(4):
        images = rng.uniform(0, 3, size=(4, 2, 3))
        images[index] *= 5
        close(learner.flatten(images), laid_out(images), {"images": 4, "height": 2, "width": 3})
    images = rng.uniform(-9, 3, size=(3, 2, 4))  # the largest value, not the largest magnitude
    close(learner.flatten(images=images), laid_out(images), {"images": 3, "height": 2, "width": 4})


@check("flatten")
def test_flatten_digits(learner, rng):
    """Real digits of 8 x 8 pixels and pictures of 28 x 28 pixels work, many or one."""
    images = load_digits().images
    larger = rng.uniform(0, 255, size=(3, 28, 28))
    for chosen in [images[rng.permutation(1797)[:50]], images[[rng.integers(1797)]], larger]:
        close(learner.flatten(chosen), laid_out(chosen))


@check("flatten")
def test_flatten_memory_layout(learner, rng):
    """Images that lie column by column in memory are still read row by row."""
    for n, height, width in [(5, 3, 4), (4, 4, 4)]:
        images = np.asfortranarray(rng.uniform(0, 16, size=(n, height, width)))
        close(learner.flatten(images), laid_out(images), {"images": n, "height": height, "width": width})


@check("flatten")
def test_flatten_leaves_images(learner, rng):
    """The images are left as they were."""
    for shape in [(5, 3, 4), (4, 4, 4)]:
        images = rng.uniform(0, 16, size=shape)
        expected = laid_out(images)
        close(unchanged(learner.flatten, images), expected)


@check("flatten")
def test_flatten_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([images] for images in rng.uniform(2, 9, size=(2, 5, 3, 4)))
    stands_alone(learner.flatten, first, second, remembered="FLT22", reused="FLT23")


@check("build_model", points=2)
def test_build_model_shapes(learner, rng):
    """The network has n_inputs inputs, hidden layers of 128 and 64 neurons and 10 outputs, each with its biases."""
    for n_inputs in [64, 784, 20, 128, 10]:
        read_params(learner.build_model(n_inputs, rng), n_inputs)
    read_params(learner.build_model(rng=rng, n_inputs=35), 35)


@check("build_model")
def test_build_model_start(learner, solutions, rng):
    """Weights start small, random and of both signs, biases close to 0: every digit starts with a chance."""
    for n_inputs in [64, 100]:
        params = read_params(learner.build_model(n_inputs, rng), n_inputs)
        for W, b in params:
            require((W > 0).any() and (W < 0).any(), "the weights need both signs: draw them around 0, at random")
            require(not twins(W), "some neurons of a layer are twins: give each weight its own random number")
            require((np.abs(b) < 0.6).all(), "the biases start far from 0")
        # Glorot and He starts give 2.3 to 3, an unscaled normal 14; chance is ln 10.
        X, labels = rng.uniform(size=(40, n_inputs)), rng.integers(10, size=40)
        shares = numbers(solutions.layers.forward(X, params))[np.arange(40), labels]
        loss = -np.log(np.clip(shares, 1e-7, 1)).mean()
        require(loss < 11, "the weights start far too large: the untrained network is sure of its guesses", loss=loss)


@check("build_model")
def test_build_model_uses_rng(learner, rng):
    """The weights come from `rng`: an equal generator gives equal weights, another one gives others."""
    seed, other = rng.integers(1 << 32, size=2)
    first = read_params(learner.build_model(48, np.random.default_rng(seed)), 48)
    again = read_params(learner.build_model(48, np.random.default_rng(seed)), 48)
    different = read_params(learner.build_model(48, np.random.default_rng(other)), 48)
    for mine, same, unlike in zip(first, again, different, strict=True):
        message = "equal generators gave different weights: draw every number from `rng`"
        require(same_weights(mine, same), message, mistake="BLM12")
        require(not same_weights(mine, unlike), UNSEEDED.format("weights"))


@check("build_model")
def test_build_model_layers_differ(learner, rng):
    """Every layer, and every model, gets random numbers of its own."""
    generator = np.random.default_rng(rng.integers(1 << 32))
    models = [read_params(learner.build_model(n_inputs, generator), n_inputs) for n_inputs in (36, 36, 50)]
    weights = [W.ravel()[:640] for params in models for W, _ in params]
    for index, one in enumerate(weights):
        for two in weights[:index]:
            # Independent draws correlate by 0.04 (one standard deviation); equal ones by 1.
            with np.errstate(invalid="ignore"):  # constant weights have no correlation, and fail another check
                alike = abs(np.corrcoef(one, two)[0, 1]) > 0.5
            require(not alike, "two layers or models hold the same random numbers: do not seed anew, pass `rng` on")


@pytest.fixture(scope="module")
def digits(shared_rng):
    """First 1400 digits, last 397 digits, with renamed classes."""
    bundled, names = load_digits(), shared_rng.permutation(10)
    X, y = bundled.data / 16, names[bundled.target]
    return X[:1400], y[:1400], X[1400:], y[1400:]


@pytest.fixture(scope="module")
def trained(learner, solutions, digits, shared_rng):
    """Params, history and a function that gives the accuracy on other data, after training.

    A run below 0.85 gets a second chance with other random numbers: settings that reach 0.88 on average (standard
    deviation 0.01) then fail twice in a million times, the reference (0.910, deviation 0.004) never in practice.
    """
    X_train, y_train, X_test, y_test = digits
    for _ in range(2):
        params, history = read_training(learner.train_model(X_train, y_train, shared_rng), 64)

        def share_correct(X, y, params=params):
            return float((solutions.layers.forward(X, params).argmax(axis=1) == y).mean())

        if share_correct(X_test, y_test) >= 0.85:
            break
    return params, history, share_correct


@check("train_model", points=4, replay=False)
def test_train_model_accuracy(trained, digits):
    """After training on the first 1,400 digits, the network names at least 85 % of the last 397 correctly."""
    params, history, share_correct = trained
    X_train, y_train, X_test, y_test = digits
    accuracy = share_correct(X_test, y_test)
    if accuracy >= 0.85:
        return
    if all((b == b[0]).all() for _, b in params):
        fail("the network that came back was never trained: keep what `fit` returns", mistake="TRM1", accuracy=accuracy)
    if share_correct(X_test, load_digits().target[1400:]) >= 0.8:
        fail("the network learned other labels than those it was given: use X_train and y_train", mistake="TRM4")
    learned, reported = share_correct(X_train, y_train), numbers(history["accuracy"]).ravel()[-1]
    if 0.1 < reported - learned < 1:  # after the epoch it should know its own training data better, not worse
        message = "the network learned wrong pairs of image and label: shuffle both with one permutation"
        fail(message, mistake="TRM15", accuracy=accuracy)
    message = "the trained network names fewer than 85 % of the unseen digits correctly"
    started_well = all(W.std() < 0.5 and twins(W) == 0 for W, _ in params)
    fail(message, mistake="TRM2" if learned < 0.9 and started_well else None, accuracy=accuracy)


@check("train_model", replay=False)
def test_train_model_history(trained):
    """The history has one loss and one accuracy an epoch; the loss falls and the accuracy rises."""
    _, history, _ = trained
    loss, accuracy = (numbers(history[name], what=f'history["{name}"]') for name in ("loss", "accuracy"))
    message = 'history["loss"] and history["accuracy"] must be lists with one number an epoch each'
    require(loss.ndim and accuracy.ndim, message, mistake="TRM16")
    require(loss.ndim == 1 and loss.size and accuracy.shape == loss.shape, message)
    require(np.isfinite(loss).all() and (loss >= 0).all(), "a loss in the history is negative or not a number")
    if loss.size > 1:
        swapped = loss[-1] > loss[0] and accuracy[-1] < accuracy[0]
        require(not swapped, "losses rise and accuracies fall: the two are swapped in the history", mistake="TRM18")
        require(loss[-1] < loss[0], "the losses of the history do not fall", first=loss[0], last=loss[-1])
        require(accuracy[-1] > accuracy[0], "the accuracies of the history do not rise")
    shares = ((accuracy >= 0) & (accuracy <= 1)).all()
    percent = "TRM9" if 1 < accuracy[-1] <= 100 else None
    require(shares, "accuracies are shares from 0 to 1, not percentages or counts", mistake=percent)
    require(accuracy[-1] > 0.5, "the history ends with the accuracy of an untrained network", accuracy=accuracy[-1])
    # A mean of clipped cross-entropies is below 16.2; the rest is room for a penalty.
    require(loss[0] < 30, "the loss of an epoch is a mean over its samples, not a sum", mistake="TRM19", loss=loss[0])


@check("train_model")
def test_train_model_other_images(learner, digits, rng):
    """Other image sizes work, and the network keeps its ten outputs where some digits are missing."""
    for pixels, classes in [(slice(8, 56), 7), (slice(0, 40), 10)]:
        X, y = few_digits(digits, classes, pixels)
        read_training(learner.train_model(rng=rng, y_train=y, X_train=X), X.shape[1], classes)


@check("train_model", points=2)
def test_train_model_uses_rng(learner, digits, rng):
    """Every random choice comes from `rng`: an equal generator gives an equal network, another one another."""
    X, y = few_digits(digits, 10, slice(4, 60))
    seed, other = rng.integers(1 << 32, size=2)
    first, history = read_training(learner.train_model(X, y, np.random.default_rng(seed)), 56)
    different, _ = read_training(learner.train_model(X, y, np.random.default_rng(other)), 56)
    again, repeated = read_training(learner.train_model(X, y, np.random.default_rng(seed)), 56)
    curves = [(numbers(history[name]).ravel(), numbers(repeated[name]).ravel()) for name in ("loss", "accuracy")]
    for once, twice in curves:
        grown = twice.size > once.size and np.array_equal(twice[: once.size], once)
        require(not grown, "the history goes on from call to call: every call starts its own", mistake="TRM14")
    went_on = curves[0][1][0] < 0.7 * curves[0][0][0]  # the repeated training started with a better network
    for mine, same, unlike in zip(first, again, different, strict=True):
        require(not same_weights(mine, unlike), UNSEEDED.format("networks"))
        message = "equal generators gave different networks: give `rng` to all that draws, start afresh in every call"
        if not same_weights(mine, same):
            fail(message, mistake="TRM6" if not went_on and follows_rng(learner.build_model, seed, other) else None)
    for once, twice in curves:
        same = once.shape == twice.shape and np.allclose(once, twice, rtol=0, atol=1e-4)
        require(same, "the same training gave another history: every call starts a history of its own")


@check("train_model")
def test_train_model_leaves_data(learner, digits, rng):
    """Images and labels are left as they were."""
    X, y = few_digits(digits, 10, slice(0, 64))
    read_training(unchanged(learner.train_model, X, y, rng), 64)


@check("confusion_matrix", points=3)
def test_confusion_matrix_values(learner, rng):
    """Row t, column p counts the samples of class t that were taken for class p."""
    for n, classes in [(40, 3), (200, 10), (7, 5), (9, 2), (4, 4), (300, 6)]:
        y_true, y_pred = rng.integers(classes, size=(2, n))
        equal(learner.confusion_matrix(y_true, y_pred, classes), counted(y_true, y_pred, classes), {"samples": n})


@check("confusion_matrix")
def test_confusion_matrix_absent_classes(learner, rng):
    """A class that does not occur among the true labels, the predicted ones or both has zeros."""
    for true_classes, predicted in [([0, 1, 3], [0, 2, 4]), ([2, 5], [5, 2]), ([0, 1], [1]), ([6], [0, 3]), ([3], [3])]:
        y_true, y_pred = rng.choice(true_classes, size=30), rng.choice(predicted, size=30)
        for classes in (7, 10):
            equal(learner.confusion_matrix(y_true, y_pred, classes), counted(y_true, y_pred, classes), {"samples": 30})


@check("confusion_matrix")
def test_confusion_matrix_repeated_pairs(learner, rng):
    """A pair that occurs thousands of times counts thousands of times."""
    for n in [500, 70_000]:
        y_true, y_pred = np.full(n, 1), np.full(n, 1)
        y_true[:3], y_pred[2:5] = 0, 0
        order = rng.permutation(n)
        expected = counted(y_true, y_pred, 2)
        equal(learner.confusion_matrix(y_true[order], y_pred[order], 2), expected, {"samples": n})


@check("confusion_matrix")
def test_confusion_matrix_few_samples(learner, rng):
    """A single sample fills a single cell, and a perfect classifier fills the diagonal only."""
    for classes in [2, 3, 10]:
        y_true, y_pred = rng.integers(classes, size=(2, 1))
        equal(learner.confusion_matrix(y_true, y_pred, classes), counted(y_true, y_pred, classes), {"samples": 1})
        labels = rng.permutation(np.repeat(np.arange(classes), 3))
        equal(learner.confusion_matrix(labels, labels.copy(), classes), 3 * np.eye(classes), {"samples": 3 * classes})


@check("confusion_matrix")
def test_confusion_matrix_fresh(learner, rng):
    """Every call counts from zero, names its arguments as told, and leaves the labels as they were."""
    for _ in range(3):
        y_true, y_pred = rng.integers(8, size=(2, 20))
        expected = counted(y_true, y_pred, 8)
        equal(unchanged(learner.confusion_matrix, y_true, y_pred, 8), expected)
        equal(learner.confusion_matrix(num_classes=8, y_pred=y_pred, y_true=y_true), expected)


@check("confusion_matrix")
def test_confusion_matrix_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    y_true, y_pred = rng.integers(4, size=(2, 20))
    first, second = [y_true, y_pred, 4], [3 - y_true, (y_pred + 1) % 4, 4]
    stands_alone(learner.confusion_matrix, first, second, remembered="CFM18", reused="CFM19")


def laid_out(images):
    rows = [[pixel for line in image for pixel in line] for image in images.tolist()]
    return np.array(rows) / max(max(row) for row in rows)


def counted(y_true, y_pred, classes):
    return [[int(np.sum((y_true == t) & (y_pred == p))) for p in range(classes)] for t in range(classes)]


def few_digits(digits, classes, pixels):
    """About a hundred digits of the first classes, a part of the pixels of each."""
    X, y = digits[0][:120, pixels], digits[1][:120]
    return X[y < classes].copy(), y[y < classes].copy()


def read_params(params, n_inputs, classes=10):
    """The layers as plain (W, b) pairs; fails where they are not those of n_inputs-128-64-10.

    `classes` is how many digits occur in the labels that the network was trained on.
    """
    if not isinstance(params, (list, tuple)) or not all(isinstance(p, (list, tuple)) and len(p) == 2 for p in params):
        fail("params must be a list of (W, b) pairs, one a layer")
    require(len(params) == 3, "the network must have three layers of weights: to 128, to 64 and to 10 neurons")
    read = [(numbers(W, what="W"), numbers(b, what="b")) for W, b in params]
    lost = classes < 10 and read[-1][1].shape == (classes,)
    require(not lost, "the network has no outputs for digits that do not occur: there are always ten", mistake="TRM11")
    for (W, b), n_in, n_out in zip(read, (n_inputs, 128, 64), (128, 64, 10), strict=True):
        require(W.shape == (n_in, n_out), "a weight matrix has the wrong shape: it is (n_in, n_out)", W=W.shape)
        require(b.shape == (n_out,), "a layer has the wrong number of biases: one a neuron, shape (n_out,)", b=b.shape)
        require(np.isfinite(W).all() and np.isfinite(b).all(), "the parameters hold values that are not finite")
    return read


def read_training(result, n_inputs, classes=10):
    """(params, history) of a training run with labels below `classes`, as plain data."""
    if not isinstance(result, (list, tuple)) or len(result) != 2:
        alone = isinstance(result, (list, tuple)) and len(result) == 3
        fail("train_model must return two things: (params, history)", mistake="TRM8" if alone else None)
    params, history = result
    require(not isinstance(params, dict), "the two results are swapped: (params, history)", mistake="TRM3")
    require(isinstance(history, dict), "the second result must be a dict, the history")
    require("loss" in history, 'the history lacks "loss"')
    require("accuracy" in history, 'the history lacks "accuracy"', mistake="TRM10")
    return read_params(params, n_inputs, classes), history


def same_weights(one, two):
    """Whether two layers hold the same weights; repeated training may differ by rounding, and nothing else."""
    return np.allclose(one[0], two[0], rtol=0, atol=1e-5)


def twins(W):
    """How many neurons have the weights of another one."""
    return W.shape[1] - np.unique(W.round(12), axis=1).shape[1]


def follows_rng(build_model, seed, other):
    """Whether equal generators give equal models, and others do not."""
    one, same, unlike = (read_params(build_model(56, np.random.default_rng(s)), 56)[0] for s in (seed, seed, other))
    return same_weights(one, same) and not same_weights(one, unlike)
