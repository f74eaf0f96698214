"""The reference in NumPy against real Keras, and what comparing with recorded Keras costs a check.

`python -m benchmarks.keras [--quick]`: times. `python -m benchmarks.keras --runs 22`: the test accuracies of so many trainings.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median, stdev
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.measure import Cost, in_turns, ratio, run, timed
from nngrade.course import Course, load_course
from nngrade.extras import load_keras
from nngrade.keras.lesson import train_keras
from nngrade.trusted import load_solutions

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure and print."""
    if "--runs" in sys.argv:
        for line in accuracies(int(sys.argv[sys.argv.index("--runs") + 1])):
            print(line, flush=True)
        return
    rounds = 2 if "--quick" in sys.argv else 5
    for line in (*training(rounds), *parity(rounds)):
        print(line, flush=True)


def solved() -> tuple[Any, Any]:
    """(the reference of chapter 11, its data)."""
    moons = load_solutions(load_course(), "moons")["moons"]
    return moons, moons.prepare_data()


def training(rounds: int) -> Iterator[str]:
    """50 epochs on the moons, dropout on: NumPy and Keras in turns, each after a run that does not count."""
    moons, data = solved()
    live, keras_seconds = load_keras(), []

    def keras() -> Cost:
        keras_seconds.append(train_keras(live, data, 42).seconds)
        return Cost(keras_seconds[-1])

    def numpy() -> Cost:
        return timed(lambda: moons.train_model(data[0], data[2], np.random.default_rng(42)))

    costs = in_turns({"numpy": numpy, "keras": keras}, rounds)
    mine, theirs = (median(cost.wall for cost in costs[name]) for name in ("numpy", "keras"))
    times = ratio(costs["keras"], costs["numpy"], "wall")
    yield f"50 epochs of the moons: NumPy {mine:.3f} s, Keras fit {theirs:.2f} s: {times:.1f} times faster (should be >= 15)"


def parity(rounds: int) -> Iterator[str]:
    """A check of every chapter with the comparisons, and of a course that lacks them."""
    course = load_course()
    with TemporaryDirectory() as folder:
        whole, without = (copied(course, Path(folder) / name, name == "with") for name in ("with", "without"))
        work = whole / "solutions"
        command = (sys.executable, "-m", "nngrade", "check", str(work), "--seed", "7", "--course")
        # At this level the processor time of the learner's process counts towards the command's.
        environment = {"NNGRADE_ISOLATION": "strong", "PYTHONPATH": str(ROOT / "grader")}
        runs = {
            "with": lambda: run((*command, str(whole)), whole, environment),
            "without": lambda: run((*command, str(without)), whole, environment),
        }
        costs = in_turns(runs, rounds)
    more = median(a.cpu - b.cpu for a, b in zip(costs["with"], costs["without"], strict=True))
    total = median(cost.cpu for cost in costs["with"])
    yield f"a check of all chapters: {total:.1f} s of CPU, {more:.2f} s of them for comparing with Keras (should be <= 2)"


def copied(course: Course, folder: Path, with_keras: bool) -> Path:
    """A copy of the course, with or without its comparisons with Keras."""
    first = next(iter(course.chapters.values()))
    shutil.copytree(first.stub.parent, folder / "exercises")
    shutil.copytree(first.solution.parent, folder / "solutions")
    skipped = shutil.ignore_patterns("__pycache__", *([] if with_keras else ["test_*_keras.py"]))
    shutil.copytree(first.suite.parent, folder / "suites", ignore=skipped)
    return folder


def accuracies(count: int) -> Iterator[str]:
    """Test accuracies of many trainings of both, each with a seed of its own."""
    moons, data = solved()
    evaluate = moons.evaluate
    live = load_keras()
    keras = [train_keras(live, data, seed).accuracy for seed in range(count)]
    numpy = [
        evaluate(moons.train_model(data[0], data[2], np.random.default_rng(seed))[0], data[1], data[3])[1]
        for seed in range(count)
    ]
    for name, found in (("Keras", keras), ("NumPy", numpy)):
        spread = stdev(found) if count > 1 else 0.0
        yield f"{name}: {count} trainings, mean {mean(found):.4f}, sd {spread:.4f}, from {min(found):.4f} to {max(found):.4f}"


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # TensorFlow takes its time to end
