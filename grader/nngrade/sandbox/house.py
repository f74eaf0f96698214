"""Where workers come from: the fullest level of isolation that works here, found by trying."""

from __future__ import annotations

import sys

from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.forking import KILLED, Zygote
from nngrade.sandbox.launch import SingleProcess, ZygoteProcess
from nngrade.sandbox.limits import LEVELS, Limits, highest_level
from nngrade.sandbox.lockdown import hide_from_neighbours
from nngrade.sandbox.process import ProcessTransport, SingleTransport


class House:
    """Starts workers, at one level of isolation.

    Args:
        level: the fullest level to try; None asks the environment.
        started: a zygote process that is warming up already.
    """

    def __init__(self, level: str | None = None, started: ZygoteProcess | None = None) -> None:
        self._highest = level or highest_level()
        self._zygotes: dict[tuple[str, ...], Zygote] = {}
        self.refused: dict[str, str] = {}
        if started is not None:
            self._zygotes[started.allows] = Zygote(started)
            self._highest = started.level
        self._level: str | None = None
        self._started_as = self._highest

    @property
    def level(self) -> str:
        """The level of isolation that is on; starts a zygote where none was tried yet."""
        if self._level is None:
            self._zygote(())
        assert self._level is not None
        return self._level

    def spawn(self, limits: Limits, allows: tuple[str, ...] = ()) -> ProcessTransport:
        """A new worker.

        Args:
            limits: what it may use.
            allows: packages that it may import besides NumPy.
        """
        zygote = self._zygote(allows)
        if zygote is None:
            facts = {"cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}
            return SingleTransport(SingleProcess(allows, facts), limits)
        try:
            return zygote.spawn(limits)
        except IsolationError:  # it was killed, or ran out of processes: once more with a new one
            zygote.close()
            self._zygotes[allows] = self._start(zygote.level, allows)
            return self._zygotes[allows].spawn(limits)

    def _zygote(self, allows: tuple[str, ...]) -> Zygote | None:
        """A warm zygote, None at level `basic`."""
        if self._level is None:
            self._settle(allows)
        if self._level == "basic":
            return None
        if allows not in self._zygotes:
            self._zygotes[allows] = self._start(self._started_as, allows)
        return self._zygotes[allows]

    def _settle(self, allows: tuple[str, ...]) -> None:
        """Try the levels from the fullest down; one that comes out weaker than its name counts as what it is."""
        warming = list(self._zygotes.values())
        best: Zygote | None = None
        found = "basic"
        for level in LEVELS[LEVELS.index(self._highest) : -1]:
            if LEVELS.index(level) >= LEVELS.index(found):
                break
            zygote = self._tried(level, allows, warming)
            if zygote is None and self.refused[level] == KILLED:  # by somebody, so it says nothing about the level
                zygote = self._tried(level, allows, warming)
            real = "basic" if zygote is None else _level_of(level, zygote.off)
            if LEVELS.index(real) < LEVELS.index(found):
                best, found = zygote, real
        for zygote in warming:
            if zygote is not best:
                zygote.close()
        self._zygotes = {} if best is None else {best.started.allows: best}
        self._started_as, self._level = "basic" if best is None else best.level, found
        if found in ("reduced", "basic"):  # the learner's code could read this process's memory
            hide_from_neighbours()

    def _tried(self, level: str, allows: tuple[str, ...], warming: list[Zygote]) -> Zygote | None:
        """A warm zygote, None where it does not start; `refused` says why, and which layers are off."""
        try:
            zygote = next((known for known in warming if known.level == level), None) or self._start(level, allows)
            if zygote not in warming:
                warming.append(zygote)
            zygote.wait_up()
        except (IsolationError, OSError) as error:
            self.refused[level] = str(error)
            for known in [known for known in warming if known.level == level]:
                known.close()
                warming.remove(known)
            return None
        self.refused.pop(level, None)
        self.refused.update(zygote.off)
        return zygote

    def _start(self, level: str, allows: tuple[str, ...]) -> Zygote:
        if sys.platform != "linux":
            raise IsolationError(f"forking a warm process is not safe on {sys.platform}")
        return Zygote(ZygoteProcess(level, allows))

    def close(self) -> None:
        """End every process."""
        for zygote in self._zygotes.values():
            zygote.close()


def _level_of(tried: str, off: dict[str, str]) -> str:
    """The level that a zygote really has."""
    if not off:
        return tried
    if tried == "full" and "seccomp" not in off:
        return "strong"  # the namespaces hide the files in Landlock's place
    return "reduced"
