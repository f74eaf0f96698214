"""Why a worker ended."""

from __future__ import annotations

import signal

from nngrade.sandbox import frames, wire
from nngrade.sandbox.errors import WorkerDied
from nngrade.sandbox.limits import BROKEN, Limits


class OutOfTime(frames.PeerTimeout):
    """The processor time is used up."""


def death(error: Exception, status: int, used: float, limits: Limits) -> WorkerDied:
    """Why a worker ended, in words for the learner.

    Args:
        error: what the grader met.
        status: exit status of the process; a negative number is the signal that ended it.
        used: processor seconds.
        limits: what it might use.
    """
    if isinstance(error, frames.PeerTimeout):
        return _timed_out(error, used, limits)
    if isinstance(error, wire.WireError):
        return WorkerDied("protocol", f"it broke the protocol between grader and worker ({error})")
    if status == BROKEN:
        return WorkerDied("exit", "it broke its own process: leave Python's own modules and open files alone")
    if status >= 0:
        return WorkerDied("exit", f"it ended its own process (exit code {status})")
    return _signalled(-status, limits)


def _timed_out(error: frames.PeerTimeout, used: float, limits: Limits) -> WorkerDied:
    wall = f"it took more than {limits.wall_seconds:g} s in all"
    if isinstance(error, OutOfTime):
        wall = f"it used more than {limits.cpu_seconds:g} s of processor time"
    elif used < limits.cpu_seconds / 4:
        return WorkerDied("wall", f"{wall}: does it wait for something?", "idle")
    else:  # the machine is busy with others
        return WorkerDied("cpu", f"{wall}, some of it processor time: is there an endless loop?", "busy")
    return WorkerDied("cpu", f"{wall}: is there an endless loop?")


def _signalled(number: int, limits: Limits) -> WorkerDied:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name == "SIGXCPU":
        return WorkerDied(
            "cpu", f"it used more than {limits.cpu_seconds:g} s of processor time: is there an endless loop?"
        )
    meanings = {
        "SIGKILL": ": it closed its connection to the grader, or the machine ran out of memory",
        "SIGSYS": ": it made a system call that is not allowed",
    }
    return WorkerDied("signal", f"its process was ended by {name}{meanings.get(name, '')}")
