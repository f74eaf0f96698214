"""A broken quiz is found, with a message that says how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.quiz.bank import find_text_question, text_file
from nngrade.quiz.verify import quiz_problems
from nngrade.verify import verify_course
from tests.quiz.small_quiz import QUIZ, make_quiz_course

TWICE = '[[questions]]\nkind = "single"\nid = "one"\ntext = "?"\nchoices = [{text="a",right=true},{text="b",feedback="c"}]\n'

BROKEN = {
    "no right choice": ('{ text = "2", right = true },', '{ text = "2", feedback = "x" },', "0 choices are right"),
    "two right choices": ('feedback = "That is one of them alone."', "right = true", "2 choices are right"),
    "no feedback": ('feedback = "That is one of them alone."', 'feedback = " "', "'1' has no feedback"),
    "equal choices": ('text = "11"', 'text = "1 "', "'1' stands there twice"),
    "nothing asked": ('text = "How much is 1 + 1?"', 'text = ""', "it asks nothing"),
    "no points": ('id = "one"', 'id = "one"\npoints = 0', "it earns 0 points"),
    "odd id": ('id = "one"', 'id = "one!"', "the id must be a plain name"),
    "all right": ('{ text = "3", feedback', '{ text = "3", right = true, feedback', "some wrong"),
    "multiple without feedback": ('feedback = "4 is even."', 'feedback = ""', "'4' has no feedback"),
    "verdict without feedback": ('feedback = "2 can be halved."', 'feedback = ""', "a wrong answer has no feedback"),
    "no right reason": ('{ text = "It can be halved", right = true }', '{ text = "x", feedback = "y" }', "0 choices"),
    "expression fails": ('answer = "100 * twice', 'answer = "100 * thrice', "NameError"),
    "not a number": ('answer = "100 * twice([metres])[0]"', 'answer = "twice"', "not one number"),
    "infinite": ('answer = "100 * twice([metres])[0]"', "answer = \"float('nan')\"", "the answer is nan"),
    "one variant": ("metres = [1.5, 2.5, 4.0]", "metres = [1.5]", "every learner gets the same numbers"),
    "unknown variable": ("twice $metres metres", "twice $meters metres", "a variable that does not exist"),
    "trap is right": ('value = "once"', 'value = "2 * once"', "is always the right answer"),
    "trap without feedback": ('feedback = "You forgot to double."', 'feedback = ""', "'once' has no feedback"),
    "negative tolerance": ("tolerance = 0.5", "tolerance = -1", "Expected `float` >= 0.0"),
    "pair without feedback": ('feedback = "Cats purr."', 'feedback = ""', "'cat' has no feedback"),
    "extra is a pair": ('extra = ["sings"]', 'extra = ["barks"]', "'barks' stands there twice"),
    "item without feedback": ('feedback = "Two follows one."', 'feedback = ""', "'two' has no feedback"),
    "silent code": ('code = "print(np.array(twice([$n, 1.0])))"', 'code = "$n"', "the code prints nothing"),
    "failing code": ('code = "print(', 'code = "prind(', "the code fails: NameError"),
    "unknown mistake": ('mistake = "CNT1"', 'mistake = "CNT9"', "mistakes.py has no mistake CNT9"),
    "unknown other": ('id = "TWI1"', 'id = "TWI9"', "mistakes.py has no mistake TWI9"),
    "other is the mistake": ('id = "TWI1"', 'id = "CNT1"', "stands there twice"),
    "id used twice": (QUIZ, QUIZ + TWICE, "the id one is used twice"),
    "text without a file": (QUIZ, QUIZ + '[[questions]]\nkind = "text"\nid = "words"\n', "words.toml"),
    "slip of a name": ('why = "One', 'wy = "One', "unknown field `wy`"),
}


def test_a_sound_quiz_has_no_problems(tmp_path: Path) -> None:
    assert list(quiz_problems(make_quiz_course(tmp_path), "counter")) == []


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_quiz_is_found(tmp_path: Path, name: str) -> None:
    before, after, said = BROKEN[name]
    assert before in QUIZ
    course = make_quiz_course(tmp_path, QUIZ.replace(before, after, 1))
    problems = list(quiz_problems(course, "counter"))
    assert any(said in problem for problem in problems), problems


def test_mistakes_that_cannot_be_told_apart_make_no_choice(tmp_path: Path) -> None:
    course = make_quiz_course(tmp_path)
    path = course.chapters["counter"].suite / "mistakes.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('return it.")', 'return it.", same_as=("TWI1",))'), encoding="utf-8")
    assert any("cannot be told from" in problem for problem in quiz_problems(course, "counter"))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (r"weight = 0.8", "weigth = 0.8", "unknown field `weigth`"),
        (r"right = true\n", "", "mark exactly one choice as right"),
        (r'feedback = ".*"', 'feedback = " "', "has no feedback"),
        (r'confirms = "fails"', 'confirms = "reason"', "there is no point 'reason'"),
        (r'verdict = "correct"', 'verdict = "wrong"', "instead of wrong"),
    ],
)
def test_each_broken_free_text_question_is_found(
    course: Course, tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = find_text_question(course, "lr_high").read_text(encoding="utf-8")
    small = make_quiz_course(tmp_path, QUIZ + '[[questions]]\nkind = "text"\nid = "words"\n')
    path = text_file(small.chapters["counter"], "words")
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert list(quiz_problems(small, "counter")) == []
    broken, count = re.subn(before, after, text, count=1)
    assert count == 1
    path.write_text(broken, encoding="utf-8")
    problems = list(quiz_problems(small, "counter"))
    assert any(said in problem for problem in problems), problems


def test_points_for_a_quiz_that_is_not_there_are_found(tmp_path: Path) -> None:
    course = make_quiz_course(tmp_path)
    suite = course.chapters["counter"].suite
    (suite / "quiz.toml").unlink()
    toml = suite / "chapter.toml"
    toml.write_text("quiz_points = 2\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    from nngrade.course import load_course

    assert any("quiz_points" in problem for problem in quiz_problems(load_course(suite.parents[1]), "counter"))


def test_verifying_a_chapter_verifies_its_quiz(tmp_path: Path) -> None:
    course = make_quiz_course(tmp_path, QUIZ.replace('"CNT1"', '"CNT9"'))
    assert any("CNT9" in problem for problem in verify_course(course, "counter", 7).problems)
