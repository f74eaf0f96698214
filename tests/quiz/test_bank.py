"""Quizzes are read strictly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nngrade.course import Course, CourseError
from nngrade.quiz.bank import find_text_question, load_quiz, load_quizzes
from tests.quiz.small_quiz import QUIZ, make_quiz_course
from tests.small_course import make_course

GOOD = '[[questions]]\nkind = "text"\nid = "words"\n'


@pytest.mark.parametrize(
    ("quiz", "said"),
    [
        ("questions = 3", "[[questions]]"),
        ("[[question]]\nid = 'a'", "it also holds question"),
        ("[[questions]\n", "quiz.toml: "),
        (GOOD.replace("text", "essay", 1), "question words: Invalid value 'essay'"),
        (GOOD + "point = 2\n", "question words: Object contains unknown field `point`"),
        (GOOD + "points = 'two'\n", "question words: Expected `float`, got `str` - at `$.points`"),
        (GOOD.replace('id = "words"\n', ""), "question number 1: Object missing required field `id`"),
        (QUIZ.replace("truth = false", ""), "question truth: Object missing required field `truth`"),
        (QUIZ.replace('{ text = "2", right = true },', '{ text = "2", rigth = true },', 1), "unknown field `rigth`"),
    ],
)
def test_a_slip_is_named_with_its_question(tmp_path: Path, quiz: str, said: str) -> None:
    course = make_quiz_course(tmp_path, quiz)
    with pytest.raises(CourseError, match=re.escape(said)):
        load_quiz(course.chapters["counter"])


def test_a_chapter_without_a_quiz_has_no_questions(tmp_path: Path) -> None:
    from nngrade.course import load_course

    course = load_course(make_course(tmp_path))
    assert load_quiz(course.chapters["counter"]).questions == ()
    assert load_quizzes(course) == {}


def test_free_text_questions_are_found_by_id(course: Course) -> None:
    assert find_text_question(course, "lr_high").is_file()
    with pytest.raises(CourseError, match="the course has"):
        find_text_question(course, "../../etc/passwd")
