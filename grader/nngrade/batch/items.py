"""Item analysis: what the checks tell about a class, summed up one report at a time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import msgspec

from nngrade.report import TRIED, ChapterReport, CheckReport, Report


class CheckItem(msgspec.Struct, frozen=True):
    """One check over a class.

    Attributes:
        chapter: its chapter.
        check: its id.
        function: what it belongs to.
        title: the line that the learner reads.
        tried: submissions whose chapter was worked on.
        passed: how many of them passed it.
        discrimination: correlation of passing it with the rest of the score (point-biserial); None where one of the two
            does not vary.
    """

    chapter: str
    check: str
    function: str
    title: str
    tried: int
    passed: int
    discrimination: float | None

    @property
    def share(self) -> float:
        """The share that passed."""
        return self.passed / self.tried if self.tried else 0.0


class Pair(msgspec.Struct, frozen=True):
    """Two checks of a chapter that fail together.

    Attributes:
        chapter: their chapter.
        one: a check.
        other: another check.
        both: submissions that fail both.
        either: submissions that fail at least one.
    """

    chapter: str
    one: str
    other: str
    both: int
    either: int

    @property
    def share(self) -> float:
        """The share of those who fail one that fail both."""
        return self.both / self.either


class MistakeItem(msgspec.Struct, frozen=True):
    """One known mistake over a class.

    Attributes:
        chapter: its chapter.
        mistake: its id.
        explanation: what is wrong and what to do.
        made: submissions that show it.
        tried: submissions whose chapter was worked on.
    """

    chapter: str
    mistake: str
    explanation: str
    made: int
    tried: int

    @property
    def share(self) -> float:
        """The share of those who worked on the chapter."""
        return self.made / self.tried


class Analysis(msgspec.Struct, frozen=True):
    """What a class shows.

    Attributes:
        checks: in the course's order.
        pairs: checks that fail together, the closest first.
        mistakes: the most frequent first.
    """

    checks: tuple[CheckItem, ...]
    pairs: tuple[Pair, ...]
    mistakes: tuple[MistakeItem, ...]


class _Sums(msgspec.Struct):
    """Sums over submissions of one check: enough for a correlation, whatever their number."""

    check: CheckReport
    tried: int = 0
    passed: int = 0
    rest: float = 0.0
    rest_squared: float = 0.0
    rest_of_passed: float = 0.0

    def add(self, check: CheckReport, rest: float) -> None:
        self.tried += 1
        self.rest += rest
        self.rest_squared += rest * rest
        if check.verdict == "passed":
            self.passed += 1
            self.rest_of_passed += rest

    def discrimination(self) -> float | None:
        n, share = self.tried, self.passed / self.tried
        variance = self.rest_squared / n - (self.rest / n) ** 2
        spread = variance * share * (1 - share)
        if n < 2 or spread <= 1e-9:
            return None
        covariance = self.rest_of_passed / n - share * self.rest / n
        return max(-1.0, min(1.0, covariance / math.sqrt(spread)))


class Tally:
    """Adds reports up, so that a class of any size takes the same memory.

    Args:
        explanations: what each known mistake means, by chapter and id.
    """

    def __init__(self, explanations: dict[tuple[str, str], str]) -> None:
        self.explanations = explanations
        self._sums: dict[tuple[str, str], _Sums] = {}
        self._tried: Counter[str] = Counter()
        self._failed: Counter[tuple[str, str]] = Counter()
        self._together: Counter[tuple[str, str, str]] = Counter()
        self._made: Counter[tuple[str, str]] = Counter()

    def add(self, report: Report) -> None:
        """Add one submission."""
        for chapter in report.chapters:
            if chapter.status in TRIED:
                self._add(chapter, report.score + (chapter.score if chapter.bonus else 0.0))

    def _add(self, chapter: ChapterReport, score: float) -> None:
        self._tried[chapter.chapter] += 1
        for check in chapter.checks:
            key = chapter.chapter, check.id
            self._sums.setdefault(key, _Sums(check)).add(check, score - check.points)
        failed = [check.id for check in chapter.checks if check.verdict == "failed"]
        self._failed.update((chapter.chapter, name) for name in failed)
        for place, one in enumerate(failed):
            self._together.update((chapter.chapter, one, other) for other in failed[place + 1 :])
        self._made.update({(chapter.chapter, check.mistake) for check in chapter.checks if check.mistake is not None})

    def analysis(self, most_pairs: int = 50) -> Analysis:
        """What was found so far.

        Args:
            most_pairs: how many pairs of checks to keep.
        """
        pairs = sorted(self._pairs(), key=lambda pair: (-pair.share, -pair.both, pair.chapter, pair.one, pair.other))
        made = sorted(self._mistakes(), key=lambda item: (-item.made, item.chapter, item.mistake))
        return Analysis(tuple(self._checks()), tuple(pairs[:most_pairs]), tuple(made))

    def _checks(self) -> Iterable[CheckItem]:
        for (chapter, name), sums in self._sums.items():
            facts = (sums.check.function, sums.check.title, sums.tried, sums.passed)
            yield CheckItem(chapter, name, *facts, sums.discrimination())

    def _pairs(self) -> Iterable[Pair]:
        for (chapter, one, other), both in self._together.items():
            either = self._failed[chapter, one] + self._failed[chapter, other] - both
            if both > 1:
                yield Pair(chapter, one, other, both, either)

    def _mistakes(self) -> Iterable[MistakeItem]:
        for (chapter, name), made in self._made.items():
            text = self.explanations.get((chapter, name), "")
            yield MistakeItem(chapter, name, text, made, self._tried[chapter])
