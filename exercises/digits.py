"""Chapter 12. An image classifier: which digit is this?

To a network, an image is a row of numbers, one a pixel. The lesson's network reads digits of 28 x 28 pixels:

    28 x 28 image             784 inputs           128 neurons      64 neurons       10 outputs
    one number a pixel  -->   laid out in a row -->   ReLU    -->      ReLU    -->   softmax: one share a digit

    parameters: 784*128 + 128  +  128*64 + 64  +  64*10 + 10  =  109,386

The largest of the ten shares is the network's guess, 0 to 9. Training takes it from "2" to "7" where a 7 was drawn.

scikit-learn brings 1,797 smaller digits along, no download needed. They have 8 x 8 pixels, each from 0 (paper) to
16 (ink), so the first layer has 64 inputs and the same network becomes 64-128-64-10:

    from sklearn.datasets import load_digits

    digits = load_digits()               # digits.images: (1797, 8, 8), digits.target: (1797,) whole numbers 0 to 9
    X = flatten(digits.images)           # (1797, 64), from 0 to 1
    params, history = train_model(X[:1400], digits.target[:1400], np.random.default_rng(0))
    guesses = predict(params, X[1400:])  # `predict` of chapter 10, on the last 397 digits, never seen in training
    print(confusion_matrix(digits.target[1400:], guesses, 10))

A *confusion matrix* says more than an accuracy: its diagonal holds what went right, every other cell is one kind of
mix-up ("a true 8, taken for a 1: 14 times").

You have built all the parts: `init_params` (chapter 3), `Adam` (6), `fit` (10). Here you put them together.
Run `nngrade check digits` when you have changed something, `nngrade hint flatten` when you are stuck.
"""

import numpy as np
from layers import init_params
from numpy.typing import NDArray
from optimizers import Adam
from training import fit

Params = list[tuple[NDArray[np.floating], NDArray[np.floating]]]
History = dict[str, list[float]]


def flatten(images: NDArray[np.floating]) -> NDArray[np.floating]:
    """Lay out each image as one row of pixels, row by row, and divide by the largest value in `images`.

        flatten(images)[n, y * width + x] = images[n, y, x] / (largest value in all of images)

    Example: two images of 2 x 2 pixels, [[0, 4], [8, 16]] and [[8, 8], [0, 0]],
    become [[0, 0.25, 0.5, 1], [0.5, 0.5, 0, 0]].
    Shapes: images (n, height, width) -> (n, height * width). Height and width may differ.
    The divisor is one number for all images of the call, whatever it is (16 here, 255 elsewhere); it is above 0.
    """
    raise NotImplementedError("flatten: write it, then delete this line")


def build_model(n_inputs: int, rng: np.random.Generator) -> Params:
    """Fresh parameters of a network n_inputs-128-64-10: small random weights from `rng`, biases 0.

    Formula: layer sizes [n_inputs, 128, 64, 10], one pair (W, b) a layer.

    Example: build_model(784, rng) holds 109,386 numbers, build_model(64, rng) holds 17,226.
    Shapes: n_inputs an int -> [(W1, b1), (W2, b2), (W3, b3)] with W1 (n_inputs, 128), W2 (128, 64), W3 (64, 10).
    """
    raise NotImplementedError("build_model: write it, then delete this line")


def train_model(
    X_train: NDArray[np.floating], y_train: NDArray[np.integer], rng: np.random.Generator
) -> tuple[Params, History]:
    """Build a model for these images and train it; every random choice comes from `rng`.

    Formula: none; the settings (epochs, batch size, optimizer, dropout) are your choice. Trained on the first 1,400 of
    scikit-learn's digits, the network must name at least 85 % of the last 397 correctly. One second of training is
    plenty.

    Example: params, history = train_model(X[:1400], y[:1400], np.random.default_rng(0))
    Shapes: X_train (n, n_inputs), flattened already; y_train (n,), whole numbers 0 to 9 -> (params, history).
    `params` are those of an n_inputs-128-64-10 network, even if a digit is missing from y_train. `history` is a dict
    with at least "loss" and "accuracy" (0 to 1): lists with one number an epoch, just what `fit` gives you.
    """
    raise NotImplementedError("train_model: write it, then delete this line")


def confusion_matrix(y_true: NDArray[np.integer], y_pred: NDArray[np.integer], num_classes: int) -> NDArray[np.integer]:
    """Count how often each true class was taken for each class: one row a true class, one column a predicted one.

        confusion_matrix(y_true, y_pred, num_classes)[t, p] = number of samples with y_true == t and y_pred == p

    Example: y_true [0, 0, 0, 1], y_pred [0, 2, 2, 1] and num_classes 3 give [[1, 0, 2], [0, 1, 0], [0, 0, 0]].
    Shapes: y_true (n,), y_pred (n,) -> (num_classes, num_classes). A class that never occurs has a row and a column
    of zeros.
    """
    raise NotImplementedError("confusion_matrix: write it, then delete this line")
