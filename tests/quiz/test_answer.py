"""What people write is understood, or refused with the cure."""

from __future__ import annotations

from typing import Any

import pytest

from nngrade.quiz.answer import UnreadableAnswer, read_answer, read_number
from nngrade.quiz.posed import Posed
from nngrade.quiz.question import Numeric

PLAIN = Numeric(id="n", answer="1", feedback="-")
PERCENT = Numeric(id="n", answer="1", feedback="-", unit="%", units={"share": 100})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2305", 2305),
        ("2,305", 2305),
        ("109,386", 109386),
        ("109 386", 109386),
        ("0,8", 0.8),
        (".8", 0.8),
        ("-1.5", -1.5),
        ("−1", -1),
        ("1/3", 1 / 3),
        ("1e-3", 0.001),
        ("= 7", 7),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: float) -> None:
    assert read_number(text, PLAIN) == pytest.approx(number)


def test_units_are_understood_or_asked_for() -> None:
    assert read_number("80 %", PERCENT) == read_number("80", PERCENT) == 80
    assert read_number("0.8 share", PERCENT) == pytest.approx(80)
    with pytest.raises(UnreadableAnswer, match="in %"):
        read_number("80 kg", PERCENT)
    with pytest.raises(UnreadableAnswer, match="without a unit"):
        read_number("80 %", PLAIN)


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1e999", "1/0", "abc", "1 2", "0x10", "__import__('os')", "9" * 500]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAnswer):
        read_number(text, PLAIN)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("one", ""),
        ("one", "z"),
        ("one", "a b"),
        ("one", None),
        ("one", ["a", None]),
        ("one", {"1": {"2": "3"}}),
        ("one", {"x": "a"}),
        pytest.param("one", 10**6000, id="a huge number"),
        pytest.param("one", [10**6000], id="a huge number in a list"),
        ("one", "a" * 10_000),
        ("many", "abcd"),
        ("match", "a"),
        ("match", "a b c"),
        ("order", "a a b"),
        ("truth", "maybe"),
        ("truth", "true z"),
        ("number", True),
        ("number", "\x00"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(posed: dict[str, Posed], name: str, raw: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        read_answer(posed[name], raw)


@pytest.mark.parametrize("raw", ["c a", "c, a", "C) A)", ["c", "a"], {"2": "a", "1": "c"}])
def test_letters_may_come_in_any_form(posed: dict[str, Posed], raw: Any) -> None:
    assert read_answer(posed["match"], raw).chosen == (2, 0)
