"""The marker agrees with labels as far as its page says, and as far as a course may rely on it."""

from __future__ import annotations

import pytest
from benchmarks.agreement import BEGIN, END, PAGE, figures, labelled, report


@pytest.fixture(scope="module")
def untouched() -> list[dict[str, object]]:
    """The half that was not read while the patterns were written."""
    return labelled("untouched")


def test_full_credit_is_right(untouched: list[dict[str, object]]) -> None:
    found = figures(untouched)
    assert found["precision"] >= 0.95
    assert found["false_full"] <= 0.03


def test_zero_is_no_guess(untouched: list[dict[str, object]]) -> None:
    assert figures(untouched)["false_zero"] <= 0.02


def test_most_answers_get_a_verdict_and_it_is_right(untouched: list[dict[str, object]]) -> None:
    found = figures(untouched)
    assert found["unsure"] <= 0.35
    assert found["accuracy"] >= 0.9


def test_nothing_stuffed_copied_or_gibberish_gets_full_credit(untouched: list[dict[str, object]]) -> None:
    for kind in ("stuffed", "copied-question", "gibberish"):
        rows = [row for row in [*untouched, *labelled("tuned")] if row["kind"] == kind and row["verdict"] == "wrong"]
        assert rows
        assert not [row["answer"] for row in rows if row["got"] == "correct"]


def test_other_languages_are_left_undecided(untouched: list[dict[str, object]]) -> None:
    assert {row["got"] for row in untouched if row["kind"] == "other-language"} == {"unsure"}


def test_the_page_holds_the_figures_of_today() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0].strip() == report()
