"""Right solutions of chapter 10 in unusual style."""

import collections
import itertools
import math

import numpy as np
from activations import relu, sigmoid, softmax
from backprop import backward
from data import minibatches
from layers import dense, forward
from losses import accuracy, binary_crossentropy, categorical_crossentropy, one_hot
from optimizers import Adam

from nngrade.suite import accepted

Scores = collections.namedtuple("Scores", "loss accuracy")
Layer = collections.namedtuple("Layer", "W b")


def wanted(params, y):
    k = params[-1][0].shape[1]
    y = np.asarray(y)
    if k == 1:
        return y.reshape(len(y), 1) * 1.0
    return y * 1.0 if y.ndim == 2 else np.eye(k)[y.astype(int)]


def points(t, p):
    """Loss and right answers of each row."""
    q = np.clip(p, 1e-7, 1 - 1e-7)
    if p.shape[1] == 1:
        return -(t * np.log(q) + (1 - t) * np.log(1 - q))[:, 0], ((p > 0.5) == (t > 0.5))[:, 0]
    return -(t * np.log(q)).sum(axis=1), p.argmax(axis=1) == t.argmax(axis=1)


@accepted("train_step")
def train_step_by_hand(params, x, y, optimizer, verbose=False):
    """Its own backward pass, in einsum, layers as lists."""
    t = wanted(params, y)
    acts = [x]
    for i, (W, b) in enumerate(params):
        z = np.einsum("nd,dh->nh", acts[-1], W) + b
        acts.append(np.where(z > 0, z, 0) if i < len(params) - 1 else (sigmoid(z) if z.shape[1] == 1 else softmax(z)))
    delta = (acts[-1] - t) / len(x)
    grads = collections.deque()
    for i in range(len(params) - 1, -1, -1):
        grads.appendleft([np.einsum("nd,nh->dh", acts[i], delta), np.einsum("nh->h", delta)])
        delta = np.einsum("nh,dh->nd", delta, params[i][0]) * (acts[i] > 0)
    if verbose:
        print("step")
    return list(optimizer.step([list(layer) for layer in params], list(grads)))


@accepted("evaluate")
def evaluate_row_by_row(params, X, y):
    """A loop over single rows, a namedtuple back."""
    t = wanted(params, y)
    losses, hits = zip(*(points(t[i : i + 1], forward(X[i : i + 1], params)) for i in range(len(X))))
    return Scores(math.fsum(float(l[0]) for l in losses) / len(X), sum(bool(h[0]) for h in hits) / len(X))


@accepted("evaluate")
def evaluate_in_batches(params, X, y):
    """Batches of 10, weighted by their sizes, 0-d arrays back."""
    total = np.zeros(2)
    for a, b in minibatches(X, wanted(params, y), 10):
        l, h = points(b, forward(a, params))
        total += l.sum(), h.sum()
    return list(np.array(total[i] / len(X)) for i in (0, 1))


@accepted("predict")
def predict_list(params, X):
    """A list of ints, one by one."""
    answers = []
    for row in forward(X, params):
        answers.append(int(row[0] > 0.5) if len(row) == 1 else max(range(len(row)), key=lambda i: row[i]))
    return answers


@accepted("predict")
def predict_small_integers(params, X):
    """A two-column view of the one-output network, uint8 back."""
    p = forward(X, params)
    p = np.concatenate([1 - p, p], axis=1) if p.shape[1] == 1 else p
    return np.argmax(p, axis=-1).astype(np.uint8)


class Net:
    """Layers with a memory, masks from rng.binomial."""

    def __init__(self, params, rate, rng):
        self.params, self.rate, self.rng = params, rate, rng

    def __call__(self, x):
        self.tape, h = [], x
        for W, b in self.params[:-1]:
            z = dense(h, W, b)
            mask = self.rng.binomial(1, 1 - self.rate, size=z.shape) / (1 - self.rate)
            self.tape.append((h, (z > 0) * mask))
            h = z * self.tape[-1][1]
        self.last = h
        z = dense(h, *self.params[-1])
        return sigmoid(z) if z.shape[1] == 1 else softmax(z)

    def back(self, delta):
        yield self.last.T @ delta, delta.sum(0)
        for (h, factor), (W, _) in zip(self.tape[::-1], self.params[:0:-1]):
            delta = delta @ W.T * factor
            yield h.T @ delta, delta.sum(0)


@accepted("fit")
def fit_with_a_net_class(
    params,
    X,
    y,
    *,
    epochs,
    batch_size=32,
    optimizer=None,
    validation_data=None,
    dropout_rate=0.0,
    early_stopping=None,
    shuffle=True,
    rng=None,
    verbose=0,
):
    """Sums by row, not by batch; an index list that is shuffled on and on; a list of two things back."""
    rng = np.random.default_rng() if rng is None else rng
    optimizer = Adam() if optimizer is None else optimizer
    t, index = wanted(params, y), np.arange(len(X))
    history = collections.defaultdict(list)
    for _ in range(epochs):
        if shuffle:
            rng.shuffle(index)
        losses, hits = [], []
        for start in range(0, len(X), batch_size):
            rows = index[start : start + batch_size]
            net = Net(params, dropout_rate, rng)
            p = net(X[rows])
            l, h = points(t[rows], p)
            losses += l.tolist()
            hits += h.tolist()
            params = optimizer.step(params, list(net.back((p - t[rows]) / len(rows)))[::-1])
        history["loss"].append(np.mean(losses))
        history["accuracy"].append(np.mean(hits))
        if validation_data:
            l, h = points(wanted(params, validation_data[1]), forward(validation_data[0], params))
            history["val_loss"].append(l.mean())
            history["val_accuracy"].append(h.mean())
            if early_stopping and early_stopping.update(l.mean(), params):
                break
    return [early_stopping.best_params if early_stopping and validation_data else params, history]


@accepted("fit")
def fit_recursive(
    params,
    X,
    y,
    *,
    epochs,
    batch_size=32,
    optimizer=None,
    validation_data=None,
    dropout_rate=0.0,
    early_stopping=None,
    shuffle=True,
    rng=None,
):
    """One epoch, then the others; data moved about in copies; masks of all layers drawn before the batch."""
    rng = rng or np.random.default_rng()
    optimizer = optimizer or Adam()
    t = wanted(params, y)

    def batch(now, x, target):
        masks = [
            rng.choice([0.0, 1 / (1 - dropout_rate)], p=[dropout_rate, 1 - dropout_rate], size=(len(x), len(b)))
            for _, b in now[:-1]
        ]

        def layer(i, h):
            W, b = now[i]
            z = h @ W + b
            if i == len(now) - 1:
                p = sigmoid(z) if len(b) == 1 else softmax(z)
                d = (p - target) / len(x)
                return p, [(h.T @ d, d.sum(axis=0))], d @ W.T
            p, grads, d = layer(i + 1, relu(z * masks[i]))
            d = d * masks[i] * (z > 0)
            return p, [(h.T @ d, d.sum(axis=0)), *grads], d @ W.T

        p, grads, _ = layer(0, x)
        return p, grads

    def epoch(now, left, A, B, log):
        if left == 0:
            return now, log
        if shuffle:
            order = rng.permutation(len(A))
            A, B = A[order], B[order]
        loss = hits = 0.0
        for i in itertools.count(0, batch_size):
            if i >= len(A):
                break
            p, grads = batch(now, A[i : i + batch_size], B[i : i + batch_size])
            l, h = points(B[i : i + batch_size], p)
            loss, hits = loss + l.sum() / len(A), hits + h.sum() / len(A)
            now = optimizer.step(now, grads)
        log["loss"].append(loss)
        log["accuracy"].append(hits)
        if validation_data is not None:
            a, b = evaluate(now, *validation_data)
            log["val_loss"].append(a)
            log["val_accuracy"].append(b)
            if early_stopping is not None and early_stopping.update(a, now):
                return now, log
        return epoch(now, left - 1, A, B, log)

    names = ["loss", "accuracy"] + ["val_loss", "val_accuracy"] * (validation_data is not None)
    now, log = epoch(params, epochs, X, t, {name: [] for name in names})
    return (early_stopping.best_params if early_stopping is not None and validation_data is not None else now), log


@accepted("fit")
def fit_in_float32(
    params,
    X,
    y,
    *,
    epochs,
    batch_size=32,
    optimizer=None,
    validation_data=None,
    dropout_rate=0.0,
    early_stopping=None,
    shuffle=True,
    rng=None,
):
    """All in float32; the history as arrays, with validation lists that stay empty without validation data."""
    f = np.float32
    rng = np.random.default_rng() if rng is None else rng
    optimizer = Adam() if optimizer is None else optimizer
    params = [(W.astype(f), b.astype(f)) for W, b in params]
    X, t = X.astype(f), wanted(params, y).astype(f)
    log = {k: [] for k in ("loss", "accuracy", "val_loss", "val_accuracy")}
    keep = f(1 - dropout_rate)
    for _ in range(epochs):
        order = rng.permutation(len(X)) if shuffle else range(len(X))
        order, totals = list(order), np.zeros(2, f)
        while order:
            rows, order = order[:batch_size], order[batch_size:]
            h, tape = X[rows], []
            for W, b in params[:-1]:
                z = h @ W + b
                factor = ((z > 0) & (rng.random(z.shape, dtype=f) < keep)).astype(f) / keep
                tape.append((h, factor))
                h = z * factor
            W, b = params[-1]
            z = h @ W + b
            p = (
                f(1) / (f(1) + np.exp(-z))
                if len(b) == 1
                else np.exp(z - z.max(1, keepdims=True)) / np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)
            )
            l, hit = points(t[rows], p)
            totals += np.array([l.sum(), hit.sum()], f)
            d = (p - t[rows]) / f(len(rows))
            grads = [(h.T @ d, d.sum(0))]
            for (h, factor), (W, b) in zip(tape[::-1], params[:0:-1]):
                d = (d @ W.T) * factor
                grads.append((h.T @ d, d.sum(0)))
            params = [(np.asarray(W, f), np.asarray(b, f)) for W, b in optimizer.step(params, grads[::-1])]
        log["loss"].append(totals[0] / f(len(X)))
        log["accuracy"].append(totals[1] / f(len(X)))
        if validation_data is not None:
            l, hit = points(
                wanted(params, validation_data[1]).astype(f), forward(validation_data[0].astype(f), params).astype(f)
            )
            log["val_loss"].append(l.mean())
            log["val_accuracy"].append(hit.mean())
            if early_stopping is not None and early_stopping.update(float(l.mean()), params):
                break
    best = early_stopping is not None and validation_data is not None
    return (early_stopping.best_params if best else params), {k: np.array(v) for k, v in log.items()}


class PaperAdam:
    """The learner's own Adam, epsilon in the paper's place."""

    def __init__(self):
        self.t, self.m, self.v = 0, None, None

    def step(self, params, grads):
        flat = [g for pair in grads for g in pair]
        self.m = self.m or [0.0 * g for g in flat]
        self.v = self.v or [0.0 * g for g in flat]
        self.t += 1
        self.m = [0.9 * m + 0.1 * g for m, g in zip(self.m, flat)]
        self.v = [0.999 * v + 0.001 * g * g for v, g in zip(self.v, flat)]
        new = [
            w - 0.001 * (m / (1 - 0.9**self.t)) / (np.sqrt(v / (1 - 0.999**self.t)) + 1e-7)
            for w, m, v in zip([w for pair in params for w in pair], self.m, self.v)
        ]
        return list(zip(new[::2], new[1::2]))


@accepted("fit")
class fit_as_a_class:
    """Calling the class trains; masks by `random() > rate`; an optimizer of its own; namedtuple layers; prints."""

    def __new__(
        cls,
        params,
        X,
        y,
        *,
        epochs,
        batch_size=32,
        optimizer=None,
        validation_data=None,
        dropout_rate=0.0,
        early_stopping=None,
        shuffle=True,
        rng=None,
        **extra,
    ):
        self = super().__new__(cls)
        self.rng = np.random.default_rng() if rng is None else rng
        self.rate = dropout_rate
        opt = PaperAdam() if optimizer is None else optimizer
        net = [Layer(W.copy(), b.copy()) for W, b in params]
        target = wanted(params, y)
        diary = {"loss": [], "accuracy": [], "lr": []}
        if validation_data is not None:
            diary |= {"val_loss": [], "val_accuracy": []}
        for number in range(1, epochs + 1):
            order = sorted(range(len(X)), key=self.rng.random(len(X)).__getitem__) if shuffle else [*range(len(X))]
            seen = [0.0, 0.0]
            for rows in (order[i : i + batch_size] for i in range(0, len(order), batch_size)):
                p, grads = self.learn(net, X[rows], target[rows])
                for i, values in enumerate(points(target[rows], p)):
                    seen[i] += values.mean() * len(rows)
                net = [Layer(*pair) for pair in opt.step(net, grads)]
            diary["loss"].append(seen[0] / len(X))
            diary["accuracy"].append(seen[1] / len(X))
            diary["lr"].append(0.001)
            print(f"epoch {number}: {diary['loss'][-1]:.3f}")
            if validation_data is not None:
                for key, values in zip(
                    ["val_loss", "val_accuracy"],
                    points(wanted(net, validation_data[1]), forward(validation_data[0], net)),
                ):
                    diary[key].append(np.float64(values.mean()))
                if early_stopping is not None and early_stopping.update(diary["val_loss"][-1], net):
                    break
        if early_stopping is not None and validation_data is not None:
            net = early_stopping.best_params
        return [(W, b) for W, b in net], diary

    def learn(self, net, x, t):
        zs, hs = [], [x]
        for layer in net[:-1]:
            zs.append(hs[-1] @ layer.W + layer.b)
            drop = np.where(self.rng.random(zs[-1].shape) > self.rate, 1 / (1 - self.rate), 0) if self.rate > 0 else 1.0
            zs[-1] = np.where(zs[-1] > 0, drop, 0) + 0.0, zs[-1]
            hs.append(zs[-1][0] * zs[-1][1])
        p = forward(hs[-1], net[-1:])
        grads, d = [], (p - t) / t.shape[0]
        for i in range(len(net))[::-1]:
            grads = [Layer(hs[i].T.dot(d), np.ones(len(d)) @ d), *grads]
            if i > 0:
                d = d.dot(net[i].W.T) * zs[i - 1][0]
        return p, grads


@accepted("fit")
def fit_plain_then_dropout(
    params,
    X,
    y,
    *,
    epochs,
    batch_size=32,
    optimizer=None,
    validation_data=None,
    dropout_rate=0.0,
    early_stopping=None,
    shuffle=True,
    rng=None,
):
    """Two paths: train_step where there is no dropout, hand-made steps where there is; minibatches over row numbers."""
    if rng is None:
        rng = np.random.default_rng()
    if optimizer is None:
        optimizer = Adam()
    t = wanted(params, y)
    everything = {"loss": [], "accuracy": []}
    rows_before = np.arange(len(X))
    for _ in range(epochs):
        weighted = []
        for rows, _same in minibatches(rows_before[:, None], rows_before, batch_size, rng if shuffle else None):
            rows = np.asarray(rows)[:, 0]
            if not dropout_rate or len(params) == 1:
                weighted.append((len(rows), *evaluate(params, X[rows], t[rows])))
                params = train_step(params, X[rows], t[rows], optimizer)
                continue
            # Dropout as a network with scaled columns: one sample at a time, gradients averaged.
            all_grads, ls, hs = [], [], []
            for row in rows:
                masks = [(rng.uniform(size=b.shape) >= dropout_rate) / (1 - dropout_rate) for _, b in params[:-1]]
                thinned = [(W * m, b * m) for (W, b), m in zip(params, masks)] + params[-1:]
                p = forward(X[[row]], thinned)
                l, h = points(t[[row]], p)
                ls.append(l[0])
                hs.append(h[0])
                g = backward(X[[row]], t[[row]], thinned)
                all_grads.append([(gW * m, gb * m) for (gW, gb), m in zip(g, masks)] + g[-1:])
            grads = [tuple(sum(g[i][j] for g in all_grads) / len(rows) for j in (0, 1)) for i in range(len(params))]
            weighted.append((len(rows), np.mean(ls), np.mean(hs)))
            params = optimizer.step(params, grads)
        sizes, losses, shares = zip(*weighted)
        everything["loss"].append(np.average(losses, weights=sizes))
        everything["accuracy"].append(np.average(shares, weights=sizes))
        if validation_data is not None:
            for name, value in zip(("val_loss", "val_accuracy"), evaluate(params, *validation_data)):
                everything.setdefault(name, []).append(value)
            if early_stopping is not None and early_stopping.update(everything["val_loss"][-1], params):
                break
    if validation_data is not None and early_stopping is not None:
        return early_stopping.best_params, everything
    return params, everything


@accepted("fit")
def fit_as_a_generator(
    params,
    X,
    y,
    *,
    epochs,
    batch_size=32,
    optimizer=None,
    validation_data=None,
    dropout_rate=0.0,
    early_stopping=None,
    shuffle=True,
    rng=None,
):
    """Epochs from a generator that owns the state; all orders drawn before the training; history made of columns at the end."""
    rng = np.random.Generator(np.random.PCG64()) if rng is None else rng
    opt = optimizer if optimizer is not None else Adam()
    target = wanted(params, y)
    orders = [rng.permutation(len(X)) if shuffle else np.arange(len(X)) for _ in range(epochs)]

    def training(now):
        for order in orders:
            bag = []
            for piece in np.split(order, range(batch_size, len(order), batch_size)):
                net = Net(now, dropout_rate, rng)
                p = net(np.take(X, piece, axis=0))
                bag.append(np.stack(points(target[piece], p)))
                grads = [*net.back((p - target[piece]) / piece.size)]
                grads.reverse()
                now = opt.step(now, grads)
            line = np.concatenate(bag, axis=1).mean(axis=1).tolist()
            yield now, line + ([] if validation_data is None else [*evaluate(now, *validation_data)])

    lines = []
    for now, line in training(params):
        lines.append(line)
        if early_stopping is not None and len(line) == 4 and early_stopping.update(line[2], now):
            break
    if early_stopping is not None and validation_data is not None:
        now = early_stopping.best_params
    return now, dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), map(list, zip(*lines))))
