"""Each kind of question, answered right and wrong."""

from __future__ import annotations

import pytest

from nngrade.course import Course
from nngrade.quiz.answer import read_answer
from nngrade.quiz.grading import Grade, grade, same_output
from nngrade.quiz.posed import Posed, sheet
from nngrade.quiz.verify import right_answer
from tests.quiz.small_quiz import letter_of, posed_by_id

KINDS = ["one", "many", "truth", "number", "match", "order", "prints", "bug"]

Posings = dict[str, Posed]


def graded(posed: Posed, raw: object) -> Grade:
    return grade(posed, read_answer(posed, raw))


@pytest.mark.parametrize("name", KINDS)
def test_the_right_answer_earns_everything(posed: Posings, name: str) -> None:
    assert grade(posed[name], right_answer(posed[name])) == Grade(1.0)


def test_each_wrong_choice_has_its_own_feedback(posed: Posings) -> None:
    one = posed["one"]
    assert graded(one, letter_of(one, "1")).feedback in (
        ("That is one of them alone.",),
        ("Add, do not write side by side.",),
    )
    wrong = {graded(one, text).feedback[0] for text in ("1", "11")}
    assert wrong == {"That is one of them alone.", "Add, do not write side by side."}
    assert graded(one, "1").solution.endswith(", 2")


def test_ticking_everything_earns_less_than_ticking_the_right_ones(posed: Posings) -> None:
    many = posed["many"]
    assert graded(many, "a b c").score == 0.5
    half = graded(many, letter_of(many, "2"))
    assert half.score == 0.5
    assert half.feedback == (f"{letter_of(many, '4')}: 4 is even.",)
    assert graded(many, letter_of(many, "3")).score == 0


def test_a_verdict_without_its_reason_earns_half(posed: Posings) -> None:
    truth = posed["truth"]
    assert graded(truth, f"false {letter_of(truth, 'It can')}").score == 1
    assert graded(truth, {"truth": False, "reason": letter_of(truth, "It is")}) == Grade(
        0.5, ("Size does not matter.",), "false: It can be halved"
    )
    assert graded(truth, "false").score == 0.5
    assert graded(truth, "true").feedback == ("2 can be halved.",)


def test_a_number_may_come_in_another_unit_and_within_its_tolerance(posed: Posings) -> None:
    number = posed["number"]
    assert graded(number, f"{number.expected / 100} m").score == 1
    assert graded(number, number.expected + 0.4).score == 1
    assert graded(number, number.expected + 0.6).score == 0


def test_a_number_that_betrays_its_mistake_is_recognised(posed: Posings) -> None:
    number = posed["number"]
    assert graded(number, number.expected / 2).feedback == ("You forgot to double.",)
    assert graded(number, -1).feedback == ("Double it, then times 100.",)


def test_matching_counts_pairs(posed: Posings) -> None:
    match = posed["match"]
    barks = letter_of(match, "barks")
    made = graded(match, f"{barks} {barks}")
    assert made.score == 0.5
    assert [text.split(": ")[1] for text in made.feedback] == ["Cats purr."]


def test_ordering_explains_the_first_step_out_of_place(posed: Posings) -> None:
    order = posed["order"]
    two, one, three = (letter_of(order, text) for text in ("two", "one", "three"))
    made = graded(order, f"{two}{one}{three}")
    assert made.score == pytest.approx(1 / 3)
    assert made.feedback == ("Step 1 is: one. Counting starts at one.",)


def test_an_output_is_read_as_numbers(posed: Posings) -> None:
    prints = posed["prints"]
    first = prints.expected.split()[0].strip("[.")
    for text in (prints.expected, f"[{first}, 2]", f"{first}.0  2.", f"[ {first} 2.0 ]"):
        assert graded(prints, text).score == 1, text
    assert graded(prints, f"[{int(first) // 2}, 1]").feedback == ("Nothing was doubled.",)
    assert graded(prints, "what?").feedback == ("Double each.",)


def test_brackets_may_be_left_out_but_not_be_wrong() -> None:
    assert same_output("3, 4", "(3, 4)")
    assert not same_output("[3 4]", "[[3 4]]")
    assert same_output("true", "True")


def test_a_bug_shows_the_wrong_code_under_the_learners_name(posed: Posings) -> None:
    bug = posed["bug"]
    assert bug.code.startswith("class Counter:")
    assert "Forgetful" not in bug.code
    assert graded(bug, letter_of(bug, "Multiply")).feedback == ("Nothing is doubled here.",)


def test_the_same_seed_poses_the_same_quiz_and_another_seed_another(small: Course) -> None:
    def choices(seed: int) -> list[list[str]]:
        return [[choice.text for choice in one.choices] for one in posed_by_id(small, seed).values()]

    assert choices(3) == choices(3)
    assert len({str(choices(seed)) for seed in range(6)}) > 1
    assert {posed_by_id(small, seed)["number"].expected for seed in range(20)} == {300.0, 500.0, 800.0}


def test_a_text_shows_drawn_and_derived_values(posed: Posings) -> None:
    assert f"(one is {posed['number'].expected / 2:g} cm, for $1)" in posed["number"].text


def test_an_ordering_never_stands_in_its_right_order(small: Course) -> None:
    assert all(posed_by_id(small, seed)["order"].key != (0, 1, 2) for seed in range(30))


def test_a_sheet_holds_no_answers(posed: Posings) -> None:
    for one in posed.values():
        assert set(sheet(one)) <= {"id", "kind", "text", "code", "items", "choices", "unit", "points"}
