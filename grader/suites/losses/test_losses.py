"""Checks of chapter 4. Labels and predictions come from `rng`, in unequal sizes first and equal ones then.

No prediction is exactly 0.5 and no row has two largest entries: what holds there is not promised. Batches stay below the
limit of recursion, so that a recursive solution passes.
"""

import contextlib

import numpy as np

from nngrade.suite import LearnerError, check, close, each, numbers, stands_alone, unchanged

CLASS_BATCHES = [(39, 3), (5, 8), (6, 6), (44, 2), (2, 2), (250, 10), (60, 26)]
NEAR_ONE = 0.02  # in float32, 1 - 1e-7 is 1 - 1.19e-7: -log differs by 1.1 %; for a clip at 2e-7 or 5e-8, by 4.3 %


@check("one_hot", points=2)
def test_one_hot_values(learner, reference, rng):
    """Each label becomes a row with a single 1, in the column that the label names."""
    for samples, classes in [(6, 3), (3, 7), (4, 4), (1, 6), (60, 10), (9, 2), (30, 260)]:
        labels = rng.integers(classes, size=samples)
        close(learner.one_hot(labels, classes), reference.one_hot(labels, classes), sizes(samples, classes))


@check("one_hot")
def test_one_hot_every_class(learner, rng):
    """The first class, the last class and all between them have their own column."""
    for classes in (5, 2, 11):
        labels = rng.permutation(np.repeat(np.arange(classes), 2))
        expected = np.array([[float(label == column) for column in range(classes)] for label in labels])
        close(learner.one_hot(labels, classes), expected, sizes(len(labels), classes))


@check("one_hot")
def test_one_hot_width(learner, reference, rng):
    """The width is num_classes, also where the first or the highest classes do not occur."""
    for lowest, highest, classes in [(2, 5, 5), (0, 2, 6), (0, 1, 3), (3, 4, 8), (1, 3, 9)]:
        labels = rng.integers(lowest, highest, size=5)
        close(learner.one_hot(labels, classes), reference.one_hot(labels, classes), sizes(5, classes))


@check("one_hot")
def test_one_hot_fresh(learner, reference, rng):
    """Each call starts from zeros: an earlier call leaves no trace."""
    first = rng.choice(13, size=4, replace=False)
    second = (first + 1) % 13
    for labels in (first, second, first, second[:3]):
        close(learner.one_hot(labels, 13), reference.one_hot(labels, 13), sizes(len(labels), 13))


@check("one_hot")
def test_one_hot_integer_kinds(learner, reference, rng):
    """Small whole-number types work as labels, and the caller's labels stay as they were."""
    for dtype in (np.int64, np.int32, np.uint8):
        labels = rng.permutation([1, 2, 4]).astype(dtype)
        close(unchanged(learner.one_hot, labels, 6), reference.one_hot(labels, 6), sizes(3, 6))


@check("one_hot")
def test_one_hot_names(learner, reference, rng):
    """The arguments can be given by their names."""
    labels = rng.integers(3, size=7)
    close(learner.one_hot(labels=labels, num_classes=4), reference.one_hot(labels, 4))
    close(learner.one_hot(num_classes=3, labels=labels), reference.one_hot(labels, 3))


@check("one_hot")
def test_one_hot_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    labels = rng.integers(5, size=6)
    stands_alone(learner.one_hot, [labels, 5], [4 - labels, 5], remembered="HOT22", reused="HOT23")


@check("binary_crossentropy", points=3)
def test_binary_values(learner, reference, rng):
    """The loss is the mean cost of the samples: of a true 1 -log(p), of a true 0 -log(1 - p)."""
    for samples in (7, 4, 33, 1, 300):
        y, p = binary_batch(rng, samples)
        close(learner.binary_crossentropy(y, p), reference.binary_crossentropy(y, p), {"samples": samples})


@check("binary_crossentropy", points=2)
def test_binary_shapes(learner, reference, rng):
    """Labels and predictions as (samples,) or (samples, 1) give the same loss, in any mixture."""
    for samples in (6, 1, 3, 2, 40):
        y, p = binary_batch(rng, samples)
        expected = reference.binary_crossentropy(y, p)
        for labels, predictions in mixtures(y, p):
            close(learner.binary_crossentropy(labels, predictions), expected, {"samples": samples})


@check("binary_crossentropy")
def test_binary_labels(learner, reference, rng):
    """Labels stored as whole numbers or as floats count the same, and a batch may hold one class only."""
    for y in (rng.permutation([0, 1, 0, 1, 1]), np.zeros(5), np.ones(5), np.zeros(4, int), np.ones(3, int), np.ones(1)):
        p = rng.uniform(0.05, 0.95, size=y.shape)
        close(learner.binary_crossentropy(y, p), reference.binary_crossentropy(y, p), {"samples": len(y)})


@check("binary_crossentropy")
def test_binary_single_samples(learner, reference, rng):
    """One sample alone costs what it should, for each label, for poor and for good predictions."""
    predictions = rng.uniform([0.001, 0.4, 0.9], [0.1, 0.6, 0.999])
    batches = [(np.array([label]), np.array([p])) for label in (1, 0, 1.0, 0.0) for p in predictions]
    match(learner.binary_crossentropy, reference.binary_crossentropy, batches, binary_probes(rng))


@check("binary_crossentropy")
def test_binary_is_a_mean(learner, rng):
    """A batch in which every sample stands three times has the same loss, in any order."""
    y, p = binary_batch(rng, 8)
    order = rng.permutation(24)
    once = numbers(learner.binary_crossentropy(y, p))
    close(learner.binary_crossentropy(np.tile(y, 3)[order], np.tile(p, 3)[order]), once, rtol=1e-6)


@check("binary_crossentropy")
def test_binary_clip_low(learner, reference, rng):
    """A true 1 predicted as 0 costs -log(0.0000001), about 16.1: no more, and not infinity."""
    p = [np.array([0.0, *rng.uniform(0.1, 0.9, 4)]), rng.uniform(0, 5e-8, 3), np.zeros(1), np.array([0.0, 1.0])]
    batches = [(np.ones(len(predictions)), predictions) for predictions in p]
    match(learner.binary_crossentropy, reference.binary_crossentropy, batches, binary_probes(rng))


@check("binary_crossentropy")
def test_binary_clip_high(learner, reference, rng):
    """A true 0 predicted as 1 costs about 16.1 too."""
    p = [np.ones(1), np.ones(3), 1 - rng.uniform(0, 2e-8, 4), 1 - rng.uniform(1e-6, 4e-6, 3)]
    batches = [(np.zeros(len(predictions)), predictions) for predictions in p]
    match(learner.binary_crossentropy, reference.binary_crossentropy, batches, binary_probes(rng), rtol=NEAR_ONE)


@check("binary_crossentropy")
def test_binary_clips_no_more(learner, reference, rng):
    """Small probabilities above 0.0000001 count as they are."""
    ranges = [(1.5e-7, 3e-7), (5e-7, 1e-6), (1e-5, 1e-4), (1e-3, 1e-2)]
    batches = [(np.ones(3), rng.uniform(low, high, size=3)) for low, high in ranges]
    match(learner.binary_crossentropy, reference.binary_crossentropy, batches, binary_probes(rng))


@check("binary_crossentropy")
def test_binary_certain_and_right(learner, reference, rng):
    """Certain, right predictions cost next to nothing, and are clipped as well."""
    patterns = [np.array(pattern, float) for pattern in ([0, 1, 1], [0, 0, 1], [1, 1, 0])]
    batches = [(np.array([*y, 1.0, 0.0]), np.array([*y, *rng.uniform(0.2, 0.8, 2)])) for y in patterns]
    match(learner.binary_crossentropy, reference.binary_crossentropy, batches, binary_probes(rng))


@check("binary_crossentropy")
def test_binary_leaves_arguments(learner, rng):
    """The caller's labels and predictions stay as they were, in number and in shape."""
    for shape in ((5,), (5, 1)):
        y = np.array([0.0, 1.0, 1.0, 0.0, 1.0]).reshape(shape)
        p = np.array([1.0, 0.0, 1.0, *rng.random(2)]).reshape(shape)
        unchanged(learner.binary_crossentropy, y, p)
        unchanged(learner.binary_crossentropy, y.astype(int).ravel(), p)
        unchanged(learner.binary_crossentropy, y, p.ravel())


@check("binary_crossentropy")
def test_binary_names(learner, reference, rng):
    """The arguments can be given by their names."""
    y, p = binary_batch(rng, 6)
    close(learner.binary_crossentropy(y_true=y, y_pred=p), reference.binary_crossentropy(y, p))
    close(learner.binary_crossentropy(y_pred=p, y_true=y), reference.binary_crossentropy(y, p))


@check("binary_crossentropy")
def test_binary_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same arrays in place."""
    stands_alone(learner.binary_crossentropy, binary_batch(rng, 7), binary_batch(rng, 7), remembered="BCE30")


@check("categorical_crossentropy", points=3)
def test_categorical_values(learner, reference, rng):
    """Each row costs -log of the true class's probability; the loss is the mean over the rows."""
    for samples, classes in [(6, 3), (3, 5), (4, 4), (1, 6), (7, 2), (1, 2), (2, 2), (300, 10), (40, 26)]:
        y, p = class_batch(rng, samples, classes)
        close(learner.categorical_crossentropy(y, p), reference.categorical_crossentropy(y, p), sizes(samples, classes))


@check("categorical_crossentropy")
def test_categorical_labels(learner, reference, rng):
    """One-hot rows stored as whole numbers or as floats count the same, and a batch may hold one class only."""
    for samples, classes in [(5, 3), (4, 4), (1, 3)]:
        y, p = class_batch(rng, samples, classes)
        close(learner.categorical_crossentropy(y.astype(int), p), reference.categorical_crossentropy(y, p))
        for label in range(classes):
            y = np.eye(classes)[np.full(samples, label)]
            close(learner.categorical_crossentropy(y, p), reference.categorical_crossentropy(y, p))


@check("categorical_crossentropy")
def test_categorical_true_class_only(learner, reference, rng):
    """How the wrong classes share the rest among them does not matter."""
    y, p = class_batch(rng, 5, 4)
    true = (p * y).sum(axis=1, keepdims=True)
    other = np.where(y == 1, 0, rng.uniform(0.1, 1, size=p.shape))
    shared = np.where(y == 1, true, other / other.sum(axis=1, keepdims=True) * (1 - true))
    close(learner.categorical_crossentropy(y, shared), reference.categorical_crossentropy(y, p))


@check("categorical_crossentropy")
def test_categorical_is_a_mean(learner, rng):
    """A batch in which every row stands three times has the same loss, in any order."""
    y, p = class_batch(rng, 5, 3)
    order = rng.permutation(15)
    once = numbers(learner.categorical_crossentropy(y, p))
    close(learner.categorical_crossentropy(np.tile(y, (3, 1))[order], np.tile(p, (3, 1))[order]), once, rtol=1e-6)


@check("categorical_crossentropy")
def test_categorical_clip(learner, reference, rng):
    """A true class with probability 0 costs about 16.1, not infinity; certain predictions are clipped as well."""
    batches = []
    for classes in (3, 2, 5):
        y, p = class_batch(rng, 6, classes)
        p[0], p[1] = y[0], np.roll(y[1], 1)
        batches += [(y[rows], p[rows]) for rows in (slice(1, 4), slice(0, 6), [0, 2, 3], [1])]
    match(learner.categorical_crossentropy, reference.categorical_crossentropy, batches, [(np.eye(3), np.eye(3))])


@check("categorical_crossentropy")
def test_categorical_clips_no_more(learner, reference, rng):
    """Small probabilities above 0.0000001 count as they are; smaller ones count as 0.0000001."""
    for low, high in [(1.5e-7, 3e-7), (0, 5e-8), (5e-7, 1e-6), (1e-5, 1e-4)]:
        true = rng.uniform(low, high, size=3)
        y, p = np.eye(3)[[0, 1, 2]], np.full((3, 3), 0.5)
        p[[0, 1, 2], [0, 1, 2]], p[[0, 1, 2], [1, 2, 0]] = true, 0.5 - true
        close(learner.categorical_crossentropy(y, p), reference.categorical_crossentropy(y, p))


@check("categorical_crossentropy")
def test_categorical_leaves_arguments(learner, rng):
    """The caller's labels and predictions stay as they were."""
    y, p = class_batch(rng, 5, 3)
    p[0], p[1] = y[0], np.roll(y[1], 1)
    unchanged(learner.categorical_crossentropy, y, p)
    unchanged(learner.categorical_crossentropy, y.astype(int), np.asfortranarray(p))


@check("categorical_crossentropy")
def test_categorical_names(learner, reference, rng):
    """The arguments can be given by their names."""
    y, p = class_batch(rng, 5, 3)
    close(learner.categorical_crossentropy(y_true=y, y_pred=p), reference.categorical_crossentropy(y, p))
    close(learner.categorical_crossentropy(y_pred=p, y_true=y), reference.categorical_crossentropy(y, p))


@check("categorical_crossentropy")
def test_categorical_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same arrays in place."""
    first, second = class_batch(rng, 6, 3), class_batch(rng, 6, 3)
    stands_alone(learner.categorical_crossentropy, first, second, remembered="CCE28")


@check("accuracy", points=2)
def test_accuracy_one_column(learner, reference, rng):
    """With one column, the share of samples where p > 0.5 says the same as the label."""
    batches = [binary_batch(rng, samples) for samples in (41, 7, 64, 3, 300)]
    batches += [(y, np.round(p)) for y, p in batches[:2]]
    match(learner.accuracy, reference.accuracy, batches)


@check("accuracy", points=2)
def test_accuracy_shapes(learner, reference, rng):
    """With one column, labels and predictions as (samples,) or (samples, 1) give the same share, in any mixture."""
    batches = [binary_batch(rng, samples, kind) for samples in (31, 5, 2) for kind in (int, float)]
    match(learner.accuracy, reference.accuracy, [pair for y, p in batches for pair in mixtures(y, p)])


@check("accuracy")
def test_accuracy_threshold(learner, reference, rng):
    """A probability a little above 0.5 is a 1, a little below 0.5 a 0."""
    above, below = rng.uniform(0.501, 0.52, size=9), rng.uniform(0.48, 0.499, size=12)
    y = rng.permutation(21) % 2
    p = np.where(y == 1, rng.choice(above, 21), rng.choice(below, 21))
    batches = [(np.ones(9), above), (np.zeros(12, int), below), (y, p), (1 - y, p)]
    match(learner.accuracy, reference.accuracy, batches, share_probes(rng))


@check("accuracy", points=2)
def test_accuracy_classes_one_hot(learner, reference, rng):
    """With several columns and one-hot labels, the share of rows whose largest entry stands in the true column."""
    batches = [half_right(rng, *pair) for pair in CLASS_BATCHES]
    batches += [(y.astype(int), np.eye(p.shape[1])[p.argmax(axis=1)]) for y, p in batches[:3]]
    match(learner.accuracy, reference.accuracy, batches)


@check("accuracy", points=2)
def test_accuracy_classes_integers(learner, reference, rng):
    """With several columns, labels may be class numbers instead of one-hot rows."""
    batches = [half_right(rng, *pair) for pair in CLASS_BATCHES]
    batches += [(y, np.eye(p.shape[1])[p.argmax(axis=1)]) for y, p in batches[:2]]
    match(learner.accuracy, reference.accuracy, [(y.argmax(axis=1), p) for y, p in batches])


@check("accuracy")
def test_accuracy_low_labels(learner, reference, rng):
    """Class numbers work where only the classes 0 and 1, or only one class, occur among several."""
    labels, batches = [], []
    for low, high, samples in [(0, 2, 25), (1, 2, 12), (0, 1, 10), (2, 4, 4), (0, 2, 4)]:
        labels.append(rng.integers(low, high, size=samples))
    for y in [*labels, rng.permutation(np.arange(9) == 0).astype(int), rng.permutation([0, 0, 0, 1])]:
        p = shares(rng, len(y), 4)
        hit = np.arange(len(y)) % 3 == 0
        p[hit] = 0.3 * p[hit] + 0.7 * np.eye(4)[y[hit]]
        batches += [(y, p), (np.eye(4, dtype=int)[y], p)]
    match(learner.accuracy, reference.accuracy, batches)


@check("accuracy")
def test_accuracy_no_majority(learner, reference, rng):
    """The largest probability wins, even where it stays below 0.5."""
    batches = []
    for samples, classes in [(12, 5), (7, 7)]:
        p = rng.uniform(1.0, 1.2, size=(samples, classes))
        labels = rng.integers(classes, size=samples)
        p[np.arange(samples), labels] = 1.5
        p /= p.sum(axis=1, keepdims=True)
        batches += [(labels, p), (np.eye(classes)[labels], p), ((labels + 1) % classes, p)]
    match(learner.accuracy, reference.accuracy, batches, share_probes(rng))


@check("accuracy")
def test_accuracy_one_sample(learner, reference, rng):
    """One sample counts 1.0 if it is right and 0.0 if not, with one column and with several."""
    batches = []
    for label in (1, 0):
        for p in (rng.uniform(0.6, 0.99), rng.uniform(0.01, 0.4)):
            batches += mixtures(np.array([label]), np.array([p]))
    for classes in (3, 2):
        p = shares(rng, 1, classes)
        batches += [(np.array([label]), p) for label in range(classes)]
        batches += [(np.eye(classes)[[label]], p) for label in range(classes)]
    match(learner.accuracy, reference.accuracy, batches, share_probes(rng))


@check("accuracy")
def test_accuracy_is_a_share(learner, reference, rng):
    """All right is 1.0, all wrong is 0.0, one wrong of eight is 0.875."""
    y = rng.permutation([0, 1, 1, 0, 1, 0, 0, 1])
    good = np.where(y == 1, rng.uniform(0.6, 0.9, 8), rng.uniform(0.1, 0.4, 8))
    one_wrong = np.where(np.arange(8) == rng.integers(8), 1 - good, good)
    batches = [(y, p) for p in (good, 1 - good, one_wrong)]
    match(learner.accuracy, reference.accuracy, batches, share_probes(rng))


@check("accuracy")
def test_accuracy_leaves_arguments(learner, rng):
    """The caller's labels and predictions stay as they were, in number and in shape."""
    y, p = binary_batch(rng, 7)
    for labels, predictions in mixtures(y, p):
        unchanged(learner.accuracy, labels, predictions)
    y, p = half_right(rng, 5, 3)
    unchanged(learner.accuracy, y, p)
    unchanged(learner.accuracy, y.argmax(axis=1), np.asfortranarray(p))


@check("accuracy")
def test_accuracy_names(learner, reference, rng):
    """The arguments can be given by their names."""
    for y, p in (binary_batch(rng, 23), half_right(rng, 23, 3)):
        close(learner.accuracy(y_true=y, y_pred=p), reference.accuracy(y, p))
        close(learner.accuracy(y_pred=p, y_true=y), reference.accuracy(y, p))


@check("accuracy")
def test_accuracy_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same arrays in place."""
    y, p = binary_batch(rng, 7)
    stands_alone(learner.accuracy, [y, p], [y[::-1].copy(), 1 - p[::-1]], remembered="ACC25")
    _, p = class_batch(rng, 6, 3)
    right, wrong = p.argmax(axis=1), p.argmin(axis=1)
    stands_alone(learner.accuracy, [right, p], [wrong, p.copy()], remembered="ACC25")


def sizes(samples, classes):
    return {"samples": samples, "classes": classes}


def binary_batch(rng, samples, kind=int):
    """Labels of both classes (where there is room) and probabilities clear of 0, 0.5 and 1, 70 % of them right."""
    y = rng.permutation(np.arange(samples) % 2 if samples > 1 else rng.integers(2, size=1))
    p = rng.uniform(0.51, 0.97, size=samples)
    right = rng.random(samples) < 0.7
    return y.astype(kind), np.where(right == (y == 1), p, 1 - p)


def mixtures(y, p):
    """The four mixtures of (samples,) and (samples, 1)."""
    return [(y, p), (y, p[:, None]), (y[:, None], p), (y[:, None], p[:, None])]


def shares(rng, samples, classes):
    """Rows of probabilities, none of them tiny."""
    scores = rng.uniform(0.05, 1, size=(samples, classes))
    return scores / scores.sum(axis=1, keepdims=True)


def class_batch(rng, samples, classes):
    """One-hot labels and rows of probabilities."""
    return np.eye(classes)[rng.integers(classes, size=samples)], shares(rng, samples, classes)


def half_right(rng, samples, classes):
    """One-hot labels and rows of probabilities, the largest entry in the true column in about half of the rows."""
    y, p = class_batch(rng, samples, classes)
    hit = rng.permutation(samples) % 2 == 0
    p[hit] = 0.5 * p[hit] + 0.5 * y[hit]
    return y, p


def match(function, expected, batches, probes=(), **tolerance):
    """All calls first, then the comparison, so that a mistake can be told by all of them.

    The results of `probes` are not judged: they only tell mistakes apart that are equal on `batches`.
    """
    results = each(function, batches)
    for probe in probes:
        with contextlib.suppress(LearnerError):
            function(*probe)
    for got, (y, p) in zip(results, batches, strict=True):
        close(got, expected(y, p), {"samples": len(p)}, **tolerance)


def binary_probes(rng):
    """Uneven labels, alone and with a certain, wrong prediction of either kind; certain, right predictions."""
    y = np.array([1, 0, 1, 1, 0, 1])
    p = rng.uniform(0.2, 0.8, size=6)
    return [(y, p), (y, np.array([0.0, *p[1:]])), (y, np.array([*p[:4], 1.0, p[5]])), (y, y.astype(float))]


def share_probes(rng):
    """Batches large enough to tell shares apart."""
    y, p = half_right(rng, 37, 3)
    return [binary_batch(rng, 41), (y, p), (y.argmax(axis=1), p)]
