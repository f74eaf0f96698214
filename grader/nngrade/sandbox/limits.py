"""How much a worker may use, and the levels of isolation."""

from __future__ import annotations

import os

import msgspec

LEVELS = ("full", "strong", "reduced", "basic")
"""From all protections to the fewest. `full`: bwrap, Landlock, seccomp and rlimits; `strong`: without bwrap; `reduced`: one of
Landlock and seccomp is missing too; `basic`: a process of its own and no more."""

LEVEL_VARIABLE = "NNGRADE_ISOLATION"


class Limits(msgspec.Struct, frozen=True):
    """What one worker may use.

    Attributes:
        cpu_seconds: processor time in all; this judges.
        memory_mb: memory above that of an idle worker.
        wall_factor: wall time of one request, in multiples of `cpu_seconds`; this only protects.
    """

    cpu_seconds: float = 10.0
    memory_mb: float = 1024.0
    wall_factor: float = 5.0

    @property
    def wall_seconds(self) -> float:
        """The longest that one request may take."""
        return max(5.0, self.cpu_seconds * self.wall_factor)


def highest_level() -> str:
    """The level to try first: what the environment variable asks for, else the fullest."""
    wanted = os.environ.get(LEVEL_VARIABLE, "full")
    return wanted if wanted in LEVELS else "full"
