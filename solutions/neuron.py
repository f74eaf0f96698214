"""Reference for chapter 1: one neuron."""

from collections.abc import Callable, Sequence

from numpy.typing import NDArray


def weighted_sum(x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float) -> float:
    """x1*w1 + ... + xn*wn + b; `strict` turns different lengths into a ValueError instead of a silent cut."""
    return float(sum(one_x * one_w for one_x, one_w in zip(x, w, strict=True)) + b)


def fires(x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float) -> bool:
    """weighted_sum(x, w, b) > 0; exactly 0 does not fire."""
    return weighted_sum(x, w, b) > 0


def neuron(
    x: Sequence[float] | NDArray, w: Sequence[float] | NDArray, b: float, activation: Callable[[float], float]
) -> float:
    """activation(weighted_sum(x, w, b))."""
    return activation(weighted_sum(x, w, b))
