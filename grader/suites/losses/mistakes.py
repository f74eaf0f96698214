"""Known wrong implementations of chapter 4."""

import numpy as np

from nngrade.suite import mistake

buffers = {}
right_binary, right_accuracy = binary_crossentropy, accuracy  # the solution's own, before a mistake takes their place


# --- one_hot


@mistake(
    "HOT3", "one_hot", "The width came from the labels at hand, and a batch may miss a class: make it num_classes wide."
)
def hot_width_of_batch(labels, num_classes):
    return np.eye(labels.max() + 1)[labels]


@mistake(
    "HOT4",
    "one_hot",
    "rows[:, labels] = 1 fills these columns in every row: pair each row with its own label, rows[np.arange(n), labels] = 1.",
)
def hot_all_rows(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[:, labels] = 1
    return rows


@mistake(
    "HOT5",
    "one_hot",
    "The labels were taken to start at 1, so every 1 stands a column too far left: classes count from 0.",
)
def hot_from_one(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[np.arange(len(labels)), labels.astype(int) - 1] = 1
    return rows


@mistake("HOT7", "one_hot", "Rows and columns are exchanged: one row a sample, one column a class.")
def hot_transposed(labels, num_classes):
    return np.eye(num_classes)[labels].T


@mistake("HOT8", "one_hot", "The row number decided, not the label: row i has its 1 in column labels[i].")
def hot_row_number(labels, num_classes):
    return np.eye(num_classes)[np.arange(len(labels)) % num_classes]


@mistake(
    "HOT9",
    "one_hot",
    "One array serves all calls and still holds the 1s of earlier ones: start each call from new zeros.",
)
def hot_buffer(labels, num_classes):
    rows = buffers.setdefault((len(labels), num_classes), np.zeros((len(labels), num_classes)))
    rows[np.arange(len(labels)), labels] = 1
    return rows.copy()


@mistake(
    "HOT10",
    "one_hot",
    "The labels were numbered anew by those that occur: label 3 belongs in column 3, whether 0, 1 and 2 occur or not.",
)
def hot_renumbered(labels, num_classes):
    return np.eye(num_classes)[np.unique(labels, return_inverse=True)[1]]


@mistake("HOT11", "one_hot", "The other entries are -1: they must be 0.")
def hot_minus_one(labels, num_classes):
    return 2 * np.eye(num_classes)[labels] - 1


@mistake("HOT12", "one_hot", "The last class never gets its 1: range(num_classes) already ends before num_classes.")
def hot_last_class(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    for column in range(num_classes - 1):
        rows[labels == column, column] = 1
    return rows


@mistake("HOT13", "one_hot", "Class 0 never gets its 1: 0 is a class like any other.")
def hot_first_class(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    for i, label in enumerate(labels):
        if label:
            rows[i, label] = 1
    return rows


@mistake("HOT14", "one_hot", "The label itself was written into the row: write a 1 in the label's column.")
def hot_label_value(labels, num_classes):
    return np.eye(num_classes)[labels] * labels[:, None]


@mistake("HOT15", "one_hot", "There is a column too many: labels from 0 to num_classes - 1 need num_classes columns.")
def hot_one_wider(labels, num_classes):
    return np.eye(num_classes + 1)[labels]


@mistake("HOT16", "one_hot", "The caller's labels were changed: work on a copy.")
def hot_changes_labels(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[np.arange(len(labels)), labels] = 1
    labels -= labels.min()
    return rows


@mistake("HOT17", "one_hot", "The rows follow the sorted labels: row i belongs to labels[i], in the caller's order.")
def hot_sorted(labels, num_classes):
    return np.eye(num_classes)[np.sort(labels)]


@mistake("HOT18", "one_hot", "Arguments have other names than in the stub: keep labels and num_classes.")
def hot_renamed(y, k):
    return np.eye(k)[y]


@mistake("HOT19", "one_hot", "All columns up to the label are 1: only the label's own column is.")
def hot_cumulative(labels, num_classes):
    return (np.arange(num_classes) <= labels[:, None]).astype(float)


@mistake("HOT20", "one_hot", "Only the first row is encoded: give every label its row.")
def hot_first_row(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[0, labels[0]] = 1
    return rows


@mistake(
    "HOT21",
    "one_hot",
    "labels == np.arange(num_classes) compares side by side: make the labels a column first, labels[:, None].",
)
def hot_no_column(labels, num_classes):
    return np.asarray(labels == np.arange(num_classes)).astype(float)


@mistake(
    "HOT22",
    "one_hot",
    "An old answer was kept for the object labels, but its numbers may change in place: work it out in every call.",
)
def one_hot_by_object(labels, num_classes, memory={}):
    key = id(labels), num_classes
    if key not in memory:
        memory[key] = np.eye(num_classes)[labels], labels
    return memory[key][0].copy()


@mistake(
    "HOT23",
    "one_hot",
    "Every call empties and fills one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def one_hot_into_one_array(labels, num_classes, rooms={}):
    shape = len(labels), num_classes
    out = rooms.setdefault(shape, np.empty(shape))
    out[...] = 0
    out[np.arange(len(labels)), labels] = 1
    return out


# --- binary_crossentropy


def flat(y_true, y_pred, low=1e-7, high=None):
    return y_true.reshape(-1), np.clip(y_pred.reshape(-1), low, 1 - low if high is None else high)


@mistake(
    "BCE1",
    "binary_crossentropy",
    "A prediction of exactly 0 or 1 leads to log(0): clip the predictions to [1e-7, 1 - 1e-7] first.",
)
def bce_no_clip(y_true, y_pred):
    y, p = y_true.reshape(-1), y_pred.reshape(-1)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE2",
    "binary_crossentropy",
    "The loss is negative: logs of probabilities are below 0, so a minus belongs in front.",
)
def bce_no_minus(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake("BCE3", "binary_crossentropy", "Only the true 1s cost something: add (1 - y) * log(1 - p) for the true 0s.")
def bce_ones_only(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log(p)))


@mistake("BCE4", "binary_crossentropy", "The costs were summed: take their mean over the samples.")
def bce_sum(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE5",
    "binary_crossentropy",
    "(n,) against (n, 1) became (n, n), every label with every prediction: flatten both first.",
)
def bce_broadcast(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return float(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))


@mistake(
    "BCE6",
    "binary_crossentropy",
    "Sigmoid was applied to predictions that are probabilities already: use them as they come.",
)
def bce_sigmoid_again(y_true, y_pred):
    y, p = flat(y_true, 1 / (1 + np.exp(-y_pred)))
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE7",
    "binary_crossentropy",
    "The predictions are clipped at 1e-8 (which float32 cannot even tell from 0 below 1): clip to [1e-7, 1 - 1e-7].",
)
def bce_clip_smaller(y_true, y_pred):
    y, p = flat(y_true, y_pred, 1e-8)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE8",
    "binary_crossentropy",
    "Adding 1e-7 inside the log moves every prediction: clip instead, it touches only those near 0 and 1.",
)
def bce_adds_epsilon(y_true, y_pred):
    y, p = y_true.reshape(-1), y_pred.reshape(-1)
    return float(-np.mean(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)))


@mistake(
    "BCE9",
    "binary_crossentropy",
    "Labels and predictions are exchanged: the log is taken of the predictions, and labels come first.",
)
def bce_swapped(y_true, y_pred):
    p, y = flat(y_pred, y_true)
    return float(-np.mean(p * np.log(y) + (1 - p) * np.log(1 - y)))


@mistake("BCE10", "binary_crossentropy", "log2 counts in bits: use the natural logarithm, np.log.")
def bce_log2(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p)))


@mistake(
    "BCE11",
    "binary_crossentropy",
    "nansum and nan_to_num hide the samples that went wrong most: clip the predictions instead.",
)
def bce_nansum(y_true, y_pred):
    y, p = y_true.reshape(-1), y_pred.reshape(-1)
    with np.errstate(all="ignore"):
        terms = y * np.log(p) + (1 - y) * np.log(1 - p)
        return float(-np.nansum(np.where(np.isinf(terms), np.nan, terms)) / len(y))


@mistake(
    "BCE12",
    "binary_crossentropy",
    "The predictions are clipped at 1e-15, as scikit-learn once did: clip to [1e-7, 1 - 1e-7].",
)
def bce_clip_1e15(y_true, y_pred):
    y, p = flat(y_true, y_pred, 1e-15)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE13", "binary_crossentropy", "Only the lower end is clipped, so log(1 - p) still meets 0: clip at 1 - 1e-7 too."
)
def bce_clip_low_only(y_true, y_pred):
    y, p = flat(y_true, y_pred, 1e-7, 1.0)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE14", "binary_crossentropy", "The caller's predictions were clipped in place: let np.clip build a new array."
)
def bce_clip_in_place(y_true, y_pred):
    np.clip(y_pred, 1e-7, 1 - 1e-7, out=y_pred)
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake("BCE15", "binary_crossentropy", "One cost a sample came back: the loss is one number, their mean.")
def bce_no_mean(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(
    "BCE16",
    "binary_crossentropy",
    "That is the mean squared error: cross-entropy takes the log of the probability of the truth.",
)
def bce_squared(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(np.mean((y - p) ** 2))


@mistake(
    "BCE17",
    "binary_crossentropy",
    "The predictions took on the labels' type, and whole numbers cut them to 0: keep them as floats.",
)
def bce_whole_numbers(y_true, y_pred):
    y, p = flat(y_true, y_pred.astype(y_true.dtype))
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake("BCE18", "binary_crossentropy", "The two halves are exchanged: y goes with log(p), 1 - y with log(1 - p).")
def bce_crossed(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log(1 - p) + (1 - y) * np.log(p)))


@mistake("BCE19", "binary_crossentropy", "The loss was rounded: rounding is for printing, never inside the maths.")
def bce_rounded(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return round(float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))), 4)


@mistake(
    "BCE20",
    "binary_crossentropy",
    "Both halves were averaged apart, over the 1s and over the 0s: take one mean over all samples.",
)
def bce_balanced(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    ones, zeros = -np.log(p)[y == 1], -np.log(1 - p)[y == 0]
    return float(sum(part.mean() for part in (ones, zeros) if len(part)) / 2)


@mistake("BCE21", "binary_crossentropy", "The labels were clipped as well: clip the predictions only.")
def bce_clips_labels(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    y = np.clip(y, 1e-7, 1 - 1e-7)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE22", "binary_crossentropy", "The last sample is missing from the mean: a slice or range ends one too early."
)
def bce_last_missing(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    terms = y * np.log(p) + (1 - y) * np.log(1 - p)
    return float(-np.sum(terms[:-1]) / len(y))


@mistake(
    "BCE23",
    "binary_crossentropy",
    "The caller's arrays were given a new shape: reshape builds a view, setting .shape changes the caller's.",
)
def bce_shape_in_place(y_true, y_pred):
    y_true.shape, y_pred.shape = (-1,), (-1,)
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake("BCE24", "binary_crossentropy", "Arguments have other names than in the stub: keep y_true and y_pred.")
def bce_renamed(y, p):
    y, p = flat(y, p)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE25",
    "binary_crossentropy",
    "The predictions are clipped at 1e-6 or more, which changes small probabilities: clip to [1e-7, 1 - 1e-7].",
)
def bce_clip_larger(y_true, y_pred):
    y, p = flat(y_true, y_pred, 1e-6)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@mistake(
    "BCE26",
    "binary_crossentropy",
    "Each log is guarded from 0 below only, so a certain, right prediction costs 0: clip the prediction itself, at both ends.",
)
def bce_guards_each_log(y_true, y_pred):
    y, p = y_true.reshape(-1), y_pred.reshape(-1)
    return float(-np.mean(y * np.log(np.maximum(p, 1e-7)) + (1 - y) * np.log(np.maximum(1 - p, 1e-7))))


@mistake("BCE27", "binary_crossentropy", "An extra factor 1/2 slipped in: the loss is the plain mean.")
def bce_half(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) / 2)


@mistake("BCE28", "binary_crossentropy", "log10 is not the natural logarithm: use np.log.")
def bce_log10(y_true, y_pred):
    y, p = flat(y_true, y_pred)
    return float(-np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p)))


@mistake(
    "BCE29",
    "binary_crossentropy",
    "Only predictions of (n, 1) were flattened, so labels of (n, 1) still make (n, n) pairs: flatten both.",
)
def bce_flattens_predictions(y_true, y_pred):
    p = np.clip(y_pred.reshape(-1), 1e-7, 1 - 1e-7)
    return float(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))


@mistake(
    "BCE30",
    "binary_crossentropy",
    "An old answer was kept for the objects y_true and y_pred, but their numbers may change in place: work it out in every call.",
)
def binary_by_object(y_true, y_pred, memory={}):
    key = id(y_true), id(y_pred)
    if key not in memory:
        memory[key] = right_binary(y_true, y_pred), y_true, y_pred
    return memory[key][0]


# --- categorical_crossentropy


def clipped(y_pred):
    return np.clip(y_pred, 1e-7, 1 - 1e-7)


@mistake(
    "CCE1",
    "categorical_crossentropy",
    "The mean went over the classes too: sum over the classes, then take the mean over the rows.",
)
def cce_mean_of_all(y_true, y_pred):
    return float(-np.mean(y_true * np.log(clipped(y_pred))))


@mistake(
    "CCE3",
    "categorical_crossentropy",
    "p[:, labels] takes every column for every row: pair each row with its own class, or multiply by the one-hot rows.",
)
def cce_all_pairs(y_true, y_pred):
    return float(-np.mean(np.log(clipped(y_pred))[:, y_true.argmax(axis=1)]))


@mistake(
    "CCE4",
    "categorical_crossentropy",
    "(1 - y) * log(1 - p) belongs to the binary loss: here only the true class counts.",
)
def cce_binary(y_true, y_pred):
    p = clipped(y_pred)
    return float(-np.mean(np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=1)))


@mistake(
    "CCE5",
    "categorical_crossentropy",
    "Softmax was applied to predictions that are probabilities already: use them as they come.",
)
def cce_softmax_again(y_true, y_pred):
    e = np.exp(y_pred)
    return float(-np.mean(np.sum(y_true * np.log(clipped(e / e.sum(axis=1, keepdims=True))), axis=1)))


@mistake(
    "CCE6",
    "categorical_crossentropy",
    "argmax turned the predictions into hard labels: the loss needs the probabilities.",
)
def cce_argmax(y_true, y_pred):
    hard = np.eye(y_pred.shape[1])[y_pred.argmax(axis=1)]
    return float(-np.mean(np.sum(y_true * np.log(clipped(hard)), axis=1)))


@mistake(
    "CCE8",
    "categorical_crossentropy",
    "A probability of exactly 0 leads to log(0): clip the predictions to [1e-7, 1 - 1e-7] first.",
)
def cce_no_clip(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(y_pred), axis=1)))


@mistake(
    "CCE9",
    "categorical_crossentropy",
    "The loss is negative: logs of probabilities are below 0, so a minus belongs in front.",
)
def cce_no_minus(y_true, y_pred):
    return float(np.mean(np.sum(y_true * np.log(clipped(y_pred)), axis=1)))


@mistake("CCE10", "categorical_crossentropy", "The costs were summed over the rows: take their mean.")
def cce_sum(y_true, y_pred):
    return float(-np.sum(y_true * np.log(clipped(y_pred))))


@mistake(
    "CCE11",
    "categorical_crossentropy",
    "The axes are exchanged: a row is a sample, so sum over axis 1 and take the mean over the rows.",
)
def cce_axis(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(clipped(y_pred)), axis=0)))


@mistake(
    "CCE12",
    "categorical_crossentropy",
    "The caller's predictions were changed in place: let np.clip build a new array.",
)
def cce_in_place(y_true, y_pred):
    np.clip(y_pred, 1e-7, 1 - 1e-7, out=y_pred)
    return float(-np.mean(np.sum(y_true * np.log(y_pred), axis=1)))


@mistake("CCE13", "categorical_crossentropy", "log2 counts in bits: use the natural logarithm, np.log.")
def cce_log2(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log2(clipped(y_pred)), axis=1)))


@mistake("CCE14", "categorical_crossentropy", "The predictions are clipped at 1e-8 or less: clip to [1e-7, 1 - 1e-7].")
def cce_clip_smaller(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(np.clip(y_pred, 1e-8, 1 - 1e-8)), axis=1)))


@mistake(
    "CCE15",
    "categorical_crossentropy",
    "Adding 1e-7 inside the log moves every prediction: clip instead, it touches only those near 0 and 1.",
)
def cce_adds_epsilon(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(y_pred + 1e-7), axis=1)))


@mistake(
    "CCE16",
    "categorical_crossentropy",
    "Only the lower end is clipped, so a certain, right prediction costs 0: clip at 1 - 1e-7 too.",
)
def cce_clip_low_only(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(np.maximum(y_pred, 1e-7)), axis=1)))


@mistake("CCE17", "categorical_crossentropy", "One cost a row came back: the loss is one number, their mean.")
def cce_no_mean(y_true, y_pred):
    return -np.sum(y_true * np.log(clipped(y_pred)), axis=1)


@mistake("CCE18", "categorical_crossentropy", "The largest probability was used: use that of the true class.")
def cce_largest(y_true, y_pred):
    return float(-np.mean(np.log(clipped(y_pred).max(axis=1))))


@mistake(
    "CCE19",
    "categorical_crossentropy",
    "Labels and predictions are exchanged: the log is taken of the predictions, and labels come first.",
)
def cce_swapped(y_true, y_pred):
    return float(-np.mean(np.sum(y_pred * np.log(clipped(y_true)), axis=1)))


@mistake(
    "CCE20",
    "categorical_crossentropy",
    "The predictions took on the labels' type, and whole numbers cut them to 0: keep them as floats.",
)
def cce_whole_numbers(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(clipped(y_pred.astype(y_true.dtype))), axis=1)))


@mistake(
    "CCE21",
    "categorical_crossentropy",
    "That is the mean squared error: cross-entropy takes the log of the probability of the truth.",
)
def cce_squared(y_true, y_pred):
    return float(np.mean(np.sum((y_true - y_pred) ** 2, axis=1)))


@mistake(
    "CCE22",
    "categorical_crossentropy",
    "The mean of the probabilities was taken before the log: take the log of each, then the mean.",
)
def cce_log_of_mean(y_true, y_pred):
    return float(-np.log(np.mean(np.sum(y_true * clipped(y_pred), axis=1))))


@mistake("CCE23", "categorical_crossentropy", "Arguments have other names than in the stub: keep y_true and y_pred.")
def cce_renamed(y, p):
    return float(-np.mean(np.sum(y * np.log(clipped(p)), axis=1)))


@mistake(
    "CCE24",
    "categorical_crossentropy",
    "The predictions are clipped at 1e-6 or more, which changes small probabilities: clip to [1e-7, 1 - 1e-7].",
)
def cce_clip_larger(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(np.clip(y_pred, 1e-6, 1 - 1e-6)), axis=1)))


@mistake(
    "CCE25",
    "categorical_crossentropy",
    "The labels were clipped as well, so wrong classes cost a little: clip the predictions only.",
)
def cce_clips_labels(y_true, y_pred):
    return float(-np.mean(np.sum(clipped(y_true) * np.log(clipped(y_pred)), axis=1)))


@mistake("CCE26", "categorical_crossentropy", "The loss was rounded: rounding is for printing, never inside the maths.")
def cce_rounded(y_true, y_pred):
    return round(float(-np.mean(np.sum(y_true * np.log(clipped(y_pred)), axis=1))), 4)


@mistake(
    "CCE27",
    "categorical_crossentropy",
    "The columns were scaled to sum to 1: classes lie along a row, and rows already sum to 1.",
)
def cce_column_shares(y_true, y_pred):
    return float(-np.mean(np.sum(y_true * np.log(clipped(y_pred / y_pred.sum(axis=0))), axis=1)))


@mistake(
    "CCE28",
    "categorical_crossentropy",
    "An old answer was kept for the objects y_true and y_pred, but their numbers may change in place: work it out in every call.",
)
def categorical_by_object(y_true, y_pred, memory={}):
    key = id(y_true), id(y_pred)
    if key not in memory:
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        memory[key] = float(-np.mean(np.sum(y_true * np.log(p), axis=1))), y_true, y_pred
    return memory[key][0]


# --- accuracy


def one_column(y_pred):
    return y_pred.ndim == 1 or y_pred.shape[1] == 1


def class_share(y_true, y_pred):
    labels = y_true if y_true.ndim == 1 else y_true.argmax(axis=1)
    return float(np.mean(y_pred.argmax(axis=1) == labels))


@mistake("ACC1", "accuracy", "(n,) against (n, 1) compared every label with every prediction: flatten both first.")
def acc_broadcast(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred > 0.5) == y_true))
    return class_share(y_true, y_pred)


@mistake("ACC2", "accuracy", "argmax over a single column is always 0: with one column the label is 1 where p > 0.5.")
def acc_argmax_of_one(y_true, y_pred):
    if y_pred.ndim == 2:
        return float(
            np.mean(
                y_pred.argmax(axis=1)
                == (y_true.argmax(axis=1) if y_true.ndim == 2 and y_true.shape[1] > 1 else y_true.reshape(-1))
            )
        )
    return float(np.mean((y_pred > 0.5) == y_true.reshape(-1)))


@mistake(
    "ACC3",
    "accuracy",
    "Predictions were compared with 0, as if they were scores: they are probabilities, compare with 0.5.",
)
def acc_as_scores(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC4",
    "accuracy",
    "Probabilities were compared with labels as they are: turn them into labels first, 1 where p > 0.5.",
)
def acc_no_labels(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean(y_pred.reshape(-1) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC5",
    "accuracy",
    "One-hot rows were compared entry by entry, so one wrong row counts as two wrong entries of many: compare the argmax of each row.",
)
def acc_entries(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    hard = np.eye(y_pred.shape[1])[y_pred.argmax(axis=1)]
    true = np.eye(y_pred.shape[1])[y_true] if y_true.ndim == 1 else y_true
    return float(np.mean(hard == true))


@mistake("ACC7", "accuracy", "That is a percentage: give the share, from 0.0 to 1.0.")
def acc_percent(y_true, y_pred):
    if one_column(y_pred):
        return 100 * float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    return 100 * class_share(y_true, y_pred)


@mistake("ACC8", "accuracy", "That is the number of right answers: divide it by the number of samples.")
def acc_count(y_true, y_pred):
    if one_column(y_pred):
        return int(np.sum((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    return class_share(y_true, y_pred) * len(y_pred)


@mistake("ACC9", "accuracy", "argmax ran down the columns: classes lie along a row, use axis=1.")
def acc_axis_0(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    one_hot_rows = np.eye(y_pred.shape[1])[y_true] if y_true.ndim == 1 else y_true
    return float(np.mean(y_pred.argmax(axis=0) == one_hot_rows.argmax(axis=0)))


@mistake(
    "ACC10",
    "accuracy",
    "Class numbers were taken for one-hot rows: where y_true has one axis, it holds the labels already.",
)
def acc_needs_one_hot(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    return float(np.mean(y_pred.argmax(axis=1) == y_true.argmax(axis=-1)))


@mistake("ACC11", "accuracy", "That is the share of wrong answers: count where predicted and true labels are equal.")
def acc_error_rate(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) != y_true.reshape(-1)))
    return 1 - class_share(y_true, y_pred)


@mistake("ACC12", "accuracy", "With several columns the largest entry wins, even below 0.5: use argmax, no threshold.")
def acc_majority_needed(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    labels = y_true if y_true.ndim == 1 else y_true.argmax(axis=1)
    return float(np.mean(y_pred[np.arange(len(labels)), labels] > 0.5))


@mistake("ACC13", "accuracy", "The caller's predictions were changed in place: build a new array of labels.")
def acc_in_place(y_true, y_pred):
    if one_column(y_pred):
        y_pred[...] = y_pred > 0.5
        return float(np.mean(y_pred.reshape(-1) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC14", "accuracy", "Whole numbers cut every probability down to 0: compare with 0.5 instead of converting to int."
)
def acc_cut_off(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean(y_pred.reshape(-1).astype(int) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC15",
    "accuracy",
    "Labels with one axis were always taken for yes-or-no labels: look at the columns of y_pred instead.",
)
def acc_looks_at_labels(y_true, y_pred):
    if y_true.ndim == 1 or y_true.shape[1] == 1:
        return float(np.mean((y_pred.reshape(len(y_true), -1)[:, 0] > 0.5) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC16",
    "accuracy",
    "Class numbers that are all 0 or 1 were taken for yes-or-no labels: look at the columns of y_pred instead.",
)
def acc_looks_at_values(y_true, y_pred):
    if y_true.ndim == 1 and y_true.max() <= 1 and y_pred.ndim == 2:
        return float(np.mean((y_pred[:, -1] > 0.5) == y_true))
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake("ACC17", "accuracy", "Only the true 1s were looked at: samples whose label is 0 count as well.")
def acc_recall(y_true, y_pred):
    if one_column(y_pred):
        y, hard = y_true.reshape(-1), y_pred.reshape(-1) > 0.5
        return float(np.sum(hard & (y == 1)) / max(1, np.sum(y == 1)))
    return class_share(y_true, y_pred)


@mistake("ACC18", "accuracy", "A threshold other than 0.5: a probability just above 0.5 is a 1, just below a 0.")
def acc_threshold(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.55) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake("ACC19", "accuracy", "The share was rounded: rounding is for printing, never inside the maths.")
def acc_rounded(y_true, y_pred):
    if one_column(y_pred):
        return round(float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1))), 2)
    return round(class_share(y_true, y_pred), 2)


@mistake("ACC20", "accuracy", "Arguments have other names than in the stub: keep y_true and y_pred.")
def acc_renamed(y, p):
    if one_column(p):
        return float(np.mean((p.reshape(-1) > 0.5) == y.reshape(-1)))
    return class_share(y, p)


@mistake(
    "ACC21",
    "accuracy",
    "The right answers were divided by the number of entries, not of samples: take the mean over the rows.",
)
def acc_over_entries(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    return class_share(y_true, y_pred) / y_pred.shape[1]


@mistake("ACC22", "accuracy", "One truth value a sample came back: accuracy is one number, their mean.")
def acc_no_mean(y_true, y_pred):
    if one_column(y_pred):
        return (y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)
    return y_pred.argmax(axis=1) == (y_true if y_true.ndim == 1 else y_true.argmax(axis=1))


@mistake(
    "ACC23",
    "accuracy",
    "Whether labels are one-hot was told by their number, so a square batch goes wrong: look at the number of axes.",
)
def acc_square(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > 0.5) == y_true.reshape(-1)))
    if y_true.shape[-1] == y_pred.shape[1]:
        return float(np.mean(y_pred.argmax(axis=1) == y_true.argmax(axis=-1)))
    return float(np.mean(y_pred.argmax(axis=1) == y_true))


@mistake(
    "ACC24", "accuracy", "Predictions were compared with their own mean: the threshold is 0.5, whatever the batch."
)
def acc_mean_threshold(y_true, y_pred):
    if one_column(y_pred):
        return float(np.mean((y_pred.reshape(-1) > y_pred.mean()) == y_true.reshape(-1)))
    return class_share(y_true, y_pred)


@mistake(
    "ACC25",
    "accuracy",
    "An old answer was kept for the objects y_true and y_pred, but their numbers may change in place: work it out in every call.",
)
def accuracy_by_object(y_true, y_pred, memory={}):
    key = id(y_true), id(y_pred)
    if key not in memory:
        memory[key] = right_accuracy(y_true, y_pred), y_true, y_pred
    return memory[key][0]
