"""Processes on this machine, each replaced when it is killed: what befalls one does not touch the tasks of another."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from types import ModuleType
from typing import Any


class Pool(Executor):
    """An executor of several processes with a fate of their own.

    Args:
        jobs: how many; None takes one a core.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or available_cores()
        self._lanes: list[_Lane] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function in the process that has least to do."""
        if len(self._lanes) < self.jobs and all(lane.waiting for lane in self._lanes):
            self._lanes.append(_Lane())
        return min(self._lanes, key=lambda lane: lane.waiting).submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; where their work is cancelled, at once."""
        for lane in self._lanes:
            if cancel_futures and lane.waiting:
                lane.kill()
            lane.executor.shutdown(wait, cancel_futures=cancel_futures)
        self._lanes = []


class _Lane:
    """One process and the tasks that wait for it."""

    def __init__(self) -> None:
        self.waiting = 0
        self.executor = _one_process()

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        with _uninterrupted(), _without_main():
            future = self._submitted(function, *args, **kwargs)
        self.waiting += 1
        future.add_done_callback(self._done)
        return future

    def _submitted(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            return self.executor.submit(function, *args, **kwargs)
        except BrokenExecutor:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = _one_process()
            return self.executor.submit(function, *args, **kwargs)

    def kill(self) -> None:
        """End the process in the middle of its work."""
        for process in list((getattr(self.executor, "_processes", None) or {}).values()):  # no public way before 3.14
            process.kill()

    def _done(self, future: Future[Any]) -> None:
        self.waiting -= 1


def _one_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait: a process whose start is broken off writes a traceback. One that is started here never hears of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    masks = hasattr(signal, "pthread_sigmask")
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGINT, before)
    if came and callable(before):
        before(signal.SIGINT, None)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module, which a process that is started would import: all of nbgrader, or a script that grades once more."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _end_with_parent() -> None:
    """Let this process end when the one that started it is gone, however that ended; Ctrl-C is for that one alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_await_end, args=[parent.sentinel], daemon=True).start()


def _await_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def available_cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
