"""Checks of chapter 7. Every row can be told from every other, so that a row that is lost, doubled or mismatched shows.

What is shuffled is judged by law and structure, never by one stream: any way to draw an order from `rng` is right. The
part sizes are ones on which every fair way to write the formula agrees (0.8 * 5 is left out: 1 - 0.8 is not quite 0.2).
Many checks make all their calls before they compare: the more calls, the better one known mistake is told from others.
"""

import numpy as np

from nngrade.sandbox.call import Call
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.suite import check, close, fail, numbers, require, stands_alone, unchanged

TEST_SIZES = [(7, 0.2), (9, 0.2), (10, 0.25), (8, 0.25), (20, 0.2), (5, 0.5), (12, 0.75), (21, 0.05), (2, 0.5)]
FRACTIONS = [(7, 0.2), (10, 0.2), (3, 0.2), (9, 0.5), (8, 0.25), (10, 0.25), (5, 0.7), (2, 0.5), (21, 0.05)]
MANY, CALLS = 400, 25
"""Rows and calls for the law of a shuffle."""
BATCHES = [(10, 4), (8, 4), (9, 3), (5, 1), (4, 4), (3, 8), (1, 2), (7, 6), (6, 5)]


# train_test_split


@check("train_test_split", points=2)
def test_train_test_split_sizes(learner, rng):
    """The test set has n * test_size rows, rounded up; all other rows train."""
    data = [(rng.normal(size=(n, 3)), rng.integers(0, 2, size=n), size) for n, size in TEST_SIZES]
    splits = [four(learner.train_test_split(X, y, test_size, fresh(rng))) for X, y, test_size in data]
    for (n, test_size), parts in zip(TEST_SIZES, splits, strict=True):
        n_test = int(np.ceil(round(n * test_size, 9)))
        shapes = [(n - n_test, 3), (n_test, 3), (n - n_test,), (n_test,)]
        same_shapes(parts, shapes, ("X_train", "X_test", "y_train", "y_test"), n)


@check("train_test_split", points=3)
def test_train_test_split_rows(learner, rng):
    """Every row lands in exactly one part, unchanged, and its label goes with it, whatever the shape of y."""
    cases = [(12, 3, 0.25), (9, 1, 0.4), (4, 4, 0.5), (30, 2, 0.2)]
    data = [(rng.normal(size=(n, features)), y, size) for n, features, size in cases for y in labels(rng, n)]
    splits = [four(learner.train_test_split(X.copy(), y.copy(), test_size, fresh(rng))) for X, y, test_size in data]
    for (X, y, test_size), parts in zip(data, splits, strict=True):
        n_test = int(np.ceil(round(len(X) * test_size, 9)))
        sizes = [(len(X) - n_test,), (n_test,)] * 2
        require([part.shape[:1] for part in parts] == sizes, "the parts have the wrong sizes", sizes=sizes)
        every_row(parts, X, y, mistakes=("SPL7", "SPL8"))


@check("train_test_split")
def test_train_test_split_equal_rows(learner, rng):
    """Samples that look alike are still samples of their own: all are kept, each with its own label."""
    X, y = rng.integers(0, 2, size=(14, 1)).astype(float), rng.permutation(14)
    X_train, X_test, y_train, y_test = four(learner.train_test_split(X.copy(), y.copy(), 0.3, fresh(rng)))
    rows_by_label([(X_train, y_train), (X_test, y_test)], X, y)


@check("train_test_split", points=2)
def test_train_test_split_law(learner, rng):
    """The rows of both parts come in an order that is random through and through."""
    X, y = np.arange(MANY, dtype=float)[:, None], np.arange(MANY)
    orders = []
    for _ in range(CALLS):
        X_train, X_test, y_train, y_test = four(learner.train_test_split(X.copy(), y.copy(), 0.25, rng))
        same_shapes((X_train, X_test), [(300, 1), (100, 1)], ("X_train", "X_test"), MANY)
        orders.append(ids(np.concatenate([X_train, X_test]), np.concatenate([y_train, y_test]), MANY))
    for part in (slice(0, 300), slice(300, None)):
        # random order: half of all steps fall; the standard deviation is sqrt(101 / 12) / 99 / sqrt(25) = 0.006 at most
        falls = np.mean([np.mean(np.diff(order[part]) < 0) for order in orders])
        require(abs(falls - 0.5) < 0.1, "the rows inside a part are not shuffled: shuffle all rows first, then cut")
    random_orders(orders)
    random_orders([np.roll(order, 100) for order in orders])  # the test part may have been cut off at either end


@check("train_test_split", points=2)
def test_train_test_split_rng(learner, rng):
    """Equal generators give equal splits, others give others, and the next call with the same one a new split."""
    X, y = rng.normal(size=(40, 2)), np.arange(40)
    seed = int(rng.integers(2**32))
    first, other = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    splits = [four(learner.train_test_split(X.copy(), y.copy(), 0.25, source)) for source in (first, first, other)]
    splits.append(four(learner.train_test_split(X.copy(), y.copy(), 0.25, np.random.default_rng(seed))))
    orders = [np.concatenate([np.ravel(part) for part in split[2:]]) for split in splits]
    depends_on_rng(orders, {"global": "SPL16", "fixed": "SPL15", "copied": "SPL24"})


@check("train_test_split")
def test_train_test_split_not_stratified(learner, rng):
    """Any row may land in the test set, whatever its label."""
    X, y = rng.normal(size=(40, 2)), np.repeat([0, 1], 20)
    ones = [int(four(learner.train_test_split(X.copy(), y.copy(), 0.25, rng))[3].sum()) for _ in range(40)]
    # 10 of 40 rows: 5 ones in 28 % of all splits, so 40 times the same number by chance: below 1e-20
    require(len(set(ones)) > 1, "the test set always holds the same share of each label: choose rows by chance alone")


@check("train_test_split")
def test_train_test_split_by_name(learner, rng):
    """The arguments can be given by name, in any order."""
    X, y, seed = rng.normal(size=(10, 2)), np.arange(10), int(rng.integers(2**32))
    by_place = four(learner.train_test_split(X, y, 0.3, np.random.default_rng(seed)))
    source = np.random.default_rng(seed)
    by_name = four(learner.train_test_split(rng=source, test_size=0.3, y=y, X=X))
    same_shapes(by_name, [(7, 2), (3, 2), (7,), (3,)], ("X_train", "X_test", "y_train", "y_test"), 10)
    same_splits(by_name, by_place)


@check("train_test_split")
def test_train_test_split_leaves_arguments(learner, rng):
    """X and y stay as they were."""
    for n, test_size in [(12, 0.25), (7, 0.2), (4, 0.5)]:
        for y in labels(rng, n):
            for X in both_layouts(rng.normal(size=(n, 3))):
                unchanged(learner.train_test_split, X, y, test_size, fresh(rng))


@check("train_test_split")
def test_train_test_split_anew(learner, rng):
    """Each call gives arrays of its own: no later call changes what an earlier one returned."""
    first, second = ([rng.normal(size=(9, 2)), rng.permutation(9) + 9.0 * i, 0.3, fresh(rng)] for i in range(2))
    stands_alone(learner.train_test_split, first, second, reused="SPL35")


# standardize


@check("standardize", points=2)
def test_standardize_values(learner, reference, rng):
    """Both sets are scaled with the mean and the standard deviation of each column of the training set."""
    for train, test, features in [(8, 5, 3), (6, 6, 1), (4, 4, 4), (5, 9, 2), (2, 3, 5)]:
        shift, scale = rng.uniform(-3, 3, size=features), rng.uniform(0.5, 4, size=features)
        X_train, X_test = shift + scale * spread(rng, train, features), rng.normal(scale=5, size=(test, features))
        scaled(learner, reference, X_train, X_test)


@check("standardize")
def test_standardize_one_test_row(learner, reference, rng):
    """The test set has no say: one single row is scaled like any other, and so is one far away."""
    X_train = 2 + 3 * spread(rng, 7, 3)
    wide, far, same = rng.normal(0, 900, size=(6, 3)), rng.normal(500, 1, size=(4, 3)), np.full((3, 3), 0.25)
    for X_test in [rng.normal(size=(1, 3)), far, wide, same, X_train[:2]]:
        scaled(learner, reference, X_train, X_test)


@check("standardize", points=2)
def test_standardize_constant_column(learner, reference, rng):
    """A column that is constant in the training set is only centred, in both sets."""
    for constants in [{0: 3.0}, {2: 0.0}, {1: -0.5, 3: 20.0}, {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0}]:
        X_train, X_test = 1 + 2 * spread(rng, 6, 4), rng.normal(4, 3, size=(5, 4))
        for column, value in constants.items():
            X_train[:, column] = value
        scaled(learner, reference, X_train, X_test)


@check("standardize")
def test_standardize_nearly_constant_column(learner, reference, rng):
    """A column with one single other number is not constant, wherever that number stands."""
    for row in range(5):
        X_train, X_test = np.tile([2.0, -1.0, 0.0, 7.0], (5, 1)), rng.normal(size=(3, 4))
        X_train[row, 1:] += rng.uniform(0.5, 2, size=3) * [1, -1, 1]
        scaled(learner, reference, X_train, X_test)
    scaled(learner, reference, np.repeat([[0.0, 1.0], [1.0, 0.0]], 3, axis=0), rng.normal(size=(4, 2)))


@check("standardize")
def test_standardize_one_training_row(learner, reference, rng):
    """With a single training sample all columns are constant."""
    scaled(learner, reference, rng.integers(-8, 9, size=(1, 3)) / 4, rng.normal(size=(4, 3)))


@check("standardize", points=2)
def test_standardize_scales(learner, reference, rng):
    """Tiny columns grow and huge ones shrink, each by its own standard deviation; outliers stay outliers."""
    for factors in [(1e-3, 1.0, 1e4), (1e3, 1e-5, 0.02), (50.0, 1e-3, 1e-3), (1.0, 1e-8, 3e-8)]:
        X_train, X_test = rng.normal(1, 1, size=(9, 3)), rng.normal(1, 1, size=(4, 3))
        X_train[0], X_test[0] = 30.0, -60.0
        scaled(learner, reference, X_train * factors, X_test * factors)


@check("standardize")
def test_standardize_by_name(learner, reference, rng):
    """The arguments can be given by name, and it makes no difference how the arrays lie in memory."""
    X_train, X_test = np.asfortranarray(spread(rng, 6, 3)), np.asfortranarray(3 + 2 * spread(rng, 4, 3))
    got = learner.standardize(X_test=X_test.copy(order="F"), X_train=X_train.copy(order="F"))
    compare_pair(got, reference, X_train, X_test)
    scaled(learner, reference, X_test, X_train)


@check("standardize")
def test_standardize_leaves_arguments(learner, rng):
    """X_train and X_test stay as they were."""
    constant = rng.normal(size=(6, 3))
    constant[:, 1] = 2.0
    for values in (rng.normal(size=(6, 3)), constant, rng.normal(size=(1, 3)), rng.normal(size=(5, 1))):
        for X_train in both_layouts(values):
            unchanged(learner.standardize, X_train, rng.normal(size=(4, values.shape[1])))


@check("standardize")
def test_standardize_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([spread(rng, 6, 3), rng.normal(size=(4, 3))] for _ in range(2))
    second[0] = 2 + 3 * second[0]
    stands_alone(learner.standardize, first, second, remembered="SCL22", reused="SCL23")


# validation_split


@check("validation_split", points=2)
def test_validation_split_values(learner, reference, rng):
    """The first rows train, the last ones validate, in the order in which they came."""
    for n, features, fraction in [(12, 3, 0.25), (10, 1, 0.5), (4, 4, 0.25), (30, 2, 0.2)]:
        cut(learner, reference, rng.normal(size=(n, features)), rng.integers(0, 2, size=n), fraction)


@check("validation_split", points=2)
def test_validation_split_rounding(learner, reference, rng):
    """The number of training rows is n * (1 - fraction), rounded down."""
    data = [(rng.normal(size=(n, 2)), rng.permutation(n), fraction) for n, fraction in FRACTIONS]
    results = [learner.validation_split(X.copy(), y.copy(), fraction) for X, y, fraction in data]
    for (X, y, fraction), got in zip(data, results, strict=True):
        compare_parts(four(got, "val"), reference.validation_split(X, y, fraction))


@check("validation_split")
def test_validation_split_labels(learner, reference, rng):
    """Labels of any shape go with their rows, even where they are sorted."""
    for n in (9, 4):
        for y in [*labels(rng, n), np.sort(rng.integers(0, 3, size=n))]:
            cut(learner, reference, rng.normal(size=(n, 2)), y, 0.25)


@check("validation_split")
def test_validation_split_by_name(learner, reference, rng):
    """The arguments can be given by name, in any order."""
    X, y = rng.normal(size=(11, 2)), np.arange(11)
    parts = four(learner.validation_split(fraction=0.4, y=y.copy(), X=X.copy()), "val")
    compare_parts(parts, reference.validation_split(X, y, 0.4))


@check("validation_split")
def test_validation_split_leaves_arguments(learner, rng):
    """X and y stay as they were."""
    for n, fraction in [(8, 0.25), (7, 0.2), (4, 0.5)]:
        for y in labels(rng, n):
            for X in both_layouts(rng.normal(size=(n, 3))):
                unchanged(learner.validation_split, X, y, fraction)


@check("validation_split")
def test_validation_split_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([rng.normal(size=(8, 2)), rng.permutation(8) + 8.0 * i, 0.25] for i in range(2))
    stands_alone(learner.validation_split, first, second, remembered="SPL36", reused="SPL37")


# minibatches


@check("minibatches", points=2)
def test_minibatches_in_order(learner, reference, worker, rng):
    """Without an rng the rows keep their order; every batch is full, but for the last, which holds the rest."""
    data = [(rng.normal(size=(n, 3)), rng.permutation(n), size) for n, size in BATCHES]
    results = [batches(learner.minibatches(X.copy(), y.copy(), size), worker) for X, y, size in data]
    for (X, y, size), got in zip(data, results, strict=True):
        compare_batches(got, list(reference.minibatches(X, y, size)), len(X), size)


@check("minibatches", points=3)
def test_minibatches_shuffled(learner, worker, rng):
    """With an rng every row comes exactly once a call, in batches of the same sizes, and its label with it."""
    kinds = {(10, 4): 4, (3, 8): 4, (5, 1): 3}  # every kind of y for some sizes, one kind for the others
    data = [
        (rng.normal(size=(n, 2)), y, size) for n, size in BATCHES for y in labels(rng, n)[: kinds.get((n, size), 1)]
    ]
    results = [batches(learner.minibatches(X.copy(), y.copy(), size, fresh(rng)), worker) for X, y, size in data]
    for (X, y, size), got in zip(data, results, strict=True):
        right_sizes(got, len(X), size)
        every_row([*[part for part, _ in got], *[part for _, part in got]], X, y, mistakes=("BAT3", "BAT9"))


@check("minibatches")
def test_minibatches_labels(learner, reference, worker, rng):
    """Labels of any shape keep it, and X may have one feature or many."""
    for features, n in [(1, 7), (5, 6), (2, 2)]:
        for y in labels(rng, n):
            X = rng.normal(size=(n, features))
            got = batches(learner.minibatches(X.copy(), y.copy(), 2), worker)
            compare_batches(got, list(reference.minibatches(X, y, 2)), n, 2)


@check("minibatches", points=2)
def test_minibatches_law(learner, worker, rng):
    """The order of a call is random through and through, not only within or between batches."""
    X, y = np.arange(MANY, dtype=float)[:, None], np.arange(MANY)
    orders = []
    for _ in range(CALLS):
        got = batches(learner.minibatches(X.copy(), y.copy(), 32, rng), worker)
        right_sizes(got, MANY, 32)
        orders.append(ids(*(np.concatenate(parts) for parts in zip(*got, strict=True)), MANY))
    random_orders(orders)


@check("minibatches", points=2)
def test_minibatches_rng(learner, worker, rng):
    """Equal generators give equal orders, others give others, and each call with the same one a new order."""
    X, y = rng.normal(size=(40, 2)), np.arange(40)
    seed = int(rng.integers(2**32))
    first, other, again = (np.random.default_rng(s) for s in (seed, seed + 1, seed))
    orders = []
    for source in (first, first, other, again):
        got = batches(learner.minibatches(X.copy(), y.copy(), 3, source), worker)
        orders.append(np.concatenate([part for _, part in got]))
    depends_on_rng(orders, {"global": "BAT16", "fixed": "BAT5", "copied": "BAT25"})


@check("minibatches")
def test_minibatches_none(learner, worker, rng):
    """rng=None may be said aloud, by place or by name, and means the same as nothing."""
    X, y = rng.normal(size=(9, 2)), np.arange(9)
    source = np.random.default_rng(1)
    calls = [
        learner.minibatches(X, y, 4),
        learner.minibatches(X, y, 4, None),
        learner.minibatches(X, y, 4, rng=None),
        learner.minibatches(batch_size=4, y=y, X=X),
    ]
    list(batches(learner.minibatches(X=X, y=y, batch_size=4, rng=source), worker))
    for got in [*calls, learner.minibatches(X, y, 4)]:
        compare_batches(batches(got, worker), [(X[:4], y[:4]), (X[4:8], y[4:8]), (X[8:], y[8:])], 9, 4)


@check("minibatches")
def test_minibatches_equal_rows(learner, worker, rng):
    """Samples that look alike are still samples of their own: all are kept, each with its own label."""
    X, y = rng.integers(0, 2, size=(14, 1)).astype(float), rng.permutation(14)
    for source in (None, fresh(rng)):
        rows_by_label(batches(learner.minibatches(X.copy(), y.copy(), 4, source), worker), X, y)


@check("minibatches")
def test_minibatches_two_at_once(learner, reference, worker, rng):
    """Two loops over different data can run side by side, batch by batch."""
    sets = [(rng.normal(size=(n, 2)), rng.permutation(n)) for n in (7, 7, 5)]
    results = [learner.minibatches(X.copy(), y.copy(), 3) for X, y in sets]
    loops = [iter(iterable(got)) for got in results]
    collected = [[] for _ in sets]
    for _ in range(3):
        for loop, found in zip(loops, collected, strict=True):
            found += [batch for _, batch in zip(range(1), loop, strict=False)]
    for found, (X, y) in zip(collected, sets, strict=True):
        compare_batches(batches(found, worker), list(reference.minibatches(X, y, 3)), len(X), 3)


@check("minibatches")
def test_minibatches_leaves_arguments(learner, worker, rng):
    """X and y stay as they were, also while the batches are drawn."""
    data = [(y, 4) for y in labels(rng, 9)] + [(rng.permutation(n), size) for n, size in [(6, 3), (3, 8), (4, 1)]]
    for y, size in data:
        for X in both_layouts(rng.normal(size=(len(y), 3))):
            for source in (None, fresh(rng)):
                batches(unchanged(learner.minibatches, X, y, size, source), worker)


@check("minibatches", after="test_minibatches_leaves_arguments")
def test_minibatches_leaves_arguments_later(learner, worker, rng):
    """Going through the batches changes neither X nor y."""
    for n, source in [(9, None), (9, fresh(rng)), (8, fresh(rng)), (3, fresh(rng))]:
        X, y = rng.normal(size=(n, 3)), rng.permutation(n)
        held = worker.share(X), worker.share(y)
        batches(learner.minibatches(*held, 4, source), worker)
        for shared, before in zip(held, (X, y), strict=True):
            require(np.array_equal(shared.value(), before), "the caller's X or y changed while the batches were drawn")


@check("minibatches")
def test_minibatches_anew(learner, reference, worker, rng):
    """Each call gives batches of its own, also where the caller has changed the same X and y in place."""
    first, second = ([rng.normal(size=(7, 2)), rng.permutation(7) + 7 * i] for i in range(2))
    stands_alone(learner.minibatches, [*first, 3], [*second, 3], remembered="BAT30", reused="BAT31", iterates=True)
    held = [worker.share(array) for array in first]
    batches(learner.minibatches(*held, 3), worker)
    for shared, array in zip(held, second, strict=True):
        shared.write(array)
    again = batches(learner.minibatches(*held, 3), worker)
    compare_batches(again, list(reference.minibatches(*second, 3)), 7, 3)


# Data


def fresh(rng):
    """A generator of its own for one call."""
    return np.random.default_rng(int(rng.integers(2**32)))


def labels(rng, n):
    """Labels that tell each row from all others, in the three shapes in which labels come; and plain 0 and 1."""
    order = rng.permutation(n)
    return [order, order[:, None], np.eye(n + 2)[order], rng.integers(0, 2, size=n)]


def both_layouts(X):
    """The same numbers row after row in memory, and column after column."""
    return X, np.asfortranarray(X)


def spread(rng, n, features):
    """Columns of mean 0 and standard deviation 1: none by chance so narrow that rounding in float32 could show."""
    z = rng.normal(size=(n, features))
    return (z - z.mean(axis=0)) / z.std(axis=0)


# Results as arrays


def four(got, second="test"):
    """The four parts of a split as arrays."""
    names = f"(X_train, X_{second}, y_train, y_{second})"
    require(isinstance(got, (list, tuple)) and len(got) == 4, f"the result must be the four parts {names}")
    return [numbers(part) for part in got]


def same_shapes(parts, shapes, names, n):
    """Require the shapes of the parts."""
    for part, shape, name in zip(parts, shapes, names, strict=True):
        require(part.shape == shape, f"{name} has the wrong shape", got=part.shape, expected=shape, rows=n)


def batches(got, worker):
    """All batches as pairs of arrays, taken at once, as `list(...)` does: the same buffer filled anew would show."""
    got = iterable(got)
    if isinstance(got, RemoteObject):
        iterator = worker.perform(Call("iterate", got._number, None))
        got = worker.perform(Call("next", iterator._number, None, [1000]))
    pairs = all(isinstance(batch, (list, tuple)) and len(batch) == 2 for batch in got)
    require(pairs, "each batch must be a pair (X_batch, y_batch)")
    return [(numbers(x), numbers(y)) for x, y in got]


def iterable(got):
    """What a `for` can go through: a list, a tuple, or something of the learner's."""
    if isinstance(got, RemoteFunction):  # an iterable that can be called, too
        return got.handle()
    known = isinstance(got, (list, tuple, RemoteObject))
    require(known, "the result must be something that a `for` can go through, such as a list")
    return got


def ids(xs, ys, n):
    """The order of rows whose one feature and whose label are the number of the row."""
    require(xs.shape == (n, 1) and ys.shape == (n,), "rows are lost or come twice, or X and y have lost their shape")
    require(np.array_equal(np.round(xs[:, 0]), ys), "the labels no longer belong to their rows")
    require(np.array_equal(np.sort(ys), np.arange(n)), "rows are lost or come twice")
    return ys.astype(int)


# Comparisons


def scaled(learner, reference, X_train, X_test):
    """Compare `standardize` with the reference."""
    compare_pair(learner.standardize(X_train.copy(order="K"), X_test.copy(order="K")), reference, X_train, X_test)


def compare_pair(got, reference, X_train, X_test):
    """Require both scaled sets; rounding counts in units of the standard deviation, so zeros may be off by 1e-9."""
    require(isinstance(got, (list, tuple)) and len(got) == 2, "the result must be the pair (X_train, X_test)")
    sizes = {"training samples": len(X_train), "test samples": len(X_test), "features": X_train.shape[1]}
    for mine, right, name in zip(got, reference.standardize(X_train, X_test), ("X_train", "X_test"), strict=True):
        close(mine, right, sizes, atol=1e-9, what=name)


def cut(learner, reference, X, y, fraction):
    """Compare `validation_split` with the reference."""
    parts = four(learner.validation_split(X.copy(), y.copy(), fraction), "val")
    compare_parts(parts, reference.validation_split(X, y, fraction))


def compare_parts(parts, expected):
    """Require the four parts."""
    for part, right, name in zip(parts, expected, ("X_train", "X_val", "y_train", "y_val"), strict=True):
        close(part, right, what=name)


def depends_on_rng(orders, mistakes):
    """Orders drawn with one rng, with the same again, with another, and with one equal to the first when it was new.

    Two orders of 40 rows are equal by chance once in 40! times.
    """
    first, second, other, repeat = orders
    shuffled = np.sum(np.diff(first) < 0) > 1  # unshuffled parts fall once, where one ends and the next begins
    fixed = mistakes["fixed"] if shuffled and np.array_equal(first, second) else None
    alike, again = np.array_equal(first, repeat), np.array_equal(first, second)
    require(alike, "equal generators gave different orders: draw from rng", mistake=mistakes["global"])
    require(not np.array_equal(first, other), "different generators gave the same order: draw from rng", mistake=fixed)
    require(not again, "two calls with one rng gave the same order: draw a new one", mistake=mistakes["copied"])


def same_splits(split, other):
    """Require that two splits are the same."""
    alike = all(a.shape == b.shape and np.array_equal(a, b) for a, b in zip(split, other, strict=True))
    require(alike, "equal generators gave different splits: draw from rng, nothing else")


def compare_batches(got, expected, n, size):
    """Require these batches in this order."""
    right_sizes(got, n, size)
    for number, ((X_batch, y_batch), (X_right, y_right)) in enumerate(zip(got, expected, strict=True), 1):
        close(X_batch, X_right, what=f"X of batch {number}")
        close(y_batch, y_right, what=f"y of batch {number}")


def right_sizes(got, n, size):
    """Require full batches, and the rest in the last one."""
    sizes = [len(X_batch) if X_batch.ndim else 0 for X_batch, _ in got]
    expected = [size] * (n // size) + [n % size] * (n % size > 0)
    shown = {"rows": n, "batch_size": size, "got": sizes, "expected": expected}
    require(sum(sizes) >= n, "rows are missing: the last, smaller batch counts too", **shown)
    require(0 not in sizes, "there is an empty batch", **shown)
    require(sizes == expected, "batches of the wrong size", **shown)


def every_row(parts, X, y, mistakes):
    """Require that parts (those of X first, then those of y) hold each row of X once, with the label of that row."""
    half = len(parts) // 2
    for x_part, y_part in zip(parts[:half], parts[half:], strict=True):
        right = x_part.ndim == 2 and x_part.shape[1] == X.shape[1] and y_part.shape[1:] == y.shape[1:]
        require(right and y_part.ndim == y.ndim, "a part has another kind of shape than its X or y", shape=y_part.shape)
        require(len(x_part) == len(y_part), "X and y are cut at different rows")
    xs, ys = np.concatenate(parts[:half]), np.concatenate(parts[half:])
    order = np.abs(xs[:, None, :] - X[None]).sum(axis=-1).argmin(axis=1)  # to which row each one is nearest
    close(xs, X[order], what="the rows of X")
    require(sorted(order) == list(range(len(X))), "rows are lost or come twice", rows=len(X), got=sorted(order))
    if not np.allclose(ys, y[order], rtol=1e-5):
        kept = np.allclose(ys, y, rtol=1e-5) and len(X) > 8
        moved = len(X) > 8 and ys.ndim == 1 and np.allclose(np.sort(ys), np.sort(y))
        named = mistakes[1] if kept else mistakes[0] if moved else None
        fail("the labels no longer belong to their rows", mistake=named)


def rows_by_label(pairs, X, y):
    """Require that every label comes once, with a row of X that is its own."""
    seen = []
    for X_part, y_part in pairs:
        together = X_part.ndim == 2 and y_part.ndim == 1 and len(X_part) == len(y_part)
        require(together, "X and y are cut at different rows")
        for row, label in zip(X_part, y_part, strict=True):
            where = np.flatnonzero(y == label)
            require(len(where) == 1, "there are labels that y does not have")
            require(np.allclose(row, X[where[0]], rtol=1e-5), "the labels no longer belong to their rows")
            seen.append(where[0])
    require(sorted(seen) == list(range(len(y))), "rows are lost or come twice", rows=len(y), got=len(seen))


def random_orders(orders):
    """Require that orders look drawn at random from all orders of their rows.

    Each bound fails a right solution less often than once in 1e7 times (the law of each number is given beside it).
    """
    n, calls = len(orders[0]), len(orders)
    different = len({order.tobytes() for order in orders}) == calls
    require(different, "two calls with one rng gave the same order: draw a new one each time")
    fixed = sum(np.sum(order == np.arange(n)) for order in orders)
    # Poisson with mean 25: 0 has the probability 1.4e-11, more than 70 has 1e-13
    require(0 < fixed <= 70, "rows stay in their place too often, or never", fixed=fixed)
    for step in (1, -1):
        neighbours = sum(np.sum(np.diff(order) == step) for order in orders)
        require(neighbours <= 70, "rows that were neighbours stay neighbours: shuffle all rows, not blocks of them")
    # a place that a row takes in 8 of 25 calls: below 160000 cells * 1e6 choices * 400**-8 = 3e-10
    places = np.zeros((n, n), int)
    for order in orders:
        places[order, np.arange(n)] += 1
    require(places.max() < 8, "a row comes at the same place again and again")
    # how often each row comes in each quarter: chi-square, mean n * 3, standard deviation 48; at 6.5 of these, 3e-8
    quarters = places.reshape(n, 4, n // 4).sum(axis=2)
    excess = ((quarters - calls / 4) ** 2 / (calls / 4)).sum() - 3 * n
    score = excess / np.sqrt(6 * (n - 1) * (1 - 1 / calls))
    require(abs(score) < 6.5, "some rows come early, or in the test set, more often than others", score=score)
    for sign in (1, -1):
        moves = [(order - sign * np.arange(n)) % n for order in orders]
        for start in (0, n // 4):  # how many rows move by one half of all distances; 5.7 standard deviations are 1.2e-8
            inside = sum(int(((move > start) & (move <= start + n // 2)).sum()) for move in moves)
            score = (inside - calls * n / 2) / np.sqrt(calls * n * n / 4 / (n - 1))
            require(abs(score) < 5.7, "some orders come more often than others", score=score)
