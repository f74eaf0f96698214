"""Judging tasks in a process that stays warm."""

from __future__ import annotations

import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

import msgspec

from nngrade.batch.bundle import course_files, fingerprint, write_course
from nngrade.batch.task import Answer, Task, not_judged
from nngrade.course import Course, CourseError, load_course
from nngrade.judge import Judge
from nngrade.options import Options
from nngrade.report import Judged
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.house import House
from nngrade.upstream import Keys, judging_order


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

_BASIC = (
    "only basic isolation works here, so a submission could read the hidden suites: see `nngrade doctor`, "
    "or pass --allow-basic to grade all the same"
)


def answer(task: Task) -> Answer:
    """What becomes of a task here."""
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


def _bench(task: Task) -> Bench | None:
    """The bench of the task's course; None where this machine does not have the course."""
    if task.fingerprint not in _benches:
        course = _course(task)
        if course is None:
            return None
        house = House()
        Finalize(None, house.close, exitpriority=10)  # `atexit` is not run in processes of a pool
        _benches[task.fingerprint] = Bench(Judge(course, house), {})
    return _benches[task.fingerprint]


def _course(task: Task) -> Course | None:
    """The very course that the task means: from its folder, from the task itself, else None."""
    if task.files is not None:
        folder = Path(tempfile.mkdtemp(prefix="nngrade-course-"))
        Finalize(None, shutil.rmtree, args=[folder, True], exitpriority=5)
        return msgspec.structs.replace(load_course(write_course(task.files, folder)), name=task.course)
    try:
        course = load_course(task.folder)
        return course if fingerprint(course_files(course)) == task.fingerprint else None
    except (CourseError, OSError):
        return None
