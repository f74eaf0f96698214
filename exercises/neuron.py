"""Chapter 1. One neuron: a tiny decision maker.

Is that a cat? Fur counts for it, whiskers count for it, barking counts against it. A neuron decides in the same way.
Every input has a *weight*, which says how much the input matters and in which direction. The neuron multiplies each
input by its weight, adds everything up and adds a number of its own, the *bias*, which says how easily it is convinced:

    inputs       weights

    x1 = 1  ---( *  0.7 )---+
                            |
    x2 = 2  ---( *  0.3 )---+---> sum + bias ---> activation ---> output
                            |
    x3 = 3  ---( * -0.2 )---+

With the bias 0.1 the sum is 1*0.7 + 2*0.3 + 3*(-0.2) + 0.1 = 0.7 + 0.6 - 0.6 + 0.1 = 0.8.

The simplest decision: the neuron *fires* if its sum is above 0. This one does. Other neurons pass the sum through an
*activation*, a function of one number, and that is all: a network is many such neurons, side by side and in a row.

In this chapter `x` and `w` may be lists, tuples or arrays, with as many entries as you like; `b` is one number.
The caller's `x` and `w` must be the same after the call as before.
Run `nngrade check neuron` when you have changed something, `nngrade hint weighted_sum` when you are stuck.
"""

from collections.abc import Callable, Sequence

from numpy.typing import NDArray


def weighted_sum(x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float) -> float:
    """Multiply each input by its weight, add everything up, and add the bias once.

        weighted_sum(x, w, b) = x1*w1 + x2*w2 + ... + xn*wn + b

    Example: weighted_sum([1, 2, 3], [0.7, 0.3, -0.2], 0.1) is 0.8, up to rounding.
    Shapes: x of n numbers, w of n numbers, b one number -> one number.
    If x and w have different lengths, it raises a ValueError, also where one of them has a single entry.
    """
    raise NotImplementedError("weighted_sum: write it, then delete this line")


def fires(x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float) -> bool:
    """Say whether the weighted sum is above 0: True or False.

        fires(x, w, b) = the weighted sum is greater than 0

    Example: fires([1, 2, 3], [0.7, 0.3, -0.2], 0.1) is True. fires([1.0], [2.0], -2.0) is False: 0 does not fire.
    Shapes: x of n numbers, w of n numbers, b one number -> True or False.
    """
    raise NotImplementedError("fires: write it, then delete this line")


def neuron(
    x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float, activation: Callable[[float], float]
) -> float:
    """Pass the weighted sum through an activation, which the caller hands in as a function.

        neuron(x, w, b, activation) = activation(weighted_sum(x, w, b))

    Example: with `def double(s): return 2 * s`, neuron([1, 2, 3], [0.7, 0.3, -0.2], 0.1, double) is about 1.6.
    Shapes: x of n numbers, w of n numbers, b one number, activation a function of one number -> what it returns.
    """
    raise NotImplementedError("neuron: write it, then delete this line")
