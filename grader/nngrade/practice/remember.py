"""Keeping what a check of the workspace came to: the result, and how many checks and how long it took to pass."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from nngrade.checking import workspace
from nngrade.course import load_course
from nngrade.practice.state import ChapterState, load_state, save_state
from nngrade.report import TRIED, ChapterReport, Report
from nngrade.submission import SubmissionError


def remember(targets: Sequence[str], report: Report) -> None:
    """Keep the results of a check of the workspace here; checks of other folders are not kept."""
    course = load_course()
    if not all(target == "." or target in course.chapters for target in targets):
        return
    try:
        folder = workspace(course)
    except SubmissionError:
        return
    state, now = load_state(folder), int(time.time())
    new = {one.chapter: after_check(state.chapters.get(one.chapter), one, now) for one in report.chapters}
    save_state(folder, msgspec.structs.replace(state, chapters={**state.chapters, **new}))


def after_check(before: ChapterState | None, result: ChapterReport, now: int) -> ChapterState:
    """The state of a chapter after one more check. Untouched stubs are no attempts; counting ends when it has passed.

    Args:
        before: its state so far, if there is one.
        result: what the check came to.
        now: the time, in seconds since 1970.
    """
    last = before or ChapterState("missing", 0.0, 0.0)
    attempts, first, passed = last.attempts, last.first_check, last.passed_at
    uncounted = (
        attempts == 0 and last.status in TRIED
    )  # checked before anybody counted: a count from here on would be wrong
    if result.status in TRIED and passed is None and not uncounted:
        attempts += 1
        first = now if first is None else first
        passed = now if result.status == "passed" else None
    return ChapterState(result.status, result.score, result.max_score, attempts, first, passed)
