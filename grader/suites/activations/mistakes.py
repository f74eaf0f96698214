"""Known wrong implementations of chapter 2."""

import math

import numpy as np

from nngrade.suite import mistake


@mistake("REL1", "relu", "max(0, z) and `if z > 0` want one number; np.maximum(0, z) works entry by entry.")
def relu_builtin_max(z):
    return max(0, z)


@mistake("REL2", "relu", "np.max finds the largest entry; np.maximum compares two things entry by entry.")
def relu_np_max(z):
    return np.max(z, 0)


@mistake(
    "REL3", "relu", "You edited the caller's array, which later steps still need: work on a copy, or use np.maximum."
)
def relu_in_place(z):
    z = np.asarray(z)
    z[z < 0] = 0
    return z


@mistake("REL4", "relu", "Negative numbers must become 0, not positive: abs is another function.")
def relu_abs(z):
    return np.abs(z)


@mistake("REL5", "relu", "That is the slope of ReLU (0 or 1); ReLU itself keeps z where it is positive.")
def relu_slope(z):
    return (np.asarray(z) > 0).astype(float)


@mistake("REL6", "relu", "That is leaky ReLU: below 0 the result must be exactly 0.")
def relu_leaky(z):
    z = np.asarray(z, dtype=float)
    return np.maximum(0.01 * z, z)


@mistake("REL8", "relu", "That knob has a ceiling at 1: ReLU passes on every positive number as it is.")
def relu_clipped(z):
    return np.clip(z, 0, 1)


@mistake("REL9", "relu", "That is ReLU6, with a ceiling at 6: ReLU passes on every positive number as it is.")
def relu_six(z):
    return np.clip(z, 0, 6)


@mistake("REL10", "relu", "The negative numbers were thrown out; keep their places and put 0 there.")
def relu_filters(z):
    z = np.asarray(z)
    return z[z > 0]


@mistake("REL11", "relu", "np.minimum keeps the negative half: take the larger of 0 and z, not the smaller.")
def relu_minimum(z):
    return np.minimum(0, z)


@mistake("REL12", "relu", "One loop reaches the rows, not the entries of a 2-D array: np.maximum works for any shape.")
def relu_one_loop(z):
    return np.array([max(0, v) for v in z])


@mistake("REL13", "relu", "Turning z into whole numbers cuts off the decimals: keep floats.")
def relu_whole(z):
    return np.maximum(0, np.asarray(z).astype(int))


@mistake(
    "REL14",
    "relu",
    "np.vectorize takes its type from the first result, and 0 makes all results whole numbers: use 0.0 or np.maximum.",
)
def relu_vectorized(z):
    return np.vectorize(lambda v: max(0, v))(z)


@mistake("REL15", "relu", "That is softplus, a rounded ReLU: take the larger of 0 and z.")
def relu_softplus(z):
    return np.logaddexp(0, z)


@mistake("REL16", "relu", "One test decides for the whole array: each entry must be judged on its own.")
def relu_all_or_nothing(z):
    z = np.asarray(z, dtype=float)
    return z if z.sum() > 0 else np.zeros_like(z)


@mistake("REL17", "relu", "The result must keep the shape of z: do not flatten it.")
def relu_flat(z):
    return np.maximum(0, z).reshape(-1)


@mistake("REL18", "relu", "A list cannot be compared with a number: turn it into an array first with np.asarray.")
def relu_arrays_only(z):
    out = z.copy()
    out[out < 0] = 0
    return out


@mistake("REL19", "relu", "The sign is turned round: keep z where it is positive, not -z where z is negative.")
def relu_mirrored(z):
    return np.maximum(0, -np.asarray(z))


@mistake("REL20", "relu", "Do not round: pass positive numbers on as they are.")
def relu_rounded(z):
    return np.round(np.maximum(0, z), 2)


@mistake("REL21", "relu", "exp(z) - 1 below 0 belongs to ELU: there ReLU is exactly 0.")
def relu_elu(z):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


@mistake("REL22", "relu", "The threshold is 0: smaller positive numbers pass too.")
def relu_threshold(z):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0.01, z, 0)


@mistake("REL23", "relu", "A call must not remember the one before: work out the result from z alone.")
def relu_remembers(z, memory={}):
    key = np.shape(z)
    if key not in memory:
        memory[key] = np.maximum(0, z)
    return memory[key]


@mistake(
    "REL24",
    "relu",
    "An old answer was kept for the object z, but its numbers may change in place: work it out in every call.",
)
def relu_by_object(z, memory={}):
    if id(z) not in memory:
        memory[id(z)] = np.maximum(0, np.asarray(z, dtype=float)), z
    return memory[id(z)][0].copy()


@mistake(
    "REL25",
    "relu",
    "Answers were kept by the text of z, which leaves out most of a long array: work them out in every call.",
)
def relu_by_text(z, memory={}):
    key = str(z)
    if key not in memory:
        memory[key] = np.maximum(0, np.asarray(z, dtype=float))
    return memory[key].copy()


@mistake(
    "SIG1",
    "sigmoid",
    "The values are right, but np.exp overflows for large negative z: use exp(z) / (1 + exp(z)) there.",
    same_as=("SIG3", "SIG10"),
)
def sigmoid_plain(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@mistake(
    "SIG2", "sigmoid", "exp(z) / (1 + exp(z)) becomes inf / inf for large z: use this form only where z is negative."
)
def sigmoid_other_form(z):
    e = np.exp(np.asarray(z, dtype=float))
    return e / (1 + e)


@mistake(
    "SIG3",
    "sigmoid",
    "np.where works out both branches for every entry, so exp still overflows: use exp(-abs(z)) in both, or masks.",
    same_as=("SIG1", "SIG10"),
)
def sigmoid_where(z):
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@mistake(
    "SIG4",
    "sigmoid",
    "zeros_like of whole numbers holds whole numbers, which cut your results to 0: turn z into floats first.",
)
def sigmoid_zeros_like(z):
    z = np.asarray(z)
    out = np.zeros_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up].astype(float)))
    out[~up] = np.exp(z[~up].astype(float)) / (1 + np.exp(z[~up].astype(float)))
    return out


@mistake("SIG5", "sigmoid", "Brackets are missing: 1 / 1 + exp(-z) divides first; write 1 / (1 + exp(-z)).")
def sigmoid_no_brackets(z):
    return 1 / 1 + np.exp(-np.asarray(z, dtype=float))


@mistake("SIG6", "sigmoid", "The sign is turned round: exp(-z), not exp(z).")
def sigmoid_flipped(z):
    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))


@mistake("SIG7", "sigmoid", "math.exp takes one number; np.exp takes arrays.")
def sigmoid_math_exp(z):
    return 1 / (1 + math.exp(-z))


@mistake(
    "SIG8", "sigmoid", "z * (1 - z) is a slope, and one that needs the sigmoid of z: return 1 / (1 + exp(-z)) here."
)
def sigmoid_slope_of_input(z):
    z = np.asarray(z, dtype=float)
    return z * (1 - z)


@mistake("SIG9", "sigmoid", "The sigmoid is applied twice: once is enough.")
def sigmoid_twice(z):
    once = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    return 1 / (1 + np.exp(-once))


@mistake(
    "SIG10",
    "sigmoid",
    "np.seterr hides the warning for the whole program: avoid the overflow, or use a local `with np.errstate(...)`.",
    same_as=("SIG1", "SIG3"),
)
def sigmoid_seterr(z):
    np.seterr(all="ignore")
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@mistake("SIG11", "sigmoid", "tanh runs from -1 to 1; the sigmoid of z is (1 + tanh(z / 2)) / 2.")
def sigmoid_tanh(z):
    return np.tanh(z)


@mistake(
    "SIG12",
    "sigmoid",
    "Cutting z at 10 is too early: the results are not yet 0 or 1 there; cut at 500, where they are.",
)
def sigmoid_clipped(z):
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


@mistake("SIG13", "sigmoid", "You edited the caller's array: make a copy first, or build a new array.")
def sigmoid_in_place(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    np.clip(z, -500, 500, out=z)
    np.negative(z, out=z)
    return 1 / (1 + np.exp(z))


@mistake("SIG14", "sigmoid", "Do not round inside the maths: later steps need every digit.")
def sigmoid_rounded(z):
    return np.round(1 / (1 + np.exp(-np.clip(z, -500, 500))), 4)


@mistake("SIG15", "sigmoid", "That is the slope of the sigmoid: return s itself, not s * (1 - s).")
def sigmoid_slope(z):
    s = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    return s * (1 - s)


@mistake(
    "SIG16", "sigmoid", "abs(z) alone loses the sign: with it, negative z need the other branch, exp(z) / (1 + exp(z))."
)
def sigmoid_abs(z):
    return 1 / (1 + np.exp(-np.abs(z)))


@mistake("SIG17", "sigmoid", "The sigmoid gives a number between 0 and 1; do not turn it into a yes or no here.")
def sigmoid_labels(z):
    return (np.asarray(z) > 0).astype(float)


@mistake("SIG18", "sigmoid", "A straight line that is cut at 0 and 1 is the hard sigmoid: the real one needs exp.")
def sigmoid_hard(z):
    return np.clip(np.asarray(z) / 6 + 0.5, 0, 1)


@mistake("SIG19", "sigmoid", "Only arrays have a shape: turn numbers and lists into arrays first with np.asarray.")
def sigmoid_arrays_only(z):
    out = np.empty(z.shape)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    out[~up] = e / (1 + e)
    return out


@mistake("SIG20", "sigmoid", "exp is the power of e, about 2.718: 2 ** -z is another curve.")
def sigmoid_base_two(z):
    return 1 / (1 + 2.0 ** -np.clip(z, -500, 500))


@mistake("SIG21", "sigmoid", "One test decides for the whole array: choose the form for each entry on its own.")
def sigmoid_by_mean(z):
    z = np.asarray(z, dtype=float)
    if z.mean() >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@mistake(
    "SIG22",
    "sigmoid",
    "Each entry goes through its own sigmoid: the entries are not divided by a total, as in softmax.",
)
def sigmoid_shares(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max())
    return e / e.sum()


@mistake(
    "SIG23",
    "sigmoid",
    "An old answer was kept for the object z, but its numbers may change in place: work it out in every call.",
)
def sigmoid_by_object(z, memory={}):
    if id(z) not in memory:
        memory[id(z)] = 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float))), z
    return memory[id(z)][0].copy()


@mistake(
    "SIG24",
    "sigmoid",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def sigmoid_into_one_array(z, rooms={}):
    z = np.asarray(z, dtype=float)
    room = rooms.setdefault(z.shape, np.empty(z.shape))
    room[...] = 0.5 * (1 + np.tanh(0.5 * z))
    return room


@mistake("SMX1", "softmax", "exp overflows for scores near 1000: subtract each row's own maximum first.")
def softmax_plain(z):
    e = np.exp(np.asarray(z, dtype=float))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX2", "softmax", "Normalise each row on its own, not the whole batch: sum over the last axis.")
def softmax_whole_batch(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum()


@mistake(
    "SMX24",
    "softmax",
    "Every sum and maximum here runs over the whole batch: give both axis=-1 and keepdims=True, so that each row stands alone.",
)
def softmax_no_axis(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max())
    return e / e.sum()


@mistake(
    "SMX25",
    "softmax",
    "The total runs over the whole batch, and large scores overflow: sum over axis=-1, after taking each row's maximum off.",
)
def softmax_no_axis_unstable(z):
    e = np.exp(z)
    return e / e.sum()


@mistake("SMX3", "softmax", "You normalised across the samples; the classes are on the last axis: use axis=-1.")
def softmax_first_axis(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@mistake("SMX4", "softmax", "The totals of the rows do not line up with the rows: add keepdims=True to the sum.")
def softmax_no_keepdims(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


@mistake(
    "SMX5", "softmax", "The maximum of the whole batch is too much for the other rows: subtract each row's own maximum."
)
def softmax_global_max(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX6", "softmax", "Subtract the maximum, not the largest magnitude: very negative rows become 0 / 0.")
def softmax_largest_magnitude(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX7", "softmax", "exp is missing: shares of the plain scores can be negative or infinite.")
def softmax_no_exp(z):
    z = np.asarray(z, dtype=float)
    return z / z.sum(axis=-1, keepdims=True)


@mistake("SMX8", "softmax", "Never round inside the maths: the rows no longer sum to 1.")
def softmax_rounded(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.round(e / e.sum(axis=-1, keepdims=True), 2)


@mistake("SMX9", "softmax", "A single sample has no axis 1: axis=-1 works for one sample and for batches.")
def softmax_axis_one(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@mistake("SMX10", "softmax", "That is the logarithm of the softmax: return the probabilities themselves.")
def softmax_log(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@mistake("SMX11", "softmax", "z -= ... edits the caller's array: write z = z - ... to make a new one.")
def softmax_in_place(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@mistake(
    "SMX12", "softmax", "You subtract the row's mean: scores far above it still overflow; subtract the row's maximum."
)
def softmax_minus_mean(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX13", "softmax", "A sigmoid for each score does not make shares: divide by the total of the row.")
def softmax_by_sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@mistake("SMX14", "softmax", "A 1 for the largest score is argmax; softmax gives every class its share.")
def softmax_hard(z):
    z = np.asarray(z, dtype=float)
    return (z == z.max(axis=-1, keepdims=True)).astype(float)


@mistake(
    "SMX15", "softmax", "The maximum must be subtracted per row (last axis), not per column: other rows become 0 / 0."
)
def softmax_column_max(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake(
    "SMX16",
    "softmax",
    "The small number added to the total changes every share: after subtracting the maximum the total is at least 1.",
)
def softmax_epsilon(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-5)


@mistake("SMX17", "softmax", "Cutting the scores makes different ones equal: subtract each row's maximum instead.")
def softmax_clipped(z):
    e = np.exp(np.clip(np.asarray(z, dtype=float), -500, 500))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX18", "softmax", "Dividing by the maximum changes the shares: subtract it.")
def softmax_divides(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z / np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX19", "softmax", "The sign is turned round: the largest score must get the largest share.")
def softmax_negated(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z.min(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


@mistake(
    "SMX20",
    "softmax",
    "The result of whole-number scores is not a whole number: turn z into floats before you fill an array like it.",
)
def softmax_zeros_like(z):
    z = np.asarray(z)
    out = np.zeros_like(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    out[...] = (e / e.sum(axis=-1, keepdims=True)).astype(out.dtype)
    return out


@mistake(
    "SMX21",
    "softmax",
    "This treats the input as one row or as a 2-D batch only: axis=-1 with keepdims=True works for any shape.",
)
def softmax_two_axes(z):
    z = np.asarray(z, dtype=float)
    if z.ndim == 1:
        e = np.exp(z - z.max())
        return e / e.sum()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@mistake("SMX22", "softmax", "Divide by the total, not by the largest: the shares of a row must sum to 1.")
def softmax_by_largest(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z - z.max(axis=-1, keepdims=True))


@mistake("SMX23", "softmax", "The result must keep the order of the scores: do not sort them.")
def softmax_sorted(z):
    z = np.sort(np.asarray(z, dtype=float), axis=-1)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake(
    "SMX26",
    "softmax",
    "An old answer was kept for the object z, but its numbers may change in place: work it out in every call.",
)
def softmax_by_object(z, memory={}):
    if id(z) not in memory:
        e = np.exp(z - np.max(z, axis=-1, keepdims=True))
        memory[id(z)] = e / e.sum(axis=-1, keepdims=True), z
    return memory[id(z)][0].copy()


@mistake(
    "SMX27",
    "softmax",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def softmax_into_one_array(z, rooms={}):
    z = np.asarray(z, dtype=float)
    room = rooms.setdefault(z.shape, np.empty(z.shape))
    np.exp(z - z.max(axis=-1, keepdims=True), out=room)
    room /= room.sum(axis=-1, keepdims=True)
    return room
