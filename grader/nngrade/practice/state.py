"""What a workspace remembers: the last result of each chapter, the hints that were seen, the quizzes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from nngrade.files import read_bounded, write_atomically
from nngrade.submission import MAX_BYTES, STATE_FOLDER

STATE_FILE = "state.json"


class ChapterState(msgspec.Struct, frozen=True):
    """The last result of a chapter, and how the learner got there.

    Attributes:
        status: as in a report.
        score: points earned.
        max_score: points that can be earned.
        attempts: how often it was checked until it passed; 0 where nobody counted.
        first_check: when it was checked first, in seconds since 1970.
        passed_at: when it passed first.
    """

    status: str
    score: float
    max_score: float
    attempts: int = 0
    first_check: int | None = None
    passed_at: int | None = None


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
    """The state of a workspace; one that is damaged, missing, or no plain file of a sensible size counts as a fresh start."""
    try:
        return read_state(read_bounded(state_file(folder), MAX_BYTES))
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
