"""`nngrade keras verify`: ask live Keras once more, and compare its answers with the recorded ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from nngrade.course import Course
from nngrade.extras import Live, load_keras
from nngrade.golden import Golden, flat, read_golden, read_provenance
from nngrade.keras.recording import FOLDER, chosen
from nngrade.keras.scenes import Scene

TOLERANCE = 1e-9
"""Largest difference that counts as agreement: another version or processor may sum in another order, and no more."""

EXACT = 16

Array = np.ndarray[Any, Any]


class Agreement(msgspec.Struct, frozen=True):
    """How far live Keras and a recorded quantity agree.

    Attributes:
        chapter: whose results.
        quantity: the first part of their names.
        numbers: how many were compared.
        difference: the largest one; NaN where one of two has no counterpart or another shape.
    """

    chapter: str
    quantity: str
    numbers: int
    difference: float

    @property
    def digits(self) -> int:
        """Decimal digits that agree; 16 where all do."""
        if np.isnan(self.difference):
            return 0
        return EXACT if self.difference == 0 else max(0, min(EXACT, int(-np.log10(self.difference))))

    @property
    def agrees(self) -> bool:
        """Whether the difference is rounding."""
        return bool(self.difference <= TOLERANCE)


def verify(
    course: Course, chapters: Sequence[str] = (), listener: Callable[[str], None] = lambda chapter: None
) -> list[Agreement]:
    """Run real Keras and compare with what was recorded.

    Args:
        course: whose suites hold the recorded results.
        chapters: which; all that have a scene if empty.
        listener: hears of each chapter before it is compared.

    Returns:
        An agreement for each recorded quantity. Raises `MissingExtra` without Keras, `GoldenError` where nothing was recorded.
    """
    wanted = chosen(course, chapters)
    recorded = {scene.chapter: _read(course, scene) for scene in wanted}
    live, found = load_keras("float64"), []
    for scene in wanted:
        listener(scene.chapter)
        found += compare(scene.chapter, recorded[scene.chapter], _played(scene, live))
    return found


def _read(course: Course, scene: Scene) -> Golden:
    folder = course.chapters[scene.chapter].suite / FOLDER
    read_provenance(folder)
    return read_golden(folder)


def _played(scene: Scene, live: Live) -> Golden:
    return Golden(dict(flat(scene.results(live))))


def compare(chapter: str, recorded: Golden, live: Golden) -> list[Agreement]:
    """How far two sets of arrays agree, by the first part of their names.

    Args:
        chapter: whose they are.
        recorded: one set.
        live: the other.
    """
    names = list(dict.fromkeys([*recorded.arrays, *live.arrays]))
    quantities = dict.fromkeys(name.split("/")[0] for name in names)
    return [_agreement(chapter, quantity, recorded, live, names) for quantity in quantities]


def _agreement(chapter: str, quantity: str, recorded: Golden, live: Golden, names: list[str]) -> Agreement:
    mine = [name for name in names if name.split("/")[0] == quantity]
    distances = [distance(recorded.arrays.get(name), live.arrays.get(name)) for name in mine]
    count = sum(recorded.arrays[name].size for name in mine if name in recorded.arrays)
    return Agreement(chapter, quantity, count, float(np.max(distances)))


def distance(one: Array | None, other: Array | None) -> float:
    """The largest difference of two arrays, NaN where they cannot be compared; NaN agrees with NaN."""
    if one is None or other is None or one.shape != other.shape:
        return float("nan")
    a, b = one.astype(float), other.astype(float)
    both = np.isnan(a) & np.isnan(b)
    return float(np.max(np.abs(np.where(both, 0, a) - np.where(both, 0, b)), initial=0))
