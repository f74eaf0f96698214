"""A worker's life: it locks itself down, then serves requests until the grader hangs up."""

from __future__ import annotations

import os
import random
import socket
from collections import deque

from nngrade.sandbox import frames, wire
from nngrade.sandbox.lockdown import Locks
from nngrade.sandbox.worker import Server


def serve(connection: frames.Connection) -> None:
    """Answer the grader's requests until it hangs up."""
    ahead: deque[wire.Frame] = deque()

    def ask(node: wire.Node, buffers: wire.Buffers) -> wire.Frame:
        connection.send(["back", node], buffers)
        while _is_request(got := connection.receive()):  # sent before the grader saw the question
            ahead.append(got)
        return got

    server = Server(ask)
    with server.surroundings.watched():
        while True:
            try:
                (number, request), buffers = ahead.popleft() if ahead else connection.receive()
            except frames.PeerClosed:
                os._exit(0)
            answer, out = server.handle(request, buffers)
            try:
                connection.send([number, answer], out)
            except wire.WireError as error:
                text = f"the result is too large: {error}"
                connection.send([number, ["exc", ["ValueError", "ValueError"], text, "", [], [], ["", []]]], [])


def _is_request(frame: wire.Frame) -> bool:
    return type(frame[0][0]) is int


def run_worker(sock: socket.socket, locks: Locks, limits: dict[str, float]) -> None:
    """Become a worker: nothing but the socket stays open, the locks close, requests are served."""
    os.setsid()  # a group of its own, so that all of it can be killed
    random.seed(0)  # a fork draws it anew; NumPy's stays as the zygote seeded it
    keep_only(*{sock.fileno(), *locks.descriptors()})
    connection = frames.Connection(sock)
    try:
        state = locks.apply(limits)
    except BaseException as error:
        connection.send(["failed", f"{type(error).__name__}: {error}"[:300]], [])
        os._exit(71)
    connection.send(["ready", state], [])
    serve(connection)


def keep_only(*kept: int) -> None:
    """Close every descriptor but the standard ones, which lead nowhere already, and the kept ones."""
    first = 3
    for number in sorted(kept):
        os.closerange(first, number)
        first = number + 1
    os.closerange(first, 1024)
