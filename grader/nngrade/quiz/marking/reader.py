"""Finding patterns in an answer."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from nngrade.quiz.marking.pattern import NEAR, SENTENCE, Choice, Element, Pattern
from nngrade.quiz.marking.text import STOPS, Token
from nngrade.quiz.marking.words import stems

LIGHT = 3
"""Light words that may stand between two neighbours of a pattern."""
FURTHER = 3
"""Places tried for the next word of a pattern, nearest first."""


class Match(msgspec.Struct, frozen=True):
    """Where a pattern was found.

    Attributes:
        start: its first word.
        end: the place after its last word.
        used: the words that it names, without those in its gaps.
    """

    start: int
    end: int
    used: frozenset[int]


class Reader:
    """One answer, and what was found in it so far."""

    def __init__(self, tokens: tuple[Token, ...], concepts: Mapping[str, tuple[Pattern, ...]]) -> None:
        """Begin to read.

        Args:
            tokens: the answer.
            concepts: patterns by the name of a concept.
        """
        self.tokens, self.concepts = tokens, concepts
        self._read: dict[tuple[Pattern, ...], tuple[Match, ...]] = {}
        self._found: dict[str, tuple[Match, ...]] = {}
        self._places: dict[str, list[int]] = {}
        self._chosen: dict[Choice, list[Match]] = {}
        for place, token in enumerate(tokens):
            self._places.setdefault(token.stem, []).append(place)
        self._present = frozenset(self._places)
        self._words = [token.word for token in tokens]
        self._light = [token.stem in stems("light") for token in tokens]

    def concept(self, name: str) -> tuple[Match, ...]:
        """Every place where a concept is named."""
        if name not in self._found:
            self._found[name] = ()  # a concept that names itself finds nothing new
            self._found[name] = self.find(self.concepts[name])
        return self._found[name]

    def find(self, patterns: tuple[Pattern, ...]) -> tuple[Match, ...]:
        """Every place where one of some patterns stands, each once, from left to right."""
        if patterns not in self._read:
            used: dict[tuple[int, int], frozenset[int]] = {}
            for match in (match for pattern in patterns for match in self._sequence(pattern)):
                used[match.start, match.end] = match.used | used.get((match.start, match.end), frozenset())
            self._read[patterns] = tuple(Match(start, end, used[start, end]) for start, end in sorted(used))
        return self._read[patterns]

    def _sequence(self, pattern: Pattern) -> list[Match]:
        for stems_needed in pattern.needed:
            if self._present.isdisjoint(stems_needed):
                return []
        found = self._choice(pattern.elements[0].choice)
        for element in pattern.elements[1:]:
            candidates = self._choice(element.choice) if found else []
            if not candidates:
                return []
            found = [joined for match in found for joined in self._continued(match, element, candidates)]
        return [
            match for match in found if pattern.not_after is None or not self._follows(match.end, pattern.not_after)
        ]

    def _continued(self, match: Match, element: Element, candidates: list[Match]) -> list[Match]:
        near = [one for one in candidates if one.start >= match.end and self._bridges(match.end, one.start, element)]
        near = sorted(near, key=lambda one: one.start)[:FURTHER]
        return [Match(match.start, one.end, match.used | one.used) for one in near]

    def _bridges(self, end: int, start: int, element: Element) -> bool:
        between = range(end, start)
        if element.gap == 0:
            light = len(between) <= LIGHT and all(self._light[place] for place in between)
        else:
            light = not any(self.tokens[place].word in STOPS for place in between)
            words = sum(self.tokens[place].is_word for place in between)
            light = light and (element.gap == SENTENCE or words <= element.gap)
        return light and (element.without is None or not self._stands(element.without, end, start))

    def _follows(self, end: int, choice: Choice) -> bool:
        stop = next((i for i in range(end, len(self.tokens)) if self.tokens[i].word in STOPS), len(self.tokens))
        return self._stands(choice, end, min(stop, end + NEAR))

    def _stands(self, choice: Choice, start: int, end: int) -> bool:
        return any(start <= one.start and one.end <= end for one in self._choice(choice))

    def _choice(self, choice: Choice) -> list[Match]:
        if choice not in self._chosen:
            places = [place for stem in self._present & choice.stems for place in self._places[stem]]
            if choice.prefixes:
                places += [i for i, word in enumerate(self._words) if word.startswith(choice.prefixes)]
            named = [match for name in choice.concepts for match in self.concept(name)]
            self._chosen[choice] = [
                Match(place, place + 1, frozenset((place,))) for place in sorted(set(places))
            ] + named
        return self._chosen[choice]
