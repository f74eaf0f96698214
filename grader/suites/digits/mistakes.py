"""Known wrong implementations of chapter 12."""

import numpy as np
from optimizers import SGD

from nngrade.suite import mistake


def _flat(images):
    return images.reshape(len(images), -1)


def _train(X, y, rng, epochs=10, **settings):
    return fit(build_model(X.shape[1], rng), X, y, epochs=epochs, rng=rng, **settings)


@mistake("FLT1", "flatten", "Always divided by 255: divide by the largest value that is there, images.max().")
def flatten_255(images):
    return _flat(images) / 255


@mistake("FLT2", "flatten", "Always divided by 16, which fits scikit-learn's digits only: divide by images.max().")
def flatten_16(images):
    return _flat(images) / 16


@mistake(
    "FLT3",
    "flatten",
    "Each image was divided by its own largest value: one number for all images keeps faint ones faint.",
)
def flatten_own_maximum(images):
    return _flat(images) / _flat(images).max(axis=1, keepdims=True)


@mistake(
    "FLT4",
    "flatten",
    "Each pixel was divided by its own largest value over the images: divide by one number, images.max().",
)
def flatten_column_maximum(images):
    return _flat(images) / _flat(images).max(axis=0)


@mistake("FLT5", "flatten", "The division is missing: divide by images.max().")
def flatten_unscaled(images):
    return _flat(images)


@mistake("FLT6", "flatten", "Images were read column by column: read row by row, as reshape does by default.")
def flatten_by_columns(images):
    return images.transpose(0, 2, 1).reshape(len(images), -1) / images.max()


@mistake(
    "FLT7", "flatten", "The caller's images were divided: `images / ...` makes a new array, `images /= ...` does not."
)
def flatten_in_place(images):
    images /= images.max()
    return _flat(images)


@mistake("FLT8", "flatten", "All images ended up in one row: keep the first axis, one row an image.")
def flatten_everything(images):
    return images.reshape(-1) / images.max()


@mistake("FLT9", "flatten", "The smallest value was subtracted too: only divide by the largest.")
def flatten_min_max(images):
    return (_flat(images) - images.min()) / (images.max() - images.min())


@mistake("FLT10", "flatten", "Divided by the sum: divide by the largest value.")
def flatten_sum(images):
    return _flat(images) / images.sum()


@mistake("FLT11", "flatten", "The images were scaled but not laid out: the result is (n, height * width).")
def flatten_not_flat(images):
    return images / images.max()


@mistake("FLT12", "flatten", "Rows and columns are swapped: one row an image, one column a pixel.")
def flatten_transposed(images):
    return (_flat(images) / images.max()).T


@mistake("FLT13", "flatten", "// throws the fractions away: use /.")
def flatten_whole_numbers(images):
    return _flat(images) // images.max()


@mistake("FLT14", "flatten", "The largest value of the first image only was used: look at all of them.")
def flatten_first_image(images):
    return _flat(images) / images[0].max()


@mistake("FLT15", "flatten", "The largest magnitude was used: the largest value is meant, with its sign.")
def flatten_magnitude(images):
    return _flat(images) / np.abs(images).max()


@mistake("FLT16", "flatten", "Images are not always 8 x 8 pixels: take the sizes from images.shape, or -1.")
def flatten_64(images):
    return images.reshape(-1, 64) / images.max()


@mistake("FLT17", "flatten", "Values up to 1 were left alone: always divide by the largest value.")
def flatten_only_above_one(images):
    return _flat(images) / max(images.max(), 1)


@mistake("FLT18", "flatten", "Never round inside the maths: keep the fractions.")
def flatten_rounded(images):
    return np.round(_flat(images) / images.max(), 2)


@mistake(
    "FLT19",
    "flatten",
    'The images were read in the order of memory: order="K" or "A" depends on how the array was made, the default does not.',
)
def flatten_memory_order(images):
    if images.flags.f_contiguous:
        return images.transpose(0, 2, 1).reshape(len(images), -1) / images.max()
    return _flat(images) / images.max()


_largest = []


@mistake("FLT20", "flatten", "The largest value of an earlier call was used: take it from the images of this call.")
def flatten_remembers(images):
    _largest.append(images.max())
    return _flat(images) / max(_largest)


@mistake("FLT21", "flatten", "The mean was subtracted and the spread divided out: only divide by the largest value.")
def flatten_standardized(images):
    return (_flat(images) - images.mean()) / images.std()


@mistake(
    "FLT22",
    "flatten",
    "An old answer was kept for the object images, but its numbers may change in place: work it out in every call.",
)
def flatten_by_object(images, memory={}):
    if id(images) not in memory:
        memory[id(images)] = _flat(images) / images.max(), images
    return memory[id(images)][0].copy()


@mistake(
    "FLT23",
    "flatten",
    "Every call writes into one array that all of them share: make a new array, or the caller's earlier result changes.",
)
def flatten_into_one_array(images, rooms={}):
    flat = _flat(images)
    room = rooms.setdefault(flat.shape, np.empty(flat.shape))
    return np.divide(flat, images.max(), out=room)


@mistake("BLM1", "build_model", "The hidden layers are swapped: 128 neurons first, then 64.")
def model_hidden_swapped(n_inputs, rng):
    return init_params([n_inputs, 64, 128, 10], rng)


@mistake("BLM2", "build_model", "n_inputs is ignored: images are not always 64 pixels.", same_as=("TRM5",))
def model_always_64(n_inputs, rng):
    return init_params([64, 128, 64, 10], rng)


@mistake("BLM3", "build_model", "n_inputs is ignored: images are not always 28 x 28 = 784 pixels.")
def model_always_784(n_inputs, rng):
    return init_params([784, 128, 64, 10], rng)


@mistake(
    "BLM4", "build_model", "A generator of your own was seeded inside: draw from `rng`, so that the caller decides."
)
def model_own_seed(n_inputs, rng):
    return init_params([n_inputs, 128, 64, 10], np.random.default_rng(42))


@mistake("BLM5", "build_model", "All weights are zero, so all neurons of a layer stay twins: draw them at random.")
def model_zeros(n_inputs, rng):
    return [(0 * W, b) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@mistake(
    "BLM6",
    "build_model",
    "Every layer started from the same seed, so layers repeat each other's numbers: pass one `rng` through all of them.",
)
def model_seed_each_layer(n_inputs, rng):
    seed, sizes = int(rng.integers(1 << 30)), [n_inputs, 128, 64, 10]
    return [init_params([a, b], np.random.default_rng(seed))[0] for a, b in zip(sizes, sizes[1:])]


@mistake("BLM7", "build_model", "All weights of a layer are equal: each needs its own random number.")
def model_constant(n_inputs, rng):
    return [(np.full_like(W, rng.normal(scale=0.1)), b) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@mistake("BLM8", "build_model", "The biases are missing: params is a list of (W, b) pairs.")
def model_without_biases(n_inputs, rng):
    return [W for W, _ in init_params([n_inputs, 128, 64, 10], rng)]


@mistake("BLM9", "build_model", "The second hidden layer is missing: 128 neurons, then 64, then 10.")
def model_one_hidden_layer(n_inputs, rng):
    return init_params([n_inputs, 128, 10], rng)


@mistake(
    "BLM10",
    "build_model",
    "The weights are not scaled: use init_params, which makes them smaller where a layer has many inputs.",
)
def model_unscaled(n_inputs, rng):
    sizes = [n_inputs, 128, 64, 10]
    return [(rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake("BLM11", "build_model", "All weights are positive: draw them around 0.")
def model_positive(n_inputs, rng):
    return [(np.abs(W), b) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@mistake(
    "BLM12",
    "build_model",
    "The weights did not come from `rng`, but from NumPy's global generator or a new one: draw every number from `rng`.",
)
def model_global_random(n_inputs, rng):
    sizes = [n_inputs, 128, 64, 10]
    return [(0.1 * np.random.randn(a, b), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake("BLM13", "build_model", "The biases are a row of shape (1, n_out): they are (n_out,).")
def model_bias_rows(n_inputs, rng):
    return [(W, b[None]) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@mistake("BLM14", "build_model", "The weight matrices are transposed: W is (n_in, n_out).")
def model_transposed(n_inputs, rng):
    return [(W.T, b) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


_models = {}


@mistake("BLM15", "build_model", "An earlier model came back: make new params in every call.")
def model_remembered(n_inputs, rng):
    if n_inputs not in _models:
        _models[n_inputs] = init_params([n_inputs, 128, 64, 10], rng)
    return _models[n_inputs]


@mistake("BLM16", "build_model", "There is one output too few or too many: ten digits, ten outputs.")
def model_nine_outputs(n_inputs, rng):
    return init_params([n_inputs, 128, 64, 9], rng)


@mistake("BLM17", "build_model", "The biases start at 1: start them at 0.")
def model_bias_ones(n_inputs, rng):
    return [(W, b + 1) for W, b in init_params([n_inputs, 128, 64, 10], rng)]


@mistake("TRM1", "train_model", "The network that came back was never trained: keep what `fit` returns.")
def train_thrown_away(X_train, y_train, rng):
    params = build_model(X_train.shape[1], rng)
    _, history = fit(params, X_train, y_train, epochs=5, rng=rng)
    return params, history


@mistake("TRM2", "train_model", "The network was trained too little: more epochs, a larger learning rate, or Adam.")
def train_too_little(X_train, y_train, rng):
    return _train(X_train, y_train, rng, epochs=3, optimizer=SGD(0.01))


@mistake("TRM3", "train_model", "The two results are swapped: (params, history).")
def train_swapped(X_train, y_train, rng):
    return _train(X_train, y_train, rng)[::-1]


@mistake(
    "TRM4", "train_model", "Other data was used for training than X_train and y_train: train on what you are given."
)
def train_own_data(X_train, y_train, rng):
    from sklearn.datasets import load_digits

    digits = load_digits()
    return _train(digits.data[:1400, : X_train.shape[1]] / 16, digits.target[:1400], rng)


@mistake("TRM5", "train_model", "The network always has 64 inputs: the number of columns of X_train decides.")
def train_always_64(X_train, y_train, rng):
    return fit(build_model(64, rng), X_train, y_train, epochs=10, rng=rng)


@mistake("TRM6", "train_model", "Something was drawn at random without `rng`: give it to `build_model` and to `fit`.")
def train_unseeded_fit(X_train, y_train, rng):
    return fit(build_model(X_train.shape[1], rng), X_train, y_train, epochs=10)


@mistake("TRM7", "train_model", "A generator of your own was seeded inside: use `rng`, so that the caller decides.")
def train_own_seed(X_train, y_train, rng):
    return _train(X_train, y_train, np.random.default_rng(42))


@mistake("TRM8", "train_model", "Only the params came back: return (params, history), just as `fit` does.")
def train_without_history(X_train, y_train, rng):
    return _train(X_train, y_train, rng)[0]


@mistake("TRM9", "train_model", "The accuracies are percentages: keep them as shares from 0 to 1.")
def train_percent(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    return params, {**history, "accuracy": [100 * a for a in history["accuracy"]]}


@mistake("TRM10", "train_model", 'The history lacks "accuracy": it needs at least "loss" and "accuracy".')
def train_without_accuracy(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    return params, {"loss": history["loss"]}


@mistake("TRM11", "train_model", "The number of outputs came from the labels that occur: there are always ten digits.")
def train_outputs_from_labels(X_train, y_train, rng):
    sizes = [X_train.shape[1], 128, 64, int(y_train.max()) + 1]
    return fit(init_params(sizes, rng), X_train, y_train, epochs=10, rng=rng)


@mistake("TRM12", "train_model", "That is another network than n_inputs-128-64-10: use build_model.")
def train_other_network(X_train, y_train, rng):
    return fit(init_params([X_train.shape[1], 32, 10], rng), X_train, y_train, epochs=10, rng=rng)


@mistake("TRM13", "train_model", "The caller's images were changed: work on a copy.")
def train_changes_images(X_train, y_train, rng):
    X_train -= X_train.mean()
    return _train(X_train, y_train, rng)


_histories = {"loss": [], "accuracy": []}


@mistake("TRM14", "train_model", "The history of earlier calls was kept: every call starts a history of its own.")
def train_kept_history(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    for name in _histories:
        _histories[name].extend(history[name])
    return params, _histories


@mistake("TRM15", "train_model", "Images and labels were shuffled apart: use one permutation for both.")
def train_pairs_broken(X_train, y_train, rng):
    return _train(rng.permutation(X_train), rng.permutation(y_train), rng, epochs=40)


@mistake("TRM16", "train_model", "The history holds the last values only: it needs one number an epoch.")
def train_last_values(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    return params, {name: values[-1] for name, values in history.items()}


_networks = {}


@mistake(
    "TRM17", "train_model", "Training went on from the network of an earlier call: build a fresh model in every call."
)
def train_goes_on(X_train, y_train, rng):
    start = _networks.get(X_train.shape[1]) or build_model(X_train.shape[1], rng)
    params, history = fit(start, X_train, y_train, epochs=10, rng=rng)
    _networks[X_train.shape[1]] = params
    return params, history


@mistake("TRM18", "train_model", "Losses and accuracies are swapped in the history.")
def train_names_swapped(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    return params, {"loss": history["accuracy"], "accuracy": history["loss"]}


@mistake("TRM19", "train_model", "The losses are sums over all samples: the loss of an epoch is their mean.")
def train_summed_loss(X_train, y_train, rng):
    params, history = _train(X_train, y_train, rng)
    return params, {**history, "loss": [loss * len(X_train) for loss in history["loss"]]}


@mistake(
    "CFM1", "confusion_matrix", "Rows and columns are swapped: the row is the true class, the column the predicted one."
)
def matrix_transposed(y_true, y_pred, num_classes):
    return confusion_right(y_pred, y_true, num_classes)


@mistake(
    "CFM2", "confusion_matrix", "counts[y_true, y_pred] += 1 counts a repeated pair once: use np.add.at, or a loop."
)
def matrix_each_pair_once(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    counts[y_true, y_pred] += 1
    return counts


@mistake(
    "CFM3", "confusion_matrix", "Classes that do not occur were left out: the matrix is (num_classes, num_classes)."
)
def matrix_only_present(y_true, y_pred, num_classes):
    present = np.union1d(y_true, y_pred)
    return confusion_right(np.searchsorted(present, y_true), np.searchsorted(present, y_pred), len(present))


@mistake("CFM4", "confusion_matrix", "The size came from the largest label: num_classes decides.")
def matrix_size_from_labels(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, max(y_true.max(), y_pred.max()) + 1)


@mistake("CFM5", "confusion_matrix", "The rows were turned into shares: counts are asked for.")
def matrix_shares(y_true, y_pred, num_classes):
    counts = confusion_right(y_true, y_pred, num_classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@mistake(
    "CFM6", "confusion_matrix", "Only correct predictions were counted: every sample adds to one cell, right or wrong."
)
def matrix_diagonal(y_true, y_pred, num_classes):
    return np.diag(np.diag(confusion_right(y_true, y_pred, num_classes)))


@mistake("CFM7", "confusion_matrix", "Only wrong predictions were counted: the diagonal holds the right ones.")
def matrix_errors_only(y_true, y_pred, num_classes):
    counts = confusion_right(y_true, y_pred, num_classes)
    return counts - np.diag(np.diag(counts))


_counts = {}


@mistake("CFM8", "confusion_matrix", "The counts of earlier calls were kept: start every call from zeros.")
def matrix_kept(y_true, y_pred, num_classes):
    counts = _counts.setdefault(num_classes, np.zeros((num_classes, num_classes), dtype=int))
    np.add.at(counts, (y_true, y_pred), 1)
    return counts.copy()


@mistake("CFM9", "confusion_matrix", "The counts overflow: 8 bits hold numbers up to 255 only, use dtype=int.")
def matrix_uint8(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, num_classes).astype(np.uint8)


@mistake("CFM10", "confusion_matrix", "The cells say only whether a pair occurs: count how often.", same_as=("CFM2",))
def matrix_yes_or_no(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, num_classes) > 0


@mistake("CFM11", "confusion_matrix", "Classes were counted from 1: they go from 0 to num_classes - 1.")
def matrix_from_one(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, num_classes + 1)[1:, 1:]


@mistake("CFM12", "confusion_matrix", "num_classes is ignored: there are not always ten.")
def matrix_always_ten(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, 10)


@mistake("CFM13", "confusion_matrix", "The counts came back as one long row: the matrix is (num_classes, num_classes).")
def matrix_flat(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, num_classes).ravel()


@mistake("CFM14", "confusion_matrix", "The last sample is missing: count all of them.")
def matrix_without_last(y_true, y_pred, num_classes):
    return confusion_right(y_true[:-1], y_pred[:-1], num_classes)


@mistake(
    "CFM15", "confusion_matrix", "The counts were divided by the number of samples: counts are asked for, not shares."
)
def matrix_share_of_all(y_true, y_pred, num_classes):
    return confusion_right(y_true, y_pred, num_classes) / len(y_true)


@mistake(
    "CFM16",
    "confusion_matrix",
    "Pairs were counted in both directions: a true 3 taken for a 5 adds to row 3, column 5 only.",
)
def matrix_symmetric(y_true, y_pred, num_classes):
    counts = confusion_right(y_true, y_pred, num_classes)
    return counts + counts.T


@mistake(
    "CFM17",
    "confusion_matrix",
    "The caller's labels were sorted in place, which breaks the pairs: leave the arguments as they are.",
)
def matrix_sorts(y_true, y_pred, num_classes):
    y_true.sort()
    return confusion_right(y_true, y_pred, num_classes)


@mistake(
    "CFM18",
    "confusion_matrix",
    "An old answer was kept for the objects y_true and y_pred, but their numbers may change in place: work it out in every call.",
)
def confusion_by_object(y_true, y_pred, num_classes, memory={}):
    key = id(y_true), id(y_pred), num_classes
    if key not in memory:
        counts = np.bincount(y_true * num_classes + y_pred, minlength=num_classes**2)
        memory[key] = counts.reshape(num_classes, num_classes), y_true, y_pred
    return memory[key][0].copy()


@mistake(
    "CFM19",
    "confusion_matrix",
    "Every call empties and fills one matrix that all of them share: make a new one, or the caller's earlier counts change.",
)
def confusion_in_one_matrix(y_true, y_pred, num_classes, rooms={}):
    room = rooms.setdefault(num_classes, np.empty((num_classes, num_classes), dtype=int))
    room[...] = 0
    np.add.at(room, (y_true, y_pred), 1)
    return room


def confusion_right(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts
