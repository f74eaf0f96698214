"""Checks of chapter 3. Inputs come from `rng`, in unequal sizes first and equal ones then.

`init_params` draws at random: its checks look at the structure and the law of its numbers, never at one stream. A bound
states how often it fails a right solution. Elsewhere a check makes all its calls before it judges the first result: the
more calls, the surer a known mistake is recognised.
"""

import contextlib
from itertools import combinations, pairwise

import numpy as np

from nngrade.suite import check, close, each, each_unchanged, equal, numbers, require, stands_alone, unchanged

NETWORKS = [(2, 64, 32, 1), (5, 3), (4, 4, 4), (1, 1), (3, 1, 2), (6, 5, 4, 3, 2), (1, 7, 1)]


@check("count_parameters", points=2)
def test_count_values(learner, reference, rng):
    """Each layer counts with a weight for every pair of input and neuron, and a bias for every neuron."""
    nets = [[5, 3, 4], [2, 7], [4, 4, 4], [1, 1], [6, 2, 5, 3, 1]]
    nets += [rng.integers(1, 200, size=n).tolist() for n in (2, 3, 4, 5, 7)]
    expected = [reference.count_parameters(sizes) for sizes in nets]
    for got, target in zip(each(learner.count_parameters, [[sizes] for sizes in nets]), expected, strict=True):
        equal(got, target)


@check("count_parameters")
def test_count_is_whole_number(learner, reference, rng):
    """The count is a whole number, also where the argument is given by its name."""
    for n in (2, 4):
        sizes = rng.integers(1, 50, size=n).tolist()
        count = learner.count_parameters(layer_sizes=sizes)
        equal(count, reference.count_parameters(sizes))
        whole = numbers(count).dtype.kind in "iu"
        require(whole, "count_parameters must return a whole number (int), not a float", mistake="CNT7")


@check("count_parameters")
def test_count_leaves_argument(learner, rng):
    """The caller's list of sizes is left as it was."""
    each_unchanged(learner.count_parameters, [[rng.integers(1, 50, size=n).tolist()] for n in (2, 4)])


@check("count_parameters")
def test_count_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same list in place."""
    first, second = ([rng.permutation(np.arange(2, 40))[:4].tolist()] for _ in range(2))
    stands_alone(learner.count_parameters, first, second, remembered="CNT14")


@check("count_parameters")
def test_count_billions(learner, reference, rng):
    """A network of billions of parameters is counted as exactly as a small one."""
    for n in (2, 3):
        sizes = rng.integers(50_000, 90_000, size=n).tolist()
        with contextlib.suppress(MemoryError):  # who counts what init_params draws has no room for so many
            equal(learner.count_parameters(sizes), reference.count_parameters(sizes))


@check("init_params", points=2)
def test_init_shapes(learner, rng):
    """There is a pair (W, b) for each layer, W of shape (n_in, n_out) and b of shape (n_out,)."""
    for sizes in NETWORKS:
        drawn(learner, sizes, rng)
    layers_of(learner.init_params(rng=rng, layer_sizes=[3, 2]), [3, 2])


@check("init_params")
def test_init_biases(learner, rng):
    """All biases start at 0."""
    for sizes in NETWORKS:
        for _, b in drawn(learner, sizes, rng):
            require(not b.any(), "the biases must start at 0")


@check("init_params", points=2)
def test_init_limit(learner, rng):
    """The weights of each layer fill the range from -limit to limit, with limit = sqrt(6 / (n_in + n_out))."""
    nets = [[300, 20, 150, 40], [3000, 1], [1, 3000]]
    weights = [W for sizes in nets for W, _ in drawn(learner, sizes, rng)]
    require(any(W.any() for W in weights), "all weights are 0, so neurons stay twins: draw them", mistake="INI1")
    require(any(np.ptp(W) for W in weights), "all weights of a layer are equal: draw each on its own", mistake="INI2")
    require(any((W < 0).any() for W in weights), "all weights are positive: draw from both sides of 0", mistake="INI3")
    for W, largest in zip(weights, [limit for sizes in nets for limit in limits(sizes)], strict=True):
        ratio = np.abs(W).max() / largest  # of 3000 or more draws: above 1 never, below 0.98 once in 1e26 runs
        require(ratio < 1 + 1e-6, "weights lie beyond sqrt(6 / (n_in + n_out)) of their layer", ratio=ratio)
        require(ratio > 0.98, "the weights do not reach sqrt(6 / (n_in + n_out)) of their layer", ratio=ratio)


@check("init_params", points=2)
def test_init_uniform(learner, rng):
    """Every number between the limits is equally likely, and each weight is drawn on its own."""
    sizes = [150, 80, 90]
    for (W, _), largest in zip(drawn(learner, sizes, rng), limits(sizes), strict=True):
        n = W.size  # 12000 and 7200
        edge = np.mean(np.abs(W) > (1 - 1e-6) * largest)  # a right W has a share of 1e-6 there
        require(edge < 0.002, "weights pile up at the limits: draw evenly between them, do not clip")
        require(len(np.unique(W)) > 0.99 * n, "weights repeat: draw every entry of W on its own")  # float32: 0.9996
        rank = np.arange(1, n + 1) / n
        distance = np.abs((np.sort(W, axis=None) / largest + 1) / 2 - rank).max()
        # Kolmogorov: a distance above 3.1 / sqrt(n) in 2 * exp(-2 * 3.1**2) = 9e-9 of the runs; normal draws give 5
        require(distance * np.sqrt(n) < 3.1, "not every number between the limits is equally likely", distance=distance)
        neighbours = np.corrcoef(W.ravel()[:-1], W.ravel()[1:])[0, 1]  # 6 standard errors of 1 / sqrt(n): 2e-9
        require(abs(neighbours) * np.sqrt(n) < 6, "the weights depend on each other: draw every entry on its own")


@check("init_params")
def test_init_layers_differ(learner, rng):
    """Layers of equal size get different weights."""
    for sizes in [[25, 25, 25, 25], [20, 30, 20, 30]]:
        weights = [W for W, _ in drawn(learner, sizes, rng)]
        require(all(np.ptp(W) > 0 for W in weights), "all weights of a layer are equal: draw each on its own")
        for W in weights if len(set(sizes)) == 1 else ():
            # 300 pairs, each counted twice: 0.45 is more than 7 standard errors of 0.057
            turned = np.corrcoef(W.ravel(), W.T.ravel())[0, 1]
            require(abs(turned) < 0.45, "W mirrors itself: draw every entry on its own")
        for one, other in combinations(weights, 2):
            for turned in (other, other.T):
                # 600 or more independent entries: beyond 6 standard errors, 0.245, in 2e-9 of the runs, twelve times
                likeness = np.corrcoef(one.ravel(), turned.ravel())[0, 1]
                known = "INI8" if likeness > 0.999 else None
                require(abs(likeness) < 0.25, "two layers got the same weights: go on drawing from rng", mistake=known)


@check("init_params", points=2)
def test_init_draws_from_rng(learner, rng):
    """All randomness comes from rng: equal generators give equal networks, others and later calls give other ones."""
    sizes = [6, 5, 4, 3]
    seed, other = (int(number) for number in rng.choice(2**31, size=2, replace=False))
    generator = np.random.default_rng(seed)
    first = drawn(learner, sizes, generator)
    later = drawn(learner, sizes, generator)
    again = drawn(learner, sizes, np.random.default_rng(seed))
    foreign = drawn(learner, sizes, np.random.default_rng(other))
    for index, (W, _) in enumerate(first):  # one equal draw is allowed: two have probability 1e-11, in float32
        same = equals(W, again[index][0]) == W.size
        require(same, "equal generators gave different weights: draw from rng only", mistake="INI9")
        require(equals(W, foreign[index][0]) < 2, "other generators gave the same weights: draw from rng")
        fresh = equals(W, later[index][0]) < 2
        require(fresh, "a second call gave the same weights: go on drawing from rng", mistake="INI21")


@check("init_params")
def test_init_smallest(learner, rng):
    """The limit holds for layers of a single weight, too."""
    nets = [drawn(learner, [1, 1, 1], rng) for _ in range(120)]
    for index in range(2):
        draws = np.array([net[index][0].item() for net in nets]) / np.sqrt(3)
        require(np.abs(draws).max() < 1 + 1e-6, "weights lie beyond sqrt(6 / (n_in + n_out)) of their layer")
        # All 120 magnitudes below 0.85: 0.85**120 = 3e-9. All above -0.7, or all below 0.7: the same.
        require(np.abs(draws).max() > 0.85, "the weights do not reach sqrt(6 / (n_in + n_out)) of their layer")
        require(draws.min() < -0.7 and draws.max() > 0.7, "the weights must lie on both sides of 0")
        # Two or fewer of 120 lie at the limit by chance, save once in 1e12 runs.
        edge = np.sum(np.abs(draws) > 1 - 1e-6)
        require(edge < 3, "weights pile up at the limits: draw evenly between them, do not clip")
        # 7140 pairs of draws: in float32 one is equal in 4e-4 of the runs, three in 1e-11
        require(len(np.unique(draws)) > 117, "networks repeat: draw from rng itself, without another seed")


@check("init_params")
def test_init_leaves_argument(learner, rng):
    """The caller's list of sizes is left as it was."""
    for sizes in NETWORKS[:4]:
        unchanged(learner.init_params, list(sizes), rng)


@check("init_params")
def test_init_anew(learner, rng):
    """Each call gives arrays of its own: no later call changes what an earlier one returned."""
    sizes = [4, 3, 3, 2]
    first, second = ([sizes, np.random.default_rng(int(rng.integers(2**31)))] for _ in range(2))
    stands_alone(learner.init_params, first, second, reused="INI30")


@check("dense", points=2)
def test_dense_values(learner, reference, rng):
    """Each entry is the weighted sum of one sample and one neuron, with the bias of that neuron."""
    # Equal sizes first here: where other sizes crash, this call tells which product was meant.
    shapes = [(4, 4, 4), (5, 3, 4), (3, 5, 3), (2, 6, 6), (5, 3, 4), (40, 2, 3)]
    cases = [layer_case(rng, *shape) for shape in shapes]
    matches(learner.dense, reference.dense, [*cases, *long_twins(*layer_case(rng, 1100, 2, 3))])


@check("dense")
def test_dense_every_argument(learner, reference, rng):
    """Every argument counts in every call, and small numbers are as exact as large ones."""
    (x, y), (W, V), (b, c) = (rng.integers(-63, 64, size=(2, *shape)) / 2.0**6 for shape in [(5, 3), (3, 4), (4,)])
    cases = [(x, W, b), (y, W, b), (x, V, b), (x, W, c), (x[::-1].copy(), W, b), (x, W, b), (np.zeros_like(x), W, b)]
    cases += [(x / 2.0**14, W / 2.0**10, b / 2.0**24), (x * 2.0**9, W, b)]
    matches(learner.dense, reference.dense, cases, close)  # sums of such numbers are exact in float32 too


@check("dense")
def test_dense_single(learner, reference, rng):
    """One sample, one feature, one neuron: the result is (batch, n_out) all the same."""
    shapes = [(1, 3, 4), (5, 1, 4), (5, 3, 1), (1, 1, 4), (1, 3, 1), (4, 1, 1), (1, 1, 1)]
    matches(learner.dense, reference.dense, [layer_case(rng, *shape) for shape in shapes])


@check("dense")
def test_dense_kinds(learner, reference, rng):
    """Whole-number data, column-ordered arrays and float32 work, and so do the names x, W and b."""
    x, W, b = layer_case(rng, 5, 3, 4)
    whole = rng.integers(-9, 10, size=(5, 3))
    matches(learner.dense, reference.dense, [(whole, W, b), (np.asfortranarray(x), np.asfortranarray(W), b)])
    single = [array.astype(np.float32) for array in (x, W, b)]
    roughly(learner.dense(*single), reference.dense(*single))
    roughly(learner.dense(b=b, W=W, x=x), reference.dense(x, W, b))


@check("dense")
def test_dense_leaves_arguments(learner, rng):
    """The caller's x, W and b are left as they were."""
    shapes = [(5, 3, 4), (4, 4, 4), (1, 1, 1), (4, 1, 1)]
    each_unchanged(learner.dense, [layer_case(rng, *shape) for shape in shapes])


@check("dense")
def test_dense_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for shape in [(5, 3, 4), (2, 2, 2)]:
        first, second = layer_case(rng, *shape), layer_case(rng, *shape)
        stands_alone(learner.dense, first, second, remembered="DEN20", reused="DEN21")


@check("forward", points=2)
def test_forward_one_output(learner, reference, rng):
    """With one output, the prediction is the sigmoid of the last layer; hidden layers have a ReLU."""
    nets = [(5, [3, 4, 1]), (4, [4, 4, 1]), (3, [2, 5, 3, 1]), (1, [3, 6, 1]), (40, [2, 6, 1])]
    cases = [network_case(rng, *net) for net in nets]
    matches(learner.forward, reference.forward, [*cases, *long_twins(*network_case(rng, 1100, [2, 3, 1]))])


@check("forward", points=2)
def test_forward_many_outputs(learner, reference, rng):
    """With several outputs, each row of the prediction is the softmax of the last layer's row."""
    nets = [(5, [3, 6, 4]), (4, [4, 4, 4]), (6, [3, 5, 2]), (1, [3, 6, 3]), (3, [2, 5, 4, 3]), (40, [2, 6, 2])]
    matches(learner.forward, reference.forward, [network_case(rng, *net) for net in nets])


@check("forward")
def test_forward_depths(learner, reference, rng):
    """Any number of layers works: none hidden, one, two, or five, also with hidden layers of a single neuron."""
    nets = [(5, [3, 1]), (5, [3, 4]), (1, [2, 3]), (3, [3, 3]), (4, [1, 1]), (4, [3, 4, 5, 6, 2])]
    nets += [(4, [3, 2, 5, 2, 4, 3, 1]), (6, [3, 1, 2]), (6, [3, 1, 1]), (6, [2, 1, 4, 3]), (6, [1, 4, 1, 1])]
    nets += [(5, [1, 4, 3]), (5, [2, 64, 32, 1])]
    matches(learner.forward, reference.forward, [network_case(rng, *net) for net in nets])


@check("forward")
def test_forward_every_argument(learner, reference, rng):
    """Every layer counts in every call, and so do hidden neurons that are very loud."""
    cases = []
    for sizes in [[3, 5, 4, 2], [3, 5, 4, 1]]:
        x, params = network_case(rng, 4, sizes)
        y, others = network_case(rng, 4, sizes)
        cases += [(x, params), (y, params), (x, others)]
        cases += [(x, [*params[:i], others[i], *params[i + 1 :]]) for i in range(3)] + [(x, params)]
        cases.append((30 * x, [*params[:2], (0.01 * params[2][0], params[2][1])]))
    matches(learner.forward, reference.forward, cases)


@check("forward")
def test_forward_digits(learner, rng):
    """The probabilities keep all their digits."""
    results = each(learner.forward, [network_case(rng, 5, sizes) for sizes in ([3, 5, 4], [3, 5, 1])])
    for got in map(np.float64, map(numbers, results)):  # float32 itself would round here
        rounded = any(np.abs(got - np.round(got, digits)).max() < 1e-12 for digits in range(2, 9))
        require(not rounded, "forward must not round its result")


@check("forward")
def test_forward_rows(learner, reference, rng):
    """The prediction for a sample does not depend on the other samples of its batch."""
    for sizes in [[3, 5, 1], [3, 5, 4], [2, 3]]:
        x, params = network_case(rng, 5, sizes)
        whole = numbers(learner.forward(x, params), like=np.empty((5, sizes[-1])))
        single = each(learner.forward, [(x[i : i + 1], params) for i in range(5)])
        require(whole.shape == (5, sizes[-1]), "forward must return an array of shape (batch, n_out)")
        # Loud neighbours: even a faint trace of the other samples is larger than the rounding of float32.
        crowd = numbers(learner.forward(np.vstack([x[:1], 1e4 * x[1:]]), params), like=np.empty((5, sizes[-1])))
        roughly(crowd[:1], whole[:1])
        for row, got in zip(whole, single, strict=True):
            roughly(got, row[None])


@check("forward")
def test_forward_large_sums(learner, reference, rng):
    """Sums in the thousands still give probabilities, as sigmoid and softmax of chapter 2 do."""
    x = np.vstack([rng.integers(-3, 4, size=(4, 3)), [[3, 3, 3], [-3, -3, -3]], rng.normal(scale=0.005, size=(2, 3))])
    nets = [[(100.0 * rng.integers(1, 9, size=(3, n)), rng.integers(1, 10, size=n) + 0.0)] for n in (4, 1)]
    matches(learner.forward, reference.forward, [(x, params) for params in nets])
    for params in nets:
        got, target = numbers(learner.forward(x, params)), reference.forward(x, params)
        sure = (target < 1e-12) | (target > 1 - 1e-12)  # these are 0 and 1 exactly, in float32 too
        close(got[sure], target[sure], atol=1e-9)


@check("forward")
def test_forward_kinds(learner, reference, rng):
    """Whole-number data, column-ordered arrays and float32 work, and so do the names x and params."""
    for sizes in [[3, 5, 4], [3, 5, 1]]:
        x, params = network_case(rng, 6, sizes)
        whole = rng.integers(-4, 5, size=(6, 3))
        columns = [(np.asfortranarray(W), b) for W, b in params]
        matches(learner.forward, reference.forward, [(whole, params), (np.asfortranarray(x), columns)])
        single = x.astype(np.float32), [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
        roughly(learner.forward(*single), reference.forward(*single))
        roughly(learner.forward(params=params, x=x), reference.forward(x, params))


@check("forward")
def test_forward_leaves_arguments(learner, rng):
    """The caller's x and params, the list and its arrays, are left as they were."""
    nets = [[3, 5, 4], [4, 4, 4], [4, 4, 1], [3, 1], [3, 3], [2, 5, 4, 1]]
    each_unchanged(learner.forward, [network_case(rng, 4, sizes) for sizes in nets])


@check("forward")
def test_forward_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for sizes in [[3, 5, 1], [3, 4, 2]]:
        first, second = network_case(rng, 4, sizes), network_case(rng, 4, sizes)
        stands_alone(learner.forward, first, second, remembered="FWD28", reused="FWD29")


def roughly(got, target, sizes=None):
    """Equal up to the rounding of float32, in which a learner may work on the way to a float64 result."""
    close(got, target, sizes, rtol=2e-5, atol=1e-5)


def matches(mine, right, cases, compare=roughly):
    """The learner's function agrees with the right one on every case; the first argument is a batch."""
    expected = [right(*case) for case in cases]  # first: the learner's function may change the arguments
    for got, target, (x, *_) in zip(each(mine, cases), expected, cases, strict=True):
        compare(got, target, {"samples": len(x), "features": x.shape[1], "neurons": target.shape[1]})


def long_twins(x, *rest):
    """Two long batches that differ in the middle row alone, where NumPy prints dots."""
    turned = np.where(np.arange(len(x)) == len(x) // 2, -1, 1)[:, None] * x
    return (x, *rest), (turned, *rest)


def layer_case(rng, batch, n_in, n_out):
    """Data, weights and biases of one layer."""
    return rng.normal(size=(batch, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(scale=2, size=n_out)


def network_case(rng, batch, sizes):
    """Data and parameters of a network, with biases that are not 0."""
    params = [(rng.normal(scale=1.2 / np.sqrt(n), size=(n, m)), rng.normal(size=m)) for n, m in pairwise(sizes)]
    return rng.normal(scale=1.5, size=(batch, sizes[0])), params


def drawn(learner, sizes, rng):
    """The layers that the learner draws; they get a list of their own, which they may spoil."""
    return layers_of(learner.init_params(list(sizes), rng), sizes)


def layers_of(got, sizes):
    """The params as pairs of arrays; fails the check where they are built in another way."""
    pairs = isinstance(got, (list, tuple)) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in got)
    require(pairs, "init_params must return a list of pairs (W, b)")
    require(len(got) == len(sizes) - 1, "init_params must return one pair less than there are sizes")
    layers = []
    for index, ((W, b), n_in, n_out) in enumerate(zip(got, sizes[:-1], sizes[1:], strict=True), start=1):
        weights, biases = numbers(W, what=f"W of layer {index}"), numbers(b, what=f"b of layer {index}")
        require(weights.shape == (n_in, n_out), "W must have the shape (n_in, n_out)", shape=weights.shape)
        require(biases.shape == (n_out,), "b must have the shape (n_out,)", shape=biases.shape)
        whole = isinstance(b, np.ndarray) and b.dtype.kind != "f"
        require(not whole, "b must hold floats: whole numbers cannot take the small steps of training")
        layers.append((weights, biases))
    return layers


def limits(sizes):
    """The largest weight that each layer may have."""
    return [np.sqrt(6 / (n_in + n_out)) for n_in, n_out in pairwise(sizes)]


def equals(one, other):
    """How many entries are the same number in both arrays."""
    return int((one == other).sum())
