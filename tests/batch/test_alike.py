"""Similar submissions: a list to look at, with the stub and what everybody writes taken out."""

from __future__ import annotations

from nngrade.batch.alike import find_alike
from nngrade.course import Course
from nngrade.submission import Submission

NEURON = """import numpy as np


def weighted_sum(x, w, b):
    total = b
    for index, value in enumerate(x):
        if value != 0:
            total = total + value * w[index]
    rounded = round(total, 12)
    return rounded if abs(rounded - total) < 1e-12 else total
"""
RENAMED = (
    NEURON.replace("total", "acc").replace("index", "i").replace("value", "v").replace("rounded", "r")
    + "\n\n# all my own work\n"
)
OTHER = """import numpy as np


def weighted_sum(x, w, b):
    products = [one * other for one, other in zip(x, w, strict=True)]
    while len(products) > 1:
        products = [sum(products[k : k + 2]) for k in range(0, len(products), 2)]
    return products[0] + b if products else b
"""


def works(*texts: str) -> list[Submission]:
    return [Submission(name, {"neuron": text}, {}, ("neuron",)) for name, text in zip("abcdefgh", texts, strict=False)]


def test_a_copy_with_other_names_is_found(course: Course) -> None:
    ((chapter, one, other, share),) = find_alike(works(NEURON, RENAMED, OTHER), course, ["neuron"])
    assert (chapter, one, other, share) == ("neuron", "a", "b", 1.0)


def test_what_the_stub_says_does_not_count(course: Course) -> None:
    stub = course.chapters["neuron"].stub.read_text(encoding="utf-8")
    assert find_alike(works(stub, stub), course, ["neuron"]) == []


def test_what_much_of_the_class_writes_does_not_count(course: Course) -> None:
    assert find_alike(works(*[NEURON] * 6), course, ["neuron"]) == []


def test_what_cannot_be_read_is_passed_over(course: Course) -> None:
    assert find_alike(works(NEURON, "def broken(:\n  '", OTHER), course, ["neuron"]) == []
