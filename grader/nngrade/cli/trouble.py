"""What a system says of files and disks, with what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nngrade.cli.ground import FULL
from nngrade.errors import GradingError

CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_told(out: Path, again: str) -> Iterator[None]:
    """Turn trouble with the disk into a `GradingError` with the cure.

    Args:
        out: the folder for the results.
        again: how to go on once it is mended.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise GradingError(_told(error, out, again)) from None


def _told(error: OSError, out: Path, again: str) -> str:
    where = str(error.filename or out)
    mine = Path(where).resolve().is_relative_to(out.resolve())
    if error.errno in FULL:
        return f"no room is left on the disk of {out}: make some, then {again}"
    if error.errno in CLOSED and mine:
        return f"{where} cannot be written to ({error.strerror}): name a folder that you may write to"
    if error.errno in CLOSED:
        return f"{where} cannot be read ({error.strerror}): see to it that you may read it, then {again}"
    return f"{where} cannot be used ({error.strerror or error}): mend that, then {again}"
