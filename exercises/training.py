"""Chapter 10. The training loop: practice makes better.

Show the untrained network a handwritten 7 and it may well answer 2: a large error. Let it practise, and after 100
epochs it answers 7. In between, the same four moves were made thousands of times:

    for every epoch:                                  one pass through ALL the training data
        for every batch:                              a few samples, 32 for example
            1. forward      predict
            2. loss         how wrong was that?
            3. backward     which way should each weight move?
            4. step         move all weights a little

    loss
     |*
     | *
     |   *
     |       *   *
     +---------------- epoch

| word          | meaning                                                                              |
|---------------|--------------------------------------------------------------------------------------|
| epoch         | one full pass through all the training data                                          |
| batch size    | how many samples the network looks at before it moves its weights                    |
| learning rate | how far the weights move: too far and they overshoot, too little and it takes for ever |
| validation    | samples kept aside: never trained on, only measured, once an epoch                   |

You have built every part already; this chapter puts them together. `params` is a list of `(W, b)` pairs as in chapter
3. An *optimizer* is anything with `.step(params, grads)` that returns new params: `SGD(...)`, `Adam()`, or a thing
that you have never seen. Use what `step` returns, and call it once a batch.

Labels `y` come in the forms in which data sets have them. A network with one output takes 0/1 labels of shape `(n,)`
or `(n, 1)`; one with several outputs takes class numbers `(n,)` or one-hot rows `(n, classes)`. `train_step`,
`evaluate` and `fit` accept all of these, for training and validation data alike. The functions of chapter 5 want
labels shaped like the prediction, so a small helper of your own that brings labels into that shape will serve you
three times.

One output means sigmoid and binary crossentropy; several mean softmax and categorical crossentropy. As everywhere in
this course, no function changes its arguments.

Run `nngrade check training` when you have changed something, `nngrade hint fit` when you are stuck.
"""

from typing import Protocol

import numpy as np
from activations import relu
from backprop import backward, dense_backward, output_gradient, relu_backward
from data import minibatches
from dropout import dropout, dropout_backward
from layers import dense, forward
from losses import accuracy, binary_crossentropy, categorical_crossentropy, one_hot
from numpy.typing import NDArray
from optimizers import Adam
from regularization import EarlyStopping

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


class Optimizer(Protocol):
    """What every optimizer has (nothing to write here)."""

    def step(self, params: Params, grads: Params) -> Params:
        """New params, after one step with these gradients."""


def train_step(params: Params, x: Array, y: NDArray, optimizer: Optimizer) -> Params:
    """Learn from one batch: gradients of its mean loss, then one step of the optimizer. Nothing is dropped here.

        new params = optimizer.step(params, grads),   grads = backward(x, y, params)

    Example: one input, one output, W = [[0.0]], b = [0.0]; x = [[1.0]], y = [1]. The prediction is 0.5, both
    gradients are -0.5, and `SGD(0.1)` returns W = [[0.05]], b = [0.05].
    Shapes: x (batch, features), y in any form of labels -> new params, shaped like params.
    """
    raise NotImplementedError("train_step: write it, then delete this line")


def evaluate(params: Params, X: Array, y: NDArray) -> tuple[float, float]:
    """How good is the network? The mean loss and the accuracy over all samples, with nothing dropped.

        p = forward(X, params);   (crossentropy(y, p), accuracy(y, p))

    Example: W = [[1.0]], b = [0.0], X = [[2.0], [-2.0]], y = [1, 0] gives a loss of about 0.127 and an accuracy of 1.0.
    Shapes: X (n, features), y in any form of labels -> (loss, accuracy), two numbers; accuracy is a share from 0 to 1.
    """
    raise NotImplementedError("evaluate: write it, then delete this line")


def predict(params: Params, X: Array) -> NDArray[np.integer]:
    """The network's answers as whole numbers, not as probabilities.

        one output:       1 where p > 0.5, else 0
        several outputs:  the number of the column with the largest p

    Example: W = [[1.0]], b = [0.0], X = [[2.0], [-2.0]] gives [1, 0].
    Shapes: X (n, features) -> integers of shape (n,), for one output too.
    """
    raise NotImplementedError("predict: write it, then delete this line")


def fit(
    params: Params,
    X: Array,
    y: NDArray,
    *,
    epochs: int,
    batch_size: int = 32,
    optimizer: Optimizer | None = None,
    validation_data: tuple[Array, NDArray] | None = None,
    dropout_rate: float = 0.0,
    early_stopping: EarlyStopping | None = None,
    shuffle: bool = True,
    rng: np.random.Generator | None = None,
) -> tuple[Params, dict[str, list[float]]]:
    """Train for some epochs, starting from the given params, and keep a diary. It does what Keras's `fit` does.

        epoch's loss = sum over its batches of (batch's mean loss * batch's size) / n,   accuracy likewise

    - optimizer: None means a new `Adam()` in every call. One optimizer serves the whole call: it remembers things
      between batches and epochs.
    - shuffle: True deals the samples into batches anew every epoch, in an order drawn from `rng`, each label staying
      with its sample; False goes through them in the order given. A smaller last batch is kept; a batch_size beyond n
      means one batch.
    - rng: the one source of all chance (shuffling, dropout). None means a fresh `np.random.default_rng()`.
    - dropout_rate: while training, each hidden layer's output (after its ReLU) goes through dropout, with a new mask
      for every batch and layer; the backward pass meets the same masks. The inputs and the output layer are never
      dropped.
    - loss and accuracy: from the training pass itself, with dropout on, before that batch's step. A smaller batch
      counts for less. Nothing is measured again after the epoch.
    - validation_data: `(X_val, y_val)`. After each epoch its loss and accuracy are measured, with nothing dropped.
    - early_stopping: an `EarlyStopping` of chapter 9. It is shown each epoch's val_loss and params, and ends the
      training when it says so; its `best_params` are returned in any case, stopped early or not. Without validation
      data it is ignored.

    Example: 3 samples in batches of 2, batch losses 0.6 and 0.3: the epoch's loss is (2 * 0.6 + 1 * 0.3) / 3 = 0.5.
    Shapes: X (n, features), y in any form of labels -> (new params, history). history is a dict of lists with one
    value an epoch: "loss" and "accuracy"; with validation data "val_loss" and "val_accuracy" too.
    """
    raise NotImplementedError("fit: write it, then delete this line")
