"""An answer as a row of words, each with the place where the learner wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

import msgspec

from nngrade.quiz.marking.words import stem, words

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?()\[\]\"]|[-=]+>|→|⇒|=|&|\+|/|>|<|-")
_SIGNS = {"->": "so", "-->": "so", "=>": "so", "==>": "so", "→": "so", "⇒": "so", "=": "means", "&": "and", "+": "and"}
STOPS = frozenset(".;!?")
"""Signs that end a sentence."""


class Token(msgspec.Struct, frozen=True):
    """One word or sign.

    Attributes:
        word: in small letters, spelling mended.
        stem: what all its forms share.
        start: where it begins in the answer.
        end: where it ends.
    """

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word, not a sign."""
        return self.word[:1].isalnum()


def tokens(answer: str, mend: Callable[[str], str]) -> tuple[Token, ...]:
    """The words of an answer.

    Args:
        answer: the learner's text.
        mend: gives the right spelling of a word.

    Returns:
        Words and signs; a contraction gives several with the same place.
    """
    found = [
        (part, start, end)
        for written, start, end in _joined(list(_written(answer)))
        for part in words().written.get(written, written).split()
    ]
    mended = [(mend(word), start, end) for word, start, end in found]
    return tuple(Token(part, stem(part), start, end) for word, start, end in mended for part in word.split())


def _written(answer: str) -> Iterator[tuple[str, int, int]]:
    """Words as they stand, contractions and signs spelt out."""
    for match in _TOKEN.finditer(answer):
        word = unicodedata.normalize("NFKC", match.group()).casefold().replace("’", "'")
        word = _SIGNS.get(word, word)
        for part in _spelt_out(word).split():
            yield part, match.start(), match.end()


def _spelt_out(word: str) -> str:
    """A contraction as the words that it stands for."""
    if word in words().written:
        return words().written[word]
    if word.endswith("n't"):
        return {"can't": "can not", "won't": "will not"}.get(word, f"{word[:-3]} not")
    return re.sub(r"'(s|re|ve|ll|d|m)$", "", word).replace("'", "")


def _joined(found: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Words with those put together that belong together (over fit, drop-out)."""
    place = 0
    while place < len(found):
        word, start, end = found[place]
        after = [entry for entry in found[place + 1 : place + 3] if entry[0] != "-"][:1]
        if after and _belongs(word, after[0][0]):
            place += 1 + found[place + 1 :].index(after[0])
            word, end = word + after[0][0], after[0][2]
        if word != "-":
            yield word, start, end
        place += 1


def _belongs(first: str, second: str) -> bool:
    return second.startswith(_tails().get(first, _NEVER))


@cache
def _tails() -> dict[str, tuple[str, ...]]:
    """How words begin that belong to the word before, by that."""
    pairs = [entry.split("+") for entry in words().joined.split()]
    return {head: tuple(tail for other, tail in pairs if other == head) for head, _ in pairs}


_NEVER: tuple[str, ...] = ()
