"""Right solutions of chapter 2 in unusual style."""

import math

import numpy as np

from nngrade.suite import accepted


@accepted("relu")
def relu_by_product(z):
    """REL7: right for every finite number."""
    z = np.asarray(z)
    return z * (z > 0)


@accepted("relu")
def relu_by_recursion(z):
    """Plain Python: lists come back as lists, arrays as lists too."""
    if np.ndim(z) == 0:
        return z if z > 0 else 0
    return [relu_by_recursion(part) for part in z]


@accepted("relu")
def relu_half_sum(z):
    """The mean of z and its magnitude."""
    return (np.abs(z) + np.asarray(z)) / 2


@accepted("relu")
def relu_masked_copy(z, *, threshold=0.0):
    out = np.array(z, dtype=np.float64, copy=True)
    out[out < threshold] = 0
    return out


@accepted("relu")
class ReluCallable:
    """A class whose construction gives the result, worked out in one flat pass."""

    def __new__(cls, z):
        flat = np.asarray(z, dtype=float).ravel()
        return np.fromiter((max(v, 0.0) for v in flat), dtype=float, count=flat.size).reshape(np.shape(z))


@accepted("relu")
def relu_float32(z):
    return np.maximum(np.asarray(z, dtype=np.float32), np.float32(0))


@accepted("relu")
def relu_vectorize(z):
    return np.vectorize(lambda v: v if v > 0 else 0.0, otypes=[float])(z)


@accepted("sigmoid")
def sigmoid_by_tanh(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


@accepted("sigmoid")
def sigmoid_local_errstate(z):
    """The overflow is harmless here, and hidden inside this block only."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-np.asarray(z, dtype=float)))


@accepted("sigmoid")
def sigmoid_cut_far_out(z):
    """Cut where the result is 0 or 1 anyway."""
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


@accepted("sigmoid")
def sigmoid_by_logaddexp(z):
    return np.exp(-np.logaddexp(0, np.negative(z)))


@accepted("sigmoid")
def sigmoid_by_masks(z):
    shape = np.shape(z)
    z = np.asarray(z, dtype=float).flatten()
    out = np.empty(len(z))
    out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    e = np.exp(z[z < 0])
    out[z < 0] = e / (1 + e)
    return out.reshape(shape)


@accepted("sigmoid")
def sigmoid_recursive_math(z):
    """One number at a time."""
    if np.ndim(z):
        return [sigmoid_recursive_math(part) for part in z]
    e = math.exp(-abs(z))
    return (1 if z >= 0 else e) / (1 + e)


@accepted("sigmoid")
def sigmoid_quiet_float32(z):
    z = np.asarray(z, np.float32)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, np.float32(1)) / (1 + e)


@accepted("softmax")
def softmax_by_log(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


@accepted("softmax")
def softmax_rows(z):
    """Row by row, in plain Python, as lists."""
    if np.ndim(z) > 1:
        return [softmax_rows(row) for row in z]
    top = max(z)
    powers = [math.exp(v - top) for v in z]
    return [p / math.fsum(powers) for p in powers]


@accepted("softmax")
def softmax_along(z, axis=-1, verbose=True):
    def one(row):
        e = np.exp(row - np.max(row))
        return e / np.sum(e)

    if verbose:
        print("softmax of", np.shape(z))
    return np.apply_along_axis(one, axis, np.asarray(z, dtype=np.float64))


@accepted("softmax")
def softmax_transposed(z):
    """All axes turned round, so that the classes come first."""
    t = np.asarray(z, dtype=float).T
    e = np.exp(t - t.max(axis=0))
    return (e / e.sum(axis=0)).T


@accepted("softmax")
def softmax_einsum(z):
    z = np.array(z, dtype=float)
    z -= np.max(z, axis=-1)[..., None]
    e = np.exp(z)
    return np.einsum("...i,...->...i", e, 1 / np.einsum("...i->...", e))


@accepted("softmax")
def softmax_float32(z):
    z = np.asarray(z, dtype=np.float32)
    e = np.exp(z - np.amax(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@accepted("softmax")
def softmax_pairwise(z):
    """1 / sum of exp(z_j - z_i), an equal form; the overflow to inf gives 0, which is right, and stays local."""
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)
