"""Values between the grader and a worker, as *nodes*: plain msgpack values as they are, everything else a list that starts
with a one-letter tag; the bytes of arrays travel beside them. No pickle, no eval, strict types.

Both sides decode with the same rules, so a hostile peer can cause a `WireError` and nothing else.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_KEYS = 2000
"""Keys of dicts and sets in one value that are no text: few enough that keys made to collide cost nothing."""
MAX_FOREIGN = 5000
"""Values in one that are no plain data, such as objects: each takes much more memory than its name."""
MAX_BITS = 13_000
"""Longest whole number: Python refuses to print much longer ones."""
SMALL = 1 << 16
"""Bytes that a socket takes at once, so that sending them never waits for the peer."""
KINDS = "biufcU"
"""Kinds of array that may cross: bool, integers, floats, complex and text."""

Node = Any
Buffers = list[Any]
Frame = tuple[Node, Buffers]


class WireError(Exception):
    """The peer sent something that is not a valid frame, or a value is too large for one."""


class NotPlain(TypeError):
    """A value that cannot cross was used as if it were plain data."""


class Opaque:
    """Stands for a value that may not cross; it raises as soon as anybody looks at it.

    Args:
        type_name: what the value was.
        reason: why it could not cross.
    """

    __slots__ = ("reason", "type_name")
    __hash__ = None  # type: ignore[assignment]  # it equals nothing, so it belongs in no set
    __array_ufunc__ = None  # NumPy must not coerce it either

    def __init__(self, type_name: str, reason: str) -> None:
        self.type_name = type_name
        self.reason = reason

    def __repr__(self) -> str:
        return f"<{self.type_name}: {self.reason or 'not a plain value'}>"

    def _touch(self, *_args: object, **_kwargs: object) -> Any:
        raise NotPlain(
            f"a {self.type_name} came back where a plain value is needed ({self.reason or 'not a plain value'})"
        )

    __bool__ = __float__ = __int__ = __iter__ = __len__ = __array__ = __getitem__ = _touch
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _touch


_ATOMS = frozenset({type(None), bool, float, str, bytes})


def pack(value: Any, buffers: Buffers, foreign: Callable[[Any], Node | None], depth: int = 0) -> Node:
    """Turn a value into a node, coerced to exact plain types; arrays go to `buffers`.

    Args:
        value: anything.
        buffers: receives the bytes of arrays.
        foreign: makes the node of a value that is not plain data, or None where it may not cross.
        depth: how deep `value` is nested.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is int:
        return _pack_int(value)
    if issubclass(kind, np.ndarray):  # not isinstance: an object may claim any class
        return _pack_array(value, buffers)
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        return _pack_scalar(value)
    if depth >= MAX_DEPTH:
        return ["o", _name(kind), "nested too deep"]
    if issubclass(kind, list):
        return ["l", *[pack(item, buffers, foreign, depth + 1) for item in list.__iter__(value)]]
    if issubclass(kind, tuple):
        return ["t", *[pack(item, buffers, foreign, depth + 1) for item in tuple.__iter__(value)]]
    if issubclass(kind, (dict, set, frozenset)):
        return _pack_keyed(value, buffers, foreign, depth)
    plain = _plain_subclass(value)
    if plain is not None:
        return pack(plain, buffers, foreign, depth)
    if kind is complex:
        return ["c", value.real, value.imag]
    node = foreign(value)
    return ["o", _name(kind), ""] if node is None else node


def _pack_int(value: int) -> Node:
    if -(2**63) <= value < 2**63:
        return value
    return (
        ["i", hex(value)] if value.bit_length() <= MAX_BITS else ["o", "int", "a whole number of thousands of digits"]
    )


def _pack_keyed(value: Any, buffers: Buffers, foreign: Callable[[Any], Node | None], depth: int) -> Node:
    """A dict or set; where a key is not plain data the whole of it stays behind."""
    kind = type(value)
    base = next(base for base in (dict, set, frozenset) if issubclass(kind, base))
    keys = [pack(key, [], foreign, depth + 1) for key in list(base.__iter__(value))]
    if sum(type(key) is not str for key in keys) > MAX_KEYS:
        return ["o", _name(kind), f"more than {MAX_KEYS} keys"]
    if not all(map(_is_key, keys)):
        return ["o", _name(kind), "a key that is not plain data"]
    if base is not dict:
        return ["e", *keys]
    values = [pack(item, buffers, foreign, depth + 1) for item in list(dict.values(value))]
    return ["d", *map(list, zip(keys, values, strict=True))]


def _is_key(node: Node) -> bool:
    """Whether the other side will take a node as a key."""
    if type(node) is not list:
        return True
    return node[0] in ("i", "s", "c") or (node[0] == "t" and all(map(_is_key, node[1:])))


def _plain_subclass(value: Any) -> Any:
    """The exact int, float or str inside an instance of a subclass: what it *is*, not what it claims."""
    kind = type(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, str):
        return str.__str__(value)
    return None


def _pack_array(value: np.ndarray[Any, Any], buffers: Buffers) -> Node:
    array = np.ndarray.view(value, np.ndarray)
    masked = type(value) is not np.ndarray and issubclass(
        type(value), np.ma.MaskedArray
    )  # np.ma is imported when touched
    if masked or array.dtype.kind not in KINDS:
        return ["o", f"{_name(type(value))} of dtype {str(array.dtype)[:60]}", "not a plain array"]
    flags, shape = array.flags, list(array.shape)
    order = "F" if flags.f_contiguous and not flags.c_contiguous else "C"
    if order == "F":
        array = array.T
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    small = array.nbytes < SMALL
    buffers.append(array.tobytes() if small else np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return ["a", array.dtype.str, shape, len(buffers) - 1, order]


def _pack_scalar(value: np.generic) -> Node:
    if value.dtype.kind not in KINDS:
        return ["o", _name(type(value)), "not a plain number"]
    return ["s", value.dtype.newbyteorder("=").str, value.tobytes()]


def _name(kind: type) -> str:
    module = str(kind.__module__)
    return str(kind.__qualname__)[:100] if module == "builtins" else f"{module}.{kind.__qualname__}"[:150]


def unpack(
    node: Node, buffers: Sequence[Any] | dict[int, Any], foreign: Callable[[str, list[Any]], Any], own: bool = False
) -> Any:
    """The value of a node that came from outside.

    Args:
        node: a decoded header.
        buffers: the raw buffers of its frame; a dict of them by number loses each one that an array takes.
        foreign: makes the value of a node whose tag is not plain data; raises `WireError` for a tag it does not know.
        own: whether arrays get memory of their own, to be written into and kept.
    """
    if type(node) in _ATOMS or type(node) is int:
        return node
    reader = _Reader(buffers if isinstance(buffers, dict) else dict(enumerate(buffers)), foreign, own)
    collecting = gc.isenabled()
    gc.disable()  # over hundreds of thousands of lists it takes most of the time
    try:
        return reader.value(node, 0)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"malformed value: {type(error).__name__}") from None
    finally:
        if collecting:
            gc.enable()


class _Reader:
    """What is left to read of one value: buffers, and how many parts of each kind there may still be."""

    def __init__(self, buffers: dict[int, Any], foreign: Callable[[str, list[Any]], Any], own: bool) -> None:
        self.buffers, self.foreign, self.own = buffers, foreign, own
        self.nodes, self.keys, self.strangers = MAX_NODES, MAX_KEYS, MAX_FOREIGN

    def value(self, part: Node, depth: int) -> Any:
        self.nodes -= 1
        if self.nodes < 0:
            raise WireError("too many values")
        kind = type(part)
        if kind in _ATOMS or kind is int:
            return part
        if kind is not list or not part or type(part[0]) is not str or depth > MAX_DEPTH + 1:
            raise WireError("not a value")
        tag, rest = part[0], part[1:]
        if tag == "a":
            array = _unpack_array(rest, self.buffers)
            return array.copy(order="K") if self.own else array
        if tag == "l":
            return [self.value(item, depth + 1) for item in rest]
        if tag == "t":
            return tuple([self.value(item, depth + 1) for item in rest])
        if tag == "d":
            return {self.key(k, depth): self.value(v, depth + 1) for k, v in rest}
        if tag == "e":
            return {self.key(item, depth) for item in rest}
        return _unpack_atom(tag, rest, self.stranger)

    def stranger(self, tag: str, rest: list[Any]) -> Any:
        self.strangers -= 1
        if self.strangers < 0:
            raise WireError("too many objects")
        return self.foreign(tag, rest)

    def key(self, part: Node, depth: int) -> Any:
        self.keys -= type(part) is not str  # the hash of a text cannot be foreseen
        if self.keys < 0:
            raise WireError("too many keys")
        return _key(self.value(part, depth + 1))


def _unpack_atom(tag: str, rest: list[Any], foreign: Callable[[str, list[Any]], Any]) -> Any:
    if tag == "s":
        dtype = _dtype(rest[0])
        if type(rest[1]) is not bytes or len(rest[1]) != dtype.itemsize or not dtype.itemsize:
            raise WireError("bad scalar")
        return np.frombuffer(rest[1], dtype)[0]
    if tag == "c":
        return complex(float(rest[0]), float(rest[1]))
    if tag == "i":
        if type(rest[0]) is not str or len(rest[0]) > MAX_BITS // 4 + 4:
            raise WireError("integer too long")
        return int(rest[0], 16)
    if tag == "o":
        return Opaque(str(rest[0])[:200], str(rest[1])[:200])
    return foreign(tag, rest)


def _unpack_array(rest: list[Any], buffers: dict[int, Any]) -> np.ndarray[Any, Any]:
    """An array over its buffer, which is taken: a few bytes must not stand for many arrays."""
    text, shape, index, order = rest
    dtype = _dtype(text)
    if type(shape) is not list or len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("bad shape")
    if type(index) is not int or index not in buffers or order not in ("C", "F"):
        raise WireError("bad array")
    size, data = math.prod(shape), buffers.pop(index)
    if size * dtype.itemsize != len(data):
        raise WireError("shape and bytes disagree")
    if not size or not dtype.itemsize:
        return np.empty(shape, dtype)
    flat = np.frombuffer(data, dtype=dtype)
    if dtype.kind == "b":
        flat = flat.view(np.uint8) != 0  # any other byte would be neither True nor False
    return flat.reshape(shape) if order == "C" else flat.reshape(shape[::-1]).T


def _dtype(text: Any) -> np.dtype[Any]:
    if type(text) is not str:
        raise WireError("bad dtype")
    return _dtype_of(text)


@lru_cache(maxsize=64)
def _dtype_of(text: str) -> np.dtype[Any]:
    if not 2 < len(text) < 9 or text[0] not in "<>|=" or text[1] not in KINDS:
        raise WireError("bad dtype")
    if not text[2:].isdigit():
        raise WireError("bad dtype")
    return np.dtype(text)


def _key(key: Any) -> Any:
    if isinstance(key, (str, int, float, bool, bytes, tuple, type(None), complex, np.generic)):
        return key
    raise WireError("bad key")
