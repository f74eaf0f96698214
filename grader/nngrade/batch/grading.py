"""Grading a class from Python."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path

from nngrade.batch.engine import Job, Piece, judge_all
from nngrade.batch.reading import read_source
from nngrade.batch.run import chosen_chapters
from nngrade.batch.sources import find_sources
from nngrade.options import Options
from nngrade.report import Report


def grade(
    folder: str | Path,
    *,
    course: str | Path | None = None,
    seed: int | None = None,
    disclose: str = "closed",
    chapters: Iterable[str] = (),
    allow_basic: bool = False,
    executor: Executor | None = None,
    jobs: int | None = None,
) -> Iterator[Report]:
    """Grade a class: a folder, zip or set of modules a submission.

    Args:
        folder: where the submissions lie.
        course: folder of a course; None is the built-in one.
        seed: every input is drawn from it; None draws one, which each report names.
        disclose: `closed` names only what went wrong; `open` shows inputs, expected values, prints and exception texts.
        chapters: which to grade; none means all.
        allow_basic: whether grading may go on where no protection but a process of its own works.
        executor: where to judge, any `concurrent.futures.Executor`; None takes processes of this machine.
        jobs: how many processes it has; None takes one a core.

    Returns:
        A report for each submission, in the order of their names. Raises `SubmissionError`, `CourseError` or `GradingError`
        where nothing could be graded.
    """
    options = Options(seed=secrets.randbits(32) if seed is None else seed, disclose=disclose == "open")
    job = Job(course, options, allow_basic=allow_basic)
    chosen = chosen_chapters(job.course, chapters)
    sources = find_sources(Path(folder), job.course)
    pieces = (Piece(read_source(sources.folder, source, job.course, chosen)) for source in sources.found)
    return (judged.report for judged in judge_all(pieces, job, executor, jobs))
