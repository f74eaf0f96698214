"""Naming the known mistake behind failed checks, from all that the checks of a chapter saw."""

from __future__ import annotations

import types
from collections.abc import Sequence

from nngrade.compare import Mismatch
from nngrade.course import Chapter
from nngrade.replay import comes_out_alike
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import WorkerDied
from nngrade.suite.session import Blocked, Outcome
from nngrade.trusted import load_module
from nngrade.variant import Variant, mistakes

Modules = dict[str, types.ModuleType]

MAX_HISTORY = 400
"""Calls of earlier checks that are made again to recognise a mistake that keeps state, at most."""


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
            said = next((known for known in trials.known if known.id == outcome.error.mistake), None)
            if said is not None:
                named[outcome.check.id] = said
        elif _can_be_named(outcome) and not trials.like_reference(outcome):
            candidates = trials.candidates(outcome)
            if candidates:
                named[outcome.check.id] = trials.likeliest(candidates, outcome.check.function)
    return named


class _Trials:
    """Known mistakes, each run on the calls of a check at most once."""

    def __init__(self, chapter: Chapter, outcomes: Sequence[Outcome], solutions: Modules) -> None:
        self.chapter, self.outcomes, self.solutions = chapter, outcomes, solutions
        self.known = mistakes(chapter)
        self._tried: dict[tuple[str, str], bool] = {}

    def like_reference(self, outcome: Outcome) -> bool:
        """Whether the reference would have given the same results, so that no mistake can explain the failure."""
        label = (str(self.chapter.solution), self.chapter.solution_text)
        return comes_out_alike(outcome.calls, lambda: self.solutions, self.chapter.name, label)

    def candidates(self, outcome: Outcome) -> list[Variant]:
        """Mistakes that explain a check, those of its own function first.

        Where none does, the calls of the checks before it are made first: a mistake may live in state that they left behind.
        """
        own = [variant for variant in self.known if variant.of == outcome.check.function]
        others = [variant for variant in self.known if variant.of != outcome.check.function]
        found = [variant for variant in (*own, *others) if self.explains(variant, outcome)]
        if found:
            return found
        history = self._history(outcome)
        return [variant for variant in own if history and self._alike(variant, history)]

    def _history(self, outcome: Outcome) -> list[Call]:
        """All calls up to the end of a check, empty where they are too many to make again."""
        calls: list[Call] = []
        place = next(i for i, other in enumerate(self.outcomes) if other is outcome)
        for earlier in self.outcomes[: place + 1]:
            if not earlier.check.replay:
                return []
            calls += [call for call in earlier.calls if not any(call is known for known in calls[-MAX_HISTORY:])]
        return calls if len(calls) <= MAX_HISTORY else []

    def likeliest(self, candidates: list[Variant], function: str) -> Variant:
        """Of several mistakes, one that explains every failure; then one of the check's function; then by agreement."""
        if not candidates[1:]:
            return candidates[0]
        failed = [outcome for outcome in self.outcomes if _can_be_named(outcome)]

        def likelihood(variant: Variant) -> tuple[bool, bool, int]:
            all_of_it = all(self.explains(variant, outcome) for outcome in failed)
            return all_of_it, variant.of == function, self.agreements(variant)

        return max(candidates, key=likelihood)

    def agreements(self, variant: Variant) -> int:
        """On how many checks a mistake gives the learner's results."""
        return sum(
            self.explains(variant, outcome) for outcome in self.outcomes if outcome.calls and outcome.check.replay
        )

    def explains(self, variant: Variant, outcome: Outcome) -> bool:
        key = (variant.id, outcome.check.id)
        if key not in self._tried:
            self._tried[key] = self._alike(variant, outcome.calls)
        return self._tried[key]

    def _alike(self, variant: Variant, calls: Sequence[Call]) -> bool:
        def load() -> Modules:
            return {**self.solutions, self.chapter.name: load_variant(self.chapter, variant, self.solutions)}

        try:
            return comes_out_alike(calls, load, self.chapter.name, (str(self.chapter.suite), variant.source))
        except ImportFailed:
            return False


def _can_be_named(outcome: Outcome) -> bool:
    error = outcome.error
    if error is None or isinstance(error, (WorkerDied, Blocked, NotImplementedError)):
        return False
    return bool(outcome.calls) and outcome.check.replay


class ImportFailed(Exception):
    """A mistake fails at import, as some do."""


def load_variant(chapter: Chapter, variant: Variant, solutions: Modules) -> types.ModuleType:
    """A mistake as a module of its own; raises `ImportFailed`."""
    try:
        return load_module(chapter.name, variant.source, f"{chapter.name}.py", solutions, variant.base)
    except Exception as error:
        raise ImportFailed(variant.id) from error
