"""Naming the known mistake behind failed checks, from all that the checks of a chapter saw."""

from __future__ import annotations

import ast
import types
from collections import Counter
from collections.abc import Sequence
from functools import cache

from nngrade.course import Chapter
from nngrade.replay import comes_out_alike
from nngrade.sandbox.call import Call
from nngrade.sandbox.errors import WorkerDied
from nngrade.suite.outcome import Blocked, Outcome
from nngrade.trusted import load_module
from nngrade.variant import Variant, mistakes

Modules = dict[str, types.ModuleType]

MAX_HISTORY = 400
"""Calls of earlier checks that are made again to recognise a mistake that keeps state, at most."""

MAX_UNEXPLAINED = 3
"""Failures of a function that no mistake explains, after which its others are not looked at: to try all takes long."""


def name_mistakes(chapter: Chapter, outcomes: Sequence[Outcome], solutions: Modules) -> dict[str, Variant]:
    """The known mistake behind each failed check that shows one.

    A mistake explains a check if its results equal the learner's on every call of the check while the reference's do
    not. One that explains every failure is named throughout; otherwise each check is looked at by itself. What a check
    says counts more than that, unless a function that comes earlier has failed: then it sees the consequences of that.

    Args:
        chapter: whose mistakes to try.
        outcomes: of all its checks.
        solutions: the reference modules.

    Returns:
        A mistake by the id of the check.
    """
    trials = _Trials(chapter, outcomes, solutions)
    named = trials.said()
    said = frozenset(variant.id for variant in named.values())
    open_ones = [outcome for outcome in outcomes if outcome.check.id not in named and _can_be_named(outcome)]
    failed = [outcome for outcome in open_ones if not trials.like_reference(outcome)]
    common = trials.common(sorted(failed, key=lambda one: len(one.calls)))  # the shortest rules most mistakes out
    unexplained: Counter[str] = Counter()
    for outcome in failed:
        function = outcome.check.function
        found = common or (trials.candidates(outcome) if unexplained[function] < MAX_UNEXPLAINED else [])
        candidates = [one for one in found if not trials.refuted(one, outcome)]
        if not candidates:
            unexplained[function] += 1
        else:
            named[outcome.check.id] = trials.likeliest(candidates, function, said)
    return named


class _Trials:
    """Known mistakes, each run on the calls of a check at most once."""

    def __init__(self, chapter: Chapter, outcomes: Sequence[Outcome], solutions: Modules) -> None:
        self.chapter, self.outcomes, self.solutions = chapter, outcomes, solutions
        self.known = mistakes(chapter)
        self._tried: dict[tuple[str, str], bool] = {}
        self._uses = uses(chapter.solution_text)

    def said(self) -> dict[str, Variant]:
        """The mistakes that checks recognised themselves, as far as no earlier function of the chapter has failed."""
        by_id = {variant.id: variant for variant in self.known}
        order = {name: place for place, name in enumerate(self.chapter.facts.functions)}
        first = min((order.get(one.check.function, 0) for one in self.outcomes if one.error is not None), default=0)
        found = {}
        for outcome in self.outcomes:
            known = by_id.get(getattr(outcome.error, "mistake", None) or "")
            if known is not None and order.get(known.of, 0) <= first:
                found[outcome.check.id] = known
        return found

    def like_reference(self, outcome: Outcome) -> bool:
        """Whether the reference would have given the same results, so that no mistake can explain the failure."""
        label = (str(self.chapter.solution), self.chapter.solution_text)
        return comes_out_alike(outcome.calls, lambda: self.solutions, self.chapter.name, label)

    def common(self, failed: Sequence[Outcome]) -> list[Variant]:
        """Mistakes that explain every failure."""
        found = list(self.known) if failed else []
        for outcome in failed:
            found = [variant for variant in found if self.explains(variant, outcome)]
        return found

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

    def refuted(self, variant: Variant, failed: Outcome) -> bool:
        """Whether a check of the same function has passed that would have failed, had the learner made this mistake.

        Checks that even the reference does not repeat, such as those of random functions, say nothing.
        """
        passed = [one for one in self.outcomes if one.error is None and one.check.function == failed.check.function]
        plain = [one for one in passed if one.calls and one.check.replay]
        return any(not self.explains(variant, one) and self.like_reference(one) for one in plain)

    def _history(self, outcome: Outcome) -> list[Call]:
        """All calls up to the end of a check that concern its function, empty where they are too many to make again."""
        calls: list[Call] = []
        own = self._uses.get(outcome.check.function, frozenset())

        def concern(made: Sequence[Call]) -> list[Call]:
            concerned = [call for call in made if own & self._uses.get(call.name or "", frozenset())]
            alone = all(call.name in self._uses for call in made)  # else some are about objects that other calls made
            return concerned if alone or not concerned else [*made]

        place = next(i for i, other in enumerate(self.outcomes) if other is outcome)
        for earlier in self.outcomes[: place + 1]:
            concerned = concern(earlier.calls)
            calls += [call for call in concerned if not any(call is known for known in calls)]
            if len(calls) > MAX_HISTORY or (concerned and not earlier.check.replay):
                return []
        return calls

    def likeliest(self, candidates: list[Variant], function: str, said: frozenset[str]) -> Variant:
        """Of several mistakes, one that a check recognised; then one of the check's function; then by agreement."""
        if not candidates[1:]:
            return candidates[0]
        return max(candidates, key=lambda one: (one.id in said, one.of == function, self.agreements(one)))

    def agreements(self, variant: Variant) -> int:
        """On how many checks a mistake gives the learner's results."""
        return sum(
            self.explains(variant, outcome) for outcome in self.outcomes if outcome.calls and outcome.check.replay
        )

    def explains(self, variant: Variant, outcome: Outcome) -> bool:
        """Whether a mistake gives the learner's results in a check; a passed check that it is no part of counts too."""
        key = (variant.id, outcome.check.id)
        if key not in self._tried:
            taking_part = {used for call in outcome.calls if call.name in self._uses for used in self._uses[call.name]}
            if variant.of in taking_part:
                self._tried[key] = self._alike(variant, outcome.calls)
            else:
                self._tried[key] = outcome.error is None
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
    except (Exception, SystemExit) as error:
        raise ImportFailed(variant.id) from error


@cache
def uses(text: str) -> dict[str, frozenset[str]]:
    """For each function and class of a module, which of them it uses, directly or not, itself included."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    found = {
        node.name: {node.name, *(part.id for part in ast.walk(node) if isinstance(part, ast.Name))} for node in nodes
    }
    found = {name: used & found.keys() for name, used in found.items()}
    for _ in found:
        found = {name: used.union(*(found[other] for other in used)) for name, used in found.items()}
    return {name: frozenset(used) for name, used in found.items()}
