"""One submission in a worker against a fork of the same zygote that does nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Cost, in_turns
from nngrade.course import load_course
from nngrade.sandbox.forking import ForkedTransport, Zygote
from nngrade.sandbox.launch import ZygoteProcess
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker

CHAPTER = "activations"


class ForkOnly(ZygoteProcess):
    """A zygote, as warm as any, whose children exit at once."""

    boot = f"{ZygoteProcess.boot}\nimport os\nzygote.run_worker = lambda *_: os._exit(0)"


def forks(level: str, rounds: int, chapter: str = CHAPTER, course: Path | None = None) -> dict[str, list[Cost]]:
    """Costs of `fork` (fork, exit, reap) and of `submission` (fork, lock, load, kill, reap), both asked for by a grader."""
    source = {chapter: load_course(course).chapters[chapter].solution_text}
    idle, real = Zygote(ForkOnly(level, spare=False)), Zygote(ZygoteProcess(level, spare=False))

    def fork() -> ForkedTransport:
        transport = idle.spawn(Limits())
        transport.end(patience=10)  # it exits by itself
        return transport

    def submission() -> ForkedTransport:
        transport = real.spawn(Limits())
        Worker(transport).load(chapter, source)
        transport.end()
        return transport

    try:
        idle.wait_up()
        real.wait_up()
        return in_turns({"fork": lambda: _cost(fork), "submission": lambda: _cost(submission)}, rounds, 20)
    finally:
        idle.close()
        real.close()


def _cost(life: Callable[[], ForkedTransport]) -> Cost:
    begin = time.perf_counter()
    ended = life()
    return Cost(time.perf_counter() - begin, ended.seconds)
