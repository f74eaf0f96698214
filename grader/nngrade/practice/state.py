"""What a workspace remembers: the last result of each chapter, the hints that were seen, the quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from nngrade.checking import workspace
from nngrade.course import load_course
from nngrade.files import write_atomically
from nngrade.report import Report
from nngrade.submission import STATE_FOLDER, SubmissionError

STATE_FILE = "state.json"


class ChapterState(msgspec.Struct, frozen=True):
    """The last result of a chapter."""

    status: str
    score: float
    max_score: float


class Given(msgspec.Struct, frozen=True):
    """An answer that was given to a question, and what it earned."""

    answer: Any
    points: float


class QuizState(msgspec.Struct, frozen=True):
    """How far a chapter's quiz has come.

    Attributes:
        seed: variants and orders are drawn from it.
        answers: what was answered, by question id.
    """

    seed: int
    answers: dict[str, Given] = {}


class State(msgspec.Struct, frozen=True):
    """The state of a workspace.

    Attributes:
        chapters: last result by chapter.
        hints: number of hints seen by function.
        quizzes: answers by chapter.
    """

    chapters: dict[str, ChapterState] = {}
    hints: dict[str, int] = {}
    quizzes: dict[str, QuizState] = {}


def state_file(folder: Path) -> Path:
    """Where a workspace keeps its state."""
    return folder / STATE_FOLDER / STATE_FILE


def load_state(folder: Path) -> State:
    """The state of a workspace; a damaged or missing file counts as a fresh start."""
    try:
        return read_state(state_file(folder).read_bytes())
    except OSError:
        return State()


def read_state(data: bytes) -> State:
    """The state that a file holds; a damaged one counts as a fresh start."""
    try:
        return msgspec.json.decode(data, type=State)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return State()


def save_state(folder: Path, state: State) -> None:
    """Write the state of a workspace, where it keeps one; a folder that cannot be written to keeps none."""
    if not (folder / STATE_FOLDER).is_dir():
        return
    try:
        write_atomically(state_file(folder), msgspec.json.format(msgspec.json.encode(state)))
    except OSError:
        return  # a read-only workspace still gets its report


def remember(targets: Sequence[str], report: Report) -> None:
    """Keep the results of a check of the workspace here; checks of other folders are not kept."""
    course = load_course()
    if not all(target == "." or target in course.chapters for target in targets):
        return
    try:
        folder = workspace(course)
    except SubmissionError:
        return
    state = load_state(folder)
    new = {c.chapter: ChapterState(c.status, c.score, c.max_score) for c in report.chapters}
    save_state(folder, msgspec.structs.replace(state, chapters={**state.chapters, **new}))
