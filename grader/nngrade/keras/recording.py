"""`nngrade keras record`: ask real Keras, and write what it answers beside the suites."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from nngrade.course import Course, CourseError
from nngrade.extras import Live, load_keras
from nngrade.golden import ARRAYS, NOTE, Provenance, digest, flat, packed, write_golden
from nngrade.keras.scenes import SCENES, Scene

FOLDER = "golden"
COMMAND = "nngrade keras record"

Listener = Callable[[str], None]


class Recorded(msgspec.Struct, frozen=True):
    """One chapter's recorded results.

    Attributes:
        chapter: its name.
        arrays: how many.
        size: bytes of both files.
        folder: where they lie.
    """

    chapter: str
    arrays: int
    size: int
    folder: Path


def record(course: Course, chapters: Sequence[str] = (), listener: Listener = lambda chapter: None) -> list[Recorded]:
    """Run real Keras and write `golden/` beside the suites that use it.

    Args:
        course: whose suites.
        chapters: which; all that have a scene if empty.
        listener: hears of each chapter before it is recorded.

    Returns:
        What was written. Raises `MissingExtra` without Keras.
    """
    wanted = chosen(course, chapters)
    live, done = load_keras("float64"), []
    for scene in wanted:
        listener(scene.chapter)
        done.append(_write(course.chapters[scene.chapter].suite / FOLDER, scene, live))
    return done


def chosen(course: Course, chapters: Sequence[str]) -> list[Scene]:
    """The scenes of some chapters; raises `CourseError` for one that has none."""
    known = [scene.chapter for scene in SCENES]
    for chapter in chapters:
        if chapter not in known:
            raise CourseError(f"nothing of Keras is recorded for {chapter}: there are {', '.join(known)}")
    absent = [chapter for chapter in chapters or known if chapter not in course.chapters]
    if absent:
        raise CourseError(f"this course has no chapter {absent[0]}, which the recorded results belong to")
    return [scene for scene in SCENES if not chapters or scene.chapter in chapters]


def _write(folder: Path, scene: Scene, live: Live) -> Recorded:
    arrays = dict(flat(scene.results(live)))
    data = packed(arrays)
    write_golden(folder, data, _note(scene, data))
    size = sum((folder / name).stat().st_size for name in (ARRAYS, NOTE))
    return Recorded(scene.chapter, len(arrays), size, folder)


def _note(scene: Scene, data: bytes) -> Provenance:
    return Provenance(
        file=ARRAYS,
        sha256=digest(data),
        command=f"{COMMAND} {scene.chapter}",
        seed=scene.seed,
        versions={"python": platform.python_version(), **versions()},
        machine=platform.machine(),
        about=scene.about,
    )


def versions() -> dict[str, str]:
    """Versions of the packages that take part."""
    found = {}
    for package in ("keras", "tensorflow", "tensorflow-cpu", "numpy", "scikit-learn"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
