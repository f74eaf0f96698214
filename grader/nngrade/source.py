"""Reading the Python files of a course's author: each that cannot be used is named, with what to mend."""

from __future__ import annotations

import ast
import traceback
from pathlib import Path

from nngrade.errors import CourseError


def read_source(path: Path) -> str:
    """The text of a file. Raises `CourseError` where it is missing or no text."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror or error}): a chapter needs it") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CourseError(f"{path} is not a text file: save it as Python source in UTF-8")
    return text


def parse_source(path: Path, text: str) -> ast.Module:
    """The tree of a file's text. Raises `CourseError` where it is no Python."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: {error.msg}; mend it") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CourseError(f"{path}: {error or 'it is nested too deeply'}; mend it") from None


def failure(path: Path, error: BaseException) -> str:
    """An exception that ended a file, in one line: where in that file, and what went wrong."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines.append(error.lineno)
    place = f"{path}, line {lines[-1]}" if lines else str(path)
    what = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{place}: {type(error).__name__}: {what}".split())
