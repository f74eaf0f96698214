"""Writing files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path


def read_bounded(path: Path, most: int) -> bytes:
    """The contents of a file that others may have put there: never of a pipe or a device, which might not end.

    Args:
        path: the file.
        most: how many bytes it may hold; `OSError` is raised where it holds more.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a plain file", str(path))
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most} bytes", str(path))
    return data


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the file, then rename over it.

    Args:
        path: the file to replace or make.
        data: its new contents.
    """
    write_lines(path, [data])


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """The same for contents that come piece by piece and need not fit into memory.

    Args:
        path: the file to replace or make.
        lines: its new contents.
    """
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
