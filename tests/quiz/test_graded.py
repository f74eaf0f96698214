"""Quiz points as part of a grade."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.course import Course, load_course
from nngrade.quiz.graded import with_quizzes
from nngrade.report import ChapterReport, CheckReport, chapter_report
from nngrade.submission import Answers
from tests.quiz.small_quiz import make_quiz_course


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_counting_course(tmp_path_factory.mktemp("course"))


def make_counting_course(folder: Path) -> Course:
    """The small course, whose quiz counts 16 points: two for each of its eight."""
    suite = make_quiz_course(folder).chapters["counter"].suite
    toml = suite / "chapter.toml"
    toml.write_text("quiz_points = 16\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    return load_course(suite.parents[1])


def code(*, passed: bool = True) -> ChapterReport:
    verdict, points = ("passed", 4.0) if passed else ("failed", 0.0)
    check = CheckReport("test_one", "one", "One.", verdict, points, 4.0)  # type: ignore[arg-type]  # a literal
    return chapter_report("counter", [check], upstream={}, todo=False)


def test_a_quiz_adds_its_points_to_its_chapter(counting: Course) -> None:
    (chapter,) = with_quizzes(counting, [code()], {"counter": Answers(1, {"one": "2"})})
    assert (chapter.status, chapter.score, chapter.max_score) == ("failed", 6.0, 20.0)
    assert chapter.checks[-1].message.startswith("not fully right: many")


def test_no_answers_are_no_points_and_code_that_fails_stays_failed(counting: Course) -> None:
    (chapter,) = with_quizzes(counting, [code(passed=False)], {})
    assert (chapter.status, chapter.score, chapter.max_score) == ("failed", 0.0, 20.0)


def test_a_quiz_that_counts_nothing_changes_nothing(tmp_path: Path) -> None:
    course = make_quiz_course(tmp_path)
    assert with_quizzes(course, [code()], {"counter": Answers(1, {"one": "2"})}) == [code()]
