"""What an answer says: points, mistaken ideas, negations that are not understood, words that nothing explains."""

from __future__ import annotations

import msgspec

from nngrade.quiz.marking.clauses import claimed, conclusions
from nngrade.quiz.marking.compiled import Compiled
from nngrade.quiz.marking.reader import Match, Reader
from nngrade.quiz.marking.scope import Scope
from nngrade.quiz.marking.text import STOPS, Token
from nngrade.quiz.marking.words import stems


class Found(msgspec.Struct, frozen=True):
    """What was found in an answer.

    Attributes:
        points: where each point is made.
        mistaken: where each mistaken idea is said.
        denied: points that are named in a negation.
        negations: places of negations that no pattern explains.
        unexplained: content words that no pattern explains.
        content: content words in all.
        claimed: words of further clauses that claim what no pattern explains.
        made_by: the place by which each point is made for the first time.
        concluding: places from which on something further is concluded.
        doubted: whether something is said beside which full credit is withheld.
    """

    points: dict[str, Match]
    mistaken: dict[str, Match]
    denied: tuple[str, ...]
    negations: int
    unexplained: int
    content: int
    claimed: int
    made_by: dict[str, int]
    concluding: tuple[int, ...]
    doubted: bool


NOTHING = Found({}, {}, (), 0, 0, 0, 0, {}, (), False)


class Reading(msgspec.Struct, frozen=True):
    """An answer that was read: its words, where patterns stand in it, and what that says."""

    tokens: tuple[Token, ...]
    reader: Reader
    found: Found


NOTHING_READ = Reading((), Reader((), {}), NOTHING)


def read(question: Compiled, tokens: tuple[Token, ...]) -> Reading:
    """Read an answer.

    Args:
        question: made ready.
        tokens: the answer.
    """
    reader = Reader(tokens, question.concepts)
    return Reading(tokens, reader, find(question, reader))


def find(question: Compiled, reader: Reader) -> Found:
    """Read an answer for all that a question's author foresaw.

    Args:
        question: made ready.
        reader: of the answer.
    """
    scope = Scope(reader)
    points = {name: scope.said(patterns) for name, patterns in question.points.items()}
    mistaken = {name: scope.said(patterns, strictly=True) for name, patterns in question.mistaken.items()}
    said = [match for matches in (*points.values(), *mistaken.values()) for match in matches]
    said += reader.find(question.also)
    explained = {place for match in said for place in match.used} | scope.framed
    denied = tuple(name for name, patterns in question.points.items() if not points[name] and reader.find(patterns))
    content = _content(reader.tokens)
    unexplained = [place for place in content if place not in explained and not _is_neutral(reader.tokens[place])]
    best = {name: _fullest(matches) for name, matches in points.items() if matches}
    made = {place for match in best.values() for place in match.used}
    return Found(
        best,
        {name: _fullest(matches) for name, matches in mistaken.items() if matches},
        denied,
        len(scope.negations - explained),
        len(unexplained),
        len(content),
        len(claimed(reader.tokens, made, explained, question.asked)),
        {name: min(match.end for match in matches) for name, matches in points.items() if matches},
        conclusions(
            reader.tokens, {place for match in reader.concept("softening") for place in match.used}, question.asked
        ),
        bool(reader.find(question.doubts) or reader.concept("doubtful")),
    )


def _fullest(matches: list[Match]) -> Match:
    """The match that rests on most words, the first of several."""
    return max(matches, key=lambda match: (len(match.used), -match.start))


def _content(tokens: tuple[Token, ...]) -> list[int]:
    return [place for place, token in enumerate(tokens) if token.is_word and token.stem not in stems("stop")]


def _is_neutral(token: Token) -> bool:
    return token.stem in stems("neutral") or token.word in STOPS
