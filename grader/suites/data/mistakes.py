"""Known wrong implementations of chapter 7."""

import copy
import math

import numpy as np

from nngrade.suite import mistake

right_minibatches = minibatches  # the solution's own, before a mistake takes its place


def parted(X, y, order, n_test):
    """The four parts, the test set from the front of the order."""
    return X[order[n_test:]], X[order[:n_test]], y[order[n_test:]], y[order[:n_test]]


# train_test_split


@mistake(
    "SPL4",
    "train_test_split",
    "The rows are not shuffled: sorted data would leave whole classes out of the training set.",
)
def split_unshuffled(X, y, test_size, rng):
    return parted(X, y, np.arange(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL7",
    "train_test_split",
    "X and y are shuffled separately, so that labels lose their rows: one permutation for both.",
)
def split_separately(X, y, test_size, rng):
    n_test = math.ceil(len(X) * test_size)
    one, other = rng.permutation(len(X)), rng.permutation(len(X))
    return X[one[n_test:]], X[one[:n_test]], y[other[n_test:]], y[other[:n_test]]


@mistake(
    "SPL8", "train_test_split", "Only X is shuffled, and y keeps its old order: index both with the same permutation."
)
def split_shuffles_x(X, y, test_size, rng):
    n_train = len(X) - math.ceil(len(X) * test_size)
    X = X[rng.permutation(len(X))]
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake("SPL9", "train_test_split", "n * test_size is rounded down; the test set has ceil(n * test_size) rows.")
def split_floor(X, y, test_size, rng):
    return parted(X, y, rng.permutation(len(X)), int(len(X) * test_size))


@mistake("SPL10", "train_test_split", "n * test_size is rounded to the nearest; it is rounded up: math.ceil.")
def split_round(X, y, test_size, rng):
    return parted(X, y, rng.permutation(len(X)), round(len(X) * test_size))


@mistake(
    "SPL11",
    "train_test_split",
    "One row too many is tested where n * test_size is whole: use math.ceil instead of adding 1.",
)
def split_plus_one(X, y, test_size, rng):
    return parted(X, y, rng.permutation(len(X)), int(len(X) * test_size) + 1)


@mistake("SPL12", "train_test_split", "test_size is taken for the training part: it is the share of the test set.")
def split_swapped(X, y, test_size, rng):
    return parted(X, y, rng.permutation(len(X)), len(X) - math.ceil(len(X) * test_size))


@mistake("SPL13", "train_test_split", "The parts come in the wrong order: X_train, X_test, y_train, y_test.")
def split_order(X, y, test_size, rng):
    X_train, X_test, y_train, y_test = parted(X, y, rng.permutation(len(X)), math.ceil(len(X) * test_size))
    return X_train, y_train, X_test, y_test


@mistake(
    "SPL14",
    "train_test_split",
    "Test rows are drawn with replacement: some come twice, and the training set may hold them too.",
)
def split_with_replacement(X, y, test_size, rng):
    test = rng.integers(len(X), size=math.ceil(len(X) * test_size))
    train = rng.permutation(len(X))[len(test) :]
    return X[train], X[test], y[train], y[test]


@mistake(
    "SPL15", "train_test_split", "The generator is made inside with a fixed seed, so every split is the same: use rng."
)
def split_reseeds(X, y, test_size, rng):
    return parted(X, y, np.random.default_rng(42).permutation(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL16",
    "train_test_split",
    "The random numbers come from elsewhere (np.random, say): draw from rng, so that an equal rng gives an equal split.",
)
def split_global(X, y, test_size, rng):
    return parted(X, y, np.random.permutation(len(X)), math.ceil(len(X) * test_size))


@mistake("SPL17", "train_test_split", "test_size is ignored: 0.2 is only the lesson's number.")
def split_ignores_size(X, y, test_size, rng):
    return parted(X, y, rng.permutation(len(X)), math.ceil(len(X) * 0.2))


@mistake(
    "SPL18", "train_test_split", "rng.shuffle works in place and reorders the caller's X: shuffle row numbers instead."
)
def split_in_place(X, y, test_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order].copy(), y[order].copy()
    return parted(X, y, np.arange(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL19",
    "train_test_split",
    "The training set holds the test rows too: cut the order into two pieces without overlap.",
)
def split_overlaps(X, y, test_size, rng):
    order = rng.permutation(len(X))
    test = order[: math.ceil(len(X) * test_size)]
    return X[order], X[test], y[order], y[test]


@mistake(
    "SPL20",
    "train_test_split",
    "The parts are chosen at random but their rows keep the old order: shuffle all rows, then cut.",
)
def split_sorted(X, y, test_size, rng):
    test = np.sort(rng.permutation(len(X))[: math.ceil(len(X) * test_size)])
    train = np.setdiff1d(np.arange(len(X)), test)
    return X[train], X[test], y[train], y[test]


@mistake("SPL21", "train_test_split", "y comes back flat: it keeps the shape in which it came.")
def split_flattens(X, y, test_size, rng):
    return parted(X, y.ravel(), rng.permutation(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL22",
    "train_test_split",
    "The split keeps the share of each label (stratified): every row has the same chance here.",
)
def split_stratified(X, y, test_size, rng):
    n_test = math.ceil(len(X) * test_size)
    order = rng.permutation(len(X))
    keys = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.ravel()
    values, counts = np.unique(keys, return_counts=True)
    test = []
    for value, count in zip(values, counts):
        test += [i for i in order if keys[i] == value][: int(count * test_size)]
    rest = [i for i in order if i not in set(test)]
    order = np.array([*test, *rest])
    order = np.concatenate([rng.permutation(order[:n_test]), rng.permutation(order[n_test:])])
    return parted(X, y, order, n_test)


@mistake(
    "SPL23",
    "train_test_split",
    "The order is only turned, not shuffled: neighbours stay neighbours; use rng.permutation.",
)
def split_rolled(X, y, test_size, rng):
    return parted(X, y, np.roll(np.arange(len(X)), rng.integers(len(X))), math.ceil(len(X) * test_size))


@mistake(
    "SPL24",
    "train_test_split",
    "The numbers are drawn from a copy of rng, so the next call gives the same split: use rng itself.",
)
def split_copies_rng(X, y, test_size, rng):
    return parted(X, y, copy.deepcopy(rng).permutation(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL25",
    "train_test_split",
    "Labels are looked up by the contents of X: equal rows then share a label. Index X and y by row number.",
)
def split_looks_up(X, y, test_size, rng):
    table = {row.tobytes(): label for row, label in zip(X, y)}
    X = X[rng.permutation(len(X))]
    y = np.array([table[row.tobytes()] for row in X])
    return parted(X, y, np.arange(len(X)), math.ceil(len(X) * test_size))


@mistake(
    "SPL26",
    "train_test_split",
    "Some orders come more often than others: when you swap by hand, swap i with one of the places from i on.",
)
def split_biased(X, y, test_size, rng):
    order = np.arange(len(X))
    for i in range(len(X)):
        j = rng.integers(len(X))
        order[i], order[j] = order[j], order[i]
    return parted(X, y, order, math.ceil(len(X) * test_size))


@mistake(
    "SPL35",
    "train_test_split",
    "The rows are shuffled within arrays that all calls share, so earlier parts change: index the new X and y into new arrays.",
)
def split_in_same_arrays(X, y, test_size, rng, rooms={}):
    room_X, room_y = rooms.setdefault((X.shape, y.shape, y.dtype.kind), (np.empty(X.shape), y.copy()))
    order, n_test = rng.permutation(len(X)), math.ceil(len(X) * test_size)
    room_X[...], room_y[...] = X[order], y[order]
    return room_X[n_test:], room_X[:n_test], room_y[n_test:], room_y[:n_test]


# standardize


def by(X_train, X_test, mean, std):
    """Both sets scaled with these."""
    return (X_train - mean) / std, (X_test - mean) / std


def safe(std):
    """1 in place of 0."""
    return np.where(std == 0, 1.0, std)


@mistake("SCL1", "standardize", "Mean and std are taken from both sets together: the test set must not be looked at.")
def standardize_all(X_train, X_test):
    both = np.concatenate([X_train, X_test])
    return by(X_train, X_test, both.mean(axis=0), safe(both.std(axis=0)))


@mistake("SCL2", "standardize", "The test set is scaled with its own mean and std: use those of the training set.")
def standardize_each(X_train, X_test):
    return tuple((X - X.mean(axis=0)) / safe(X.std(axis=0)) for X in (X_train, X_test))


@mistake("SCL3", "standardize", "One mean and std for all features: take them column by column, axis=0.")
def standardize_overall(X_train, X_test):
    return by(X_train, X_test, X_train.mean(), safe(X_train.std()))


@mistake("SCL4", "standardize", "axis=1 scales samples: features are columns, axis=0.")
def standardize_rows(X_train, X_test):
    return tuple((X - X.mean(axis=1, keepdims=True)) / safe(X.std(axis=1, keepdims=True)) for X in (X_train, X_test))


@mistake("SCL5", "standardize", "A constant column has std 0, and 0 / 0 is NaN: use 1 for std there.")
def standardize_nan(X_train, X_test):
    with np.errstate(all="ignore"):
        return by(X_train, X_test, X_train.mean(axis=0), X_train.std(axis=0))


@mistake("SCL6", "standardize", "The std divides by n - 1 (ddof=1); here it divides by n, as NumPy does by default.")
def standardize_ddof(X_train, X_test):
    n = len(X_train)
    return by(X_train, X_test, X_train.mean(axis=0), safe(X_train.std(axis=0) * math.sqrt(n / max(n - 1, 1))))


@mistake(
    "SCL7",
    "standardize",
    "The test set is not scaled at all: the network has to see it on the scale on which it learned.",
    same_as=("SCL20",),
)
def standardize_not_test(X_train, X_test):
    return by(X_train, X_train, X_train.mean(axis=0), safe(X_train.std(axis=0)))[0], X_test


@mistake("SCL8", "standardize", "Only the mean is subtracted: divide by the std as well.")
def standardize_centres(X_train, X_test):
    return by(X_train, X_test, X_train.mean(axis=0), 1.0)


@mistake("SCL9", "standardize", "The mean is not subtracted: (x - mean) / std.")
def standardize_no_mean(X_train, X_test):
    return by(X_train, X_test, 0.0, safe(X_train.std(axis=0)))


@mistake("SCL10", "standardize", "Divided by the variance: its root is the standard deviation.")
def standardize_variance(X_train, X_test):
    return by(X_train, X_test, X_train.mean(axis=0), safe(X_train.var(axis=0)))


@mistake(
    "SCL11",
    "standardize",
    "A tiny number is added to the std: a constant column of X_test becomes huge and all others are a little off.",
)
def standardize_epsilon(X_train, X_test):
    return by(X_train, X_test, X_train.mean(axis=0), X_train.std(axis=0) + 1e-8)


@mistake("SCL12", "standardize", "A constant column becomes 0 in the test set too; there it is x - mean.")
def standardize_zeroes(X_train, X_test):
    std = X_train.std(axis=0)
    return tuple(np.where(std == 0, 0.0, X) for X in by(X_train, X_test, X_train.mean(axis=0), safe(std)))


@mistake(
    "SCL13", "standardize", "A constant column keeps its number; it is centred, so it becomes 0 in the training set."
)
def standardize_keeps_constant(X_train, X_test):
    std = X_train.std(axis=0)
    return by(X_train, X_test, np.where(std == 0, 0.0, X_train.mean(axis=0)), safe(std))


@mistake(
    "SCL14", "standardize", "The columns are squeezed to between 0 and 1 (min-max); here mean 0 and std 1 is asked."
)
def standardize_min_max(X_train, X_test):
    return by(X_train, X_test, X_train.min(axis=0), safe(np.ptp(X_train, axis=0)))


@mistake("SCL15", "standardize", "`-=` and `/=` change the caller's arrays: build new ones with (X - mean) / std.")
def standardize_in_place(X_train, X_test):
    mean, std = X_train.mean(axis=0), safe(X_train.std(axis=0))
    for X in (X_train, X_test):
        X -= mean
        X /= std
    return X_train, X_test


@mistake("SCL16", "standardize", "Outliers are cut off: the formula has no limit.")
def standardize_clips(X_train, X_test):
    return tuple(np.clip(X, -3, 3) for X in by(X_train, X_test, X_train.mean(axis=0), safe(X_train.std(axis=0))))


@mistake("SCL17", "standardize", "A std below 1 is replaced by 1: only a std of exactly 0 needs that.")
def standardize_at_least_one(X_train, X_test):
    return by(X_train, X_test, X_train.mean(axis=0), np.maximum(X_train.std(axis=0), 1.0))


@mistake("SCL18", "standardize", "Only the training set comes back: return both.")
def standardize_one(X_train, X_test):
    return by(X_train, X_test, X_train.mean(axis=0), safe(X_train.std(axis=0)))[0]


@mistake("SCL19", "standardize", "The median stands where the mean belongs.")
def standardize_median(X_train, X_test):
    return by(X_train, X_test, np.median(X_train, axis=0), safe(X_train.std(axis=0)))


@mistake(
    "SCL20",
    "standardize",
    "The test set is scaled with the mean and std of the scaled training set: take both before you scale.",
    same_as=("SCL7",),
)
def standardize_late(X_train, X_test):
    X_train = by(X_train, X_train, X_train.mean(axis=0), safe(X_train.std(axis=0)))[0]
    return X_train, by(X_test, X_test, X_train.mean(axis=0), safe(X_train.std(axis=0)))[0]


@mistake("SCL21", "standardize", "The results are rounded: never round inside the maths.")
def standardize_rounds(X_train, X_test):
    return tuple(np.round(X, 6) for X in by(X_train, X_test, X_train.mean(axis=0), safe(X_train.std(axis=0))))


@mistake(
    "SCL22",
    "standardize",
    "Mean and standard deviation were kept with the object X_train, but its numbers may change: take them in every call.",
)
def scale_by_object(X_train, X_test, memory={}):
    if id(X_train) not in memory:
        std = X_train.std(axis=0)
        memory[id(X_train)] = X_train.mean(axis=0), np.where(std == 0, 1, std), X_train
    mean, std, _ = memory[id(X_train)]
    return (X_train - mean) / std, (X_test - mean) / std


@mistake(
    "SCL23",
    "standardize",
    "Both sets are scaled within arrays that all calls share, so the caller's earlier sets change: make new arrays.",
)
def scale_in_same_arrays(X_train, X_test, rooms={}):
    std = X_train.std(axis=0)
    parts = [(X - X_train.mean(axis=0)) / np.where(std == 0, 1, std) for X in (X_train, X_test)]
    room = rooms.setdefault((X_train.shape, X_test.shape), [part.copy() for part in parts])
    for array, part in zip(room, parts):
        array[...] = part
    return tuple(room)


@mistake(
    "SCL24", "standardize", "A column of small numbers is no constant one: its std is small, not 0, so divide by it."
)
def scale_not_small(X_train, X_test):
    std = X_train.std(axis=0)
    return by(X_train, X_test, X_train.mean(axis=0), np.where(std < 1e-6, 1.0, std))


# validation_split


@mistake("SPL1", "validation_split", "The rows are shuffled: Keras takes the last part as it comes.")
def validation_shuffled(X, y, fraction):
    order = np.random.default_rng(0).permutation(len(X))
    n_train = math.floor(len(X) * (1 - fraction))
    return X[order][:n_train], X[order][n_train:], y[order][:n_train], y[order][n_train:]


@mistake(
    "SPL2",
    "validation_split",
    "Rounded on the wrong side: floor(n * (1 - fraction)) rows train, so 7 rows and 0.2 give 5.",
)
def validation_rounds_validation(X, y, fraction):
    n_train = len(X) - int(len(X) * fraction)
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake("SPL3", "validation_split", "-0 is 0, so X[-n_val:] is the whole set where n_val is 0: slice from n_train on.")
def validation_minus_zero(X, y, fraction):
    n_val = int(len(X) * fraction)
    return X[: len(X) - n_val], X[-n_val:], y[: len(X) - n_val], y[-n_val:]


@mistake("SPL5", "validation_split", "The training part holds the validation rows too: cut it off before them.")
def validation_overlaps(X, y, fraction):
    n_train = math.floor(len(X) * (1 - fraction))
    return X, X[n_train:], y, y[n_train:]


@mistake("SPL27", "validation_split", "The first rows validate; Keras takes the last ones.")
def validation_first(X, y, fraction):
    n_val = len(X) - math.floor(len(X) * (1 - fraction))
    return X[n_val:], X[:n_val], y[n_val:], y[:n_val]


@mistake("SPL28", "validation_split", "fraction is taken for the training part: it is the share that validates.")
def validation_swapped(X, y, fraction):
    n_train = math.floor(len(X) * fraction)
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake("SPL29", "validation_split", "The parts come in the wrong order: X_train, X_val, y_train, y_val.")
def validation_order(X, y, fraction):
    n_train = math.floor(len(X) * (1 - fraction))
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake("SPL30", "validation_split", "Rounded to the nearest: n * (1 - fraction) is rounded down.")
def validation_round(X, y, fraction):
    n_train = round(len(X) * (1 - fraction))
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake(
    "SPL31", "validation_split", "A row is lost between the parts: the second slice starts where the first one ends."
)
def validation_gap(X, y, fraction):
    n_train = math.floor(len(X) * (1 - fraction))
    return X[:n_train], X[n_train + 1 :], y[:n_train], y[n_train + 1 :]


@mistake("SPL32", "validation_split", "fraction is ignored: 0.2 is only the lesson's number.")
def validation_ignores(X, y, fraction):
    n_train = math.floor(len(X) * 0.8)
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake("SPL33", "validation_split", "y comes back flat: it keeps the shape in which it came.")
def validation_flattens(X, y, fraction):
    n_train = math.floor(len(X) * (1 - fraction))
    y = y.ravel()
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake(
    "SPL34", "validation_split", "The rows are reversed in place, so that the caller's X and y change: slice instead."
)
def validation_in_place(X, y, fraction):
    n_train = math.floor(len(X) * (1 - fraction))
    parts = X[:n_train].copy(), X[n_train:].copy(), y[:n_train].copy(), y[n_train:].copy()
    X[:], y[:] = X[::-1].copy(), y[::-1].copy()
    return parts


@mistake(
    "SPL36",
    "validation_split",
    "An old answer was kept for the objects X and y, but their numbers may change in place: work it out in every call.",
)
def parts_by_object(X, y, fraction, memory={}):
    key = id(X), id(y), fraction
    if key not in memory:
        cut = math.floor(len(X) * (1 - fraction) + 1e-9)
        memory[key] = (X[:cut].copy(), X[cut:].copy(), y[:cut].copy(), y[cut:].copy()), X, y
    return memory[key][0]


@mistake(
    "SPL37",
    "validation_split",
    "The rows are copied into arrays that all calls share, so the caller's earlier parts change: cut the new X and y.",
)
def parts_of_same_arrays(X, y, fraction, rooms={}):
    room_X, room_y = rooms.setdefault((X.shape, y.shape, y.dtype.kind), (np.empty(X.shape), y.copy()))
    room_X[...], room_y[...] = X, y
    cut = math.floor(len(X) * (1 - fraction) + 1e-9)
    return room_X[:cut], room_X[cut:], room_y[:cut], room_y[cut:]


# minibatches


def in_batches(X, y, batch_size, order):
    """Batches in this order."""
    return [(X[order[k : k + batch_size]], y[order[k : k + batch_size]]) for k in range(0, len(order), batch_size)]


def drawn(X, rng):
    """The right order."""
    return np.arange(len(X)) if rng is None else rng.permutation(len(X))


@mistake("BAT1", "minibatches", "The last, smaller batch is dropped: use range(0, n, batch_size).")
def batches_drop_rest(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, drawn(X, rng)[: len(X) // batch_size * batch_size])


@mistake(
    "BAT2",
    "minibatches",
    "The range ends too early and loses even a full last batch: stop at n; slicing copes with the end.",
)
def batches_stop_early(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    starts = range(0, len(X) - batch_size, batch_size)
    return [(X[order[k : k + batch_size]], y[order[k : k + batch_size]]) for k in starts]


@mistake(
    "BAT3", "minibatches", "X and y are shuffled separately, so that labels lose their rows: one permutation for both."
)
def batches_separately(X, y, batch_size, rng=None):
    one, other = drawn(X, rng), drawn(X, rng)
    return in_batches(X[one], y[other], batch_size, np.arange(len(X)))


@mistake("BAT4", "minibatches", "rng.shuffle works in place and returns None: use rng.permutation.")
def batches_of_none(X, y, batch_size, rng=None):
    order = np.arange(len(X))
    if rng is not None:
        order = rng.shuffle(order)
    return [(X[order[k : k + batch_size]], y[order[k : k + batch_size]]) for k in range(0, len(X), batch_size)]


@mistake(
    "BAT5", "minibatches", "The generator is made inside with a fixed seed, so every epoch has the same order: use rng."
)
def batches_reseed(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, drawn(X, None if rng is None else np.random.default_rng(0)))


@mistake(
    "BAT8",
    "minibatches",
    "The rest is cut with a loop variable that does not exist where there are fewer rows than batch_size.",
)
def batches_rest_after_loop(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    result = []
    for number in range(len(X) // batch_size):
        rows = order[number * batch_size : (number + 1) * batch_size]
        result.append((X[rows], y[rows]))
    rows = order[(number + 1) * batch_size :]
    return [*result, (X[rows], y[rows])] if len(rows) else result


@mistake("BAT9", "minibatches", "Only X is shuffled, and y keeps its old order: index both with the same permutation.")
def batches_shuffle_x(X, y, batch_size, rng=None):
    return in_batches(X[drawn(X, rng)], y, batch_size, np.arange(len(X)))


@mistake("BAT10", "minibatches", "An empty batch comes last where batch_size divides n: stop before n.")
def batches_empty(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    starts = range(0, len(X) + 1, batch_size)
    return [(X[order[k : k + batch_size]], y[order[k : k + batch_size]]) for k in starts]


@mistake("BAT11", "minibatches", "The rows are shared out evenly; every batch but the last one has batch_size rows.")
def batches_even(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    return [(X[rows], y[rows]) for rows in np.array_split(order, math.ceil(len(X) / batch_size))]


@mistake(
    "BAT12",
    "minibatches",
    "The last batch is filled up with rows from the start, which come twice then: leave it smaller.",
)
def batches_wrap(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    return in_batches(X, y, batch_size, np.resize(order, math.ceil(len(X) / batch_size) * batch_size))


@mistake(
    "BAT13",
    "minibatches",
    "Every batch is drawn anew, so rows are lost or come twice: one permutation a call, then cut it.",
)
def batches_sampled(X, y, batch_size, rng=None):
    if rng is None:
        return in_batches(X, y, batch_size, np.arange(len(X)))
    sizes = [min(batch_size, len(X) - k) for k in range(0, len(X), batch_size)]
    chosen = [rng.choice(len(X), size, replace=False) for size in sizes]
    return [(X[rows], y[rows]) for rows in chosen]


@mistake("BAT14", "minibatches", "The rows are shuffled although there is no rng: None keeps their order.")
def batches_always_shuffle(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, (rng or np.random.default_rng(3)).permutation(len(X)))


@mistake("BAT15", "minibatches", "rng is ignored: given one, shuffle the rows.")
def batches_never_shuffle(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, np.arange(len(X)))


@mistake(
    "BAT16",
    "minibatches",
    "The random numbers come from elsewhere (np.random, say): draw from rng, so that an equal rng gives equal batches.",
)
def batches_global(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, np.arange(len(X)) if rng is None else np.random.permutation(len(X)))


@mistake(
    "BAT17", "minibatches", "Only the order of the batches is shuffled: the same rows always meet. Shuffle the rows."
)
def batches_of_blocks(X, y, batch_size, rng=None):
    blocks = in_batches(X, y, batch_size, np.arange(len(X)))
    if rng is None:
        return blocks
    full, rest = blocks[: len(X) // batch_size], blocks[len(X) // batch_size :]
    return [full[i] for i in rng.permutation(len(full))] + rest


@mistake("BAT18", "minibatches", "Rows are shuffled inside their batches only: shuffle all rows, then cut.")
def batches_inside(X, y, batch_size, rng=None):
    blocks = np.split(np.arange(len(X)), range(batch_size, len(X), batch_size))
    return [(X[rows], y[rows]) for rows in (block if rng is None else rng.permutation(block) for block in blocks)]


@mistake("BAT19", "minibatches", "rng.shuffle reorders the caller's X and y: shuffle row numbers instead.")
def batches_in_place(X, y, batch_size, rng=None):
    if rng is not None:
        order = rng.permutation(len(X))
        X[:], y[:] = X[order].copy(), y[order].copy()
    return in_batches(X, y, batch_size, np.arange(len(X)))


@mistake(
    "BAT20",
    "minibatches",
    "The caller's X and y are reordered while the batches are drawn: index with row numbers instead.",
)
def batches_in_place_later(X, y, batch_size, rng=None):
    mine = X.copy(), y.copy()
    yield from in_batches(*mine, batch_size, drawn(X, rng))
    X[:], y[:] = X[::-1].copy(), y[::-1].copy()


@mistake(
    "BAT21",
    "minibatches",
    "One array is filled again for every batch, so that all collected batches hold the last one: make new arrays.",
)
def batches_one_buffer(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    X_store, y_store = np.empty_like(X[:batch_size]), np.empty_like(y[:batch_size])
    for k in range(0, len(X), batch_size):
        rows = order[k : k + batch_size]
        X_store[: len(rows)], y_store[: len(rows)] = X[rows], y[rows]
        yield X_store[: len(rows)], y_store[: len(rows)]


@mistake(
    "BAT22",
    "minibatches",
    "Only the first batch comes back: `return` inside the loop ends it; use `yield`, or collect a list.",
)
def batches_first(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, drawn(X, rng))[:1]


@mistake("BAT23", "minibatches", "The last row is missing: the order must hold all n rows.")
def batches_last_row(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, drawn(X, rng)[: max(len(X) - 1, 1)])


@mistake("BAT24", "minibatches", "Labels come as (n, 1) although y is flat: y keeps the shape in which it came.")
def batches_column(X, y, batch_size, rng=None):
    return in_batches(X, y.reshape(len(y), -1), batch_size, drawn(X, rng))


@mistake(
    "BAT25",
    "minibatches",
    "The numbers are drawn from a copy of rng, so every call has the same order: use rng itself.",
)
def batches_copy_rng(X, y, batch_size, rng=None):
    return in_batches(X, y, batch_size, drawn(X, copy.deepcopy(rng)))


@mistake("BAT26", "minibatches", "The batches hold row numbers: index X and y with them.")
def batches_numbers(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    return [(order[k : k + batch_size], order[k : k + batch_size]) for k in range(0, len(X), batch_size)]


@mistake("BAT27", "minibatches", "Pairs of single samples come back: a batch is one array of rows and one of labels.")
def batches_of_pairs(X, y, batch_size, rng=None):
    return [list(zip(*batch)) for batch in in_batches(X, y, batch_size, drawn(X, rng))]


@mistake(
    "BAT28", "minibatches", "Where fewer rows than batch_size are there, they are left out: they make one small batch."
)
def batches_too_small(X, y, batch_size, rng=None):
    order = drawn(X, rng)
    return in_batches(X, y, batch_size, order) if len(X) >= batch_size else []


@mistake(
    "BAT29",
    "minibatches",
    "Some orders come more often than others: when you swap by hand, swap i with one of the places from i on.",
)
def batches_biased(X, y, batch_size, rng=None):
    order = np.arange(len(X))
    for i in range(len(X) if rng is not None else 0):
        j = rng.integers(len(X))
        order[i], order[j] = order[j], order[i]
    return in_batches(X, y, batch_size, order)


@mistake(
    "BAT30",
    "minibatches",
    "Batches were kept for the objects X and y, but their numbers may change in place: cut them anew in every call.",
)
def batches_by_object(X, y, batch_size, rng=None, memory={}):
    if rng is not None:
        return list(right_minibatches(X, y, batch_size, rng))
    key = id(X), id(y), batch_size
    if key not in memory:
        memory[key] = [(a.copy(), b.copy()) for a, b in right_minibatches(X, y, batch_size)], X, y
    return memory[key][0]


@mistake(
    "BAT31",
    "minibatches",
    "The batches are copied into arrays that all calls share, so those of an earlier call change: make new ones.",
)
def batches_in_same_arrays(X, y, batch_size, rng=None, rooms={}):
    fresh = [(a.copy(), b.copy()) for a, b in right_minibatches(X, y, batch_size, rng)]
    kept = rooms.setdefault((X.shape, y.shape, y.dtype.str, batch_size), fresh)
    for room, new in zip(kept, fresh):
        room[0][...], room[1][...] = new
    return list(kept)
