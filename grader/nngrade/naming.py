"""Naming the known mistake behind failed checks, from all that the checks of a chapter saw."""

from __future__ import annotations

import types
from collections.abc import Sequence

from nngrade.compare import Mismatch
from nngrade.course import Chapter
from nngrade.replay import comes_out_alike
from nngrade.sandbox.errors import WorkerDied
from nngrade.suite.session import Blocked, Outcome
from nngrade.trusted import load_module
from nngrade.variant import Variant, mistakes

Modules = dict[str, types.ModuleType]

_loaded: dict[tuple[str, str], types.ModuleType | None] = {}


def name_mistakes(chapter: Chapter, outcomes: Sequence[Outcome], solutions: Modules) -> dict[str, Variant]:
    """The known mistake behind each failed check that shows one.

    A mistake explains a check if its results equal the learner's on every call of the check while the reference's do
    not. Of several that do, the one that agrees with the learner on most checks of the chapter is named.

    Args:
        chapter: whose mistakes to try.
        outcomes: of all its checks.
        solutions: the reference modules.

    Returns:
        A mistake by the id of the check.
    """
    trials = _Trials(chapter, outcomes, solutions)
    named: dict[str, Variant] = {}
    for outcome in outcomes:
        if isinstance(outcome.error, Mismatch) and outcome.error.mistake is not None:
            named.update({outcome.check.id: known for known in trials.known if known.id == outcome.error.mistake})
        elif _can_be_named(outcome) and not comes_out_alike(outcome.calls, solutions, chapter.name):
            candidates = trials.candidates(outcome)
            if candidates:
                named[outcome.check.id] = max(candidates, key=trials.agreements) if candidates[1:] else candidates[0]
    return named


class _Trials:
    """Known mistakes, each run on the calls of a check at most once."""

    def __init__(self, chapter: Chapter, outcomes: Sequence[Outcome], solutions: Modules) -> None:
        self.chapter, self.outcomes, self.solutions = chapter, outcomes, solutions
        self.known = mistakes(chapter)
        self._tried: dict[tuple[str, str], bool] = {}

    def candidates(self, outcome: Outcome) -> list[Variant]:
        """Mistakes that explain a check: those of its own function, or else of the others."""
        function = outcome.check.function
        own = [variant for variant in self.known if variant.of == function and self.explains(variant, outcome)]
        return own or [variant for variant in self.known if variant.of != function and self.explains(variant, outcome)]

    def agreements(self, variant: Variant) -> int:
        """On how many checks a mistake gives the learner's results."""
        return sum(self.explains(variant, outcome) for outcome in self.outcomes if outcome.calls and outcome.check.replay)

    def explains(self, variant: Variant, outcome: Outcome) -> bool:
        key = (variant.id, outcome.check.id)
        if key not in self._tried:
            module = load_variant(self.chapter, variant, self.solutions)
            modules = {**self.solutions, self.chapter.name: module} if module is not None else {}
            self._tried[key] = module is not None and comes_out_alike(outcome.calls, modules, self.chapter.name)
        return self._tried[key]


def _can_be_named(outcome: Outcome) -> bool:
    error = outcome.error
    if error is None or isinstance(error, (WorkerDied, Blocked, NotImplementedError)):
        return False
    return bool(outcome.calls) and outcome.check.replay


def load_variant(chapter: Chapter, variant: Variant, solutions: Modules) -> types.ModuleType | None:
    """A mistake as a module of its own, None where it fails at import as some do."""
    key = (str(chapter.suite), variant.source)
    if key not in _loaded:
        try:
            _loaded[key] = load_module(chapter.name, variant.source, f"{chapter.name}.py", solutions, variant.base)
        except Exception:
            _loaded[key] = None
    return _loaded[key]
