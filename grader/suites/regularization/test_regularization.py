"""Checks of chapter 9. Jitter is judged by law and structure, never by one stream of random numbers.

Statistical bounds are 6 standard deviations wide, over 2000 draws and more each. The exact tail is at most 2.5e-8 (the
share beyond three standard deviations, 65 expected), 8e-9 for a variance and 2e-9 elsewhere: below 4e-7 for all bounds
of a check together.
"""

from itertools import pairwise

import numpy as np

from nngrade.sandbox.proxies import RemoteFunction
from nngrade.suite import all_close, check, close, each, equal, numbers, require, stands_alone, unchanged

NETWORKS = [[3, 4, 2], [4, 4, 4], [5, 1], [2, 3, 4, 1], [1, 1], [6, 2, 3, 3, 2], [3, 5]]
STRENGTHS = [0.3, 0.01, 2.0, 0.05, 1.5, 0.004, 1]


@check("l2_penalty", points=2)
def test_penalty_values(learner, reference, rng):
    """The penalty is strength times the sum of all squared weights, over all layers."""
    cases = [(network(rng, sizes), strength) for sizes, strength in zip(NETWORKS, STRENGTHS, strict=True)]
    results = each(learner.l2_penalty, cases)
    for (params, strength), result in zip(cases, results, strict=True):
        close(result, reference.l2_penalty(params, strength), {"layers": len(params)})


@check("l2_penalty")
def test_penalty_biases_are_free(learner, reference, rng):
    """Biases cost nothing, however large."""
    params = network(rng, [3, 4, 2])
    cases = [[(W, factor * b) for W, b in params] for factor in (0.0, 1.0, 1000.0)] + [[(0 * W, b) for W, b in params]]
    results = each(learner.l2_penalty, [(case, 0.5) for case in cases])
    for case, result in zip(cases, results, strict=True):
        close(result, reference.l2_penalty(case, 0.5))


@check("l2_penalty")
def test_penalty_arguments(learner, reference, rng):
    """Without strength it is 0.01; it can be given by name, and 0 makes weights free."""
    net = network(rng, [4, 3, 1])
    results = [learner.l2_penalty(fresh(net)), learner.l2_penalty(params=fresh(net))]
    results += [learner.l2_penalty(fresh(net), strength=0.2), learner.l2_penalty(strength=0.07, params=fresh(net))]
    results += [learner.l2_penalty(fresh(net), 0), learner.l2_penalty(fresh(net))]
    again = np.allclose(numbers(results[0]), numbers(results[-1]))
    require(again, "the same call again gave another penalty: start every call at 0", mistake="L2R18")
    for result, strength in zip(results, [0.01, 0.01, 0.2, 0.07, 0.0, 0.01], strict=True):
        close(result, reference.l2_penalty(net, strength))


@check("l2_penalty")
def test_penalty_leaves_params(learner, rng):
    """The list of params and its arrays are left as they were."""
    unchanged(learner.l2_penalty, network(rng, [3, 4, 2]), 0.1)


@check("l2_penalty")
def test_penalty_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same params in place."""
    for sizes in ([3, 4, 2], [5, 1]):
        stands_alone(learner.l2_penalty, [network(rng, sizes), 0.3], [network(rng, sizes), 0.3], remembered="L2R34")


@check("l2_gradient", points=2)
def test_gradient_values(learner, rng):
    """The gradient is 2 * strength * W, entry by entry."""
    shapes = [(3, 4), (4, 4), (5, 1), (1, 6), (1, 1), (2, 2), (40, 3)]
    cases = [(rng.normal(scale=2, size=shape), strength) for shape, strength in zip(shapes, STRENGTHS, strict=True)]
    cases += [(np.zeros((2, 3)), 0.4), (np.asfortranarray(rng.normal(size=(3, 5))), 0.02)]
    results = each(learner.l2_gradient, cases)
    for (W, strength), result in zip(cases, results, strict=True):
        close(result, 2 * strength * W, {"inputs": W.shape[0], "neurons": W.shape[1]})


@check("l2_gradient")
def test_gradient_arguments(learner, rng):
    """Without strength it is 0.01; it can be given by name, and 0 gives a gradient of zeros."""
    W = rng.normal(size=(3, 4))
    results = [learner.l2_gradient(W), learner.l2_gradient(W=W), learner.l2_gradient(W, strength=0.2)]
    results += [learner.l2_gradient(strength=0.07, W=W), learner.l2_gradient(W, 0)]
    for result, strength in zip(results, [0.01, 0.01, 0.2, 0.07, 0.0], strict=True):
        close(result, 2 * strength * W)


@check("l2_gradient")
def test_gradient_leaves_weights(learner, rng):
    """The weights are left as they were: computing a gradient is no update."""
    unchanged(learner.l2_gradient, rng.normal(size=(3, 4)), 0.1)


@check("l2_gradient")
def test_gradient_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([W, 0.3] for W in rng.normal(size=(2, 3, 4)))
    stands_alone(learner.l2_gradient, first, second, remembered="L2R35", reused="L2R36")


@check("EarlyStopping", points=3)
def test_stopping_moment(learner, rng):
    """Stop comes exactly when `patience` updates in a row were not better than the best before them."""
    for patience in (1, 2, 3, 4, 6):
        for _ in range(4):
            losses = rng.integers(2, 40, size=25) / 16
            stops = watch(begin(learner, patience), losses, patience)
            equal([stop for stop, *_ in stops], answers(losses, patience), what="the answers")


@check("EarlyStopping")
def test_stopping_is_truth_value(learner, rng):
    """The answer of update is True or False, not a number."""
    stops = watch(begin(learner, 2), rng.uniform(1, 2) + np.arange(4), 2)
    for stop, *_ in stops:
        array = numbers(stop, like=np.asarray(True))
        known = "EST41" if array.dtype.kind in "iu" and np.isin(array, (0, 1)).all() else None
        require(
            array.dtype.kind == "b", "update must return True or False: a comparison gives just that", mistake=known
        )


@check("EarlyStopping")
def test_stopping_improvement_resets(learner, rng):
    """One better update makes up for all bad ones before it: only those in a row count."""
    start = rng.uniform(5, 6)
    losses = start + np.array([0, 1, 2, -1, 0, 1, -2, 0, 0, -3, 0, 0, 0, 0])
    for patience in (3, 4):
        stops = watch(begin(learner, patience), losses, patience)
        equal([stop for stop, *_ in stops], answers(losses, patience), what="the answers")


@check("EarlyStopping")
def test_stopping_equal_is_not_better(learner, rng):
    """An equal loss is no improvement: a plateau ends the training, and the first of equals stays the best."""
    level = rng.integers(1, 9) / 8
    losses, stopper = [level + 1, level, level, level + 0.5, level], begin(learner, patience=3)
    seen = watch(stopper, losses, 3, "best_epoch")
    equal([stop for stop, *_ in seen], answers(losses, 3), what="the answers")
    equal(seen[-1][1], 1, what="best_epoch")


@check("EarlyStopping")
def test_stopping_any_scale(learner, rng):
    """Losses of any size count: huge ones, zero, negative ones, and improvements however small."""
    fine = 0.01 - np.arange(9) * 5e-9
    huge = rng.uniform(2, 9, size=9) * 1e30
    for losses in [fine, huge, np.array([2.0, 0.0, 1.0, 0.5, 0.25]), np.array([0.0, 0.5, -0.5, -2.0, -1.0, 3.0, 0.0])]:
        seen = watch(begin(learner, 2), losses, 2, "best_loss")
        equal([stop for stop, *_ in seen], answers(losses, 2), what="the answers")
        for (_, best), expected in zip(seen, np.minimum.accumulate(losses), strict=False):
            close(best, expected, what="best_loss", rtol=1e-7)


@check("EarlyStopping")
def test_stopping_nan(learner, rng):
    """A loss of NaN, after real ones, is no improvement; a real one after it may be."""
    a, nan = rng.uniform(1, 2), np.nan
    for losses in [[a, nan, a - 0.2, nan, nan, a - 0.4, nan, nan, nan], [a, a - 0.3, nan, nan, a - 0.1, a - 0.5]]:
        seen = watch(begin(learner, 3), losses, 3, "best_loss", "best_epoch")
        for (stop, *best), (answer, *expected) in zip(seen, facts(losses, 3), strict=True):
            equal(stop, answer, what="the answer")
            close(best[0], expected[0], what="best_loss")
            equal(best[1], expected[1], what="best_epoch")


@check("EarlyStopping", points=2)
def test_stopping_best_loss_and_epoch(learner, rng):
    """After every update, best_loss is the lowest loss so far and best_epoch its number, counted from 0."""
    for patience in (2, 5, 9):
        losses = rng.integers(2, 40, size=20) / 16
        seen = watch(begin(learner, patience), losses, patience, "best_loss", "best_epoch")
        for (_, loss, epoch), (_, best, number) in zip(seen, facts(losses, patience), strict=True):
            close(loss, best, what="best_loss")
            equal(epoch, number, what="best_epoch")


@check("EarlyStopping", points=2)
def test_stopping_best_params(learner, rng):
    """After every update, best_params are the params that came with the best loss, for any number of layers."""
    for sizes, patience in [([2, 3, 1], 4), ([3, 3], 2), ([1, 2, 3, 2], 6)]:
        losses = rng.integers(2, 30, size=12) / 16
        epochs = [network(rng, sizes) for _ in losses]
        stopper, seen = begin(learner, patience), []
        for loss, params, _ in zip(losses, epochs, facts(losses, patience), strict=False):
            stopper.update(loss, params)
            seen.append(pairs(stopper.best_params))
        for best, (_, _, number) in zip(seen, facts(losses, patience), strict=True):
            all_close(best, epochs[number], "best_params")


@check("EarlyStopping", points=3)
def test_stopping_params_are_copies(learner, worker, rng):
    """best_params do not change when the training goes on and writes into its own arrays."""
    epochs = [network(rng, [2, 3, 1]) for _ in range(5)]
    shared, stopper, seen = worker.share(epochs[0]), begin(learner, patience=4), []
    for loss, params in zip([1.0, 0.8, 0.9, 0.7, 0.75], epochs, strict=True):
        shared.write(params)
        stopper.update(loss, shared)
        seen.append((pairs(stopper.best_params), pairs(shared.value())))
    shared.write(network(rng, [2, 3, 1]))
    for (best, own), number, params in zip(seen, [0, 1, 1, 3, 3], epochs, strict=True):
        all_close(own, params, "the params of the caller")
        all_close(best, epochs[number], "best_params")
    all_close(pairs(stopper.best_params), epochs[3], "best_params")


@check("EarlyStopping")
def test_stopping_copies_the_first(learner, worker, rng):
    """The very first params are copied too, in every layer, and better ones later leave them alone."""
    for sizes in ([2, 3, 1], [4, 2], [1, 3, 2, 2]):
        first, later, better = (network(rng, sizes) for _ in range(3))
        shared, stopper = worker.share(first), begin(learner)
        stopper.update(0.5, shared)
        shared.write(later)
        stopper.update(0.6, later)
        kept = pairs(stopper.best_params)
        stopper.update(0.4, better)
        own, last = pairs(shared.value()), pairs(stopper.best_params)
        all_close(kept, first, "best_params")
        all_close(own, later, "the params of the caller")
        all_close(last, better, "best_params")


@check("EarlyStopping")
def test_stopping_list_is_copied(learner, worker, rng):
    """best_params keep their layers when the caller's list gets other ones."""
    for sizes in ([2, 3, 1], [3, 3, 3, 3]):
        first = network(rng, sizes)
        shared, stopper = worker.share(first), begin(learner)
        stopper.update(0.5, shared)
        shared.reverse()
        kept = pairs(stopper.best_params)
        shared.clear()
        all_close(kept, first, "best_params")
        all_close(pairs(stopper.best_params), first, "best_params")


@check("EarlyStopping", points=2)
def test_stopping_instances_independent(learner, rng):
    """Two EarlyStoppings side by side know nothing of each other, and a new one starts afresh."""
    start, steps = rng.uniform(1, 2), np.arange(10) / 8
    plans = [(2, start - steps, [2, 1]), (3, start + steps, [3, 2, 2]), (4, rng.integers(2, 40, size=14) / 16, [1, 4])]
    plans = [(patience, losses, network(rng, sizes), facts(losses, patience)) for patience, losses, sizes in plans]
    first = [begin(learner, patience) for patience, *_ in plans]
    later = [begin(learner, patience) for patience, *_ in plans] if side_by_side(first, plans) else []
    side_by_side(later, plans)


@check("EarlyStopping")
def test_stopping_arguments(learner, rng):
    """Without patience it is 5; all arguments can be given by name."""
    params, start = network(rng, [2, 1]), rng.uniform(1, 2)
    for stopper, patience in [(begin(learner), 5), (begin(learner, patience=7), 7)]:
        rising = [stopper.update(val_loss=start + epoch, params=params) for epoch in range(patience + 1)]
        equal(rising, [False] * patience + [True], what="the answers")


@check("EarlyStopping")
def test_stopping_keeps_going(learner, rng):
    """As long as the loss keeps falling, training may go on for as many epochs as it likes."""
    losses = 3 * 0.97 ** np.arange(120) + rng.uniform(0, 1)
    stopper, params = begin(learner, 1), network(rng, [1, 1])
    equal([stopper.update(loss, params) for loss in losses], [False] * 120, what="the answers")
    equal(stopper.best_epoch, 119, what="best_epoch")


@check("EarlyStopping")
def test_stopping_leaves_params(learner, rng):
    """The caller's list and its arrays are left as they were, in better epochs and in worse ones."""
    stopper = begin(learner, 3)
    for loss in (1.0, 0.5, 0.75, 0.25, 0.5):
        unchanged(stopper.update, loss, network(rng, [2, 3, 1]))


@check("augment", points=2)
def test_augment_originals_first(learner, rng):
    """The originals come first, unchanged, and there are `copies` more blocks of the same size."""
    cases = [(rng.normal(scale=4, size=shape), copies) for shape, copies in BLOCKS]
    results = [learner.augment(X, labels(rng, len(X)), 0.5, copies, rng) for X, copies in cases]
    for (X, copies), result in zip(cases, results, strict=True):
        X_more, _ = both(result)
        require(X_more.shape == ((copies + 1) * len(X), X.shape[1]), "X_more must have n * (copies + 1) rows")
        close(X_more[: len(X)], X, {"samples": X.shape[0], "features": X.shape[1]}, what="the originals")


@check("augment", points=2)
def test_augment_labels(learner, rng):
    """Labels are repeated block by block and never moved, be they a row, a column or one-hot."""
    for (n, features), copies in BLOCKS:
        y = labels(rng, n)
        kinds = [y, y[:, None], np.eye(4)[y], y * 1.0]
        results = [learner.augment(rng.normal(size=(n, features)), kind, 0.5, copies, rng) for kind in kinds]
        for kind, result in zip(kinds, results, strict=True):
            expected = kind[np.arange(n * (copies + 1)) % n]
            equal(both(result)[1], expected, {"samples": n, "copies": copies}, what="y_more")


@check("augment", points=2)
def test_augment_copies_in_order(learner, rng):
    """Row i of every copy is row i of the originals, moved a little."""
    for n, copies in [(30, 3), (2, 5), (12, 1)]:
        X = rng.permutation(n * 4).reshape(n, 4) * 10.0
        X_more = moved(learner.augment(X, labels(rng, n), 0.25, copies, rng), X, copies)
        # 10 standard deviations: 1.5e-23 a number.
        require((abs(X_more - X) < 2.5).all(), "a copy does not keep the order of the rows, or is moved too far")
        for axis in (0, 1, 2):
            require((X_more != X).any(axis=axis).all(), "some numbers of the copies were not moved")


@check("augment", points=3)
def test_augment_jitter_is_gaussian(learner, rng):
    """The jitter is normal, with mean 0 and standard deviation `noise`, whatever X looks like."""
    scale, centre = np.repeat([0, 0.1, 1, 5, 20, 50], 14), np.repeat([0, 0, 5, 0, -50, 0], 14)
    for noise in (0.1, 3.0, 1e-4):
        X = rng.uniform(-1, 1, size=(80, 84)) * (scale if noise > 0.01 else 1) + (centre if noise > 0.01 else 0)
        jitter = (moved(learner.augment(X, labels(rng, 80), noise, 4, rng), X, 4) - X) / noise
        require_normal(jitter, "the jitter" if noise > 0.01 else "a very small jitter")


@check("augment", points=2)
def test_augment_every_number_draws(learner, rng):
    """Each number of each copy is moved on its own: no copy, row or column shares its jitter with another."""
    X = rng.normal(scale=3, size=(80, 40))
    jitter = (moved(learner.augment(X, labels(rng, 80), 0.5, 4, rng), X, 4) - X) / 0.5
    pairings = [(jitter[1:], jitter[:-1], "copies", "AUG1"), (jitter[:, 1:], jitter[:, :-1], "rows", "AUG11")]
    pairings += [(jitter[..., 1:], jitter[..., :-1], "columns", "AUG10"), (jitter[2:], jitter[:-2], "copies", "AUG1")]
    same = [abs(a - b).max() < 1e-3 for a, b, *_ in pairings]
    for (a, b, whose, name), alike in zip(pairings, same, strict=True):
        known = name if alike and sum(same[:3]) == (2 if name == "AUG1" and same[3] else 1) else None
        related = abs((a * b).sum()) > 6 * np.sqrt(a.size)
        require(not related, f"different {whose} are moved by related amounts", mistake=known)
    # Of 12800 sizes of jitter, about 40 pairs agree to six decimals by chance.
    sizes = np.unique(np.round(abs(jitter), 6)).size
    require(sizes > 0.9 * jitter.size, "the same jitter is used at several places: draw every number anew")


@check("augment")
def test_augment_tiny_sets(learner, rng):
    """A set of one row, or of one feature, gets jitter of the same law."""
    for shape, times in [((1, 1), 125), ((3, 1), 45), ((1, 4), 35)]:
        X, y = rng.normal(size=shape), labels(rng, shape[0])
        jitter = np.array([moved(learner.augment(X, y, 0.2, 16, rng), X, 16) - X for _ in range(times)]) / 0.2
        require((jitter != 0).any(axis=0).all(), "in tiny sets, some numbers are never moved")
        require(abs(jitter.mean()) <= 6 / np.sqrt(jitter.size), "in tiny sets, the jitter's mean is not 0")
        require(usual_variance(jitter), "in tiny sets, the jitter's standard deviation is not noise")
        require(usual(jitter > 0, 0.5), "in tiny sets, the jitter is not symmetric around 0")


@check("augment")
def test_augment_without_copies_or_noise(learner, rng):
    """With copies 0 the originals come back alone, with noise 0 the copies are exact."""
    X, y = rng.normal(size=(5, 3)), labels(rng, 5)
    results = [learner.augment(X, y, 0.5, 0, rng), learner.augment(X, y, 0.0, 2, rng), learner.augment(X, y, 0, 1, rng)]
    for result, copies in zip(results, [0, 2, 1], strict=True):
        X_more, y_more = both(result)
        close(X_more, np.concatenate([X] * (copies + 1)), {"samples": 5, "features": 3}, what="X_more")
        equal(y_more, np.concatenate([y] * (copies + 1)), what="y_more")


@check("augment")
def test_augment_draws_anew(learner, rng):
    """Every call draws new jitter."""
    X, y = rng.normal(size=(6, 4)), labels(rng, 6)
    first, second = (moved(learner.augment(X, y, 0.5, 2, rng), X, 2) for _ in range(2))
    require((first != second).mean() > 0.9, "two calls in a row gave the same jitter")


@check("augment")
def test_augment_repeats_with_seed(learner, rng):
    """Generators in equal states give equal jitter: all randomness comes from `rng`."""
    X, y, seed = rng.normal(size=(6, 4)), labels(rng, 6), int(rng.integers(2**31))
    first, second = (
        moved(learner.augment(X.copy(), y.copy(), 0.5, 2, np.random.default_rng(seed)), X, 2) for _ in range(2)
    )
    repeats = np.array_equal(first, second)
    require(repeats, "equal generators gave different jitter: draw from rng only", mistake="AUG16")


@check("augment")
def test_augment_follows_seed(learner, rng):
    """Generators in different states give different jitter."""
    X, y, seeds = rng.normal(size=(6, 4)), labels(rng, 6), rng.integers(2**31, size=2)
    first, second = (moved(learner.augment(X, y, 0.5, 2, np.random.default_rng(int(seed))), X, 2) for seed in seeds)
    require((first != second).mean() > 0.9, "different generators gave the same jitter: draw from rng")


@check("augment")
def test_augment_arguments(learner, rng):
    """All arguments can be given by name."""
    X, y, seed = rng.normal(size=(4, 3)), labels(rng, 4), int(rng.integers(2**31))
    named = learner.augment(copies=2, noise=0.5, rng=np.random.default_rng(seed), y=y, X=X)
    plain = learner.augment(X, y, 0.5, 2, np.random.default_rng(seed))
    close(both(named)[0], both(plain)[0], what="X_more")
    equal(both(named)[1], both(plain)[1], what="y_more")


@check("augment")
def test_augment_leaves_arguments(learner, rng):
    """X and y are left as they were."""
    for X in [rng.normal(size=(6, 5)), np.asfortranarray(rng.normal(size=(4, 7)))]:
        y = labels(rng, len(X))
        for kind in [y, y[:, None], np.eye(4)[y]]:
            unchanged(learner.augment, X, kind, 0.5, 2, rng)


@check("augment")
def test_augment_anew(learner, rng):
    """Each call gives arrays of its own: no later call changes what an earlier one returned."""
    first, second = (
        [rng.normal(size=(4, 3)), y, 0.5, 2, np.random.default_rng(int(rng.integers(2**31)))] for y in "01"
    )
    first[1] = labels(rng, 4)
    second[1] = 3 - first[1]
    stands_alone(learner.augment, first, second, reused="AUG38")


BLOCKS = [((5, 3), 2), ((4, 4), 1), ((1, 6), 3), ((7, 1), 5), ((3, 2), 4)]


def network(rng, sizes):
    """Params of random weights and biases."""
    return [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in pairwise(sizes)]


def fresh(params):
    """The same params in arrays of their own."""
    return [(W.copy(), b.copy()) for W, b in params]


def begin(learner, *args, **kwargs):
    """A new EarlyStopping; one that can also be called, as a function can, is an object all the same."""
    made = learner.EarlyStopping(*args, **kwargs)
    return made.handle() if isinstance(made, RemoteFunction) else made


def facts(losses, patience):
    """(stop, best_loss, best_epoch) of each update, up to the first stop."""
    best, epoch, found = np.inf, 0, []
    for number, loss in enumerate(losses):
        if loss < best:
            best, epoch = loss, number
        found.append((number - epoch >= patience, best, epoch))
        if found[-1][0]:
            break
    return found


def answers(losses, patience):
    """What update says, up to the first stop."""
    return [stop for stop, *_ in facts(losses, patience)]


def watch(stopper, losses, patience, *attributes):
    """What update says and the attributes after it, up to the moment at which it should stop."""
    params, seen = [(np.array([[0.5]]), np.array([0.25]))], []
    for loss, _ in zip(losses, facts(losses, patience), strict=False):
        seen.append((stopper.update(float(loss), params), *(getattr(stopper, name) for name in attributes)))
    return seen


def side_by_side(stoppers, plans):
    """Let stoppers take turns, then look at all that they say."""
    seen = [[] for _ in stoppers]
    for epoch in range(max(len(expected) for *_, expected in plans)):
        for stopper, found, (_, losses, params, expected) in zip(stoppers, seen, plans, strict=False):
            if epoch < len(expected):
                moved_on = [(W + epoch, b - epoch) for W, b in params]
                found.append((stopper.update(losses[epoch], moved_on), stopper.best_epoch, pairs(stopper.best_params)))
    for found, (_, _, params, expected) in zip(seen, plans, strict=False):
        for (stop, number, best), (answer, _, epoch) in zip(found, expected, strict=True):
            equal(stop, answer, what="the answer")
            equal(number, epoch, what="best_epoch")
            all_close(best, [(W + epoch, b - epoch) for W, b in params], "best_params")
    return True


def pairs(best):
    """best_params as they are now, in arrays that no later update can reach."""
    require(isinstance(best, (list, tuple)), "best_params must be a list of (W, b) pairs")
    right = all(isinstance(layer, (list, tuple)) and len(layer) == 2 for layer in best)
    require(right, "best_params must be a list of (W, b) pairs")
    return [(numbers(W, what="W").copy(), numbers(b, what="b").copy()) for W, b in best]


def labels(rng, n):
    """Classes 0 to 3 of n samples."""
    return rng.integers(4, size=n)


def both(result):
    """The pair (X_more, y_more) as arrays."""
    pair = isinstance(result, (list, tuple)) and len(result) == 2
    require(pair, "augment must give back two arrays: return X_more, y_more")
    X_more, y_more = numbers(result[0], what="X_more"), numbers(result[1], what="y_more")
    require(X_more.ndim == 2, "X_more must have the shape (samples, features)")
    return X_more, y_more


def moved(result, X, copies):
    """The copies of an augmented set, as (copies, samples, features)."""
    X_more, _ = both(result)
    rows, features = X.shape
    require(X_more.shape == ((copies + 1) * rows, features), "X_more must have n * (copies + 1) rows")
    return X_more[rows:].reshape(copies, rows, features)


def usual(seen, share):
    """Whether a yes-or-no array has about that share of yes, to 6 standard deviations."""
    return abs(seen.sum() - share * seen.size) <= 6 * np.sqrt(seen.size * share * (1 - share))


def usual_variance(jitter):
    """Whether standard normal draws have about variance 1, to 6 standard deviations."""
    return abs((jitter**2).mean() - 1) <= 6 * np.sqrt(2 / jitter.size)


def require_normal(jitter, what):
    """Standard normal in every copy, in every stretch of rows and of columns, and normal in shape."""
    parts = [*jitter, *np.array_split(jitter, 5, axis=1), *np.array_split(jitter, 6, axis=2)]
    for part in parts:
        require(abs(part.mean()) <= 6 / np.sqrt(part.size), f"the mean of {what} is not 0")
        require(usual_variance(part), f"the standard deviation of {what} is not noise")
    for bound, share in [(0.67449, 0.5), (2.0, 0.0455003), (3.0, 0.0026998)]:
        require(usual(abs(jitter) > bound, share), f"{what} has the right spread but is not normal: use rng.normal")
    require(usual(jitter > 0, 0.5), f"{what} is not symmetric around 0")
