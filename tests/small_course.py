"""A course of one tiny chapter, for tests of the machinery."""

from __future__ import annotations

from pathlib import Path

CHAPTER = """
number = 1
title = "Counting"
cpu_seconds = 1

[functions.twice]
hints = ["one", "two", "three"]

[functions.Counter]
hints = ["one", "two", "three"]
"""

STUB = '''"""Counting."""


def twice(x):
    """Twice each number.

    Example: twice([1]) is [2].
    """
    raise NotImplementedError


class Counter:
    """Counts.

    Example: Counter(1).add(2) is 3.
    """

    def __init__(self, start=0):
        raise NotImplementedError

    def add(self, n):
        raise NotImplementedError
'''

SOLUTION = '''"""Counting."""


def twice(x):
    return [2 * v for v in x]


class Counter:
    def __init__(self, start=0):
        self.value = start

    def add(self, n):
        self.value += n
        return self.value
'''

CHECKS = '''"""Checks of counting."""

from nngrade.suite import check, close, equal


@check("twice")
def test_twice(learner, rng):
    """Every number comes back doubled."""
    numbers = rng.normal(size=4)
    close(learner.twice(numbers), 2 * numbers)


@check("Counter", points=2)
def test_counter(learner):
    """The counter remembers what was added."""
    counter = learner.Counter(5)
    equal(counter.add(2), 7)
    equal(counter.add(3), 10)


@check("Counter", after="test_counter")
def test_two_counters(learner):
    """Two counters do not disturb each other."""
    first, second = learner.Counter(), learner.Counter()
    first.add(1)
    equal(second.add(1), 1)
'''

MISTAKES = '''"""Known mistakes in counting."""

from nngrade.suite import mistake


@mistake("TWI1", "twice", "Multiply by two; do not add two.")
def plus_two(x):
    return [v + 2 for v in x]


@mistake("CNT1", "Counter", "Keep the sum: add to self.value and return it.")
class Forgetful:
    def __init__(self, start=0):
        self.value = start

    def add(self, n):
        return n


@mistake("CNT2", "Counter", "Each counter needs its own value: set it in __init__, not in the class.")
class Common:
    values = []

    def __init__(self, start=0):
        self.values.append(start)

    def add(self, n):
        self.values.append(n)
        return sum(self.values[-3:]) if 5 in self.values[-3:] else sum(self.values)
'''

ACCEPTED = '''"""Unusual counting."""

from nngrade.suite import accepted


@accepted("twice")
def summed(x):
    return [v + v for v in x]
'''


def make_course(folder: Path) -> Path:
    """Write the course and return its folder."""
    root = folder / "course"
    files = {
        "exercises/counter.py": STUB,
        "solutions/counter.py": SOLUTION,
        "suites/counter/chapter.toml": CHAPTER,
        "suites/counter/test_counter.py": CHECKS,
        "suites/counter/mistakes.py": MISTAKES,
        "suites/counter/accepted.py": ACCEPTED,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root
