"""Checks of chapter 10. What is drawn at random (order, masks) is read off the gradients that a recording optimizer is given.

Data with one row for each feature (`X` the unit matrix) shows in the gradient of W which rows a batch held. In a batch of one
row, `grad_W / grad_b` of a layer is that layer's input, so masks show too. Nothing depends on how the learner draws.
"""

from itertools import chain, pairwise
from types import SimpleNamespace

import numpy as np

from nngrade.compare import is_float32
from nngrade.suite import all_close, check, close, equal, numbers, require, stands_alone, unchanged

NETWORKS = [[3, 1], [2, 5, 1], [4, 3], [3, 4, 4, 3], [2, 4, 3, 5, 1], [1, 3, 2]]
HISTORY = ("loss", "accuracy")
VALIDATION = ("val_loss", "val_accuracy")


def network(rng, sizes):
    """Params with weights and biases of ordinary size."""
    shapes = pairwise(sizes)
    return [(rng.normal(size=(n, m)) / np.sqrt(n), rng.normal(scale=0.4, size=m)) for n, m in shapes]


def samples(rng, count, features, outputs):
    """X and whole-number labels. X survives a cast to float32, so that learners may work in it."""
    X = rng.normal(size=(count, features)).astype(np.float32).astype(float)
    return X, rng.integers(0, max(outputs, 2), size=count)


def near_the_border(rng, outputs):
    """(params, X): a network without hidden layers whose two highest probabilities are close, never within rounding."""
    sides, gaps = rng.choice([-1.0, 1.0], size=16), np.geomspace(4e-3, 0.2, 16)
    X = np.stack([sides * gaps, rng.normal(size=16)], axis=1).astype(np.float32).astype(float)
    W = np.array([[1.0], [0.0]]) if outputs == 1 else np.array([[0.5, -0.5, 0.0], [0.0, 0.0, 0.0]])
    return [(W, np.zeros(1) if outputs == 1 else np.array([0.0, 0.0, -2.0]))], X


def label_forms(y, outputs):
    """The same labels in every form that the contract allows."""
    if outputs == 1:
        return [y, y[:, None], y.astype(float), y[:, None].astype(float)]
    return [y, np.eye(outputs)[y], np.eye(outputs, dtype=int)[y]]


def targets(y, outputs):
    """Whole-number labels, shaped like the prediction."""
    return y.reshape(-1, 1).astype(float) if outputs == 1 else np.eye(outputs)[y]


def scores(y, p):
    """(loss, accuracy) of predictions p, worked out here."""
    p = np.clip(p, 1e-7, 1 - 1e-7)
    if p.shape[1] == 1:
        p = p[:, 0]
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), np.mean((p > 0.5) == (y == 1))
    return -np.mean(np.log(p[np.arange(len(y)), y])), np.mean(p.argmax(axis=1) == y)


def measured(solutions, params, X, y):
    """(loss, accuracy) of a network."""
    return scores(y, solutions.layers.forward(X, params))


def gradients(solutions, params, X, y):
    """Gradients of the batch's mean loss."""
    return solutions.backprop.backward(X, targets(y, len(params[-1][1])), params)


def rehearse(solutions, params, X, y, step, *, epochs, batch_size, validation=None):
    """Training in the given order without dropout, worked out here: (params, history)."""
    history = {name: [] for name in (HISTORY if validation is None else HISTORY + VALIDATION)}
    for _ in range(epochs):
        sums = np.zeros(2)
        for start in range(0, len(X), batch_size):
            x_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
            sums += np.array(measured(solutions, params, x_batch, y_batch)) * len(x_batch)
            params = step(params, gradients(solutions, params, x_batch, y_batch))
        found = [*(sums / len(X)), *([] if validation is None else measured(solutions, params, *validation))]
        for name, value in zip(history, found, strict=True):
            history[name].append(value)
    return params, history


def downhill(params, grads):
    """A plain step, as an optimizer that the learner has never seen."""
    return [
        (np.asarray(W) - 0.2 * np.asarray(g), np.asarray(b) - 0.2 * np.asarray(h))
        for (W, b), (g, h) in zip(params, grads, strict=True)
    ]


def odd_step(params, grads):
    """A step that nobody would guess: what it returns must be used."""
    return [
        (0.5 * np.asarray(W) + 0.4 * np.asarray(g), 0.6 * np.asarray(b) - np.asarray(h))
        for (W, b), (g, h) in zip(params, grads, strict=True)
    ]


def stay(params, grads):
    """No step at all: the weights are frozen."""
    return params


def optimizer(step):
    """An optimizer with this step."""
    return SimpleNamespace(step=step)


def module_of(worker, name):
    """A module of the learner's network, loaded on this check's own record: a replay of the check can load it too."""
    worker._modules.pop(name, None)
    return worker.module(name)


class Recorder:
    """A step that remembers the params and gradients that it was given."""

    def __init__(self, step=stay):
        self.rule, self.seen = step, []

    def __call__(self, params, grads):
        self.seen.append((params, grads))
        return self.rule(params, grads)


def fitted(result):
    """The two parts of fit's result."""
    require(isinstance(result, (tuple, list)) and len(result) == 2, "fit must return two things: (params, history)")
    params, history = result
    require(isinstance(history, dict), "fit's history must be a dict of lists")
    return params, history


def flattened(params):
    """All weights and biases in one row."""
    return np.concatenate([np.ravel(numbers(part)) for layer in params for part in layer])


def in_float32(params):
    """Whether the learner chose to work in float32."""
    return any(is_float32(numbers(part)) for layer in params for part in layer)


def same_history(got, expected, params, names=None):
    """Each list of the history holds one value an epoch, and the right one."""
    for name in names or expected:
        require(name in got, f"the history has no {name!r}")
        values = numbers(got[name])
        require(values.ndim == 1, f"history[{name!r}] must be a list of numbers")
        require(
            len(values) == len(expected[name]), f"history[{name!r}] must hold one value for each epoch that was run"
        )
        close(
            values,
            expected[name],
            what=f"history[{name!r}]",
            **({"rtol": 2e-5, "atol": 2e-6} if in_float32(params) else {}),
        )


# ---- train_step


@check("train_step", points=2)
def test_train_step_values(learner, solutions, rng):
    """One step along the gradients of the batch's mean loss, for any number of layers and outputs."""
    for sizes in NETWORKS:
        for count in (sizes[-1] + 2, 1):
            params, (x, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
            x, params = 8 * x, [(2 * W, b) for W, b in params]  # no clipping of weights or gradients goes unseen
            expected = downhill(params, gradients(solutions, params, x, y))
            got = learner.train_step(params, x, targets(y, sizes[-1]), optimizer(downhill))
            all_close(got, expected, "params")


@check("train_step")
def test_train_step_labels(learner, solutions, rng):
    """Labels in any form: (n,) or (n, 1) for one output, class numbers or one-hot rows for several."""
    for sizes in ([2, 3, 1], [3, 1], [3, 4, 3], [4, 4], [3, 2]):
        params, (x, y) = network(rng, sizes), samples(rng, 4, sizes[0], sizes[-1])
        expected = downhill(params, gradients(solutions, params, x, y))
        for form in label_forms(y, sizes[-1]):
            all_close(learner.train_step(params=params, x=x, y=form, optimizer=optimizer(downhill)), expected, "params")


@check("train_step")
def test_train_step_trusts_the_optimizer(learner, solutions, rng):
    """The optimizer gets the params and the gradients, and what it returns are the new params."""
    for sizes in ([2, 4, 1], [3, 3, 3]):
        params, (x, y) = network(rng, sizes), samples(rng, 5, sizes[0], sizes[-1])
        recorder, grads = Recorder(odd_step), gradients(solutions, params, x, y)
        got = learner.train_step(params, x, targets(y, sizes[-1]), optimizer(recorder))
        require(len(recorder.seen) == 1, "train_step must call optimizer.step exactly once", calls=len(recorder.seen))
        all_close(recorder.seen[0], (params, grads), "the arguments of step")
        all_close(got, odd_step(params, grads), "params")


@check("train_step")
def test_train_step_again(learner, solutions, worker, rng):
    """Step after step: gradients start afresh each time, while the optimizer's own memory lives on."""
    params, ours, theirs = (
        network(rng, [2, 3, 1]),
        solutions.optimizers.SGD(0.1, 0.9),
        module_of(worker, "optimizers").SGD(0.1, 0.9),
    )
    expected = params
    for count in (4, 6, 1, 4):
        x, y = samples(rng, count, 2, 1)
        expected = ours.step(expected, gradients(solutions, expected, x, y))
        params = learner.train_step(params, x, y, theirs)
        all_close(params, expected, "params")


@check(
    "train_step", replay=False
)  # also keeps failures below from replaying all the calls before them: costly, no gain
def test_train_step_leaves_arguments(learner, worker, rng):
    """The caller's params and data stay as they were."""
    for sizes in ([2, 4, 1], [3, 4, 3]):
        x, y = samples(rng, 5, sizes[0], sizes[-1])
        unchanged(learner.train_step, network(rng, sizes), x, y, module_of(worker, "optimizers").SGD(0.5))


@check("train_step")
def test_train_step_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same params or data in place."""
    first, second = ([network(rng, [2, 4, 1]), *samples(rng, 7, 2, 1), optimizer(downhill)] for _ in range(2))
    stands_alone(learner.train_step, first, second, remembered="LOP36")


# ---- evaluate


@check("evaluate", points=2)
def test_evaluate_values(learner, solutions, rng):
    """The mean loss and the share of right answers, over all samples at once."""
    params, (X, y) = network(rng, [2, 9, 1]), samples(rng, 30, 2, 1)
    first, again = (numbers(learner.evaluate(params, X, y)[0]) for _ in range(2))
    require(first == again, "measured twice, the network differs: nothing is dropped here", mistake="DRO3")
    for sizes in NETWORKS:
        for count in (75, 7, sizes[-1], 1, *((1100,) if len(sizes) == 2 else ())):
            params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
            got = learner.evaluate(params, X, targets(y, sizes[-1]))
            require(
                isinstance(got, (tuple, list)) and len(got) == 2, "evaluate must return two numbers: (loss, accuracy)"
            )
            loss, share = measured(solutions, params, X, y)
            close(got[1], share, what="accuracy")
            close(got[0], loss, what="loss")


@check("evaluate")
def test_evaluate_labels(learner, solutions, rng):
    """Labels in any form give the same two numbers."""
    for sizes in ([2, 3, 1], [4, 1], [3, 4, 3], [4, 4], [3, 2]):
        params, (X, y) = network(rng, sizes), samples(rng, 9, sizes[0], sizes[-1])
        for form in label_forms(y, sizes[-1]):
            all_close(
                learner.evaluate(params=params, X=X, y=form), measured(solutions, params, X, y), "(loss, accuracy)"
            )


@check("evaluate")
def test_evaluate_border(learner, solutions, rng):
    """An answer counts as right by the side of one half on which it lies, and sure answers cost their full loss."""
    for outputs in (1, 3):
        params, X = near_the_border(rng, outputs)
        for scale, tolerance in [(1, 1e-9), (60, 2e-3)]:  # up to 1 - 6e-6: not clipped yet, but hard on float32
            y = rng.integers(0, 2, size=16)
            got = learner.evaluate(params, X * scale, y)
            all_close(got, measured(solutions, params, X * scale, y), "(loss, accuracy)", rtol=tolerance)


@check("evaluate")
def test_evaluate_certain(learner, rng):
    """Answers of full certainty, right and wrong ones, still give a finite loss."""
    for sizes in ([2, 1], [2, 3]):
        X, y = samples(rng, 8, 2, sizes[-1])
        params = [(W * 1e4, b) for W, b in network(rng, sizes)]
        loss, share = map(numbers, learner.evaluate(params, X, y))
        require(np.isfinite(loss) and loss >= 0, "the loss must stay a finite number of at least 0 when p is 0 or 1")
        require(0 <= share <= 1, "the accuracy is a share: from 0 to 1")


@check("evaluate")
def test_evaluate_leaves_arguments(learner, rng):
    """The caller's params and data stay as they were."""
    for sizes in ([2, 4, 1], [3, 4, 3]):
        X, y = samples(rng, 5, sizes[0], sizes[-1])
        for form in label_forms(y, sizes[-1]):
            unchanged(learner.evaluate, network(rng, sizes), X, form)


@check("evaluate")
def test_evaluate_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same params or data in place."""
    for sizes in ([2, 4, 1], [3, 3]):
        first, second = ([network(rng, sizes), *samples(rng, 9, sizes[0], sizes[-1])] for _ in range(2))
        stands_alone(learner.evaluate, first, second, remembered="EVA13")


# ---- predict


@check("predict", points=2)
def test_predict_one_output(learner, solutions, rng):
    """With one output: 1 where the probability is above one half, else 0."""
    params, X = network(rng, [2, 9, 1]), samples(rng, 60, 2, 1)[0]
    first, again = (numbers(learner.predict(params, X)) for _ in range(2))
    require(
        np.array_equal(first, again),
        "asked twice, the network answers differently: nothing is dropped here",
        mistake="DRO13",
    )
    params, X = network(rng, [2, 1]), samples(rng, 20, 2, 1)[0]
    cases = [([(W * 1e4, b) for W, b in params], X), near_the_border(rng, 1)]  # sure of everything, and of nothing
    for sizes in ([2, 4, 1], [3, 1], [1, 3, 3, 1]):
        cases += [(network(rng, sizes), samples(rng, count, sizes[0], 1)[0]) for count in (60, sizes[0], 1)]
    cases.append((network(rng, [2, 1]), samples(rng, 1100, 2, 1)[0]))
    for params, X in cases:
        equal(learner.predict(params, X), (solutions.layers.forward(X, params)[:, 0] > 0.5).astype(int))


@check("predict")
def test_predict_several_outputs(learner, solutions, rng):
    """With several outputs: the number of the class with the largest probability."""
    cases = [near_the_border(rng, 3)]
    for sizes in ([2, 4, 3], [3, 2], [4, 3, 3, 4]):
        cases += [(network(rng, sizes), samples(rng, count, sizes[0], 1)[0]) for count in (60, sizes[-1], 1)]
    for params, X in cases:
        equal(learner.predict(params=params, X=X), solutions.layers.forward(X, params).argmax(axis=1))


KINDS = {"b": "PRE4", "f": "PRE5"}
"""Known mistakes by the kind of label that they return."""


@check("predict")
def test_predict_whole_numbers(learner, rng):
    """Labels are integers, not probabilities, floats or truth values."""
    for sizes in ([2, 4, 1], [2, 4, 3]):
        got = numbers(learner.predict(network(rng, sizes), samples(rng, 6, 2, 1)[0]))
        require(
            got.dtype.kind in "iu",
            "labels must be integers: argmax gives them, and .astype(int) makes them",
            dtype=str(got.dtype),
            mistake=KINDS.get(got.dtype.kind) if np.isin(got, (0, 1, 2)).all() else None,
        )


@check("predict")
def test_predict_leaves_arguments(learner, rng):
    """The caller's params and data stay as they were."""
    for sizes in ([2, 4, 1], [2, 4, 3]):
        unchanged(learner.predict, network(rng, sizes), samples(rng, 6, 2, 1)[0])


@check("predict")
def test_predict_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for sizes in ([2, 1], [3, 3]):
        params, X = network(rng, sizes), samples(rng, 9, sizes[0], 1)[0]
        turned = [(-W, -b) for W, b in params]  # other labels, for every row
        stands_alone(learner.predict, [params, X], [turned, X.copy()], remembered="PRE14", reused="PRE15")


# ---- fit: what is certain


@check("fit", points=3)
def test_fit_params(learner, solutions, worker, rng):
    """Unshuffled, every batch makes one step in its turn, epoch by epoch, the smaller last batch too."""
    for sizes, count, batch_size, epochs in [
        ([2, 4, 1], 10, 4, 3),
        ([3, 1], 8, 4, 2),
        ([3, 4, 3], 7, 3, 2),
        ([2, 3, 4, 2], 5, 9, 3),
        ([2, 3, 2, 3, 1], 6, 6, 2),
        ([4, 4, 4], 4, 1, 1),
        ([1, 2, 1], 1, 32, 4),
        ([3, 2, 1], 9, 4, 2),
        ([2, 1], 1100, 400, 1),
    ]:
        params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
        X *= 4
        expected, _ = rehearse(solutions, params, X, y, downhill, epochs=epochs, batch_size=batch_size)
        settings = {
            "epochs": epochs,
            "batch_size": batch_size,
            "shuffle": False,
            "rng": rng,
            "optimizer": optimizer(downhill),
        }
        got, _ = fitted(learner.fit(params, np.asfortranarray(X), targets(y, sizes[-1]), **settings))
        all_close(got, expected, "params")


@check("fit", points=2)
def test_fit_history(learner, solutions, rng):
    """The history's loss and accuracy: each batch as it was before its step, a smaller batch counting for less."""
    for sizes, count, batch_size, epochs in [
        ([2, 4, 1], 10, 4, 3),
        ([3, 3], 9, 8, 2),
        ([3, 4, 4, 3], 5, 8, 4),
        ([2, 1], 3, 1, 1),
    ]:
        params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
        _, expected = rehearse(solutions, params, X, y, downhill, epochs=epochs, batch_size=batch_size)
        settings = {"epochs": epochs, "batch_size": batch_size, "shuffle": False, "optimizer": optimizer(downhill)}
        got, history = fitted(learner.fit(params=params, X=X, y=y, **settings))
        same_history(history, expected, got)


@check("fit", points=2)
def test_fit_validation(learner, solutions, rng):
    """After each epoch the validation data is measured as a whole, and never trained on."""
    for sizes, count, batch_size, more in [
        ([2, 4, 1], 10, 4, 13),
        ([3, 4, 3], 6, 4, 9),
        ([2, 3, 3, 2], 4, 4, 1),
        ([3, 1], 5, 2, 75),
    ]:
        params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
        validation = samples(rng, more, sizes[0], sizes[-1])
        expected, diary = rehearse(
            solutions, params, X, y, downhill, epochs=3, batch_size=batch_size, validation=validation
        )
        settings = {"epochs": 3, "batch_size": batch_size, "shuffle": False, "optimizer": optimizer(downhill)}
        got, history = fitted(learner.fit(params, X, y, validation_data=validation, **settings))
        same_history(history, diary, got, VALIDATION)
        all_close(got, expected, "params")
        same_history(history, diary, got)


@check("fit")
def test_fit_without_validation(learner, rng):
    """Without validation data the history holds loss and accuracy, and no validation values."""
    for epochs in (1, 3):
        X, y = samples(rng, 6, 2, 1)
        _, history = fitted(learner.fit(network(rng, [2, 3, 1]), X, y, epochs=epochs, batch_size=4))
        for name in HISTORY:
            require(name in history and len(history[name]) == epochs, f"history[{name!r}] must hold one value an epoch")
        for name in VALIDATION:
            require(
                not np.size(history.get(name, [])),
                f"history[{name!r}] must not be there when there is no validation data",
                mistake="HIS1",
            )


@check("fit")
def test_fit_labels(learner, solutions, rng):
    """Labels in any form, for training and validation alike, give the same training."""
    for sizes in ([2, 3, 1], [4, 1], [3, 4, 3], [2, 4]):
        params, (X, y) = network(rng, sizes), samples(rng, 4, sizes[0], sizes[-1])
        X_val, y_val = samples(rng, 4, sizes[0], sizes[-1])
        expected, diary = rehearse(solutions, params, X, y, downhill, epochs=2, batch_size=3, validation=(X_val, y_val))
        forms = label_forms(y, sizes[-1])
        for form, other in zip(forms, label_forms(y_val, sizes[-1])[::-1], strict=True):
            settings = {"epochs": 2, "batch_size": 3, "shuffle": False, "optimizer": optimizer(downhill)}
            got, history = fitted(learner.fit(params, X, form, validation_data=(X_val, other), **settings))
            all_close(got, expected, "params")
            same_history(history, diary, got)


@check("fit")
def test_fit_trusts_the_optimizer(learner, solutions, rng):
    """The optimizer is asked once a batch, with the params it returned last, and its last answer is the result."""
    params, (X, y) = network(rng, [2, 3, 1]), samples(rng, 5, 2, 1)
    recorder = Recorder(odd_step)
    got, _ = fitted(learner.fit(params, X, y, epochs=2, batch_size=2, optimizer=optimizer(recorder), shuffle=False))
    require(len(recorder.seen) == 6, "optimizer.step must be called once for every batch", calls=len(recorder.seen))
    for number, (given, grads) in enumerate(recorder.seen):
        rows = slice(2 * (number % 3), 2 * (number % 3) + 2)
        all_close(given, params, "the params given to step")
        all_close(grads, gradients(solutions, params, X[rows], y[rows]), "the gradients given to step")
        params = odd_step(params, grads)
    all_close(got, params, "params")


@check("fit")
def test_fit_keeps_the_optimizer(learner, solutions, worker, rng):
    """One optimizer serves all batches and epochs: what it remembers is not lost between them."""
    for momentum in (0.9, 0.5):
        params, (X, y) = network(rng, [2, 4, 1]), samples(rng, 7, 2, 1)
        ours, theirs = solutions.optimizers.SGD(0.1, momentum), module_of(worker, "optimizers").SGD(0.1, momentum)
        expected, diary = rehearse(solutions, params, X, y, ours.step, epochs=4, batch_size=3)
        got, history = fitted(learner.fit(params, X, y, epochs=4, batch_size=3, optimizer=theirs, shuffle=False))
        all_close(got, expected, "params")
        same_history(history, diary, got)


def adam(paper):
    """A step of Adam with its default settings, epsilon in the paper's place or in Keras's: both are right."""
    memory = {"t": 0, "m": 0.0, "v": 0.0}

    def step(params, grads):
        sizes = np.cumsum([part.size for layer in params for part in layer])[:-1]
        flat = np.concatenate([part.ravel() for layer in grads for part in layer])
        t = memory["t"] = memory["t"] + 1
        m = memory["m"] = 0.9 * memory["m"] + 0.1 * flat
        v = memory["v"] = 0.999 * memory["v"] + 0.001 * flat**2
        root = np.sqrt(1 - 0.999**t)
        move = iter(np.split(0.001 * root / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7 * (root if paper else 1)), sizes))
        return [tuple(part - next(move).reshape(part.shape) for part in layer) for layer in params]

    return step


@check("fit")
def test_fit_default_optimizer(learner, solutions, rng):
    """Without an optimizer each call makes one new Adam() of its own, with Adam's own default settings."""
    for sizes, count, batch_size, epochs in [([2, 3, 1], 8, 8, 6), ([2, 3, 1], 10, 4, 4), ([3, 3], 6, 6, 8)]:
        params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
        plan = {"epochs": epochs, "batch_size": batch_size}
        right = [rehearse(solutions, params, X, y, adam(paper), **plan)[0] for paper in (False, True)]
        calls = [
            fitted(learner.fit(params, X, y, shuffle=False, **plan, **given))[0] for given in ({}, {"optimizer": None})
        ]
        same = batch_size < count or np.allclose(*map(flattened, calls), rtol=1e-6, atol=1e-8)
        require(same, "a second call knows something of the first: make a new Adam() in each", mistake="LOP22")
        for got in calls:
            flat = flattened(got)
            nearest = min(
                right, key=lambda one: abs(flattened(one) - flat).max() if flat.size == flattened(one).size else 0
            )
            # A step of Adam moves a weight by about 1e-3 however small its gradient, so float32 blurs more than elsewhere.
            all_close(got, nearest, "params", atol=2e-5 if in_float32(got) else 1e-9)


@check("fit")
def test_fit_again(learner, solutions, rng):
    """Training starts from the given params and knows nothing of earlier calls: 2 + 3 epochs are 5 epochs."""
    params, (X, y) = network(rng, [2, 3, 1]), samples(rng, 7, 2, 1)
    settings = {"batch_size": 4, "shuffle": False, "optimizer": optimizer(downhill)}
    expected, diary = rehearse(solutions, params, X, y, downhill, epochs=5, batch_size=4)
    first, early = fitted(learner.fit(params, X, y, epochs=2, **settings))
    got, late = fitted(learner.fit(first, X, y, epochs=3, **settings))
    more = all(len(late.get(name, [])) == len(early.get(name, [])) + 3 > 3 for name in HISTORY)
    require(not more, "the history of an earlier call is still there: make a new dict in each", mistake="HIS6")
    same_history(early, {name: diary[name][:2] for name in HISTORY}, got)
    same_history(late, {name: diary[name][2:] for name in HISTORY}, got)
    all_close(got, expected, "params")


@check("fit", after="test_fit_again")
def test_fit_anew(learner, rng):
    """Each training gives params and a history of its own, also where the caller has changed the same data in place."""
    settings = {"epochs": 2, "batch_size": 4, "shuffle": False, "optimizer": optimizer(downhill)}
    params, (X, y) = network(rng, [2, 3, 1]), samples(rng, 7, 2, 1)
    other = [network(rng, [2, 3, 1]), samples(rng, 7, 2, 1)[0], 1 - y]
    stands_alone(learner.fit, [params, X, y], other, named=settings, remembered="LOP37", reused="HIS7")


@check("fit", points=2)
def test_fit_leaves_arguments(learner, worker, rng):
    """The caller's params, data and labels stay as they were, shuffled or not."""
    for sizes in ([2, 4, 1], [3, 4, 3]):
        X, y = samples(rng, 7, sizes[0], sizes[-1])
        for form in label_forms(y, sizes[-1])[:2]:
            settings = {"epochs": 2, "batch_size": 3, "validation_data": (X[:3].copy(), form[:3].copy()), "rng": rng}
            unchanged(learner.fit, network(rng, sizes), X, form, dropout_rate=0.2, **settings)
            stop, slow = module_of(worker, "regularization").EarlyStopping(2), module_of(worker, "optimizers").SGD(0.1)
            unchanged(learner.fit, network(rng, sizes), X, form, early_stopping=stop, optimizer=slow, **settings)


# ---- fit: batches and order


def rows_of(solutions, recorder, X, y):
    """Which rows each batch held, from the gradients, where X is the unit matrix."""
    found = []
    for number, (params, grads) in enumerate(recorder.seen):
        rows = np.flatnonzero(np.ravel(numbers(grads[0][0])))
        if number < 40:  # enough to see that labels stay with their rows
            all_close(grads, gradients(solutions, params, X[rows], y[rows]), "the gradients of a batch")
        found.append(rows.tolist())
    return found


def unit_run(learner, solutions, rng, count, /, step=downhill, **settings):
    """The rows of each batch, the history, and (loss, accuracy) at the start, of a run on as many features as rows."""
    X, y, params = np.eye(count), rng.integers(0, 2, size=count), network(rng, [count, 1])
    recorder = Recorder(step)
    _, history = fitted(learner.fit(params, X, y, optimizer=optimizer(recorder), **settings))
    return rows_of(solutions, recorder, X, y), history, measured(solutions, params, X, y)


@check("fit")
def test_fit_batch_sizes(learner, solutions, rng):
    """Batches are of batch_size rows, 32 if not given; the last may be smaller, and one too large holds all rows."""
    for count, given, sizes in [
        (12, 5, [5, 5, 2]),
        (8, 4, [4, 4]),
        (6, 9, [6]),
        (40, 50, [40]),
        (3, 1, [1, 1, 1]),
        (70, None, [32, 32, 6]),
    ]:
        settings = {"epochs": 2, "rng": rng} | ({} if given is None else {"batch_size": given})
        for shuffle in (True, False):
            batches, _, _ = unit_run(learner, solutions, rng, count, shuffle=shuffle, **settings)
            equal([len(rows) for rows in batches], sizes * 2, what="the sizes of the batches of two epochs")


@check("fit")
def test_fit_each_row_once(learner, solutions, rng):
    """Shuffled too, every epoch takes every row exactly once, each with its own label."""
    for count, batch_size in [(12, 5), (9, 3), (7, 20), (6, 1)]:
        batches, history, (loss, share) = unit_run(
            learner, solutions, rng, count, step=stay, epochs=3, batch_size=batch_size, rng=rng
        )
        rows = list(chain(*batches))
        require(len(rows) == 3 * count, "an epoch must take every row exactly once")
        for epoch in range(3):
            equal(sorted(rows[epoch * count : (epoch + 1) * count]), range(count), what="the rows of an epoch")
        same_history(history, {"loss": [loss] * 3, "accuracy": [share] * 3}, [])


@check("fit")
def test_fit_unshuffled(learner, solutions, rng):
    """shuffle=False keeps the order given, whether or not an rng is there."""
    for off, source in ((False, {}), (np.False_, {"rng": rng})):
        batches, _, _ = unit_run(learner, solutions, rng, 8, epochs=3, batch_size=3, shuffle=off, **source)
        require(batches == [[0, 1, 2], [3, 4, 5], [6, 7]] * 3, "shuffle=False must take the rows in the order given")


@check("fit", points=2)
def test_fit_shuffles_every_epoch(learner, solutions, rng):
    """Shuffling is the default, and each epoch deals the rows in a fresh order."""
    batches, _, _ = unit_run(learner, solutions, rng, 13, epochs=6, batch_size=1, rng=rng)
    equal([len(rows) for rows in batches], [1] * 78, what="the sizes of the batches")
    rows = list(chain(*batches))
    equal(sorted(rows), sorted([*range(13)] * 6), what="the rows of six epochs")
    orders = [rows[13 * epoch : 13 * (epoch + 1)] for epoch in range(6)]
    known = [[*range(13)], [*range(12, -1, -1)], *orders]
    # 13! = 6e9 orders: 6 epochs hit one of a few dozen given orders with a chance below 1e-7.
    distinct = {tuple(order) for order in orders}
    never = len(distinct) == 1 and orders[0] == known[0]
    require(not never, "shuffle=True is the default: draw an order from rng in every epoch", mistake="BAT16")
    require(orders[0] != known[0], "the first epoch is shuffled too", mistake="BAT15")
    require(len(distinct) == 6, "every epoch needs an order of its own: shuffle inside the epoch loop", mistake="BAT5")
    first = orders[0]
    for before, after in pairwise(orders):
        again = [before[place] for place in first], [first[place] for place in before]
        require(after not in again, "each epoch applies the same permutation again: draw a fresh one", mistake="BAT12")
        require(after != before[::-1], "an order reversed is not a fresh one")
    for order in orders:
        turned = [[(row + shift) % 13 for row in base] for base in known[:2] for shift in range(13)]
        require(order not in turned, "starting at another row is no shuffle: draw a permutation", mistake="BAT19")


@check("fit")
def test_fit_shuffle_is_fair(learner, solutions, rng):
    """Every row comes into every batch equally often, and with every other row."""
    epochs, count, size = 60, 12, 4
    batches, _, _ = unit_run(learner, solutions, rng, count, epochs=epochs, batch_size=size, rng=rng)
    equal([len(rows) for rows in batches], [size] * (3 * epochs), what="the sizes of the batches")
    held = np.zeros((epochs, 3, count))
    for number, rows in enumerate(batches):
        held[number // 3, number % 3, rows] = 1
    # 36 counts that are Binomial(60, 1/3) and 66 that are Binomial(60, 3/11): false fail 2e-9 and 2e-9 in all (exact tails).
    # Caught: a row that stays in its batch (count 60 for 20), batches dealt whole (60 for 16), rotations (45 for 16).
    place = held.sum(axis=0)
    require((abs(place - epochs / 3) < 25).all(), "some rows come too often into the same batch: shuffle all rows")
    pairs = np.einsum("ebi,ebj->ij", held, held)[np.triu_indices(count, 1)]
    require(
        (abs(pairs - epochs * 3 / 11) < 24).all(),
        "the same rows share a batch too often: shuffle rows, not batches",
        mistake="BAT13" if (pairs == epochs).any() else None,
    )


# ---- fit: chance


CHANCE = [{"dropout_rate": 0.0}, {"dropout_rate": 0.4, "shuffle": False}, {"dropout_rate": 0.4}]
"""Ways to need an rng: for the order, for the masks, for both."""


@check("fit")
def test_fit_repeatable(learner, rng):
    """Generators in equal states give equal trainings: the rng is the only source of chance."""
    for number, settings in enumerate(CHANCE):
        params, (X, y) = network(rng, [2, 6, 1]), samples(rng, 15, 2, 1)
        seed = int(rng.integers(2**32))
        runs = []
        for _ in range(2):
            source = np.random.default_rng(seed)
            runs.append(fitted(learner.fit(params, X, y, epochs=2, batch_size=2, rng=source, **settings)))
        (first, early), (second, late) = runs
        same = np.allclose(flattened(first), flattened(second), rtol=1e-7, atol=1e-12)
        message = "equal generators must give equal trainings: draw every order and every mask from rng"
        require(same, message, mistake={0: "RNG3", 1: "DRO19"}.get(number))
        same_history(late, {name: numbers(early[name]) for name in HISTORY}, second)


@check("fit", replay=False)  # nobody can replay a call without an rng
def test_fit_other_chance(learner, rng):
    """Other generators, or the same one later on, give other trainings; without an rng, every call differs."""
    for number in (1, 0, 2):  # masks first: an order may make no difference
        settings, ignored = CHANCE[number], False
        params, (X, y) = network(rng, [2, 6, 1]), samples(rng, 12, 2, 1)
        source, runs = np.random.default_rng(int(rng.integers(2**32))), []
        for given in (source, source, np.random.default_rng(int(rng.integers(2**32))), None, None):
            before = source.bit_generator.state
            got, _ = fitted(learner.fit(params, X, y, epochs=2, batch_size=3, rng=given, **settings))
            if given is source and source.bit_generator.state == before:  # unless children have been spawned from it
                bare = learner.fit(params, X, y, epochs=2, batch_size=3, rng=given, shuffle=False)
                ignored = number == 1 and not np.allclose(flattened(fitted(bare)[0]), flattened(got))
                twins = [learner.fit(params, X, y, epochs=2, rng=np.random.default_rng(5), **settings) for _ in "ab"]
                same = np.allclose(*(flattened(fitted(twin)[0]) for twin in twins), rtol=1e-7, atol=1e-12)
                known = {0: "RNG3", 1: "DRO19"}.get(number)
                require(same, "fit must draw from the rng that it is given", mistake=known)
            runs.append(flattened(got))
        # Equal only where 2 epochs came out the same: (12! / 3!**4)**2 deals, or 144 entries of masks: below 1e-9 for 10 pairs.
        for place, run in enumerate(runs):
            for other in runs[:place]:
                same = np.allclose(run, other, rtol=1e-7, atol=0)
                known = "RNG2" if place == 4 else "RNG1" if ignored else None
                require(not same, "two trainings came out equal: never re-seed", mistake=known)


# ---- fit: dropout


def dropped(solutions, params, x, y, masks):
    """(predictions, gradients) of a batch under known masks, worked out here."""
    inputs, active = [x], []
    for (W, b), mask in zip(params[:-1], masks, strict=True):
        z = inputs[-1] @ W + b
        active.append((z > 0) * mask)
        inputs.append(z * active[-1])
    p = solutions.layers.forward(inputs[-1], params[-1:])
    grad, grads = (p - targets(y, p.shape[1])) / len(x), []
    for layer in reversed(range(len(params))):
        grads.insert(0, (inputs[layer].T @ grad, grad.sum(axis=0)))
        if layer:
            grad = (grad @ params[layer][0].T) * active[layer - 1]
    return p, grads


def masks_of_one(params, grads, x):
    """The masks of a batch of one row, NaN where ReLU gave 0: a layer's input is its grad_W / grad_b.

    None where they cannot be told: all that lies behind a layer was silent, or a sum is so close to 0 that float32 blurs it.
    """
    seen, masks = x, []
    for (W, b), after in zip(params[:-1], grads[1:], strict=True):
        inputs, z = input_of(after), seen @ W + b
        if inputs is None or ((z > 0) & (z < 1e-3)).any():
            return None
        masks.append(np.divide(inputs, z, out=np.full_like(z, np.nan), where=z > 0))
        seen = inputs
    return masks


def input_of(layer_grads):
    """The input that one row gave to a layer, from the layer's gradients."""
    grad_W, grad_b = numbers(layer_grads[0]), numbers(layer_grads[1])
    column = abs(grad_b).argmax()
    return grad_W[None, :, column] / grad_b[column] if grad_b[column] else None


def rounded(mask, rate):
    """A mask with its rounding removed; 0 where it could not be seen."""
    return np.where(np.nan_to_num(mask) > 0.5, 1 / (1 - rate), 0.0)


def single_rows(learner, rng, sizes, rate, step, *, epochs, count=6, positive=False):
    """A run with dropout in batches of one row, in order: (X, y, params and gradients of each step, history)."""
    params, (X, y) = network(rng, sizes), samples(rng, count, sizes[0], sizes[-1])
    if positive:  # every ReLU is open, so every mask can be seen
        X, params = abs(X), [(0.3 * abs(W) + 0.1, abs(b) + 0.1) for W, b in params[:-1]] + params[-1:]
    recorder = Recorder(step)
    settings = {"epochs": epochs, "batch_size": 1, "optimizer": optimizer(recorder), "shuffle": False, "rng": rng}
    _, history = fitted(learner.fit(params, X, y, dropout_rate=rate, **settings))
    require(len(recorder.seen) == epochs * count, "optimizer.step must be called once for every batch")
    for given, grads in recorder.seen:
        shapes = [[np.shape(part) for part in layer] for layer in params]
        for what in (given, grads):
            require(
                [[np.shape(part) for part in layer] for layer in what] == shapes,
                "step gets params and grads of one shape",
            )
    return X, y, recorder.seen, history


DROPOUTS = [([3, 8, 1], 0.4), ([2, 7, 6, 3], 0.25), ([3, 6, 5, 6, 1], 0.5), ([2, 9, 2], 0.8), ([3, 2, 1], 0.3)]


@check("fit", points=2)
def test_fit_dropout(learner, solutions, rng):
    """While training each hidden output is 0 or ReLU's times 1 / (1 - rate), and the way back meets the same masks."""
    runs, seen, scaled = [], [], []
    for sizes, rate in DROPOUTS:
        X, y, steps, _ = single_rows(learner, rng, sizes, rate, downhill, epochs=4)
        found = [masks_of_one(params, grads, X[[number % 6]]) for number, (params, grads) in enumerate(steps)]
        runs.append((rate, X, y, steps, found))
        seen += [mask[~np.isnan(mask)] for masks in found for mask in masks or []]
        scaled += [mask[~np.isnan(mask)] * (1 - rate) for masks in found for mask in masks or []]
    seen, scaled = np.concatenate(seen), np.concatenate(scaled)
    # Some 400 entries, 100 of them at rate 0.8: that all of them are kept has a chance far below 1e-9.
    require((abs(seen - 1) > 1e-3).any(), "dropout_rate is given, but no neuron was turned off", mistake="DRO11")
    bare = (np.minimum(abs(seen), abs(seen - 1)) < 1e-3).all()
    require(not bare, "the neurons that stay must be scaled up by 1 / (1 - rate)", mistake="DRO1")
    right = np.minimum(abs(scaled), abs(scaled - 1)) < 1e-3
    require(
        right.all(), "each hidden output must be ReLU's times 0 or 1 / (1 - rate)", factors=np.unique(seen.round(4))
    )
    for rate, X, y, steps, found in runs:
        for number, ((params, grads), masks) in enumerate(zip(steps, found, strict=True)):
            if masks is not None:
                row = [number % 6]
                _, expected = dropped(solutions, params, X[row], y[row], [rounded(mask, rate) for mask in masks])
                all_close(grads, expected, "the gradients given to step", atol=1e-9)


@check("fit")
def test_fit_dropout_history(learner, solutions, rng):
    """The history's loss and accuracy come from the training pass, with its neurons turned off."""
    for sizes, rate in DROPOUTS[:2]:
        _, y, steps, history = single_rows(learner, rng, sizes, rate, downhill, epochs=4)
        found = []
        for number, (params, grads) in enumerate(steps):
            p = solutions.layers.forward(input_of(grads[-1]), params[-1:])
            found.append(scores(y[[number % 6]], p))
        means = np.array(found).reshape(4, 6, 2).mean(axis=1)
        same_history(history, {"loss": means[:, 0], "accuracy": means[:, 1]}, steps[-1][0])


def unit_masks(learner, solutions, rng, outputs, rate, *, count=7, batch_size=4, epochs=20, units=6):
    """Masks of whole batches: of each epoch, row and hidden unit, whether it was kept. Weights are frozen.

    X is the unit matrix: row i of the first layer's gradient belongs to row i of the data.
    """
    params = network(rng, [count, units, outputs])
    params[0] = tuple(abs(part) + 0.1 for part in params[0])
    X, y, recorder = np.eye(count), rng.integers(0, max(outputs, 2), size=count), Recorder()
    settings = {
        "epochs": epochs,
        "batch_size": batch_size,
        "shuffle": False,
        "rng": rng,
        "optimizer": optimizer(recorder),
    }
    _, history = fitted(learner.fit(params, X, y, dropout_rate=rate, **settings))
    starts = range(0, count, batch_size)
    require(len(recorder.seen) == epochs * len(starts), "optimizer.step must be called once for every batch")
    kept, losses = np.zeros((epochs, count, units), dtype=bool), np.zeros((epochs, 2))
    for number, (given, grads) in enumerate(recorder.seen):
        epoch, rows = number // len(starts), np.arange(count)[starts[number % len(starts)] :][:batch_size]
        first = numbers(grads[0][0])
        require(first.shape == (count, units), "the first layer's gradient has the wrong shape")
        kept[epoch, rows] = first[rows] != 0
        p, expected = dropped(solutions, given, X[rows], y[rows], [kept[epoch, rows] / (1 - rate)])
        all_close(grads, expected, "the gradients given to step", atol=1e-9)
        losses[epoch] += len(rows) * np.array(scores(y[rows], p))
    same_history(history, {"loss": losses[:, 0] / count, "accuracy": losses[:, 1] / count}, recorder.seen[0][0])
    return kept


@check("fit")
def test_fit_dropout_batches(learner, solutions, rng):
    """In batches, with a smaller last one, and for one output or several: forward and back use one mask."""
    for outputs, rate in [(1, 0.3), (3, 0.5), (2, 0.6)]:
        unit_masks(learner, solutions, rng, outputs, rate, epochs=4)
        unit_masks(learner, solutions, rng, outputs, rate, epochs=3, count=3, batch_size=10)


def independent(a, b, message, mistake=None):
    """Require that two arrays of truth values, each true with chance 0.7, agree no more often than chance has it."""
    # Agreement has chance 0.58; chains of pairs that share an entry have variance up to 0.29 a pair. 6 standard deviations:
    # false fail about 2e-9. A mask used twice agrees always: at least 18 standard deviations with the sizes used here.
    surplus = abs((a == b).sum() - 0.58 * a.size)
    require(surplus < 6 * np.sqrt(0.3 * a.size), message, mistake=mistake)


@check("fit")
def test_fit_dropout_chance(learner, solutions, rng):
    """A share `rate` of the neurons is turned off, each on its own: by sample, batch, epoch and layer."""
    kept = unit_masks(learner, solutions, rng, 1, 0.3)
    X, _, steps, _ = single_rows(learner, rng, [3, 6, 6, 1], 0.3, stay, epochs=30, count=4, positive=True)
    found = [masks_of_one(params, grads, X[[number % 4]]) for number, (params, grads) in enumerate(steps)]
    whole = np.array(
        [np.concatenate(masks) > 0.5 for masks in found if masks]
    )  # (step, layer, unit); 0.1 % are not visible
    for share in (kept, whole[:, 0], whole[:, 1]):
        # 720 or 840 draws: 6 standard deviations are 0.1, false fail 2e-9.
        far = abs(share.mean() - 0.7) > 6 * np.sqrt(0.21 / share.size)
        require(
            not far,
            "the share of neurons turned off must be dropout_rate",
            mistake="DRO6" if share.mean() < 0.45 else None,
        )
    independent(
        kept[:, [0, 1, 2, 4, 5]],
        kept[:, [1, 2, 3, 5, 6]],
        "all samples of a batch have the same neurons turned off",
        "DRO5",
    )
    independent(
        kept[1:], kept[:-1], "the same neurons are turned off in every epoch: draw new masks for each batch", "DRO12"
    )
    independent(
        kept[:, :3],
        kept[:, 4:],
        "the same neurons are turned off in every batch: draw new masks for each batch",
        "DRO12",
    )
    independent(
        whole[1:], whole[:-1], "the same neurons are turned off in every batch: draw new masks for each batch", "DRO12"
    )
    independent(whole[:, 0], whole[:, 1], "each layer needs a mask of its own")
    independent(whole[:, :, 1:], whole[:, :, :-1], "each neuron of a layer must be turned off on its own")


@check("fit")
def test_fit_dropout_not_in_validation(learner, solutions, rng):
    """Validation uses all neurons: dropout is for the training pass only."""
    for sizes in ([2, 8, 1], [3, 6, 5, 3]):
        params, (X, y), validation = (
            network(rng, sizes),
            samples(rng, 10, sizes[0], sizes[-1]),
            samples(rng, 9, sizes[0], sizes[-1]),
        )
        settings = {"epochs": 3, "batch_size": 4, "dropout_rate": 0.5, "validation_data": validation, "rng": rng}
        got, history = fitted(learner.fit(params, X, y, optimizer=optimizer(stay), **settings))
        loss, share = measured(solutions, params, *validation)
        same_history(history, {"val_loss": [loss] * 3, "val_accuracy": [share] * 3}, got)
        got, history = fitted(learner.fit(params, X, y, optimizer=optimizer(downhill), **settings))
        final = measured(solutions, [tuple(map(numbers, layer)) for layer in got], *validation)
        last = {name: [numbers(history[name])[-1]] for name in VALIDATION}
        same_history(last, {"val_loss": [final[0]], "val_accuracy": [final[1]]}, got)


@check("fit")
def test_fit_dropout_hidden_only(learner, solutions, rng):
    """A network without hidden layers has nothing to turn off: inputs and outputs are never dropped."""
    for sizes in ([3, 1], [4, 3]):
        params, (X, y) = network(rng, sizes), samples(rng, 7, sizes[0], sizes[-1])
        expected, diary = rehearse(solutions, params, X, y, downhill, epochs=2, batch_size=3)
        settings = {"epochs": 2, "batch_size": 3, "shuffle": False, "rng": rng, "optimizer": optimizer(downhill)}
        got, history = fitted(learner.fit(params, X, y, dropout_rate=0.5, **settings))
        all_close(got, expected, "params")
        same_history(history, diary, got)


# ---- fit: early stopping


def play(learner, worker, losses, patience, *, batches=1, validate=True, **more):
    """A training whose val_loss follows a script: (number of steps behind the returned params, history).

    The network is a bias b; its weights see zeros only, and one of them counts the steps. Training labels are 0 and validation
    labels 1, so the training loss rises where val_loss falls. In the midst of an epoch val_loss would be tempting.
    """
    script = [1.0] + [level for loss in losses for level in [0.01] * (batches - 1) + [loss]]
    biases = -np.log(np.expm1(script))

    def step(params, grads):
        count = int(np.rint(np.asarray(params[0][0])[0, 0])) + 1
        return [(np.array([[float(count)], [0.5]]), biases[[min(count, len(biases) - 1)]])]

    options = {"validation_data": (np.zeros((3, 2)), np.ones(3, dtype=int))} if validate else {}
    if patience is not None:
        options["early_stopping"] = module_of(worker, "regularization").EarlyStopping(patience=patience)
    zeros = np.zeros((2 * batches, 2))
    start = [(np.array([[0.0], [0.5]]), biases[:1].copy())]
    settings = {"epochs": len(losses), "batch_size": 2, "optimizer": optimizer(step)}
    params, history = fitted(learner.fit(start, zeros, np.zeros(2 * batches, dtype=int), **settings, **options, **more))
    return int(np.rint(numbers(params[0][0])[0, 0])), history, params


def told(losses, patience):
    """(epochs that run, number of the best one) with early stopping, worked out here."""
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        best, waited = (epoch, 0) if epoch == 0 or loss < losses[best] else (best, waited + 1)
        if waited == patience:
            return epoch + 1, best
    return len(losses), best


STORIES = [
    ([1.0, 0.9, 0.8, 0.85, 0.81, 0.8, 0.9, 0.7], 3),
    ([0.9, 0.7, 0.8, 0.6, 0.65, 0.7, 0.5, 0.4], 2),
    ([0.5, 0.6, 0.4, 0.3], 1),
    ([0.6, 0.6, 0.6, 0.6, 0.2], 3),
    ([0.4, 0.5, 0.45, 0.43, 0.41, 0.2], 4),
    ([0.6, 0.59998, 0.59996, 0.59994, 0.59992, 0.5999, 0.59995, 0.59993, 0.1], 2),
    ([1.2, 1.0, 0.9, 0.95, 0.7, 0.8, 0.75, 0.72, 0.71, 0.74, 0.1], 5),
]
UNSTOPPED = [
    ([1.0, 0.6, 0.8, 0.7], 5),
    ([0.5, 0.6, 0.7], 4),
    ([0.9, 0.8, 0.7], 2),
    ([0.7, 0.4, 0.9, 0.8], 3),
    ([0.6], 1),
]


@check("fit", points=2)
def test_fit_stops_early(learner, worker, rng):
    """Training ends with the epoch in which early stopping says so, watching val_loss; the history ends there too."""
    drawn = [(rng.permutation(np.linspace(0.2, 1.6, 9)).tolist(), int(rng.integers(1, 4))) for _ in range(3)]
    for losses, patience in STORIES + drawn:
        for batches in (1, 2):
            ran, _ = told(losses, patience)
            _, history, params = play(learner, worker, losses, patience, batches=batches)
            for name in HISTORY:
                require(
                    name in history and len(history[name]) == ran,
                    "training must end with the epoch in which update says stop",
                )
            same_history(history, {"val_loss": losses[:ran]}, params)


@check("fit")
def test_fit_returns_the_best(learner, worker, rng):
    """After an early stop the params of the epoch with the lowest val_loss come back."""
    drawn = [
        (rng.permutation(np.linspace(0.2, 1.6, 9)).tolist() + [1.7] * 3, int(rng.integers(1, 4))) for _ in range(3)
    ]
    for losses, patience in STORIES + drawn:
        for batches in (1, 3):
            # There is no hidden layer, so dropout must change nothing.
            steps, _, _ = play(learner, worker, losses, patience, batches=batches, dropout_rate=0.5 * (batches > 1))
            equal(
                steps, (told(losses, patience)[1] + 1) * batches, what="the number of steps behind the returned params"
            )


@check("fit")
def test_fit_returns_the_best_unstopped(learner, worker, rng):
    """When the epochs run out before it stops, the best params come back all the same."""
    for losses, patience in UNSTOPPED:
        steps, history, params = play(learner, worker, losses, patience)
        same_history(history, {"val_loss": losses}, params)
        equal(steps, told(losses, patience)[1] + 1, what="the number of steps behind the returned params")


@check("fit")
def test_fit_early_stopping_needs_validation(learner, worker, rng):
    """Without validation data early stopping is ignored: all epochs run, and the last params come back."""
    for losses, patience in [([0.5, 0.6, 0.7, 0.8, 0.9], 1), ([0.9, 0.8, 0.7, 0.9], 2)]:
        for script in (losses, losses[::-1]):
            steps, history, _ = play(learner, worker, script, patience, validate=False)
            equal(steps, len(script), what="the number of steps behind the returned params")
            require(len(history.get("loss", [])) == len(script), "without validation data all epochs must run")


@check("fit")
def test_fit_returns_the_last(learner, worker, rng):
    """Without early stopping the params of the last epoch come back, however well an earlier one did."""
    for losses in ([0.5, 0.6, 0.7], [0.9, 0.4, 0.5, 0.8, 0.8, 0.9, 1.0, 1.1]):
        steps, history, params = play(learner, worker, losses, None, batches=2)
        same_history(history, {"val_loss": losses}, params)
        equal(steps, 2 * len(losses), what="the number of steps behind the returned params")


@check("fit")
def test_fit_best_of_a_real_training(learner, solutions, worker, rng):
    """With shuffling, dropout and early stopping together, the returned params are those of the lowest val_loss."""
    params, (X, y), validation = network(rng, [2, 8, 1]), samples(rng, 14, 2, 1), samples(rng, 9, 2, 1)
    settings = {"epochs": 12, "batch_size": 4, "dropout_rate": 0.3, "rng": rng, "optimizer": optimizer(downhill)}
    stop = module_of(worker, "regularization").EarlyStopping(4)
    got, history = fitted(learner.fit(params, X, y, validation_data=validation, early_stopping=stop, **settings))
    final, _ = measured(solutions, [tuple(map(numbers, layer)) for layer in got], *validation)
    same_history({"val_loss": [min(numbers(history["val_loss"]))]}, {"val_loss": [final]}, got)
