"""What travels to another process or machine and back: source text and results, as bytes."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from pathlib import Path

import msgspec

from nngrade.batch.bundle import course_files, fingerprint, write_course
from nngrade.course import Course, CourseError, load_course
from nngrade.judge import Judge
from nngrade.options import Options
from nngrade.report import ChapterReport, Judged, assemble
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.upstream import Keys, judging_order


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


class Bench(msgspec.Struct, frozen=True):
    """What a process keeps warm for a course.

    Attributes:
        judge: its judge, with zygote and collected suites.
        keys: makers of keys by the options that they are for.
    """

    judge: Judge
    keys: dict[Options, Keys]

    def maker(self, options: Options) -> Keys:
        """The maker of keys for some options."""
        return self.keys.setdefault(options, Keys(self.judge.course, options))


_benches: dict[str, Bench] = {}
_one_at_a_time = threading.Lock()
"""A process has one warm zygote and one pytest session, whatever number of threads its executor has."""

_BASIC = (
    "only basic isolation works here, so a submission could read the hidden suites: see `nngrade doctor`, "
    "or pass --allow-basic to grade all the same"
)


def run_task(data: bytes) -> bytes:
    """Judge a task; the one function that an executor runs.

    Args:
        data: a `Task`.

    Returns:
        An `Answer`.
    """
    with _one_at_a_time:
        return msgspec.msgpack.encode(_answer(msgspec.msgpack.decode(data, type=Task)))


def _answer(task: Task) -> Answer:
    try:
        bench = _bench(task)
        if bench is None:
            return Answer(wants_course=True)
        if bench.judge.house.level == "basic" and not task.allow_basic:
            return Answer(trouble=_BASIC)
        return Answer(tuple(_judged(bench, task)))
    except (CourseError, IsolationError, OSError) as error:
        return Answer(trouble=str(error))


def _judged(bench: Bench, task: Task) -> list[Judged]:
    judge, keys = bench.judge, bench.maker(task.options)
    judge.session(sorted({name for each in task.submissions for name in judging_order(judge.course, each)}))
    made = []
    for submission in task.submissions:
        try:
            made.append(judge.judge_anew(submission, task.options, keys, task.known))
        except (CourseError, IsolationError):
            raise
        except Exception as error:  # one submission that trips the grader must not take the others along
            text = f"the grader failed on this submission ({type(error).__name__}): look at it by hand, and report it"
            made.append(not_judged(submission, task.course, task.options.seed, text))
    return made


def not_judged(submission: Submission, course: str, seed: int, text: str) -> Judged:
    """A result that says why there is none; never points."""
    chapters = [ChapterReport(name, "error", 0.0, 0.0, message=text) for name in submission.chosen]
    return Judged(assemble(course, submission.name, chapters, seed, "none", submission.notes), {})


def _bench(task: Task) -> Bench | None:
    """The bench of the task's course; None where this machine does not have the course."""
    if task.fingerprint not in _benches:
        course = _course(task)
        if course is None:
            return None
        house = House()
        atexit.register(house.close)  # its processes' time counts as this one's only where it waits for them
        _benches[task.fingerprint] = Bench(Judge(course, house), {})
    return _benches[task.fingerprint]


def _course(task: Task) -> Course | None:
    """The very course that the task means: from its folder, from the task itself, else None."""
    if task.files is not None:
        folder = Path(tempfile.mkdtemp(prefix="nngrade-course-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return msgspec.structs.replace(load_course(write_course(task.files, folder)), name=task.course)
    try:
        course = load_course(task.folder)
        return course if fingerprint(course_files(course)) == task.fingerprint else None
    except (CourseError, OSError):
        return None
