"""Known wrong implementations of chapter 2."""

import math

import numpy as np

from nngrade.suite import mistake


@mistake("REL1", "relu", "max(0, z) and `if z > 0` want one number; np.maximum(0, z) works entry by entry.")
def relu_builtin_max(z):
    return max(0, z)


@mistake("REL2", "relu", "np.max finds the largest entry; np.maximum compares two things entry by entry.")
def relu_np_max(z):
    return np.max(z, 0)


@mistake("SMX2", "softmax", "Normalise each row on its own, not the whole batch: sum over the last axis.")
def softmax_whole_batch(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum()


@mistake("SIG7", "sigmoid", "math.exp takes one number; np.exp takes arrays.")
def sigmoid_math_exp(z):
    return 1 / (1 + math.exp(-z))
