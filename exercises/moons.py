"""Chapter 11. Two moons: your network against Keras.

2000 points form two half moons that reach into each other. Which moon does a point belong to? No straight line can
part them, so this is a task for hidden layers. In Keras the whole lesson is a page of code:

    keras.utils.set_random_seed(42)
    model = keras.Sequential([
        keras.Input(shape=(2,)),
        layers.Dense(64, activation="relu"),       #   2 * 64 + 64 =  192 parameters
        layers.Dropout(0.2),
        layers.Dense(32, activation="relu"),       #  64 * 32 + 32 = 2080
        layers.Dropout(0.2),
        layers.Dense(1, activation="sigmoid"),     #  32 *  1 +  1 =   33, together 2305
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=50, batch_size=32, validation_split=0.2)

You have built every word of it. Now run the same experiment with your own network, without Keras.

What to expect, honestly. Some tutorials print a test accuracy of 91.25 % for this script. It was run 22 times for
this course: real Keras reached about 93.6 % +- 0.3, from 93.0 % to 94.25 %, and never 91.25 %. A right NumPy network
cannot be told from it (93.65 % +- 0.25). A network with something broken often looks like one straight line: about
87 %. So one accuracy proves little; beside it, your network is compared with recorded Keras step by step.

What old tutorials say and what is no longer so:
- `np.random.seed(42)` and `tf.random.set_seed(42)` do not make a Keras 3 script repeatable: it draws the seeds of its
  initial weights and dropout masks from Python's own `random`, which neither line touches. One line does it all:
  `keras.utils.set_random_seed(42)`. Yours is repeatable because all chance comes from one `rng`.
- Such a seed has a price: Keras then deals the rows out in the same order in every epoch. It does no harm here.
- `Dense(64, input_shape=(2,))` still works but warns; the modern spelling is a `keras.Input(shape=(2,))` of its own.

With the extra `keras` installed, `nngrade check moons --live` trains real Keras beside your network and shows both.

This chapter may use scikit-learn for the data, as the lesson does. Its `train_test_split` is not yours of chapter 7:
it takes `random_state=`.

Run `python moons.py` to see your network learn, `nngrade check moons` when you have changed something.
"""

import numpy as np
from data import validation_split
from layers import init_params
from numpy.typing import NDArray
from optimizers import Adam
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from training import evaluate, fit, predict

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


def prepare_data(random_state: int = 42) -> tuple[Array, Array, NDArray, NDArray]:
    """The two moons: 2000 points, split 80 : 20, then scaled.

        make_moons(n_samples=2000, noise=0.25)  ->  train_test_split(test_size=0.2)  ->  StandardScaler

    `random_state` goes to make_moons and to train_test_split. The scaler learns mean and standard deviation from the
    training part alone and scales both parts with them: the test set must stay unseen.
    Example: after prepare_data(), each column of X_train has mean 0 and standard deviation 1; those of X_test nearly.
    Shapes: -> X_train (1600, 2), X_test (400, 2), y_train (1600,), y_test (400,), in this order.
    """
    raise NotImplementedError("prepare_data: write it, then delete this line")


def build_model(rng: np.random.Generator) -> Params:
    """Fresh params of the network 2-64-32-1, as chapter 3 makes them: Glorot weights, biases of 0.

        192 + 2080 + 33 = 2305 parameters

    Example: build_model(rng)[1][0] is the second layer's W, of shape (64, 32).
    Shapes: -> [((2, 64), (64,)), ((64, 32), (32,)), ((32, 1), (1,))]
    """
    raise NotImplementedError("build_model: write it, then delete this line")


def train_model(X_train: Array, y_train: NDArray, rng: np.random.Generator) -> tuple[Params, dict[str, list[float]]]:
    """Build the model and train it with the lesson's settings.

        Adam() as it comes, 50 epochs, batches of 32, shuffled, dropout 0.2 after both hidden layers,
        the last 20 % of the rows for validation (as Keras's validation_split=0.2), no early stopping

    All chance comes from `rng`: the weights, the shuffling, the dropout. It works for any number of rows.
    Example: 1600 rows -> 1280 train in 40 batches an epoch, the last 320 validate.
    Shapes: X_train (n, 2), y_train (n,) -> (params, history); each list of history (loss, accuracy, val_loss,
    val_accuracy) has 50 values.
    """
    raise NotImplementedError("train_model: write it, then delete this line")


def main() -> None:
    """Prepare the data, train, and print the test accuracy and the predicted labels of the first five test points.

    Print the accuracy as a number such as 0.94 or as a percentage such as 94 %, and the labels as whole numbers.
    Example: (your numbers will differ)
        Test accuracy: 94.25%
        Predicted labels: [0 1 1 0 1]
    """
    raise NotImplementedError("main: write it, then delete this line")


if __name__ == "__main__":
    main()
