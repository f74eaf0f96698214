"""What may cross between grader and worker, and what a hostile peer can cause: a `WireError` and nothing else."""

from __future__ import annotations

import math
import random
import socket
import struct
from typing import Any

import msgspec
import numpy as np
import pytest

from nngrade.sandbox import frames, wire


def refuse(*_: Any) -> None:
    return None


def unknown(tag: str, _rest: list[Any]) -> Any:
    raise wire.WireError(f"unknown {tag}")


def crossed(value: Any) -> Any:
    """The value after a trip over a real socket."""
    one, other = socket.socketpair()
    with one, other:
        buffers: list[Any] = []
        node = wire.pack(value, buffers, refuse)
        frames.Connection(one).send(node, buffers)
        received, answer = frames.Connection(other).receive()
    return wire.unpack(received, answer, unknown)


def same(one: Any, other: Any) -> bool:
    """Equal to the last bit, types included; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes())
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


PLAIN = [
    *(
        None,
        True,
        False,
        0,
        -1,
        2**63 - 1,
        -(2**63),
        2**63,
        -(2**64),
        10**300,
        1.5,
        -0.0,
        math.inf,
        -math.inf,
        math.nan,
        5e-324,
    ),
    *("", "größe 🙂", "\x00\x1b", b"", b"\xff\x00", 1 + 2j, complex(math.nan, -0.0)),
    *((), [], {}, set(), (1,), [1, [2.0, ("x", None)]], {"a": [1], 2: (3,), (4, "b"): None, None: 1, 1.5: 2}, {1, "a"}),
    *(
        np.float32(0.1),
        np.float64(-0.0),
        np.int8(-5),
        np.uint64(2**64 - 1),
        np.bool_(True),
        np.complex64(1j),
        np.str_("x"),
    ),
    *(np.float16(1.5), np.longdouble("0.1")),
]
ARRAYS = [
    np.array([1.5, -0.0, np.nan, np.inf]),
    np.array(3.0),
    np.zeros((0, 3)),
    np.zeros((2, 0), dtype=np.int32),
    np.arange(24).reshape(2, 3, 4),
    np.array([[True, False]]),
    np.array([1, 2], dtype=np.uint8),
    np.array([1 + 2j], dtype=np.complex64),
    np.array(["größe", ""]),
    np.array([0.1], dtype=np.float32),
    np.array([0.1], dtype=np.float16),
]


@pytest.mark.parametrize("value", [*PLAIN, *ARRAYS], ids=repr)
def test_plain_data_crosses_to_the_last_bit(value: Any) -> None:
    assert same(crossed(value), value)


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0).reshape(3, 4)[::2, ::-1],
        np.arange(3.0)[:, None].T,
    ],
    ids=["column order", "strided", "transposed"],
)
def test_arrays_of_any_layout_arrive_whole(array: Any) -> None:
    arrived = crossed(array)
    assert np.array_equal(arrived, array)
    assert arrived.flags.f_contiguous == array.flags.f_contiguous or not array.flags.forc


def test_the_order_of_bytes_does_not_matter() -> None:
    assert crossed(np.arange(3, dtype=">i4")).tolist() == [0, 1, 2]


class Number(float):
    __hash__ = float.__hash__

    def __eq__(self, other: object) -> bool:
        return True


class Words(str):
    __slots__ = ()


class Whole(int):
    def __int__(self) -> int:
        return 5


class Items(list[Any]):
    def __iter__(self) -> Any:
        return iter([1, 2, 3])

    def __len__(self) -> int:
        return 3


class Table(dict[Any, Any]):
    def items(self) -> Any:
        return [("x", 1)]

    def values(self) -> Any:
        return [1]


class Grid(np.ndarray):
    dtype = property(lambda self: np.dtype(int))  # type: ignore[assignment]
    shape = (7,)  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Number(2.5), 2.5),
        (Words("x"), "x"),
        (Whole(7), 7),
        (Items([9]), [9]),
        (Table(a=1), {"a": 1}),
        (np.zeros(2).view(Grid), np.zeros(2)),
        (np.ones((1, 1)).view(np.matrix), np.ones((1, 1))),
        (frozenset({1}), {1}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_crosses_as_what_it_is_not_as_what_it_claims(value: Any, plain: Any) -> None:
    assert same(crossed(value), plain)


class Claim:
    """An object that says it is something else."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    @property
    def __class__(self) -> type:  # type: ignore[override]
        return self.kind


@pytest.mark.parametrize(
    "value",
    [
        object(),
        np.array([object()]),
        np.zeros(2, [("a", float)]),
        np.ma.masked_array([1.0]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.datetime64("2020-01-01"),
        10**5000,
        {object(): 1},
        {(1, (object(),)): 1},
        {frozenset({1}): 1},
        {object()},
        dict.fromkeys(range(3000)),
        *map(Claim, (np.ndarray, np.float64, list, tuple, dict, set, int, float, str)),
    ],
    ids=lambda value: str(type(value)),
)
def test_anything_else_stays_behind_as_something_that_nobody_can_use(value: Any) -> None:
    arrived = crossed(value)
    assert type(arrived) is wire.Opaque
    for touch in (bool, float, int, len, iter, list, np.asarray, np.sum, hash):
        with pytest.raises(TypeError):
            touch(arrived)
    for compare in ("__eq__", "__ne__", "__lt__", "__ge__"):
        with pytest.raises(wire.NotPlain):
            getattr(arrived, compare)(arrived)
    with pytest.raises(wire.NotPlain):
        assert arrived == 1
    with pytest.raises(TypeError):
        np.ones(2) + arrived


def test_nesting_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    arrived = crossed(endless)
    for _ in range(wire.MAX_DEPTH):
        arrived = arrived[0]
    assert type(arrived) is wire.Opaque


def test_halves_of_characters_become_question_marks() -> None:
    assert crossed(["\ud800x", {"\udfff": "ok"}]) == ["?x", {"?": "ok"}]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([0.5] * 1_000_000, "4 MB of values"),
        (np.zeros(9_000_000), "64 MB"),
        ([np.zeros(1)] * 5000, "4096 arrays"),
    ],
    ids=["values", "bytes", "arrays"],
)
def test_what_is_too_large_is_refused_before_a_byte_is_sent(value: Any, reason: str) -> None:
    one, other = socket.socketpair()
    with one, other:
        buffers: list[Any] = []
        node = wire.pack(value, buffers, refuse)
        with pytest.raises(wire.WireError, match=reason):
            frames.Connection(one).send(node, buffers)
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.recv(1)


@pytest.mark.parametrize(
    "node",
    [
        *(
            [],
            ["?"],
            ["a"],
            ["a", "<f8", [1], 0, "C"],
            ["a", "<f8", [2], 0, "C", 5],
            ["s", "<f8", b"x"],
            ["s", "|O", b""],
        ),
        *(
            ["i", "0x" + "f" * 9000],
            ["i", 5],
            ["i", "zz"],
            ["c", "x", 1],
            ["d", [1]],
            ["d", [["l"], 1]],
            ["e", ["l"]],
            ["o"],
        ),
        *(
            {"a": 1},
            msgspec.msgpack.Ext(5, b"x"),
            ["h", 1, "object", "X"],
            ["e", *[["c", 1.0 * i, 0.0] for i in range(3000)]],
        ),
        *(
            ["a", "<f8", [1], 0, "X"],
            ["a", "|O8", [1], 0, "C"],
            ["a", "<f8", [-1], 0, "C"],
            ["a", "<f8", [True], 0, "C"],
        ),
        *(["a", "<f8", [1], True, "C"], ["a", "<U9999999", [0], 0, "C"], ["a", "V8", [1], 0, "C"], ["l", ["l", ["?"]]]),
        *(["l", ["a", "<f8", [1], 1, "C"], ["a", "<f8", [1], 1, "C"]], ["l", *[0] * 300_000]),
    ],
    ids=lambda node: str(node)[:30],
)
def test_a_malformed_value_is_a_wire_error(node: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(node, [b"", bytes(8)], unknown)


def test_a_buffer_is_read_once_however_many_values_share_the_frame() -> None:
    unread: dict[int, Any] = {0: bytearray(8)}
    node = ["a", "<f8", [1], 0, "C"]
    assert wire.unpack(node, unread, unknown).tolist() == [0.0]
    with pytest.raises(wire.WireError, match="bad array"):
        wire.unpack(node, unread, unknown)


def test_objects_are_counted() -> None:
    node = ["l", *[["h", 0, "object", "x"]] * (wire.MAX_FOREIGN + 1)]
    with pytest.raises(wire.WireError, match="too many objects"):
        wire.unpack(node, [], lambda tag, rest: tag)


def test_a_peer_that_does_not_read_is_no_peer_that_is_slow() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(0.01)
        connection = frames.Connection(one)
        with pytest.raises(wire.WireError, match="nobody reads"):
            all(connection.send("x" * 1000, []) is None for _ in range(10_000))


def test_truth_values_are_true_or_false() -> None:
    arrived = wire.unpack(["a", "|b1", [3], 0, "C"], [bytes([0, 1, 255])], unknown)
    assert arrived.view(np.uint8).tolist() == [0, 1, 1]


# Fuzz: seeded, bounded

SAMPLE = [
    {"a": [1, 2.5, None, "x"], "b": (np.arange(6.0).reshape(2, 3), np.float32(1.5))},
    2**70,
    1j,
    [np.zeros(3, int)],
    {1, 2},
]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The data with a few bytes changed, cut, doubled or made extreme."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(changed) + 1)
        way = rng.randrange(5)
        if way == 0 and place < len(changed):
            changed[place] = rng.randrange(256)
        elif way == 1:
            del changed[place : place + rng.randint(1, 9)]
        elif way == 2:
            changed[place:place] = rng.randbytes(rng.randint(1, 9))
        elif way == 3:
            changed[place : place + 1] = rng.choice(
                [b"\x00", b"\xff", b"\x7f", b"\x80", b"\xc1", b"\xdd\xff\xff\xff\xff"]
            )
        else:
            changed[place:place] = changed[place : place + 20]
    return bytes(changed)


def test_mutated_frames_are_wire_errors_at_worst() -> None:
    rng, one = random.Random(20), bytearray()
    buffers: list[Any] = []
    node = wire.pack(SAMPLE, buffers, refuse)
    header, sizes = msgspec.msgpack.encode([1, node]), [len(buffer) for buffer in buffers]
    one += struct.pack(f"<II{len(sizes)}Q", len(header), len(sizes), *sizes) + header + b"".join(map(bytes, buffers))
    outcomes = {"value": 0, "refused": 0, "closed": 0}
    for _ in range(4000):
        outcomes[outcome_of(mutated(bytes(one), rng))] += 1
    assert min(outcomes.values()) > 20  # each way was taken, or the fuzz proves little


def outcome_of(data: bytes) -> str:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        ours.shutdown(socket.SHUT_WR)
        try:
            received, buffers = frames.Connection(theirs).receive()
            wire.unpack(received[1] if type(received) is list and len(received) == 2 else received, buffers, unknown)
        except wire.WireError:
            return "refused"
        except frames.PeerClosed:
            return "closed"
    return "value"


def test_mutated_values_are_wire_errors_at_worst() -> None:
    rng, refused = random.Random(21), 0
    buffers: list[Any] = []
    node = wire.pack(SAMPLE, buffers, refuse)
    for _ in range(20_000):
        try:
            wire.unpack(rewritten(node, rng), buffers, unknown)
        except wire.WireError:
            refused += 1
    assert 2000 < refused < 20_000


STRANGE = [
    None,
    True,
    -1,
    2**40,
    1e300,
    math.nan,
    "",
    "a",
    "<f8",
    "|O",
    b"",
    [],
    ["a"],
    ["d"],
    {},
    ["l", 1],
    ["t"],
    "C",
    0,
    1,
]


def rewritten(node: Any, rng: random.Random) -> Any:
    """The node with some of its parts exchanged."""
    if rng.random() < 0.02:
        return rng.choice(STRANGE)
    return [rewritten(part, rng) for part in node] if type(node) is list else node
