"""Finding a class's submissions, as learning platforms export them: folders, zips, single modules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec

from nngrade.batch.exported import Exported, open_exported
from nngrade.batch.names import is_online_text, owner_of
from nngrade.course import Course
from nngrade.submission import SubmissionError, printable


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
        folder: where they lie, or the zip that holds them all.
        found: the submissions, in the order of their names.
        left_out: files beside them that are none.
        notes: what else was left out, and why.
    """

    folder: Path | Exported
    found: tuple[Source, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()


def find_sources(target: Path, course: Course) -> Sources:
    """Every submission in a folder or in a class's zip; another zip or module that is named itself is the only one.

    Args:
        target: what the platform exported.
        course: which modules are chapters.
    """
    if not target.exists():
        raise SubmissionError(f"{target} does not exist: give the folder with one entry for each submission")
    folder, members = _members(target, course)
    found: dict[str, list[str]] = {}
    left_out: list[str] = []
    for name, is_folder in members.items():
        if name.startswith(".") or name in ("__MACOSX", "__pycache__"):
            continue
        owner = owner_of(name, course, is_folder=is_folder)
        if owner is None:
            left_out.append(printable(name))
        else:
            found.setdefault(owner or _called(target), []).append(name)
    if not found:
        raise SubmissionError(
            f"{target} holds no submissions: expected a folder or zip for each, or modules named like "
            f"ada_{next(iter(course.chapters))}.py"
        )
    notes = [*(folder.notes if isinstance(folder, Exported) else ()), *_without_online_texts(found)]
    sources = sorted((one for owner, names in found.items() for one in _split(owner, names, members)), key=_by_name)
    return Sources(folder, tuple(_unique(sources)), tuple(left_out), tuple(notes))


def _without_online_texts(found: dict[str, list[str]]) -> Iterator[str]:
    """Take out what learners typed into a form beside the files that they handed in; tells of each."""
    for owner, names in found.items():
        texts = [name for name in names if is_online_text(name)]
        if len(texts) < len(names):
            found[owner] = [name for name in names if name not in texts]
            yield from (
                f"{printable(name)} was left out: the files of the same learner lie beside it" for name in texts
            )


def _members(target: Path, course: Course) -> tuple[Path | Exported, dict[str, bool]]:
    """What lies where the submissions do, and by name whether it is a folder."""
    if target.is_dir():
        return target, {path.name: path.is_dir() for path in sorted(target.iterdir(), key=lambda path: path.name)}
    exported = open_exported(target, course) if target.suffix.lower() == ".zip" else None
    if exported is None:
        return target.parent, {target.name: False}
    return exported, {name: name in exported.folders for name in exported.members}


def _called(target: Path) -> str:
    """The name of a submission whose files tell none: that of the folder."""
    folder = target if target.is_dir() else target.parent
    return printable(folder.resolve().name) or "submission"


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


def _split(owner: str, names: list[str], members: dict[str, bool]) -> Iterator[Source]:
    """One submission of all single modules of an owner, and one of each folder and zip, told apart by their full names."""
    modules = tuple(name for name in names if name.endswith(".py") and not members[name])
    others = [name for name in names if name not in modules]
    if modules:
        yield Source(owner if not others else f"{owner} (modules)", modules)
    for name in others:
        yield Source(owner if len(others) == 1 and not modules else printable(name), (name,))
