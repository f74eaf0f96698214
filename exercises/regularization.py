"""Chapter 9. Regularization: not memorising.

A network that *overfits* has learned its training examples by heart: it is perfect on them and poor on anything new.
Deep networks have so many weights that they can do this easily. Four remedies:

| remedy         | what it does                                               | in Keras                    |
|----------------|------------------------------------------------------------|-----------------------------|
| dropout        | silences random neurons in training (the chapter before)   | Dropout(0.2)                |
| L2 penalty     | makes large weights expensive                              | kernel_regularizer="l2"     |
| early stopping | ends training when the validation loss no longer improves  | EarlyStopping(patience=5)   |
| more data      | more examples are harder to learn by heart                 | collect it, or augment it   |

`params` is the list of (W, b) pairs that you know from `layers`: one pair a layer, first layer first.

L2 adds strength * (sum of all squared weights) to the loss, so training prefers small weights. Keras's "l2" has
strength 0.01, does not divide by the number of samples, and leaves biases out. So does yours.

Early stopping watches the *validation loss*, measured once an epoch on data that the network does not train on:

    epoch      0     1     2     3     4     5
    val_loss   1.0   0.9   0.8   0.85  0.81  0.8
    better?    yes   yes   yes   no    no    no       patience 3: stop after epoch 5, go back to epoch 2

Augmenting makes more data out of what you have: the same points once more, each moved a little at random, with the
same labels.

Run `nngrade check regularization` when you have changed something, `nngrade hint l2_penalty` when you are stuck.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]
Labels = NDArray[np.number]


def l2_penalty(params: Params, strength: float = 0.01) -> float:
    """What the weights cost: strength times the sum of all squared weights, of all layers together.

        penalty = strength * sum over layers of sum(W ** 2)

    Example: two layers with W = [[1.0, -2.0]] and W = [[3.0], [0.0]] and strength 0.01 cost 0.01 * (1 + 4 + 9) = 0.14.
    Shapes: a list of (W, b) pairs -> one number. Biases cost nothing.
    """
    raise NotImplementedError("l2_penalty: write it, then delete this line")


def l2_gradient(W: Array, strength: float = 0.01) -> Array:
    """The slope of the penalty with respect to one layer's weights: what L2 adds to that layer's grad_W.

        slope of strength * w ** 2  =  2 * strength * w

    Example: W = [[1.0, -2.0]] with strength 0.01 gives [[0.02, -0.04]].
    Shapes: (n_in, n_out) -> (n_in, n_out).
    """
    raise NotImplementedError("l2_gradient: write it, then delete this line")


class EarlyStopping:
    """Watches the validation loss, remembers the best params, and says when to stop.

        better  =  val_loss is strictly lower than the best so far; the first update is better than nothing
        stop    =  the last `patience` updates in a row were not better

    An equal loss is not better, and neither is NaN ("not a number": what you get when training blows up).

    Example: with patience 3, the losses 1.0, 0.9, 0.8, 0.85, 0.81, 0.8 answer False, False, False, False, False, True.
    Afterwards best_loss is 0.8, best_epoch is 2, and best_params are those that came with the first 0.8.

    After each update these three can be read:
        best_params   a copy of the params of the best update so far: a list of (W, b) pairs with arrays of its own
        best_loss     its loss
        best_epoch    its number; the first update is epoch 0
    """

    def __init__(self, patience: int = 5) -> None:
        """Remember patience and get ready for the first update; every EarlyStopping starts afresh.

        Shapes: patience is a whole number from 1 on.
        """
        raise NotImplementedError("EarlyStopping: write it, then delete this line")

    def update(self, val_loss: float, params: Params) -> bool:
        """Take in the result of one epoch; True means stop now, False means go on.

        Shapes: one number and a list of (W, b) pairs -> True or False.
        The caller goes on training and may change its arrays afterwards: best_params must not change with them.
        An improvement sets the count of disappointing updates back to 0.
        """
        raise NotImplementedError("EarlyStopping.update: write it, then delete this line")


def augment(X: Array, y: Labels, noise: float, copies: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """More training data: the originals, then `copies` copies of the whole set, every number in a copy moved at random.

        X_more = X, then X + jitter, then X + another jitter, ...     (copies times)
        y_more = y, then y again, then y again, ...                   (labels are never moved)
        jitter = normal (Gaussian) random numbers with mean 0 and standard deviation noise

    Example: X [[1.0], [5.0]], y [0, 1], noise 0.1, copies 2 may give
        X_more [[1.0], [5.0], [1.08], [4.97], [0.94], [5.01]] and y_more [0, 1, 0, 1, 0, 1].
    Shapes: X (n, features) -> (n * (copies + 1), features); y (n,), (n, 1) or (n, classes) -> n * (copies + 1) rows.
    Every entry of every copy gets a draw of its own from `rng`. X and y themselves are left as they were.
    copies 0 gives the originals alone; noise 0 gives exact copies.
    """
    raise NotImplementedError("augment: write it, then delete this line")
