"""The pattern language of the questions: wordings as sequences of words and concepts.

weights                the word, in any form
memori*                words that begin so
@many                  any wording of the concept `many`
weights|@knobs         either
@many weights          next to each other; light words (the, very, all ...) may stand between
weights .. fit         a few words may stand between, within the same clause
weights ... fit        anything may stand between, within the same sentence
weights .. ~@not|few fit   a gap in which neither stands
weights ~@not          neither within the few words after it
weights & fit          both in the same sentence, in any order
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

import msgspec

from nngrade.quiz.marking.words import stem


class PatternError(Exception):
    """A pattern that cannot be read; says which and why."""


class Choice(msgspec.Struct, frozen=True, eq=False):
    """What may stand in one place: words by their stem, beginnings of words, names of concepts."""

    stems: frozenset[str]
    prefixes: tuple[str, ...]
    concepts: tuple[str, ...]


class Element(msgspec.Struct, frozen=True):
    """One place of a pattern.

    Attributes:
        choice: what may stand there.
        gap: how many words may stand between it and the element before; 0 for light words only, -1 for a whole sentence.
        without: what must not stand in that gap.
    """

    choice: Choice
    gap: int = 0
    without: Choice | None = None


class Pattern(msgspec.Struct, frozen=True, eq=False):
    """A sequence of places, and what must not follow it.

    Attributes:
        elements: the places.
        not_after: what must not follow.
        needed: for each place where only plain words may stand, their stems: the quick way to rule the pattern out.
    """

    elements: tuple[Element, ...]
    not_after: Choice | None = None
    needed: tuple[frozenset[str], ...] = ()


NEAR = 6
"""Words that `..` may stand for."""
SENTENCE = -1


def parse(source: str) -> tuple[Pattern, ...]:
    """The sequences that one pattern stands for: several where it holds `&`.

    Args:
        source: a pattern as an author wrote it.

    Raises:
        PatternError: it is empty, or has a gap where none can be.
    """
    parts = [part.split() for part in source.replace("-", " ").split(" & ")]
    orders = permutations(parts) if len(parts) > 1 else [tuple(parts)]
    return tuple(_sequence(_with_gaps(order), source) for order in orders)


def parse_all(source: str) -> tuple[Pattern, ...]:
    """The patterns of a list that is separated by commas."""
    return joined(pattern for part in source.split(",") if part.strip() for pattern in parse(part.strip()))


def joined(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The same patterns with those of one place made one, which is quicker to look for.

    Args:
        patterns: of a concept or a point.
    """
    single, others = list[Pattern](), list[Pattern]()
    for pattern in patterns:
        (single if len(pattern.elements) == 1 and pattern.not_after is None else others).append(pattern)
    choices = [pattern.elements[0].choice for pattern in single]
    prefixes = tuple(prefix for choice in choices for prefix in choice.prefixes)
    concepts = tuple(name for choice in choices for name in choice.concepts)
    together = Choice(frozenset[str]().union(*(choice.stems for choice in choices)), prefixes, concepts)
    return (Pattern((Element(together),)), *others) if single else tuple(others)


def _with_gaps(order: Sequence[list[str]]) -> list[str]:
    return [word for place, part in enumerate(order) for word in ([*(["..."] if place else []), *part])]


def _sequence(parts: list[str], source: str) -> Pattern:
    elements: list[Element] = []
    gap, without = 0, None
    for part in parts:
        if part in _GAPS:
            gap = _GAPS[part]
        elif part.startswith("~"):
            without = _choice(part[1:], source)
        else:
            elements.append(Element(_choice(part, source), gap, without))
            gap, without = 0, None
    if not elements or parts[0].startswith(("..", "~")) or parts[-1] in _GAPS:
        raise PatternError(f"the pattern {source!r} must begin and end with a word or a concept")
    return Pattern(tuple(elements), without, tuple(_plain(elements)))


def _plain(elements: Iterable[Element]) -> Iterator[frozenset[str]]:
    for element in elements:
        if not (element.choice.prefixes or element.choice.concepts):
            yield element.choice.stems


def _choice(part: str, source: str) -> Choice:
    choices = part.split("|")
    if any(not re.fullmatch(r"@?[\w'.,;:]+\*?", choice) for choice in choices):
        raise PatternError(f"the pattern {source!r}: {part!r} is no word and no @concept")
    return Choice(
        frozenset(stem(choice) for choice in choices if choice[0] != "@" and choice[-1] != "*"),
        tuple(choice[:-1] for choice in choices if choice[-1] == "*"),
        tuple(choice[1:] for choice in choices if choice[0] == "@"),
    )


_GAPS = {"..": NEAR, "...": SENTENCE}
