"""The grader's view of a worker: proxies of the learner's modules, functions and objects, and a record of every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from nngrade.sandbox import wire
from nngrade.sandbox.call import Call
from nngrade.sandbox.changes import containers, read_only, write_back
from nngrade.sandbox.errors import LearnerError, WorkerDied, learner_error
from nngrade.sandbox.passed import Passed
from nngrade.sandbox.proxies import RemoteFunction, RemoteModule, RemoteObject, Shared

AnswerBack = Callable[[wire.Node, wire.Buffers], wire.Frame]

MAX_CALLBACKS = 100_000
MAX_CALLS = 5000
"""Calls of one check; the suites of the course make up to 300."""
MAX_NOTES = 30


class Transport(Protocol):
    """Carries requests to the learner's code, in another process or in this one.

    Attributes:
        core: where that process runs, if it is kept on one core.
    """

    core: int | None

    def request(self, node: wire.Node, buffers: wire.Buffers, answer_back: AnswerBack) -> wire.Frame:
        """Send a request, answer the questions that come back, return the answer; raises `WorkerDied`."""

    def requests(self, asked: Sequence[wire.Frame], answer_back: AnswerBack) -> Iterator[wire.Frame]:
        """The same for several requests, none of which waits for the answer to another."""

    def died(self, kind: str, reason: str) -> WorkerDied:
        """End the worker for a breach of the protocol, and say so."""


MayChange = Callable[[Sequence[Call], int], frozenset[int]]
"""From the calls of a check so far, which of the last one's so many containers it may change."""


class Worker:
    """A learner's modules behind a transport.

    Args:
        transport: how requests travel.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.calls: list[Call] = []
        self._passed = Passed()
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
        refused: Sequence[str] = (),
        secret: Sequence[str] = (),
    ) -> RemoteModule:
        """Import the learner's module in the worker; raises what its top-level code raises."""
        self._load_request = [main, sources, *map(list, (later, allowed, refused, secret))]
        return self._loaded()

    def restart(self, transport: Transport) -> None:
        """Go on with a new worker after the old one ended; modules are loaded again, objects of the old one are gone."""
        self.transport = transport
        self._passed.forget_functions()
        modules, self._modules = self._modules, {}
        main = self._load_request[0]
        self._loaded()
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
        return self.shared(self.perform(Call("keep", None, None, [value])))

    def shared(self, held: Any) -> Shared:
        """An object that the worker keeps for the grader."""
        if isinstance(held, RemoteFunction):
            return Shared(self, held._owner, "function", held.__name__)
        if not isinstance(held, RemoteObject):
            raise self.transport.died("protocol", "its answer was malformed")
        return Shared(self, held._number, held._kind, held._type_name)

    def begin(self) -> None:
        """Forget the calls, functions and generators of the check before: what it passed on cannot be called any more."""
        self.calls, self._may = [], {}
        self._passed.forget()

    def perform(self, call: Call) -> Any:
        """Carry out a request and record it."""
        self.perform_all([call])
        if call.error is not None:
            raise call.error
        return call.value

    def perform_all(self, calls: Sequence[Call]) -> None:
        """Carry out requests none of which needs the answer to another, and record them: the worker is woken once for many.

        What the learner's code raises is kept as the error of its call; `WorkerDied` is raised.
        """
        if len(self.calls) + len(calls) > MAX_CALLS:
            raise self.transport.died(
                "protocol", f"it was called {MAX_CALLS} times in one check: does something never end?"
            )
        given = [[call.args, call.kwargs] for call in calls]
        answers = self.transport.requests([self._asked(call) for call in calls], self._passed.answer)
        for call, arguments in zip(calls, given, strict=True):
            self.calls.append(call)
            try:
                call.value = self._understood(next(answers), call, arguments)
            except LearnerError as error:
                call.error = error
            except WorkerDied as error:
                call.error = error
                raise

    def _asked(self, call: Call) -> wire.Frame:
        """The request; the call keeps copies of its arguments as they are now."""
        args, kwargs = call.args, call.kwargs
        call.args, call.kwargs = self._passed.snapshot(args), self._passed.snapshot(kwargs)
        buffers: wire.Buffers = []
        return [call.operation, *self._body(call, args, kwargs, buffers)], buffers

    def _body(self, call: Call, args: list[Any], kwargs: dict[str, Any], buffers: wire.Buffers) -> list[Any]:
        if call.operation == "module":
            return [None, call.name]
        packed = [wire.pack(value, buffers, self._passed.pack) for value in args]
        if call.operation in ("call", "hold"):
            named = wire.pack(kwargs, buffers, self._passed.pack) if kwargs else ["d"]
            return [call.target, call.name, ["l", *packed], named]
        if call.operation in ("next", "instance"):
            return [call.target, *args]
        return [call.target, *([call.name] if call.name is not None else []), *packed]

    def _loaded(self) -> RemoteModule:
        """The learner's main module in a new worker."""
        answer = self.transport.request(["load", *self._load_request], [], self._passed.answer)
        main: str = self._load_request[0]
        return self._module(main, self._understood(answer, Call("load", None, None), []))

    def _understood(self, answer: wire.Frame, call: Call, given: Sequence[Any]) -> Any:
        """The value of an answer; raises what the learner's code raised, and `WorkerDied` where it makes no sense."""
        try:
            return self._read_answer(*answer, call, given)
        except (LearnerError, WorkerDied):
            raise
        except (
            Exception
        ) as error:  # an untrusted answer may be malformed in any way: it ends the worker, never the grader
            raise self.transport.died("protocol", f"its answer was malformed ({error})") from None

    def _read_answer(self, node: wire.Node, buffers: wire.Buffers, call: Call, given: Sequence[Any]) -> Any:
        kind, *rest, states, notes = node
        unread = dict(enumerate(buffers))
        call.prints = str(notes[0])[:25_000]
        for note in notes[1][:MAX_NOTES]:
            text = str(note)[:300]
            (call.settings if text.startswith("setting: ") else call.warnings).append(text.removeprefix("setting: "))
        if len(states) > self._passed.generators.ever():
            raise wire.WireError("generators that it was not given")
        for number, state in states:
            self._passed.generators.take(number, wire.unpack(state, unread, _refuse))
        if kind == "exc":
            raise self._placed(learner_error(*rest))
        value, changes = rest
        if kind != "ok":
            raise wire.WireError("unknown answer")
        held = containers(given) if changes else []
        if len(changes) > len(held):
            raise wire.WireError("changes of arguments that it was not given")
        for index, new in changes:
            call.changes[index] = wire.unpack(new, unread, self._unpack_foreign)
        for index in self._contract(call, len(held)) if changes else ():
            if index in call.changes:
                write_back(held[index], call.changes[index])
        result = wire.unpack(value, unread, self._unpack_foreign)
        return read_only(result) if call.operation == "get" else result

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


def _anything(_calls: Sequence[Call], held: int) -> frozenset[int]:
    return frozenset(range(held))


def _refuse(_tag: str, _rest: list[Any]) -> Any:
    raise wire.WireError("unknown value")
