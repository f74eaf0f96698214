"""A call through the proxy against the same call of a local module."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.measure import Cost, in_turns, timed
from nngrade.course import load_course
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker
from nngrade.trusted import load_solutions

CHAPTER = "activations"
INPUTS = {"a number": 0.5, "10 numbers": np.ones(10), "10,000 numbers": np.ones(10_000)}


def calls(level: str, rounds: int) -> dict[str, dict[str, list[Cost]]]:
    """By input, the costs of a `proxy` call and of a `local` call of relu."""
    course, house = load_course(), House(level)
    transport = house.spawn(Limits(cpu_seconds=600))
    worker = Worker(transport)
    try:
        learner = worker.load(CHAPTER, {CHAPTER: course.chapters[CHAPTER].solution_text})
        local = load_solutions(course, CHAPTER)[CHAPTER]
        return {name: _turns(worker, learner.relu, local.relu, value, rounds) for name, value in INPUTS.items()}
    finally:
        transport.end()
        house.close()


def _turns(
    worker: Worker, proxy: Callable[..., object], local: Callable[..., object], value: object, rounds: int
) -> dict[str, list[Cost]]:
    def forget() -> Cost:
        worker.begin()  # as before each check, so that the record does not grow for ever
        return Cost(0)

    return in_turns(
        {"local": lambda: timed(lambda: local(value)), "proxy": lambda: timed(lambda: proxy(value)), "": forget}, rounds, 20
    )
