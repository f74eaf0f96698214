"""The grader's handle on a worker process: requests with a deadline, processor time watched from outside, a sure end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec

from nngrade.sandbox import frames, wire
from nngrade.sandbox.deaths import OutOfTime, death
from nngrade.sandbox.errors import IsolationError, WorkerDied
from nngrade.sandbox.launch import SingleProcess, ZygoteProcess
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import MAX_CALLBACKS, Answer, AnswerBack

START_SECONDS = 60.0
KILLED = "the sandbox process ended at once"
MAX_RECEIVED = 128 << 20
"""Bytes that one worker may send in all: its results stay in memory until the chapter is judged."""


class Zygote:
    """A warm process that forks workers.

    Args:
        started: the process.
    """

    def __init__(self, started: ZygoteProcess) -> None:
        self.started = started
        self.level = started.level
        self._up = False
        self.off: dict[str, str] = {}

    def wait_up(self) -> None:
        """Wait until it is warm; raises `IsolationError` where it did not start."""
        if self._up:
            return
        self.started.control.settimeout(START_SECONDS)
        try:
            data = self.started.control.recv(65536)
        except OSError:
            data = b""
        if not data:
            raise IsolationError(self._last_words())
        self.off = msgspec.msgpack.decode(data)[1]
        self._up = True

    def _last_words(self) -> str:
        stderr = self.started.process.stderr
        self.started.process.kill()
        text = stderr.read().decode(errors="replace").strip() if stderr is not None else ""
        return text.splitlines()[-1][:300] if text else KILLED

    def spawn(self, limits: Limits) -> ForkedTransport:
        """A new worker."""
        self.wait_up()
        ours, theirs = socket.socketpair()
        request = ["spawn", {"cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}]
        try:
            with theirs:
                answer, descriptors = self._ask(request, [theirs.fileno()])
            if answer[0] != "forked":
                raise IsolationError(f"no worker could be started: {answer[1]}")
        except IsolationError:
            ours.close()
            raise
        return ForkedTransport(self, ours, answer[1], descriptors[0], limits)

    def reap(self, process: int) -> tuple[int, float]:
        """Status and processor seconds of a dead worker."""
        (status, seconds, _), _ = self._ask(["reap", process], [])
        return status, seconds

    def _ask(self, request: list[Any], descriptors: list[int]) -> tuple[Any, list[int]]:
        try:
            socket.send_fds(self.started.control, [msgspec.msgpack.encode(request)], descriptors)
            data, received, *_ = socket.recv_fds(self.started.control, 65536, 1)
        except OSError as error:
            raise IsolationError(f"the sandbox process is gone ({error})") from None
        if not data:
            raise IsolationError("the sandbox process is gone")
        return msgspec.msgpack.decode(data), list(received)

    def close(self) -> None:
        """End it and all its workers."""
        self.started.close()


class ProcessTransport:
    """Requests to a worker in another process.

    Args:
        sock: the socket to it.
        limits: what it may use.
    """

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.limits = limits
        sock.settimeout(frames.WATCH_SECONDS)
        self.connection = frames.Connection(sock, watch=self._watch)
        self.dead: WorkerDied | None = None
        self.layers: dict[str, str] | None = None
        self.lost = False
        self._number = 0
        self._patience = limits.wall_seconds

    def request(self, node: wire.Node, buffers: wire.Buffers, answer_back: AnswerBack) -> Answer:
        """The worker's answer; raises `WorkerDied`."""
        if self.dead is not None:
            raise self.dead
        self._number += 1
        began = time.monotonic()
        try:
            if self.layers is None:
                self._greet(began + START_SECONDS)
                began = time.monotonic()
            if self._patience <= 0:  # many short requests wear it out as well as a long one
                raise frames.PeerTimeout
            deadline = began + self._patience
            self.connection.send([self._number, node], buffers, deadline)
            return self._await(answer_back, deadline)
        except (frames.PeerTimeout, frames.PeerClosed, wire.WireError, OSError) as error:
            raise self._ended(error) from None
        finally:
            self._patience -= time.monotonic() - began

    def _greet(self, deadline: float) -> None:
        node, _ = self.connection.receive(deadline)
        if not isinstance(node, list) or len(node) != 2 or node[0] != "ready":
            raise IsolationError(f"a worker could not be locked down: {node[1] if isinstance(node, list) else node}")
        self.layers = node[1]

    def _await(self, answer_back: AnswerBack, deadline: float) -> Answer:
        for _ in range(MAX_CALLBACKS):
            node, buffers = self.connection.receive(deadline)
            if self.connection.received > MAX_RECEIVED:
                raise wire.WireError(f"more than {MAX_RECEIVED >> 20} MB of results in all")
            if not isinstance(node, list) or len(node) != 2:
                raise wire.WireError("not a message")
            if node[0] == self._number:
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

    def end(self, patience: float = 0.0) -> int:
        """Kill the worker and return its exit status; a negative number is the signal that ended it."""
        raise NotImplementedError


class ForkedTransport(ProcessTransport):
    """A worker that a zygote forked.

    Args:
        zygote: its parent.
        sock: the socket to it.
        process: its number in the zygote's eyes.
        descriptor: an open descriptor of the process, which stays its own when the number is used again.
        limits: what it may use.
    """

    def __init__(self, zygote: Zygote, sock: socket.socket, process: int, descriptor: int, limits: Limits) -> None:
        super().__init__(sock, limits)
        self.zygote, self.process, self.descriptor = zygote, process, descriptor
        self.status: int | None = None
        self.seconds = 0.0

    def used_seconds(self) -> float:
        """Processor time of the process, read from its clock."""
        if self.status is not None:
            return self.seconds
        try:
            with open(f"/proc/self/fdinfo/{self.descriptor}") as file:
                number = next(int(line.split()[1]) for line in file if line.startswith("Pid:"))
            return _clock(number)
        except (OSError, StopIteration, ValueError):
            return 0.0

    def end(self, patience: float = 0.0) -> int:
        """Kill the worker, after waiting a little for it to end by itself."""
        if self.status is None:
            lost = bool(select.select([self.descriptor], [], [], patience)[0])
            with contextlib.suppress(OSError):  # it is dead already
                signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
            os.close(self.descriptor)
            self.connection.socket.close()
            try:
                status, self.seconds = self.zygote.reap(self.process)
            except IsolationError:  # its parent is gone, and took it along
                status = signal.SIGKILL
            self.status = os.waitstatus_to_exitcode(status)
            self.lost = lost and self.status == -signal.SIGKILL
        return self.status


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
        return _clock(self.process.pid)

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


def _clock(process: int) -> float:
    """Processor time of a process, from the clock that the kernel keeps for it."""
    try:
        return time.clock_gettime(~process << 3 | 2)
    except OSError:
        return 0.0


Spawn = Callable[[Limits], ProcessTransport]
