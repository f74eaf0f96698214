"""Right solutions of chapter 5 in unusual style."""

from collections import namedtuple
from functools import reduce

import numpy as np

from nngrade.suite import accepted


@accepted("relu_backward")
def relu_where(grad, z):
    return np.where(z <= 0, 0, grad)


@accepted("relu_backward")
def relu_loop(grad, z, slope_at_zero=0.0):
    rows = zip(grad.tolist(), z.tolist())
    return np.array([[g if s > 0 else slope_at_zero * g for g, s in zip(gs, ss)] for gs, ss in rows])


@accepted("relu_backward")
def relu_copy(grad, z):
    out = np.array(grad)
    out[np.logical_not(z > 0)] = 0
    return out


@accepted("relu_backward")
def relu_heaviside(grad, z):
    return np.heaviside(z, 0.0) * grad


@accepted("relu_backward")
def relu_of_output(grad, z):
    """The output of the ReLU says it too, with > 0."""
    return grad * np.sign(np.maximum(z, 0.0))


@accepted("relu_backward")
def relu_float32(grad, z):
    return (grad * (z > 0)).astype(np.float32)


@accepted("dense_backward")
def dense_einsum(grad, x, W):
    return np.einsum("nj,ij->ni", grad, W), np.einsum("ni,nj->ij", x, grad), np.einsum("nj->j", grad)


Gradients = namedtuple("Gradients", "inputs weights biases")


@accepted("dense_backward")
def dense_named(grad, x, W):
    """A named tuple, and the bias as a weight of a constant input of 1."""
    both = np.column_stack([x, np.ones(len(x))]).T @ grad
    return Gradients(np.dot(W, grad.T).T, both[:-1], both[-1])


@accepted("dense_backward")
def dense_loop(grad, x, W):
    """Sample by sample, from the last to the first."""
    grad_x, grad_W, grad_b = np.zeros_like(x), np.zeros_like(W), np.zeros(W.shape[1])
    for n in reversed(range(len(x))):
        grad_x[n] = W @ grad[n]
        grad_W += np.outer(x[n], grad[n])
        grad_b += grad[n]
    return [grad_x, grad_W, grad_b]


@accepted("dense_backward")
def dense_float32(grad, x, W):
    grad, x, W = (np.asarray(a, dtype=np.float32) for a in (grad, x, W))
    return grad @ W.T, x.T @ grad, np.ones(len(x), np.float32) @ grad


@accepted("dense_backward")
def dense_lists(grad, x, W):
    rows = range(len(x))
    grad_W = [[sum(x[n, i] * grad[n, j] for n in rows) for j in range(W.shape[1])] for i in range(W.shape[0])]
    return (grad @ W.T).tolist(), grad_W, [sum(column) for column in zip(*grad)]


@accepted("output_gradient")
def out_copy(y_true, y_pred):
    """Subtracts 1 at the true class."""
    grad = np.array(y_pred, dtype=float)
    grad[y_true == 1] -= 1
    return grad / grad.shape[0]


@accepted("output_gradient")
def out_rows(y_true, y_pred):
    n = float(len(y_true))
    return np.array([(p - y) / n for y, p in zip(y_true, y_pred)])


@accepted("output_gradient")
def out_parts(y_true, y_pred):
    """Each term divided on its own: equal up to rounding."""
    n = y_true.shape[0]
    return np.divide(y_pred, n) + np.negative(y_true) * (1 / n)


@accepted("output_gradient")
def out_float32(y_true, y_pred):
    return np.subtract(y_pred.astype("f4"), y_true.astype("f4")) / np.float32(len(y_pred))


@accepted("backward")
def back_recursion(x, y, params):
    """Goes forward on the way in and backward on the way out."""

    def visit(a, rest):
        (W, b), *others = rest
        z = dense(a, W, b)
        if not others:
            grad, grads = output_gradient(y, sigmoid(z) if z.shape[1] == 1 else softmax(z)), []
        else:
            grad_a, grads = visit(relu(z), others)
            grad = relu_backward(grad_a, z)
        grad_x, grad_W, grad_b = dense_backward(grad, a, W)
        return grad_x, [(grad_W, grad_b), *grads]

    return visit(x, params)[1]


@accepted("backward")
def back_closures(x, y, params):
    """Each layer leaves a function that knows its way back."""

    def chain(state, pair):
        a, steps = state
        z = a @ pair[0] + pair[1]
        return np.maximum(z, 0), [*steps, (a, z, pair[0])]

    _, steps = reduce(chain, params, (x, []))
    last = steps[-1][1]
    e = np.exp(last - last.max(axis=1, keepdims=True))
    p = 1 / (1 + np.exp(-np.clip(last, -500, 500))) if last.shape[1] == 1 else e / e.sum(axis=1, keepdims=True)
    grad, found = (p - y) / x.shape[0], []
    for depth, (a, z, W) in enumerate(reversed(steps)):
        if depth:
            grad = grad * (z > 0)
        found.append([np.tensordot(a, grad, axes=(0, 0)), grad.sum(0)])
        grad = grad.dot(W.T)
    return tuple(reversed(found))


@accepted("backward")
def back_by_sample(x, y, params):
    """One sample at a time, added up."""
    total = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    for i in range(len(x)):
        activations, sums = [x[i : i + 1]], []
        for W, b in params:
            sums.append(activations[-1] @ W + b)
            activations.append(relu(sums[-1]))
        p = sigmoid(sums[-1]) if sums[-1].size == 1 else softmax(sums[-1])
        delta = (p - y[i : i + 1]) / len(x)
        for layer in range(len(params) - 1, -1, -1):
            total[layer][0][...] += activations[layer].T * delta
            total[layer][1][...] += delta[0]
            delta = (delta @ params[layer][0].T) * (activations[layer] > 0)
    return total


class Network:
    """Layers as objects that remember."""

    class Layer:
        def __init__(self, W, b, last):
            self.W, self.b, self.last = W, b, last

        def __call__(self, x):
            self.x, self.z = x, dense(x, self.W, self.b)
            if not self.last:
                return relu(self.z)
            return (softmax, sigmoid)[self.W.shape[-1] == 1](self.z)

        def back(self, grad):
            grad = grad if self.last else relu_backward(grad, self.z)
            grad_x, self.grad_W, self.grad_b = dense_backward(grad, self.x, self.W)
            return grad_x

    def __init__(self, params):
        self.layers = [self.Layer(W, b, i == len(params) - 1) for i, (W, b) in enumerate(params)]

    def __call__(self, x, y):
        for layer in self.layers:
            x = layer(x)
        grad = output_gradient(y, x)
        for layer in self.layers[::-1]:
            grad = layer.back(grad)
        return [(layer.grad_W, layer.grad_b) for layer in self.layers]


@accepted("backward")
def back_objects(x, y, params, verbose=True):
    if verbose:
        print("walking back through", len(params), "layers")
    return Network(params)(x, y)


@accepted("backward")
def back_float32(x, y, params):
    params = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    inputs = [x.astype(np.float32)]
    for W, b in params[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, np.float32(0)))
    z = inputs[-1] @ params[-1][0] + params[-1][1]
    p = sigmoid(z) if z.shape[1] == 1 else softmax(z)
    grad, grads = ((p - y) / len(x)).astype(np.float32), []
    for a, (W, _) in zip(reversed(inputs), reversed(params)):
        grads.append((a.T @ grad, grad.sum(axis=0)))
        grad = (grad @ W.T) * (a > 0)
    return grads[::-1]


@accepted("backward")
def back_biases_inside(x, y, params):
    """Each bias as one more row of W, with a constant input of 1."""

    def extended(a):
        return np.hstack([a, np.ones((len(a), 1))])

    full = [np.vstack([W, b]) for W, b in params]
    inputs = [extended(x)]
    for A in full[:-1]:
        inputs.append(extended(np.maximum(inputs[-1] @ A, 0)))
    z = inputs[-1] @ full[-1]
    delta = output_gradient(y, sigmoid(z) if z.shape[1] == 1 else softmax(z))
    grads = [None] * len(params)
    for i in range(len(params))[::-1]:
        both = inputs[i].T @ delta
        grads[i] = (both[:-1], both[-1])
        delta = (delta @ full[i].T * (inputs[i] > 0))[:, :-1]
    return grads


@accepted("numerical_gradient")
def num_in_place(f, w, eps=1e-5):
    """Nudges the caller's array and writes each old value back, on the way out too."""
    grad = np.empty(w.shape)
    walk = np.nditer(w, flags=["multi_index"])
    for entry in walk:
        old = float(entry)
        try:
            w[walk.multi_index] = old + eps
            high = f(w)
            w[walk.multi_index] = old - eps
            grad[walk.multi_index] = (high - f(w)) / (2 * eps)
        finally:
            w[walk.multi_index] = old
    return grad


@accepted("numerical_gradient")
def num_unit_arrays(f, w, eps=1e-5):
    """Rows of a unit matrix, in the shape of w."""
    units = np.eye(w.size).reshape(-1, *w.shape)
    return np.array([f(w + eps * unit) - f(w - eps * unit) for unit in units]).reshape(w.shape) / eps / 2


@accepted("numerical_gradient")
def num_halves(f, w, eps=1e-5, order=1):
    """Two half differences, from the last entry to the first, after a look at f(w) itself."""
    middle, grad = f(w.copy()), np.zeros_like(w)
    for i in reversed(range(w.size)):
        place = np.unravel_index(i, w.shape)
        up, down = w.copy(), w.copy()
        up[place], down[place] = up[place] + eps, down[place] - eps
        grad[place] = 0.5 * ((f(up) - middle) + (middle - f(down))) / eps
    return grad


@accepted("numerical_gradient")
def num_lists(f, w, eps=1e-5):
    def nudged(i, step):
        flat = [value + step * (i == j) for j, value in enumerate(w.flatten().tolist())]
        return f(np.array(flat).reshape(w.shape))

    return np.array([(nudged(i, eps) - nudged(i, -eps)) / (2 * eps) for i in range(w.size)]).reshape(w.shape).tolist()


@accepted("numerical_gradient")
def num_generator(f, w, eps=1e-5):
    def slopes():
        step = np.zeros(w.shape)
        for index, _ in np.ndenumerate(w):
            step[index] = eps
            yield (f(w + step) - f(w - step)) / (2.0 * eps)
            step[index] = 0.0

    return np.fromiter(slopes(), dtype=float, count=w.size).reshape(w.shape)
