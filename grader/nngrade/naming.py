"""Naming the known mistake behind failed checks, from all that the checks of a chapter saw."""

from __future__ import annotations

import types
from collections.abc import Sequence

from nngrade.compare import Mismatch
from nngrade.course import Chapter
from nngrade.replay import replay, same_outcomes
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
    known = mistakes(chapter)
    named: dict[str, Variant] = {}
    agreements: dict[tuple[str, str], bool] = {}

    def explains(variant: Variant, outcome: Outcome) -> bool:
        key = (variant.id, outcome.check.id)
        if key not in agreements:
            agreements[key] = _agrees(chapter, variant, outcome, solutions)
        return agreements[key]

    for outcome in outcomes:
        if isinstance(outcome.error, Mismatch) and outcome.error.mistake is not None:
            named.update({outcome.check.id: variant for variant in known if variant.id == outcome.error.mistake})
        elif _can_be_named(outcome) and not _like_reference(chapter, outcome, solutions):
            candidates = [variant for variant in known if explains(variant, outcome)]
            if candidates:
                seen = [other for other in outcomes if other.calls and other.check.replay]
                named[outcome.check.id] = max(
                    candidates,
                    key=lambda variant: (
                        variant.of == outcome.check.function,
                        sum(explains(variant, other) for other in seen),
                    ),
                )
    return named


def _can_be_named(outcome: Outcome) -> bool:
    error = outcome.error
    if error is None or isinstance(error, (WorkerDied, Blocked, NotImplementedError)):
        return False
    return bool(outcome.calls) and outcome.check.replay


def _like_reference(chapter: Chapter, outcome: Outcome, solutions: Modules) -> bool:
    played = replay(outcome.calls, solutions, chapter.name)
    return played is None or same_outcomes(outcome.calls, played)


def _agrees(chapter: Chapter, variant: Variant, outcome: Outcome, solutions: Modules) -> bool:
    module = _module(chapter, variant, solutions)
    if module is None:
        return False
    played = replay(outcome.calls, {**solutions, chapter.name: module}, chapter.name)
    return played is not None and same_outcomes(outcome.calls, played)


def _module(chapter: Chapter, variant: Variant, solutions: Modules) -> types.ModuleType | None:
    key = (str(chapter.suite), variant.source)
    if key not in _loaded:
        try:
            _loaded[key] = load_module(chapter.name, variant.source, f"{chapter.name}.py", solutions)
        except Exception:  # a mistake may be one that fails at import
            _loaded[key] = None
    return _loaded[key]
