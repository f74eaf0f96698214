"""Right solutions of chapter 6 in unusual style."""

import types
from collections import namedtuple
from functools import reduce

import numpy as np

from nngrade.suite import accepted

Layer = namedtuple("Layer", "weights bias")


@accepted("sgd_step")
def sgd_step_named(params, grads, learning_rate):
    """Named pairs, and one loop over an index."""
    new = []
    for i in range(len(params)):
        new.append(Layer(params[i][0] + grads[i][0] * -learning_rate, params[i][1] + grads[i][1] * -learning_rate))
    return new


@accepted("sgd_step")
def sgd_step_recursive(params, grads, learning_rate):
    """One layer, then the rest; lists instead of tuples."""
    if not params:
        return []
    pair = [np.subtract(w, np.multiply(learning_rate, g)) for w, g in zip(params[0], grads[0])]
    return [pair, *sgd_step_recursive(params[1:], grads[1:], learning_rate)]


@accepted("sgd_step")
def sgd_step_copies(params, grads, learning_rate, verbose=True):
    """In place, but on copies of its own; it prints, too."""
    result = [(np.array(W, copy=True), np.array(b, copy=True)) for W, b in params]
    for (W, b), (dW, db) in zip(result, grads):
        W -= learning_rate * dW
        b -= learning_rate * db
    if verbose:
        print("one step taken")
    return result


@accepted("sgd_step")
def sgd_step_lists(params, grads, learning_rate):
    """Nested lists of plain numbers."""
    return tuple(
        ((W - learning_rate * gW).tolist(), [x - learning_rate * y for x, y in zip(b, gb)])
        for (W, b), (gW, gb) in zip(params, grads)
    )


@accepted("SGD")
class SgdTorch:
    """The velocity without the rate in it: the same at a constant rate."""

    def __init__(self, learning_rate=0.01, momentum=0.0, name="sgd"):
        self.lr, self.mu, self.buffers, self.name = learning_rate, momentum, [], name

    def step(self, params, grads):
        if not self.buffers:
            self.buffers = [[np.array(g) for g in pair] for pair in grads]
        else:
            for pair, slopes in zip(self.buffers, grads):
                for v, g in zip(pair, slopes):
                    v *= self.mu
                    v += g
        return [tuple(w - self.lr * v for w, v in zip(pair, buffer)) for pair, buffer in zip(params, self.buffers)]


@accepted("SGD")
class SgdPositive:
    """The velocity points uphill and is subtracted; it is kept by position and name in a dict."""

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, {}

    def step(self, params, grads):
        def moved(key, w, g):
            self.v[key] = self.momentum * self.v.get(key, 0.0) + self.learning_rate * g
            return w - self.v[key]

        return [
            (moved((i, "W"), W, gW), moved((i, "b"), b, gb)) for i, ((W, b), (gW, gb)) in enumerate(zip(params, grads))
        ]


@accepted("SGD")
def sgd_closure(learning_rate=0.01, momentum=0.0):
    """No class at all: a function that makes an object with a `step`."""
    velocity = None

    def step(params, grads):
        nonlocal velocity
        velocity = velocity or [(W * 0, b * 0) for W, b in params]
        velocity = [
            (momentum * v - learning_rate * g, momentum * u - learning_rate * h)
            for (v, u), (g, h) in zip(velocity, grads)
        ]
        return [(W + v, b + u) for (W, b), (v, u) in zip(params, velocity)]

    return types.SimpleNamespace(step=step)


@accepted("SGD")
class SgdHeavyBall:
    """Remembers where it came from instead of a velocity."""

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.before = None

    def step(self, params, grads):
        before = self.before or params
        self.before = [(W.copy(), b.copy()) for W, b in params]
        return [
            tuple(w - self.learning_rate * g + self.momentum * (w - old) for w, old, g in zip(*layer))
            for layer in zip(params, before, grads)
        ]


@accepted("SGD")
class SgdCallable:
    """Can be called as well; it keeps all gradients and sums them up anew each time."""

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum, self.past = learning_rate, momentum, []

    def __call__(self, params, grads):
        self.past.append([tuple(np.copy(g) for g in pair) for pair in grads])
        new = []
        for i, pair in enumerate(params):
            velocity = lambda k: reduce(lambda v, old: self.momentum * v + old[i][k], self.past, 0.0)
            new.append(tuple(w - self.learning_rate * velocity(k) for k, w in enumerate(pair)))
        return new

    step = __call__


@accepted("Adam")
class AdamPaper:
    """OPT10: epsilon in the paper's place."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.lr, self.b1, self.b2, self.eps = learning_rate, beta_1, beta_2, epsilon
        self.m = self.v = None
        self.t = 0

    def step(self, params, grads):
        if self.m is None:
            self.m = [[np.zeros(a.shape) for a in pair] for pair in params]
            self.v = [[np.zeros(a.shape) for a in pair] for pair in params]
        self.t = self.t + 1
        result = []
        for i in range(len(params)):
            new = []
            for k in (0, 1):
                g = grads[i][k]
                self.m[i][k] = self.b1 * self.m[i][k] + (1 - self.b1) * g
                self.v[i][k] = self.b2 * self.v[i][k] + (1 - self.b2) * g * g
                m_hat = self.m[i][k] / (1 - self.b1**self.t)
                v_hat = self.v[i][k] / (1 - self.b2**self.t)
                new.append(params[i][k] - self.lr * m_hat / (np.sqrt(v_hat) + self.eps))
            result.append((new[0], new[1]))
        return result


@accepted("Adam")
class AdamKeras:
    """Keras's own wording: the averages move towards the gradient in place, one rate for all."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, name="adam"):
        self.learning_rate, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon
        self.iterations, self.slots = 0, {}

    def step(self, params, grads):
        local_step = self.iterations + 1
        alpha = self.learning_rate * (1 - self.beta_2**local_step) ** 0.5 / (1 - self.beta_1**local_step)
        new = []
        for i, (pair, slopes) in enumerate(zip(params, grads)):
            fresh = []
            for k, (w, g) in enumerate(zip(pair, slopes)):
                m, v = self.slots.setdefault((i, k), (np.zeros_like(w), np.zeros_like(w)))
                m += (g - m) * (1 - self.beta_1)
                v += (np.square(g) - v) * (1 - self.beta_2)
                fresh.append(w - m * alpha / (np.sqrt(v) + self.epsilon))
            new.append(tuple(fresh))
        self.iterations = local_step
        return new


@accepted("Adam")
class AdamFlat:
    """Everything in one long vector; the powers of the betas are running products."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.args = learning_rate, beta_1, beta_2, epsilon
        self.p1 = self.p2 = 1.0
        self.m = self.v = 0.0

    def step(self, params, grads):
        lr, b1, b2, eps = self.args
        w = np.concatenate([a.ravel() for pair in params for a in pair])
        g = np.concatenate([a.ravel() for pair in grads for a in pair])
        self.p1, self.p2 = self.p1 * b1, self.p2 * b2
        self.m, self.v = b1 * self.m + (1 - b1) * g, b2 * self.v + (1 - b2) * g**2
        w = w - lr * (self.m / (1 - self.p1)) / (np.sqrt(self.v / (1 - self.p2)) + eps)
        pieces = iter(np.split(w, np.cumsum([a.size for pair in params for a in pair])[:-1]))
        return [tuple(next(pieces).reshape(a.shape) for a in pair) for pair in params]


@accepted("Adam")
class AdamCoroutine:
    """One generator a parameter holds its m, v and t."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.settings, self.movers = (learning_rate, beta_1, beta_2, epsilon), []

    @staticmethod
    def mover(lr, b1, b2, eps):
        m = v = t = 0
        w, g = yield
        while True:
            t += 1
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.power(g, 2)
            w, g = yield w - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)

    def step(self, params, grads):
        if not self.movers:
            self.movers = [[self.mover(*self.settings) for _ in pair] for pair in params]
            for mover in sum(self.movers, []):
                next(mover)
        return [[m.send(wg) for m, wg in zip(ms, zip(*pairs))] for ms, *pairs in zip(self.movers, params, grads)]


@accepted("Adam")
class AdamFloat32:
    """Works in float32 throughout."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.lr, self.b1, self.b2, self.eps = (np.float32(x) for x in (learning_rate, beta_1, beta_2, epsilon))
        self.rest1, self.rest2 = np.float32(1 - beta_1), np.float32(1 - beta_2)
        self.exact = learning_rate, beta_1, beta_2
        self.t, self.m, self.v = 0, {}, {}

    def step(self, params, grads):
        self.t += 1
        lr, b1, b2 = self.exact
        new = []
        for i, (pair, slopes) in enumerate(zip(params, grads)):
            moved = []
            for k in range(2):
                w, g = np.float32(pair[k]), np.float32(slopes[k])
                self.m[i, k] = self.b1 * self.m.get((i, k), np.float32(0)) + self.rest1 * g
                self.v[i, k] = self.b2 * self.v.get((i, k), np.float32(0)) + self.rest2 * g * g
                m_hat = self.m[i, k] / np.float32(1 - b1**self.t)
                v_hat = self.v[i, k] / np.float32(1 - b2**self.t)
                moved.append(w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps))
            new.append(tuple(moved))
        return new
