"""What a learner reads when a check fails."""

from __future__ import annotations

import numpy as np
import pytest

from nngrade.compare import Mismatch, close
from nngrade.diagnose import mismatch_message
from nngrade.difference import shape_message
from nngrade.shown import clean, one_line
from tests.conftest import Grade

SIZES = {"samples": 5, "features": 3, "neurons": 4}


def message(got: object, expected: object, *, disclose: bool = True, sizes: dict[str, int] | None = None) -> str:
    with pytest.raises(Mismatch) as caught:
        close(got, expected, sizes)
    return mismatch_message(caught.value, "f", disclose)


def test_shapes_are_told_with_their_axes() -> None:
    text = shape_message((3, 5), (5, 4), SIZES)
    assert text == "you returned (3, 5) = (features, samples); expected (5, 4) = (samples, neurons)."


def test_a_broadcast_column_is_recognised() -> None:
    assert "every pair" in shape_message((5, 5), (5,), {})


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (5, "exactly 5 times too big: one too many factor of n, the number of samples"),
        (1 / 5, "exactly 5 times too small: divided once too often by n, the number of samples"),
        (-1, "the sign is flipped"),
        (2, "exactly 2 times too big"),
        (1 / np.log(2), "log2"),
    ],
)
def test_a_constant_ratio_is_explained(factor: float, said: str) -> None:
    expected = np.array([0.3, -1.2, 2.0])
    assert said in message(expected * factor, expected, sizes={"samples": 5})


def test_an_odd_ratio_of_a_single_number_proves_nothing() -> None:
    assert "times" not in message(0.7431, 0.8)


@pytest.mark.parametrize("got", [1.7e308, 5e-324])
def test_a_ratio_beyond_all_numbers_explains_nothing(got: float) -> None:
    assert "got" in message(got, 1e-5 if got > 1 else 1e5)


def test_a_tiny_error_is_no_factor() -> None:
    expected = np.array([0.3, -1.2, 2.0])
    assert "times too" not in message(expected * (1 + 1e-7), expected)


def test_truth_values_are_shown_as_such() -> None:
    assert "got True, expected False" in message(True, np.array(False))


def test_the_first_wrong_number_is_located() -> None:
    text = message([[1.0, 2.0], [3.0, 9.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert "1 of 4 values are wrong, first at [1, 1]: got 9, expected 4" in text


def test_nan_is_located() -> None:
    assert "NaN at [1]" in message([1.0, np.nan, np.nan], [1.0, 2.0, 3.0])


def test_numbers_apart_beyond_what_a_float_holds_are_wrong_all_the_same() -> None:
    huge = np.array([np.longdouble("1e4000"), np.longdouble(1)])
    assert "wrong" in message(huge * 2, huge)


def test_where_no_difference_is_a_number_none_is_told() -> None:
    assert message(np.array([1.0]), np.array([np.nan])).endswith("got 1, expected nan.")


def test_a_transposed_result_is_recognised() -> None:
    square = np.arange(9.0).reshape(3, 3)
    assert "transposed" in message(square.T, square)


def test_a_closed_report_names_no_number() -> None:
    text = message([1.0, 2.0, 9.125], [1.0, 2.0, 3.625], disclose=False)
    assert "9.125" not in text
    assert "3.625" not in text
    assert "1 of 3 values are wrong" in text


def test_text_cannot_steer_a_terminal() -> None:
    assert clean("a\x1b[2Jb\u202ec") == "a[2Jbc"
    assert "\n" not in one_line("a\nb")


ACTIVATIONS = """
import numpy as np

def relu(z):
    return np.maximum(np.asarray(z, dtype=float), 0.0)

def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))

def softmax(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""


@pytest.mark.parametrize(
    ("check", "slip", "shown"),
    [
        ("test_relu_values", ("relu(z):", "relu(z):\n    assert np.shape(z) != (2, 3, 4)"), "of shape (2, 3, 4)"),
        (
            "test_relu_leaves_argument",
            ("relu(z):", "relu(z):\n    if np.shape(z) == (5, 3):\n        z[0] = 7"),
            "shape (5, 3)",
        ),
        ("test_sigmoid_extremes", ("", ""), "sigmoid([-1.0e+04"),
    ],
)
def test_of_many_calls_the_one_that_shows_the_fault_is_shown(
    check: str, slip: tuple[str, str], shown: str, grade: Grade
) -> None:
    report = grade("activations", ACTIVATIONS.replace(*slip, 1))
    failed = next(one for one in report.checks if one.id == check)
    assert failed.verdict == "failed"
    assert shown in failed.detail["call"]
