"""Checks of chapter 6. Gradients come from `rng`, not from a network: any numbers do, and nothing can grow out of hand.

A step is followed over many calls, each of which gets the learner's own result of the call before. Keras's epsilon
and the paper's differ a little: a run of `Adam` has to match one of the two from its first step to its last.
"""

from itertools import pairwise

import numpy as np

from nngrade.sandbox.proxies import RemoteFunction
from nngrade.suite import check, close, numbers, require, stands_alone, unchanged

NETWORKS = [[5, 3], [2, 4, 3, 1], [3, 3, 3], [1, 1], [4, 2, 5, 3, 2], [70, 40, 1]]
LOOKS = (1, 2, 3, 40)
"""The steps after which a run is compared."""
LONG = 110
"""Steps of a long run: what is forgotten or reset after 50 or 100 steps shows here."""


# sgd_step


@check("sgd_step", points=2)
def test_sgd_step_values(learner, reference, rng):
    """Every weight and every bias of every layer moves by learning rate times gradient, downhill."""
    for sizes in NETWORKS:
        params, grads, rate = draw(rng, sizes), draw(rng, sizes, 3.0), rng.uniform(0.01, 0.9)
        same(learner.sgd_step(*copied(params, grads), rate), reference.sgd_step(params, grads, rate))


@check("sgd_step")
def test_sgd_step_scales(learner, reference, rng):
    """Tiny and huge weights, gradients and learning rates are treated like all others."""
    cases = [(1e-3, 1e-4, 0.05), (100.0, 50.0, 2), (1.0, 400.0, 1e-3), (2.0, 1.0, 1), (1.0, 1.0, 0.0)]
    for scale, slope, rate in cases:
        params, grads = draw(rng, [3, 4, 2], scale), draw(rng, [3, 4, 2], slope)
        same(learner.sgd_step(*copied(params, grads), rate), reference.sgd_step(params, grads, rate))


@check("sgd_step")
def test_sgd_step_by_name(learner, reference, rng):
    """The arguments can be given by name, in any order."""
    params, grads, rate = draw(rng, [4, 3, 2]), draw(rng, [4, 3, 2]), rng.uniform(0.1, 0.9)
    expected = reference.sgd_step(params, grads, rate)
    first, second = copied(params, grads), copied(params, grads)
    same(learner.sgd_step(params=first[0], grads=first[1], learning_rate=rate), expected)
    same(learner.sgd_step(learning_rate=rate, grads=second[1], params=second[0]), expected)


@check("sgd_step")
def test_sgd_step_leaves_arguments(learner, rng):
    """The caller's params and grads stay as they were: the new params are new arrays in a new list."""
    for sizes in [[4, 3], [3, 3, 2], [2, 5, 4, 1]]:
        for rate in (0.3, 1, 1.0, 0.0):
            unchanged(learner.sgd_step, draw(rng, sizes), draw(rng, sizes), rate)


@check("sgd_step")
def test_sgd_step_remembers_nothing(learner, reference, rng):
    """A step depends on its own arguments alone, not on any earlier step."""
    first, second = [(draw(rng, [3, 4, 2]), draw(rng, [3, 4, 2]), rate) for rate in (0.2, 0.7)]
    for params, grads, rate in [first, second, first, (second[0], first[1], 0.7), (first[0], first[1], 0.7)]:
        same(learner.sgd_step(*copied(params, grads), rate), reference.sgd_step(params, grads, rate))


@check("sgd_step")
def test_sgd_step_column_order(learner, reference, rng):
    """It makes no difference how an array lies in memory."""
    params, grads = fortran(draw(rng, [5, 3, 2])), draw(rng, [5, 3, 2])
    for pair in [(params, grads), (grads, params), (params, fortran(grads))]:
        same(learner.sgd_step(*copied(*pair), 0.3), reference.sgd_step(*pair, 0.3))


# SGD


@check("sgd_step")
def test_sgd_step_anew(learner, rng):
    """Each call gives a result of its own, from the numbers as they are now: no other call changes or repeats it."""
    for sizes in [[3, 4, 2], [4, 1]]:
        first, second = ([draw(rng, sizes), draw(rng, sizes), 0.3] for _ in range(2))
        stands_alone(learner.sgd_step, first, second, remembered="OPT72", reused="OPT73")


@check("SGD", points=2)
def test_sgd_without_momentum(learner, reference, rng):
    """With momentum 0 each step is the plain one: w - learning_rate * gradient."""
    for sizes in NETWORKS:
        rate = rng.uniform(0.05, 0.9)
        follow([lambda module, rate=rate: module.SGD(rate)], learner, reference, rng, sizes, steps=3)


@check("SGD", points=3)
def test_sgd_momentum(learner, reference, rng):
    """With momentum, each weight's velocity is carried from step to step."""
    for sizes in NETWORKS:
        rate, momentum = rng.uniform(0.05, 0.5), rng.uniform(0.3, 0.95)
        follow([lambda module, r=rate, m=momentum: module.SGD(r, m)], learner, reference, rng, sizes, steps=3)


@check("SGD")
def test_sgd_many_steps(learner, reference, rng):
    """After 40 steps and more, the optimizer still does the same as in the beginning."""
    follow([lambda module: module.SGD(0.1, 0.9)], learner, reference, rng, [2, 3, 1], steps=LONG)


@check("SGD")
def test_sgd_settings(learner, reference, rng):
    """learning_rate=0.01 and momentum=0.0 are the defaults; both can be given by place or by name."""
    makers = [
        lambda module: module.SGD(),
        lambda module: module.SGD(0.3),
        lambda module: module.SGD(momentum=0.8),
        lambda module: module.SGD(0.2, 0.6),
        lambda module: module.SGD(learning_rate=0.4, momentum=0.7),
        lambda module: module.SGD(momentum=0.4, learning_rate=1),
        lambda module: module.SGD(2.5, 0.99),
    ]
    for maker in makers:
        follow([maker], learner, reference, rng, [3, 2, 2], steps=3, by_name=True)


@check("SGD", points=2)
def test_sgd_instances(learner, reference, rng):
    """Two optimizers that take turns never share a velocity, not even where their networks are alike."""
    makers = [lambda module, r=r, m=m: module.SGD(r, m) for r, m in [(0.3, 0.9), (0.1, 0.9), (0.5, 0.5)]]
    follow(makers, learner, reference, rng, [3, 4, 2], steps=4)
    follow(makers, learner, reference, rng, [2, 2, 2], steps=4, late=True)
    follow(makers, learner, reference, rng, [[4, 1], [2, 3, 2], [3, 3, 3, 1]], steps=3, late=True)


@check("SGD")
def test_sgd_weights_come_from_params(learner, reference, rng):
    """The optimizer remembers velocities, not weights: it starts from the params that it is given."""
    for momentum in (0.0, 0.8):
        optimizer, model = make(learner.SGD, 0.2, momentum), reference.SGD(0.2, momentum)
        before, got, keras, ball = None, [], [], []
        for _ in range(4):
            params, grads = draw(rng, [3, 4, 2]), draw(rng, [3, 4, 2])
            got.append(plain(optimizer.step(*copied(params, grads)), params))
            keras.append(model.step(params, grads))
            ball.append(heavy_ball(params, before or params, grads, 0.2, momentum))
            before = params
        # w - lr*g + momentum * (w - earlier w) is the same run as long as each step starts where the last one ended
        either(got, [keras, ball])


@check("SGD")
def test_sgd_leaves_arguments(learner, rng):
    """No step changes the caller's params or grads."""
    for rate, momentum, sizes in [(0.3, 0.0, [4, 3]), (0.3, 0.9, [3, 3, 2]), (1, 0.5, [2, 3, 1]), (1, 0.0, [1, 1])]:
        optimizer, params = make(learner.SGD, rate, momentum), draw(rng, sizes)
        for scale in (1.0, 1.0, 0.0, 1.0):
            params = plain(unchanged(optimizer.step, params, draw(rng, sizes, scale)), params)


@check("SGD", after="test_sgd_leaves_arguments")
def test_sgd_keeps_copies(learner, reference, worker, rng):
    """An optimizer keeps no arrays of its caller: neither may change what the other holds, now or in later steps."""
    keeps_copies(worker, rng, make(learner.SGD, 0.3, 0.9), [reference.SGD(0.3, 0.9)])


# Adam


@check("SGD", after="test_sgd_leaves_arguments")
def test_sgd_results_stay(learner, rng):
    """The params that a step returned stay as they are while the training goes on."""
    results_stay(make(learner.SGD, 0.1, 0.9), rng, "OPT74")
    results_stay(make(learner.SGD, 0.1), rng, "OPT74")


@check("Adam", points=2)
def test_adam_first_step(learner, reference, rng):
    """The first step moves every weight by about the learning rate: the averages are corrected for their start at 0."""
    for sizes in NETWORKS:
        rate = rng.uniform(0.05, 0.5)
        follow_adam([{"learning_rate": rate}], learner, reference, rng, sizes, steps=1)


@check("Adam", points=3)
def test_adam_steps(learner, reference, rng):
    """The second and third step use averages of all gradients so far, corrected for their number."""
    for sizes in NETWORKS:
        rate, beta_1, beta_2 = rng.uniform(0.05, 0.5), rng.uniform(0.5, 0.95), rng.uniform(0.6, 0.99)
        settings = {"learning_rate": rate, "beta_1": beta_1, "beta_2": beta_2}
        follow_adam([settings], learner, reference, rng, sizes, steps=3)


@check("Adam", points=2)
def test_adam_many_steps(learner, reference, rng):
    """After 40 steps and more, the optimizer still does the same as in the beginning."""
    follow_adam([(0.1,)], learner, reference, rng, [2, 3, 1], steps=LONG)


@check("Adam")
def test_adam_defaults(learner, reference, rng):
    """learning_rate=0.001, beta_1=0.9, beta_2=0.999 and epsilon=1e-7 are the defaults."""
    follow_adam([{}], learner, reference, rng, [3, 2, 2], steps=3)
    follow_adam([{}], learner, reference, rng, [3, 2, 2], steps=3, scale=1e-6)  # here epsilon is felt


@check("Adam")
def test_adam_settings(learner, reference, rng):
    """All four settings can be given by place or by name, and each of them has its effect."""
    by_place = (0.2, 0.7, 0.9, 0.05)
    names = ("learning_rate", "beta_1", "beta_2", "epsilon")
    for count in range(1, 5):
        follow_adam([by_place[:count]], learner, reference, rng, [3, 2, 2], steps=3)
    for name, value in [("learning_rate", 1), ("beta_1", 0.4), ("beta_2", 0.8), ("epsilon", 0.1), ("beta_2", 0.9999)]:
        follow_adam([{name: value}], learner, reference, rng, [3, 2, 2], steps=3, by_name=True)
    follow_adam([dict(zip(names[::-1], by_place[::-1], strict=True))], learner, reference, rng, [4, 3], steps=3)


@check("Adam")
def test_adam_epsilon(learner, reference, rng):
    """The epsilon is added to the root, not under it, and counts most where gradients are small."""
    for scale, epsilon in [(1.0, 0.3), (1e-3, 1e-3), (1e-4, 1e-5)]:
        settings = {"learning_rate": 0.1, "epsilon": epsilon}
        follow_adam([settings], learner, reference, rng, [3, 4, 2], steps=3, scale=scale)


@check("Adam")
def test_adam_zero_gradients(learner, reference, rng):
    """A weight whose gradients are all 0 stays where it is; one that wakes up later is stepped like the others."""
    params, gradients = draw(rng, [3, 4, 2]), [draw(rng, [3, 4, 2]) for _ in range(4)]
    for step, grads in enumerate(gradients):
        for W, b in grads:
            W[:, 0] = b[0] = 0.0
            if step < 2:
                W[0] = b[:] = 0.0
    optimizer = make(learner.Adam, 0.1)
    close_runs([run(optimizer, params, gradients)], [(0.1,)], reference, [params], [gradients], range(1, 5))


@check("Adam", points=2)
def test_adam_instances(learner, reference, rng):
    """Two optimizers that take turns never share averages or a step count, not even for networks that are alike."""
    settings = [(0.3, 0.8, 0.9), (0.1, 0.8, 0.9), (0.5, 0.5, 0.7)]
    follow_adam(settings, learner, reference, rng, [3, 4, 2], steps=4)
    follow_adam(settings, learner, reference, rng, [2, 2, 2], steps=4, late=True)
    follow_adam(settings, learner, reference, rng, [[4, 1], [2, 3, 2], [3, 3, 3, 1]], steps=3, late=True)


@check("Adam")
def test_adam_weights_come_from_params(learner, reference, rng):
    """The optimizer remembers averages, not weights: it starts from the params that it is given."""
    optimizer, models = make(learner.Adam, 0.2, 0.8, 0.9), [kind(0.2, 0.8, 0.9) for kind in both(reference)]
    got, runs = [], [[], []]
    for _ in range(4):
        params, grads = draw(rng, [3, 4, 2]), draw(rng, [3, 4, 2])
        got.append(plain(optimizer.step(*copied(params, grads)), params))
        for model, history in zip(models, runs, strict=True):
            history.append(model.step(params, grads))
    either(got, runs)


@check("Adam")
def test_adam_leaves_arguments(learner, rng):
    """No step changes the caller's params or grads."""
    for sizes in [[4, 3], [3, 3, 2]]:
        optimizer, params = make(learner.Adam, 0.1), draw(rng, sizes)
        for scale in (1.0, 1.0, 0.0, 1.0):
            params = plain(unchanged(optimizer.step, params, draw(rng, sizes, scale)), params)


@check("Adam", after="test_adam_leaves_arguments")
def test_adam_keeps_copies(learner, reference, worker, rng):
    """An optimizer keeps no arrays of its caller: neither may change what the other holds, now or in later steps."""
    keeps_copies(worker, rng, make(learner.Adam, 0.3), [kind(0.3) for kind in both(reference)])


# Networks, gradients and runs


@check("Adam", after="test_adam_leaves_arguments")
def test_adam_results_stay(learner, rng):
    """The params that a step returned stay as they are while the training goes on."""
    results_stay(make(learner.Adam, 0.1), rng, "OPT75")


def draw(rng, sizes, scale=1.0):
    """Arrays in the shapes of a network's params: they serve as params and as grads."""
    return [(rng.normal(scale=scale, size=shape), rng.normal(scale=scale, size=shape[1])) for shape in pairwise(sizes)]


def draw_gradients(rng, sizes, steps, scale):
    """Gradients of many steps, each with its own scale, some of them 0, so that averages rise and fall."""
    factors = scale * rng.choice([0.05, 1.0, 1.0, 4.0], size=steps)
    factors[3::7] = 0.0
    return [draw(rng, sizes, factor) for factor in factors]


def copied(*several):
    """The same arrays once more: what a step does in place must show in the one check that asks for it, not in all."""
    return [[(W.copy(order="K"), b.copy()) for W, b in params] for params in several]


def fortran(params):
    """The same numbers, column after column in memory."""
    return [(np.asfortranarray(W), b) for W, b in params]


def make(kind, *args, **kwargs):
    """The learner's new optimizer; one that can itself be called comes as a function, its methods on the handle."""
    optimizer = kind(*args, **kwargs)
    return optimizer.handle() if isinstance(optimizer, RemoteFunction) else optimizer


def plain(got, like):
    """The learner's params as arrays, layer by layer."""
    whole = isinstance(got, (list, tuple)) and len(got) == len(like)
    require(whole, "the result must be a list with one pair (W, b) for each layer")
    pairs = all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in got)
    require(pairs, "each layer of the result must be a pair (W, b)")
    result = []
    for layer, (pair, old) in enumerate(zip(got, like, strict=True), 1):
        W, b = (numbers(mine, like=np.asarray(theirs)) for mine, theirs in zip(pair, old, strict=True))
        require(W.shape == old[0].shape, "a new W has another shape than the old one", layer=layer, shape=W.shape)
        require(b.shape == old[1].shape, "a new b has another shape than the old one", layer=layer, shape=b.shape)
        result.append((W, b))
    return result


def same(got, expected, after=""):
    """Require equal params up to rounding."""
    for layer, (pair, target) in enumerate(zip(plain(got, expected), expected, strict=True), 1):
        for name, mine, right in zip(("W", "b"), pair, target, strict=True):
            close(mine, right, what=f"{name} of layer {layer}{after}")


def run(optimizer, params, gradients, by_name=False):
    """The params after each step, where each step starts from the result of the one before."""
    history = []
    for grads in gradients:
        mine, slopes = copied(params, grads)
        got = optimizer.step(grads=slopes, params=mine) if by_name else optimizer.step(mine, slopes)
        params = plain(got, params)
        history.append(params)
    return history


def take_turns(makers, learner, params, gradients, late, by_name):
    """The runs of several optimizers, one step each in turn; `late`: each is made when others have stepped already."""
    optimizers = [None if late and i else make(maker, learner) for i, maker in enumerate(makers)]
    histories = [[] for _ in makers]
    for step in range(len(gradients[0])):
        for i, maker in enumerate(makers):
            if late and step < i:
                continue
            if optimizers[i] is None:
                optimizers[i] = make(maker, learner)
            start = histories[i][-1] if histories[i] else params[i]
            histories[i] += run(optimizers[i], start, [gradients[i][len(histories[i])]], by_name)
    return histories


def follow(makers, learner, reference, rng, sizes, steps, late=False, by_name=False):
    """Let optimizers take turns, and compare each with a reference of its own that runs alone."""
    networks = sizes if isinstance(sizes[0], list) else [sizes] * len(makers)
    params = [draw(rng, network) for network in networks]
    gradients = [draw_gradients(rng, network, steps, 1.0) for network in networks]
    histories = take_turns(makers, learner, params, gradients, late, by_name)
    for maker, history, start, slopes in zip(makers, histories, params, gradients, strict=True):
        expected = run(maker(reference), start, slopes)
        for step in [step for step in (*LOOKS, steps) if step <= len(history)]:
            same(history[step - 1], expected[step - 1], f" after step {step}")


def follow_adam(settings, learner, reference, rng, sizes, steps, late=False, by_name=False, scale=1.0):
    """The same for `Adam`: each optimizer has to match one of the two right forms."""
    networks = sizes if isinstance(sizes[0], list) else [sizes] * len(settings)
    params = [draw(rng, network, min(1.0, scale * 1e3)) for network in networks]
    gradients = [draw_gradients(rng, network, steps, scale) for network in networks]
    makers = [lambda module, given=given: construct(module.Adam, given) for given in settings]
    histories = take_turns(makers, learner, params, gradients, late, by_name)
    close_runs(histories, settings, reference, params, gradients, (*LOOKS, steps))


def construct(kind, given):
    """An optimizer whose settings are given by name (a dict) or by place (a tuple)."""
    return kind(**given) if isinstance(given, dict) else kind(*given)


def close_runs(histories, settings, reference, params, gradients, looks):
    """Require that each run of Adam is a right one at every look."""
    for history, given, start, slopes in zip(histories, settings, params, gradients, strict=True):
        runs = [run(construct(kind, given), start, slopes) for kind in both(reference)]
        steps = [step for step in sorted(set(looks)) if step <= len(history)]
        either([history[step - 1] for step in steps], [[r[step - 1] for step in steps] for r in runs], steps)


def either(got, candidates, steps=None):
    """Require that a run equals one of the right ones throughout; a wrong one is compared with the nearest."""
    nearest = min(candidates, key=lambda expected: distance(got, expected))
    for step, (mine, right) in enumerate(zip(got, nearest, strict=True)):
        same(mine, right, f" after step {steps[step] if steps else step + 1}")


def distance(got, expected):
    """How far apart two runs are, summed over all numbers."""
    pairs = zip(flat(got), flat(expected), strict=True)
    return sum(np.abs(np.nan_to_num(mine, nan=1e9) - right).sum() for mine, right in pairs)


def flat(history):
    """All arrays of a run."""
    return [array for params in history for pair in params for array in pair]


def heavy_ball(params, before, grads, rate, momentum):
    """Momentum from two successive params instead of a velocity."""
    layers = zip(params, before, grads, strict=True)
    return [tuple(w - rate * g + momentum * (w - old) for w, old, g in zip(*layer, strict=True)) for layer in layers]


def keeps_copies(worker, rng, optimizer, models):
    """Overwrite grads in place between steps, as a caller may do who uses the same arrays for all of them."""
    sizes = [3, 4, 2]
    start, slopes = draw(rng, sizes), [draw(rng, sizes) for _ in range(4)]
    got, runs, params, kept = [], [[] for _ in models], start, []
    for step, grads in enumerate(slopes):
        held = worker.share(params), worker.share(grads)
        got.append(plain(optimizer.step(*held), start))
        kept.append((held[0], params))
        for model, history in zip(models, runs, strict=True):
            history.append(model.step(history[-1] if history else start, grads))
        params = got[-1]
        if step % 2 == 0:
            held[1].write(draw(rng, sizes))
        else:  # these stay as they are, to see that no later step changes them
            kept.append((held[1], grads))
    either(got, runs)
    for shared, before in kept:
        same(shared.value(), before, " of an earlier call")


def results_stay(optimizer, rng, known):
    """The very object that a step returned goes into the next one, as in every training loop."""
    step, sizes = optimizer.step, [3, 4, 2]
    if not isinstance(step, RemoteFunction):  # an object that can be called
        step = RemoteFunction(step._worker, step._number, None, "step")
    params, kept = draw(rng, sizes), []
    for _ in range(3):
        params = step.hold(params, draw(rng, sizes))
        kept.append((params, params.value()))
    for held, before in kept:
        pairs = zip(arrays(held.value()), arrays(before), strict=False)
        message = "a later step changed the params that an earlier one had returned: return new arrays"
        require(all(np.array_equal(now, then, equal_nan=True) for now, then in pairs), message, mistake=known)


def arrays(params):
    """All arrays of params, as far as they can be read."""
    if not isinstance(params, (list, tuple)):
        return [params] if isinstance(params, (np.ndarray, float, int)) else []
    return [array for part in params for array in arrays(part)]


def both(reference):
    """Adam with epsilon in Keras's place, and in the paper's."""

    class Paper(reference.Adam):
        def step(self, params, grads):
            keras_epsilon, corrected = self.epsilon, 1 - self.beta_2 ** (self.t + 1)
            self.epsilon = keras_epsilon * np.sqrt(corrected)  # the same as adding it to the corrected root
            try:
                return super().step(params, grads)
            finally:
                self.epsilon = keras_epsilon

    return reference.Adam, Paper
