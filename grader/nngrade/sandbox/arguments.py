"""Arguments in a worker: watched for in-place changes, overwritten when the grader says so."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

import numpy as np

from nngrade.sandbox import wire


class Watch:
    """Remembers arguments, so that in-place changes can be told and carried back.

    Args:
        values: the arguments of a call, before it.
        held: ids of objects that live here; the grader holds no copy that could be brought up to date.
    """

    def __init__(self, values: list[Any], held: Container[int]) -> None:
        self.before: list[tuple[Any, Any]] = []
        self.held = held
        for value in values:
            self._remember(value)

    def _remember(self, value: Any) -> None:
        if id(value) in self.held:
            return
        if type(value) is np.ndarray:
            self.before.append((value, (value.shape, value.dtype, value.tobytes())))
        elif type(value) in (list, tuple):
            if type(value) is list:
                self.before.append((value, list(value)))
            for item in value:
                self._remember(item)
        elif type(value) is dict:
            self.before.append((value, dict(value)))
            for item in value.values():
                self._remember(item)

    def changes(self, out: wire.Buffers, foreign: Callable[[Any], wire.Node | None]) -> list[Any]:
        """``[index, new value]`` of every array, list and dict that changed; the index counts in `containers` order."""
        changed = [(i, value) for i, (value, before) in enumerate(self.before) if self._differs(value, before)]
        return [[i, wire.pack(value, out, foreign)] for i, value in changed]

    @staticmethod
    def _differs(value: Any, before: Any) -> bool:
        if type(value) is np.ndarray:
            return bool((value.shape, value.dtype) != before[:2] or value.tobytes() != before[2])
        if len(value) != len(before):
            return True
        if type(value) is list:
            return any(a is not b for a, b in zip(value, before, strict=True))
        return any(k not in before or before[k] is not v for k, v in value.items())


def overwrite(target: Any, value: Any) -> None:
    """Write new contents into the arrays of a kept value, and the numbers of its lists and dicts, in place."""
    if isinstance(target, np.ndarray):
        target[...] = value
    elif isinstance(target, (list, tuple)) and len(target) == len(value):
        _overwrite_items(target, list(enumerate(value)))
    elif isinstance(target, dict) and target.keys() == value.keys():
        _overwrite_items(target, list(value.items()))
    else:
        raise TypeError(f"a {type(target).__name__} cannot be overwritten in place")


def _overwrite_items(target: Any, items: list[tuple[Any, Any]]) -> None:
    for key, value in items:
        if isinstance(target[key], (np.ndarray, list, tuple, dict)):
            overwrite(target[key], value)
        else:
            target[key] = value  # raises where the target is a tuple
