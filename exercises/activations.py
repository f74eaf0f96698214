"""Chapter 2. Activations: volume knobs.

A neuron adds up its inputs. Its *activation* then decides how loudly to pass the sum on, like a volume knob:

    sum ----> [ activation ] ----> output

| function | what it does                            | when to use it                                  |
|----------|-----------------------------------------|-------------------------------------------------|
| ReLU     | below 0: silent; above 0: passed as is  | hidden layers, nearly always                    |
| sigmoid  | squeezes any number to between 0 and 1  | one output, a yes-or-no question                |
| softmax  | turns scores into shares that sum to 1  | several outputs, one of many (cat, dog or bird) |

Without activations, any stack of layers would collapse into a single layer.

Each function takes a number, a list or an array of any shape, and gives back the same shape.
Run `nngrade check activations` when you have changed something, `nngrade hint relu` when you are stuck.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def relu(z: ArrayLike) -> NDArray[np.floating]:
    """Negative numbers become 0, all others stay.

        relu(z) = max(0, z)

    Example: relu([-2.0, 0.0, 3.0]) is [0.0, 0.0, 3.0].
    Shapes: z of any shape -> the same shape.
    """
    raise NotImplementedError("relu: write it, then delete this line")


def sigmoid(z: ArrayLike) -> NDArray[np.floating]:
    """Squeeze any number to between 0 and 1.

        sigmoid(z) = 1 / (1 + exp(-z))

    Example: sigmoid(0.0) is 0.5; sigmoid(4.0) is about 0.982.
    Shapes: z of any shape -> the same shape.
    Works without a warning for z from -10000 to 10000.
    """
    raise NotImplementedError("sigmoid: write it, then delete this line")


def softmax(z: ArrayLike) -> NDArray[np.floating]:
    """Turn the scores of each row (the last axis) into probabilities that sum to 1.

        softmax(z)_i = exp(z_i) / sum over j of exp(z_j)

    Example: softmax([0.0, 0.0]) is [0.5, 0.5]; softmax([1.0, 2.0]) is about [0.269, 0.731].
    Shapes: (classes,) -> (classes,); (samples, classes) -> (samples, classes), each row on its own.
    Works for scores from -10000 to 10000.
    """
    raise NotImplementedError("softmax: write it, then delete this line")
