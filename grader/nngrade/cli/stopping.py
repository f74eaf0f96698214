"""Ending a long command in the middle: in one line, at once, with nothing left running."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from types import FrameType

ENDINGS = ("SIGTERM", "SIGHUP")
"""Signals that end a command as Ctrl-C does; the second is not known everywhere."""


class _Ended(KeyboardInterrupt):
    """One of these came."""


@contextmanager
def stoppable(kept: str) -> Iterator[None]:
    """Let Ctrl-C, and what else asks a command to end, end it with a line and an exit code of its own.

    Args:
        kept: what becomes of the work that is done, for the line.
    """
    before = {number: signal.signal(number, _end) for number in _endings()}
    stopped = False
    try:
        yield
    except KeyboardInterrupt as stop:
        stopped = True
        for number in (signal.SIGINT, *before):
            signal.signal(number, signal.SIG_IGN)  # asked twice, it must not break off its own end
        for process in active_children():
            process.kill()  # else the interpreter waits for them, and one whose pool was broken off waits for more work
        print(f"nngrade: stopped: {kept}", file=sys.stderr)
        raise SystemExit(143 if isinstance(stop, _Ended) else 130) from None
    finally:
        for number, handler in before.items():
            if not stopped:
                signal.signal(number, handler)


def _endings() -> list[signal.Signals]:
    """Those that would end the command now: who is started by `nohup` ignores some."""
    known = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
    return [number for number in known if signal.getsignal(number) is signal.SIG_DFL]


def _end(number: int, frame: FrameType | None) -> None:
    raise _Ended
