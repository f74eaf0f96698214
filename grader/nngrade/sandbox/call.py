"""One request that a suite made of the learner's code, as it is recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from nngrade.sandbox.errors import LearnerError, WorkerDied


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


def values_of(calls: Collection[Call]) -> list[Any]:
    """What calls gave; raises the first error."""
    for call in calls:
        if call.error is not None:
            raise call.error
    return [call.value for call in calls]
