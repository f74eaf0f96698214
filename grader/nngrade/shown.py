"""Values and texts of a learner in short and harmless form."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from nngrade.compare import Array
from nngrade.sandbox.call import Call
from nngrade.sandbox.generators import RngState
from nngrade.sandbox.proxies import RemoteFunction, RemoteObject

MAX_SHOWN = 400


def call_text(call: Call) -> str:
    """A call as the learner would write it, with its inputs in short form."""
    args = [short(value) for value in call.args] + [f"{name}={short(value)}" for name, value in call.kwargs.items()]
    return f"{call.name or 'it'}({', '.join(args)})"[: 2 * MAX_SHOWN]


def short(value: Any) -> str:
    """A value in a few characters."""
    if isinstance(value, (np.ndarray, np.generic, float)) and not isinstance(value, np.str_):
        text = _array_text(np.asarray(value))
    elif isinstance(value, (list, tuple)):
        inside = ", ".join(short(item) for item in value[:6]) + (", ..." if len(value) > 6 else "")
        text = f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key!r}: {short(item)}" for key, item in list(value.items())[:6]) + "}"
    elif isinstance(value, RngState):
        text = "rng"
    elif isinstance(value, (RemoteObject, RemoteFunction)):
        text = value._type_name if isinstance(value, RemoteObject) else value.__name__
    elif callable(value):
        text = getattr(value, "__name__", "function")
    else:
        text = repr(value)
    return clean(text)[:MAX_SHOWN]


def _array_text(array: Array) -> str:
    if array.dtype.kind not in "biufc":
        return f"array of {array.dtype}"
    if not array.ndim:
        return f"{array[()]:.10g}" if array.dtype.kind == "f" else str(array[()])
    text = " ".join(np.array2string(array, precision=4, threshold=12, edgeitems=2, separator=", ").split())
    return text if array.size <= 12 else f"{text} of shape {array.shape}"


_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Text without characters that steer a terminal, turn its direction around or cannot be seen."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Text on one line, of a length that can be read."""
    line = " ".join(clean(text).split())
    return line if len(line) <= 2 * MAX_SHOWN else line[: 2 * MAX_SHOWN] + " ..."
