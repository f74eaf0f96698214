"""How much a worker may use, and the levels of isolation."""

from __future__ import annotations

import os
from typing import NamedTuple

from nngrade.sandbox.errors import IsolationError

LEVELS = ("full", "strong", "reduced", "basic")
"""From all protections to the fewest. `full`: bwrap, Landlock, seccomp and rlimits; `strong`: without bwrap; `reduced`: one of
Landlock and seccomp is missing too; `basic`: a process of its own and no more."""

BROKEN = 70
"""Exit code of a worker whose own machinery failed: the learner's code got at it."""

LEVEL_VARIABLE = "NNGRADE_ISOLATION"


class Limits(NamedTuple):
    """What one worker may use.

    Attributes:
        cpu_seconds: processor time in all; this judges.
        memory_mb: memory above that of an idle worker.
        wall_factor: wall time of all requests together, in multiples of `cpu_seconds`; this only protects.
    """

    cpu_seconds: float = 10.0
    memory_mb: float = 1024.0
    wall_factor: float = 5.0

    @property
    def wall_seconds(self) -> float:
        """The longest that all requests together may take."""
        return max(5.0, self.cpu_seconds * self.wall_factor)


def highest_level() -> str:
    """The level to try first: what the environment variable asks for, else the fullest; raises `IsolationError` for no level."""
    wanted = os.environ.get(LEVEL_VARIABLE) or "full"
    if wanted not in LEVELS:  # a bound with a slip in it must not be taken for none
        raise IsolationError(f"{LEVEL_VARIABLE} is {wanted!r}: set it to one of {', '.join(LEVELS)}, or not at all")
    return wanted
