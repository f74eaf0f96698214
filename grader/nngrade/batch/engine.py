"""Judging many submissions on any executor: in batches, in order, with a bound on what is in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from itertools import islice
from pathlib import Path

import msgspec

from nngrade.batch.bundle import course_files, fingerprint
from nngrade.batch.pool import Pool, available_cores
from nngrade.batch.task import Answer, Task, not_judged, run_task
from nngrade.course import Course, CourseError, load_course
from nngrade.errors import GradingError
from nngrade.options import Options
from nngrade.report import ChapterReport, Judged, Report
from nngrade.submission import Submission

BATCH = 16
IN_FLIGHT = 3
"""Batches that are with the executor for each of its processes."""
TRIES = 3
MOST_SEEDS = 1 << 63
"""Larger numbers do not fit into what travels to other processes."""


class Piece(msgspec.Struct, frozen=True):
    """A submission to judge, and what is known of it.

    Attributes:
        submission: the learner's modules.
        known: earlier reports on its chapters by their keys.
    """

    submission: Submission
    known: dict[str, ChapterReport] = {}


class Job:
    """How a class is judged.

    Args:
        course: folder of the course; None is the built-in one.
        options: how to judge.
        allow_basic: whether grading may go on where only basic isolation works.
    """

    def __init__(self, course: str | Path | None, options: Options, *, allow_basic: bool = False) -> None:
        if not 0 <= options.seed < MOST_SEEDS:
            raise GradingError(f"{options.seed} is no seed: give a number from 0 to {MOST_SEEDS - 1}")
        self.folder = None if course is None else str(Path(course).resolve())
        self.course: Course = load_course(course)
        self.options, self.allow_basic = options, allow_basic
        self.fingerprint = fingerprint(course_files(self.course))

    def task(self, pieces: Iterable[Piece], *, with_course: bool = False) -> Task:
        """The task of judging some submissions."""
        pieces = tuple(pieces)
        known = {key: report for piece in pieces for key, report in piece.known.items()}
        return Task(
            tuple(piece.submission for piece in pieces),
            known,
            self.options,
            self.course.name,
            self.folder,
            self.fingerprint,
            self._files() if with_course else None,
            self.allow_basic,
        )

    def _files(self) -> dict[str, bytes]:
        files = course_files(self.course)
        if fingerprint(files) != self.fingerprint:
            raise CourseError("the course was changed while it was used: grade again with --resume")
        return files


def grade_submissions(
    submissions: Iterable[Submission],
    *,
    course: str | Path | None = None,
    seed: int,
    disclose: str = "closed",
    allow_basic: bool = False,
    executor: Executor | None = None,
    jobs: int | None = None,
) -> Iterator[Report]:
    """Reports on submissions, in their order.

    Args:
        submissions: read as they are needed.
        course: folder of a course; None is the built-in one.
        seed: every input is drawn from it.
        disclose: as in `nngrade.check`; closed by default.
        allow_basic: whether grading may go on where only basic isolation works.
        executor: where to judge; None takes processes of this machine.
        jobs: how many processes the executor has; None takes one a core.
    """
    job = Job(course, Options(seed=seed, disclose=disclose == "open"), allow_basic=allow_basic)
    for judged in judge_all((Piece(each) for each in submissions), job, executor, jobs):
        yield judged.report


def judge_all(
    pieces: Iterable[Piece], job: Job, executor: Executor | None = None, jobs: int | None = None, batch: int = BATCH
) -> Iterator[Judged]:
    """Results of submissions, in their order, none lost and none twice, whatever becomes of the executor's processes.

    Args:
        pieces: read as they are needed.
        job: how to judge.
        executor: where to judge; None takes processes of this machine.
        jobs: how many processes it has; None takes one a core.
        batch: submissions that travel together.
    """
    own = Pool(jobs) if executor is None else None
    width = jobs or (own.jobs if own is not None else width_of(executor))
    line = _Line(job, executor or own or Pool())
    try:
        yield from line.results(_batches(iter(pieces), batch), width * IN_FLIGHT)
    finally:
        line.quarantine.shutdown(wait=True, cancel_futures=True)
        if own is not None:
            own.shutdown(wait=True, cancel_futures=True)


def width_of(executor: Executor | None) -> int:
    """How many tasks an executor works on at once, as far as it tells."""
    client = getattr(executor, "_client", None)  # Dask's executor
    if client is not None and hasattr(client, "nthreads"):
        return max(1, int(sum(client.nthreads().values())))
    return int(getattr(executor, "_max_workers", 0)) or available_cores()


def _batches(pieces: Iterator[Piece], size: int) -> Iterator[tuple[Piece, ...]]:
    while batch := tuple(islice(pieces, size)):
        yield batch


class _Line:
    """Batches on their way through an executor."""

    def __init__(self, job: Job, executor: Executor) -> None:
        self.job, self.executor = job, executor
        self.quarantine = Pool(1)

    def results(self, batches: Iterator[tuple[Piece, ...]], most: int) -> Iterator[Judged]:
        """What became of each piece, in order; at most so many batches wait at a time."""
        waiting: deque[tuple[tuple[Piece, ...], Future[bytes] | None]] = deque()
        for batch in batches:
            waiting.append((batch, self._submitted(batch)))
            while waiting and (len(waiting) >= most or _is_done(waiting[0][1])):
                yield from self._collected(*waiting.popleft())
        while waiting:
            yield from self._collected(*waiting.popleft())

    def _submitted(self, batch: tuple[Piece, ...], *, with_course: bool = False) -> Future[bytes] | None:
        """The future of a batch, None where the executor takes nothing more."""
        task = msgspec.msgpack.encode(self.job.task(batch, with_course=with_course))
        try:
            return self.executor.submit(run_task, task)
        except Exception as error:  # each executor has its own name for having ended
            if isinstance(self.executor, Pool) and isinstance(error, (BrokenExecutor, RuntimeError)):
                return None
            raise GradingError(
                f"the executor takes no more work ({error}): what is graded is kept, so grade again with --resume"
            ) from None

    def _collected(self, batch: tuple[Piece, ...], future: Future[bytes] | None) -> Iterator[Judged]:
        """The results of a batch; where its process was killed it is tried once more, then its pieces one by one."""
        answer = self._answer(batch, future) or self._answer(batch, self._submitted(batch))
        if answer is not None:
            yield from answer.judged
            return
        for piece in batch:
            yield self._alone(piece)

    def _answer(self, batch: tuple[Piece, ...], future: Future[bytes] | None) -> Answer | None:
        """What a process answered, None where it is gone."""
        answer = _decoded(future)
        if answer is not None and answer.wants_course:
            answer = _decoded(self._submitted(batch, with_course=True))
        if answer is not None and answer.trouble:
            raise GradingError(answer.trouble)
        return answer

    def _alone(self, piece: Piece) -> Judged:
        """The result of a piece in a process where nothing else runs, so that it can blame nobody else."""
        for _ in range(TRIES):
            task = msgspec.msgpack.encode(self.job.task([piece], with_course=True))
            answer = _decoded(self.quarantine.submit(run_task, task))
            if answer is not None and answer.trouble:
                raise GradingError(answer.trouble)
            if answer is not None:
                return answer.judged[0]
        text = f"the grader was killed {TRIES + 2} times while it judged this submission: look at it by hand"
        return not_judged(piece.submission, self.job.course.name, self.job.options.seed, text)


def _is_done(future: Future[bytes] | None) -> bool:
    return future is None or future.done()


def _decoded(future: Future[bytes] | None) -> Answer | None:
    if future is None:
        return None
    try:
        data = future.result()
    except (KeyboardInterrupt, SystemExit):
        raise
    except (Exception, CancelledError):  # each executor has its own name for a process that was killed
        return None
    return msgspec.msgpack.decode(data, type=Answer)
