"""Many submissions on any executor: in order, none lost, none twice, none touched by its neighbour."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec
import pytest

import nngrade
from nngrade.batch.engine import Job, Piece, grade_submissions, judge_all
from nngrade.batch.pool import Pool
from nngrade.errors import GradingError
from nngrade.options import Options
from nngrade.report import Report
from nngrade.submission import Submission
from tests.batch.conftest import make_class, submissions
from tests.small_course import SOLUTION

COUNT = 60


@pytest.fixture(scope="module")
def expected(small: Path) -> bytes:
    """What an undisturbed run on one process gives."""
    reports = list(grade_submissions(submissions(COUNT), course=small, seed=7, jobs=1))
    assert [report.submission for report in reports] == [one.name for one in submissions(COUNT)]
    assert reports[0].score < reports[1].score == reports[1].max_score
    return msgspec.json.encode(reports)


def test_a_class_is_graded_in_the_order_of_names(small: Path, tmp_path: Path) -> None:
    """The importable function over a folder."""
    reports = list(nngrade.grade(make_class(tmp_path, 5), course=small, seed=7, jobs=1))
    assert [report.submission for report in reports] == [f"learner{n:03}" for n in range(5)]
    assert [report.exit_code() for report in reports] == [1, 0, 0, 1, 0]
    assert reports[0].chapters[0].checks[0].mistake == "TWI1"


def test_any_executor_gives_the_same(small: Path, expected: bytes) -> None:
    with ThreadPoolExecutor(3) as threads:
        assert (
            msgspec.json.encode(list(grade_submissions(submissions(COUNT), course=small, seed=7, executor=threads)))
            == expected
        )
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert (
            msgspec.json.encode(list(grade_submissions(submissions(COUNT), course=small, seed=7, executor=processes)))
            == expected
        )


class Saboteur(Pool):
    """A pool in which something is killed each time a task is handed out.

    Args:
        jobs: how many processes.
        victims: finds the processes to kill below one of the pool.
        every: after how many tasks.
    """

    def __init__(self, jobs: int, victims: Any, every: int) -> None:
        super().__init__(jobs)
        self.victims, self.every, self.tasks, self.killed = victims, every, 0, 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.tasks += 1
        future = super().submit(function, *args, **kwargs)
        if self.tasks % self.every == 0:
            time.sleep(0.3)  # for some of the work to have begun
            for lane in self._lanes:
                for process in list(lane.executor._processes or ()):
                    for victim in self.victims(process):
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(victim, signal.SIGKILL)
                            self.killed += 1
        return future


def below(process: int) -> Iterator[int]:
    """The processes that one started, and those that they started."""
    try:
        children = [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield child
        yield from below(child)


def of_other_threads(process: int) -> list[int]:
    """The same for the children of every thread."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        with contextlib.suppress(OSError):
            for word in (task / "children").read_text().split():
                found += [int(word), *below(int(word))]
    return found


@pytest.mark.parametrize(
    "victims",
    [lambda process: [process], lambda process: of_other_threads(process)[:1], of_other_threads],
    ids=["the process", "its sandbox", "everything in its sandbox"],
)
def test_killing_costs_nothing_but_time(victims: Any, small: Path, expected: bytes) -> None:
    """Kill -9 of a process of the pool, of a zygote, of a worker while submissions are judged."""
    with Saboteur(2, victims, every=4) as pool:
        job = Job(small, Options(seed=7, disclose=False))
        pieces = (Piece(one) for one in submissions(COUNT))
        reports = [judged.report for judged in judge_all(pieces, job, pool, 2, batch=6)]
    assert pool.killed
    assert msgspec.json.encode(reports) == expected


def test_a_script_needs_no_guard_around_it(small: Path, tmp_path: Path) -> None:
    """A process that is started would else run the whole script again, which starts processes."""
    script = tmp_path / "script.py"
    lines = [
        "from pathlib import Path",
        "from nngrade.batch.engine import grade_submissions",
        "from nngrade.submission import Submission",
        "print('begins')",
        f"work = Submission('ada', {submissions(1)[0].modules!r}, {{}}, {submissions(1)[0].chosen!r})",
        f"print(len(list(grade_submissions([work], course={str(small)!r}, seed=7))))",
    ]
    script.write_text("\n".join(lines))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["begins", "1"], done.stderr


def test_a_course_travels_to_where_it_is_not(small: Path, tmp_path: Path, expected: bytes) -> None:
    """A process that cannot see the folder of the course gets its files."""
    job = Job(small, Options(seed=7, disclose=False))
    job.folder = str(tmp_path / "not here")
    with Pool(1) as pool:
        reports = [judged.report for judged in judge_all(map(Piece, submissions(COUNT)), job, pool, 1)]
    assert msgspec.json.encode(reports) == expected


def test_basic_isolation_is_refused_unless_told(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNGRADE_ISOLATION", "basic")
    with pytest.raises(GradingError, match="--allow-basic"):
        list(grade_submissions(submissions(1), course=small, seed=7, jobs=1))
    (report,) = grade_submissions(submissions(1), course=small, seed=7, jobs=1, allow_basic=True)
    assert report.isolation == "basic"


def test_results_are_closed_unless_told(small: Path) -> None:
    shown = Submission("ada", {"counter": SOLUTION.replace("2 * v", "1 / 0")}, {}, ("counter",))

    def message(**options: Any) -> Report:
        (report,) = grade_submissions([shown], course=small, seed=7, jobs=1, **options)
        return report

    assert "division by zero" not in str(message())
    assert "division by zero" in str(message(disclose="open"))


def test_submissions_are_read_as_they_are_needed(small: Path) -> None:
    """A class of any size takes the same memory: few submissions are ahead of the results."""
    drawn = 0

    def endless() -> Iterator[Submission]:
        nonlocal drawn
        for one in submissions(1) * 10_000:
            drawn += 1
            yield one

    reports = grade_submissions(endless(), course=small, seed=7, jobs=1)
    assert next(reports).submission == "learner000"
    assert drawn < 100
    reports.close()


def test_a_wall_limit_that_little_processor_time_led_to_is_tried_once_more_and_told(small: Path) -> None:
    """What waits is stopped by the wall clock; since a machine can be at fault, it gets a second chance."""
    text = SOLUTION.replace("return [2 * v for v in x]", "import time; time.sleep(1000)")
    piece = Piece(Submission("sleepy", {"counter": text}, {}, ("counter",)))
    (judged,) = judge_all([piece], Job(small, Options(seed=7, disclose=False)), jobs=1)
    assert judged.retried == ("counter: it waited until its time was up, with little processor time used",)
    assert judged.report.chapters[0].status == "failed"
    assert any("does it wait for something" in check.message for check in judged.report.chapters[0].checks)
