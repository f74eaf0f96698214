"""What a suite holds of things that live in a worker: the learner's modules, functions and objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from nngrade.sandbox import wire
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import MissingName, NotAFunction

if TYPE_CHECKING:
    from nngrade.sandbox.remote import Worker

MAX_LENGTH = 10_000_000
"""`list` makes room for as many items as an object claims to have."""


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
        return self._worker.perform(self.call(args, kwargs))

    def call(self, args: Iterable[Any], kwargs: Mapping[str, Any] | None = None, operation: str = "call") -> Call:
        """The request for a call, to be performed together with others; `hold` also leaves the result in the worker."""
        return Call(operation, self._owner, self._name, list(args), dict(kwargs or {}))

    def hold(self, *args: Any, **kwargs: Any) -> Shared:
        """Call it and leave the result in the worker, as the object that the learner's code gave to its caller."""
        return self.held(args, kwargs)[0]

    def held(self, args: Iterable[Any], kwargs: Mapping[str, Any]) -> tuple[Shared, Any, list[Shared | None]]:
        """The same; also what the result is now, and the arrays and lists among the arguments as objects there."""
        values = self._worker.perform(self.call(args, kwargs, "hold"))
        if type(values) is not list or len(values) != 3 or type(values[2]) is not list:
            raise self._worker.transport.died("protocol", "its answer was malformed")
        objects = [None if held is None else self._worker.shared(held) for held in values[2]]
        return self._worker.shared(values[0]), values[1], objects

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
        self.__dict__.update(facts, _methods={})

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
        return self._worker.perform(self.reading())

    def write(self, value: Any) -> None:
        """Overwrite its arrays in place, as a caller's own in-place update would."""
        self._worker.perform(self.writing(value))

    def reading(self) -> Call:
        """The request for what it is now, to be performed together with others."""
        return Call("value", self._number, None)

    def writing(self, value: Any) -> Call:
        """The same for overwriting it."""
        return Call("write", self._number, None, [value])
