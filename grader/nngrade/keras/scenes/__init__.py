"""What is recorded for each chapter. A scene draws its inputs from a seed, asks live Keras, and returns both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from nngrade.extras import Live
from nngrade.keras.scenes import functions, optimizing, regularizing, training

Tree = dict[str, Any]


class Scene(msgspec.Struct, frozen=True):
    """What is recorded for one chapter.

    Attributes:
        chapter: whose suite uses it.
        about: what it is, in one line.
        seed: every input is drawn from it.
        play: asks live Keras, in float64.
    """

    chapter: str
    about: str
    seed: int
    play: Callable[[Live, np.random.Generator], Tree]

    def results(self, live: Live) -> Tree:
        """Inputs and Keras's answers, as nested dicts, lists and tuples of arrays."""
        live.keras.utils.set_random_seed(self.seed)
        return self.play(live, np.random.default_rng(self.seed))


SCENES = (
    Scene("losses", "crossentropies, accuracies and one-hot rows", 4, functions.losses),
    Scene("backprop", "gradients of whole networks, of a dense layer and of ReLU", 5, functions.gradients),
    Scene("optimizers", "SGD, momentum and Adam after steps 1, 2 and 40", 6, optimizing.steps),
    Scene("dropout", "masks, outputs and gradients of Dropout", 8, functions.dropout),
    Scene(
        "regularization",
        "the L2 regularizer, and what EarlyStopping does with series of losses",
        9,
        regularizing.everything,
    ),
    Scene("training", "50 epochs of small networks, in the given order", training.SMALL_SEED, training.small),
    Scene("moons", "the data, and 50 epochs of 2-64-32-1 without dropout", 42, training.moons),
    Scene("digits", "3 epochs of 64-128-64-10 on 8x8 digits", 12, training.digits),
    Scene("convolution", "Conv2D and MaxPooling2D", 13, functions.convolution),
    Scene("recurrent", "SimpleRNN", 14, functions.recurrent),
)
