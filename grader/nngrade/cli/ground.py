"""What a command stands on: its streams, its folder and its interpreter. It imports nothing, so that it comes first."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

USAGE = 2
STDERR = 2
FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def standing() -> Iterator[None]:
    """Refuse to begin on shaky ground, and see the output out: text that is lost must not end as if all went well."""
    _firm()
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has left, and must not be told
        drop_output()
        raise SystemExit(1) from None
    except OSError as error:
        drop_output()
        refuse(told_of(error))


def refuse(line: str) -> NoReturn:
    """End with one line and the exit code of a command that could not do its work."""
    with suppress(OSError):
        print(f"nngrade: {line}", file=sys.stderr, flush=True)
    raise SystemExit(USAGE)


def drop_output() -> None:
    """Send what is still to be printed nowhere: Python would try once more at its end, and fail aloud."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def told_of(error: OSError) -> str:
    """What the system says, with what it is about and the cure."""
    what = error.strerror or str(error)
    if error.errno in FULL and error.filename is None:
        return f"the output could not be written ({what}): make room, or send it elsewhere, then run the command again"
    if error.filename is None:
        return f"the system refused to read or write ({what}): mend that, then run the command again"
    return f"{os.fsdecode(error.filename)} cannot be used ({what}): mend that, then run the command again"


def _firm() -> None:
    closed = sys.stdout is None  # None is what Python makes of a closed stream
    _fill_streams()
    if closed:
        refuse("there is no standard output: leave `>&-` out, or write to /dev/null")
    if sys.flags.optimize > 1:
        refuse("python -OO takes the docstrings away, which the checks need: run it without -OO and PYTHONOPTIMIZE=2")
    try:
        os.getcwd()
    except OSError as error:
        refuse(f"the current folder cannot be used ({error.strerror}): cd into one that exists, then run it again")


def _fill_streams() -> None:
    """Give the numbers of closed streams to nothing, lest the next file that is opened takes one and is written to."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        os.set_inheritable(number, True)
    os.close(number)
    if sys.stderr is None:
        sys.stderr = open(STDERR, "w", errors="backslashreplace", closefd=False)  # noqa: SIM115  # print would take None for standard output
