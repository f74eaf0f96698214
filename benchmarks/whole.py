"""`nngrade check activations` as a whole process against plain pytest with equal assertions on a local module."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Cost, in_turns, run, timed
from nngrade.course import load_course
from nngrade.sandbox.limits import LEVEL_VARIABLE

CHAPTER = "activations"
PLAIN = Path(__file__).parent / "plain"
FAIR = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # whatever else is installed must not slow pytest down
    "PYTHONDONTWRITEBYTECODE": "",  # both sides find their modules compiled, from the round that does not count
}


def whole_processes(levels: list[str], rounds: int) -> dict[str, list[Cost]]:
    """Costs by name: `pytest`, and for each level `check <level>` and `again <level>` (once more in a live process)."""
    with _folders() as (plain, learner):
        runs: dict[str, Callable[[], Cost]] = {
            "pytest": lambda: run([sys.executable, "-m", "pytest", "-q", "-W", "error"], plain, FAIR)
        }
        for level in levels:
            runs[f"check {level}"] = _check(learner, level)
            runs[f"again {level}"] = _check_again(learner, level)
        return in_turns(runs, rounds)


def _check(learner: Path, level: str) -> Callable[[], Cost]:
    command = [sys.executable, "-m", "nngrade", "check", CHAPTER]
    return lambda: run(command, learner, {**FAIR, LEVEL_VARIABLE: level})


def _check_again(learner: Path, level: str) -> Callable[[], Cost]:
    import nngrade

    def check() -> None:
        report = nngrade.check(learner, isolation=level)
        if report.isolation != level or report.score != report.max_score:
            raise RuntimeError(f"expected full points at {level}, got {report.score} at {report.isolation}")

    def again() -> Cost:
        check()
        return timed(check)

    return again


@contextmanager
def _folders() -> Iterator[tuple[Path, Path]]:
    """A folder for pytest and a learner's folder, both with the reference solution as the module to test.

    Pytest runs the suite's own file, with helpers of a few plain asserts in place of nngrade's.
    """
    chapter = load_course().chapters[CHAPTER]
    with TemporaryDirectory() as folder:
        plain, learner = Path(folder, "plain"), Path(folder, "learner")
        shutil.copytree(PLAIN, plain)
        learner.mkdir()
        for copy in (plain / f"{CHAPTER}.py", plain / "solution.py", learner / f"{CHAPTER}.py"):
            shutil.copy(chapter.solution, copy)
        text = chapter.checks.read_text(encoding="utf-8").replace("nngrade.suite", "helpers")
        (plain / chapter.checks.name).write_text(text, encoding="utf-8")
        yield plain, learner
