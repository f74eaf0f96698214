"""What can go wrong with a learner's code, as the grader sees it.

LearnerError                 their code raised; Learner<Name>Error also derives from the built-in of that name
├── MissingName              their module does not define a name
└── NotAFunction             it does, but the value cannot be called
WorkerDied                   their process ended, was stopped, or broke the protocol
IsolationError               no worker could be started: the grader's trouble, not theirs
"""

from __future__ import annotations

import builtins
from functools import cache


class LearnerError(Exception):
    """Raised by the learner's code.

    Attributes:
        type_name: the name of its class.
        traceback: the learner's own frames, as text.
        place: file, line number and line of the innermost of them; empty where there is none.
    """

    type_name = "Exception"
    traceback = ""
    place: tuple[str, int, str] | None = None


class MissingName(LearnerError):
    """The learner's module does not define a name."""


class NotAFunction(LearnerError):
    """The learner's module defines a name, but as something that cannot be called."""


class WorkerDied(Exception):
    """The learner's process is gone.

    Args:
        kind: `cpu`, `wall`, `memory`, `signal`, `exit` or `protocol`.
        reason: the same in words.
        chance: why the machine and not the learner's code may have ended it: `idle` (it waited), `busy` (others used the
            processor), `lost` (somebody killed it); empty where that cannot be.
    """

    def __init__(self, kind: str, reason: str, chance: str = "") -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.chance = chance


class IsolationError(Exception):
    """No worker could be started; the message says what to do."""


_NEVER = (StopIteration, StopAsyncIteration, GeneratorExit)


def learner_error(names: object, message: object, traceback: object, place: object) -> LearnerError:
    """The exception to raise for one that the learner's code raised; every argument is untrusted."""
    listed = [name for name in names if type(name) is str] if isinstance(names, list) else []
    base = _built_in(listed[1:])
    kind = LearnerError if base is None else _error_class(base)  # type: ignore[arg-type]  # mypy doubts that classes hash
    error = kind(str(message))
    error.type_name = listed[0][:100] if listed else "Exception"
    error.traceback = str(traceback)
    if isinstance(place, list) and len(place) == 3 and type(place[1]) is int:
        error.place = (str(place[0])[:200], place[1], str(place[2])[:200])
    return error


def _built_in(names: list[str]) -> type[Exception] | None:
    """The first of the names that is a built-in exception which may be raised in the grader."""
    for name in names:
        found = getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, Exception) and found is not Exception:
            return None if issubclass(found, _NEVER) else found
    return None


@cache
def _error_class(base: type[Exception]) -> type[LearnerError]:
    try:
        made = type(f"Learner{base.__name__}", (LearnerError, base), {})
        made("probe")
    except TypeError:  # UnicodeDecodeError and the like want more than a message
        return LearnerError
    return made
