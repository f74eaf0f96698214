"""What the author of a hidden suite writes with. See docs/authoring.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from nngrade.compare import ATOL, RTOL, Mismatch, close, equal, fail, numbers, require
from nngrade.sandbox.call import Call, values_of
from nngrade.sandbox.errors import LearnerError
from nngrade.suite.alone import stands_alone

__all__ = [
    "LearnerError",
    "Mismatch",
    "accepted",
    "all_close",
    "check",
    "close",
    "each",
    "each_unchanged",
    "equal",
    "fail",
    "mistake",
    "numbers",
    "quiet",
    "raises",
    "require",
    "stands_alone",
    "unchanged",
]

Function = TypeVar("Function", bound=Callable[..., Any])
Case = Sequence[Any] | Mapping[str, Any]


def check(
    function: str, *, points: float = 1.0, after: str | None = None, replay: bool = True
) -> Callable[[Function], Function]:
    """Mark a pytest test as a check of one of the chapter's functions; its docstring is the line that the learner reads.

    Args:
        function: the name of the function or class that the check belongs to.
        points: what it is worth.
        after: a check of the same suite that must have passed, else this one is blocked.
        replay: whether a failure is compared with the known mistakes by running them on the same calls; False where
            that would take long (training runs).
    """
    import pytest

    return pytest.mark.nngrade_check(function=function, points=points, after=after, replay=replay)


def mistake(id: str, of: str, explanation: str, *, same_as: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Mark a known wrong implementation in `mistakes.py`.

    Args:
        id: its id, such as `SMX2`.
        of: the function or class that it stands in for.
        explanation: what is wrong and what to do, in one line.
        same_as: ids of mistakes that give the same results on every input, so that either name is right.
    """
    return lambda function: function


def accepted(of: str) -> Callable[[Function], Function]:
    """Mark a right solution in an unusual style in `accepted.py`: it must get full points.

    Args:
        of: the function or class that it stands in for.
    """
    return lambda function: function


def each(function: Callable[..., Any], cases: Iterable[Case]) -> list[Any]:
    """The function's results for each set of arguments: many calls go to the learner's process at once, which takes less time.

    Args:
        function: the learner's.
        cases: arguments by position, or a dict of them by name. All calls are made, also after one that raises; none may
            draw from a generator that another draws from.

    Returns:
        The results in order. Raises the first exception.
    """
    return values_of(_made(function, cases))


def _made(function: Callable[..., Any], cases: Iterable[Case]) -> list[Call]:
    pairs = [((), case) if isinstance(case, Mapping) else (case, {}) for case in cases]
    calls = [function.call(args, kwargs) for args, kwargs in pairs]  # type: ignore[attr-defined]  # every learner's function is a RemoteFunction
    function._worker.perform_all(calls)  # type: ignore[attr-defined]  # the same
    return calls


def unchanged(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The function's result; fails if there is none, or if the call changed an argument (arrays, lists and dicts, nested ones too)."""
    result = function(*args, **kwargs)
    _require_unchanged(function, function._worker.calls[-1])  # type: ignore[attr-defined]  # every learner's function is a RemoteFunction
    return result


def each_unchanged(function: Callable[..., Any], cases: Iterable[Case]) -> None:
    """Fail as `unchanged` does, for each set of arguments."""
    calls = _made(function, cases)
    values_of(calls)
    for call in calls:
        _require_unchanged(function, call)


def _require_unchanged(function: Callable[..., Any], call: Call) -> None:
    name = function.__name__
    if call.value is None:
        raise Mismatch("property", f"{name} returned None: is a `return` missing?", call=call)
    if call.changes:
        said = f"{name} changed its caller's data: work on a copy, or build a new array"
        raise Mismatch("property", said, call=call)


def quiet(function: Callable[..., Any]) -> None:
    """Fail if a warning reached the caller in any call that this check made so far, or was hidden by a global setting."""
    for call in function._worker.calls:  # type: ignore[attr-defined]  # every learner's function is a RemoteFunction
        if call.warnings:
            shown = {"warning": call.warnings[0]}
            raise Mismatch("property", f"{function.__name__} let a warning through", shown=shown, call=call)
        if call.settings:
            what = f"changed {call.settings[0]} for the whole program"
            said = f"{function.__name__} {what}: hiding a warning is not stability"
            raise Mismatch("property", said, call=call)


def raises(error: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Require that the call raises a built-in exception, as the contract says."""
    try:
        function(*args, **kwargs)
    except NotImplementedError:
        raise
    except LearnerError as raised:
        if not isinstance(raised, error):
            raise
    else:
        fail(f"{function.__name__} should raise {error.__name__} here, but returned a result")


def all_close(got: Any, expected: Any, what: str = "", *, rtol: float = RTOL, atol: float = ATOL) -> None:
    """`close` over nested lists and tuples of arrays, such as params and grads."""
    if not isinstance(expected, (list, tuple)):
        close(got, expected, rtol=rtol, atol=atol, what=what)
        return
    if not isinstance(got, (list, tuple)) or len(got) != len(expected):
        found = f"{len(got)} items" if isinstance(got, (list, tuple)) else f"a {type(got).__name__}"
        raise Mismatch("type", f"{what or 'the result'}: got {found}, expected {len(expected)} items", got=got)
    for index, (mine, target) in enumerate(zip(got, expected, strict=True)):
        all_close(mine, target, f"{what}[{index}]", rtol=rtol, atol=atol)
