"""Grading again after a suite changed: who gains, who loses, which check; nothing else is judged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.batch.conftest import make_class, nngrade, put
from tests.small_course import SOLUTION

NEW_CHECK = '''

@check("twice", points=2)
def test_twice_of_nothing(learner):
    """Twice nothing is nothing."""
    equal(learner.twice([]), [])
'''


@pytest.fixture
def course(small: Path, tmp_path: Path) -> Path:
    """A course of its own, to be changed."""
    return Path(shutil.copytree(small, tmp_path / "course"))


@pytest.fixture
def graded(course: Path, tmp_path: Path) -> Path:
    make_class(tmp_path / "class", 5)
    put(tmp_path / "class" / "odd" / "counter.py", SOLUTION.replace("[2 * v for v in x]", "[2 * v for v in x] or None"))
    done = nngrade("grade", tmp_path / "class", "--out", tmp_path / "old", "--course", course, "--seed", 7)
    assert done.returncode == 1, done.stderr
    return tmp_path / "old"


def scores(out: Path) -> dict[str, float]:
    lines = (out / "results.jsonl").read_text().splitlines()
    return {report["submission"]: report["score"] for report in map(json.loads, lines)}


def test_a_new_check_shows_who_gains_and_is_written_only_when_told(course: Path, graded: Path, tmp_path: Path) -> None:
    suite = course / "suites" / "counter" / "test_counter.py"
    suite.write_text(suite.read_text() + NEW_CHECK)
    shown = nngrade("regrade", graded, "--out", tmp_path / "new")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[0] == "6 submissions judged again, 0 results as they were, 6 changed"
    assert "5 gain:" in lines
    assert "    counter, test_twice_of_nothing: absent -> passed (+2)" in lines
    assert "1 keep their score with other verdicts:" in lines
    assert "    counter, test_twice_of_nothing: absent -> failed" in lines
    assert "  counter, test_twice_of_nothing: 5 gain, 0 lose" in lines
    assert lines[-1] == "nothing was written: add --yes to write the new results"
    assert not (tmp_path / "new").exists()
    written = nngrade("regrade", graded, "--out", tmp_path / "new", "--yes")
    assert written.stdout.splitlines()[:-1] == lines[:-1]
    old, new = scores(graded), scores(tmp_path / "new")
    assert {name: new[name] - old[name] for name in old} == {**dict.fromkeys(old, 2.0), "odd": 0.0}


def test_what_a_change_does_not_touch_is_looked_up(course: Path, graded: Path, tmp_path: Path) -> None:
    same = nngrade("regrade", graded, "--out", tmp_path / "new", "--yes")
    assert same.stdout.splitlines()[0] == "0 submissions judged again, 6 results as they were, 0 changed"
    assert (tmp_path / "new" / "results.jsonl").read_bytes() == (graded / "results.jsonl").read_bytes()


def test_points_that_are_taken_away_show_as_a_loss(course: Path, graded: Path, tmp_path: Path) -> None:
    suite = course / "suites" / "counter" / "test_counter.py"
    suite.write_text(suite.read_text().replace("def test_", "def test_new_", 1))
    shown = nngrade("regrade", graded, "--out", tmp_path / "new").stdout
    assert "-> absent" in shown
    assert "absent -> " in shown


def test_new_and_missing_submissions_are_told(course: Path, graded: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "class" / "odd")
    put(tmp_path / "class" / "late" / "counter.py", SOLUTION)
    shown = nngrade("regrade", graded, "--out", tmp_path / "new").stdout.splitlines()
    assert "new, without an earlier result: late" in shown
    assert "gone, so without a new result: odd" in shown


def test_what_was_moved_is_asked_for(course: Path, graded: Path, tmp_path: Path) -> None:
    (tmp_path / "class").rename(tmp_path / "moved class")
    done = nngrade("regrade", graded, "--out", tmp_path / "new")
    assert (done.returncode, "with --submissions DIR" in done.stderr) == (2, True)
    course.rename(tmp_path / "moved course")
    words = ("regrade", graded, "--out", tmp_path / "new", "--submissions", tmp_path / "moved class")
    done = nngrade(*words)
    assert (done.returncode, "with --course DIR" in done.stderr) == (2, True)
    assert nngrade(*words, "--course", tmp_path / "moved course").returncode == 0


def test_a_broken_suite_is_told_with_its_place(course: Path, graded: Path, tmp_path: Path) -> None:
    suite = course / "suites" / "counter" / "test_counter.py"
    count = suite.read_text().count("\n")
    suite.write_text(suite.read_text() + "def broken(:\n")
    done = nngrade("regrade", graded, "--out", tmp_path / "new")
    assert done.returncode == 2
    assert f"test_counter.py, line {count + 1}: SyntaxError" in done.stderr
    assert not (tmp_path / "new").exists()


def test_only_the_chapter_that_changed_is_judged_again(tmp_path: Path) -> None:
    """Two chapters: the result of the other comes from the earlier run."""
    from tests.attacks.arena import HONEST, NEXT_SOLUTION, make_arena

    course = make_arena(tmp_path / "course")
    put(tmp_path / "class" / "ada" / "arena.py", HONEST)
    put(tmp_path / "class" / "ada" / "after.py", NEXT_SOLUTION)
    assert (
        nngrade("grade", tmp_path / "class", "--out", tmp_path / "old", "--course", course, "--seed", 7).returncode == 0
    )
    suite = course / "suites" / "after" / "test_after.py"
    suite.write_text(suite.read_text().replace("size=4", "size=5"))
    assert nngrade("regrade", tmp_path / "old", "--out", tmp_path / "new", "--yes").returncode == 0
    old, new = (json.loads((tmp_path / name / ".nngrade" / "journal.jsonl").read_text()) for name in ("old", "new"))
    assert old["keys"]["arena"] == new["keys"]["arena"]
    assert old["keys"]["after"] != new["keys"]["after"]
