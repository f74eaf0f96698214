"""How often a chapter was checked, and when, as a workspace keeps it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from nngrade.course import Course
from nngrade.practice.remember import after_check
from nngrade.practice.state import ChapterState, load_state, read_state, state_file
from nngrade.practice.workspace import make_workspace
from nngrade.report import ChapterReport, Status


def checked(*statuses: Status, before: ChapterState | None = None) -> ChapterState | None:
    """The state after checks a minute apart, the first of them at 1000."""
    for number, status in enumerate(statuses):
        before = after_check(before, ChapterReport("neuron", status, 1.0, 2.0), 1000 + 60 * number)
    return before


def test_checks_are_counted_until_the_chapter_passes() -> None:
    assert checked("failed", "failed", "passed", "failed", "passed") == ChapterState("passed", 1.0, 2.0, 3, 1000, 1120)


def test_untouched_stubs_and_troubles_of_the_grader_are_no_attempts() -> None:
    assert checked("todo", "missing", "error", "failed") == ChapterState("failed", 1.0, 2.0, 1, 1180)


def test_a_chapter_that_was_checked_before_anybody_counted_stays_uncounted() -> None:
    old = msgspec.json.decode(b'{"status": "failed", "score": 1.0, "max_score": 2.0}', type=ChapterState)
    assert checked("failed", "passed", before=old) == ChapterState("passed", 1.0, 2.0)


def test_an_old_state_still_loads_and_a_damaged_count_is_a_fresh_start() -> None:
    chapter = {"status": "passed", "score": 1.0, "max_score": 2.0}
    old = read_state(json.dumps({"chapters": {"neuron": chapter}, "hints": {"neuron.fires": 2}}).encode())
    assert (old.chapters["neuron"].attempts, old.hints) == (0, {"neuron.fires": 2})
    for damage in ("NaN", "1e308", '"3"', "null", "[]", "9" * 5000):
        text = json.dumps({"chapters": {"neuron": {**chapter, "attempts": "?"}}}).replace('"?"', damage)
        assert read_state(text.encode()).chapters == {}


def test_checking_a_workspace_counts(tmp_path: Path, course: Course) -> None:
    make_workspace(tmp_path, course)
    for text in ("def fires(*_):\n    return 1\n", course.chapters["neuron"].solution_text):
        (tmp_path / "neuron.py").write_text(text, encoding="utf-8")
        words = [sys.executable, "-m", "nngrade", "check", "neuron"]
        grader = str(Path(__file__).parents[2] / "grader")
        subprocess.run(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": grader}, capture_output=True, check=False)
    kept = load_state(tmp_path).chapters["neuron"]
    assert (kept.status, kept.attempts) == ("passed", 2), state_file(tmp_path).read_text()
    assert kept.first_check is not None
    assert kept.passed_at is not None
    assert 0 <= kept.passed_at - kept.first_check < 600
