"""Four parts of a network: a neuron and three activations. Arrays hold one sample a row.

The assignment by which nngrade and other graders are compared in docs/benchmarks.md.
"""


def neuron(x, w, b):
    """The weighted sum of the inputs and the bias: sum(x * w) + b.

    Example: neuron([1, 2], [3, 4], 5) is 16.
    """
    raise NotImplementedError("neuron: write it, then delete this line")


def relu(z):
    """Each negative number becomes 0: max(z, 0).

    Example: relu([-1, 2]) is [0, 2].
    """
    raise NotImplementedError("relu: write it, then delete this line")


def sigmoid(z):
    """Each number becomes 1 / (1 + exp(-z)), without overflow.

    Example: sigmoid([0]) is [0.5].
    """
    raise NotImplementedError("sigmoid: write it, then delete this line")


def softmax(z):
    """Each row of scores becomes probabilities: exp(z) over the sum of its row.

    Example: softmax([[0, 0]]) is [[0.5, 0.5]].
    """
    raise NotImplementedError("softmax: write it, then delete this line")
