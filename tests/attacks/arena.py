"""A small course to attack, an honest solution of it, and what an attack must not change.

Its checks are written the natural way, expected values worked out after the call too, so that the engine has to protect them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import nngrade
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import LEVELS

CHAPTER = """
number = {number}
title = "{title}"
requires = {requires}
cpu_seconds = 1

[functions]
"""

HONEST = '''"""An honest solution."""

import numpy as np


def double(x):
    return 2 * np.asarray(x)


def mean(x):
    return float(np.mean(x))


def label(n):
    return "even" if n % 2 == 0 else "odd"


def applied(f, x):
    return [f(v) for v in x]


def shuffled(x, rng):
    return rng.permutation(x)


def clear(x):
    x[...] = 0.0


def countdown(n):
    while n:
        yield n
        n -= 1


def counts(words):
    return {word: words.count(word) for word in words}


class Counter:
    def __init__(self):
        self.total = 0.0

    def add(self, n):
        self.total += n
        return self.total
'''

CHECKS = '''"""Checks of the arena."""

import numpy as np

from nngrade.suite import check, close, equal, numbers, quiet, require, unchanged


@check("double", points=2)
def test_double(learner, reference, rng):
    """Every number is doubled."""
    for shape in [(5, 3), (4,), (4, 4)]:
        x = rng.normal(size=shape)
        close(learner.double(x), reference.double(x), {"rows": shape[0]})


@check("double")
def test_double_quietly(learner, rng):
    """It works without a warning."""
    close(learner.double(np.ones(3)), 2 * np.ones(3))
    quiet(learner.double)


@check("double", after="test_double")
def test_double_leaves_argument(learner, rng):
    """The argument stays as it was."""
    unchanged(learner.double, rng.normal(size=4))


@check("mean", points=2)
def test_mean(learner, rng):
    """The mean is one number."""
    for n in (3, 8):
        x = rng.normal(size=n)
        close(learner.mean(x), x.mean())


@check("label")
def test_label(learner, rng):
    """Even and odd numbers are told apart."""
    for n in rng.integers(1, 100, size=6):
        equal(learner.label(int(n)), "even" if n % 2 == 0 else "odd")


@check("applied")
def test_applied(learner, rng):
    """The function that is passed in is applied to every number."""
    x = rng.normal(size=3).tolist()
    close(learner.applied(lambda v: v * v, x), [v * v for v in x])


@check("shuffled", points=2)
def test_shuffled(learner, rng):
    """The same numbers come back in another order, drawn from rng."""
    x = np.arange(50.0)
    first = numbers(learner.shuffled(x, rng))
    draws = rng.random(5)
    require(len(set(draws.tolist())) == 5, "the generator was spoilt")
    close(np.sort(first), x)
    require((first != x).any(), "nothing was shuffled")


@check("clear")
def test_clear(learner, rng):
    """The caller's array is set to 0 in place."""
    x = rng.normal(size=4)
    learner.clear(x)
    close(x, np.zeros(4))


@check("countdown")
def test_countdown(learner):
    """The numbers n, n - 1, ..., 1 come one after the other."""
    equal(list(learner.countdown(4)), [4, 3, 2, 1])


@check("counts")
def test_counts(learner):
    """How often each word occurs."""
    got = learner.counts(["a", "b", "a"])
    require(isinstance(got, dict) and got == {"a": 2, "b": 1}, "the counts are wrong", got=got)


@check("Counter", points=2)
def test_counter(learner, rng):
    """The counter adds up what it is given."""
    counter, total = learner.Counter(), 0.0
    for n in rng.normal(size=3):
        total += n
        close(counter.add(float(n)), total)
    close(counter.total, total)
'''

POINTS = {
    "double": 4,
    "mean": 2,
    "label": 1,
    "applied": 1,
    "shuffled": 2,
    "clear": 1,
    "countdown": 1,
    "counts": 1,
    "Counter": 2,
}
"""What each function can earn."""

NEXT_SOLUTION = '''"""The chapter after the arena."""

from arena import double


def quadruple(x):
    return double(double(x))
'''

NEXT_CHECKS = '''"""Checks of the chapter after the arena."""

from nngrade.suite import check, close


@check("quadruple")
def test_quadruple(learner, rng):
    """Every number is doubled twice."""
    x = rng.normal(size=4)
    close(learner.quadruple(x), 4 * x)
'''


def make_arena(folder: Path) -> Path:
    """Write the course; its folder."""
    files = {
        "exercises/arena.py": 'raise NotImplementedError("write it")\n',
        "solutions/arena.py": HONEST,
        "suites/arena/chapter.toml": CHAPTER.format(number=1, title="The arena", requires="[]"),
        "suites/arena/test_arena.py": CHECKS,
        "exercises/after.py": 'raise NotImplementedError("write it")\n',
        "solutions/after.py": NEXT_SOLUTION,
        "suites/after/chapter.toml": CHAPTER.format(number=2, title="After the arena", requires='["arena"]'),
        "suites/after/test_after.py": NEXT_CHECKS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Attack(NamedTuple):
    """Code that is added to the honest solution.

    Attributes:
        code: what is added.
        cause: a pattern that a line of the report must show.
        robs: the functions that the code gets wrong and wants points for.
        keeps: whether all other functions keep their points.
    """

    code: str
    cause: str
    robs: tuple[str, ...] = ("double",)
    keeps: bool = True


def put(folder: Path, code: str, name: str = "arena") -> Path:
    """Write the honest solution and what is added to it into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(HONEST + code, encoding="utf-8")
    return folder


def require_nothing_gained(chapter: dict[str, Any], attack: Attack) -> None:
    """The attacked functions earn nothing, the others what they earned before, and a line names the cause."""
    earned = dict.fromkeys(POINTS, 0.0)
    for check in chapter["checks"]:
        earned[check["function"]] += check["points"]
    assert {name: earned[name] for name in attack.robs} == dict.fromkeys(attack.robs, 0.0)
    assert chapter["score"] == sum(earned.values())
    if attack.keeps:
        assert earned == {name: 0 if name in attack.robs else most for name, most in POINTS.items()}
    lines = [chapter["message"], *(check["message"] for check in chapter["checks"] if check["function"] in attack.robs)]
    assert any(re.search(attack.cause, line) for line in lines), lines
    assert not any("Traceback" in line or len(line) > 1000 for line in lines)


@cache
def levels_here() -> tuple[str, ...]:
    """The levels of isolation that work on this machine, from the fullest."""
    return tuple(level for level in LEVELS if _works(level))


def _works(level: str) -> bool:
    house = House(level)
    try:
        return house.level == level
    finally:
        house.close()


def command(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the real command, `nngrade check`, and return what it said.

    Args:
        args: what follows `check`.
        options: `prefix`, a command to run it by; `python`, an interpreter and its options; `cwd`; anything else is set in
            its environment.
    """
    prefix, folder = options.pop("prefix", []), options.pop("cwd", None)
    python = options.pop("python", [sys.executable, "-P"])  # -P: as from its script, the current folder is not searched
    packages = str(Path(nngrade.__file__).parents[1])
    return subprocess.run(
        [*prefix, *python, "-m", "nngrade", "check", *map(str, args)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": packages, **options},
        cwd=folder,
        timeout=120,
        check=False,
    )


def graded(*args: object, **options: Any) -> dict[str, Any]:
    """The report of the real command, with its exit code; nothing but the report may have been printed."""
    done = command(*args, "--format", "json", **options)
    assert done.returncode in (0, 1, 2), done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    return {**report, "code": done.returncode}
