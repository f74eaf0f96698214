"""Chapter 4. Losses: how wrong are we?

After each forward pass the network learns one thing: a single number that says how wrong its predictions were.
That number is the *loss*. High: poor predictions. Low: good ones. Training makes it fall:

    epoch 1:    predicted 2, true 7  ->  loss high
    epoch 100:  predicted 7, true 7  ->  loss low

Both losses here are *cross-entropies*. Look at the probability p that the network gave to the truth; the sample
costs -log(p), with the natural logarithm:

    p for the truth |  1.0    0.9    0.5    0.1    0.01
    cost            |  0.00   0.11   0.69   2.30   4.61

Sure and right costs nothing, sure and wrong costs a lot. The loss is the mean cost of the samples.

| the network's output                   | labels `y_true`                 | loss                       |
|----------------------------------------|---------------------------------|----------------------------|
| one probability of "yes" (sigmoid)     | 1 for yes, 0 for no             | `binary_crossentropy`      |
| one probability for a class (softmax)  | one-hot rows, such as [0, 1, 0] | `categorical_crossentropy` |

A probability of exactly 0 for the truth would cost log(0), infinitely much. So both losses first *clip* every
prediction: below 0.0000001 it counts as 0.0000001 (that is 1e-7), above 1 - 1e-7 as 1 - 1e-7.

*Accuracy* is for people: the share of samples that were labelled correctly. 0.9125 means 91.25 %.

Everything that comes in is a NumPy array; none may be changed. Labels are whole numbers, stored as int or as float.
Run `nngrade check losses` when you have changed something, `nngrade hint one_hot` when you are stuck.
"""

import numpy as np
from numpy.typing import NDArray


def one_hot(labels: NDArray[np.integer], num_classes: int) -> NDArray[np.floating]:
    """Turn each class number into a row that is 1 in that class's column and 0 everywhere else.

        one_hot(labels, num_classes)[i, j] = 1 if labels[i] == j, else 0

    Example: one_hot(np.array([2, 0]), 3) is [[0, 0, 1], [1, 0, 0]].
    Shapes: (samples,) integers from 0 to num_classes - 1 -> (samples, num_classes).
    The width is always num_classes, also where the highest classes do not occur in labels.
    """
    raise NotImplementedError("one_hot: write it, then delete this line")


def binary_crossentropy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """How wrong the probabilities of "yes" are, as a mean over the samples.

        p    = y_pred, clipped to the range from 1e-7 to 1 - 1e-7
        loss = -mean of (y_true * log(p) + (1 - y_true) * log(1 - p))

    Example: binary_crossentropy(np.array([1, 0]), np.array([0.9, 0.2])) is about 0.164,
    the mean of -log(0.9) = 0.105 and -log(0.8) = 0.223.
    Shapes: each of the two is (samples,) or (samples, 1), in any mixture -> one number.
    Take care: NumPy stretches (samples,) against (samples, 1) to (samples, samples), every label with every prediction.
    """
    raise NotImplementedError("binary_crossentropy: write it, then delete this line")


def categorical_crossentropy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """How wrong the probabilities of several classes are, as a mean over the rows.

        p    = y_pred, clipped to the range from 1e-7 to 1 - 1e-7
        loss = -mean over rows of (sum over classes of y_true * log(p))

    Example: for y_true [[0, 1, 0]] and y_pred [[0.2, 0.7, 0.1]] it is -log(0.7), about 0.357.
    Shapes: y_true (samples, classes), one-hot; y_pred (samples, classes), each row sums to 1 -> one number.
    """
    raise NotImplementedError("categorical_crossentropy: write it, then delete this line")


def accuracy(y_true: NDArray[np.number], y_pred: NDArray[np.floating]) -> float:
    """The share of samples whose predicted label is the true label, from 0.0 to 1.0.

        one column:       the predicted label is 1 where y_pred > 0.5, else 0
        several columns:  the predicted label is the column with the highest probability

    Example: accuracy(np.array([1, 0, 1, 0, 1]), np.array([0.92, 0.08, 0.87, 0.6, 0.95])) is 0.8.
    Example: accuracy(np.array([1, 0]), np.array([[0.3, 0.4, 0.3], [0.1, 0.8, 0.1]])) is 0.5.
    Shapes, one column: each of the two is (samples,) or (samples, 1), in any mixture -> one number.
    Shapes, several columns: y_pred (samples, classes); y_true one-hot (samples, classes) or class numbers (samples,).
    """
    raise NotImplementedError("accuracy: write it, then delete this line")
