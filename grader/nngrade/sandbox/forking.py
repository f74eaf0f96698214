"""Workers that a warm zygote forks."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from typing import Any

import msgspec

from nngrade.sandbox.cores import this_core
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.launch import ZygoteProcess
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.process import START_SECONDS, ProcessTransport, process_clock

KILLED = "the sandbox process ended at once"


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
        request = ["spawn", {"cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}, this_core()]
        answer, descriptors = self._ask(request)
        if answer[0] != "forked":
            raise IsolationError(f"no worker could be started: {answer[1]}")
        _, process, core = answer
        return ForkedTransport(self, socket.socket(fileno=descriptors[1]), process, descriptors[0], limits, core)

    def reap(self, process: int) -> tuple[int, float]:
        """Status and processor seconds of a dead worker."""
        (status, seconds, _), _ = self._ask(["reap", process])
        return status, seconds

    def drop(self, process: int) -> None:
        """Let it reap a dead worker of which nothing needs to be known any more."""
        with contextlib.suppress(OSError):  # it is gone itself
            self.started.control.send(msgspec.msgpack.encode(["drop", process]))

    def _ask(self, request: list[Any]) -> tuple[Any, list[int]]:
        try:
            self.started.control.send(msgspec.msgpack.encode(request))
            data, received, *_ = socket.recv_fds(self.started.control, 65536, 2)
        except OSError as error:
            raise IsolationError(f"the sandbox process is gone ({error})") from None
        if not data:
            raise IsolationError("the sandbox process is gone")
        return msgspec.msgpack.decode(data), list(received)

    def close(self) -> None:
        """End it and all its workers."""
        self.started.close()


class ForkedTransport(ProcessTransport):
    """A worker that a zygote forked.

    Args:
        zygote: its parent.
        sock: the socket to it.
        process: its number in the zygote's eyes.
        descriptor: an open descriptor of the process, which stays its own when the number is used again.
        limits: what it may use.
        core: where it runs.
    """

    def __init__(
        self,
        zygote: Zygote,
        sock: socket.socket,
        process: int,
        descriptor: int,
        limits: Limits,
        core: int | None,
    ) -> None:
        super().__init__(sock, limits)
        self.core = core
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
            return process_clock(number)
        except (OSError, StopIteration, ValueError):
            return 0.0

    def leave(self) -> None:
        """Kill the worker without waiting for its end."""
        if self.status is None and self.dead is None:
            self.seconds, self.status = self.used_seconds(), -signal.SIGKILL
            self._kill()
            self.zygote.drop(self.process)
        else:
            self.end()

    def _kill(self) -> None:
        with contextlib.suppress(OSError):  # it is dead already
            signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
        os.close(self.descriptor)
        self.connection.socket.close()

    def end(self, patience: float = 0.0) -> int:
        """Kill the worker, after waiting a little for it to end by itself."""
        if self.status is None:
            lost = bool(select.select([self.descriptor], [], [], patience)[0])
            self._kill()
            try:
                status, self.seconds = self.zygote.reap(self.process)
            except IsolationError:  # its parent is gone, and took it along
                status = signal.SIGKILL
            self.status = os.waitstatus_to_exitcode(status)
            self.lost = lost and self.status == -signal.SIGKILL
        return self.status
