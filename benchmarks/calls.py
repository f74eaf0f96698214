"""A call through the proxy against the same call of a local module."""

from __future__ import annotations

import numpy as np

from benchmarks.measure import Cost, in_turns, timed
from nngrade.course import load_course
from nngrade.sandbox.cores import staying
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker
from nngrade.trusted import load_module

CHAPTER = "activations"
INPUTS = {"a number": 0.5, "10 numbers": np.ones(10), "10,000 numbers": np.ones(10_000)}


def calls(level: str, rounds: int) -> dict[str, dict[str, list[Cost]]]:
    """By input, the costs of a `proxy` call and of a `local` call of relu."""
    house = House(level)
    try:
        return {name: _turns(house, value, rounds) for name, value in INPUTS.items()}
    finally:
        house.close()


def _turns(house: House, value: object, rounds: int) -> dict[str, list[Cost]]:
    chapter = load_course().chapters[CHAPTER]
    local = load_module(CHAPTER, chapter.solution_text, f"{CHAPTER}.py", {})
    transport = house.spawn(Limits(cpu_seconds=600))
    worker = Worker(transport)
    learner = worker.load(CHAPTER, {CHAPTER: chapter.solution_text})

    def proxy() -> Cost:
        worker.begin()  # as before each check, so that the record does not grow for ever
        return timed(lambda: learner.relu(value))

    try:
        with staying(transport.core):  # as while a suite runs
            return in_turns({"local": lambda: timed(lambda: local.relu(value)), "proxy": proxy}, rounds, 20)
    finally:
        transport.end()
