"""Right solutions of chapter 1 in unusual style."""

import functools
import math
import operator

import numpy as np

from nngrade.suite import accepted


@accepted("weighted_sum")
def sum_by_dot(x, w, b):
    """A dot product raises the ValueError by itself."""
    return np.dot(x, w) + b


@accepted("weighted_sum")
def sum_by_loop(x, w, b):
    if len(x) != len(w):
        raise ValueError(f"{len(x)} inputs, but {len(w)} weights")
    total = 0
    for i in range(len(x)):
        total = total + x[i] * w[i]
    return total + b


@accepted("weighted_sum")
def sum_exactly(x, w, b):
    """Another rounding, and the bias first."""
    if len(x) != len(w):
        raise ValueError("lengths")
    return math.fsum([b, *map(operator.mul, x, w)])


@accepted("weighted_sum")
def sum_recursive(x, w, b):
    """The other order of adding."""

    def rest(i):
        return b if i == len(x) else rest(i + 1) + x[i] * w[i]

    if len(x) - len(w):
        raise ValueError
    return rest(0)


@accepted("weighted_sum")
def sum_in_float32(x, w, b):
    x, w = np.asarray(x, dtype=np.float32), np.asarray(w, dtype=np.float32)
    return x @ w + np.float32(b)


@accepted("weighted_sum")
def sum_as_0d_array(x, w, b):
    if np.shape(x) != np.shape(w):
        raise ValueError("lengths")
    return np.asarray(np.einsum("i,i->", np.asarray(x, dtype=float), np.asarray(w, dtype=float)) + b)


@accepted("weighted_sum")
class SumByCall:
    """A class whose construction gives the number."""

    class Lengths(ValueError):
        pass

    def __new__(cls, x, w, b, *, start=0.0):
        if len(list(x)) != len(list(w)):
            raise cls.Lengths("x and w differ")
        print("adding up", len(x), "products")
        return functools.reduce(lambda total, pair: total + pair[0] * pair[1], zip(x, w), start) + b


@accepted("weighted_sum")
def sum_with_bias_as_weight(x, w, b):
    """The bias as one more weight, of an input that is always 1."""
    return float(np.asarray([*x, 1.0]) @ np.asarray([*w, b]))


@accepted("fires")
def fires_by_branches(x, w, b):
    s = b + sum(p * q for p, q in zip(x, w))
    if s > 0:
        return True
    else:
        return False


@accepted("fires")
def fires_numpy(x, w, b):
    """np.bool_ counts as a truth value."""
    return np.greater(np.inner(x, w) + b, 0)


@accepted("fires")
def fires_negated(x, w, b):
    return not weighted_sum(x, w, b) <= 0


@accepted("neuron")
def neuron_inline(x, w, b, activation):
    return activation(float(np.sum(np.multiply(x, w))) + b)


@accepted("neuron")
def neuron_keywords(x, w, b, activation, verbose=False):
    s = weighted_sum(w=w, x=x, b=b)
    if verbose:
        print(s)
    return float(activation(s))


@accepted("neuron")
class NeuronObject:
    """Construction gives the output; the work is done by a closure."""

    def __new__(cls, x, w, b, activation):
        def output():
            return activation(weighted_sum(x, w, b))

        return output()
