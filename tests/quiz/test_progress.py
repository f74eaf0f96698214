"""Which quiz comes next, and what is kept where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.practice.state import Given, QuizState, State, load_state, save_state
from nngrade.practice.workspace import make_workspace
from nngrade.quiz.bank import load_quizzes
from nngrade.quiz.progress import keep_answers, kept_answers, next_quiz
from tests.cli.test_commands import nngrade


def all_of(course: Course, chapter: str) -> QuizState:
    return QuizState(1, {question.id: Given("a", 0.0) for question in load_quizzes(course)[chapter].questions})


def test_a_quiz_that_was_begun_comes_before_one_that_was_not(course: Course, tmp_path: Path) -> None:
    quizzes = load_quizzes(course)
    make_workspace(tmp_path, course)
    assert next_quiz(quizzes, None) == next_quiz(quizzes, tmp_path) == "neuron"
    keep_answers(tmp_path, "data", QuizState(1, {"epoch_is": Given("a", 1.0)}))
    assert next_quiz(quizzes, tmp_path) == "data"
    for chapter in ("data", "neuron"):
        keep_answers(tmp_path, chapter, all_of(course, chapter))
    assert next_quiz(quizzes, tmp_path) == "activations"


def test_answers_are_kept_beside_what_else_a_workspace_remembers(course: Course, tmp_path: Path) -> None:
    make_workspace(tmp_path, course)
    save_state(tmp_path, State(hints={"neuron.fires": 2}))
    made = QuizState(9, {"epoch_is": Given({"text": "x", "follow_up": "a"}, 0.5)})
    keep_answers(tmp_path, "data", made)
    assert kept_answers(tmp_path, "data") == made
    assert load_state(tmp_path).hints == {"neuron.fires": 2}


def test_every_learner_has_a_seed_of_their_own() -> None:
    assert len({kept_answers(None, "neuron").seed for _ in range(5)}) > 1


def test_without_a_workspace_it_asks_and_says_that_nothing_is_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nngrade", "quiz", "neuron", "--seed", "3"]
    result = subprocess.run(command, input="a\n", capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert result.returncode == 1
    assert "nothing is kept" in result.stdout
    assert "question 2 of" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_is_json_without_a_word_of_feedback(tmp_path: Path) -> None:
    made = [json.loads(nngrade("quiz", "neuron", "--sheet", "--seed", "4", folder=tmp_path).stdout) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0]["chapter"], made[0]["seed"]) == ("neuron", 4)
    assert "feedback" not in str(made[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quiz", "nothing"), "there is no quiz 'nothing'"),
        (("quiz", "--course", "."), "holds no course"),
        (("quiz", "--seed", "-1"), "--seed"),
        (("quiz", "neuron", "more"), "more"),
        (("quiz", "mark"), "QUESTION"),
        (("quiz", "mark", "lr_high", "--format", "xml"), "xml"),
    ],
)
def test_what_cannot_be_done_ends_with_exit_code_2(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = nngrade(*words, folder=tmp_path)
    assert result.returncode == 2
    assert said.lower() in result.stderr.lower()
    assert "Traceback" not in result.stderr


def test_help_is_there_for_both_ways(tmp_path: Path) -> None:
    assert "--answers" in nngrade("quiz", "--help", folder=tmp_path, COLUMNS="120").stdout
    assert "--format" in nngrade("quiz", "mark", "--help", folder=tmp_path, COLUMNS="120").stdout
