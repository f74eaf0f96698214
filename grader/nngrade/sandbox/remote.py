"""The grader's view of a worker: proxies of the learner's modules, functions and objects, and a record of every call."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np

from nngrade.sandbox import wire
from nngrade.sandbox.draws import went_on
from nngrade.sandbox.errors import LearnerError, MissingName, NotAFunction, WorkerDied, learner_error

Answer = tuple[wire.Node, wire.Buffers]
AnswerBack = Callable[[wire.Node, wire.Buffers], Answer]


MAX_CALLBACKS = 100_000
MAX_NOTES = 30
MAX_LENGTH = 10_000_000
"""`list` makes room for as many items as an object claims to have."""


class Transport(Protocol):
    """Carries requests to the learner's code, in another process or in this one."""

    def request(self, node: wire.Node, buffers: wire.Buffers, answer_back: AnswerBack) -> Answer:
        """Send a request, answer the questions that come back, return the answer; raises `WorkerDied`."""

    def died(self, kind: str, reason: str) -> WorkerDied:
        """End the worker for a breach of the protocol, and say so."""


@dataclass
class Call:
    """One request that a suite made of the learner's code, and what came of it; inputs are copies from before the call."""

    operation: str
    target: int | None
    name: str | None
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    value: Any = None
    error: LearnerError | WorkerDied | None = None
    changes: dict[int, Any] = field(default_factory=dict)
    prints: str = ""
    warnings: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    key: bytes | None = None


@dataclass
class RngState:
    """A random generator as it was when a suite passed it on."""

    number: int
    bit_generator: str
    state: Any
    seed: Any = 0

    def generator(self) -> np.random.Generator:
        """A new generator in that state."""
        made = np.random.Generator(getattr(np.random, self.bit_generator)(self.seed))
        made.bit_generator.state = self.state
        return made


MayChange = Callable[[Sequence[Call], int], frozenset[int]]
"""From the calls of a check so far, which of the last one's so many containers it may change."""


class Worker:
    """A learner's modules behind a transport.

    Args:
        transport: how requests travel.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.life = 0
        self.calls: list[Call] = []
        self.functions: list[Callable[..., Any]] = []
        self._generators: dict[int, np.random.Generator] = {}
        self._states: dict[int, Any] = {}
        self._next_generator = 0
        self.may_change: MayChange = _anything
        self._may: dict[tuple[Any, ...], frozenset[int]] = {}
        self._modules: dict[str, RemoteModule] = {}
        self._load_request: list[Any] = []

    def load(
        self,
        main: str,
        sources: dict[str, str],
        *,
        later: Sequence[str] = (),
        allowed: Sequence[str] = (),
        secret: Sequence[str] = (),
    ) -> RemoteModule:
        """Import the learner's module in the worker; raises what its top-level code raises."""
        self._load_request = [main, sources, list(later), list(allowed), list(secret)]
        return self._module(main, self._request("load", self._load_request, None))

    def restart(self, transport: Transport) -> None:
        """Go on with a new worker after the old one ended; modules are loaded again, objects of the old one are gone."""
        self.transport = transport
        self.life += 1
        modules, self._modules = self._modules, {}
        main = self._load_request[0]
        self._module(main, self._request("load", self._load_request, None))
        for name, module in modules.items():
            if name == main:
                module.__dict__.update(self._modules[main].__dict__)
            self._modules[name] = module
        for name in modules:
            if name != main:
                handle = self.perform(Call("module", None, name))
                modules[name].__dict__.update(_number=handle._number)

    def module(self, name: str) -> RemoteModule:
        """Another module of the learner's network, loaded as the learner's code would import it."""
        if name not in self._modules:
            handle = self.perform(Call("module", None, name))
            self._modules[name] = RemoteModule(self, name, handle._number, None)
        return self._modules[name]

    def share(self, value: Any) -> Shared:
        """Keep a value in the worker, so that several calls see the same object, as references to it do."""
        held = self.perform(Call("keep", None, None, [value]))
        assert isinstance(held, RemoteObject)
        return Shared(self, held._number, held._kind, held._type_name)

    def begin(self) -> None:
        """Forget the calls and generators of the check before."""
        self.calls, self._generators, self._states, self._may = [], {}, {}, {}

    def perform(self, call: Call) -> Any:
        """Carry out a request and record it."""
        args, kwargs = call.args, call.kwargs
        call.args, call.kwargs = self._snapshot(args), self._snapshot(kwargs)
        self.calls.append(call)
        buffers: wire.Buffers = []
        try:
            body = self._body(call, args, kwargs, buffers)
            call.value = self._request(call.operation, body, buffers, call, [args, kwargs])
        except (LearnerError, WorkerDied) as error:
            call.error = error
            raise
        return call.value

    def _body(self, call: Call, args: list[Any], kwargs: dict[str, Any], buffers: wire.Buffers) -> list[Any]:
        if call.operation == "module":
            return [None, call.name]
        packed = [wire.pack(value, buffers, self._pack_foreign) for value in args]
        if call.operation == "call":
            named = wire.pack(kwargs, buffers, self._pack_foreign) if kwargs else ["d"]
            return [call.target, call.name, ["l", *packed], named]
        if call.operation in ("next", "instance"):
            return [call.target, *args]
        return [call.target, *([call.name] if call.name is not None else []), *packed]

    def _request(
        self,
        operation: str,
        body: list[Any],
        buffers: wire.Buffers | None,
        call: Call | None = None,
        given: Sequence[Any] = (),
    ) -> Any:
        call = call or Call(operation, None, None)
        node, answer = self.transport.request(
            [operation, *body], buffers if buffers is not None else [], self._answer_back
        )
        try:
            return self._read_answer(node, answer, call, given)
        except (LearnerError, WorkerDied):
            raise
        except (
            Exception
        ) as error:  # an untrusted answer may be malformed in any way: it ends the worker, never the grader
            raise self.transport.died("protocol", f"its answer was malformed ({error})") from None

    def _read_answer(self, node: wire.Node, buffers: wire.Buffers, call: Call, given: Sequence[Any]) -> Any:
        kind, *rest, states, notes = node
        call.prints = str(notes[0])[:25_000]
        for note in notes[1][:MAX_NOTES]:
            text = str(note)[:300]
            (call.settings if text.startswith("setting: ") else call.warnings).append(text.removeprefix("setting: "))
        for number, state in states:
            self._take_state(number, wire.unpack(state, buffers, _refuse))
        if kind == "exc":
            raise self._placed(learner_error(*rest))
        value, changes = rest
        if kind != "ok":
            raise wire.WireError("unknown answer")
        for index, new in changes:
            call.changes[index] = wire.unpack(new, buffers, self._unpack_foreign)
        held = containers(given) if changes else []
        for index in self._contract(call, len(held)) if changes else ():
            if index in call.changes:
                _write_back(held[index], call.changes[index])
        result = wire.unpack(value, buffers, self._unpack_foreign)
        return _read_only(result) if call.operation == "get" else result

    def _placed(self, error: LearnerError) -> LearnerError:
        """The same exception without a place that cannot be: a closed report shows places, so they may say nothing else."""
        sources = self._load_request[1] if self._load_request else {}
        if error.place is not None and sources:
            source = sources.get(error.place[0].removesuffix(".py"))
            if source is None or not 0 <= error.place[1] <= source.count("\n") + 1:
                error.place = None
        return error

    def _contract(self, call: Call, held: int) -> frozenset[int]:
        """Which arguments the call may change; asked once a check for all calls of one kind."""
        kind = (call.target, call.name, held)
        if kind not in self._may:
            self._may[kind] = self.may_change(self.calls, held)
        return self._may[kind]

    def _take_state(self, number: int, state: Any) -> None:
        """Let a generator go on where the worker's left off, unless the suite has drawn from it meanwhile."""
        generator, sent, state = self._generators.get(number), self._states.get(number), _plain_state(state)
        if generator is None or state == sent:
            return
        if not went_on(sent, state):
            raise wire.WireError("a random generator was set to a state that drawing does not lead to")
        if _plain_state(generator.bit_generator.state) == sent:
            generator.bit_generator.state = state
        self._states[number] = state

    def _answer_back(self, node: wire.Node, buffers: wire.Buffers) -> Answer:
        """The grader's answer to a callback. Arguments are untrusted: only pure functions are ever passed in."""
        out: wire.Buffers = []
        try:
            function = self.functions[node[1]]
            args = wire.unpack(node[2], buffers, _opaque)
            kwargs = wire.unpack(node[3], buffers, _opaque)
            return ["val", wire.pack(function(*args, **kwargs), out, self._pack_foreign)], out
        except wire.WireError:
            raise
        except Exception as error:
            return ["err", type(error).__name__, str(error)[:500]], []

    def _pack_foreign(self, value: Any) -> wire.Node | None:
        if isinstance(value, RemoteObject):
            return ["h", value._number]
        if isinstance(value, RemoteFunction):
            return ["h", value.handle()._number]
        if isinstance(value, np.random.Generator):
            return self._pack_generator(value)
        if isinstance(value, RngState):
            return self._pack_generator(value.generator())
        if isinstance(value, SimpleNamespace):
            return ["j", {name: self._function_number(function) for name, function in vars(value).items()}]
        path = _numpy_path(value)
        if path is not None:
            return ["n", path]
        if callable(value):
            return ["f", self._function_number(value)]
        raise TypeError(f"a suite cannot pass a {type(value).__name__} to the learner's code")

    def _function_number(self, function: Callable[..., Any]) -> int:
        self.functions.append(function)
        return len(self.functions) - 1

    def _pack_generator(self, generator: np.random.Generator) -> wire.Node:
        number = self._generator_number(generator)
        state = _plain_state(generator.bit_generator.state)
        unchanged = number in self._states and _plain_state(self._states[number]) == state
        self._states[number] = state
        node = None if unchanged else wire.pack(state, [], _refuse_value)
        seed = None if unchanged else _seed(generator)
        return ["g", number, type(generator.bit_generator).__name__, node, min(self._generators), seed]

    def _generator_number(self, generator: np.random.Generator) -> int:
        for number, known in self._generators.items():
            if known is generator:
                return number
        self._next_generator += 1
        self._generators[self._next_generator] = generator
        return self._next_generator

    def _snapshot(self, value: Any) -> Any:
        """A copy that later changes cannot reach."""
        if isinstance(value, np.ndarray):
            return value.copy(order="K")
        if type(value) is list:
            return [self._snapshot(item) for item in value]
        if type(value) is tuple:
            return tuple([self._snapshot(item) for item in value])
        if type(value) is dict:
            return {key: self._snapshot(item) for key, item in value.items()}
        if isinstance(value, np.random.Generator):
            bits = value.bit_generator
            return RngState(
                self._generator_number(value), type(bits).__name__, bits.state, copy.deepcopy(bits.seed_seq)
            )
        return value

    def _unpack_foreign(self, tag: str, rest: list[Any]) -> Any:
        number, kind, name = rest
        if tag != "h" or type(number) is not int or type(kind) is not str:
            raise wire.WireError("unknown value")
        if kind == "function":  # an instance that can be called has attributes too, and stays an object
            return RemoteFunction(self, number, None, str(name)[:100])
        return RemoteObject(self, number, kind, str(name)[:100])

    def _module(self, name: str, answer: Any) -> RemoteModule:
        handle, names = answer if type(answer) is list and len(answer) == 2 else (None, None)
        if not isinstance(handle, RemoteObject) or type(names) is not dict:
            raise self.transport.died("protocol", "its answer was malformed")
        self._modules[name] = RemoteModule(self, name, handle._number, {str(k): str(v) for k, v in names.items()})
        return self._modules[name]


class RemoteModule:
    """What a suite sees as the learner's module: its functions, called in the worker."""

    def __init__(self, worker: Worker, name: str, number: int, kinds: dict[str, str] | None) -> None:
        self.__dict__.update(_worker=worker, _name=name, _number=number, _kinds=kinds)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = None if self._kinds is None else self._kinds.get(name, "missing")
        if kind == "missing":
            raise MissingName(f"{self._name}.py defines no {name}")
        if kind in ("function", "class", "callable", None):
            return RemoteFunction(self._worker, self._number, name, name)
        value = self._worker.perform(Call("get", self._number, name))
        return NamedValue(self._name, name, value) if not isinstance(value, RemoteObject) else value

    def __repr__(self) -> str:
        return f"<the learner's {self._name}.py>"


class NamedValue:
    """A name of the learner's module that should be a function and holds something else."""

    def __init__(self, module: str, name: str, value: Any) -> None:
        self.value = value
        self._message = f"{name} in {module}.py is a {type(value).__name__}, not a function"

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        raise NotAFunction(self._message)


class RemoteFunction:
    """A function or method that lives in the worker."""

    def __init__(self, worker: Worker, owner: int, name: str | None, label: str) -> None:
        self._worker, self._owner, self._name, self.__name__ = worker, owner, name, label

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._worker.perform(Call("call", self._owner, self._name, list(args), kwargs))

    def handle(self) -> RemoteObject:
        """The function itself as a value, to pass to another function of the learner."""
        if self._name is None:
            return RemoteObject(self._worker, self._owner, "function", self.__name__)
        value = self._worker.perform(Call("get", self._owner, self._name))
        number = value._owner if isinstance(value, RemoteFunction) else value._number
        return RemoteObject(self._worker, number, "function", self.__name__)

    def __instancecheck__(self, instance: Any) -> bool:
        return self.handle().__instancecheck__(instance)

    def __repr__(self) -> str:
        return f"<the learner's {self.__name__}>"


class RemoteObject:
    """An instance, class or iterator of the learner, living in the worker; it raises where a plain value is needed."""

    __hash__ = None  # type: ignore[assignment]  # it equals nothing
    __array_ufunc__ = None  # NumPy must not coerce it

    def __init__(self, worker: Worker, number: int, kind: str, type_name: str) -> None:
        facts = {"_worker": worker, "_number": number, "_kind": kind, "_type_name": type_name}
        self.__dict__.update(facts, _methods={}, _life=worker.life)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._methods:
            value = self._worker.perform(Call("get", self._number, name))
            if not isinstance(value, RemoteFunction):
                return value
            self._methods[name] = RemoteFunction(self._worker, self._number, name, name)
        return self._methods[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self._worker.perform(Call("set", self._number, name, [value]))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._worker.perform(Call("call", self._number, None, list(args), kwargs))

    def __len__(self) -> int:
        length = self._worker.perform(Call("length", self._number, None))
        if type(length) is not int or length > MAX_LENGTH:
            raise self._worker.transport.died("protocol", "its answer was malformed")
        return length

    def __getitem__(self, index: Any) -> Any:
        return self._worker.perform(Call("item", self._number, None, [index]))

    def __iter__(self) -> Iterator[Any]:
        iterator = self._worker.perform(Call("iterate", self._number, None))
        while True:
            items = self._worker.perform(Call("next", iterator._number, None, [1]))
            if not isinstance(items, list) or not items:
                return
            yield items[0]

    def __instancecheck__(self, instance: Any) -> bool:
        if not isinstance(instance, RemoteObject):
            return False
        return self._worker.perform(Call("instance", self._number, None, [instance._number])) is True

    def __repr__(self) -> str:
        return f"<the learner's {self._type_name}>"

    def _touch(self, *_args: object, **_kwargs: object) -> Any:
        raise wire.NotPlain(f"a {self._type_name} came back where a plain value is needed")

    __bool__ = __float__ = __int__ = __array__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _touch


class Shared(RemoteObject):
    """A value that the grader keeps in the worker, so that every call that gets it sees the same object."""

    def value(self) -> Any:
        """What it is now."""
        return self._worker.perform(Call("value", self._number, None))

    def write(self, value: Any) -> None:
        """Overwrite its arrays in place, as a caller's own in-place update would."""
        self._worker.perform(Call("write", self._number, None, [value]))


def containers(values: Sequence[Any]) -> list[Any]:
    """The arrays, lists and dicts among arguments, in the order in which a worker watches them."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, (np.ndarray, list, dict)):
            found.append(value)
        if isinstance(value, (list, tuple)):
            found += containers(value)
        elif isinstance(value, dict):
            found += containers(list(value.values()))
    return found


def _write_back(original: Any, new: Any) -> None:
    """Carry an in-place change over to the caller's own object, as if the call had been local."""
    if isinstance(original, np.ndarray):
        same = isinstance(new, np.ndarray) and original.shape == new.shape and original.dtype == new.dtype
        if same and original.flags.writeable:
            original[...] = new
    elif isinstance(original, list) and isinstance(new, list):
        original[:] = new
    elif isinstance(original, dict) and isinstance(new, dict):
        original.clear()
        original.update(new)
    else:
        raise wire.WireError("a change of another kind than its argument")


def _read_only(value: Any) -> Any:
    """Attributes are copies: writing into one must fail, not be lost."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, (list, tuple)):
        for item in value:
            _read_only(item)
    elif isinstance(value, dict):
        for item in value.values():
            _read_only(item)
    return value


def _numpy_path(value: Any) -> str | None:
    name = getattr(value, "__name__", None)
    if not callable(value) or not isinstance(name, str):
        return None
    if getattr(np, name, None) is value:
        return name
    return f"linalg.{name}" if getattr(np.linalg, name, None) is value else None


def _seed(generator: np.random.Generator) -> wire.Node:
    """What the generator was seeded with, so that it can spawn children; None where NumPy does not tell."""
    sequence = generator.bit_generator.seed_seq
    if not isinstance(sequence, np.random.SeedSequence):
        return None
    facts = [sequence.entropy, list(sequence.spawn_key), sequence.pool_size, sequence.n_children_spawned]
    return wire.pack(facts, [], _refuse_value)


def _plain_state(state: Any) -> Any:
    """A generator's state with arrays (MT19937's key) as lists, so that it fits inside a node."""
    if isinstance(state, dict):
        return {key: _plain_state(value) for key, value in state.items()}
    return state.tolist() if isinstance(state, np.ndarray) else state


def _anything(_calls: Sequence[Call], held: int) -> frozenset[int]:
    return frozenset(range(held))


def _opaque(_tag: str, rest: list[Any]) -> Any:
    """An object of the learner as a callback sees it: its answers would need the worker, which waits for this one."""
    return wire.Opaque(str(rest[-1])[:100], "functions of the suite take plain values")


def _refuse(_tag: str, _rest: list[Any]) -> Any:
    raise wire.WireError("unknown value")


def _refuse_value(_value: Any) -> None:
    return None
