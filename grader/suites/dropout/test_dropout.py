"""Checks of chapter 8. Draws are judged by law and structure, never by one stream of random numbers.

Bounds on a share are 6 standard deviations of the binomial wide. The exact two-sided tail is at most 1.1e-8 (rare
drops, 160 expected) and about 2e-9 elsewhere: no check here refuses right work more often than once in ten million.
"""

import numpy as np

from nngrade.suite import check, close, each, numbers, raises, require, stands_alone, unchanged

SHAPES = [(6, 4), (5, 5), (1, 7), (8, 1), (1, 1), (40, 3)]
RATES = [0.2, 0.5, 0.35, 0.75, 0.1, 0.4]


@check("dropout", points=3)
def test_dropout_values(learner, rng):
    """The mask holds only 0 and 1 / (1 - rate), and out is x times that mask."""
    inputs = [(rng.normal(size=shape), rate) for shape, rate in zip(SHAPES, RATES, strict=True)]
    inputs += [(rng.normal(scale=1e-4, size=(3, 4)), 0.3)]  # out rounded to some decimals cannot hide here
    results = [learner.dropout(x, rate, rng) for x, rate in inputs]
    for (x, rate), result in zip(inputs, results, strict=True):
        out, mask = both(result, x)
        close(mask, np.where(mask == 0, 0.0, 1 / (1 - rate)), sizes(x), what="mask")
        close(out, x * mask, sizes(x), what="out", rtol=1e-6)  # a float32 mask, a float64 product


@check("dropout", points=3)
def test_dropout_share(learner, rng):
    """About a share of `rate` of all entries is dropped, for small and large rates."""
    for rate, shape in [(0.2, (200, 50)), (0.75, (100, 100)), (0.1, (50, 200)), (0.5, (300, 32)), (0.004, (200, 200))]:
        dropped = both(learner.dropout(rng.normal(size=shape), rate, rng))[1] == 0
        swapped = rate != 0.5 and usual(~dropped, rate)
        require(not swapped, "rate is the share to drop, not the share to keep", mistake="DRO6")
        require(usual(dropped, rate), "the share of dropped entries is not rate", rate=rate, share=dropped.mean())


@check("dropout", points=2)
def test_dropout_every_entry_draws(learner, rng):
    """Every entry has a draw of its own: no two samples, and no two neurons, share their fate."""
    # Two right rows of 64 agree by chance with probability 2**-64; all pairs, and opposites: 4e-16. A row all
    # kept or all dropped is as rare.
    dropped = both(learner.dropout(rng.normal(size=(64, 64)), 0.5, rng))[1] == 0
    for fates, whose, name in [(dropped, "samples", "DRO5"), (dropped.T, "neurons", "DRO21")]:
        different = len(np.unique(fates, axis=0))
        all_alike = different == 1 and len(np.unique(fates)) == 2
        require(not all_alike, f"all {whose} have one and the same mask", mistake=name)
        both_ways = len(np.unique(np.concatenate([fates, ~fates]), axis=0))  # the exact opposite is no draw of its own
        require(both_ways == 2 * len(fates), f"some {whose} share their mask", different=different)
        mixed = (fates.any(axis=1) & ~fates.all(axis=1)).all()
        require(mixed, f"of some {whose}, all entries were dropped, or none")


@check("dropout", points=2)
def test_dropout_neighbours_independent(learner, rng):
    """Whether one entry is dropped says nothing about the entries around it, nor about the next call."""
    x = rng.normal(size=(120, 90))
    dropped, later = (both(learner.dropout(x, 0.5, rng), x)[1] == 0 for _ in range(2))
    for other in [dropped[1:], dropped[:, 1:], dropped[2:], dropped[:, 2:], dropped[1:, 1:], later]:
        rows, columns = other.shape
        alike = dropped[:rows, :columns] == other
        require(usual(alike, 0.5), "the fates of entries depend on each other", alike=alike.mean())


@check("dropout", points=2)
def test_dropout_small_batches(learner, rng):
    """In a tiny batch too, each entry is dropped with probability `rate`, whatever happens to the others."""
    # A fixed number of drops a batch cannot be right here: half of three entries is no whole number.
    for shape, rate, times in [((1, 3), 0.5, 160), ((1, 1), 0.3, 120)]:
        x = rng.normal(size=shape)
        dropped = np.array([both(learner.dropout(x, rate, rng), x)[1] == 0 for _ in range(times)])
        right = all(usual(place, rate) for place in (dropped, *np.moveaxis(dropped, 2, 0)))
        require(right, "over many tiny batches, the share of dropped entries is not rate", rate=rate)
        for fate, what in [(dropped, "dropped"), (~dropped, "kept")]:  # in none of 160: 5.3e-10
            require(fate.all(axis=(1, 2)).any(), f"over many tiny batches, never all entries were {what}")


@check("dropout")
def test_dropout_draws_anew(learner, rng):
    """Every call draws a new mask."""
    x = rng.normal(size=(9, 8))
    masks = [both(learner.dropout(x, 0.5, rng), x)[1] for _ in range(3)]
    again = any(np.array_equal(masks[a], masks[b]) for a, b in [(0, 1), (1, 2), (0, 2)])  # by chance: 6e-22
    require(not again, "two calls in a row gave the same mask")


@check("dropout")
def test_dropout_repeats_with_seed(learner, rng):
    """Generators in equal states give equal masks: all randomness comes from `rng`."""
    x, seed = rng.normal(size=(9, 8)), int(rng.integers(2**31))
    first, second = (both(learner.dropout(x, 0.5, np.random.default_rng(seed)), x)[1] for _ in range(2))
    require(np.array_equal(first, second), "equal generators gave different masks: draw from rng only", mistake="DRO13")


@check("dropout")
def test_dropout_follows_seed(learner, rng):
    """Generators in different states give different masks."""
    x = rng.normal(size=(9, 8))
    generators = [np.random.default_rng(int(seed)) for seed in rng.integers(2**31, size=2)]
    masks = [both(learner.dropout(x, 0.5, generator), x)[1] for generator in generators]
    require(not np.array_equal(*masks), "different generators gave the same mask: draw from rng")


@check("dropout")
def test_dropout_mask_ignores_values(learner, rng):
    """The mask is drawn whatever the entries are: zeros and negative numbers are kept as often as any other."""
    x = rng.permuted(np.repeat([0.0, -1.5, 2.5, 1e-3], 1500)).reshape(60, 100)
    out, mask = both(learner.dropout(x, 0.4, rng), x)
    close(out, x * mask, sizes(x), what="out", rtol=1e-6)
    close(mask, np.where(mask == 0, 0.0, 1 / 0.6), sizes(x), what="mask")
    for value in (0.0, -1.5, 2.5, 1e-3):
        seen = mask[x == value] == 0
        from_out = value == 0 and seen.all() and mask.any()
        require(not from_out, "where x is 0, the mask is always 0: draw the mask on its own", mistake="DRO15")
        require(usual(seen, 0.4), "whether an entry is dropped depends on its value")


@check("dropout", points=2)
def test_dropout_off(learner, rng):
    """With training=False nothing is dropped and nothing scaled: out equals x, the mask is all ones. NumPy's False is one, too."""
    inputs = [(rng.normal(size=shape), rate) for shape, rate in zip(SHAPES, [*RATES[1:], 0.0], strict=True)]
    results = [learner.dropout(x, rate, rng, training=False) for x, rate in inputs]
    results += [learner.dropout(x, rate, rng, off) for off in (False, np.False_) for x, rate in inputs]
    for (x, _), result in zip(inputs * 3, results, strict=True):
        out, mask = both(result, x)
        close(out, x, sizes(x), what="out")
        close(mask, np.ones(x.shape), sizes(x), what="mask")


@check("dropout")
def test_dropout_arguments(learner, rng):
    """Dropout is on unless told otherwise, and each argument can be given by its name."""
    x, seed = rng.normal(size=(9, 8)), int(rng.integers(2**31))
    calls = [((x, 0.5), {}), ((x, 0.5), {"training": True}), ((), {"x": x, "rate": 0.5, "training": True})]
    calls += [((x,), {"rate": 0.5}), ((), {"training": True, "rate": 0.5, "x": x})]
    masks = [both(learner.dropout(*a, rng=np.random.default_rng(seed), **k), x)[1] for a, k in calls]
    masks += [both(learner.dropout(x, 0.5, np.random.default_rng(seed), on), x)[1] for on in (True, np.True_)]
    require((masks[0] == 0).any(), "without the argument training nothing was dropped")  # by chance: 2**-72
    require(all(np.array_equal(masks[0], mask) for mask in masks[1:]), "the same call in other words gave another mask")


@check("dropout")
def test_dropout_refuses_large_rates(learner, rng):
    """While training, a rate of 1 or more raises ValueError: nothing would be left."""
    x = rng.normal(size=(4, 3))
    for rate in [1.5, 2, 100, 1.0, 1]:
        raises(ValueError, learner.dropout, x, rate, rng)
    raises(ValueError, learner.dropout, x, 1.0, rng, training=True)


@check("dropout")
def test_dropout_refuses_negative_rates(learner, rng):
    """While training, a rate below 0 raises ValueError."""
    for rate in [-0.1, -1, -0.01, -3.5]:
        raises(ValueError, learner.dropout, rng.normal(size=(4, 3)), rate, rng)


@check("dropout")
def test_dropout_edge_rates(learner, rng):
    """Rate 0 drops nothing and changes nothing, and a rate close to 1 works."""
    x = rng.normal(size=(12, 10))
    results = [learner.dropout(x, rate, rng) for rate in (0.0, 0, 0.98)]
    for result in results[:2]:
        out, mask = both(result, x)
        close(out, x, sizes(x), what="out")
        close(mask, np.ones(x.shape), sizes(x), what="mask")
    out, mask = both(results[2], x)
    close(mask, np.where(mask == 0, 0.0, 1 / (1 - 0.98)), sizes(x), what="mask")
    close(out, x * mask, sizes(x), what="out", rtol=1e-6)


@check("dropout")
def test_dropout_leaves_x(learner, rng):
    """The caller's array is left as it was, in training and outside it."""
    for x in [rng.normal(size=(6, 5)), np.asfortranarray(rng.normal(size=(4, 7)))]:
        unchanged(learner.dropout, x, 0.5, rng)
        unchanged(learner.dropout, x, 0.5, rng, training=False)


@check("dropout")
def test_dropout_anew(learner, rng):
    """Each call gives arrays of its own: no later call, and nothing written into them, shows in another result."""
    for training in (True, False):
        first, second = (
            [rng.normal(size=(6, 5)), 0.4, np.random.default_rng(int(rng.integers(2**31))), training] for _ in "ab"
        )
        stands_alone(learner.dropout, first, second, reused="DRO44" if training else "DRO45")


@check("dropout_backward", points=2)
def test_backward_values(learner, rng):
    """The gradient goes back times the mask: 0 where the entry was dropped, 1 / (1 - rate) times where it was kept."""
    cases = [(rng.normal(size=shape), draw(rng, shape, rate)) for shape, rate in zip(SHAPES, RATES, strict=True)]
    results = each(learner.dropout_backward, cases)
    for (grad, mask), result in zip(cases, results, strict=True):
        own_mask = redrawn(numbers(result), mask)
        require(not own_mask, "backward drew a mask of its own: use the mask it is given", mistake="DRO4")
        close(result, grad * mask, sizes(grad))


@check("dropout_backward")
def test_backward_special_masks(learner, rng):
    """A mask of ones passes the gradient on as it is, a mask of zeros stops all of it."""
    cases = [(rng.normal(size=(4, 3)), value) for value in (1.0, 0.0)] + [(rng.normal(size=(1, 1)), 0.0)]
    results = each(learner.dropout_backward, [(grad, np.full(grad.shape, value)) for grad, value in cases])
    for (grad, value), result in zip(cases, results, strict=True):
        close(result, grad * value, sizes(grad))


@check("dropout_backward")
def test_backward_gradient_with_zeros(learner, rng):
    """Zeros and negative numbers in the gradient are nothing special; the arguments can be given by name."""
    grad, mask = rng.integers(-2, 3, size=(9, 8)) * 0.5, draw(rng, (9, 8), 0.3)
    results = [learner.dropout_backward(grad=grad, mask=mask), learner.dropout_backward(mask=mask, grad=grad)]
    for result in [*results, learner.dropout_backward(np.asfortranarray(grad), mask)]:
        close(result, grad * mask, sizes(grad))


@check("dropout_backward")
def test_backward_leaves_arguments(learner, rng):
    """The caller's gradient and mask are left as they were."""
    for shape in [(6, 5), (1, 4)]:
        unchanged(learner.dropout_backward, rng.normal(size=shape), draw(rng, shape, 0.4))


@check("dropout_backward")
def test_backward_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    first, second = ([rng.normal(size=(6, 5)), draw(rng, (6, 5), 0.4)] for _ in range(2))
    stands_alone(learner.dropout_backward, first, second, remembered="DRO46", reused="DRO47")


def both(result, x=None):
    """The pair (out, mask) as arrays, both shaped like x."""
    pair = isinstance(result, (list, tuple)) and len(result) == 2
    pair = pair or (isinstance(result, np.ndarray) and result.ndim == 3 and len(result) == 2)
    require(pair, "dropout must give back two arrays, out and mask: return out, mask")
    out, mask = numbers(result[0], what="out"), numbers(result[1], what="mask")
    for array, what in [(out, "out"), (mask, "mask")]:
        require(array.ndim == 2 and (x is None or array.shape == x.shape), f"{what} must have the shape of x")
    return out, mask


def usual(seen, share):
    """Whether a yes-or-no array has about that share of yes, to 6 standard deviations."""
    return abs(seen.sum() - share * seen.size) <= 6 * np.sqrt(seen.size * share * (1 - share))


def draw(rng, shape, rate):
    """A mask as dropout gives it."""
    return (rng.random(shape) >= rate) / (1 - rate)


def redrawn(result, mask):
    """Whether a gradient without zeros went through another mask: right and wrong, where dropped and where kept."""
    if result.shape != mask.shape:
        return False
    return all(((result == 0) == silent)[(mask == 0) == dropped].any() for silent in (0, 1) for dropped in (0, 1))


def sizes(x):
    """Names of the axes."""
    return {"samples": x.shape[0], "neurons": x.shape[1]}
