"""Checks of chapter 1. Inputs come from `rng`: several lengths, as lists, tuples and arrays.

A check makes all its calls before it judges the first result: the more calls, the surer a known mistake is recognised.
"""

import numpy as np

from nngrade.suite import check, close, each, each_unchanged, equal, numbers, raises, require, stands_alone


@check("weighted_sum", points=3)
def test_weighted_sum_values(learner, reference, rng):
    """Each input times its weight, all added up, plus the bias, for any number of inputs."""
    matches(learner.weighted_sum, reference.weighted_sum, [inputs(rng, n) for n in [5, 3, 2, 1, 8, 3]])


@check("weighted_sum")
def test_weighted_sum_small_and_many(learner, reference, rng):
    """It is exact for very small numbers, for large ones and for hundreds of inputs: nothing is rounded or left out."""
    cases = []
    for n, scale in [(5, 1e-4), (5, 1e4), (300, 1.0)]:
        x, w = scale * rng.uniform(0.5, 1.5, size=(2, n))  # one sign: nothing cancels, so float32 passes too
        cases.append((x.tolist(), w.tolist(), float(scale**2 * rng.uniform(0.5, 1.5))))
    matches(learner.weighted_sum, reference.weighted_sum, cases)


@check("weighted_sum")
def test_weighted_sum_repeats(learner, reference, rng):
    """Equal inputs, zeros and a bias of 0 are ordinary numbers; every argument counts in every call."""
    matches(learner.weighted_sum, reference.weighted_sum, repeats(rng) + one_by_one(rng))


@check("weighted_sum")
def test_weighted_sum_containers(learner, reference, rng):
    """Lists, tuples, arrays and whole numbers work, mixed as you like, and so do the names x, w and b."""
    matches(learner.weighted_sum, reference.weighted_sum, containers(rng))
    x, w, b = inputs(rng, 4)
    close(learner.weighted_sum(b=b, w=w, x=x), reference.weighted_sum(x, w, b))


@check("weighted_sum", points=2)
def test_weighted_sum_lengths(learner, rng):
    """Inputs and weights of different lengths raise a ValueError."""
    for lengths in [(3, 2), (2, 3), (1, 3), (4, 1), (0, 2), (7, 8)]:
        x, w = (rng.normal(size=n) for n in lengths)
        raises(ValueError, learner.weighted_sum, x.tolist(), w.tolist(), 0.5)
        raises(ValueError, learner.weighted_sum, x, w, 0.5)


@check("weighted_sum")
def test_weighted_sum_leaves_arguments(learner, rng):
    """The caller's inputs and weights are left as they were."""
    each_unchanged(learner.weighted_sum, in_both_kinds(rng))


@check("weighted_sum")
def test_weighted_sum_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same lists in place."""
    for kind in (list, np.array):
        first, second = ((kind(x), kind(w), 0.5) for x, w in rng.normal(size=(2, 2, 4)))
        stands_alone(learner.weighted_sum, first, second, remembered="NEU52")


@check("fires", points=2)
def test_fires_values(learner, rng):
    """The neuron fires where its sum is above 0, and nowhere else."""
    goals = [-2.0, 1.5, -0.6, 0.7, -0.05, 0.05, 3.0, -3.0, *near_zero(rng, 40)]
    cases = [with_sum(rng, goal, 1 + i % 6, (0.3, 1, 2)[i % 3]) for i, goal in enumerate(goals)]
    for answer, goal in zip(each(learner.fires, cases), goals, strict=True):
        equal(answer, goal > 0)


@check("fires", points=2)
def test_fires_not_at_zero(learner, rng):
    """A sum of exactly 0 does not fire; the smallest step above it does."""
    x, w = rng.integers(-9, 10, size=(2, 5))
    step = 2.0**-80  # sums of such numbers are exact, in any order and in float32 too
    zeros = [(x, w, -int(x @ w)), ([0.5, -1.5], [3.0, 1.0], 0.0), ([0.0], [2.0], 0.0), ([0.25, 0.5], [1.0, 1.0], -0.75)]
    zeros += [(x.tolist(), w.tolist(), -int(x @ w)), (tuple(x / 2), (w / 4).tolist(), float(-x @ w) / 8)]
    goals = [0.7, 0.003, *near_zero(rng, 36)]
    others = [([1.0], [step], 0.0), ([-1.0], [step], 0.0)]
    others += [with_sum(rng, goal, 4, (0.3, 1, 2)[i % 3]) for i, goal in enumerate(goals)]
    answers = list(map(numbers, each(learner.fires, zeros + others)))
    require(not any(map(np.any, answers[: len(zeros)])), "a sum of exactly 0 must not fire: use > instead of >=")
    for answer, goal in zip(answers[len(zeros) :], [step, -step, *goals], strict=True):
        equal(answer, goal > 0)


@check("fires")
def test_fires_every_argument(learner, reference, rng):
    """Every argument counts in every call, and repeated numbers and zeros are ordinary ones."""
    cases = [case for _ in range(12) for case in one_by_one(rng) + repeats(rng)]
    clear = [case for case in cases if abs(reference.weighted_sum(*case)) > 1e-3]
    matches(learner.fires, reference.fires, clear, equal)


@check("fires")
def test_fires_is_truth_value(learner, rng):
    """The answer is True or False, not a number."""
    for answer in each(learner.fires, [with_sum(rng, goal, 3) for goal in [1.5, -0.5, 0.25]]):
        array = numbers(answer, like=np.asarray(True))
        known = "NEU24" if array.dtype.kind in "iu" and np.isin(array, (0, 1)).all() else None
        require(array.dtype.kind == "b", "fires must return True or False: a comparison gives just that", mistake=known)


@check("fires")
def test_fires_containers(learner, reference, rng):
    """Lists, tuples, arrays and whole numbers work, and so do the names x, w and b."""
    cases = []
    for x, w, b in containers(rng) + containers(rng):
        goal = int(rng.choice([-2, -1, 1, 2]))  # no sum close to 0
        cases.append((x, w, b + goal - reference.weighted_sum(x, w, b)))
    small = [with_sum(rng, goal, 5, scale) for scale in (0.2, 0.7, 2) for goal in near_zero(rng, 12)]
    cases += [(np.array(x), tuple(w), b) for x, w, b in small]
    matches(learner.fires, reference.fires, cases, equal)
    x, w, b = with_sum(rng, -1.0, 4)
    equal(learner.fires(b=b, w=w, x=x), False)


@check("fires")
def test_fires_leaves_arguments(learner, rng):
    """The caller's inputs and weights are left as they were."""
    each_unchanged(learner.fires, in_both_kinds(rng))


@check("fires")
def test_fires_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same lists in place."""
    for kind, sign in [(list, -1), (np.array, 1)]:
        x, w, v = rng.uniform(0.5, 1.5, size=(3, 4))
        first, second = (kind(x), kind(sign * w), 0.5), (kind(x[::-1]), kind(-sign * v), 0.5)
        stands_alone(learner.fires, first, second, remembered="NEU53")


@check("neuron", points=2)
def test_neuron_values(learner, reference, rng):
    """The output is the activation of the weighted sum, whatever the activation is."""
    cases = []
    for activation, n in [(np.tanh, 3), (shifted_square, 5), (leaky, 1), (np.cos, 2), (step_up, 4), (identity, 3)]:
        for sign in (1, -1):
            cases.append((*with_sum(rng, sign * rng.uniform(0.3, 2), n), activation))
    matches(learner.neuron, reference.neuron, cases, roughly)


@check("neuron")
def test_neuron_every_argument(learner, reference, rng):
    """Every argument counts in every call, and small outputs are as exact as large ones."""
    cases = []
    for sign in (1, -1):
        x, w, b = with_sum(rng, sign * rng.uniform(0.6, 1.2), 3)
        cases += [(x, w, b, activation) for activation in (identity, faint, opposite, doubled, never_silent)]
    cases += [(*case, doubled) for case in one_by_one(rng) + repeats(rng)]
    matches(learner.neuron, reference.neuron, cases)


@check("neuron")
def test_neuron_containers(learner, reference, rng):
    """Lists, tuples, arrays and whole numbers work, and so do the names x, w, b and activation."""
    matches(learner.neuron, reference.neuron, [(*case, shifted_square) for case in containers(rng)], roughly)
    x, w, b = inputs(rng, 4)
    roughly(learner.neuron(activation=np.tanh, b=b, w=w, x=x), reference.neuron(x, w, b, np.tanh))


@check("neuron")
def test_neuron_leaves_arguments(learner, rng):
    """The caller's inputs and weights are left as they were."""
    each_unchanged(learner.neuron, [(*case, np.tanh) for case in in_both_kinds(rng)])


@check("neuron")
def test_neuron_anew(learner, rng):
    """Every call is worked out anew, also where the caller has changed the same lists in place."""
    for kind in (list, np.array):
        first, second = ((kind(x), kind(w), 0.5, np.tanh) for x, w in rng.normal(size=(2, 2, 4)))
        stands_alone(learner.neuron, first, second, remembered="NEU54")


def matches(mine, right, cases, compare=close):
    """The learner's function agrees with the right one on every case."""
    expected = [right(*case) for case in cases]  # first: the learner's function may change the arguments
    for got, target in zip(each(mine, cases), expected, strict=True):
        compare(got, target)


def roughly(got, target):
    """Close enough where a float32 sum went through an activation, which hides that it was float32."""
    close(got, target, rtol=2e-5, atol=1e-5)


def inputs(rng, n):
    """Inputs and weights as lists of n numbers, and a bias away from 0 so that a forgotten bias shows."""
    return rng.normal(size=n).tolist(), rng.normal(size=n).tolist(), float(rng.choice([-1, 1]) * rng.uniform(0.5, 2))


def in_both_kinds(rng):
    """Inputs, weights and a bias, in lists and in arrays."""
    cases = [inputs(rng, n) for n in (4, 1)]
    return cases + [(np.array(x), np.array(w), b) for x, w, b in cases]


def with_sum(rng, goal, n, scale=0.7):
    """Inputs, weights and a bias whose weighted sum is `goal` up to rounding; small ones show a wrong bias."""
    x, w = rng.normal(scale=scale, size=(2, n))
    return x.tolist(), w.tolist(), float(goal - x @ w)


def repeats(rng):
    """Inputs with equal numbers and zeros among them, and a bias of 0."""
    x, y, w, v = rng.normal(size=4).tolist()
    b = float(rng.uniform(0.5, 1))
    cases = [([x, x, y, x], [w, w, v, v], b), ([0.0, x, 0.0, y], [w, v, w, 0.0], b)]
    return [*cases, ([x, y], [w, v], 0.0), ([x, y, 0], [0, v, w], 0)]


def one_by_one(rng):
    """Calls that differ in one argument only, the first call once more at the end."""
    x, w, b = inputs(rng, 3)
    y, v, c = inputs(rng, 3)
    return [(x, w, b), (y, w, b), (x, v, b), (x, w, c), (x[::-1], w, b), (x, w, b)]


def near_zero(rng, n):
    """Sums of both signs from 0.01 to 1.5, far enough from 0 for every rounding."""
    return (rng.choice([-1, 1], size=n) * rng.uniform(0.01, 1.5, size=n)).tolist()


def containers(rng):
    """The same kind of inputs in every kind of sequence, numbers and whole numbers."""
    x, w, b = inputs(rng, 5)
    ints = rng.integers(1, 9, size=(2, 4))
    return [
        (np.array(x), np.array(w), b),
        (tuple(x), tuple(w), b),
        (x, np.array(w), b),
        (np.array(x), w, b),
        (ints[0].tolist(), w[:4], b),
        (x[:4], ints[1].tolist(), b),
        (ints[0], np.array(w[:4]), b),
        (np.array(x[:4]), ints[1], b),
        (ints[0].tolist(), ints[1].tolist(), int(ints[0, 0])),
        (ints[0], ints[1], b),
    ]


def identity(s):
    return s


def shifted_square(s):
    return (s + 1) ** 2


def faint(s):
    return 2.0**-20 * s  # a power of 2 keeps the digits, so that a float32 sum is still seen as one


def doubled(s):
    return 2 * s


def never_silent(s):
    return s if s > 0 else 1.0


def opposite(s):
    return -s


def leaky(s):
    return s if s > 0 else 0.1 * s  # of one number only: an array of several has no truth value


def step_up(s):
    return 1.0 if s > 0 else 0.0
