"""What counts as the right numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nngrade.compare import Mismatch, close, equal, is_float32, numbers, require
from nngrade.sandbox.wire import Opaque


def kind_of_mismatch(got: object, expected: object) -> str:
    with pytest.raises(Mismatch) as caught:
        close(got, expected)
    return caught.value.kind


@pytest.mark.parametrize(
    "got", [[1.0, 2.0], (1, 2), np.array([1, 2]), np.array([1.0, 2.0 + 1e-12]), [np.float64(1), np.int32(2)]]
)
def test_numbers_in_any_container_are_close(got: object) -> None:
    close(got, np.array([1.0, 2.0]))


@pytest.mark.parametrize("got", [0.8, np.float64(0.8), np.array(0.8), np.float32(0.8)])
def test_scalars_of_any_type_are_close_to_a_number(got: object) -> None:
    close(got, 0.8)


@pytest.mark.parametrize(
    ("got", "kind"),
    [
        (None, "type"),
        ("1.0", "type"),
        (1j, "type"),
        ([1.0, [2.0]], "type"),
        (np.array([None, 1]), "type"),
        (Opaque("object", ""), "type"),
        ([1.0], "shape"),
        ([[1.0, 2.0]], "shape"),
        ([1.0, 2.1], "values"),
        ([1.0, np.nan], "values"),
        ([1.0, np.inf], "values"),
    ],
)
def test_everything_else_is_a_mismatch(got: object, kind: str) -> None:
    assert kind_of_mismatch(got, [1.0, 2.0]) == kind


def test_nan_is_not_close_even_to_nan() -> None:
    assert kind_of_mismatch(np.nan, np.nan) == "values"


def test_a_list_is_not_one_number() -> None:
    assert kind_of_mismatch([0.8], 0.8) == "type"


def test_float32_work_gets_the_looser_bound_and_rounding_does_not() -> None:
    third = 1 / 3
    close(np.float32(third), third)
    close(float(np.float32(third)), third)
    assert kind_of_mismatch(round(third, 6), third) == "values"
    assert not is_float32(np.array([1.0, 0.5, 0.0]))


def test_equal_wants_exactly_these_numbers() -> None:
    equal(np.int64(3), 3)
    equal([1, 0], np.array([1, 0]))
    with pytest.raises(Mismatch):
        equal(np.array([1, 0, 1]), np.array([1, 1, 1]))


def test_numbers_refuses_what_is_not_numeric() -> None:
    with pytest.raises(Mismatch, match="is a `return` missing"):
        numbers(None)


def test_require_keeps_the_numbers_of_this_run_apart_from_its_message() -> None:
    with pytest.raises(Mismatch) as caught:
        require(False, "rows do not sum to 1", sums=[0.2])
    assert caught.value.message == "rows do not sum to 1"
    assert caught.value.shown == {"sums": [0.2]}
