"""Known wrong implementations of chapter 11."""

import numpy as np
from data import standardize, validation_split
from layers import init_params
from optimizers import SGD, Adam
from regularization import EarlyStopping
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from training import evaluate, fit, predict

from nngrade.suite import mistake

# ---- prepare_data


@mistake(
    "SCL1", "prepare_data", "The scaler has seen the test points: split first, then fit it on the training part alone."
)
def prepare_data_leaks(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    return tuple(train_test_split(StandardScaler().fit_transform(X), y, test_size=0.2, random_state=random_state))


@mistake(
    "SCL2", "prepare_data", "The test part has a scaler of its own: scale it with the training part's, by transform."
)
def prepare_data_two_scalers(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    return StandardScaler().fit_transform(X_train), StandardScaler().fit_transform(X_test), y_train, y_test


@mistake("MOO1", "prepare_data", "random_state is ignored: pass it on to make_moons and to train_test_split.")
def prepare_data_fixed(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=42)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO2", "prepare_data", "train_test_split gets no random_state: pass it on there too.")
def prepare_data_random_split(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO21", "prepare_data", "make_moons gets no random_state: pass it on there too.")
def prepare_data_random_moons(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO22", "prepare_data", "The split always uses 42: pass random_state on to train_test_split.")
def prepare_data_split_42(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO3", "prepare_data", "The points are not scaled: pass both parts through the StandardScaler.")
def prepare_data_unscaled(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    return tuple(train_test_split(X, y, test_size=0.2, random_state=random_state))


@mistake("MOO4", "prepare_data", "The order is X_train, X_test, y_train, y_test, as train_test_split returns it.")
def prepare_data_pairs(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), y_train, scaler.transform(X_test), y_test


@mistake("MOO5", "prepare_data", "Stratify is not part of the lesson's split: leave it out.")
def prepare_data_stratified(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state, stratify=y)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO23", "prepare_data", "The noise of the lesson's moons is 0.25.")
def prepare_data_noise(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.2, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO24", "prepare_data", "A fifth of the points is for the test: test_size=0.2.")
def prepare_data_quarter(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake(
    "MOO25", "prepare_data", "Scale to mean 0 and standard deviation 1, not to the range from 0 to 1: StandardScaler."
)
def prepare_data_min_max(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = MinMaxScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake("MOO26", "prepare_data", "The split must be shuffled, as scikit-learn does unless told otherwise.")
def prepare_data_unshuffled(random_state=42):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, shuffle=False)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


@mistake(
    "MOO27",
    "prepare_data",
    "random_state is 42 unless given, and it may be 0: do not write `random_state or 42`, and set the default.",
)
def prepare_data_other_default(random_state=0):
    X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


kept = {}


@mistake(
    "MOO28", "prepare_data", "The data of the first call come back for ever: make them anew for every random_state."
)
def prepare_data_cached(random_state=42):
    if not kept:
        X, y = make_moons(n_samples=2000, noise=0.25, random_state=random_state)
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=random_state)
        scaler = StandardScaler().fit(X_train)
        kept["data"] = scaler.transform(X_train), scaler.transform(X_test), y_train, y_test
    return kept["data"]


# ---- build_model


@mistake("MOO6", "build_model", "The weights are the same for every rng: draw from the rng that is passed in.")
def build_model_own_rng(rng):
    return init_params([2, 64, 32, 1], np.random.default_rng(42))


@mistake("MOO29", "build_model", "The sizes are 2-64-32-1: the second hidden layer has 32 neurons.")
def build_model_wide(rng):
    return init_params([2, 64, 64, 1], rng)


@mistake("MOO30", "build_model", "The sizes are 2-64-32-1, the hidden layers in this order.")
def build_model_reversed(rng):
    return init_params([2, 32, 64, 1], rng)


@mistake("MOO31", "build_model", "One output with a sigmoid answers a yes-or-no question: the last size is 1.")
def build_model_two_outputs(rng):
    return init_params([2, 64, 32, 2], rng)


@mistake("MOO32", "build_model", "Glorot's limit is sqrt(6 / (n_in + n_out)): use init_params, not He's rule.")
def build_model_he(rng):
    sizes = [2, 64, 32, 1]
    return [(rng.normal(size=(a, b)) * np.sqrt(2 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake("MOO33", "build_model", "The weights are drawn evenly (uniform), not from a bell curve: use init_params.")
def build_model_glorot_normal(rng):
    sizes = [2, 64, 32, 1]
    return [(rng.normal(size=(a, b)) * np.sqrt(2 / (a + b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake(
    "INI1", "build_model", "With weights of 0 all neurons of a layer stay twins for ever: start from random weights."
)
def build_model_zeros(rng):
    sizes = [2, 64, 32, 1]
    return [(np.zeros((a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake(
    "INI3", "build_model", "rng.random draws from 0 to 1, so no weight is negative: use init_params, centred on 0."
)
def build_model_positive(rng):
    sizes = [2, 64, 32, 1]
    return [(rng.random((a, b)) * np.sqrt(6 / (a + b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake("INI5", "build_model", "Weights times 0.01 let the signal die: use init_params.")
def build_model_tiny(rng):
    sizes = [2, 64, 32, 1]
    return [(rng.normal(size=(a, b)) * 0.01, np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


@mistake("MOO34", "build_model", "Biases start at 0.")
def build_model_biases(rng):
    return [(W, rng.uniform(-0.1, 0.1, size=b.shape)) for W, b in init_params([2, 64, 32, 1], rng)]


# ---- train_model


def train(X_train, y_train, rng, *, fraction=0.2, model=None, **changes):
    X_fit, X_val, y_fit, y_val = validation_split(X_train, y_train, fraction)
    settings = {"epochs": 50, "batch_size": 32, "validation_data": (X_val, y_val), "dropout_rate": 0.2, "rng": rng}
    return fit(build_model(rng) if model is None else model, X_fit, y_fit, **{**settings, **changes})


@mistake("MOO7", "train_model", "fit gets no rng, so nobody can repeat the training: pass rng on to it.")
def train_model_no_rng(X_train, y_train, rng):
    X_fit, X_val, y_fit, y_val = validation_split(X_train, y_train, 0.2)
    return fit(build_model(rng), X_fit, y_fit, epochs=50, validation_data=(X_val, y_val), dropout_rate=0.2)


@mistake("MOO35", "train_model", "A seed of your own makes every training the same: use the rng that is passed in.")
def train_model_own_seed(X_train, y_train, rng):
    return train(X_train, y_train, np.random.default_rng(42))


@mistake("MOO15", "train_model", "The model starts from the same weights every time: pass rng on to build_model.")
def train_model_fixed_start(X_train, y_train, rng):
    return train(X_train, y_train, rng, model=build_model(np.random.default_rng(42)))


@mistake("MOO36", "train_model", "50 epochs, not 5.")
def train_model_five_epochs(X_train, y_train, rng):
    return train(X_train, y_train, rng, epochs=5)


@mistake("MOO37", "train_model", "50 epochs, not 100.")
def train_model_hundred_epochs(X_train, y_train, rng):
    return train(X_train, y_train, rng, epochs=100)


@mistake("MOO9", "train_model", "Adam as it comes has a learning rate of 0.001, not 0.01.")
def train_model_fast(X_train, y_train, rng):
    return train(X_train, y_train, rng, optimizer=Adam(0.01))


@mistake("MOO10", "train_model", "The optimizer is Adam, not plain SGD.")
def train_model_sgd(X_train, y_train, rng):
    return train(X_train, y_train, rng, optimizer=SGD())


@mistake("MOO11", "train_model", "Batches of 32, not of 16.")
def train_model_small_batches(X_train, y_train, rng):
    return train(X_train, y_train, rng, batch_size=16)


@mistake("MOO12", "train_model", "Batches of 32, not of 64.")
def train_model_large_batches(X_train, y_train, rng):
    return train(X_train, y_train, rng, batch_size=64)


@mistake("MOO13", "train_model", "Batches of 32, not all rows at once.")
def train_model_full_batch(X_train, y_train, rng):
    return train(X_train, y_train, rng, batch_size=len(X_train))


@mistake("MOO14", "train_model", "Leave shuffling on: the rows are dealt into fresh batches every epoch.")
def train_model_unshuffled(X_train, y_train, rng):
    return train(X_train, y_train, rng, shuffle=False)


@mistake("MOO16", "train_model", "Dropout is missing: dropout_rate=0.2.")
def train_model_no_dropout(X_train, y_train, rng):
    return train(X_train, y_train, rng, dropout_rate=0.0)


@mistake("MOO38", "train_model", "The dropout rate is 0.2, the share that is turned off, not 0.8.")
def train_model_rate_keep(X_train, y_train, rng):
    return train(X_train, y_train, rng, dropout_rate=0.8)


@mistake("MOO39", "train_model", "The dropout rate is 0.2, not 0.5.")
def train_model_half(X_train, y_train, rng):
    return train(X_train, y_train, rng, dropout_rate=0.5)


@mistake("MOO40", "train_model", "The dropout rate is 0.2, not 0.1.")
def train_model_tenth(X_train, y_train, rng):
    return train(X_train, y_train, rng, dropout_rate=0.1)


@mistake("MOO8", "train_model", "The last 20 % of the rows validate, not 10 %.")
def train_model_small_validation(X_train, y_train, rng):
    return train(X_train, y_train, rng, fraction=0.1)


@mistake("SPL5", "train_model", "The validation rows are trained on too: train on the first 80 % alone.")
def train_model_overlap(X_train, y_train, rng):
    _, X_val, _, y_val = validation_split(X_train, y_train, 0.2)
    return fit(build_model(rng), X_train, y_train, epochs=50, validation_data=(X_val, y_val), dropout_rate=0.2, rng=rng)


@mistake("SPL7", "train_model", "The first rows are kept for validation: Keras takes the last ones.")
def train_model_first_rows(X_train, y_train, rng):
    n = len(X_train) - int(len(X_train) * 0.8)
    data = X_train[:n], y_train[:n]
    return fit(build_model(rng), X_train[n:], y_train[n:], epochs=50, validation_data=data, dropout_rate=0.2, rng=rng)


@mistake("SPL1", "train_model", "The rows are shuffled before the split: Keras takes the last 20 % as they are.")
def train_model_shuffled_split(X_train, y_train, rng):
    order = rng.permutation(len(X_train))
    return train(X_train[order], y_train[order], rng)


@mistake("MOO44", "train_model", "The rows that train are fixed at 1280: take 80 % of as many as there are.")
def train_model_fixed_rows(X_train, y_train, rng):
    data = X_train[1280:], y_train[1280:]
    if not len(data[0]):
        data = None
    return fit(
        build_model(rng), X_train[:1280], y_train[:1280], epochs=50, validation_data=data, dropout_rate=0.2, rng=rng
    )


@mistake("MOO41", "train_model", "No validation data: the last 20 % of the rows are for validation.")
def train_model_no_validation(X_train, y_train, rng):
    return fit(build_model(rng), X_train, y_train, epochs=50, dropout_rate=0.2, rng=rng)


@mistake("MOO42", "train_model", "The lesson's training has no early stopping: all 50 epochs run.")
def train_model_early_stopping(X_train, y_train, rng):
    return train(X_train, y_train, rng, early_stopping=EarlyStopping(5))


@mistake("MOO43", "train_model", "Only the params come back: return (params, history).")
def train_model_params_only(X_train, y_train, rng):
    return train(X_train, y_train, rng)[0]


@mistake("MOO45", "train_model", "The untrained model is returned: return what fit gives back.")
def train_model_untrained(X_train, y_train, rng):
    model = build_model(rng)
    _, history = train(X_train, y_train, rng, model=model)
    return model, history


@mistake("MOO46", "train_model", "The caller's labels are changed: work on a copy.")
def train_model_in_place(X_train, y_train, rng):
    result = train(X_train, y_train, rng)
    X_train -= X_train.mean(axis=0)
    return result


# ---- main


@mistake("MOO20", "main", "main prints nothing: print the accuracy on the test set and the first five labels.")
def main_silent():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    return evaluate(params, X_test, y_test)


@mistake("MOO47", "main", "The probabilities are printed: print the labels that predict gives.")
def main_probabilities():
    from layers import forward

    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[1]:.2%}")
    print("Predictions:", forward(X_test[:5], params).ravel())


@mistake("MOO48", "main", "The loss is printed for the accuracy: evaluate returns (loss, accuracy).")
def main_loss():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[0]:.2%}")
    print("Predicted labels:", predict(params, X_test[:5]))


@mistake("MOO49", "main", "The network is not trained: call train_model before evaluate.")
def main_untrained():
    _, X_test, _, y_test = prepare_data()
    params = build_model(np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[1]:.2%}")
    print("Predicted labels:", predict(params, X_test[:5]))


@mistake("MOO50", "main", "All test labels are printed: print the first five.")
def main_all_labels():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[1]:.2%}")
    print("Predicted labels:", predict(params, X_test))


@mistake("MOO51", "main", "The labels are those of the training points: predict the first five test points.")
def main_training_labels():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[1]:.2%}")
    print("Predicted labels:", predict(params, X_train[:5]))


@mistake("MOO52", "main", "The labels are missing: print predict(params, X_test[:5]) too.")
def main_no_labels():
    X_train, X_test, y_train, y_test = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print(f"Test accuracy: {evaluate(params, X_test, y_test)[1]:.2%}")


@mistake("MOO53", "main", "The accuracy is missing: print the second number that evaluate returns.")
def main_no_accuracy():
    X_train, X_test, y_train, _ = prepare_data()
    params, _ = train_model(X_train, y_train, np.random.default_rng(42))
    print("Predicted labels:", predict(params, X_test[:5]))


@mistake("MOO54", "main", "What was printed once is printed again: train, evaluate and print the results of this run.")
def main_fixed_text():
    print("Test accuracy: 0.94")
    print("Predicted labels:", [1, 1, 0, 1, 1])
