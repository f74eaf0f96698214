"""The files of one submission, read within bounds."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import msgspec

from nngrade.submission import STATE_FOLDER, Problem, printable, read_module

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
        trouble: what could not be read; where no chapter is found, one may lie there.
    """

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""


def unreadable(why: str) -> Archive:
    """What is handed in and cannot be read."""
    return Archive(notes=(why,), trouble=why)


def open_folder(folder: Path) -> Archive:
    """The files of a folder and of the folders in it; links out of it are refused when they are read."""
    entries: list[Entry] = []
    notes: list[str] = []
    trouble: list[str] = []
    seen = 0
    for where, folders, files in os.walk(folder, onerror=lambda error: trouble.append(_unreadable(error))):
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        for name in sorted(files):
            seen += 1
            path = Path(where, name)
            if not is_ignored(name):
                entries.append(file_entry(path, folder))
        if seen > MAX_ENTRIES:
            notes.append(f"it holds more than {MAX_ENTRIES} files: the others were left out")
            break
    return Archive(tuple(entries[:MAX_ENTRIES]), (*trouble, *notes), "; ".join(trouble[:1]))


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


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never a learner's work."""
    return name in IGNORED or (name.startswith(".") and name != STATE_FOLDER)
