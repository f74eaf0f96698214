"""Known wrong implementations of chapter 8."""

import numpy as np

from nngrade.suite import mistake


def checked(rate):
    if not 0 <= rate < 1:
        raise ValueError("rate must be at least 0 and below 1")
    return 1 - rate


@mistake("DRO1", "dropout", "The kept entries were not scaled: divide the mask by 1 - rate, so that the mean stays.")
def dropout_unscaled(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    mask = (rng.random(x.shape) < checked(rate)).astype(float)
    return x * mask, mask


@mistake("DRO2", "dropout", "The kept entries were divided by rate; divide by the share that is kept, 1 - rate.")
def dropout_divided_by_rate(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    mask = (rng.random(x.shape) < checked(rate)) / (rate or 1)
    return x * mask, mask


@mistake("DRO3", "dropout", "Dropout stayed on with training=False; give back x and a mask of ones there.")
def dropout_always(x, rate, rng, training=True):
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO4", "dropout_backward", "Backward drew a mask of its own; use the very mask that the forward pass gave.")
def backward_new_mask(grad, mask):
    keep = (mask != 0).mean()
    return grad * (np.random.default_rng(0).random(grad.shape) < keep) * mask.max()


@mistake(
    "DRO5", "dropout", "One draw for each neuron silences it in all samples; draw for each entry: rng.random(x.shape)."
)
def dropout_same_neurons(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = np.broadcast_to((rng.random(x.shape[1]) < keep) / keep, x.shape).copy()
    return x * mask, mask


@mistake("DRO6", "dropout", "rate is the share to drop, not to keep: keep an entry where the draw is below 1 - rate.")
def dropout_keeps_rate(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < rate) / keep if rate else np.ones(x.shape)
    return x * mask, mask


@mistake("DRO7", "dropout", "Normal draws do not lie evenly between 0 and 1; use uniform ones: rng.random(x.shape).")
def dropout_normal_draws(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.normal(size=x.shape) < keep) / keep if rate else np.ones(x.shape)
    return x * mask, mask


@mistake(
    "DRO8", "dropout_backward", "Backward forgot the scale: multiply by the mask itself, not by where it is above 0."
)
def backward_unscaled(grad, mask):
    return grad * (mask > 0)


@mistake("DRO9", "dropout", "Outside training x was scaled once more; inverted dropout leaves x alone there.")
def dropout_scales_at_test(x, rate, rng, training=True):
    if not training:
        return x * (1 - rate), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO11", "dropout", "The scale came in twice, in the mask and again in out; out is x times the mask, no more.")
def dropout_scaled_twice(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask / keep, mask


@mistake(
    "DRO12", "dropout", "out was scaled but the mask was not; put 1 / (1 - rate) into the mask, backward needs it too."
)
def dropout_mask_unscaled(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep).astype(float)
    return x * mask / keep, mask


@mistake("DRO13", "dropout", "The draws came from NumPy's global state; draw from the rng that you are given.")
def dropout_global_state(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (np.random.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake(
    "DRO14",
    "dropout",
    "A new generator with a fixed seed gives the same mask in every call; use the rng that you are given.",
)
def dropout_reseeds(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (np.random.default_rng(42).random(x.shape) < keep) / keep
    return x * mask, mask


@mistake(
    "DRO15",
    "dropout",
    "The mask was read off from out != 0, so zeros of x count as dropped; draw the mask, then make out from it.",
)
def dropout_mask_from_out(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    out = np.where(rng.random(x.shape) < keep, x / keep, 0.0)
    return out, (out != 0) / keep


@mistake("DRO16", "dropout", "The caller's array was changed; build a new one: x * mask, not x *= mask.")
def dropout_in_place(x, rate, rng, training=True):
    if not training:
        return x, np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    x *= mask
    return x.copy(), mask


@mistake(
    "DRO17",
    "dropout",
    "A rate of 1 would drop everything and divide by 0; raise ValueError from 1 on, not only above 1.",
)
def dropout_accepts_one(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    if not 0 <= rate <= 1:
        raise ValueError("rate must be at least 0 and at most 1")
    mask = (rng.random(x.shape) >= rate) / max(1 - rate, 1e-12)
    return x * mask, mask


@mistake("DRO18", "dropout", "A negative rate has no meaning; raise ValueError for it.")
def dropout_accepts_negative(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    if rate >= 1:
        raise ValueError("rate must be below 1")
    mask = (rng.random(x.shape) >= rate) / (1 - rate)
    return x * mask, mask


@mistake("DRO19", "dropout", "Rate 0 is allowed: it drops nothing. Raise ValueError only below 0 and from 1 on.")
def dropout_refuses_zero(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    if not 0 < rate < 1:
        raise ValueError("rate must lie between 0 and 1")
    mask = (rng.random(x.shape) >= rate) / (1 - rate)
    return x * mask, mask


@mistake(
    "DRO20", "dropout", "One single draw keeps or drops the whole batch; draw for each entry: rng.random(x.shape)."
)
def dropout_all_or_nothing(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = np.full(x.shape, (rng.random() < keep) / keep)
    return x * mask, mask


@mistake("DRO21", "dropout", "One draw for each sample drops whole rows; draw for each entry: rng.random(x.shape).")
def dropout_whole_samples(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = np.repeat((rng.random((x.shape[0], 1)) < keep) / keep, x.shape[1], axis=1)
    return x * mask, mask


@mistake("DRO22", "dropout", "Without training the mask is missing; give back an array of ones in the shape of x.")
def dropout_no_mask_at_test(x, rate, rng, training=True):
    if not training:
        return x.copy(), None
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO23", "dropout", "Only out came back; return both, out and mask: backward needs the mask.")
def dropout_out_only(x, rate, rng, training=True):
    if not training:
        return x.copy()
    keep = checked(rate)
    return x * (rng.random(x.shape) < keep) / keep


@mistake("DRO24", "dropout", "out and mask came back in the wrong order; return out, mask.")
def dropout_swapped(x, rate, rng, training=True):
    if not training:
        return np.ones(x.shape), x.copy()
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return mask, x * mask


@mistake("DRO25", "dropout", "Dropout was off unless asked for; the default is training=True.")
def dropout_off_by_default(x, rate, rng, training=False):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake(
    "DRO26",
    "dropout",
    "A fixed number of entries was dropped; let each entry draw on its own, so that tiny batches come out right too.",
)
def dropout_fixed_number(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    flat = np.full(x.size, 1 / keep)
    flat[rng.permutation(x.size)[: int(rate * x.size)]] = 0
    return x * flat.reshape(x.shape), flat.reshape(x.shape)


@mistake("DRO27", "dropout", "Draws of whole percents turn a rate of 0.004 into another one; use rng.random(x.shape).")
def dropout_percents(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.integers(0, 100, size=x.shape) >= round(100 * rate)) / keep
    return x * mask, mask


mask_of_shape = {}


@mistake("DRO28", "dropout", "A mask of an earlier call was used again; draw a new one in every call.")
def dropout_cached(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    if (x.shape, rate) not in mask_of_shape:
        mask_of_shape[x.shape, rate] = (rng.random(x.shape) < keep) / keep
    mask = mask_of_shape[x.shape, rate]
    return x * mask, mask


@mistake("DRO29", "dropout", "A bad rate was not refused; raise ValueError unless it is at least 0 and below 1.")
def dropout_never_refuses(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    mask = (rng.random(x.shape) >= rate) / ((1 - rate) or 1)
    return x * mask, mask


@mistake("DRO30", "dropout", "rate was ignored and a fixed one used in its place; use the argument.")
def dropout_fixed_rate(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    checked(rate)
    mask = (rng.random(x.shape) < 0.8) / 0.8
    return x * mask, mask


@mistake("DRO31", "dropout", "Negative entries were never kept: the mask must not look at x.")
def dropout_with_relu(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = ((rng.random(x.shape) < keep) & (x >= 0)) / keep
    return x * mask, mask


@mistake(
    "DRO32", "dropout", "The mask was rounded, and backward and forward no longer fit; keep 1 / (1 - rate) as it is."
)
def dropout_rounded(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = np.round((rng.random(x.shape) < keep) / keep, 2)
    return x * mask, mask


@mistake(
    "DRO33",
    "dropout",
    "The scale was worked out from the entries that happened to be kept; it is 1 / (1 - rate), whatever the draw.",
)
def dropout_empirical_scale(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape)
    kept = rng.random(x.shape) < checked(rate)
    mask = kept / max(kept.mean(), 1e-12)
    return x * mask, mask


@mistake("DRO34", "dropout", "Without training the mask must be all ones, not zeros: nothing is dropped then.")
def dropout_zeros_at_test(x, rate, rng, training=True):
    if not training:
        return x.copy(), np.zeros(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO48", "dropout", "`training is True` is not so for NumPy's True: ask `if training`.")
def dropout_is_true(x, rate, rng, training=True):
    if training is not True:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO49", "dropout", "`training is False` is not so for NumPy's False: ask `if not training`.")
def dropout_is_false(x, rate, rng, training=True):
    if training is False:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake(
    "DRO44",
    "dropout",
    "The masks of all calls are one array, so the caller's earlier mask changes: make a new array in every call.",
)
def one_mask_array(x, rate, rng, training=True, rooms={}):
    if not training:
        return x.copy(), np.ones(x.shape)
    keep = checked(rate)
    mask = rooms.setdefault(x.shape, np.empty(x.shape))
    mask[...] = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake(
    "DRO45",
    "dropout",
    "The mask of ones is kept and given to every caller, and one of them may write into it: make a new one in every call.",
)
def same_ones(x, rate, rng, training=True, rooms={}):
    if not training:
        return x.copy(), rooms.setdefault(x.shape, np.ones(x.shape))
    keep = checked(rate)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@mistake("DRO35", "dropout_backward", "The gradient came back as it was; multiply it by the mask.")
def backward_identity(grad, mask):
    return grad.copy()


@mistake("DRO36", "dropout_backward", "The mask was applied twice; multiply by it once.")
def backward_twice(grad, mask):
    return grad * mask * mask


@mistake("DRO37", "dropout_backward", "The caller's gradient was changed; build a new array: grad * mask.")
def backward_in_place(grad, mask):
    grad *= mask
    return grad.copy()


@mistake("DRO38", "dropout_backward", "Multiply by the mask, do not divide by it: dropped entries hold 0.")
def backward_divides(grad, mask):
    with np.errstate(all="ignore"):
        return grad / mask


@mistake("DRO39", "dropout_backward", "Use * for entry by entry; @ is a matrix product.")
def backward_matmul(grad, mask):
    return grad @ mask.T


@mistake(
    "DRO40",
    "dropout_backward",
    "The dropped and the kept entries changed places; the mask is 0 where the entry was dropped.",
)
def backward_inverted(grad, mask):
    return grad * np.where(mask == 0, mask.max(), 0.0)


@mistake(
    "DRO41",
    "dropout_backward",
    "A gradient below 0 is worth as much as one above; multiply by the mask and nothing else.",
)
def backward_with_relu(grad, mask):
    return np.maximum(grad, 0) * mask


@mistake(
    "DRO42",
    "dropout_backward",
    "The gradient was divided by the number of samples; multiply by the mask and nothing else.",
)
def backward_averages(grad, mask):
    return grad * mask / len(grad)


@mistake("DRO43", "dropout_backward", "The caller's mask was changed; build a new array: grad * mask.")
def backward_changes_mask(grad, mask):
    mask *= grad
    return mask.copy()


@mistake(
    "DRO46",
    "dropout_backward",
    "An old answer was kept for the objects grad and mask, but their numbers may change in place: work it out in every call.",
)
def gradient_by_object(grad, mask, memory={}):
    key = id(grad), id(mask)
    if key not in memory:
        memory[key] = grad * mask, grad, mask
    return memory[key][0]


@mistake(
    "DRO47",
    "dropout_backward",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def gradient_into_one_array(grad, mask, rooms={}):
    room = rooms.setdefault(grad.shape, np.empty(grad.shape))
    return np.multiply(grad, mask, out=room)
