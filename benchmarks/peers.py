"""The same assignment graded by nngrade and by others, in one run on one machine: `python -m benchmarks.peers [--envs DIR]`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.classes import ASSIGNMENT, CHAPTER, make_class, texts
from benchmarks.forks import forks
from benchmarks.measure import Cost, middle, run
from benchmarks.rivals import NUMPY, PINS, PREPARE, Rival, environment
from nngrade import __version__
from nngrade.sandbox.limits import LEVEL_VARIABLE

FEW, MANY = 10, 200
ROW = "| {} | {} | {} | {} | {} | {} | {} |"
HEAD = "grader|submissions|CPU a submission|wall a submission|a second, two at a time|largest process|CPU, nngrade strong = 1".split(
    "|"
)
QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> None:
    """Install what is missing, measure, and print one table."""
    root = Path(_option("--envs") or Path.home() / ".cache" / "nngrade-peers")
    programs = {name: environment(name, root) for name in PINS}
    with TemporaryDirectory() as place:
        folder = Path(place)
        rivals = [
            PREPARE[name](programs[name], folder / name, texts(FEW))
            for name in ("pytest", "check50", "otter", "nbgrader")
        ]
        many = make_class(folder / "class", MANY)
        rows = [(rival.name, FEW, *_rival(rival)) for rival in rivals]
        rows += [(f"nngrade grade, {level}", MANY, *_ours(level, many, folder)) for level in ("full", "strong")]
    _show(rows)


def _option(name: str) -> str | None:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def _rival(rival: Rival) -> tuple[Cost, Cost]:
    """The cost of a class in one process after the other, and in two at a time."""
    numbers = list(range(FEW))
    both = f"({rival.command(numbers[::2])}) & ({rival.command(numbers[1::2])}) & wait"
    for _ in range(2):  # the first fills caches
        costs = [run(["bash", "-c", f"{text}; true"], rival.folder, QUIET) for text in (rival.command(numbers), both)]
    return costs[0], costs[1]


def _ours(level: str, many: Path, folder: Path) -> tuple[Cost, Cost]:
    """The same for nngrade, every run into a new folder."""

    def grade(jobs: int) -> Cost:
        out = folder / f"out-{level}-{jobs}-{len(list(folder.iterdir()))}"
        command = [sys.executable, "-m", "nngrade", "grade", str(many), "--out", str(out), "--seed", "7"]
        options = ["--course", str(ASSIGNMENT), "--jobs", str(jobs)]
        return run(["bash", "-c", '"$@"; [ $? -eq 1 ]', "grade", *command, *options], folder, {LEVEL_VARIABLE: level})

    return grade(1), grade(2)


def _show(rows: Sequence[tuple[str, int, Cost, Cost]]) -> None:
    versions = ", ".join(
        [f"nngrade {__version__}", f"numpy {np.__version__} ({NUMPY})", *(pins[0] for pins in PINS.values())]
    )
    print(
        f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {versions}\n"
    )
    print(ROW.format(*HEAD))
    print(ROW.format(*["---"] * 7))
    base = rows[-1][2].cpu / rows[-1][1]
    for name, count, serial, double in rows:
        cpu = serial.cpu / count
        figures = (f"{cpu * 1e3:.0f} ms", f"{serial.wall / count * 1e3:.0f} ms", f"{count / double.wall:.1f}")
        print(ROW.format(name, count, *figures, f"{max(serial.memory, double.memory):.0f} MB", f"{cpu / base:.1f}"))
    costs = forks("strong", 200, CHAPTER, ASSIGNMENT)
    floor = middle(costs["submission"], "cpu")
    print(
        f"\nfloor, a fork of a warm process that loads the module in the sandbox: {floor * 1e3:.1f} ms of CPU in that process"
    )


if __name__ == "__main__":
    main()
