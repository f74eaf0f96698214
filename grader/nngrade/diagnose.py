"""What went wrong, in one line: crash, then shape, then known mistake, then constant ratio, then the first wrong number."""

from __future__ import annotations

import builtins
from typing import Any

import msgspec

from nngrade.compare import Mismatch
from nngrade.difference import shape_message, values_message
from nngrade.likeness import same_value
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import LearnerError, MissingName, NotAFunction, WorkerDied
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject
from nngrade.sandbox.wire import NotPlain, Opaque
from nngrade.shown import call_text, clean, one_line, short
from nngrade.suite.outcome import Outcome
from nngrade.variant import Variant


class Diagnosis(msgspec.Struct, frozen=True):
    """What a report says of a check that did not pass.

    Attributes:
        message: one line.
        mistake: id of the known mistake, if it is one.
        detail: more, for an open report only.
    """

    message: str
    mistake: str | None = None
    detail: dict[str, Any] = {}


def diagnose(outcome: Outcome, known: Variant | None, *, disclose: bool) -> Diagnosis:
    """Explain an outcome that is not a pass.

    Args:
        outcome: what happened.
        known: the known mistake that gives the same results, if one does.
        disclose: whether inputs, expected values, prints and the learner's own exception texts may be shown.
    """
    error = outcome.error
    parts = [message_of(error, outcome.check.function, disclose)]
    if known is not None:
        replaced = isinstance(error, Mismatch) and error.kind == "values"
        parts = [known.explanation] if replaced else [*parts, known.explanation]
    mistake = known.id if known is not None else None
    return Diagnosis(one_line(" ".join(parts)), mistake, _detail(outcome) if disclose else {"kind": kind_of(error)})


def kind_of(error: BaseException | None) -> str:
    """One word for what ended a check."""
    if isinstance(error, Mismatch):
        return error.kind
    if isinstance(error, WorkerDied):
        return error.kind
    return "crash" if isinstance(error, LearnerError) else "form"


def message_of(error: BaseException | None, function: str, disclose: bool) -> str:
    """What an exception means for the learner."""
    if isinstance(error, (MissingName, NotAFunction)):
        return f"{error}."
    if isinstance(error, NotImplementedError):
        return f"{function} is still to do."
    if isinstance(error, LearnerError):
        return crash_message(error, function, disclose)
    if isinstance(error, WorkerDied):
        return f"{function}: {error.reason}{'' if error.reason.endswith('?') else '.'}"
    if isinstance(error, Mismatch):
        return mismatch_message(error, function, disclose)
    if isinstance(error, NotPlain):
        return f"{function}: {error if disclose else 'an object came back where a plain value is needed'}."
    return f"{function} gave a result of another form than the check expects ({type(error).__name__}): look at its type and shape."


def crash_message(error: LearnerError, function: str, disclose: bool) -> str:
    """The learner's own exception, with the line of theirs that raised it."""
    place = ""
    if error.place is not None:
        file, line, text = error.place
        place = f" ({file}, line {line}: {text.strip()})" if disclose and text.strip() else f" ({file}, line {line})"
    said = f": {error}" if disclose and str(error) else ""
    named = disclose or hasattr(builtins, error.type_name)  # the name of a class of theirs can carry anything
    return f"{function} raised {error.type_name if named else 'an exception of its own'}{said}{place}."


def mismatch_message(error: Mismatch, function: str, disclose: bool) -> str:
    """What a comparison found."""
    subject = f"{function}, {error.what}: " if error.what else f"{function}: "
    if error.kind == "property":
        shown = "; ".join(f"{name} = {short(value)}" for name, value in error.shown.items())
        return f"{subject}{error.message}{f' ({shown})' if disclose and shown else ''}."
    if error.kind == "type":
        return f"{subject}{error.message if disclose or _is_plain(error.got) else 'returned an object, not plain data'}"
    if error.kind == "shape":
        return subject + shape_message(error.got.shape, error.expected.shape, error.sizes)
    return subject + values_message(error, disclose)


def _is_plain(got: Any) -> bool:
    """Whether a message about a result names no class or function of the learner."""
    return not isinstance(got, (Opaque, RemoteObject, RemoteFunction))


def _detail(outcome: Outcome) -> dict[str, Any]:
    """What an open report shows beside the message."""
    error = outcome.error
    detail: dict[str, Any] = {"kind": kind_of(error)}
    call = _telling_call(outcome)
    if call is not None:
        detail["call"] = call_text(call)
        if call.prints:
            detail["prints"] = clean(call.prints)[:2000]
    if isinstance(error, Mismatch) and error.kind in ("values", "shape", "type") and error.expected is not None:
        detail["got"], detail["expected"] = short(error.got), short(error.expected)
    if isinstance(error, LearnerError) and error.traceback:
        detail["traceback"] = clean(error.traceback)
    return detail


def _telling_call(outcome: Outcome) -> Call | None:
    """The call that raised or gave the wrong result, else the last one."""
    calls = [call for call in reversed(outcome.calls) if call.operation in ("call", "hold")]
    for call in calls:
        if call.error is not None and call.error is outcome.error:
            return call
    if isinstance(outcome.error, Mismatch) and outcome.error.call is not None:
        return outcome.error.call
    got = outcome.error.got if isinstance(outcome.error, Mismatch) else None
    if got is not None:
        for call in calls:
            if call.value is got or (
                not isinstance(call.value, (RemoteObject, RemoteFunction)) and same_value(call.value, got)
            ):
                return call
    return calls[0] if calls else None
