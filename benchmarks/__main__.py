"""Measures what the grader costs and prints one table of ratios: `python -m benchmarks [--quick]`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version

from benchmarks.calls import calls
from benchmarks.forks import forks
from benchmarks.measure import Cost, middle, ratio
from benchmarks.whole import whole_processes
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.house import House

ROW = "{:<44} {:<24} {:>8} {:>8} {:>8}   {}"


def main() -> None:
    """Measure and print."""
    few = "--quick" in sys.argv
    levels = [level for level in ("full", "strong") if works(level)]
    packages = ", ".join(f"{name} {version(name)}" for name in ("nngrade", "numpy", "pytest"))
    print(
        f"{date.today()}, Python {platform.python_version()}, {packages}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    print(ROW.format("what", "against", "wall", "CPU", "memory", "should be"))
    for rows in (
        whole_rows(levels, 3 if few else 15),
        fork_rows(levels, 30 if few else 300),
        call_rows(levels, 200 if few else 1000),
    ):
        for row in rows:
            print(ROW.format(*row), flush=True)


def works(level: str) -> bool:
    """Whether this level of isolation is to be had here."""
    house = House(level)
    try:
        return house.level == level
    except IsolationError:
        return False
    finally:
        house.close()


def whole_rows(levels: list[str], rounds: int) -> Iterator[tuple[str, ...]]:
    """A check and a re-check against pytest. At `full` the kernel does not count the sandbox's share of the CPU."""
    costs = whole_processes(levels, rounds)
    base = costs["pytest"]
    for level in levels:
        cost = costs[f"check {level}"]
        cpu = times(cost, base, "cpu") if level != "full" else ""
        yield (
            f"nngrade check activations, {level}",
            "pytest",
            times(cost, base),
            cpu,
            times(cost, base, "memory"),
            "wall <= 1.5",
        )
    for level in levels:
        yield (
            f"the same again in a live process, {level}",
            "pytest",
            times(costs[f"again {level}"], base),
            "",
            "",
            "wall <= 0.1",
        )


def fork_rows(levels: list[str], rounds: int) -> Iterator[tuple[str, ...]]:
    """A submission against a bare fork."""
    for level in levels:
        costs = forks(level, rounds)
        mine, base = costs["submission"], costs["fork"]
        what = f"fork + lock + load + kill, {level}"
        yield (
            what,
            f"fork alone ({middle(base, 'wall') * 1e3:.1f} ms)",
            times(mine, base),
            times(mine, base, "cpu"),
            "",
            "wall <= 2.5",
        )


def call_rows(levels: list[str], rounds: int) -> Iterator[tuple[str, ...]]:
    """A call of the learner's function against a local one."""
    for level in levels:
        for name, costs in calls(level, rounds).items():
            mine, base = costs["proxy"], costs["local"]
            what = f"call with {name}, {level}: {middle(mine, 'wall') * 1e6:.0f} us"
            target = "<= 100 us when idle" if name == "a number" else ""
            yield (what, f"local ({middle(base, 'wall') * 1e6:.1f} us)", times(mine, base), "", "", target)


def times(costs: list[Cost], base: list[Cost], what: str = "wall") -> str:
    """The ratio as text."""
    return f"{ratio(costs, base, what):.2f}"


if __name__ == "__main__":
    main()
