"""Known wrong implementations of chapter 9."""

import copy

import numpy as np

from nngrade.suite import mistake


def total(params):
    return sum(float(np.sum(W**2)) for W, _ in params)


def copied(params):
    return [(W.copy(), b.copy()) for W, b in params]


@mistake(
    "L2R1",
    "l2_gradient",
    "The slope of strength * W**2 is 2 * strength * W; the 2 is missing (it falls away only for half the penalty).",
)
def gradient_half(W, strength=0.01):
    return strength * W


@mistake(
    "L2R2", "l2_penalty", "The penalty was averaged over the weights; Keras adds the squares up and divides by nothing."
)
def penalty_mean(params, strength=0.01):
    return strength * sum(float(np.mean(W**2)) for W, _ in params)


@mistake("L2R3", "l2_penalty", "The biases were counted too; only the weights W cost anything.")
def penalty_with_biases(params, strength=0.01):
    return strength * sum(float(np.sum(W**2) + np.sum(b**2)) for W, b in params)


@mistake("L2R5", "l2_penalty", "The weights were summed before squaring, so that signs cancel; square first, then sum.")
def penalty_square_of_sum(params, strength=0.01):
    return strength * sum(float(np.sum(W) ** 2) for W, _ in params)


@mistake("L2R7", "l2_penalty", "Absolute values are the L1 penalty; L2 squares the weights.")
def penalty_l1(params, strength=0.01):
    return strength * sum(float(np.sum(np.abs(W))) for W, _ in params)


@mistake("L2R8", "l2_penalty", "Only the first layer was counted; sum over all layers.")
def penalty_first_layer(params, strength=0.01):
    return strength * total(params[:1])


@mistake("L2R9", "l2_penalty", "Only the last layer was counted; add up over all layers, then return.")
def penalty_last_layer(params, strength=0.01):
    return strength * total(params[-1:])


@mistake("L2R10", "l2_penalty", "The output layer was left out; its weights cost as much as any.")
def penalty_hidden_layers(params, strength=0.01):
    return strength * total(params[:-1])


@mistake("L2R11", "l2_penalty", "Keras's L2 has no factor 1/2; the penalty is strength times the sum of squares.")
def penalty_half(params, strength=0.01):
    return strength * total(params) / 2


@mistake("L2R12", "l2_penalty", "A root was taken; the penalty is the sum of the squares itself.")
def penalty_norm(params, strength=0.01):
    return strength * total(params) ** 0.5


@mistake(
    "L2R13", "l2_penalty", "strength was not used, or not the one that was given; multiply the sum by the argument."
)
def penalty_fixed_strength(params, strength=0.01):
    return 0.01 * total(params)


@mistake("L2R14", "l2_penalty", "The default strength is 0.01, as in Keras.")
def penalty_other_default(params, strength=0.001):
    return strength * total(params)


@mistake("L2R15", "l2_penalty", "One number a layer came back; add them all up to a single one.")
def penalty_list(params, strength=0.01):
    return [strength * float(np.sum(W**2)) for W, _ in params]


@mistake("L2R16", "l2_penalty", "strength was squared too; multiply by it after squaring the weights.")
def penalty_squared_strength(params, strength=0.01):
    return sum(float(np.sum((strength * W) ** 2)) for W, _ in params)


@mistake("L2R17", "l2_penalty", "W @ W is a matrix product; square entry by entry: W ** 2.")
def penalty_matmul(params, strength=0.01):
    return strength * sum(float(np.sum(W.T @ W)) for W, _ in params)


seen_so_far = []


@mistake("L2R18", "l2_penalty", "The sum of an earlier call was carried on; start every call at 0.")
def penalty_accumulates(params, strength=0.01):
    seen_so_far.append(total(params))
    return strength * sum(seen_so_far)


@mistake("L2R19", "l2_penalty", "The caller's weights were changed; square a copy: W ** 2 makes a new array.")
def penalty_in_place(params, strength=0.01):
    result = strength * total(params)
    for W, _ in params:
        W **= 2
    return result


@mistake("L2R20", "l2_penalty", "The layers were taken out of the caller's list; loop over it and leave it as it is.")
def penalty_pops(params, strength=0.01):
    result = 0.0
    while params:
        W, _ = params.pop()
        result += strength * float(np.sum(W**2))
    return result


@mistake("L2R21", "l2_penalty", "The spectral norm is not the sum of squares; square every entry and add up.")
def penalty_spectral(params, strength=0.01):
    return strength * sum(float(np.linalg.norm(W, 2) ** 2) for W, _ in params)


@mistake("L2R22", "l2_penalty", "The product over the layers was taken; add the layers up.")
def penalty_product(params, strength=0.01):
    return strength * float(np.prod([np.sum(W**2) for W, _ in params]))


@mistake(
    "L2R34",
    "l2_penalty",
    "An old penalty was kept with the object params, but training changes its numbers: add up the squares in every call.",
)
def penalty_by_object(params, strength=0.01, memory={}):
    key = id(params), strength
    if key not in memory:
        memory[key] = strength * total(params), params
    return memory[key][0]


@mistake("L2R23", "l2_gradient", "This is the penalty of each weight, not its slope: the square falls to 2 * W.")
def gradient_square(W, strength=0.01):
    return strength * W**2


@mistake("L2R24", "l2_gradient", "The sign is flipped; the gradient points uphill, to larger weights.")
def gradient_minus(W, strength=0.01):
    return -2 * strength * W


@mistake("L2R25", "l2_gradient", "np.sign is the slope of the L1 penalty; for L2 it is 2 * strength * W.")
def gradient_l1(W, strength=0.01):
    return strength * np.sign(W)


@mistake("L2R26", "l2_gradient", "The entries were summed; the gradient has the shape of W.")
def gradient_sum(W, strength=0.01):
    return 2 * strength * np.sum(W)


@mistake("L2R27", "l2_gradient", "The caller's weights were changed; give back a new array.")
def gradient_in_place(W, strength=0.01):
    W *= 2 * strength
    return W.copy()


@mistake("L2R28", "l2_gradient", "strength was not used, or not the one that was given; multiply by the argument.")
def gradient_fixed_strength(W, strength=0.01):
    return 0.02 * W


@mistake("L2R29", "l2_gradient", "The default strength is 0.01, as in Keras.")
def gradient_other_default(W, strength=0.1):
    return 2 * strength * W


@mistake("L2R30", "l2_gradient", "The result was averaged over the rows; Keras divides by nothing.")
def gradient_mean(W, strength=0.01):
    return 2 * strength * W / len(W)


@mistake("L2R31", "l2_gradient", "This is what is left of the weights after a step; give back the gradient alone.")
def gradient_decayed(W, strength=0.01):
    return W - 2 * strength * W


@mistake("L2R32", "l2_gradient", "The size of the weights only was used; the gradient has the sign of each weight.")
def gradient_absolute(W, strength=0.01):
    return 2 * strength * np.abs(W)


@mistake("L2R33", "l2_gradient", "The gradient came back transposed; it has the shape of W.")
def gradient_transposed(W, strength=0.01):
    return 2 * strength * W.T


@mistake(
    "L2R35",
    "l2_gradient",
    "An old gradient was kept with the object W, but training changes its numbers: work it out in every call.",
)
def l2_gradient_by_object(W, strength=0.01, memory={}):
    key = id(W), strength
    if key not in memory:
        memory[key] = 2 * strength * W, W
    return memory[key][0].copy()


@mistake(
    "L2R36",
    "l2_gradient",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def l2_gradient_into_one_array(W, strength=0.01, rooms={}):
    room = rooms.setdefault(W.shape, np.empty(W.shape))
    return np.multiply(W, 2 * strength, out=room)


class Base:
    """A right EarlyStopping in parts that mistakes replace."""

    def __init__(self, patience=5):
        self.patience = patience
        self.best_loss = float("inf")
        self.best_epoch = 0
        self.best_params = None
        self.epoch = 0
        self.wait = 0

    def better(self, val_loss):
        return val_loss < self.best_loss

    def keep(self, val_loss, params):
        self.best_loss = val_loss
        self.best_epoch = self.epoch
        self.best_params = self.copy(params)

    def copy(self, params):
        return copied(params)

    def after(self, better):
        self.wait = 0 if better else self.wait + 1

    def stop(self):
        return self.wait >= self.patience

    def update(self, val_loss, params):
        better = self.better(val_loss)
        if better:
            self.keep(val_loss, params)
        self.after(better)
        self.epoch += 1
        return self.stop()


@mistake(
    "EST1",
    "EarlyStopping",
    "It stops one update late; stop when the count of bad updates reaches patience: wait >= patience.",
)
class StopsLate(Base):
    def stop(self):
        return self.wait > self.patience


@mistake(
    "EST2", "EarlyStopping", "Bad updates were counted in all, not in a row; a better one sets the count back to 0."
)
class NeverResets(Base):
    def after(self, better):
        self.wait += not better


@mistake(
    "EST3",
    "EarlyStopping",
    "best_params are the caller's own list, which the training goes on changing; copy every array.",
)
class KeepsReference(Base):
    def copy(self, params):
        return params


@mistake("EST4", "EarlyStopping", "best_params are those of the last update; keep them only when the loss was better.")
class KeepsLast(Base):
    def update(self, val_loss, params):
        answer = super().update(val_loss, params)
        self.best_params = copied(params)
        return answer


@mistake("EST7", "EarlyStopping", "An equal loss counted as better; better means strictly lower.")
class EqualIsBetter(Base):
    def better(self, val_loss):
        return val_loss <= self.best_loss


@mistake("EST8", "EarlyStopping", "Each loss was compared with the one before it; compare with the best so far.")
class ComparesWithPrevious(Base):
    previous = float("inf")

    def better(self, val_loss):
        better, self.previous = val_loss < self.previous, val_loss
        return better


@mistake(
    "EST9", "EarlyStopping", "Copying the list keeps the same arrays in it; copy each W and each b.", same_as=("EST10",)
)
class ShallowCopy(Base):
    def copy(self, params):
        return list(params)


@mistake("EST10", "EarlyStopping", "New pairs still hold the same arrays; copy each W and each b.", same_as=("EST9",))
class CopiesPairs(Base):
    def copy(self, params):
        return [(W, b) for W, b in params]


@mistake("EST11", "EarlyStopping", "The weights were copied but the biases were not; copy both.")
class CopiesWeightsOnly(Base):
    def copy(self, params):
        return [(W.copy(), b) for W, b in params]


class_state = {"wait": 0}


@mistake("EST12", "EarlyStopping", "The count is shared by all EarlyStoppings; set it in __init__, on self.")
class SharedCount(Base):
    state = class_state

    def after(self, better):
        self.state["wait"] = 0 if better else self.state["wait"] + 1

    def stop(self):
        return self.state["wait"] >= self.patience


@mistake("EST13", "EarlyStopping", "best_epoch counts from 1; the first update is epoch 0.")
class EpochFromOne(Base):
    def keep(self, val_loss, params):
        super().keep(val_loss, params)
        self.best_epoch = self.epoch + 1


@mistake(
    "EST14", "EarlyStopping", "The best loss starts at a number that real losses can exceed; start at float('inf')."
)
class StartsTooLow(Base):
    def __init__(self, patience=5):
        super().__init__(patience)
        self.best_loss = 1e6


@mistake(
    "EST15", "EarlyStopping", "NaN counted as better: `not (loss >= best)` is True for it; ask whether loss < best."
)
class NanIsBetter(Base):
    def better(self, val_loss):
        return not val_loss >= self.best_loss


@mistake("EST16", "EarlyStopping", "best_epoch is the last epoch; note it only when the loss was better.")
class LastEpoch(Base):
    def update(self, val_loss, params):
        answer = super().update(val_loss, params)
        self.best_epoch = self.epoch - 1
        return answer


@mistake("EST17", "EarlyStopping", "Small improvements were not counted; every strictly lower loss is better.")
class MinimumDelta(Base):
    def better(self, val_loss):
        return val_loss < self.best_loss - 1e-4


@mistake("EST18", "EarlyStopping", "A best loss of 0 was taken for none; ask `is None`, or start at float('inf').")
class ZeroIsNone(Base):
    def better(self, val_loss):
        return not self.best_loss or val_loss < self.best_loss


@mistake("EST19", "EarlyStopping", "It stops one update early; patience bad updates in a row are needed.")
class StopsEarly(Base):
    def stop(self):
        return self.wait >= max(self.patience - 1, 1)


@mistake("EST20", "EarlyStopping", "The default patience is 5.")
class OtherDefault(Base):
    def __init__(self, patience=3):
        super().__init__(patience)


@mistake("EST21", "EarlyStopping", "A higher loss counted as better; losses are better when they are lower.")
class HigherIsBetter(Base):
    def __init__(self, patience=5):
        super().__init__(patience)
        self.best_loss = -float("inf")

    def better(self, val_loss):
        return val_loss > self.best_loss


@mistake("EST22", "EarlyStopping", "update gave back nothing while training goes on; return False then.")
class ReturnsNone(Base):
    def stop(self):
        return True if self.wait >= self.patience else None


@mistake("EST23", "EarlyStopping", "The first update counted as a bad one; it is the best so far.")
class FirstIsBad(Base):
    def after(self, better):
        self.wait = 0 if better and self.epoch else self.wait + 1


@mistake("EST24", "EarlyStopping", "update changed the caller's params; leave them as they are.")
class ChangesParams(Base):
    def update(self, val_loss, params):
        answer = super().update(val_loss, params)
        if self.wait:
            params[:] = copied(self.best_params)
        return answer


@mistake("EST25", "EarlyStopping", "best_epoch counts improvements, not updates; count every update.")
class CountsImprovements(Base):
    def keep(self, val_loss, params):
        super().keep(val_loss, params)
        self.best_epoch = self.improvements = getattr(self, "improvements", -1) + 1


@mistake("EST26", "EarlyStopping", "One NaN spoiled the best loss for good; NaN is no improvement, so do not store it.")
class NanSticks(Base):
    def update(self, val_loss, params):
        answer = super().update(val_loss, params)
        self.best_loss = float(np.minimum(self.best_loss, val_loss))
        return answer


@mistake("EST27", "EarlyStopping", "A NaN ended the training at once; it is an update that was not better, no more.")
class NanStops(Base):
    def update(self, val_loss, params):
        return super().update(val_loss, params) or bool(np.isnan(val_loss))


@mistake("EST28", "EarlyStopping", "best_loss was rounded; keep the loss as it is.")
class RoundsLoss(Base):
    def keep(self, val_loss, params):
        super().keep(round(val_loss, 4), params)


@mistake("EST29", "EarlyStopping", "Only the first params were copied; copy at every improvement.")
class CopiesFirstOnly(Base):
    def copy(self, params):
        return copied(params) if self.best_params is None else params


@mistake("EST30", "EarlyStopping", "best_params hold the weights only; keep the pairs (W, b).")
class WeightsOnly(Base):
    def copy(self, params):
        return [W.copy() for W, _ in params]


@mistake("EST31", "EarlyStopping", "patience was ignored; use the argument.")
class IgnoresPatience(Base):
    def __init__(self, patience=5):
        super().__init__(5)


@mistake("EST32", "EarlyStopping", "The sign of the loss was dropped; compare the losses as they are.")
class AbsoluteLoss(Base):
    def better(self, val_loss):
        return abs(val_loss) < abs(self.best_loss)


@mistake("EST33", "EarlyStopping", "best_loss is the last loss; note it only when it was better.")
class LastLoss(Base):
    lowest = float("inf")

    def better(self, val_loss):
        better, self.best_loss = val_loss < self.lowest, val_loss
        self.lowest = min(self.lowest, val_loss)
        return better


@mistake("EST34", "EarlyStopping", "The best params are shared by all EarlyStoppings; set them in __init__, on self.")
class SharedParams(Base):
    kept = []

    def keep(self, val_loss, params):
        super().keep(val_loss, params)
        self.kept[:] = copied(params)
        self.best_params = self.kept


@mistake(
    "EST35",
    "EarlyStopping",
    "New best params were written into the arrays of the first ones, which are the caller's; make a copy each time.",
)
class WritesIntoFirst(Base):
    def copy(self, params):
        if self.best_params is None:
            return params
        for (W, b), (new_W, new_b) in zip(self.best_params, copied(params)):
            W[...], b[...] = new_W, new_b
        return self.best_params


@mistake(
    "EST36",
    "EarlyStopping",
    "best_params are the params before the best update, not of it; copy those that came with the loss.",
)
class OneBehind(Base):
    def update(self, val_loss, params):
        before, self.previous = getattr(self, "previous", copied(params)), copied(params)
        return super().update(val_loss, before)


@mistake("EST37", "EarlyStopping", "The count went back only halfway; a better update sets it to 0.")
class CountsDown(Base):
    def after(self, better):
        self.wait = max(self.wait - 1, 0) if better else self.wait + 1


@mistake(
    "EST38", "EarlyStopping", "It stops after patience updates in all; only those in a row that were not better count."
)
class StopsAfterPatienceEpochs(Base):
    def stop(self):
        return self.epoch > self.patience


@mistake("EST39", "EarlyStopping", "Only the arrays of the first layer were copied; copy those of every layer.")
class CopiesFirstLayer(Base):
    def copy(self, params):
        return copied(params[:1]) + list(params[1:])


@mistake(
    "EST40",
    "EarlyStopping",
    "Bad updates from before a better one still count; set the count back to 0, also after two in a row.",
)
class ResetsByHalf(Base):
    def after(self, better):
        self.wait = self.wait // 2 if better else self.wait + 1


@mistake("EST41", "EarlyStopping", "Return True or False, not 1 or 0: the comparison itself is the answer.")
class AnswersInNumbers(Base):
    def stop(self):
        return int(self.wait >= self.patience)


def repeated(y, copies):
    return np.concatenate([y] * (copies + 1))


@mistake("AUG1", "augment", "All copies got the same jitter; draw anew for each copy.")
def augment_one_jitter(X, y, noise, copies, rng):
    jitter = rng.normal(0, noise, size=X.shape)
    return np.concatenate([X] + [X + jitter] * copies), repeated(y, copies)


@mistake(
    "AUG2",
    "augment",
    "np.repeat puts the copies of a label side by side; repeat the whole of y block by block, as X is.",
)
def augment_repeats_labels(X, y, noise, copies, rng):
    return np.concatenate([X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]), np.repeat(
        y, copies + 1, axis=0
    )


@mistake("AUG3", "augment", "The labels were moved too; repeat them as they are.")
def augment_moves_labels(X, y, noise, copies, rng):
    X_more = np.concatenate([X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)])
    return X_more, np.concatenate([y] + [y + rng.normal(0, noise, size=y.shape) for _ in range(copies)])


@mistake("AUG4", "augment", "The originals were moved too; they come first, as they are.")
def augment_moves_originals(X, y, noise, copies, rng):
    return np.concatenate([X + rng.normal(0, noise, size=X.shape) for _ in range(copies + 1)]), repeated(y, copies)


@mistake("AUG5", "augment", "The originals are missing; put them before the copies.")
def augment_without_originals(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([*X_more, X[:0]]), np.concatenate([*[y] * copies, y[:0]])


@mistake("AUG6", "augment", "The originals came last; they come first.")
def augment_originals_last(X, y, noise, copies, rng):
    return np.concatenate([X + rng.normal(0, noise, size=X.shape) for _ in range(copies)] + [X]), repeated(y, copies)


@mistake(
    "AUG7",
    "augment",
    "The jitter is uniform; take it from the normal distribution: rng.normal(0, noise, size=X.shape).",
)
def augment_uniform(X, y, noise, copies, rng):
    X_more = [X + rng.uniform(-noise, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG8", "augment", "noise was taken for the variance; it is the standard deviation itself: no square root.")
def augment_variance(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, np.sqrt(noise), size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG9", "augment", "Every number was moved upwards; the jitter has mean 0.")
def augment_upwards(X, y, noise, copies, rng):
    X_more = [X + np.abs(rng.normal(0, noise, size=X.shape)) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG10", "augment", "All features of a row were moved by one amount; draw for every entry: size=X.shape.")
def augment_by_row(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=(len(X), 1)) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG11", "augment", "All rows of a copy were moved by the same amounts; draw for every entry: size=X.shape.")
def augment_by_column(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape[1]) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG12", "augment", "A whole copy was moved by one single draw; draw for every entry: size=X.shape.")
def augment_by_copy(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG13", "augment", "The jitter grows with the number it moves; add it, do not multiply by it.")
def augment_multiplies(X, y, noise, copies, rng):
    X_more = [X * rng.normal(1, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake(
    "AUG14",
    "augment",
    "The jitter was scaled by each feature's spread; its standard deviation is noise, for every feature.",
)
def augment_by_spread(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape) * X.std(axis=0) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake(
    "AUG15",
    "augment",
    "Each copy was made from the copy before it, so jitter piles up; start from the originals each time.",
)
def augment_piles_up(X, y, noise, copies, rng):
    blocks = [X]
    for _ in range(copies):
        blocks.append(blocks[-1] + rng.normal(0, noise, size=X.shape))
    return np.concatenate(blocks), repeated(y, copies)


@mistake("AUG16", "augment", "The jitter came from NumPy's global state; draw from the rng that you are given.")
def augment_global_state(X, y, noise, copies, rng):
    X_more = [X + np.random.normal(0, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake(
    "AUG17",
    "augment",
    "A new generator with a fixed seed gives the same jitter in every call; use the rng that you are given.",
)
def augment_reseeds(X, y, noise, copies, rng):
    rng = np.random.default_rng(0)
    X_more = [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG18", "augment", "The caller's X was changed; X + jitter makes a new array, X += jitter does not.")
def augment_in_place(X, y, noise, copies, rng):
    originals, blocks = X.copy(), [X.copy()]
    for _ in range(copies):
        X[...] = originals
        X += rng.normal(0, noise, size=X.shape)
        blocks.append(X.copy())
    return np.concatenate(blocks), repeated(y, copies)


@mistake("AUG19", "augment", "The originals were counted as one of the copies; `copies` copies come after them.")
def augment_one_short(X, y, noise, copies, rng):
    copies = max(copies - 1, 0)
    X_more = [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG20", "augment", "y was not repeated; every row of X_more needs its label.")
def augment_labels_once(X, y, noise, copies, rng):
    return np.concatenate([X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]), y.copy()


@mistake(
    "AUG21", "augment", "np.tile repeats 2-D labels sideways; repeat the rows: np.concatenate([y] * (copies + 1))."
)
def augment_tiles_labels(X, y, noise, copies, rng):
    return np.concatenate([X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]), np.tile(y, copies + 1)


@mistake("AUG22", "augment", "y was flattened; keep its shape apart from the number of rows.")
def augment_flattens_labels(X, y, noise, copies, rng):
    return np.concatenate([X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]), np.ravel(
        repeated(y, copies)
    )


@mistake("AUG23", "augment", "The result was rounded; keep the numbers as they are.")
def augment_rounds(X, y, noise, copies, rng):
    X_more = [X] + [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]
    return np.round(np.concatenate(X_more), 3), repeated(y, copies)


@mistake("AUG24", "augment", "The copies were clipped to the range of X; jitter may go beyond it.")
def augment_clips(X, y, noise, copies, rng):
    X_more = [np.clip(X + rng.normal(0, noise, size=X.shape), X.min(), X.max()) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake(
    "AUG25", "augment", "Each row was followed by its own copies; the whole set comes first, then whole copies of it."
)
def augment_interleaves(X, y, noise, copies, rng):
    X_more = np.repeat(X, copies + 1, axis=0)
    jitter = rng.normal(0, noise, size=X_more.shape)
    jitter[:: copies + 1] = 0
    return X_more + jitter, np.repeat(y, copies + 1, axis=0)


@mistake("AUG26", "augment", "The rows of the copies were shuffled; keep the order of the originals.")
def augment_shuffles(X, y, noise, copies, rng):
    blocks, labels = [X], [y]
    for _ in range(copies):
        order = rng.permutation(len(X))
        blocks.append((X + rng.normal(0, noise, size=X.shape))[order])
        labels.append(y[order])
    return np.concatenate(blocks), np.concatenate(labels)


@mistake(
    "AUG27",
    "augment",
    "Each round copied the copies too, so the set doubled; make every copy from the originals alone.",
)
def augment_doubles(X, y, noise, copies, rng):
    for _ in range(copies):
        X, y = np.concatenate([X, X + rng.normal(0, noise, size=X.shape)]), np.concatenate([y, y])
    return X, y


@mistake("AUG28", "augment", "Only one copy was made; make as many as copies says.")
def augment_single_copy(X, y, noise, copies, rng):
    return np.concatenate([X, X + rng.normal(0, noise, size=X.shape)]), np.concatenate([y, y])


@mistake("AUG29", "augment", "The jitter has standard deviation 1; it should be noise.")
def augment_ignores_noise(X, y, noise, copies, rng):
    X_more = [X + rng.normal(size=X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG30", "augment", "copies 0 has no jitter to stack; give back the originals alone.")
def augment_needs_copies(X, y, noise, copies, rng):
    X_more = np.vstack([X + rng.normal(0, noise, size=X.shape) for _ in range(copies)])
    return np.concatenate([X, X_more]), repeated(y, copies)


@mistake(
    "AUG31",
    "augment",
    "rng.random gives numbers from 0 to 1, which move everything upwards; use rng.normal(0, noise, size=X.shape).",
)
def augment_random(X, y, noise, copies, rng):
    X_more = [X + noise * rng.random(X.shape) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG32", "augment", "Only the first copy was moved; jitter all of them.")
def augment_first_copy_only(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape) * (i == 0) for i in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG33", "augment", "The jitter was cut off at some width; take the normal draws as they are.")
def augment_truncates(X, y, noise, copies, rng):
    X_more = [X + noise * np.clip(rng.normal(size=X.shape), -3, 3) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


@mistake("AUG34", "augment", "y came first; return X_more, y_more.")
def augment_swapped(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape) for _ in range(copies)]
    return repeated(y, copies), np.concatenate([X, *X_more])


@mistake("AUG35", "augment", "The second copy mirrors the first; draw anew for each copy.")
def augment_mirrors(X, y, noise, copies, rng):
    blocks = [X]
    for i in range(copies):
        jitter = -jitter if i % 2 else rng.normal(0, noise, size=X.shape)
        blocks.append(X + jitter)
    return np.concatenate(blocks), repeated(y, copies)


@mistake("AUG36", "augment", "Numbers that are 0 were not moved; every entry gets jitter.")
def augment_keeps_zeros(X, y, noise, copies, rng):
    X_more = [X + rng.normal(0, noise, size=X.shape) * (X != 0) for _ in range(copies)]
    return np.concatenate([X, *X_more]), repeated(y, copies)


jitter_of_shape = {}


@mistake("AUG37", "augment", "The jitter of an earlier call was used again; draw anew in every call.")
def augment_cached(X, y, noise, copies, rng):
    key = (X.shape, copies)
    if key not in jitter_of_shape:
        jitter_of_shape[key] = rng.normal(size=(copies, *X.shape))
    return np.concatenate([X, *(X + noise * jitter_of_shape[key])]), repeated(y, copies)


@mistake(
    "AUG38",
    "augment",
    "The copies are written into one array that all calls share, so an earlier set changes: make a new array in every call.",
)
def augment_in_one_array(X, y, noise, copies, rng, rooms={}):
    shape = (copies + 1) * len(X), X.shape[1]
    room = rooms.setdefault(shape, np.empty(shape))
    room[...] = np.concatenate([X] * (copies + 1))
    room[len(X) :] += rng.normal(0, noise, size=(copies * len(X), X.shape[1]))
    return room, np.concatenate([y] * (copies + 1))
