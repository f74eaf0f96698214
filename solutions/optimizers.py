"""Reference for chapter 6: optimizers."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Params = list[tuple[Array, Array]]


def sgd_step(params: Params, grads: Params, learning_rate: float) -> Params:
    """Each weight and bias w becomes w - learning_rate * g."""
    return [
        (W - learning_rate * grad_W, b - learning_rate * grad_b)
        for (W, b), (grad_W, grad_b) in zip(params, grads, strict=True)
    ]


class SGD:
    """v = momentum * v - learning_rate * g; w + v. Each instance has its own velocities."""

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities: Params | None = None  # the shapes are known at the first step only

    def step(self, params: Params, grads: Params) -> Params:
        """Params after one step."""
        if self.velocities is None:
            self.velocities = _zeros(params)
        self.velocities = [
            (self.momentum * v_W - self.learning_rate * grad_W, self.momentum * v_b - self.learning_rate * grad_b)
            for (v_W, v_b), (grad_W, grad_b) in zip(self.velocities, grads, strict=True)
        ]
        return [(W + v_W, b + v_b) for (W, b), (v_W, v_b) in zip(params, self.velocities, strict=True)]


class Adam:
    """m = b1*m + (1-b1)*g; v = b2*v + (1-b2)*g**2; w - lr * sqrt(1-b2**t) / (1-b1**t) * m / (sqrt(v) + epsilon)."""

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7
    ) -> None:
        self.learning_rate = learning_rate
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = epsilon
        self.t = 0
        self.means: Params | None = None
        self.squares: Params | None = None

    def step(self, params: Params, grads: Params) -> Params:
        """Params after one step."""
        if self.means is None:  # both begin with the first step
            self.means, self.squares = _zeros(params), _zeros(params)
        self.t += 1  # counts from 1: with t = 0 the correction would divide by 0
        rate = self.learning_rate * np.sqrt(1 - self.beta_2**self.t) / (1 - self.beta_1**self.t)
        self.means = [
            (self._mean(m_W, grad_W), self._mean(m_b, grad_b))
            for (m_W, m_b), (grad_W, grad_b) in zip(self.means, grads, strict=True)
        ]
        self.squares = [
            (self._square(v_W, grad_W), self._square(v_b, grad_b))
            for (v_W, v_b), (grad_W, grad_b) in zip(self.squares, grads, strict=True)
        ]
        return [
            (W - rate * m_W / (np.sqrt(v_W) + self.epsilon), b - rate * m_b / (np.sqrt(v_b) + self.epsilon))
            for (W, b), (m_W, m_b), (v_W, v_b) in zip(params, self.means, self.squares, strict=True)
        ]

    def _mean(self, mean: Array, grad: Array) -> Array:
        return self.beta_1 * mean + (1 - self.beta_1) * grad

    def _square(self, square: Array, grad: Array) -> Array:
        return self.beta_2 * square + (1 - self.beta_2) * grad**2


def _zeros(params: Params) -> Params:
    """Zeros in the shapes of params."""
    return [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
