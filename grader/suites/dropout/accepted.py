"""Right solutions of chapter 8 in unusual style."""

from collections import namedtuple

import numpy as np

from nngrade.suite import accepted


@accepted("dropout")
def by_binomial(x, rate, rng, training=True):
    """Coins instead of uniform draws."""
    if training:
        if rate < 0 or rate >= 1:
            raise ValueError("rate")
        mask = rng.binomial(1, 1 - rate, size=x.shape) / (1 - rate)
    else:
        mask = np.ones_like(x)
    return x * mask, mask


@accepted("dropout")
def by_choice(x, rate, rng, training=True):
    """Picks each entry of the mask from its two values."""
    if not training:
        return x, np.ones(x.shape)
    if not 0 <= rate < 1:
        raise ValueError("rate")
    mask = rng.choice([0.0, 1 / (1 - rate)], p=[rate, 1 - rate], size=x.shape)
    return np.multiply(x, mask), mask


@accepted("dropout")
def by_greater(x, rate, rng, training=True):
    """DRO10: keeps where the draw is above the rate: other units, the same law."""
    if not training:
        return x.copy(), np.ones(x.shape)
    if not 0 <= rate < 1:
        raise ValueError("rate")
    mask = np.where(rng.uniform(size=x.shape) > rate, 1 / (1 - rate), 0)
    return x * mask, mask


@accepted("dropout")
def by_loops(x, rate, rng, training=True):
    """Entry by entry, in nested lists."""
    if training and not 0 <= rate < 1:
        raise ValueError("rate")
    mask = [[(0.0 if rng.random() < rate else 1 / (1 - rate)) if training else 1.0 for _ in row] for row in x]
    return [[a * m for a, m in zip(row, marks)] for row, marks in zip(x, mask)], mask


Result = namedtuple("Result", "out mask")


@accepted("dropout")
def by_namedtuple(x, rate, rng, training=True, *, dtype=float):
    """A named pair, an extra argument, a print."""
    print("dropping", rate)
    mask = np.ones(x.shape, dtype)
    if training:
        if rate < 0 or 1 <= rate:
            raise ValueError(f"bad rate {rate}")
        mask[rng.random(x.shape) < rate] = 0
        mask /= 1 - rate
    return Result(mask * x, mask)


@accepted("dropout")
def by_float32(x, rate, rng, training=True):
    """Single precision throughout."""
    if not training:
        return x.astype(np.float32), np.ones(x.shape, np.float32)
    if not 0 <= rate < 1:
        raise ValueError("rate")
    mask = (rng.random(x.shape, dtype=np.float32) >= np.float32(rate)).astype(np.float32) / np.float32(1 - rate)
    return x.astype(np.float32) * mask, mask


@accepted("dropout")
class by_class:
    """An object that behaves like the function."""

    def __new__(cls, x, rate, rng, training=True):
        return cls.masked(x, cls.mask(x, rate, rng) if training else np.ones(x.shape))

    @staticmethod
    def mask(x, rate, rng):
        if not 0 <= rate < 1:
            raise ValueError("rate")
        return np.floor(rng.random(x.shape[::-1]).T + (1 - rate)) / (1 - rate)

    @staticmethod
    def masked(x, mask):
        return x * mask, mask


@accepted("dropout")
def by_child_generator(x, rate, rng, training=True):
    """A generator of its own, seeded from the caller's."""
    if not training:
        return x + 0, x * 0 + 1
    if rate >= 1 or rate < 0:
        raise ValueError("rate")
    own = np.random.Generator(np.random.PCG64(int(rng.integers(2**62))))
    dropped = own.random(x.size).reshape(x.shape, order="F") < rate
    return np.where(dropped, 0, x / (1 - rate)), np.where(dropped, 0, 1 / (1 - rate))


@accepted("dropout")
def by_stack(x, rate, rng, training=True):
    """Both arrays in one; draws even when it does not need them."""
    if training and not 0 <= rate < 1:
        raise ValueError("rate")
    draws = rng.random(x.shape)
    mask = (draws >= rate) / (1 - rate) if training else np.ones(x.shape)
    return np.stack([x * mask, mask])


@accepted("dropout")
def by_number_then_place(x, rate, rng, training=True):
    """First how many entries are dropped, a binomial number, then which: the same law in two steps."""
    mask = np.ones(x.size)
    if training:
        if not 0 <= rate < 1:
            raise ValueError("rate")
        mask[: rng.binomial(x.size, rate)] = 0
        rng.shuffle(mask)
        mask /= 1 - rate
    mask = mask.reshape(x.shape)
    return x * mask, mask


@accepted("dropout_backward")
def backward_by_einsum(grad, mask):
    return np.einsum("ij,ij->ij", grad, mask)


@accepted("dropout_backward")
def backward_by_where(grad, mask):
    return np.where(mask > 0, grad * mask, 0.0)


@accepted("dropout_backward")
def backward_by_lists(grad, mask):
    return [list(map(lambda a, b: float(a) * float(b), g, m)) for g, m in zip(grad, mask)]


@accepted("dropout_backward")
def backward_float32(grad, mask):
    return grad.astype(np.float32) * mask.astype(np.float32)
