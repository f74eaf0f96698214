"""The clauses of an answer, and what is claimed in those that add nothing to the points that were made."""

from __future__ import annotations

from collections.abc import Collection

from nngrade.quiz.marking.text import Token
from nngrade.quiz.marking.words import stems


def clauses(tokens: tuple[Token, ...]) -> list[list[int]]:
    """The places of the words of each clause; the word that begins one belongs to it.

    Args:
        tokens: the answer.
    """
    found: list[list[int]] = [[]]
    for place, token in enumerate(tokens):
        if token.word in _SIGNS or token.word in _BEGINNINGS:
            found.append([])
        if token.is_word:
            found[-1].append(place)
    return [clause for clause in found if clause]


def claimed(
    tokens: tuple[Token, ...], made: Collection[int], explained: Collection[int], asked: Collection[str]
) -> tuple[int, ...]:
    """Words that claim something after the points were made, and that nothing explains.

    A right statement with a false one behind it looks like a right one. So once a point is made, each further clause must be made of
    words that patterns know, of the question's own words, or of words that say nothing. Words of the subject are no excuse here: the
    gradients are zero, the weights are updated.

    Args:
        tokens: the answer.
        made: places of the words that earned points.
        explained: places of the words that any pattern knows.
        asked: the stems of the question.
    """
    found: list[int] = []
    begun = False
    for clause in clauses(tokens):
        if any(place in made for place in clause):
            begun = True
        elif begun:
            found += _unexplained(tokens, clause, explained, asked)
    return tuple(found)


def _unexplained(
    tokens: tuple[Token, ...], clause: list[int], explained: Collection[int], asked: Collection[str]
) -> list[int]:
    """Words of a clause that claim something; where half of it is explained, words of the subject do not count."""
    content = [place for place in clause if _says(tokens[place], asked)]
    claims = [place for place in content if place not in explained]
    plain = [place for place in claims if tokens[place].stem not in stems("neutral")]
    return plain if 2 * len(claims) <= len(content) else claims


def conclusions(tokens: tuple[Token, ...], softened: Collection[int], asked: Collection[str]) -> tuple[int, ...]:
    """Places from which on an answer concludes something that is neither denied nor a remedy.

    Where all that was asked for has been said, a further "so", "therefore" or "which is why" is where contradictions stand: the layers
    collapse into one, so the network can learn more.

    Args:
        tokens: the answer.
        softened: places of words that deny, or name a remedy.
        asked: the stems of the question.
    """
    places = [place for place, token in enumerate(tokens) if token.word in _CONCLUDING]
    return tuple(place for place in places if _concludes(tokens, range(place, len(tokens)), softened, asked))


def _concludes(tokens: tuple[Token, ...], tail: range, softened: Collection[int], asked: Collection[str]) -> bool:
    words = [place for place in tail if tokens[place].is_word]
    return any(_says(tokens[place], asked) for place in words) and not any(place in softened for place in words)


def _says(token: Token, asked: Collection[str]) -> bool:
    passed = (stems("stop"), stems("aside"), asked)
    return not token.word.isdigit() and not any(token.stem in group for group in passed)


_CONCLUDING = frozenset("so therefore hence thus why consequently makes".split())
_SIGNS = frozenset(",:;.!?()")
_BEGINNINGS = frozenset(
    """and but so because since which who why while whereas therefore hence thus as although though then otherwise with when if unless
    until""".split()
)
