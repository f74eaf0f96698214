"""Reading a learner's files: as text, within bounds, never by running anything."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tokenize
from pathlib import Path
from typing import Any

import msgspec

from nngrade.course import Course

MAX_BYTES = 1 << 20
MAX_TOTAL = 3 << 20
MAX_FILES = 200
STATE_FOLDER = ".nngrade"
"""Where a workspace keeps its state."""
ENCODINGS = re.compile(r"utf-8(-sig)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]")
"""Codecs that are plain tables. Others take long (punycode), or make text that is none (unicode-escape)."""


class SubmissionError(Exception):
    """Nothing could be read; the message says what to do."""


class Problem(msgspec.Struct, frozen=True):
    """Why one file of a submission cannot be graded."""

    message: str


class Answers(msgspec.Struct, frozen=True):
    """What a learner answered to a chapter's quiz.

    Attributes:
        seed: variants and orders of the questions were drawn from it.
        given: the answers by question id; whatever was handed in.
    """

    seed: int
    given: dict[str, Any]


class Submission(msgspec.Struct, frozen=True):
    """The modules that a learner handed in, as text.

    Attributes:
        name: whose work it is, or what the folder is called.
        modules: text of each chapter module and of each further module beside them, by name.
        problems: files that could not be read, by name.
        chosen: chapters that are meant, in the course's order; the others are there to be imported.
        notes: what was left out or read in another way than it was handed in.
        quizzes: answers by chapter; None where quizzes do not count.
    """

    name: str
    modules: dict[str, str]
    problems: dict[str, Problem]
    chosen: tuple[str, ...]
    notes: tuple[str, ...] = ()
    quizzes: dict[str, Answers] | None = None


def read_submission(target: Path, course: Course, *, name: str | None = None) -> Submission:
    """Read a folder, or one module together with the modules beside it.

    Args:
        target: the folder or file.
        course: which modules are chapters.
        name: whose work it is; the folder's name if not given.

    Returns:
        The submission. Raises `SubmissionError` where there is nothing to grade.
    """
    if not os.path.lexists(target):
        raise SubmissionError(f"{target} does not exist: give a chapter's name, a module, or a folder")
    folder, wanted = (target, None) if target.is_dir() else (target.parent, target.stem)
    if wanted is not None and (target.suffix != ".py" or wanted not in course.chapters):
        known = ", ".join(course.chapters)
        raise SubmissionError(f"{target} is no chapter module: the file must be named like its chapter ({known})")
    modules, problems = _read_folder(folder, course)
    found = [chapter for chapter in course.chapters if chapter in modules or chapter in problems]
    if not found:
        raise SubmissionError(
            f"{folder} holds no chapter module such as {next(iter(course.chapters))}.py: run `nngrade init` first"
        )
    chosen = tuple(found) if wanted is None else (wanted,)
    return Submission(name or (printable(folder.resolve().name) or "submission"), modules, problems, chosen)


def printable(name: str) -> str:
    """A file's name without what steers a terminal or is no text at all."""
    return "".join(character if character.isprintable() else "?" for character in name)


def _read_folder(folder: Path, course: Course) -> tuple[dict[str, str], dict[str, Problem]]:
    """Modules by name, chapters first: a folder full of other files must not crowd them out."""
    modules: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    room = MAX_TOTAL
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".py" and path.stem.isidentifier())
    except OSError as error:
        raise SubmissionError(f"{folder} cannot be read: {error.strerror}") from None
    for path in sorted(paths, key=lambda path: path.stem not in course.chapters)[:MAX_FILES]:
        text = read_module(path, folder)
        if not isinstance(text, Problem):
            room -= len(text.encode())
            text = (
                text if room >= 0 else Problem(f"the files are larger than {MAX_TOTAL >> 20} MB together: hand in less")
            )
        if not isinstance(text, Problem):
            modules[path.stem] = text
        elif path.stem in course.chapters:
            problems[path.stem] = text
        else:  # whoever imports it learns why that does not work
            modules[path.stem] = f"raise ImportError({text.message!r})\n"
    return modules, problems


def read_module(path: Path, folder: Path) -> str | Problem:
    """The text of a module, or why it cannot be had.

    Args:
        path: the file.
        folder: where it must lie; a link that leads out is refused.
    """
    name = path.name
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            return Problem(f"{name} is a link to a file outside of the folder: put the file itself there")
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            return Problem(f"{name} is not a file: put a Python file there")
        if facts.st_size > MAX_BYTES:
            return Problem(
                f"{name} is larger than {MAX_BYTES >> 20} MB: a chapter needs a few kB, so keep data out of it"
            )
        with path.open("rb") as file:
            return decode(file.read(MAX_BYTES + 1), name)
    except OSError as error:
        return Problem(f"{name} cannot be read: {error.strerror or error}")
    except RuntimeError:  # what pathlib makes of a link to itself
        return Problem(f"{name} is a link that leads nowhere: put the file itself there")


def decode(data: bytes, name: str) -> str | Problem:
    """Source text from bytes: UTF-8 with or without a byte order mark, or what its coding line says."""
    if len(data) > MAX_BYTES:
        return Problem(f"{name} is larger than {MAX_BYTES >> 20} MB: a chapter needs a few kB, so keep data out of it")
    if b"\0" in data:
        return Problem(f"{name} is not a text file: save it as plain Python source")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if not ENCODINGS.fullmatch(codecs.lookup(encoding).name):
            raise LookupError
        return io.StringIO(data.decode(encoding), newline=None).read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return Problem(f"{name} is not in UTF-8: save it with that encoding")


_IMPORT = re.compile(r"^.*\bimport\b.*$|import_module\(.*$", re.MULTILINE)


def imported_names(text: str) -> set[str]:
    """Every name that an import line of a source mentions: more than it imports, never less."""
    return {name for line in _IMPORT.findall(text) for name in re.findall(r"[^\W\d]\w*", line)}


def reachable(text: str, modules: dict[str, str]) -> list[str]:
    """Modules of a submission that a source imports, directly or through others."""
    found: list[str] = []
    queue = [text]
    while queue:
        for name in sorted(imported_names(queue.pop()) & modules.keys()):
            if name not in found:
                found.append(name)
                queue.append(modules[name])
    return found
