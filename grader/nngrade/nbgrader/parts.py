"""Saying which optional part is missing, and which command brings it."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from nngrade.course import CourseError


class PartMissing(CourseError):
    """An optional part is not installed; the message says how to get it."""


def require_parts(*modules: str, extra: str = "nbgrader") -> None:
    """Check that packages can be imported, and let commands find the programs beside this interpreter.

    Args:
        modules: what is needed.
        extra: the extra of nngrade that brings them.

    Raises:
        PartMissing: one of them is not installed.
    """
    missing = [name for name in modules if not _found(name)]
    if missing:
        names = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'}"
        raise PartMissing(f"{names} not installed for {sys.executable}: run `pip install 'nngrade[{extra}]'` there")
    put_programs_on_path()


def _found(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):  # ValueError: an entry of sys.modules that is no module
        return False


def put_programs_on_path() -> None:
    """Let programs beside this interpreter be found: nbgrader calls `alembic` by its bare name."""
    folder = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in paths:
        os.environ["PATH"] = os.pathsep.join([folder, *paths])
