"""Recognising a known mistake: run it on the very calls that a check made, and compare what came out."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np

from nngrade.likeness import same_outcome
from nngrade.sandbox import wire
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import LearnerError, WorkerDied
from nngrade.sandbox.generators import RngState
from nngrade.sandbox.local import local_worker
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.remote import Worker

Modules = Mapping[str, types.ModuleType]


def comes_out_alike(calls: Sequence[Call], load: Callable[[], Modules], main: str, label: Hashable) -> bool:
    """Whether trusted modules give the recorded results when the same calls are made of them.

    Args:
        calls: what a check asked of the learner's code.
        load: makes the trusted modules, fresh, since they may keep state.
        main: the chapter's module among them.
        label: what tells these modules from others.

    Returns:
        True if every call comes out as recorded; it stops at the first that does not, or that cannot be made again.
    """
    for call, digest in zip(calls, _digests(calls), strict=False):
        kept = None if digest is None else _kept.get(label, digest)
        if kept is None:
            return _plays_alike(calls, _Player(local_worker(load(), main)[0]), label)
        if not same_outcome(call, kept):
            return False
    return True


def _plays_alike(calls: Sequence[Call], player: _Player, label: Hashable) -> bool:
    """The same by making all calls; what comes out is kept for the next submission that is asked the same."""
    for call, digest in zip(calls, _digests(calls), strict=False):
        again = player.play(call)
        if again is None:
            return False
        if digest is not None:
            _kept.keep(label, digest, again)
        if not same_outcome(call, again):
            return False
    return True


def changed_by_contract(calls: Sequence[Call], modules: Modules, main: str) -> frozenset[int]:
    """Which arguments of the last call trusted modules change in place, when the same calls are made of them.

    Args:
        calls: what a check asked of the learner's code so far.
        modules: the trusted modules by name.
        main: the chapter's module among them.

    Returns:
        Numbers of the arguments that are containers; none where the calls cannot be made again.
    """
    player = _Player(local_worker(modules, main)[0])
    played = [player.play(call) for call in calls]
    last = played[-1]
    return frozenset() if last is None else frozenset(last.changes)


class _Kept:
    """What trusted modules gave for calls that were made of them before. All submissions of a seed are asked the same."""

    MAX_CALLS = 50_000
    MAX_BYTES = 24 << 20

    def __init__(self) -> None:
        self._calls: dict[tuple[Hashable, bytes], Call] = {}
        self._bytes = 0

    def get(self, label: Hashable, digest: bytes) -> Call | None:
        return self._calls.get((label, digest))

    def keep(self, label: Hashable, digest: bytes, call: Call) -> None:
        if len(self._calls) >= self.MAX_CALLS or self._bytes > self.MAX_BYTES:
            self._calls, self._bytes = {}, 0
        self._bytes += _size(call.value) + _size(call.changes)
        self._calls[label, digest] = Call(
            call.operation,
            call.target,
            call.name,
            value=call.value,
            error=call.error,
            changes=call.changes,
            warnings=call.warnings,
            settings=call.settings,
        )


_kept = _Kept()


def _size(value: Any) -> int:
    """About how many bytes a value takes."""
    if isinstance(value, np.ndarray):
        return 200 + value.nbytes
    if isinstance(value, dict):
        return sum(map(_size, value.values()), 100)
    return sum(map(_size, value), 100) if isinstance(value, (list, tuple)) else 100


def _digests(calls: Sequence[Call]) -> Iterator[bytes | None]:
    """For each call a digest of it and of all before it, for modules may keep state; None from the first that is not plain."""
    digest: bytes | None = b""
    for call in calls:
        key = _key(call) if digest is not None and call.operation == "call" and call.target == 0 else None
        digest = None if key is None or digest is None else blake2b(digest + key, digest_size=16).digest()
        yield digest


def _key(call: Call) -> bytes | None:
    """A digest of the call, None where it takes something that is not plain data."""
    if call.key is None:
        buffers: list[Any] = []
        try:
            node = wire.pack([call.name, call.args, call.kwargs], buffers, _plain_foreign)
            data = msgspec.msgpack.encode(node) + b"".join(bytes(buffer) for buffer in buffers)
            call.key = blake2b(data, digest_size=16).digest()
        except LookupError:
            call.key = b""
    return call.key or None


def _plain_foreign(value: Any) -> wire.Node:
    if isinstance(value, RngState):
        return ["g", value.number, value.bit_generator, repr(value.state)]
    if isinstance(value, np.ufunc):
        return ["n", value.__name__]
    raise LookupError


class _Player:
    """Makes recorded calls again; the objects of the record stand for those of this run."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.numbers: dict[int, int] = {0: 0}
        self.generators: dict[int, np.random.Generator] = {}

    def play(self, call: Call) -> Call | None:
        if call.target is not None and call.target not in self.numbers:
            return None
        try:
            args, kwargs = self._own(call.args), self._own(call.kwargs)
        except LookupError:
            return None
        target = None if call.target is None else self.numbers[call.target]
        again = Call(call.operation, target, call.name, args, kwargs)
        try:
            self.worker.perform(again)
        except (LearnerError, WorkerDied):
            pass  # it is in the record
        except Exception:  # a mistake may return what the grader's own code cannot digest
            return None
        self._learn(call.value, again.value)
        return again

    def _own(self, value: Any) -> Any:
        """An argument of the record in terms of this run; raises LookupError for an object that does not exist here."""
        if isinstance(value, RngState):
            generator = self.generators.setdefault(value.number, value.generator())
            generator.bit_generator.state = value.state
            return generator
        if isinstance(value, RemoteObject):
            return RemoteObject(self.worker, self.numbers[value._number], value._kind, value._type_name)
        if isinstance(value, RemoteFunction):
            return RemoteFunction(self.worker, self.numbers[value._owner], value._name, value.__name__)
        if isinstance(value, np.ndarray):
            return value.copy(order="K")
        if type(value) in (list, tuple):
            return type(value)([self._own(item) for item in value])
        if type(value) is dict:
            return {key: self._own(item) for key, item in value.items()}
        return value

    def _learn(self, recorded: Any, mine: Any) -> None:
        """Remember which object of this run stands for which of the record."""
        if isinstance(recorded, RemoteObject) and isinstance(mine, RemoteObject):
            self.numbers[recorded._number] = mine._number
        elif isinstance(recorded, RemoteFunction) and isinstance(mine, RemoteFunction):
            if recorded._name is None and mine._name is None:
                self.numbers[recorded._owner] = mine._owner
        elif isinstance(recorded, (list, tuple)) and isinstance(mine, (list, tuple)):
            for one, other in zip(recorded, mine, strict=False):
                self._learn(one, other)
