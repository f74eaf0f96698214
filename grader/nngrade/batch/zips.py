"""Zips, read within bounds. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from nngrade.batch.archive import BROKEN, MAX_ENTRIES, Archive, Entry, is_ignored, unreadable
from nngrade.batch.names import chapter_of
from nngrade.course import Course
from nngrade.submission import MAX_BYTES, Problem, SubmissionError, decode, printable

MAX_ZIP = 20 << 20
MAX_INNER = 5
"""Zips within a submission that are looked into."""

Opener = Callable[[], AbstractContextManager[zipfile.ZipFile]]


class Bounds(msgspec.Struct, frozen=True):
    """What a zip may be.

    Attributes:
        size: bytes of the file.
        table: bytes of its table of contents: reading one costs hundreds of times as much memory.
        entries: files that are looked at.
        folders: whether a folder counts that holds no file.
    """

    size: int
    table: int
    entries: int
    folders: bool = False


OF_ONE = Bounds(MAX_ZIP, 2 << 20, MAX_ENTRIES)
OF_A_CLASS = Bounds(1 << 40, 8 << 20, 60_000, folders=True)
"""A class's zip is never read as a whole, so that only its table of contents counts; an empty folder is still somebody's."""
EMPTY = ".empty"
"""What stands for a folder: no file of a zip that is looked at has a name of this kind."""


def open_zip(source: Path | bytes, name: str) -> Archive:
    """The files of a zip; entries that point out of it or that are links are left out.

    Args:
        source: the zip, or its bytes.
        name: what it is called.
    """
    try:
        with _opened(source) as file:
            _require_small(file, OF_ONE)
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
    except BROKEN as error:
        return unreadable(f"{printable(name)} cannot be read: {_reason(error)}")
    return _archive(infos, lambda: zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source), OF_ONE)


def keep_open(path: Path) -> Archive:
    """The files of a large zip, which stays open while they are in use; raises `SubmissionError` where it cannot be read.

    Args:
        path: the zip.
    """
    try:
        with _opened(path) as file:
            _require_small(file, OF_A_CLASS)
        kept = zipfile.ZipFile(path)
    except BROKEN as error:
        raise SubmissionError(
            f"{path} cannot be read: {_reason(error)}: download it again, or unpack it first"
        ) from None
    return _archive(kept.infolist(), lambda: nullcontext(kept), OF_A_CLASS)


def with_inner_zips(archive: Archive, course: Course) -> Archive:
    """The same archive, and the files of the zips in it where it holds no chapter outside of them, as Moodle exports it."""
    if any(entry.path.suffix == ".py" and chapter_of(entry.path.stem, course) for entry in archive.entries):
        return archive
    entries, notes, trouble = list(archive.entries), list(archive.notes), archive.trouble
    for entry in [entry for entry in archive.entries if entry.path.suffix.lower() == ".zip"][:MAX_INNER]:
        inner = open_inner(entry)
        entries += inner.entries
        notes += inner.notes
        trouble = trouble or inner.trouble
    return Archive(tuple(entries), tuple(notes), trouble)


def open_inner(entry: Entry) -> Archive:
    """The files of a zip within a folder or zip."""
    try:
        return open_zip(entry.data(MAX_ZIP + 1), entry.path.name)
    except BROKEN as error:
        return unreadable(f"{printable(entry.path.name)} cannot be read: {_reason(error)}")


def _opened(source: Path | bytes) -> IO[bytes]:
    """A zip's bytes; what is no ordinary file, such as a pipe, would be waited for without end."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if not source.is_file():
        raise OSError("it is no file")
    return source.open("rb")


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return printable(str(text))[:200]


def _require_small(file: IO[bytes], bounds: Bounds) -> None:
    """Refuse a zip whose size or table of contents is out of proportion, before the table is read."""
    size = file.seek(0, io.SEEK_END)
    if size > bounds.size:
        raise ValueError(f"it is larger than {bounds.size >> 20} MB")
    file.seek(max(0, size - 66_000))
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) < place + 22:
        raise ValueError("it is no zip file")
    count, table = struct.unpack("<HI", tail[place + 10 : place + 16])
    if tail[max(0, place - 20) :].startswith(b"PK\6\7"):  # zip64: numbers of its own, which stand in for these
        record = tail[max(0, place - 76) : place - 20].ljust(56)
        count, table = struct.unpack("<QQ", record[32:48])
    if table > bounds.table or count >= 0xFFFF:
        raise ValueError("it holds too many files")
    file.seek(0)


def _archive(infos: list[zipfile.ZipInfo], opener: Opener, bounds: Bounds) -> Archive:
    notes: list[str] = []
    entries = tuple(_entries(infos[: bounds.entries], opener, notes, folders=bounds.folders))
    if len(infos) > bounds.entries:
        notes.append(f"it holds more than {bounds.entries} files: the others were left out")
    return Archive(entries, tuple(notes))


def _entries(infos: list[zipfile.ZipInfo], opener: Opener, notes: list[str], *, folders: bool) -> Iterator[Entry]:
    seen: set[str] = set()
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if (
            (info.is_dir() and not folders)
            or not path.parts
            or any(is_ignored(part) for part in path.parts if part != "..")
        ):
            continue
        shown = printable(str(path))[:200]
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
            notes.append(f"{shown} was left out: its path leads out of the zip")
        elif stat.S_ISLNK(info.external_attr >> 16):
            notes.append(f"{shown} was left out: it is a link, not a file")
        elif str(path) in seen:
            notes.append(f"{shown} is in the zip twice: the first was taken")
        else:
            seen.add(str(path))
            yield _entry(info, opener, path / EMPTY if info.is_dir() else path)


def _entry(info: zipfile.ZipInfo, opener: Opener, path: PurePosixPath) -> Entry:
    def data(limit: int) -> bytes:
        with opener() as archive, archive.open(info) as file:
            return file.read(limit)

    def read() -> str | Problem:
        try:
            return decode(data(MAX_BYTES + 1), printable(path.name))
        except BROKEN as error:
            return Problem(f"{printable(path.name)} cannot be read: {_reason(error)}")

    return Entry(path, read, data)
