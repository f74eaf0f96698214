"""The worker: holds the learner's modules and answers one request at a time. It knows no expected value.

A request is ``[operation, arguments...]``. The answer to each is ``["ok", value, changes, generators, notes]`` or
``["exc", classes, message, traceback, generators, notes]``; in between, ``["back", function, args, kwargs]`` asks the grader
to run a function that it passed in.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from nngrade.sandbox import wire
from nngrade.sandbox.arguments import Watch, overwrite
from nngrade.sandbox.imports import Modules
from nngrade.sandbox.surroundings import Surroundings
from nngrade.sandbox.telling import told

Ask = Callable[[wire.Node, wire.Buffers], wire.Frame]

Changes = Callable[[wire.Buffers], list[Any]]
"""Packs the arguments that a call changed."""


class Server:
    """Answers the grader's requests about the learner's modules.

    Args:
        ask: sends a question to the grader (a callback) and returns its answer.
        importer: finds a loaded module by name.
    """

    def __init__(self, ask: Ask, importer: Callable[[str], types.ModuleType] = importlib.import_module) -> None:
        self.ask = ask
        self.importer = importer
        self.surroundings = Surroundings()
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.generators: dict[int, np.random.Generator] = {}
        self.filenames: frozenset[str] = frozenset()

    def handle(self, request: wire.Node, buffers: wire.Buffers) -> wire.Frame:
        """The answer to one request, whatever the learner's code does short of ending the process.

        The surroundings are watched meanwhile.
        """
        out: wire.Buffers = []
        self.buffers = buffers
        try:
            value, changes = self._do(request)
            answer = ["ok", wire.pack(value, out, self._pack_foreign), changes(out)]
        except (
            BaseException
        ) as error:  # SystemExit and KeyboardInterrupt are the learner's to raise, and ours to report
            out = []
            answer = ["exc", *told(error, self.filenames)]
        states = [[n, wire.pack(g.bit_generator.state, out, _refuse)] for n, g in self.generators.items()]
        return [*answer, states, self.surroundings.take()], out

    def _do(self, request: wire.Node) -> tuple[Any, Changes]:
        name, rest = request[0], request[1:]
        if name == "load":
            return self._load(*rest), _no_changes
        target = self.objects[rest[0]] if rest[0] is not None else None
        if name == "call":
            return self._call(target, *rest[1:])
        if name == "hold":
            return self._hold(target, *rest[1:])
        return self._plain_operation(name, target, rest[1:]), _no_changes

    def _plain_operation(self, name: str, target: Any, rest: list[Any]) -> Any:
        if name == "get":
            return getattr(target, rest[0])
        if name == "set":
            return setattr(target, rest[0], self._value(rest[1]))
        if name == "item":
            return target[self._value(rest[0])]
        if name == "length":
            return len(target)
        if name == "iterate":
            return self._handle(iter(target))
        if name == "next":
            return [item for _, item in zip(range(rest[0]), target, strict=False)]
        if name == "instance":
            return isinstance(self.objects[rest[0]], target)
        if name == "keep":
            return self._handle(self._value(rest[0]))
        if name == "value":
            return target
        if name == "write":
            return overwrite(target, self._value(rest[0]))
        if name == "module":
            return self._handle(self.importer(rest[0]))
        raise wire.WireError(f"unknown operation {name!r}")

    def _load(
        self,
        main: str,
        sources: dict[str, str],
        later: list[str],
        allowed: list[str],
        refused: list[str],
        secret: list[str],
    ) -> list[Any]:
        finder = Modules(sources, *map(frozenset, (later, allowed, refused, secret)))
        self.filenames = frozenset(f"{name}.py" for name in sources if name not in finder.secret)
        sys.meta_path.insert(0, finder)
        return self._contents(self.importer(main))

    def _contents(self, module: types.ModuleType) -> list[Any]:
        names = {name: _kind(value) for name, value in list(vars(module).items()) if type(name) is str}
        return [self._handle(module), names]

    def _call(self, target: Any, name: str | None, args: wire.Node, kwargs: wire.Node) -> tuple[Any, Changes]:
        return self._called(target, name, self._value(args), kwargs)

    def _hold(self, target: Any, name: str | None, args: wire.Node, kwargs: wire.Node) -> tuple[Any, Changes]:
        """A call whose result stays here: as an object, as it is now, and its arrays and lists by position as objects."""
        positional = self._value(args)
        value, changes = self._called(target, name, positional, kwargs)
        kept = [self._handle(item) if isinstance(item, (np.ndarray, list)) else None for item in positional]
        return [self._handle(value), value, kept], changes

    def _called(self, target: Any, name: str | None, positional: list[Any], kwargs: wire.Node) -> tuple[Any, Changes]:
        named = self._value(kwargs) if len(kwargs) > 1 else {}
        watch = Watch([positional, named], self.numbers)
        function = target if name is None else getattr(target, name)
        value = function(*positional, **named)
        return value, lambda out: watch.changes(out, self._pack_foreign)

    def _value(self, node: wire.Node) -> Any:
        return wire.unpack(node, self.buffers, self._unpack_foreign, own=True)

    def _unpack_foreign(self, tag: str, rest: list[Any]) -> Any:
        if tag == "h":
            return self.objects[rest[0]]
        if tag == "n":
            return _numpy_function(rest[0])
        if tag == "f":
            return lambda *args, **kwargs: self._call_back(rest[0], args, kwargs)
        if tag == "j":
            return types.SimpleNamespace(
                **{name: self._unpack_foreign("f", [number]) for name, number in rest[0].items()}
            )
        if tag == "g":
            return self._generator(*rest)
        raise wire.WireError(f"unknown value {tag!r}")

    def _generator(self, number: int, name: str, state: wire.Node, first: int, seed: wire.Node) -> np.random.Generator:
        for old in [known for known in self.generators if known < first]:
            del self.generators[old]
        if number not in self.generators:
            self.generators[number] = np.random.Generator(getattr(np.random, name)(self._seed(seed)))
        generator = self.generators[number]
        if state is not None:
            generator.bit_generator.state = wire.unpack(state, self.buffers, _refuse_tag)
        return generator

    def _seed(self, node: wire.Node) -> np.random.SeedSequence:
        """The seed sequence of a generator: its state decides what it draws, this decides which children it spawns."""
        if node is None:
            return np.random.SeedSequence(0)
        entropy, key, size, children = wire.unpack(node, self.buffers, _refuse_tag)
        return np.random.SeedSequence(entropy, spawn_key=key, pool_size=size, n_children_spawned=children)

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        out: wire.Buffers = []
        question = [
            "back",
            number,
            wire.pack(list(args), out, self._pack_foreign),
            wire.pack(kwargs, out, self._pack_foreign),
        ]
        answer, buffers = self.ask(question, out)
        if answer[0] == "err":
            raise getattr(__import__("builtins"), answer[1], RuntimeError)(answer[2])
        return wire.unpack(answer[1], buffers, self._unpack_foreign, own=True)

    def _handle(self, value: Any) -> Any:
        """Mark a value to cross as a handle although it is plain data."""
        return _Held(value)

    def _pack_foreign(self, value: Any) -> wire.Node | None:
        if isinstance(value, _Held):
            value = value.value
        elif isinstance(value, (np.ndarray, np.random.Generator, types.ModuleType)):
            return None
        number = self.numbers.get(id(value))
        if number is None:  # the list keeps the object alive, so its id stays its own
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        kind = _kind(value)
        named = value if kind in ("class", "function") else type(value)
        return ["h", number, kind, str(named.__qualname__)[:100]]


class _Held:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def _no_changes(_out: wire.Buffers) -> list[Any]:
    return []


def _refuse(_value: Any) -> None:
    return None


def _refuse_tag(tag: str, _rest: list[Any]) -> Any:
    raise wire.WireError(f"unknown value {tag!r}")


def _numpy_function(path: str) -> Any:
    value: Any = np
    for part in path.split("."):
        value = getattr(value, part)
    return value


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    if isinstance(value, types.ModuleType):
        return "module"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return "function"
    if callable(value):
        return "callable"
    return "iterator" if hasattr(type(value), "__next__") else "object"
