"""One command at a time in a folder of results, and folders that can hold results at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nngrade.errors import GradingError


def require_folder(out: Path) -> None:
    """Raise `GradingError` where a folder of results cannot be, because a file is there."""
    for path in (out, *out.parents):
        if path.exists():
            if not path.is_dir():
                raise GradingError(f"{path} is a file: name a folder for the results")
            return


def require_free(folder: Path) -> None:
    """Raise `GradingError` where another command holds the folder."""
    if (folder / "lock").exists():
        with held(folder):
            pass


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it however this process ends. Raises `GradingError` where another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "wb") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise GradingError(f"another command is at work in {folder.parent}: wait for it, or stop it") from None
        yield
