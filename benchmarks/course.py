"""A full check of every chapter on the reference solutions, against simply running the learner code that its checks call."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Cost, run
from nngrade.course import Course, load_course
from nngrade.sandbox import wire
from nngrade.sandbox.local import LocalServer, LocalTransport
from nngrade.sandbox.remote import Worker
from nngrade.suite.bench import Bench
from nngrade.suite.session import SuiteSession
from nngrade.trusted import load_solutions

SEED = 7


class Stopwatch(LocalServer):
    """A server that adds up the processor time of the learner's code alone."""

    seconds = 0.0

    def _call(self, target: Any, name: str | None, args: wire.Node, kwargs: wire.Node) -> tuple[Any, Any]:
        function = target if name is None else getattr(target, name)
        return super()._call(self._timed(function), None, args, kwargs)

    def _timed(self, function: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            begin = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                Stopwatch.seconds += time.thread_time() - begin

        return run


def learner_seconds(course: Course) -> float:
    """Processor seconds of the learner code that all checks of a course call."""
    session = SuiteSession(course, list(course.chapters))
    Stopwatch.seconds = 0.0
    for chapter in course.chapters:
        solutions = load_solutions(course, chapter)
        transport = LocalTransport(solutions, Stopwatch)
        worker = Worker(transport)
        outcomes = session.run(chapter, Bench(worker, worker.load(chapter, {}), solutions, chapter, SEED))
        failed = [outcome.check.id for outcome in outcomes if outcome.error is not None]
        if failed:
            raise RuntimeError(f"the reference of {chapter} fails {', '.join(failed)}")
    session.close()
    return Stopwatch.seconds


def whole_check(course: Course) -> Cost:
    """The cost of `nngrade check` on a folder with every solution, as a whole process."""
    with TemporaryDirectory() as folder:
        for chapter in course.chapters.values():
            shutil.copy(chapter.solution, folder)
        return run([sys.executable, "-m", "nngrade", "check", "--seed", str(SEED)], Path(folder), {})


def start_up() -> Cost:
    """The cost of a bare interpreter that imports what the solutions import."""
    script = "import numpy, numpy.random, sklearn.datasets, sklearn.model_selection, sklearn.preprocessing"
    return run([sys.executable, "-c", script], Path(os.sep), {})


def full_course() -> dict[str, float]:
    """Processor seconds by name, and the ratio of the whole check to running the same learner code."""
    course = load_course()
    code, start, check = learner_seconds(course), start_up().cpu, whole_check(course).cpu
    return {"learner code": code, "imports": start, "nngrade check": check, "ratio": check / (code + start)}


if __name__ == "__main__":
    for name, value in full_course().items():
        print(f"{name:<14} {value:8.2f}")
