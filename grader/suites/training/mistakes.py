"""Known wrong implementations of chapter 10."""

import copy

import numpy as np
from activations import relu
from backprop import backward, dense_backward, output_gradient, relu_backward
from data import minibatches
from dropout import dropout, dropout_backward
from layers import dense, forward
from losses import accuracy, binary_crossentropy, categorical_crossentropy, one_hot
from optimizers import SGD, Adam

from nngrade.suite import mistake

right_predict, right_fit = predict, fit  # the solution's own, before a mistake takes their place


def shaped(params, y):
    n_out = len(params[-1][1])
    if n_out == 1:
        return np.asarray(y).reshape(-1, 1)
    return y if np.ndim(y) == 2 else one_hot(y, n_out)


def score(y, p):
    loss = binary_crossentropy if p.shape[1] == 1 else categorical_crossentropy
    return loss(y, p), accuracy(y, p)


def judge(params, X, y):
    return score(shaped(params, y), forward(X, params))


# ---- train_step


@mistake("LOP13", "train_step", "You return the params that came in: return what optimizer.step gives back.")
def train_step_old(params, x, y, optimizer):
    optimizer.step(params, backward(x, shaped(params, y), params))
    return params


@mistake(
    "LOP14",
    "train_step",
    "You make your own step: call optimizer.step(params, grads), whatever kind of optimizer it is.",
)
def train_step_own_rule(params, x, y, optimizer):
    grads = backward(x, shaped(params, y), params)
    rate = getattr(optimizer, "learning_rate", 0.01)
    return [(W - rate * g, b - rate * h) for (W, b), (g, h) in zip(params, grads)]


@mistake(
    "LOP15",
    "train_step",
    "y of shape (n,) against predictions (n, 1) pairs everything with everything: reshape y to (n, 1) first.",
)
def train_step_broadcast(params, x, y, optimizer):
    n_out = len(params[-1][1])
    if n_out > 1:
        y = shaped(params, y)
    inputs, sums, a = [], [], x
    for W, b in params:
        inputs.append(a)
        sums.append(a @ W + b)
        a = relu(sums[-1])
    p = forward(x, params)
    grad = (p - y) / len(x)
    if n_out == 1 and grad.shape[1] > 1:
        grad = grad.sum(axis=1, keepdims=True)
    grads = []
    for i in reversed(range(len(params))):
        grad, grad_W, grad_b = dense_backward(grad, inputs[i], params[i][0])
        grads.insert(0, (grad_W, grad_b))
        if i:
            grad = relu_backward(grad, sums[i - 1])
    return optimizer.step(params, grads)


@mistake(
    "LOP16",
    "train_step",
    "backward wants labels shaped like the prediction: turn class numbers into one-hot rows, and (n,) into (n, 1).",
)
def train_step_raw_labels(params, x, y, optimizer):
    return optimizer.step(params, backward(x, y, params))


@mistake("LOP17", "train_step", "backward divides by the batch's size already: do not divide once more.")
def train_step_divides_again(params, x, y, optimizer):
    grads = backward(x, shaped(params, y), params)
    return optimizer.step(params, [(g / len(x), h / len(x)) for g, h in grads])


@mistake("LOP18", "train_step", "One batch, one step: optimizer.step is called twice here.")
def train_step_twice(params, x, y, optimizer):
    for _ in range(2):
        params = optimizer.step(params, backward(x, shaped(params, y), params))
    return params


stored = []


@mistake("LOP2", "train_step", "The gradients pile up from step to step: start with this batch's gradients alone.")
def train_step_accumulates(params, x, y, optimizer):
    grads = backward(x, shaped(params, y), params)
    if (
        stored
        and all(g.shape == s.shape and h.shape == t.shape for (g, h), (s, t) in zip(grads, stored[-1]))
        and len(grads) == len(stored[-1])
    ):
        grads = [(g + s, h + t) for (g, h), (s, t) in zip(grads, stored[-1])]
    stored.append(grads)
    return optimizer.step(params, grads)


@mistake(
    "LOP19",
    "train_step",
    "You write the new numbers into the caller's arrays: return new params and leave the old ones alone.",
)
def train_step_in_place(params, x, y, optimizer):
    for (W, b), (new_W, new_b) in zip(params, optimizer.step(params, backward(x, shaped(params, y), params))):
        W[...] = new_W
        b[...] = new_b
    return params


@mistake("LOP20", "train_step", "The biases need their step too: pass both gradients of each layer.")
def train_step_no_biases(params, x, y, optimizer):
    grads = [(g, np.zeros_like(h)) for g, h in backward(x, shaped(params, y), params)]
    return optimizer.step(params, grads)


@mistake("LOP21", "train_step", "Only the last layer learns: pass the gradients of every layer.")
def train_step_last_layer(params, x, y, optimizer):
    grads = backward(x, shaped(params, y), params)
    grads = [(np.zeros_like(g), np.zeros_like(h)) for g, h in grads[:-1]] + grads[-1:]
    return optimizer.step(params, grads)


@mistake(
    "LOP36",
    "train_step",
    "What was worked out for a batch was kept with the object x, but its numbers may change: do all of it in every call.",
)
def step_by_object(params, x, y, optimizer, memory={}):
    if id(x) not in memory:
        memory[id(x)] = np.array(x), x
    targets = _targets(params, y)
    return optimizer.step(params, backward(memory[id(x)][0], targets, params))


# ---- evaluate


@mistake("EVA1", "evaluate", "The loss comes first, then the accuracy.")
def evaluate_swapped(params, X, y):
    loss, share = judge(params, X, y)
    return share, loss


@mistake("EVA2", "evaluate", "The accuracy is a share from 0 to 1, not a percentage.")
def evaluate_percent(params, X, y):
    loss, share = judge(params, X, y)
    return loss, 100 * share


@mistake("EVA3", "evaluate", "Count the right answers, then divide by the number of samples.")
def evaluate_counts(params, X, y):
    loss, share = judge(params, X, y)
    return loss, share * len(X)


@mistake(
    "EVA4",
    "evaluate",
    "Measure all samples at once: the plain mean over batches gives a smaller last batch too much weight.",
)
def evaluate_mean_of_batches(params, X, y):
    found = [judge(params, X[i : i + 32], y[i : i + 32]) for i in range(0, len(X), 32)]
    loss, share = np.mean(found, axis=0)
    return loss, share


@mistake("DRO3", "evaluate", "Dropout is for training only: evaluation uses every neuron.")
def evaluate_with_dropout(params, X, y):
    rng = np.random.default_rng()
    a = X
    for W, b in params[:-1]:
        a, _ = dropout(relu(a @ W + b), 0.2, rng)
    return score(shaped(params, y), forward(a, params[-1:]))


@mistake("EVA5", "evaluate", "Never round inside the maths: round where you print.")
def evaluate_rounded(params, X, y):
    loss, share = judge(params, X, y)
    return round(loss, 4), round(share, 4)


@mistake(
    "EVA6",
    "evaluate",
    "Several outputs need the categorical crossentropy: binary crossentropy also charges for the wrong classes.",
)
def evaluate_always_binary(params, X, y):
    p, t = forward(X, params), shaped(params, y)
    return binary_crossentropy(t, p), accuracy(t, p)


@mistake(
    "EVA7", "evaluate", "p of shape (n, 1) and y of shape (n,) compare everything with everything: flatten both first."
)
def evaluate_broadcast(params, X, y):
    p = forward(X, params)
    if p.shape[1] > 1:
        return score(shaped(params, y), p)
    q = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))), float(np.mean((p > 0.5) == y))


@mistake("EVA8", "evaluate", "Sum over the samples is not the mean: divide the loss by their number.")
def evaluate_sum(params, X, y):
    loss, share = judge(params, X, y)
    return loss * len(X), share


@mistake("EVA9", "evaluate", "log(0) is minus infinity: clip p to [1e-7, 1 - 1e-7], or use your own losses.")
def evaluate_unclipped(params, X, y):
    p, t = forward(X, params), shaped(params, y)
    if p.shape[1] == 1:
        return float(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))), accuracy(t, p)
    return float(-np.mean(np.sum(t * np.log(p), axis=1))), accuracy(t, p)


@mistake(
    "EVA10", "evaluate", "Only class numbers work here: one-hot labels, shaped like the prediction, must work too."
)
def evaluate_no_one_hot(params, X, y):
    n_out = len(params[-1][1])
    t = y.reshape(-1, 1) if n_out == 1 else one_hot(y.ravel(), n_out)
    return score(t, forward(X, params))


@mistake("EVA11", "evaluate", "Only one-hot labels work here: class numbers of shape (n,) must work too.")
def evaluate_only_one_hot(params, X, y):
    n_out = len(params[-1][1])
    p = forward(X, params)
    return score(y.reshape(p.shape), p)


@mistake("EVA12", "evaluate", "Only the first 32 samples are measured: use all of them.")
def evaluate_first_batch(params, X, y):
    return judge(params, X[:32], y[:32])


@mistake(
    "EVA13",
    "evaluate",
    "An old answer was kept for the objects params and X, but their numbers may change in place: work it out in every call.",
)
def evaluate_by_object(params, X, y, memory={}):
    key = id(params), id(X)
    if key not in memory:
        memory[key] = forward(X, params), params, X
    return _scores(_targets(params, y), memory[key][0])


# ---- predict


@mistake("PRE1", "predict", "These are probabilities: compare with 0.5, or take the largest column's number.")
def predict_probabilities(params, X):
    return forward(X, params)


@mistake("PRE2", "predict", "argmax of a single column is always 0: with one output compare p with 0.5.")
def predict_argmax(params, X):
    return forward(X, params).argmax(axis=1)


@mistake("PRE3", "predict", "Labels have the shape (n,): flatten the column.")
def predict_column(params, X):
    p = forward(X, params)
    return (p > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE4", "predict", "True and False are not integer labels: add .astype(int).")
def predict_truth(params, X):
    p = forward(X, params)
    return p[:, 0] > 0.5 if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE5", "predict", "np.round leaves floats: labels are integers, add .astype(int).")
def predict_round(params, X):
    p = forward(X, params)
    return np.round(p[:, 0]) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE6", "predict", "axis=0 looks down the columns, across samples: the classes of a sample are along axis 1.")
def predict_axis(params, X):
    p = forward(X, params)
    return (p[:, 0] > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=0)


@mistake(
    "PRE7", "predict", "Compare the probability with 0.5, after the sigmoid: the sum before it is compared with 0."
)
def predict_logits(params, X):
    p = forward(X, params)
    return (np.log(p[:, 0] / (1 - p[:, 0])) > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE8", "predict", "astype(int) cuts every probability down to 0: compare with 0.5 first.")
def predict_truncates(params, X):
    p = forward(X, params)
    return p[:, 0].astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE9", "predict", "One threshold does not fit several classes: take the number of the largest column.")
def predict_threshold_only(params, X):
    return (forward(X, params)[:, -1] > 0.5).astype(int)


@mistake("DRO13", "predict", "Dropout is for training only: predictions use every neuron.")
def predict_with_dropout(params, X):
    rng = np.random.default_rng()
    a = X
    for W, b in params[:-1]:
        a, _ = dropout(relu(a @ W + b), 0.5, rng)
    p = forward(a, params[-1:])
    return (p[:, 0] > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake("PRE11", "predict", "pop takes the last layer off the caller's list: read it as params[-1].")
def predict_pops(params, X):
    last = params.pop()
    p = forward(X, [*params, last])
    return (p[:, 0] > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake(
    "PRE10",
    "predict",
    "The threshold is 0.5, not the mean of these predictions: a label must not depend on the other samples.",
)
def predict_mean_threshold(params, X):
    p = forward(X, params)
    return (p[:, 0] > p.mean()).astype(int) if p.shape[1] == 1 else p.argmax(axis=1)


@mistake(
    "PRE14",
    "predict",
    "An old answer was kept for the objects params and X, but their numbers may change in place: work it out in every call.",
)
def predict_by_object(params, X, memory={}):
    key = id(params), id(X)
    if key not in memory:
        memory[key] = right_predict(params, X), params, X
    return memory[key][0].copy()


@mistake(
    "PRE15",
    "predict",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def predict_into_one_array(params, X, rooms={}):
    room = rooms.setdefault(len(X), np.empty(len(X), dtype=int))
    room[...] = right_predict(params, X)
    return room


# ---- fit


SHARED_ADAM = Adam()
SHARED_HISTORY = {}


def run(
    flaw,
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
    """The training loop with one flaw, told by its id."""
    given = optimizer
    if optimizer is None:
        optimizer = {"LOP22": lambda: SHARED_ADAM, "LOP23": SGD, "LOP24": lambda: Adam(0.01)}.get(flaw, Adam)()
    if flaw == "RNG1":
        rng = np.random.default_rng(0)
    elif flaw == "RNG2":
        rng = rng or np.random.default_rng(0)
    elif rng is None:
        rng = np.random.default_rng()
    if flaw == "BAT14":
        batch_size = min(batch_size, 32)
    if flaw == "ARG1":
        batch_size = 32
    rate = {"DRO11": 0.0, "DRO14": min(dropout_rate, 0.2)}.get(flaw, dropout_rate)
    targets = shaped(params, y)
    history = {"loss": [], "accuracy": []}
    if validation_data is not None or flaw == "HIS1":
        history.update(val_loss=[], val_accuracy=[])
    start, masks_kept = params, {}
    fixed = rng.permutation(len(X)) if flaw in ("BAT5", "BAT12") and shuffle else None  # draw as the flaw itself would
    seed = int(rng.integers(1 << 30)) if flaw == "DRO18" else 0
    if flaw == "BAT12":
        moved = np.arange(len(X))
    best_seen, best_loss, waited = [], np.inf, 0
    watching = early_stopping is not None and validation_data is not None
    for epoch in range(epochs):
        if flaw == "LOP3":
            params = start
        if flaw == "LOP25":
            optimizer = copy.deepcopy(given) if isinstance(given, (SGD, Adam)) else (Adam() if given is None else given)
        plain = not shuffle or flaw in ("BAT5", "BAT12", "BAT13", "BAT16", "BAT17", "BAT18", "BAT19")
        source = np.random if flaw == "RNG3" else rng
        order = np.arange(len(X)) if plain or flaw == "BAT15" and epoch == 0 else source.permutation(len(X))
        if flaw == "BAT5" and shuffle:
            order = fixed
        if flaw == "BAT12" and shuffle:
            order = moved = moved[fixed]
        if flaw == "BAT17":
            order = rng.permutation(len(X))
        if flaw == "BAT18" and shuffle:
            order = rng.integers(0, len(X), size=len(X))
        if flaw == "BAT19" and shuffle:
            order = np.roll(np.arange(len(X)), int(rng.integers(len(X))))
        groups = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        if flaw == "BAT13" and shuffle:
            groups = [np.arange(len(X))[i : i + batch_size] for i in range(0, len(X), batch_size)]
            groups = [groups[i] for i in rng.permutation(len(groups))]
        if flaw == "BAT1":
            groups = [group for group in groups if len(group) == batch_size]
        if flaw == "BAT20" and len(groups) > 1 and len(groups[-1]) < batch_size:
            groups = [*groups[:-2], np.concatenate(groups[-2:])]
        if flaw == "LOP26" and groups:
            groups = groups[:1]
        found, sizes = [], []
        for group in groups:
            x_batch, y_batch = X[group], targets[group]
            if flaw == "BAT3" and shuffle:
                y_batch = targets[rng.permutation(len(X))[: len(group)]]
            if flaw == "LOP7":
                x_batch, y_batch = X, targets
            p, grads = forward_back(flaw, params, x_batch, y_batch, rate, rng, masks_kept, seed)
            if flaw == "BAT7":
                grads = [(g * len(group) / len(X), h * len(group) / len(X)) for g, h in grads]
            if flaw == "LOP1":
                params = optimizer.step(params, grads)
                p = forward(x_batch, params)
                found.append(score(y_batch, p))
            elif flaw == "LOP27":
                found.append(score(y_batch, forward(x_batch, params)))
                params = optimizer.step(params, grads)
            elif flaw == "LOP28":
                found.append(score(y_batch, p))
                optimizer.step(params, grads)
            else:
                found.append(score(y_batch, p))
                params = optimizer.step(params, grads)
            sizes.append(len(group))
        weights = None if flaw == "BAT6" else sizes
        loss, share = np.average(np.array(found).reshape(-1, 2), axis=0, weights=weights) if found else (0.0, 0.0)
        if flaw == "LOP4":
            loss, share = found[-1]
        if flaw == "LOP5":
            loss, share = score(targets, forward(X, params))
        if flaw == "LOP29":
            loss = loss * len(X)
        if flaw == "LOP30":
            share = share * len(X)
        if flaw == "LOP31":
            loss, share = found[0]
        if flaw == "LOP32":
            loss = sum(f[0] * s for f, s in zip(found, sizes)) / (batch_size * len(groups))
        if flaw == "HIS2":
            history["loss"] += [f[0] for f in found]
            history["accuracy"] += [f[1] for f in found]
        elif flaw == "HIS3":
            history["loss"], history["accuracy"] = float(loss), float(share)
        else:
            history["loss"].append(round(float(loss), 4) if flaw == "HIS4" else float(loss))
            history["accuracy"].append(float(share))
        if flaw == "HIS1" and validation_data is None:
            history["val_loss"].append(float(loss))
            history["val_accuracy"].append(float(share))
        if (
            flaw == "EST8"
            and early_stopping is not None
            and validation_data is None
            and early_stopping.update(loss, params)
        ):
            break
        if validation_data is None or flaw == "HIS5":
            continue
        X_val, y_val = validation_data
        t_val = shaped(params, y_val)
        if flaw == "DRO3F":
            p_val, _ = forward_back("", params, X_val, t_val, rate, rng, {}, 0)
            val_loss, val_accuracy = score(t_val, p_val)
        elif flaw == "VAL1":
            parts = [(X_val[i : i + batch_size], t_val[i : i + batch_size]) for i in range(0, len(X_val), batch_size)]
            val_loss, val_accuracy = np.mean([score(b, forward(a, params)) for a, b in parts], axis=0)
        else:
            val_loss, val_accuracy = score(t_val, forward(X_val, params))
        if flaw == "LOP6":
            params = optimizer.step(params, backward(X_val, t_val, params))
        if flaw == "VAL2":
            val_loss, val_accuracy = loss, share
        if flaw == "VAL3" and history["val_loss"]:
            val_loss, val_accuracy = history["val_loss"][0], history["val_accuracy"][0]
        history["val_loss"].append(float(val_loss))
        history["val_accuracy"].append(float(val_accuracy))
        best_seen.append(params)
        if flaw == "EST9" or not watching:
            continue
        if flaw == "EST6":
            if early_stopping.update(loss, params):
                break
            continue
        if flaw == "EST10":
            early_stopping.update(val_loss, params)
            continue
        if flaw == "EST11" and epoch + 1 == epochs:
            continue
        if flaw == "EST12":
            early_stopping.update(val_loss, params)
        if flaw == "EST1":
            waited = 0 if val_loss < best_loss else waited + 1
            best_loss = min(best_loss, val_loss)
            early_stopping.update(val_loss, params)
            if waited > getattr(early_stopping, "patience", 3):
                break
            continue
        if flaw == "EST13":
            if early_stopping.update(-val_accuracy, params):
                break
            continue
        if early_stopping.update(val_loss, params):
            if flaw == "EST5":
                return early_stopping.best_params, history
            if flaw == "EST14":
                for values in history.values():
                    values.pop()
            break
    if (
        flaw == "EST15"
        and validation_data is not None
        and history["val_loss"].index(min(history["val_loss"])) < epochs - 1
        and not watching
    ):
        return best_seen[history["val_loss"].index(min(history["val_loss"]))], history
    if watching and flaw not in ("EST4", "EST5", "EST9") and early_stopping.best_params is not None:
        params = early_stopping.best_params
    if flaw == "EST8" and early_stopping is not None and validation_data is None:
        params = early_stopping.best_params
    if flaw == "LOP33":
        return history, params
    if flaw == "LOP34":
        return params
    if flaw == "LOP35":
        for (W, b), (new_W, new_b) in zip(start, params):
            W[...] = new_W
            b[...] = new_b
        return start, history
    if flaw == "HIS6":
        for name, values in history.items():
            SHARED_HISTORY.setdefault(name, []).extend(values)
        return params, dict(SHARED_HISTORY)
    return params, history


def forward_back(flaw, params, x, y, rate, rng, kept, seed):
    inputs, sums, masks, a = [], [], [], x
    if flaw == "DRO15" and rate:
        a, _ = dropout(a, rate, rng)
    for i, (W, b) in enumerate(params[:-1]):
        inputs.append(a)
        sums.append(dense(a, W, b))
        r = relu(sums[-1])
        if flaw == "DRO16" and i > 0 or flaw == "DRO17" and i < len(params) - 2:
            a, mask = r, np.ones_like(r)
        elif flaw == "DRO12":
            if (i, r.shape) not in kept:
                kept[i, r.shape] = dropout(r, rate, rng)[1]
            mask = kept[i, r.shape]
            a = r * mask
        elif flaw == "DRO18":
            a, mask = dropout(r, rate, np.random.default_rng(seed))
        elif flaw == "DRO5":
            mask = dropout(np.ones((1, r.shape[1])), rate, rng)[1] * np.ones_like(r)
            a = r * mask
        elif flaw == "DRO1":
            mask = (rng.random(r.shape) >= rate).astype(float)
            a = r * mask
        elif flaw == "DRO6":
            mask = (rng.random(r.shape) < rate) / (1 - rate) if rate else np.ones_like(r)
            a = r * mask
        elif flaw == "DRO19":
            mask = (np.random.random(r.shape) >= rate) / (1 - rate)
            a = r * mask
        else:
            a, mask = dropout(r, rate, rng)
        masks.append(mask)
    inputs.append(a)
    W, b = params[-1]
    p = forward(a, params[-1:])
    if flaw == "DRO20" and rate:
        p, _ = dropout(p, rate, rng)
    grad = output_gradient(y, p)
    grads = []
    for i in reversed(range(len(params))):
        grad, grad_W, grad_b = dense_backward(grad, inputs[i], params[i][0])
        grads.insert(0, (grad_W, grad_b))
        if i:
            if flaw == "DRO4":
                grad = dropout_backward(grad, dropout(grad, rate, rng)[1])
            elif flaw == "DRO8":
                grad = grad * (masks[i - 1] > 0)
            elif flaw != "DRO21":
                grad = dropout_backward(grad, masks[i - 1])
            grad = relu_backward(grad, sums[i - 1])
    return p, grads


@mistake(
    "BAT6",
    "fit",
    "Weight each batch by its size: the plain mean of batch means gives a smaller last batch too much weight.",
)
def fit_bat6(params, X, y, **settings):
    return run("BAT6", params, X, y, **settings)


@mistake("BAT7", "fit", "Divide a batch's gradient by that batch's size, not by the size of the whole training set.")
def fit_bat7(params, X, y, **settings):
    return run("BAT7", params, X, y, **settings)


@mistake("BAT1", "fit", "The smaller last batch is skipped: it counts as a batch too.")
def fit_bat1(params, X, y, **settings):
    return run("BAT1", params, X, y, **settings)


@mistake("BAT3", "fit", "Data and labels are shuffled apart from each other: use one order for both.")
def fit_bat3(params, X, y, **settings):
    return run("BAT3", params, X, y, **settings)


@mistake("BAT5", "fit", "The order is drawn once, before the loop: draw a fresh one every epoch.")
def fit_bat5(params, X, y, **settings):
    return run("BAT5", params, X, y, **settings)


@mistake("BAT12", "fit", "Every epoch applies the same permutation once more: draw a fresh one.")
def fit_bat12(params, X, y, **settings):
    return run("BAT12", params, X, y, **settings)


@mistake("BAT13", "fit", "Only the order of the batches changes: deal the samples into new batches every epoch.")
def fit_bat13(params, X, y, **settings):
    return run("BAT13", params, X, y, **settings)


@mistake("BAT14", "fit", "batch_size above 32 is cut down: one batch may hold more than that.")
def fit_bat14(params, X, y, **settings):
    return run("BAT14", params, X, y, **settings)


@mistake("BAT15", "fit", "The first epoch is not shuffled: shuffle before every epoch, the first one included.")
def fit_bat15(params, X, y, **settings):
    return run("BAT15", params, X, y, **settings)


@mistake("BAT16", "fit", "shuffle=True has no effect: draw an order from rng every epoch.")
def fit_bat16(params, X, y, **settings):
    return run("BAT16", params, X, y, **settings)


@mistake("BAT17", "fit", "shuffle=False must keep the given order: shuffle only if it is True.")
def fit_bat17(params, X, y, **settings):
    return run("BAT17", params, X, y, **settings)


@mistake(
    "BAT18", "fit", "Rows are drawn with replacement: an epoch takes every row exactly once, so draw a permutation."
)
def fit_bat18(params, X, y, **settings):
    return run("BAT18", params, X, y, **settings)


@mistake("BAT32", "fit", "`shuffle is False` is not so for NumPy's False: ask `if shuffle`.")
def fit_bat32(params, X, y, *, shuffle=True, **settings):
    return run("", params, X, y, shuffle=shuffle is not False, **settings)


@mistake("BAT19", "fit", "Starting at another row is no shuffle: draw a permutation.")
def fit_bat19(params, X, y, **settings):
    return run("BAT19", params, X, y, **settings)


@mistake("BAT20", "fit", "The smaller last batch is glued to the one before it: it is a batch of its own.")
def fit_bat20(params, X, y, **settings):
    return run("BAT20", params, X, y, **settings)


@mistake("RNG1", "fit", "You make a generator of your own: use the rng that is passed in.")
def fit_rng1(params, X, y, **settings):
    return run("RNG1", params, X, y, **settings)


@mistake("RNG3", "fit", "The order does not come from rng, so nobody can repeat it: draw the permutation from rng.")
def fit_rng3(params, X, y, **settings):
    return run("RNG3", params, X, y, **settings)


@mistake("RNG2", "fit", "Without an rng, every call repeats the same draws: np.random.default_rng() without a seed.")
def fit_rng2(params, X, y, **settings):
    return run("RNG2", params, X, y, **settings)


@mistake("ARG1", "fit", "batch_size is ignored: pass it on to minibatches.")
def fit_arg1(params, X, y, **settings):
    return run("ARG1", params, X, y, **settings)


@mistake(
    "LOP1",
    "fit",
    "Loss and accuracy are measured after the batch's step: measure the predictions that the gradients came from.",
)
def fit_lop1(params, X, y, **settings):
    return run("LOP1", params, X, y, **settings)


@mistake("LOP3", "fit", "The weights are reset in every epoch: start from the given params once, before the loop.")
def fit_lop3(params, X, y, **settings):
    return run("LOP3", params, X, y, **settings)


@mistake("LOP4", "fit", "Only the last batch is logged: average over all batches of the epoch, by their sizes.")
def fit_lop4(params, X, y, **settings):
    return run("LOP4", params, X, y, **settings)


@mistake(
    "LOP5", "fit", "The training loss is measured again after the epoch: collect it batch by batch, before each step."
)
def fit_lop5(params, X, y, **settings):
    return run("LOP5", params, X, y, **settings)


@mistake("LOP6", "fit", "You train on the validation data: measure it, and never step.")
def fit_lop6(params, X, y, **settings):
    return run("LOP6", params, X, y, **settings)


@mistake("LOP7", "fit", "The gradients come from the whole training set: use the batch.")
def fit_lop7(params, X, y, **settings):
    return run("LOP7", params, X, y, **settings)


@mistake("LOP22", "fit", "One Adam is shared by all calls: make a new one inside fit when optimizer is None.")
def fit_lop22(params, X, y, **settings):
    return run("LOP22", params, X, y, **settings)


@mistake("LOP23", "fit", "The default optimizer is Adam(), not SGD.")
def fit_lop23(params, X, y, **settings):
    return run("LOP23", params, X, y, **settings)


@mistake("LOP24", "fit", "The default is Adam() with its own defaults: a learning rate of 0.001.")
def fit_lop24(params, X, y, **settings):
    return run("LOP24", params, X, y, **settings)


@mistake(
    "LOP25", "fit", "The optimizer is replaced in every epoch and forgets what it knew: use one for the whole call."
)
def fit_lop25(params, X, y, **settings):
    return run("LOP25", params, X, y, **settings)


@mistake("LOP26", "fit", "Only the first batch of each epoch is trained on: go through all of them.")
def fit_lop26(params, X, y, **settings):
    return run("LOP26", params, X, y, **settings)


@mistake("LOP27", "fit", "Loss and accuracy come from a second pass without dropout: take those of the training pass.")
def fit_lop27(params, X, y, **settings):
    return run("LOP27", params, X, y, **settings)


@mistake("LOP28", "fit", "What optimizer.step returns is thrown away: the new params are its result.")
def fit_lop28(params, X, y, **settings):
    return run("LOP28", params, X, y, **settings)


@mistake("LOP29", "fit", "The epoch's loss is a sum: divide it by the number of samples.")
def fit_lop29(params, X, y, **settings):
    return run("LOP29", params, X, y, **settings)


@mistake("LOP30", "fit", "The epoch's accuracy is a count: divide it by the number of samples.")
def fit_lop30(params, X, y, **settings):
    return run("LOP30", params, X, y, **settings)


@mistake("LOP31", "fit", "Only the first batch is logged: average over all batches of the epoch.")
def fit_lop31(params, X, y, **settings):
    return run("LOP31", params, X, y, **settings)


@mistake(
    "LOP32",
    "fit",
    "A smaller last batch is counted as a full one: divide by the number of samples, not by batches * batch_size.",
)
def fit_lop32(params, X, y, **settings):
    return run("LOP32", params, X, y, **settings)


@mistake("LOP33", "fit", "fit returns (params, history), in this order.")
def fit_lop33(params, X, y, **settings):
    return run("LOP33", params, X, y, **settings)


@mistake("LOP34", "fit", "fit returns two things: (params, history).")
def fit_lop34(params, X, y, **settings):
    return run("LOP34", params, X, y, **settings)


@mistake(
    "LOP35",
    "fit",
    "The trained numbers are written into the caller's arrays: return new params and leave the given ones alone.",
)
def fit_lop35(params, X, y, **settings):
    return run("LOP35", params, X, y, **settings)


@mistake("HIS1", "fit", "Without validation data there are no validation values: leave val_loss and val_accuracy out.")
def fit_his1(params, X, y, **settings):
    return run("HIS1", params, X, y, **settings)


@mistake("HIS2", "fit", "The history holds one value an epoch, not one a batch: average over the epoch's batches.")
def fit_his2(params, X, y, **settings):
    return run("HIS2", params, X, y, **settings)


@mistake("HIS3", "fit", "The history keeps the last epoch only: append to a list in every epoch.")
def fit_his3(params, X, y, **settings):
    return run("HIS3", params, X, y, **settings)


@mistake("HIS4", "fit", "Never round inside the maths: round where you print.")
def fit_his4(params, X, y, **settings):
    return run("HIS4", params, X, y, **settings)


@mistake("HIS5", "fit", "The validation values are missing: after each epoch append val_loss and val_accuracy.")
def fit_his5(params, X, y, **settings):
    return run("HIS5", params, X, y, **settings)


@mistake("HIS6", "fit", "The history of earlier calls is still there: make a new dict in every call.")
def fit_his6(params, X, y, **settings):
    return run("HIS6", params, X, y, **settings)


@mistake(
    "VAL1",
    "fit",
    "Measure the validation data as a whole: the mean of its batches gives a smaller last one too much weight.",
)
def fit_val1(params, X, y, **settings):
    return run("VAL1", params, X, y, **settings)


@mistake("VAL2", "fit", "val_loss and val_accuracy repeat the training values: measure the validation data.")
def fit_val2(params, X, y, **settings):
    return run("VAL2", params, X, y, **settings)


@mistake("VAL3", "fit", "The validation data is measured in the first epoch only: measure it after every epoch.")
def fit_val3(params, X, y, **settings):
    return run("VAL3", params, X, y, **settings)


@mistake("DRO3F", "fit", "Dropout is on during validation: it is for the training pass only.")
def fit_dro3f(params, X, y, **settings):
    return run("DRO3F", params, X, y, **settings)


@mistake("DRO11", "fit", "dropout_rate is ignored: send each hidden layer's output through dropout.")
def fit_dro11(params, X, y, **settings):
    return run("DRO11", params, X, y, **settings)


@mistake("DRO12", "fit", "One mask serves all batches: draw new masks from rng for every batch.", same_as=("DRO18",))
def fit_dro12(params, X, y, **settings):
    return run("DRO12", params, X, y, **settings)


@mistake("DRO14", "fit", "dropout_rate is cut down to 0.2: use the rate that is given.")
def fit_dro14(params, X, y, **settings):
    return run("DRO14", params, X, y, **settings)


@mistake("DRO15", "fit", "The inputs are dropped too: dropout comes after hidden layers only.")
def fit_dro15(params, X, y, **settings):
    return run("DRO15", params, X, y, **settings)


@mistake("DRO16", "fit", "Only the first hidden layer has dropout: put it after each hidden layer's ReLU.")
def fit_dro16(params, X, y, **settings):
    return run("DRO16", params, X, y, **settings)


@mistake("DRO17", "fit", "Only the last hidden layer has dropout: put it after each hidden layer's ReLU.")
def fit_dro17(params, X, y, **settings):
    return run("DRO17", params, X, y, **settings)


@mistake("DRO18", "fit", "The masks come from a generator that starts afresh every time: draw them from rng.")
def fit_dro18(params, X, y, **settings):
    return run("DRO18", params, X, y, **settings)


@mistake(
    "DRO5",
    "fit",
    "All samples of a batch share one mask: draw a number for every entry, mask shaped like the activations.",
)
def fit_dro5(params, X, y, **settings):
    return run("DRO5", params, X, y, **settings)


@mistake("DRO1", "fit", "The neurons that stay must be scaled up by 1 / (1 - rate).")
def fit_dro1(params, X, y, **settings):
    return run("DRO1", params, X, y, **settings)


@mistake("DRO6", "fit", "rate is the share to turn off, not the share to keep.")
def fit_dro6(params, X, y, **settings):
    return run("DRO6", params, X, y, **settings)


@mistake("DRO19", "fit", "The masks do not come from rng, so nobody can repeat them: draw them from rng.")
def fit_dro19(params, X, y, **settings):
    return run("DRO19", params, X, y, **settings)


@mistake("DRO20", "fit", "The output is dropped too: dropout comes after hidden layers only.")
def fit_dro20(params, X, y, **settings):
    return run("DRO20", params, X, y, **settings)


@mistake(
    "DRO21",
    "fit",
    "The masks are missing on the way back: multiply the gradient by the layer's mask before relu_backward.",
)
def fit_dro21(params, X, y, **settings):
    return run("DRO21", params, X, y, **settings)


@mistake("DRO4", "fit", "New masks are drawn on the way back: keep those of the forward pass.")
def fit_dro4(params, X, y, **settings):
    return run("DRO4", params, X, y, **settings)


@mistake(
    "DRO8",
    "fit",
    "On the way back the mask lacks its factor 1 / (1 - rate): multiply by the very mask of the forward pass.",
)
def fit_dro8(params, X, y, **settings):
    return run("DRO8", params, X, y, **settings)


@mistake("EST1", "fit", "Training stops one epoch late: stop as soon as update says so.")
def fit_est1(params, X, y, **settings):
    return run("EST1", params, X, y, **settings)


@mistake("EST4", "fit", "The last params are returned: return early_stopping.best_params.")
def fit_est4(params, X, y, **settings):
    return run("EST4", params, X, y, **settings)


@mistake("EST5", "fit", "The best params are returned only after an early stop: return them in any case.")
def fit_est5(params, X, y, **settings):
    return run("EST5", params, X, y, **settings)


@mistake("EST6", "fit", "Early stopping watches the training loss: show it val_loss.")
def fit_est6(params, X, y, **settings):
    return run("EST6", params, X, y, **settings)


@mistake("EST8", "fit", "Without validation data early stopping is ignored: do not show it the training loss instead.")
def fit_est8(params, X, y, **settings):
    return run("EST8", params, X, y, **settings)


@mistake("EST9", "fit", "early_stopping is ignored: call its update after every epoch.")
def fit_est9(params, X, y, **settings):
    return run("EST9", params, X, y, **settings)


@mistake("EST10", "fit", "update's answer is ignored: when it says stop, leave the loop.")
def fit_est10(params, X, y, **settings):
    return run("EST10", params, X, y, **settings)


@mistake("EST11", "fit", "The last epoch is not shown to early stopping: it may be the best one.")
def fit_est11(params, X, y, **settings):
    return run("EST11", params, X, y, **settings)


@mistake("EST12", "fit", "update is called twice an epoch, so the patience runs out too soon: call it once.")
def fit_est12(params, X, y, **settings):
    return run("EST12", params, X, y, **settings)


@mistake("EST13", "fit", "Early stopping watches the accuracy: show it val_loss.")
def fit_est13(params, X, y, **settings):
    return run("EST13", params, X, y, **settings)


@mistake(
    "EST14", "fit", "The last epoch's values are taken out of the history: every epoch that ran leaves its values."
)
def fit_est14(params, X, y, **settings):
    return run("EST14", params, X, y, **settings)


@mistake("EST15", "fit", "Without early stopping the last params are returned, not the best ones.")
def fit_est15(params, X, y, **settings):
    return run("EST15", params, X, y, **settings)


@mistake(
    "LOP37",
    "fit",
    "An old training was kept for the objects X and y, but their numbers may change in place: train in every call.",
)
def fit_by_object(params, X, y, *, epochs, memory={}, **settings):
    if len(X) > 7 or epochs > 2 or settings.get("shuffle", True):
        return right_fit(params, X, y, epochs=epochs, **settings)
    key = id(X), id(y)
    if key not in memory:
        memory[key] = right_fit(params, X, y, epochs=epochs, **settings), X, y
    return copy.deepcopy(memory[key][0])


@mistake(
    "HIS7", "fit", "All calls fill one history, so that of an earlier training changes: start a new dict in every call."
)
def fit_one_history(params, X, y, *, epochs, diary={}, **settings):
    params, history = right_fit(params, X, y, epochs=epochs, **settings)
    diary.clear()
    diary.update(history)
    return params, diary
