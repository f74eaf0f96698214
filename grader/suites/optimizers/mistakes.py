"""Known wrong implementations of chapter 6."""

import numpy as np

from nngrade.suite import mistake


def stepped(params, grads, change):
    """Params with every weight and bias replaced by change(w, g)."""
    return [(change(W, gW), change(b, gb)) for (W, b), (gW, gb) in zip(params, grads)]


def rewritten(rooms, params):
    """Params with the given numbers, in the arrays that earlier calls returned."""
    kept = rooms.setdefault(tuple(np.shape(W) for W, _ in params), params)
    for room, layer in zip(kept, params):
        for array, value in zip(room, layer):
            array[...] = value
    return list(kept)


# sgd_step


@mistake("OPT1", "sgd_step", "Downhill is minus: subtract learning_rate * gradient.")
def sgd_step_uphill(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w + learning_rate * g)


@mistake("OPT12", "sgd_step", "The update is made on a copy that nobody gets to see: return the new arrays.")
def sgd_step_loses_update(params, grads, learning_rate):
    for (W, b), (gW, gb) in zip(params, grads):
        W = W - learning_rate * gW
        b = b - learning_rate * gb
    return params


@mistake("OPT14", "sgd_step", "The biases do not move: they need the same step as the weights.")
def sgd_step_no_bias(params, grads, learning_rate):
    return [(W - learning_rate * gW, b) for (W, b), (gW, gb) in zip(params, grads)]


@mistake(
    "OPT15", "sgd_step", "`-=` changes the caller's arrays in place: build new ones with `W - learning_rate * grad_W`."
)
def sgd_step_in_place(params, grads, learning_rate):
    for (W, b), (gW, gb) in zip(params, grads):
        W -= learning_rate * gW
        b -= learning_rate * gb
    return params


@mistake("OPT16", "sgd_step", "The caller's list itself is changed: fill a new list instead of assigning to params[i].")
def sgd_step_writes_into_list(params, grads, learning_rate):
    for i, ((W, b), (gW, gb)) in enumerate(zip(params, grads)):
        params[i] = (W - learning_rate * gW, b - learning_rate * gb)
    return params


@mistake("OPT17", "sgd_step", "Only the first layer takes a step: go through all layers before you return.")
def sgd_step_first_layer(params, grads, learning_rate):
    (W, b), (gW, gb) = params[0], grads[0]
    return [(W - learning_rate * gW, b - learning_rate * gb), *params[1:]]


@mistake("OPT18", "sgd_step", "The last layer is left out: every layer takes a step.")
def sgd_step_not_last(params, grads, learning_rate):
    return stepped(params[:-1], grads, lambda w, g: w - learning_rate * g) + [params[-1]]


@mistake("OPT19", "sgd_step", "The learning rate is missing: multiply the gradient by it.")
def sgd_step_no_rate(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w - g)


@mistake("OPT20", "sgd_step", "Only the sign of the gradient is used; a steep slope must give a longer step.")
def sgd_step_sign(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w - learning_rate * np.sign(g))


@mistake("OPT21", "sgd_step", "The gradients are clipped to [-1, 1]; plain gradient descent uses them as they are.")
def sgd_step_clipped(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w - learning_rate * np.clip(g, -1, 1))


@mistake("OPT22", "sgd_step", "This returns the change, not the new weights: add it to the old ones.")
def sgd_step_returns_update(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: -learning_rate * g)


@mistake("OPT23", "sgd_step", "The new weights are rounded: never round inside the maths.")
def sgd_step_rounds(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: np.round(w - learning_rate * g, 6))


@mistake(
    "OPT24", "sgd_step", "The gradients are divided by the number of rows; backpropagation has averaged them already."
)
def sgd_step_divides(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w - learning_rate * g / len(g))


@mistake("OPT25", "sgd_step", "The result is one flat list: keep a pair (W, b) for each layer.")
def sgd_step_flat(params, grads, learning_rate):
    return [new for pair in stepped(params, grads, lambda w, g: w - learning_rate * g) for new in pair]


@mistake(
    "OPT26",
    "sgd_step",
    "The gradients are multiplied in place, so that the caller's grads change: use `learning_rate * g`.",
)
def sgd_step_scales_grads(params, grads, learning_rate):
    for gW, gb in grads:
        gW *= learning_rate
        gb *= learning_rate
    return stepped(params, grads, lambda w, g: w - g)


@mistake("OPT27", "sgd_step", "The weights shrink besides (weight decay): nobody asked for that here.")
def sgd_step_decays(params, grads, learning_rate):
    return stepped(params, grads, lambda w, g: w * (1 - 0.01 * learning_rate) - learning_rate * g)


@mistake(
    "OPT72",
    "sgd_step",
    "An old answer was kept for the objects params and grads, but their numbers may change: work it out in every call.",
)
def sgd_step_by_object(params, grads, learning_rate, memory={}):
    key = id(params), id(grads), learning_rate
    if key not in memory:
        memory[key] = stepped(params, grads, lambda w, g: w - learning_rate * g), params, grads
    return memory[key][0]


@mistake(
    "OPT73",
    "sgd_step",
    "The new params are written into arrays that all calls share, so earlier results change: build new arrays.",
)
def sgd_step_into_same_arrays(params, grads, learning_rate, rooms={}):
    return rewritten(rooms, stepped(params, grads, lambda w, g: w - learning_rate * g))


# SGD


class MomentumOf(SGD):
    """SGD with a rule of its own for (w, v, g) -> (new w, new v)."""

    velocities = None

    def step(self, params, grads):
        old = self.velocities or [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
        layers = [[self.rule(*three) for three in zip(*layer)] for layer in zip(params, old, grads)]
        self.velocities = [tuple(v for _, v in layer) for layer in layers]
        return [tuple(w for w, _ in layer) for layer in layers]

    def rule(self, w, v, g):
        v = self.momentum * v - self.learning_rate * g
        return w + v, v


@mistake(
    "OPT2",
    "SGD",
    "That is an average of gradients; Keras's momentum is v = momentum * v - learning_rate * g, then w + v.",
)
class SgdAverage(MomentumOf):
    def rule(self, w, v, g):
        v = self.momentum * v + (1 - self.momentum) * g
        return w - self.learning_rate * v, v


@mistake(
    "OPT3", "SGD", "The velocities start at zero again in every step: keep them in the instance.", same_as=("OPT32",)
)
class SgdForgets(SGD):
    def step(self, params, grads):
        self.velocities = None
        return super().step(params, grads)


@mistake("OPT4", "SGD", "All weights share one velocity: each W and each b needs its own.")
class SgdOneVelocity:
    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, 0.0

    def step(self, params, grads):
        new = []
        for (W, b), (gW, gb) in zip(params, grads):
            self.v = self.momentum * np.mean(self.v) - self.learning_rate * gW
            W = W + self.v
            self.v = self.momentum * np.mean(self.v) - self.learning_rate * gb
            new.append((W, b + self.v))
        return new


@mistake("OPT28", "SGD", "The weight moves by the old velocity: renew v first, then add it.")
class SgdOldVelocity(MomentumOf):
    def rule(self, w, v, g):
        return w + v, self.momentum * v - self.learning_rate * g


@mistake(
    "OPT29",
    "SGD",
    "That is Nesterov's look ahead: plain momentum adds v, not momentum * v - learning_rate * g once more.",
)
class SgdNesterov(MomentumOf):
    def rule(self, w, v, g):
        v = self.momentum * v - self.learning_rate * g
        return w + self.momentum * v - self.learning_rate * g, v


@mistake("OPT30", "SGD", "The learning rate counts twice: it is in v already.")
class SgdRateTwice(MomentumOf):
    def rule(self, w, v, g):
        v = self.momentum * v - self.learning_rate * g
        return w + self.learning_rate * v, v


@mistake("OPT31", "SGD", "The velocity has the wrong sign: v = momentum * v - learning_rate * g.")
class SgdUphill(MomentumOf):
    def rule(self, w, v, g):
        v = self.momentum * v + self.learning_rate * g
        return w + v, v


@mistake(
    "OPT32",
    "SGD",
    "Momentum is ignored: v = momentum * v - learning_rate * g needs the velocity of the last step.",
    same_as=("OPT3",),
)
class SgdIgnoresMomentum(SGD):
    def step(self, params, grads):
        return sgd_step(params, grads, self.learning_rate)


@mistake("OPT33", "SGD", "The biases get no momentum: each b has a velocity too.")
class SgdPlainBias(MomentumOf):
    def rule(self, w, v, g):
        v = (self.momentum if w.ndim == 2 else 0.0) * v - self.learning_rate * g
        return w + v, v


@mistake(
    "OPT34",
    "SGD",
    "The velocities belong to the class, so that all optimizers share them: keep them in the instance.",
    same_as=("OPT35",),
)
class SgdShared(SGD):
    store = {}

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum = learning_rate, momentum

    @property
    def velocities(self):
        return self.store.get("velocities")

    @velocities.setter
    def velocities(self, new):
        self.store["velocities"] = new


@mistake(
    "OPT35",
    "SGD",
    "A default list is made once for all calls: create the velocities inside __init__ or in the first step.",
    same_as=("OPT34",),
)
class SgdMutableDefault(SGD):
    def __init__(self, learning_rate=0.01, momentum=0.0, velocities=[]):
        self.learning_rate, self.momentum, self.kept = learning_rate, momentum, velocities

    def step(self, params, grads):
        while len(self.kept) < len(params):
            self.kept.append((0.0, 0.0))
        for i, ((vW, vb), (gW, gb)) in enumerate(zip(self.kept[: len(params)], grads)):
            vW, vb = self.momentum * vW - self.learning_rate * gW, self.momentum * vb - self.learning_rate * gb
            self.kept[i] = (vW, vb)
        return [(W + vW, b + vb) for (W, b), (vW, vb) in zip(params, self.kept)]


@mistake("OPT36", "SGD", "The default learning rate is 0.01, as in Keras.")
class SgdDefaultRate(SGD):
    def __init__(self, learning_rate=0.1, momentum=0.0):
        super().__init__(learning_rate, momentum)


@mistake("OPT37", "SGD", "The default momentum is 0.0, as in Keras.")
class SgdDefaultMomentum(SGD):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        super().__init__(learning_rate, momentum)


@mistake(
    "OPT38", "SGD", "The first gradients are kept without a copy and change with the caller's array: keep new arrays."
)
class SgdKeepsGradients(SGD):
    def step(self, params, grads):
        if self.velocities is None:
            self.velocities = [list(pair) for pair in grads]
        else:
            self.velocities = stepped(self.velocities, grads, lambda v, g: self.momentum * v + g)
        return stepped(params, self.velocities, lambda w, v: w - self.learning_rate * v)


@mistake(
    "OPT39",
    "SGD",
    "The weights of the first step are remembered and later params ignored: step from the params that come in.",
)
class SgdOwnWeights(SGD):
    own = None

    def step(self, params, grads):
        self.own = super().step(self.own or params, grads)
        return list(self.own)


@mistake("OPT40", "SGD", "W and b are changed in place: build new arrays with `W + v`.")
class SgdInPlace(SGD):
    def step(self, params, grads):
        for (W, b), (new_W, new_b) in zip(params, super().step(params, grads)):
            W[...], b[...] = new_W, new_b
        return params


@mistake("OPT41", "SGD", "The learning rate shrinks from step to step; it stays as it is.")
class SgdShrinkingRate(SGD):
    def step(self, params, grads):
        new = super().step(params, grads)
        self.learning_rate *= 0.99
        return new


@mistake("OPT43", "SGD", "The velocities are thrown away after a while: keep them for good.")
class SgdResets(SGD):
    count = 0

    def step(self, params, grads):
        self.count += 1
        if self.count % 50 == 0:
            self.velocities = None
        return super().step(params, grads)


@mistake(
    "OPT74",
    "SGD",
    "Every step writes into the arrays that the one before returned, so params that somebody kept change: return new arrays.",
)
class SgdIntoSameArrays(SGD):
    def step(self, params, grads):
        self.rooms = getattr(self, "rooms", {})
        return rewritten(self.rooms, super().step(params, grads))


# Adam


class AdamOf(Adam):
    """Adam in the paper's words, with single lines to get wrong."""

    start = 0
    t = 0

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon
        self.t, self.state = self.start, None

    def step(self, params, grads):
        self.t += 1
        state = self.state or [(self.zeros(W), self.zeros(b)) for W, b in params]
        rows = [[self.rule(*three) for three in zip(*layer)] for layer in zip(params, state, grads)]
        self.state = [tuple((m, v) for _, m, v in row) for row in rows]
        return [tuple(w for w, _, _ in row) for row in rows]

    def zeros(self, w):
        return np.zeros_like(w), np.zeros_like(w)

    def rule(self, w, state, g):
        m, v = self.first(state[0], g), self.second(state[1], g)
        return w - self.learning_rate * self.mean(m) / self.root(self.square(v)), m, v

    def first(self, m, g):
        return self.beta_1 * m + (1 - self.beta_1) * g

    def second(self, v, g):
        return self.beta_2 * v + (1 - self.beta_2) * g**2

    def mean(self, m):
        return m / (1 - self.beta_1**self.t)

    def square(self, v):
        return v / (1 - self.beta_2**self.t)

    def root(self, v):
        return np.sqrt(v) + self.epsilon


@mistake(
    "OPT5", "Adam", "t is still 0 in the first step, and the correction divides by 0: add 1 to t before you correct."
)
class AdamFromZero(AdamOf):
    start = -1


@mistake("OPT6", "Adam", "t must count steps: one more for each call of step, not one for all.")
class AdamFrozenCount(AdamOf):
    def step(self, params, grads):
        self.t = 0
        return super().step(params, grads)


@mistake("OPT7", "Adam", "Both averages start at 0: divide m by 1 - beta_1**t and v by 1 - beta_2**t.")
class AdamUncorrected(AdamOf):
    def mean(self, m):
        return m

    def square(self, v):
        return v


@mistake("OPT8", "Adam", "Power, not product: 1 - beta**t.")
class AdamProduct(AdamOf):
    def mean(self, m):
        return m / (1 - self.beta_1 * self.t)

    def square(self, v):
        return v / (1 - self.beta_2 * self.t)


@mistake("OPT9", "Adam", "epsilon goes outside the root: sqrt(v_hat) + epsilon.")
class AdamEpsilonInside(AdamOf):
    def root(self, v):
        return np.sqrt(v + self.epsilon)


@mistake("OPT11", "Adam", "v averages the squared gradient: g**2, not g.")
class AdamNotSquared(AdamOf):
    def second(self, v, g):
        return self.beta_2 * v + (1 - self.beta_2) * g


@mistake("OPT44", "Adam", "t counts once for each layer: it counts once for each step.")
class AdamCountsLayers(AdamOf):
    def rule(self, w, state, g):
        result = super().rule(w, state, g)
        if w.ndim == 1:
            self.t += 1
        return result

    def step(self, params, grads):
        new = super().step(params, grads)
        self.t -= 1
        return new


@mistake("OPT45", "Adam", "Only m is corrected: divide v by 1 - beta_2**t too.")
class AdamCorrectsMean(AdamOf):
    def square(self, v):
        return v


@mistake("OPT46", "Adam", "Only v is corrected: divide m by 1 - beta_1**t too.")
class AdamCorrectsSquare(AdamOf):
    def mean(self, m):
        return m


@mistake(
    "OPT47", "Adam", "The corrected averages are kept: correct in names of your own, and remember m and v uncorrected."
)
class AdamKeepsCorrected(AdamOf):
    def rule(self, w, state, g):
        m, v = self.mean(self.first(state[0], g)), self.square(self.second(state[1], g))
        return w - self.learning_rate * m / self.root(v), m, v


@mistake("OPT48", "Adam", "The root is missing: divide by sqrt(v_hat) + epsilon.")
class AdamNoRoot(AdamOf):
    def root(self, v):
        return v + self.epsilon


@mistake("OPT49", "Adam", "Without epsilon a weight whose gradients are all 0 becomes 0 / 0: add epsilon to the root.")
class AdamNoEpsilon(AdamOf):
    def root(self, v):
        return np.sqrt(v)


@mistake("OPT50", "Adam", "beta_1 and beta_2 are exchanged: beta_1 belongs to m, beta_2 to v.")
class AdamSwapsBetas(AdamOf):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate, beta_2, beta_1, epsilon)


@mistake("OPT51", "Adam", "Downhill is minus: subtract the step.")
class AdamUphill(AdamOf):
    def rule(self, w, state, g):
        new, m, v = super().rule(w, state, g)
        return 2 * w - new, m, v


@mistake("OPT52", "Adam", "The biases do not move: they have an m and a v of their own.")
class AdamNoBias(AdamOf):
    def rule(self, w, state, g):
        new, m, v = super().rule(w, state, g)
        return (new if w.ndim == 2 else w), m, v


@mistake(
    "OPT53", "Adam", "The averages belong to the class, so that all optimizers share them: keep them in the instance."
)
class AdamShared(AdamOf):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon

    state = None

    def step(self, params, grads):
        AdamShared.t = AdamShared.t + 1
        own = [[pair[0].shape for pair in layer] for layer in (AdamShared.state or [])]
        if own != [[w.shape for w in pair] for pair in params]:
            AdamShared.t, AdamShared.state = 1, None
        state = AdamShared.state or [(self.zeros(W), self.zeros(b)) for W, b in params]
        rows = [[self.rule(*three) for three in zip(*layer)] for layer in zip(params, state, grads)]
        AdamShared.state = [tuple((m, v) for _, m, v in row) for row in rows]
        return [tuple(w for w, _, _ in row) for row in rows]


@mistake("OPT54", "Adam", "The step count is shared by all optimizers: count in the instance, from 0.")
class AdamSharedCount(AdamOf):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)
        del self.t
        AdamSharedCount.t = 0

    def step(self, params, grads):
        AdamSharedCount.t += 1
        state = self.state or [(self.zeros(W), self.zeros(b)) for W, b in params]
        rows = [[self.rule(*three) for three in zip(*layer)] for layer in zip(params, state, grads)]
        self.state = [tuple((m, v) for _, m, v in row) for row in rows]
        return [tuple(w for w, _, _ in row) for row in rows]


@mistake("OPT55", "Adam", "The default learning rate is 0.001, as in Keras.")
class AdamDefaultRate(Adam):
    def __init__(self, learning_rate=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)


@mistake("OPT56", "Adam", "The default beta_2 is 0.999, as in Keras.")
class AdamDefaultBeta(Adam):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.99, epsilon=1e-7):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)


@mistake("OPT57", "Adam", "The default epsilon is 1e-7, as in Keras.")
class AdamDefaultEpsilon(AdamOf):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)


@mistake("OPT58", "Adam", "epsilon is fixed in the formula: use the one that the caller gives.")
class AdamFixedEpsilon(AdamOf):
    def root(self, v):
        return np.sqrt(v) + 1e-7


@mistake("OPT59", "Adam", "The betas are fixed in the formula: use those that the caller gives.")
class AdamFixedBetas(AdamOf):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate, 0.9, 0.999, epsilon)


@mistake("OPT60", "Adam", "The averages are empty again in every step: keep m and v in the instance.")
class AdamForgets(AdamOf):
    def step(self, params, grads):
        self.state = None
        return super().step(params, grads)


@mistake("OPT61", "Adam", "The weights shrink besides (AdamW's weight decay): Adam has none.")
class AdamDecays(AdamOf):
    def rule(self, w, state, g):
        new, m, v = super().rule(w, state, g)
        return new - 0.004 * self.learning_rate * w, m, v


@mistake("OPT62", "Adam", "v keeps its maximum (AMSGrad): in Adam it may fall again.")
class AdamMaximum(AdamOf):
    def second(self, v, g):
        return np.maximum(v, self.beta_2 * v + (1 - self.beta_2) * g**2)


@mistake("OPT63", "Adam", "W and b are changed in place: build new arrays.")
class AdamInPlace(Adam):
    def step(self, params, grads):
        for (W, b), (new_W, new_b) in zip(params, super().step(params, grads)):
            W[...], b[...] = new_W, new_b
        return params


@mistake(
    "OPT64",
    "Adam",
    "The weights of the first step are remembered and later params ignored: step from the params that come in.",
)
class AdamOwnWeights(Adam):
    own = None

    def step(self, params, grads):
        self.own = super().step(self.own or params, grads)
        return list(self.own)


@mistake("OPT65", "Adam", "The average m is left out: the step uses the last gradient only (that is RMSprop).")
class AdamNoMean(AdamOf):
    def rule(self, w, state, g):
        _, m, v = super().rule(w, state, g)
        return w - self.learning_rate * g / self.root(self.square(v)), m, v


@mistake("OPT66", "Adam", "The correction stops after 100 steps; it goes on for ever.")
class AdamStopsCorrecting(AdamOf):
    def square(self, v):
        return v / (1 - self.beta_2**self.t) if self.t <= 100 else v


@mistake("OPT67", "Adam", "m is 0 before the first step, not the first gradient: the correction counts on that.")
class AdamStartsAtGradient(AdamOf):
    def first(self, m, g):
        return g if self.t == 1 else super().first(m, g)


@mistake(
    "OPT68",
    "Adam",
    "The square is taken of the averaged gradient: v averages g**2, the square of this step's gradient.",
)
class AdamSquaresMean(AdamOf):
    def rule(self, w, state, g):
        m = self.first(state[0], g)
        v = self.second(state[1], m)
        return w - self.learning_rate * self.mean(m) / self.root(self.square(v)), m, v


@mistake("OPT69", "Adam", "All entries of an array share one v, its mean square: each entry needs its own.")
class AdamOneSquare(AdamOf):
    def second(self, v, g):
        return self.beta_2 * v + (1 - self.beta_2) * np.mean(g**2)


@mistake("OPT70", "Adam", "The step is that of SGD: Adam divides by the root of the averaged square.")
class AdamIsSgd(Adam):
    def step(self, params, grads):
        return sgd_step(params, grads, self.learning_rate)


@mistake("OPT71", "Adam", "m is written into the gradients, so that the caller's grads change: keep new arrays.")
class AdamWritesGradients(AdamOf):
    def first(self, m, g):
        result = super().first(m, g)
        g[...] = result
        return result

    def rule(self, w, state, g):
        v = self.second(state[1], g)
        m = self.first(state[0], g)
        return w - self.learning_rate * self.mean(m) / self.root(self.square(v)), m, v


@mistake(
    "OPT75",
    "Adam",
    "Every step writes into the arrays that the one before returned, so params that somebody kept change: return new arrays.",
)
class AdamIntoSameArrays(Adam):
    def step(self, params, grads):
        self.rooms = getattr(self, "rooms", {})
        return rewritten(self.rooms, super().step(params, grads))
