"""What a suite passes to the worker beside plain data: its functions and generators never cross, so each goes by a number."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from nngrade.sandbox import wire
from nngrade.sandbox.generators import Generators, RngState
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject

MAX_ASKED = 1 << 13
"""Bytes of arrays in one callback, whose product may be a result; the suites of the course are given up to 2000."""


class Passed:
    """The functions and generators of one check."""

    def __init__(self) -> None:
        self.generators = Generators()
        self._functions: dict[int, Callable[..., Any]] = {}
        self._count = 0

    def forget(self) -> None:
        """Begin anew for the next check: what this one passed on cannot be called any more."""
        self.forget_functions()
        self.generators.forget()

    def forget_functions(self) -> None:
        """The same for a new process, whose draws go on."""
        self._functions.clear()

    def snapshot(self, value: Any) -> Any:
        """A copy that later changes cannot reach."""
        if isinstance(value, np.ndarray):
            return value.copy(order="K")
        if type(value) is list:
            return [self.snapshot(item) for item in value]
        if type(value) is tuple:
            return tuple([self.snapshot(item) for item in value])
        if type(value) is dict:
            return {key: self.snapshot(item) for key, item in value.items()}
        if isinstance(value, np.random.Generator):
            return self.generators.snapshot(value)
        return value

    def pack(self, value: Any) -> wire.Node | None:
        """The node of a value that is not plain data; raises `TypeError` for one that may not cross."""
        if isinstance(value, RemoteObject):
            return ["h", value._number]
        if isinstance(value, RemoteFunction):
            return ["h", value.handle()._number]
        if isinstance(value, np.random.Generator):
            return self.generators.pack(value)
        if isinstance(value, RngState):
            return self.generators.pack(value.generator())
        if isinstance(value, SimpleNamespace):
            return ["j", {name: self._function_number(function) for name, function in vars(value).items()}]
        path = _numpy_path(value)
        if path is not None:
            return ["n", path]
        if callable(value):
            return ["f", self._function_number(value)]
        kind = value.type_name if isinstance(value, wire.Opaque) else type(value).__name__
        raise TypeError(f"a {kind} is no plain value, and cannot be passed on")

    def answer(self, node: wire.Node, buffers: wire.Buffers) -> wire.Frame:
        """The grader's answer to a callback. Arguments are untrusted: only pure functions are ever passed in."""
        out: wire.Buffers = []
        try:
            if sum(map(len, buffers)) > MAX_ASKED:  # a suite's function may multiply what it is given
                raise ValueError(f"functions of the suite take at most {MAX_ASKED} bytes")
            function = self._functions[node[1]]
            args = wire.unpack(node[2], buffers, _opaque)
            kwargs = wire.unpack(node[3], buffers, _opaque)
            return ["val", wire.pack(function(*args, **kwargs), out, self.pack)], out
        except wire.WireError:
            raise
        except Exception as error:
            return ["err", type(error).__name__, str(error)[:500]], []

    def _function_number(self, function: Callable[..., Any]) -> int:
        """What a function is called between grader and worker; a number is never used twice."""
        self._count += 1
        self._functions[self._count] = function
        return self._count


def _numpy_path(value: Any) -> str | None:
    name = getattr(value, "__name__", None)
    if not callable(value) or not isinstance(name, str):
        return None
    if getattr(np, name, None) is value:
        return name
    return f"linalg.{name}" if getattr(np.linalg, name, None) is value else None


def _opaque(_tag: str, rest: list[Any]) -> Any:
    """An object of the learner as a callback sees it: its answers would need the worker, which waits for this one."""
    return wire.Opaque(str(rest[-1])[:100], "functions of the suite take plain values")
