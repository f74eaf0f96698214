"""Costs of processes and of calls, taken in turns, so that a busy machine slows both sides alike."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes:
        wall: seconds until its first process ended.
        cpu: processor seconds of all its processes.
        memory: peak memory of the largest of its processes, in MB.
    """

    wall: float
    cpu: float = 0.0
    memory: float = 0.0


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """The cost of a command with every process that it starts; raises where it fails."""
    helper = [sys.executable, __file__, *command]  # of its own, so that it waits for nothing but this command
    done = subprocess.run(helper, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return Cost(**json.loads(done.stdout))


def measured(command: Sequence[str]) -> Cost:
    """The cost of a command, where this process has no other children."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # orphans of the command become ours, to be counted
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output, _ = process.communicate()
    wall = time.perf_counter() - begin
    if process.returncode:
        sys.exit(output.decode(errors="replace"))
    _wait_for_orphans()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _wait_for_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def timed(action: Callable[[], object]) -> Cost:
    """The wall time of a function."""
    begin = time.perf_counter()
    action()
    return Cost(time.perf_counter() - begin)


def in_turns(runs: Mapping[str, Callable[[], Cost]], rounds: int, warm: int = 1) -> dict[str, list[Cost]]:
    """The costs of several runs, one of each per round.

    Args:
        runs: what to measure, by name.
        rounds: how often.
        warm: rounds that do not count.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for number in range(warm + rounds):
        for name, one in runs.items():
            cost = one()
            if number >= warm:
                costs[name].append(cost)
    return costs


def middle(costs: Sequence[Cost], what: str) -> float:
    """The median of one kind of cost."""
    return median(getattr(cost, what) for cost in costs)


def ratio(costs: Sequence[Cost], base: Sequence[Cost], what: str) -> float:
    """The median of the ratios of runs of the same round."""
    return median(getattr(a, what) / getattr(b, what) for a, b in zip(costs, base, strict=True))


if __name__ == "__main__":
    print(json.dumps(asdict(measured(sys.argv[1:]))))
