"""What travels to another process or machine and back: source text and results, as bytes."""

from __future__ import annotations

import threading

import msgspec

from nngrade.options import Options
from nngrade.report import ChapterReport, Judged, assemble
from nngrade.submission import Submission


class Task(msgspec.Struct, frozen=True):
    """Some submissions to judge.

    Attributes:
        submissions: the learners' modules.
        known: earlier reports on chapters by their keys; these are not judged again.
        options: how to judge.
        course: name of the course.
        folder: where it lies on the machine that asks; None is the built-in one.
        fingerprint: of the course, so that another version of it is not used.
        files: the course itself, for a machine that does not have it.
        allow_basic: whether grading may go on where only basic isolation works.
    """

    submissions: tuple[Submission, ...]
    known: dict[str, ChapterReport]
    options: Options
    course: str
    folder: str | None
    fingerprint: str
    files: dict[str, bytes] | None
    allow_basic: bool


class Answer(msgspec.Struct, frozen=True):
    """What became of a task.

    Attributes:
        judged: a result for each submission.
        wants_course: whether the task must be sent again with the files of the course.
        trouble: why nothing could be judged here.
    """

    judged: tuple[Judged, ...] = ()
    wants_course: bool = False
    trouble: str = ""


_one_at_a_time = threading.Lock()
"""A process has one warm zygote and one pytest session, whatever number of threads its executor has."""


def run_task(data: bytes) -> bytes:
    """Judge a task; the one function that an executor runs.

    Args:
        data: a `Task`.

    Returns:
        An `Answer`.
    """
    from nngrade.batch.bench import answer  # imports NumPy and pytest, which whoever hands tasks out never needs

    with _one_at_a_time:
        return msgspec.msgpack.encode(answer(msgspec.msgpack.decode(data, type=Task)))


def not_judged(submission: Submission, course: str, seed: int, text: str) -> Judged:
    """A result that says why there is none; never points."""
    chapters = [ChapterReport(name, "error", 0.0, 0.0, message=text) for name in submission.chosen]
    return Judged(assemble(course, submission.name, chapters, seed, "none", submission.notes), {})
