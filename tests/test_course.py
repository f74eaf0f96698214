"""The built-in course is sound, chapter by chapter, and complete as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.course import Course, CourseError, load_course
from nngrade.judge import Judge, Options
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.suite.session import SuiteSession
from nngrade.variant import accepted_variants, mistakes
from nngrade.verify import stray_files, verify_course

CHAPTERS = list(load_course().chapters)


@pytest.mark.parametrize("chapter", ["activations", "recurrent"])
def test_a_chapter_is_sound(course: Course, chapter: str) -> None:
    """Two of them here, with a seed of their own; the gate runs `nngrade course verify` on all."""
    assert verify_course(course, chapter, seed=11).problems == ()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_reference_gets_full_points_and_the_stub_none(course: Course, house: House, chapter: str) -> None:
    for text, status in (
        (course.chapters[chapter].solution_text, "passed"),
        (course.chapters[chapter].stub.read_text(), "todo"),
    ):
        submission = Submission("one", {chapter: text}, {}, (chapter,))
        assert Judge(course, house).judge(submission, Options(seed=23)).chapters[0].status == status


def test_chapters_are_numbered_without_gaps(course: Course) -> None:
    assert [chapter.facts.number for chapter in course.chapters.values()] == list(range(1, len(course.chapters) + 1))


def test_requirements_exist_and_come_earlier(course: Course) -> None:
    for name, chapter in course.chapters.items():
        assert set(chapter.facts.requires) <= set(course.earlier(name))


def test_no_file_belongs_to_no_chapter(course: Course) -> None:
    assert stray_files(course) == []


def test_the_course_is_rich_enough(course: Course) -> None:
    assert sum(len(mistakes(chapter)) for chapter in course.chapters.values()) >= 200
    assert sum(len(accepted_variants(chapter)) for chapter in course.chapters.values()) >= 65


@pytest.mark.parametrize(
    ("chapter", "name"),
    [("layers", "DEN6"), ("activations", "REL7"), ("optimizers", "OPT10"), ("dropout", "DRO10"), ("losses", "ACC6")],
)
def test_right_answers_that_look_wrong_are_accepted(course: Course, chapter: str, name: str) -> None:
    """Lists for arrays, z * (z > 0), the paper's epsilon, another way to draw, and another side of exactly one half."""
    accepted = accepted_variants(course.chapters[chapter])
    assert any(variant.explanation.startswith(name) for variant in accepted)
    assert name not in {variant.id for variant in mistakes(course.chapters[chapter])}


def test_a_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="holds no course"):
        load_course(tmp_path)


def test_a_bad_chapter_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "suites" / "neuron").mkdir(parents=True)
    (tmp_path / "suites" / "neuron" / "chapter.toml").write_text("number = 'one'", encoding="utf-8")
    with pytest.raises(CourseError, match=r"chapter\.toml"):
        load_course(tmp_path)


def test_without_a_chapter_nobodys_tests_are_run(
    course: Course, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pytest without files collects those of the folder where it stands: a learner's, often enough."""
    (tmp_path / "test_own.py").write_text("from pathlib import Path\n\nPath(__file__).with_name('ran').touch()\n")
    monkeypatch.chdir(tmp_path)
    report = Judge(course, house).judge(Submission("one", {}, {}, ()), Options(seed=1))
    assert (report.score, report.chapters) == (0, ())
    with pytest.raises(CourseError, match="no checks to run"):
        SuiteSession(course, [])
    assert not (tmp_path / "ran").exists()
