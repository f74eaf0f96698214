"""Free text in a quiz: what the marker cannot tell is settled by a closed question, never guessed."""

from __future__ import annotations

from random import Random

import pytest

from nngrade.course import Course
from nngrade.practice.state import QuizState
from nngrade.quiz.bank import Quiz, find_text_question, load_quiz
from nngrade.quiz.marking import FreeText, Marking, load_question
from nngrade.quiz.report import grade_answers
from nngrade.quiz.sitting import sit
from nngrade.quiz.wording import DOUBTFUL, Worded, mark_words, settle, weight_of
from tests.quiz.test_sitting import Script

UNCLEAR = "Because otherwise the wibbly things would not come round in the way that is wanted."


def asked_for(course: Course, name: str) -> FreeText:
    return load_question(find_text_question(course, name))


def unclear(course: Course, name: str) -> tuple[FreeText, Worded]:
    asked = asked_for(course, name)
    worded = mark_words(asked, UNCLEAR, Random(1))
    assert worded.marking.verdict == "unsure"
    return asked, worded


def lone_question(course: Course, chapter: str, name: str) -> Quiz:
    questions = load_quiz(course.chapters[chapter]).questions
    return Quiz(chapter, tuple(question for question in questions if question.id == name))


def test_the_right_choice_earns_the_point_in_doubt_and_a_wrong_one_never_everything(course: Course) -> None:
    asked, worded = unclear(course, "lr_high")
    assert worded.follow_up is not None
    for number, choice in enumerate(worded.follow_up.choices):
        made = settle(asked, worded, number)
        assert made.score == (1.0 if choice.right else min(worded.marking.score, DOUBTFUL))
        assert made.feedback == (choice.feedback,)


def test_a_point_that_counts_alone_adds_nothing_to_others(course: Course) -> None:
    asked = asked_for(course, "lr_high")
    assert weight_of(asked, {"vague": True, "big_step": True}) == weight_of(asked, {"big_step": True})
    assert weight_of(asked, dict.fromkeys(asked.points, False)) == 0


def test_a_clear_answer_is_graded_at_once_and_shows_the_words_that_earned_it(course: Course) -> None:
    quiz = lone_question(course, "optimizers", "lr_high")
    script = Script("It overshoots the minimum and the loss explodes.")
    state = sit(course, quiz, QuizState(3), script, lambda state: None)
    assert state.answers["lr_high"].points == quiz.questions[0].points
    assert "overshoots" in script.screen
    assert "One more question" not in script.screen


def test_a_clearly_wrong_answer_earns_nothing_and_shows_a_model(course: Course) -> None:
    quiz = lone_question(course, "optimizers", "lr_high")
    script = Script("gfdgdf hjkhjk")
    state = sit(course, quiz, QuizState(3), script, lambda state: None)
    assert state.answers["lr_high"].points == 0
    assert "right answer:" in script.screen


def test_in_the_terminal_an_unclear_answer_leads_to_the_closed_question(course: Course) -> None:
    _, worded = unclear(course, "lr_high")
    assert worded.follow_up is not None
    quiz = lone_question(course, "optimizers", "lr_high")
    script = Script(UNCLEAR, "a")
    state = sit(course, quiz, QuizState(3), script, lambda state: None)
    assert worded.follow_up.text.split()[0] in script.screen
    assert state.answers["lr_high"].answer == {"text": UNCLEAR, "follow_up": "a"}


def test_leaving_at_the_closed_question_keeps_the_answer_open(course: Course) -> None:
    quiz = lone_question(course, "optimizers", "lr_high")
    state = sit(course, quiz, QuizState(3), Script(UNCLEAR), lambda state: None)
    assert state.answers == {}


def test_without_a_person_an_unclear_answer_waits_for_one(course: Course) -> None:
    report = grade_answers(course, "optimizers", {"lr_high": UNCLEAR}, seed=3)
    made = next(question for question in report.questions if question.id == "lr_high")
    assert made.verdict == "unsure"
    assert (made.points, report.pending) == (0, made.max_points)


def test_a_follow_up_in_the_file_settles_it(course: Course) -> None:
    verdicts = set()
    for letter in "abcd":
        answers = {"lr_high": {"text": UNCLEAR, "follow_up": letter}}
        report = grade_answers(course, "optimizers", answers, seed=3)
        verdicts.add(next(question.verdict for question in report.questions if question.id == "lr_high"))
        assert report.pending == 0
    assert "correct" in verdicts
    assert "unsure" not in verdicts


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"follow_up": "a"},
        {"text": UNCLEAR, "score": 1},
        {"text": UNCLEAR, "follow_up": "z"},
        {"text": [None]},
        None,
    ],
)
def test_what_is_no_answer_in_words_is_unreadable(course: Course, raw: object) -> None:
    report = grade_answers(course, "optimizers", {"lr_high": raw}, seed=3)
    made = next(question for question in report.questions if question.id == "lr_high")
    assert (made.verdict, made.points) == ("unreadable", 0)


def test_an_empty_answer_is_wrong_and_asks_nothing_more(course: Course) -> None:
    worded = mark_words(asked_for(course, "lr_high"), "   ", Random(1))
    assert isinstance(worded.marking, Marking)
    assert (worded.marking.verdict, worded.follow_up) == ("wrong", None)
