"""Four parts of a network: a neuron and three activations."""

import numpy as np


def neuron(x, w, b):
    return float(np.dot(x, w) + b)


def relu(z):
    return np.maximum(z, 0.0)


def sigmoid(z):
    e = np.exp(-np.abs(z))  # never overflows
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))  # the largest score becomes 0
    return e / e.sum(axis=-1, keepdims=True)
