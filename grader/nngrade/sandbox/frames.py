"""Frames between the grader and a worker: a msgpack header and raw buffers. No pickle, no eval, strict types.

A frame is ``<u32 header size> <u32 number of buffers> <u64 size of each buffer>``, the header, the buffers. The header
is a node of `wire`.
"""

from __future__ import annotations

import gc
import socket
import struct
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgspec

from nngrade.sandbox.wire import SMALL, Buffers, Frame, Node, WireError

MAX_FRAME = 64 << 20
MAX_HEADER = 4 << 20
MAX_BUFFERS = 4096
AHEAD = 1 << 14
"""Bytes to receive at once."""
WATCH_SECONDS = 0.1
"""How often somebody who waits for a frame looks at the clock and after its sender: the time-out of its socket."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


class PeerTimeout(Exception):
    """No frame came before the deadline."""


class PeerClosed(Exception):
    """The peer is gone."""


def _encoded(node: Node) -> bytes:
    try:
        return _encoder.encode(node)
    except UnicodeEncodeError:
        return _encoder.encode(_with_whole_characters(node))
    except Exception as error:
        raise WireError(f"it cannot be written down: {type(error).__name__}") from None


def _decoded(header: bytes | bytearray) -> Node:
    """The node of a header. Garbage is not collected meanwhile: over millions of empty lists that takes seconds."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _decoder.decode(header)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise WireError("header is not msgpack") from None
    finally:
        if collecting:
            gc.enable()


def _with_whole_characters(node: Node) -> Node:
    """The same node with a question mark for each half of a character, which no text may hold."""
    if type(node) is str:
        return node.encode(errors="replace").decode()
    if type(node) is dict:
        return {_with_whole_characters(key): _with_whole_characters(item) for key, item in node.items()}
    return [_with_whole_characters(item) for item in node] if type(node) is list else node


def _writable(data: bytes | bytearray) -> bytearray:
    return data if isinstance(data, bytearray) else bytearray(data)


class Connection:
    """One end of the socket between grader and worker; sends and receives whole frames.

    Args:
        sock: a connected stream socket.
        max_frame: the largest frame to send or accept, in bytes.
        watch: called now and then while nothing comes, where the socket has a time-out; what it raises ends the waiting.
    """

    def __init__(
        self, sock: socket.socket, max_frame: int = MAX_FRAME, watch: Callable[[], None] = lambda: None
    ) -> None:
        self.socket = sock
        self.max_frame = max_frame
        self.watch = watch
        self._ahead, self._place = b"", 0
        self._watched = time.monotonic()
        self.received = self.headers = 0

    def send(self, node: Node, buffers: Buffers, deadline: float | None = None) -> None:
        """Send one frame. Raises `WireError` where it is too large, before a byte is sent.

        Args:
            node: the header.
            buffers: the bytes of its arrays.
            deadline: when to give up, on the monotonic clock; None waits as long as the socket does.
        """
        self._send_parts(self._parts(node, buffers), deadline)

    def send_ahead(self, frames: Iterable[Frame], deadline: float | None = None) -> int:
        """Send the first frames, as many as the socket takes at once but at least one; returns how many these were."""
        parts: list[Any] = []
        count = size = 0
        for frame in frames:
            more = self._parts(*frame)
            size += sum(map(len, more))
            if count and size >= SMALL:
                break
            parts += more
            count += 1
        self._send_parts(parts, deadline)
        return count

    def _parts(self, node: Node, buffers: Buffers) -> list[Any]:
        """The bytes of a frame; raises `WireError` where it is too large."""
        header = _encoded(node)
        sizes = [len(buffer) for buffer in buffers]
        if len(header) > MAX_HEADER:
            raise WireError(f"more than {MAX_HEADER >> 20} MB of values outside of arrays")
        if len(buffers) > MAX_BUFFERS:
            raise WireError(f"more than {MAX_BUFFERS} arrays")
        if len(header) + sum(sizes) > self.max_frame:
            raise WireError(f"more than {self.max_frame >> 20} MB")
        parts = [struct.pack(f"<II{len(sizes)}Q", len(header), len(sizes), *sizes) + header]
        return parts + [buffer for buffer in buffers if len(buffer)]

    def _send_parts(self, parts: list[Any], deadline: float | None) -> None:
        try:
            if sum(map(len, parts)) < SMALL:
                self._send_at_once(b"".join(parts))
            else:
                self._send_slowly(parts, deadline)
        except (BlockingIOError, TimeoutError):
            raise PeerTimeout from None
        except OSError:  # it hung up, or this end is closed already
            raise PeerClosed from None

    def _send_at_once(self, data: bytes) -> None:
        try:
            self.socket.sendall(data)
        except (BlockingIOError, TimeoutError):
            raise WireError("nobody reads what is sent") from None

    def _send_slowly(self, parts: list[Any], deadline: float | None) -> None:
        for part in parts:
            if deadline is not None:
                self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            self.socket.sendall(part)
        if deadline is not None:
            self.socket.settimeout(WATCH_SECONDS)

    def receive(self, deadline: float | None = None) -> Frame:
        """The next frame.

        Args:
            deadline: when to give up, on the monotonic clock; None waits for ever.
        """
        header_size, count = struct.unpack("<II", self._read(8, deadline))
        if count > MAX_BUFFERS or header_size > MAX_HEADER:
            raise WireError("frame header out of bounds")
        sizes = struct.unpack(f"<{count}Q", self._read(8 * count, deadline)) if count else ()
        if header_size + sum(sizes) > self.max_frame:
            raise WireError("frame too large")
        self.headers += header_size
        self.received += header_size + sum(sizes)
        node = _decoded(self._read(header_size, deadline))
        return node, [_writable(self._read(size, deadline)) if size else b"" for size in sizes]

    def _read(self, size: int, deadline: float | None) -> bytes | bytearray:
        """The next bytes. Small frames arrive whole, often several at once, so that they take one call of the system."""
        begin, end = self._place, self._place + size
        if end > len(self._ahead):
            return self._read_on(size, deadline)
        self._place = end
        return self._ahead[begin:end]

    def _read_on(self, size: int, deadline: float | None) -> bytes | bytearray:
        begun, self._ahead, self._place = self._ahead[self._place :], b"", 0
        if not begun and size < AHEAD:
            self._ahead = self._waited(self._receive_ahead, deadline)
            return self._read(size, deadline)
        data = bytearray(size)
        data[: len(begun)] = begun
        rest = memoryview(data)[len(begun) :]
        while rest:
            rest = rest[self._waited(partial(self.socket.recv_into, rest), deadline) :]
        return data

    def _receive_ahead(self) -> bytes:
        return self.socket.recv(AHEAD)

    def _waited(self, receive: Callable[[], Any], deadline: float | None) -> Any:
        """What `receive` gives as soon as something comes."""
        while True:
            self._look_after(deadline)
            try:
                got = receive()
            except TimeoutError:
                continue
            except OSError:
                raise PeerClosed from None
            if not got:
                raise PeerClosed
            return got

    def _look_after(self, deadline: float | None) -> None:
        """Look at the clock, and now and then after the sender, also while bytes drip in."""
        if deadline is None:
            return
        now = time.monotonic()
        if now >= deadline:
            raise PeerTimeout
        if now - self._watched >= WATCH_SECONDS:
            self._watched = now
            self.watch()
