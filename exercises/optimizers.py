"""Chapter 6. Optimizers: taking the step.

Backpropagation tells every weight and every bias in which direction the loss grows: that is its *gradient*. The
*optimizer* turns this into a step. It goes the other way, downhill, and it decides how far:

    loss
     |\\
     | \\            learning rate too low:   tiny steps, slow
     |  \\___        learning rate too high:  jumps past the valley (it overshoots)
     |      \\____
     +-------------- steps

| optimizer         | idea                                                                       |
|-------------------|----------------------------------------------------------------------------|
| `sgd_step`        | one plain step: learning rate times gradient, downhill                     |
| SGD with momentum | a rolling ball: part of the last step is kept, so it speeds up downhill    |
| Adam              | a step size of its own for every weight; the lesson's `optimizer='adam'`   |

How the data looks: `params` is a list with one pair `(W, b)` a layer, first layer first; `W` has the shape
(n_in, n_out) and `b` has (n_out,). `grads` is a list of pairs `(grad_W, grad_b)` in the very same shapes.

Three rules that hold for everything here:

* Every weight **and every bias of every layer** takes its step.
* Give back a **new** list with new arrays. Change neither `params` nor `grads` (`W -= ...` changes the caller's array).
* `SGD` and `Adam` remember things from one step to the next. Each instance remembers for itself: two optimizers never
  share anything. What is remembered starts at zero and lies in arrays of the instance's own: a caller may fill its
  `grads` with other numbers afterwards. The weights are not remembered: they come in as `params` each time.

The two classes mean the same as Keras's `SGD` and `Adam`, with the same defaults.
Run `nngrade check optimizers` when you have changed something, `nngrade hint SGD` when you are stuck.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


def sgd_step(params: Params, grads: Params, learning_rate: float) -> Params:
    """One plain step downhill for every weight and bias.

        new w = w - learning_rate * gradient of w

    Example: W = [[1.0, 2.0]], grad_W = [[0.5, -1.0]] and learning rate 0.1 give the new W = [[0.95, 2.1]].
    Shapes: params [(W, b), ...] and grads [(grad_W, grad_b), ...] -> new params of the same shapes.
    """
    raise NotImplementedError("sgd_step: write it, then delete this line")


class SGD:
    """Steps with momentum: each weight has a velocity v, which starts at 0.

        v     = momentum * v - learning_rate * gradient
        new w = w + v

    With momentum 0 this is `sgd_step`.

    Example: w = 1.0, learning rate 0.1, momentum 0.9, gradient 1.0 in each step:
    step 1: v = -0.1, w = 0.9; step 2: v = 0.9 * (-0.1) - 0.1 = -0.19, w = 0.71.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0) -> None:
        raise NotImplementedError("SGD: write it, then delete this line")

    def step(self, params: Params, grads: Params) -> Params:
        """Take one step and remember the velocities for the next one.

        Shapes: params [(W, b), ...] and grads [(grad_W, grad_b), ...] -> new params of the same shapes.
        """
        raise NotImplementedError("SGD: write it, then delete this line")


class Adam:
    """Steps that fit each weight: m averages its gradients, v averages their squares. Both start at 0.

        t     = 1 in the first step, 2 in the second, ...: one more for each call of `step`
        m     = beta_1 * m + (1 - beta_1) * gradient
        v     = beta_2 * v + (1 - beta_2) * gradient ** 2
        m_hat = m / (1 - beta_1 ** t)           both averages start at 0 and are too small at first:
        v_hat = v / (1 - beta_2 ** t)           this corrects them
        new w = w - learning_rate * m_hat / (sqrt(v_hat) + epsilon)

    m and v themselves stay as they are; m_hat and v_hat are for this one step. epsilon, a tiny number, keeps the
    division safe where every gradient was 0: there the weight stays. The formula above is the one of the paper. Keras
    adds epsilon to sqrt(v) before it corrects; that counts as right too:

        new w = w - learning_rate * sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t) * m / (sqrt(v) + epsilon)

    Example: in the first step every weight moves by about learning_rate, whether its gradient is 0.5 or 50:
    w = 1.0 and gradient 0.5 give about 0.999 with the default learning rate.
    """

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7
    ) -> None:
        raise NotImplementedError("Adam: write it, then delete this line")

    def step(self, params: Params, grads: Params) -> Params:
        """Take one step and remember m, v and t for the next one.

        Shapes: params [(W, b), ...] and grads [(grad_W, grad_b), ...] -> new params of the same shapes.
        """
        raise NotImplementedError("Adam: write it, then delete this line")
