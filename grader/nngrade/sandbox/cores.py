"""Grader and worker take turns, so they share a core: to wake a process on another one takes longer than all else in a call."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator


def this_core() -> int | None:
    """The core that the calling thread runs on; None where threads cannot be kept on one."""
    if sys.platform != "linux":
        return None
    core = int(ctypes.CDLL(None).sched_getcpu())
    return core if core >= 0 else None


def stay(core: int | None, process: int = 0) -> int | None:
    """Keep a process, or the calling thread, on a core; None where it is unknown, or the system does not allow it."""
    if core is None or sys.platform != "linux":
        return None
    try:
        os.sched_setaffinity(process, {core})
    except OSError:
        return None
    return core


@contextlib.contextmanager
def staying(core: int | None) -> Iterator[None]:
    """Keep the calling thread on a core for a while; None keeps it nowhere."""
    free = os.sched_getaffinity(0) if sys.platform == "linux" else set[int]()
    kept = stay(core)
    try:
        yield
    finally:
        if kept is not None and sys.platform == "linux":
            os.sched_setaffinity(0, free)
