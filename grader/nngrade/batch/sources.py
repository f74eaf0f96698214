"""Finding a class's submissions, as learning platforms export them: folders, zips, single modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec

from nngrade.course import Course
from nngrade.submission import (
    SubmissionError,
    printable,
)


class Source(msgspec.Struct, frozen=True):
    """Where one submission lies.

    Attributes:
        name: whose it is.
        paths: names of what belongs to it: one folder or zip, or single modules.
    """

    name: str
    paths: tuple[str, ...]


class Sources(msgspec.Struct, frozen=True):
    """Every submission of a class.

    Attributes:
        folder: where they lie.
        found: the submissions, in the order of their names.
        left_out: files beside them that are none.
    """

    folder: Path
    found: tuple[Source, ...]
    left_out: tuple[str, ...]


def find_sources(target: Path, course: Course) -> Sources:
    """Every submission in a folder; a zip or module that is named itself is the only one.

    Args:
        target: what the platform exported, unpacked.
        course: which modules are chapters.
    """
    if not target.exists():
        raise SubmissionError(f"{target} does not exist: give the folder with one entry for each submission")
    if target.is_dir():
        folder, names = target, sorted(path.name for path in target.iterdir())
    else:
        folder, names = target.parent, [target.name]
    found: dict[str, list[str]] = {}
    left_out: list[str] = []
    for name in names:
        if name.startswith(".") or name in ("__MACOSX", "__pycache__"):
            continue
        owner = _owner(folder / name, course)
        if owner is None:
            left_out.append(printable(name))
        else:
            found.setdefault(owner, []).append(name)
    if not found:
        raise SubmissionError(
            f"{target} holds no submissions: expected a folder or zip for each, or modules named like "
            f"ada_{next(iter(course.chapters))}.py"
        )
    sources = sorted(
        (source for owner, names in found.items() for source in _split(owner, names, folder)), key=_by_name
    )
    return Sources(folder, tuple(_unique(sources)), tuple(left_out))


def _unique(sources: list[Source]) -> Iterator[Source]:
    """Two names that read the same are told apart by a number."""
    taken = {source.name for source in sources}
    seen: set[str] = set()
    for source in sources:
        name = source.name
        if name in seen:
            name = next(other for number in count(2) if (other := f"{name} #{number}") not in taken)
        seen.add(name)
        taken.add(name)
        yield Source(name, source.paths)


def _by_name(source: Source) -> tuple[str, tuple[str, ...]]:
    return source.name, source.paths


def _owner(path: Path, course: Course) -> str | None:
    """Whose work a file or folder is, by its name; None where it is no submission."""
    if path.is_dir():
        return _person(path.name)
    if path.suffix.lower() == ".zip":
        return _person(path.stem)
    chapter = chapter_of(path.stem, course) if path.suffix == ".py" else None
    if chapter is None:
        return None
    before = path.stem[: path.stem.lower().rindex(chapter)]
    return (_person(before).strip("_- .") if before else "") or printable(path.parent.resolve().name) or "submission"


def _person(name: str) -> str:
    """The name without what platforms add: Moodle's folder type, Canvas's number of the file."""
    bare = re.sub(r"_assignsubmission_(file|onlinetext)_?$", "", name)
    bare = re.sub(r"^([^\W_]+)(_LATE|_late)?_(\d+)_\d+(_.*)?$", r"\1_\3", bare)
    return printable(bare) or "submission"


def _split(owner: str, names: list[str], folder: Path) -> Iterator[Source]:
    """One submission of all single modules of an owner, and one of each folder and zip, told apart by their full names."""
    modules = tuple(name for name in names if name.endswith(".py") and not (folder / name).is_dir())
    others = [name for name in names if name not in modules]
    if modules:
        yield Source(owner if not others else f"{owner} (modules)", modules)
    for name in others:
        yield Source(owner if len(others) == 1 and not modules else printable(name), (name,))


def chapter_of(stem: str, course: Course) -> str | None:
    """The chapter that a file name ends in: `activations`, `ada_123_activations`, `activations-2`."""
    bare = attempt(stem)[0].lower()
    ends = [name for name in course.chapters if re.search(rf"(^|[^a-z0-9]){name}$", bare)]
    return max(ends, key=len, default=None)


def attempt(stem: str) -> tuple[str, int]:
    """A file name without the number that a platform or browser gave a later copy of it, and that number."""
    match = re.fullmatch(r"(.*?)(?:[-_ ](\d{1,3})|\s*\((\d{1,3})\))", stem)
    return (match[1], int(match[2] or match[3])) if match else (stem, 0)
