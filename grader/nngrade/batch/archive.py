"""The files of one submission, from a folder or a zip, read within bounds. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from nngrade.submission import MAX_BYTES, STATE_FOLDER, Problem, decode, printable, read_module

MAX_ZIP = 20 << 20
MAX_DIRECTORY = 2 << 20
"""Bytes that a zip's table of contents may take: reading one costs hundreds of times as much memory."""
MAX_ENTRIES = 5000
IGNORED = {"__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", "node_modules", "site-packages", "venv"}

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
"""What `zipfile` raises for damaged, encrypted or unusual files."""


class Entry(msgspec.Struct, frozen=True):
    """One file of a submission.

    Attributes:
        path: where it lies in the submission.
        read: gives its text, or why it cannot be had.
        data: gives its bytes up to a limit, for a zip within.
    """

    path: PurePosixPath
    read: Callable[[], str | Problem]
    data: Callable[[int], bytes]


class Archive(msgspec.Struct, frozen=True):
    """What a folder or zip holds.

    Attributes:
        entries: its files.
        notes: what was left out, and why.
    """

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()


def open_folder(folder: Path) -> Archive:
    """The files of a folder and of the folders in it; links out of it are refused when they are read."""
    entries: list[Entry] = []
    notes: list[str] = []
    seen = 0
    for where, folders, files in os.walk(folder, onerror=lambda error: notes.append(_unreadable(error))):
        folders[:] = sorted(name for name in folders if not _is_ignored(name))
        for name in sorted(files):
            seen += 1
            path = Path(where, name)
            if not _is_ignored(name):
                entries.append(file_entry(path, folder))
        if seen > MAX_ENTRIES:
            notes.append(f"it holds more than {MAX_ENTRIES} files: the others were left out")
            break
    return Archive(tuple(entries[:MAX_ENTRIES]), tuple(notes))


def file_entry(path: Path, folder: Path) -> Entry:
    """A file of a folder."""

    def data(limit: int) -> bytes:
        if not path.is_file() or path.is_symlink():
            raise OSError("it is no file")
        with path.open("rb") as file:
            return file.read(limit)

    return Entry(PurePosixPath(path.relative_to(folder).as_posix()), lambda: read_module(path, folder), data)


def _unreadable(error: OSError) -> str:
    return f"{printable(Path(str(error.filename)).name)} cannot be read: {error.strerror}"


def open_zip(source: Path | bytes, name: str) -> Archive:
    """The files of a zip; entries that point out of it or that are links are left out.

    Args:
        source: the zip, or its bytes.
        name: what it is called.
    """
    try:
        with _opened(source) as file:
            _require_small(file)
            with zipfile.ZipFile(file) as archive:
                notes: list[str] = []
                entries = list(_zip_entries(archive.infolist(), source, notes))
    except BROKEN as error:
        return Archive((), (f"{printable(name)} cannot be read: {_reason(error)}",))
    return Archive(tuple(entries), tuple(notes))


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


def _require_small(file: IO[bytes]) -> None:
    """Refuse a zip whose size or table of contents is out of proportion, before the table is read."""
    size = file.seek(0, io.SEEK_END)
    if size > MAX_ZIP:
        raise ValueError(f"it is larger than {MAX_ZIP >> 20} MB")
    file.seek(max(0, size - 66_000))
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) < place + 22:
        raise ValueError("it is no zip file")
    count, table = struct.unpack("<HI", tail[place + 10 : place + 16])
    if tail[max(0, place - 20) :].startswith(b"PK\6\7"):  # zip64: numbers of its own, which stand in for these
        record = tail[max(0, place - 76) : place - 20].ljust(56)
        count, table = struct.unpack("<QQ", record[32:48])
    if table > MAX_DIRECTORY or count >= 0xFFFF:
        raise ValueError("it holds too many files")
    file.seek(0)


def _zip_entries(infos: list[zipfile.ZipInfo], source: Path | bytes, notes: list[str]) -> Iterator[Entry]:
    seen: set[str] = set()
    for info in infos[:MAX_ENTRIES]:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if info.is_dir() or any(_is_ignored(part) for part in path.parts if part != ".."):
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
            yield _zip_entry(info, source, path)
    if len(infos) > MAX_ENTRIES:
        notes.append(f"it holds more than {MAX_ENTRIES} files: the others were left out")


def _zip_entry(info: zipfile.ZipInfo, source: Path | bytes, path: PurePosixPath) -> Entry:
    def data(limit: int) -> bytes:
        with (
            zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive,
            archive.open(info) as file,
        ):
            return file.read(limit)

    def read() -> str | Problem:
        try:
            return decode(data(MAX_BYTES + 1), printable(path.name))
        except BROKEN as error:
            return Problem(f"{printable(path.name)} cannot be read: {_reason(error)}")

    return Entry(path, read, data)


def _is_ignored(name: str) -> bool:
    return name in IGNORED or (name.startswith(".") and name != STATE_FOLDER)
