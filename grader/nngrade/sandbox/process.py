"""The grader's handle on a worker process: requests with a deadline, processor time watched from outside, a sure end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from nngrade.sandbox import frames, wire
from nngrade.sandbox.deaths import OutOfTime, death
from nngrade.sandbox.errors import IsolationError, WorkerDied
from nngrade.sandbox.launch import SingleProcess
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import MAX_CALLBACKS, AnswerBack

Result = TypeVar("Result")

START_SECONDS = 60.0
MAX_RECEIVED = 128 << 20
"""Bytes that one worker may send in all: its results stay in memory until the chapter is judged."""
MAX_HEADERS = 8 << 20
"""The same for values outside of arrays, which take much longer to read: room for almost a million numbers in lists."""


class ProcessTransport:
    """Requests to a worker in another process.

    Args:
        sock: the socket to it.
        limits: what it may use.
    """

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.core: int | None = None
        sock.settimeout(frames.WATCH_SECONDS)
        self.connection = frames.Connection(sock, watch=self._watch)
        self.dead: WorkerDied | None = None
        self.layers: dict[str, str] | None = None
        self.lost = False
        self._asked = self._answered = 0
        self._patience = limits.wall_seconds

    def request(self, node: wire.Node, buffers: wire.Buffers, answer_back: AnswerBack) -> wire.Frame:
        """The worker's answer; raises `WorkerDied`."""
        return next(self.requests([(node, buffers)], answer_back))

    def requests(self, asked: Sequence[wire.Frame], answer_back: AnswerBack) -> Iterator[wire.Frame]:
        """The worker's answers, in order; requests go ahead of the answers, so that nobody is woken for each of them."""
        sent = 0
        for place in range(len(asked)):
            due = asked[sent:] if place == sent else ()
            more, answer = self._in_time(partial(self._exchange, due, answer_back))
            sent += more
            yield answer

    def _in_time(self, step: Callable[[float], Result]) -> Result:
        """What a step gives before the deadline that is left; raises `WorkerDied`."""
        if self.dead is not None:
            raise self.dead
        began = time.monotonic()
        try:
            if self.layers is None:
                self._greet(began + START_SECONDS)
                began = time.monotonic()
            if self._patience <= 0:  # many short requests wear it out as well as a long one
                raise frames.PeerTimeout
            return step(began + self._patience)
        except (frames.PeerTimeout, frames.PeerClosed, wire.WireError, OSError) as error:
            raise self._ended(error) from None
        finally:
            self._patience -= time.monotonic() - began

    def _greet(self, deadline: float) -> None:
        node, _ = self.connection.receive(deadline)
        if not isinstance(node, list) or len(node) != 2 or node[0] != "ready":
            raise IsolationError(f"a worker could not be locked down: {node[1] if isinstance(node, list) else node}")
        self.layers = node[1]

    def _exchange(self, due: Sequence[wire.Frame], answer_back: AnswerBack, deadline: float) -> tuple[int, wire.Frame]:
        """Send the first of the requests that are due; how many these were, and the next answer."""
        sent = self._send(due, deadline) if due else 0
        return sent, self._await(answer_back, deadline)

    def _send(self, due: Sequence[wire.Frame], deadline: float) -> int:
        numbered = (([number, node], buffers) for number, (node, buffers) in enumerate(due, self._asked + 1))
        sent = self.connection.send_ahead(numbered, deadline)
        self._asked += sent
        return sent

    def _await(self, answer_back: AnswerBack, deadline: float) -> wire.Frame:
        """The next answer."""
        for _ in range(MAX_CALLBACKS):
            node, buffers = self.connection.receive(deadline)
            if self.connection.received > MAX_RECEIVED:
                raise wire.WireError(f"more than {MAX_RECEIVED >> 20} MB of results in all")
            if self.connection.headers > MAX_HEADERS:
                raise wire.WireError(f"more than {MAX_HEADERS >> 20} MB of results outside of arrays in all")
            if not isinstance(node, list) or len(node) != 2:
                raise wire.WireError("not a message")
            if node[0] == self._answered + 1:
                self._answered += 1
                return node[1], buffers
            if node[0] != "back" or not isinstance(node[1], list):
                raise wire.WireError("an answer to a question that was not asked")
            answer, out = answer_back(node[1], buffers)
            self.connection.send(answer, out, deadline)
        raise wire.WireError("too many callbacks")

    def _watch(self) -> None:
        if self.used_seconds() > self.limits.cpu_seconds:
            raise OutOfTime

    def _ended(self, error: Exception) -> WorkerDied:
        used = self.used_seconds()
        status = self.end(patience=0.5 if isinstance(error, frames.PeerClosed) else 0.0)
        used = max(used, self.used_seconds())
        if isinstance(error, frames.PeerClosed) and used >= self.limits.cpu_seconds:  # the kernel's limit was faster
            error = OutOfTime()
        self.dead = self.dead or death(error, status, used, self.limits)
        if self.lost and isinstance(error, frames.PeerClosed):
            self.dead.chance = "lost"
        return self.dead

    def died(self, kind: str, reason: str) -> WorkerDied:
        """End the worker for a breach of the protocol."""
        self.end()
        self.dead = self.dead or WorkerDied(kind, reason)
        return self.dead

    def used_seconds(self) -> float:
        """Processor time that the worker has used so far, 0 where that cannot be told."""
        return 0.0

    def leave(self) -> None:
        """End the worker, of which nothing needs to be known any more."""
        self.end()

    def end(self, patience: float = 0.0) -> int:
        """Kill the worker and return its exit status; a negative number is the signal that ended it."""
        raise NotImplementedError


class SingleTransport(ProcessTransport):
    """A worker that was started by itself.

    Args:
        started: the process.
        limits: what it may use.
    """

    def __init__(self, started: SingleProcess, limits: Limits) -> None:
        super().__init__(started.socket, limits)
        self.process = started.process
        self.status: int | None = None

    def used_seconds(self) -> float:
        """Processor time of the process, where its clock can be read."""
        if sys.platform != "linux" or self.status is not None:
            return 0.0
        return process_clock(self.process.pid)

    def end(self, patience: float = 0.0) -> int:
        """Kill the worker and what it started, after waiting a little for it to end by itself."""
        if self.status is None:
            if patience:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
            self._kill()
            self.connection.socket.close()
            self.status = self.process.wait()
        return self.status

    def _kill(self) -> None:
        if sys.platform == "win32":
            self.process.kill()
            return
        with contextlib.suppress(OSError):  # the group outlives its leader where that left somebody behind
            os.killpg(self.process.pid, signal.SIGKILL)


def process_clock(process: int) -> float:
    """Processor time of a process, from the clock that the kernel keeps for it; 0 where it is gone."""
    if process <= 0:  # the kernel would take it for this very process
        return 0.0
    try:
        return time.clock_gettime(~process << 3 | 2)
    except OSError:
        return 0.0
