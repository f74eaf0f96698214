"""The zygote: a warm process that forks one locked-down worker per submission. It is started fresh and knows no secret."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import socket
import sys
from typing import Any, NamedTuple

import msgspec
import numpy as np

from nngrade.sandbox import frames
from nngrade.sandbox.cores import stay
from nngrade.sandbox.limits import BROKEN
from nngrade.sandbox.lockdown import Locks, hide_from_neighbours
from nngrade.sandbox.serving import run_worker, serve
from nngrade.sandbox.worker import Server

WARM = (
    "array bisect collections contextlib copy dataclasses decimal enum fractions functools heapq inspect io itertools math "
    "numbers numpy.fft numpy.linalg numpy.random numpy.typing operator pathlib pprint random re statistics string textwrap "
    "time timeit traceback typing"
).split()
"""Imported before the first fork, so that a learner's import statements cost nothing."""


_REHEARSAL = """
import numpy as np
from numpy.typing import ArrayLike, NDArray

def double(x: ArrayLike) -> NDArray[np.floating]:
    return 2 * np.asarray(x, dtype=float)
"""


def rehearse() -> None:
    """Load and call a small module: what Python then caches, each worker would otherwise write into pages of its own."""
    server = Server(lambda node, buffers: (node, buffers))
    with server.surroundings.watched():
        for _ in range(2):
            server.handle(["load", "rehearsal", {"rehearsal": _REHEARSAL}, [], [], [], []], [])
            server.handle(["call", 0, "double", ["l", 1.0], ["d"]], [])
            del sys.meta_path[0], sys.modules["rehearsal"]


def hide_machinery() -> None:
    """Take what is in this package out of the modules that an import finds, here and in every worker to come."""
    for name in [name for name in sys.modules if name.startswith("nngrade.")]:
        del sys.modules[name]
    vars(sys.modules["nngrade"]).pop("sandbox", None)


def lead_nowhere() -> None:
    """Point the standard descriptors at nothing, here and in every worker to come."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


class Forked(NamedTuple):
    """A worker that nobody has asked anything yet.

    Attributes:
        process: its number.
        descriptor: an open descriptor of the process.
        sock: the grader's end of the socket to it.
        limits: what it may use.
    """

    process: int
    descriptor: int
    sock: socket.socket
    limits: dict[str, float]


def fork(control: socket.socket, locks: Locks, limits: dict[str, float]) -> Forked:
    """Fork a worker."""
    if len(os.listdir("/proc/self/task")) != 1:
        raise OSError("the zygote has more than one thread: forking would be unsafe")
    sock, theirs = socket.socketpair()
    process = os.fork()
    if process == 0:
        try:
            control.close()
            sock.close()
            run_worker(theirs, locks, limits)
        finally:
            os._exit(BROKEN)
    theirs.close()
    return Forked(process, os.pidfd_open(process), sock, limits)


def hand_over(control: socket.socket, forked: Forked, core: int | None) -> None:
    """Give a worker to the grader, and keep it on the core where that runs, if the system lets us."""
    facts = ["forked", forked.process, stay(core, forked.process)]
    socket.send_fds(control, [msgspec.msgpack.encode(facts)], [forked.descriptor, forked.sock.fileno()])
    forget(forked)


def forget(forked: Forked) -> None:
    """Close what is open of it here."""
    os.close(forked.descriptor)
    forked.sock.close()


def reap(process: int) -> list[Any]:
    """Wait for a dead worker: its status, processor seconds and peak memory in kB. What it started dies with it."""
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    try:
        _, status, usage = os.wait4(process, 0)
    except ChildProcessError:
        return [0, 0.0, 0]
    return [status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]


def main(control: socket.socket, settings: dict[str, Any]) -> None:
    """Serve requests for workers until the grader hangs up.

    Args:
        control: the socket to the grader.
        settings: `readable` paths, `layers`, and packages to `preload`.
    """
    for name in (*WARM, *settings["preload"]):
        __import__(name)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    np.random.seed(0)
    os.chdir("/")
    locks = Locks(settings["readable"], settings["layers"])
    hide_from_neighbours()
    rehearse()
    hide_machinery()
    gc.freeze()  # no collection may touch, and so copy, what all workers share
    gc.enable()
    lead_nowhere()
    control.send(msgspec.msgpack.encode(["up", locks.off]))
    serve_grader(control, locks, settings["spare"])


def serve_grader(control: socket.socket, locks: Locks, keeps_spare: bool) -> None:
    """Fork and reap workers as the grader asks. A spare one is forked while it is busy with what came of the last one."""
    spare: Forked | None = None
    while data := control.recv(65536):
        command, *rest = msgspec.msgpack.decode(data)
        if command == "spawn":
            limits, core = rest
            if spare is not None and spare.limits != limits:
                forget(spare)
                reap(spare.process)
                spare = None
            try:
                hand_over(control, spare or fork(control, locks, limits), core)
            except OSError as error:
                control.send(msgspec.msgpack.encode(["failed", str(error)]))
            spare = None
        else:
            ended = reap(rest[0])
            if command == "reap":
                control.send(msgspec.msgpack.encode(ended))
            if keeps_spare and spare is None:
                with contextlib.suppress(OSError):  # then the next one is forked when it is asked for
                    spare = fork(control, locks, limits)
    os._exit(0)


def single(settings: dict[str, Any]) -> None:
    """Be one worker that waits for its submission: where forking a warm process is not possible."""
    for name in (*WARM, *settings["preload"]):
        __import__(name)
    gc.enable()
    address, token = settings["address"], settings["token"]
    sock = socket.create_connection((address[0], address[1]), timeout=30)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.settimeout(None)
    sock.sendall(bytes.fromhex(token))
    try:
        run_single(sock, Locks(settings["readable"], settings["layers"]), settings["limits"])
    finally:
        os._exit(BROKEN)


def run_single(sock: socket.socket, locks: Locks, limits: dict[str, float]) -> None:
    """Serve over a loopback connection with the few limits that every system has."""
    random.seed(0)
    np.random.seed(0)
    connection = frames.Connection(sock)
    hide_machinery()
    state = locks.apply(limits) if sys.platform != "win32" else {}
    connection.send(["ready", state], [])
    serve(connection)
