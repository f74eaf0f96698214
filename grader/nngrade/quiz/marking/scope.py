"""The negations of an answer, and what they reach."""

from __future__ import annotations

from itertools import pairwise

from nngrade.quiz.marking.pattern import Pattern
from nngrade.quiz.marking.reader import Match, Reader
from nngrade.quiz.marking.words import stem, stems

REACH = 4
"""Words that a negation reaches forward."""


class Scope:
    """The negations of an answer, and what they reach."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.framed = {place for match in reader.concept("frame") for place in match.used}
        negations = {place for match in reader.concept("negation") for place in match.used}
        self.negations = negations - self.framed
        self.framed &= negations

    def said(self, patterns: tuple[Pattern, ...], strictly: bool = False) -> list[Match]:
        """Where one of some patterns stands without being negated; strictly, not even by a framed negation."""
        negations = self.negations | self.framed if strictly else self.negations
        return [match for match in self.reader.find(patterns) if not self._is_negated(match, negations)]

    def _is_negated(self, match: Match, negations: set[int]) -> bool:
        return any(self._reaches(place, match) for place in negations if place not in match.used)

    def _reaches(self, place: int, match: Match) -> bool:
        if match.start < place < match.end:
            return not self._barred(place, max(match.used, default=place))
        if place < match.start:
            return match.start - place <= REACH and not self._barred(place, match.start)
        return self._denies_backwards(place, match.end)

    def _barred(self, start: int, end: int) -> bool:
        tokens = self.reader.tokens[start + 1 : end + 1]
        return any(
            not token.is_word or (token.stem in stems("barrier") and (token.word, after.word) not in _NO_BARRIERS)
            for token, after in pairwise(tokens)
        )

    def _denies_backwards(self, place: int, end: int) -> bool:
        """Whether a negation takes back what stands before it: overfitting does not happen, is impossible."""
        tokens = self.reader.tokens
        near = place - end <= 2 and all(tokens[i].stem in _AUXILIARIES for i in range(end, place))
        after = tokens[place + 1].stem if place + 1 < len(tokens) else ""
        return near and (tokens[place].stem in _ABSENT or after in _OCCUR)


_AUXILIARIES = frozenset(stem(word) for word in "is do will can would could have be".split())
_ABSENT = frozenset(stem(word) for word in "impossible unlikely rare absent wrong untrue false".split())
_OCCUR = frozenset(
    stem(word)
    for word in "happen occur exist appear arise matter possible likely problem issue needed necessary required a an the".split()
)
_NO_BARRIERS = frozenset({("so", "many"), ("so", "much"), ("so", "few"), ("so", "little")})
