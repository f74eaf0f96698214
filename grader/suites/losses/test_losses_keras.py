"""Checks of chapter 4 against recorded Keras. Predictions of exactly 0 and 1 are clipped as Keras clips them."""

import numpy as np

from nngrade.suite import check
from nngrade.suite.keras import close_to_keras


@check("one_hot")
def test_one_hot_keras(learner, golden):
    """The rows are those of Keras's `to_categorical`."""
    labels, rows = golden["one_hot/labels"], golden["one_hot/rows"]
    close_to_keras(learner.one_hot(labels, rows.shape[1]), rows, sizes={"samples": len(labels), "classes": 6})


@check("binary_crossentropy")
def test_binary_keras(learner, golden):
    """The loss is that of Keras's `BinaryCrossentropy`, for predictions of exactly 0 and 1 too."""
    y, p, loss = (golden[f"binary/{name}"] for name in ("y", "p", "loss"))
    for shape in [(-1,), (-1, 1)]:
        close_to_keras(learner.binary_crossentropy(y.reshape(shape), p.reshape(shape)), loss, sizes={"samples": len(y)})


@check("categorical_crossentropy")
def test_categorical_keras(learner, golden):
    """The loss is that of Keras's `CategoricalCrossentropy`, for predictions of exactly 0 too."""
    y, p, loss = (golden[f"categorical/{name}"] for name in ("y", "p", "loss"))
    sizes = {"samples": len(y), "classes": y.shape[1]}
    close_to_keras(learner.categorical_crossentropy(y, p), loss, sizes)


@check("accuracy")
def test_accuracy_keras(learner, golden):
    """The share is that of Keras's `BinaryAccuracy` and `CategoricalAccuracy`."""
    y, p = golden["binary/y"], golden["binary/p"]
    close_to_keras(learner.accuracy(y, p), golden["binary_accuracy"])
    rows, q = golden["categorical/y"], golden["categorical/p"]
    close_to_keras(learner.accuracy(rows, q), golden["categorical_accuracy"])
    close_to_keras(learner.accuracy(np.argmax(rows, axis=1), q), golden["categorical_accuracy"])
