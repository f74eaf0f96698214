"""Quiz points in the grades of a class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nngrade.batch.grading import grade
from nngrade.practice.state import Given, QuizState, State, save_state, state_file
from nngrade.report import Report
from tests.batch.conftest import nngrade, put, work
from tests.quiz.test_graded import make_counting_course


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course whose quiz counts."""
    return make_counting_course(tmp_path_factory.mktemp("course")).chapters["counter"].suite.parents[1]


def answered(folder: Path, answers: dict[str, object]) -> None:
    """A workspace whose state claims 99 points for each answer."""
    put(folder / "counter.py", work(1))
    state_file(folder).parent.mkdir(exist_ok=True)
    given = {name: Given(answer, 99.0) for name, answer in answers.items()}
    save_state(folder, State(quizzes={"counter": QuizState(5, given)}))


def quiz_points(report: Report) -> float:
    return report.chapters[0].checks[-1].points


def test_kept_answers_are_graded_anew_whatever_they_claim(counting: Path, tmp_path: Path) -> None:
    answered(tmp_path / "ada", {"one": "2", "many": "zz"})
    put(tmp_path / "bob" / "counter.py", work(2))
    answered(tmp_path / "eve", {"one": "1"})
    state_file(tmp_path / "mallory").parent.mkdir(parents=True)
    put(tmp_path / "mallory" / "counter.py", work(4))
    state_file(tmp_path / "mallory").write_bytes(b"[" * 3_000_000)
    reports = list(grade(tmp_path, course=counting, seed=7, jobs=1))
    assert [quiz_points(report) for report in reports] == [2.0, 0.0, 0.0, 0.0]
    assert {report.chapters[0].checks[-1].max_points for report in reports} == {16.0}


def test_new_answers_count_when_the_class_is_graded_again(counting: Path, tmp_path: Path) -> None:
    answered(tmp_path / "class" / "ada", {})
    words = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", counting, "--seed", 7)
    scores = []
    for answers in ({}, {"one": "2"}, {"one": "2"}):
        answered(tmp_path / "class" / "ada", answers)
        assert nngrade(*words).returncode == 1
        report = json.loads((tmp_path / "out" / "results.jsonl").read_text(encoding="utf-8"))
        scores.append(report["score"])
    assert scores[1] == scores[2] == scores[0] + 2.0
