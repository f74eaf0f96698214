"""Known mistakes in the four parts."""

import numpy as np

from nngrade.suite import mistake


@mistake("NEU1", "neuron", "The bias is missing: add b to the sum.")
def no_bias(x, w, b):
    return float(np.dot(x, w))


@mistake("NEU2", "neuron", "Add b once, not once for each input.")
def bias_each(x, w, b):
    return float(np.sum(np.asarray(x) * w + b))


@mistake("NEU3", "neuron", "Return one number: sum the products up.")
def no_sum(x, w, b):
    return np.asarray(x) * w + b


@mistake("REL1", "relu", "Negative numbers become 0, they do not turn positive.")
def absolute(z):
    return np.abs(z)


@mistake("REL2", "relu", "Build a new array: the caller still needs the old one.")
def in_place(z):
    z = np.asarray(z)
    z[z < 0] = 0.0
    return z


@mistake("REL3", "relu", "Take each number by itself: the shape stays.")
def only_positive(z):
    z = np.asarray(z)
    return z[z > 0]


@mistake("SIG1", "sigmoid", "The exponent needs a minus: exp(-z).")
def no_minus(z):
    return 1 / (1 + np.exp(z))


@mistake("SIG2", "sigmoid", "exp(-z) overflows for very negative numbers: work with exp(-abs(z)).")
def plain_sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


@mistake("SIG3", "sigmoid", "Zero must become one half: divide by 1 + exp(-z), not by 2 + exp(-z).")
def off_centre(z):
    return 1 / (2 + np.exp(-np.abs(z)))


@mistake("SMX1", "softmax", "exp overflows for large scores: subtract the largest score of each row first.")
def plain_softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@mistake("SMX2", "softmax", "Normalise each row on its own, not the whole batch: sum over the last axis.")
def whole_batch(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


@mistake("SMX3", "softmax", "Sum over the last axis, not over the first.")
def wrong_axis(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
