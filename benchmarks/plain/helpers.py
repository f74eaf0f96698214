"""What the suite's own helpers require, for a module in the same process; written with numpy.testing and assert."""

import copy

import numpy as np
from numpy.testing import assert_allclose


def check(function, **facts):
    return lambda test: test


def close(got, expected, sizes=None, *, rtol=1e-9, atol=1e-12):
    if np.asarray(got).dtype == np.float32:
        rtol, atol = 2e-5, 2e-6
    assert np.shape(got) == np.shape(expected)
    assert_allclose(got, expected, rtol=rtol, atol=atol)


def numbers(got, like=None):
    array = np.asarray(got)
    assert array.dtype.kind in "biuf"
    return array


def require(condition, message, **shown):
    assert condition, message


def quiet(function):
    """Pytest runs with warnings as errors here: whoever comes this far was quiet."""


def each(function, cases):
    return [function(**case) if isinstance(case, dict) else function(*case) for case in cases]


def each_unchanged(function, cases):
    for args in cases:
        before = copy.deepcopy(args)
        function(*args)
        for now, then in zip(args, before, strict=True):
            assert np.array_equal(now, then)


def stands_alone(function, first, second, **mistakes):
    """The same calls as the suite's helper makes, compared alike."""
    shared = copy.deepcopy(first)
    held = function(*shared)
    before = np.array(held)
    other = function(*copy.deepcopy(second))
    assert np.array_equal(held, before)
    held[...] = before + 1
    assert np.allclose(function(*copy.deepcopy(first)), before)
    assert np.array_equal(held, before + 1)
    for mine, new in zip(shared, second, strict=True):
        mine[:] = new
    assert np.allclose(function(*shared), other)
