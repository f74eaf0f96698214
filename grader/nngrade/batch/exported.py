"""A class in one zip, as Moodle and Canvas give it to download. It stays a zip, which is open while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from nngrade.batch.archive import MAX_ENTRIES, Archive, Entry
from nngrade.batch.names import chapter_of, is_exported, owner_of
from nngrade.batch.zips import keep_open, open_inner, with_inner_zips
from nngrade.course import Course

MAX_WRAPPINGS = 8


class Exported(msgspec.Struct, frozen=True):
    """What a class's zip holds.

    Attributes:
        path: the zip.
        members: by its name each outermost folder, with the files below it, and each outermost file, with itself.
        folders: which of them are folders.
        notes: what was left out, and why.
    """

    path: Path
    members: dict[str, tuple[Entry, ...]]
    folders: frozenset[str]
    notes: tuple[str, ...] = ()

    def archive(self, names: Sequence[str], course: Course) -> Archive:
        """The files of one submission.

        Args:
            names: the folder, the zip or the modules that are the submission.
            course: which modules are chapters.
        """
        entries = tuple(entry for name in names for entry in self.members[name])
        if names[0] in self.folders:
            more = f"it holds more than {MAX_ENTRIES} files: the others were left out"
            notes = (more,) if len(entries) > MAX_ENTRIES else ()
            return with_inner_zips(Archive(entries[:MAX_ENTRIES], notes), course)
        if names[0].lower().endswith(".zip"):
            return with_inner_zips(open_inner(entries[0]), course)
        return Archive(entries)


def open_exported(path: Path, course: Course) -> Exported | None:
    """A zip as a class, None where it is the work of one learner; raises `SubmissionError` where it cannot be read.

    Args:
        path: the zip.
        course: which modules are chapters.
    """
    archive = keep_open(path)
    exported = _by_member(path, _without_wrapping(archive.entries), archive.notes)
    return exported if _is_class(exported, course) else None


def _without_wrapping(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries below a folder that holds all the others, and below the next one."""
    for _ in range(MAX_WRAPPINGS):
        firsts = {entry.path.parts[0] for entry in entries if _counts(entry)}
        (first,) = firsts if len(firsts) == 1 else ("",)
        if not first or is_exported(first) or any(entry.path.parts == (first,) for entry in entries):
            break
        entries = tuple(_below(entry) for entry in entries if entry.path.parts[0] == first)
    return entries


def _counts(entry: Entry) -> bool:
    """Whether a file says where the submissions lie: a roster beside their folder does not."""
    return len(entry.path.parts) > 1 or entry.path.suffix.lower() in (".py", ".zip")


def _below(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, path=PurePosixPath(*entry.path.parts[1:]))


def _by_member(path: Path, entries: Iterable[Entry], notes: tuple[str, ...]) -> Exported:
    members: dict[str, list[Entry]] = {}
    folders = set()
    for entry in entries:
        name = entry.path.parts[0]
        if len(entry.path.parts) > 1:
            folders.add(name)
            entry = _below(entry)
        members.setdefault(name, []).append(entry)
    return Exported(path, {name: tuple(members[name]) for name in sorted(members)}, frozenset(folders), notes)


def _is_class(exported: Exported, course: Course) -> bool:
    """Whether a platform's names tell so, or two persons' folders, zips or modules hold the same chapter.

    A chapter under its own name beside them tells that all is one learner's.
    """
    owners = {name: owner_of(name, course, is_folder=name in exported.folders) for name in exported.members}
    work = {name: owner for name, owner in owners.items() if owner is not None}
    if "" in work.values():
        return False
    if any(is_exported(name) for name in work):
        return True
    first: dict[str, str] = {}
    return any(
        first.setdefault(chapter, owner) != owner
        for name, owner in work.items()
        for chapter in _chapters(exported.archive([name], course), course)
    )


def _chapters(archive: Archive, course: Course) -> set[str]:
    """The chapters that are handed in; a learner's own tests of one are none."""
    stems = [entry.path.stem for entry in archive.entries if entry.path.suffix == ".py"]
    return {chapter for stem in stems if not stem.startswith("test_") and (chapter := chapter_of(stem, course))}
