"""The main job: from a module to a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.checking import check, workspace
from nngrade.course import Course
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.house import House
from nngrade.submission import SubmissionError
from tests.conftest import Grade

SOFTMAX_OVER_COLUMNS = """
import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
"""


def put(folder: Path, course: Course, *chapters: str, **changed: str) -> None:
    for name in chapters:
        (folder / f"{name}.py").write_text(changed.get(name, course.chapters[name].solution_text), encoding="utf-8")


@pytest.mark.parametrize("chapter", ["neuron", "activations", "layers"])
def test_the_reference_passes_and_the_stub_is_to_do(grade: Grade, course: Course, chapter: str) -> None:
    assert grade(chapter, course.chapters[chapter].solution_text).status == "passed"
    stub = grade(chapter, course.chapters[chapter].stub.read_text(encoding="utf-8"))
    assert (stub.status, stub.score) == ("todo", 0)


def test_a_known_mistake_is_named(grade: Grade, course: Course) -> None:
    report = grade("activations", course.chapters["activations"].solution_text + SOFTMAX_OVER_COLUMNS)
    named = {item.mistake for item in report.checks if item.function == "softmax" and item.mistake}
    assert named == {"SMX3"}
    assert all(item.verdict == "passed" for item in report.checks if item.function != "softmax")


def test_a_crash_shows_the_learners_line(grade: Grade) -> None:
    report = grade("neuron", "def weighted_sum(x, w, b):\n    return x.nothing\n")
    failed = next(item for item in report.checks if item.function == "weighted_sum")
    assert "AttributeError" in failed.message
    assert "neuron.py, line 2: return x.nothing" in failed.message


def test_a_closed_report_shows_neither_inputs_nor_exception_texts(grade: Grade) -> None:
    source = "def weighted_sum(x, w, b):\n    print('seen', x)\n    raise ValueError(f'the input was {x}')\n"
    report = grade("neuron", source, disclose="closed")
    failed = next(item for item in report.checks if item.function == "weighted_sum")
    assert "ValueError" in failed.message
    assert "the input was" not in failed.message
    assert failed.detail == {"kind": "crash"}


def test_the_same_seed_gives_the_same_report(tmp_path: Path, course: Course, house: House) -> None:
    put(
        tmp_path, course, "activations", activations=course.chapters["activations"].solution_text + SOFTMAX_OVER_COLUMNS
    )
    assert check(tmp_path, seed=3, house=house) == check(tmp_path, seed=3, house=house)


def test_a_later_chapter_runs_on_the_learners_own_modules_where_these_pass(
    tmp_path: Path, course: Course, house: House
) -> None:
    put(tmp_path, course, "activations", "layers")
    assert check(tmp_path / "layers.py", seed=7, house=house).chapters[0].upstream == {"activations": "own"}
    broken = course.chapters["activations"].solution_text + SOFTMAX_OVER_COLUMNS
    put(tmp_path, course, "activations", "layers", activations=broken)
    report = check(tmp_path, seed=7, house=house)
    assert [chapter.status for chapter in report.chapters] == ["failed", "passed"]
    assert report.chapters[1].upstream == {"activations": "reference"}


def test_an_endless_loop_costs_one_time_limit_and_the_others_go_on(grade: Grade, course: Course) -> None:
    loop = "\ndef relu(z):\n    while True:\n        pass\n"
    report = grade("activations", course.chapters["activations"].solution_text + loop)
    for item in report.checks:
        assert item.verdict == ("failed" if item.function == "relu" else "passed")
    assert "processor time" in next(item.message for item in report.checks if item.function == "relu")


def test_closed_grading_refuses_basic_isolation_unless_told(tmp_path: Path, course: Course) -> None:
    put(tmp_path, course, "neuron")
    house = House("basic")
    with pytest.raises(IsolationError, match="--allow-basic"):
        check(tmp_path, house=house, disclose="closed")
    report = check(tmp_path, house=house, disclose="closed", allow_basic=True)
    assert (report.isolation, report.exit_code()) == ("basic", 0)


def test_a_helper_module_of_the_learners_own_may_be_imported(tmp_path: Path, course: Course, house: House) -> None:
    solution = course.chapters["neuron"].solution_text
    (tmp_path / "helpers.py").write_text(solution, encoding="utf-8")
    (tmp_path / "neuron.py").write_text("from helpers import *\n", encoding="utf-8")
    assert check(tmp_path, seed=7, house=house).chapters[0].status == "passed"


def test_targets_that_mean_nothing_are_refused_with_the_cure(tmp_path: Path, course: Course, house: House) -> None:
    with pytest.raises(SubmissionError, match="nngrade init"):
        check(tmp_path, house=house)
    with pytest.raises(SubmissionError, match="does not exist"):
        check(tmp_path / "nothing", house=house)
    with pytest.raises(SubmissionError, match="nngrade init"):
        workspace(course, tmp_path)
