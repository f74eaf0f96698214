"""The words that all questions share: what they mean, how they are written, and which may be passed over."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `words.toml` holds.

    Attributes:
        written: how a word or sign is meant, by how some write it.
        base: the base form of irregular words.
        joined: words that some write apart.
        light: words that may stand between two words of a pattern.
        stop: words that say nothing about the subject by themselves.
        barrier: words at which the reach of a negation ends.
        neutral: words of the subject that are no claim by themselves.
        aside: words that may stand in any clause without claiming anything.
        english: further ordinary words, which are no misspellings of others.
        foreign: small words of other languages.
    """

    written: dict[str, str]
    base: dict[str, str]
    joined: str
    light: str
    stop: str
    barrier: str
    neutral: str
    aside: str
    english: str
    foreign: str


@cache
def words() -> Words:
    """The words that come with this package."""
    return msgspec.toml.decode((Path(__file__).parent / "words.toml").read_bytes(), type=Words)


@cache
def stems(group: str) -> frozenset[str]:
    """The stems of one group of words, such as `light`."""
    return frozenset(stem(word) for word in getattr(words(), group).split())


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem that all forms of a word share, in British spelling.

    Args:
        word: in small letters.
    """
    word = words().base.get(word, word)
    word = re.sub(r"i[sz](?=(e|ed|es|ing|ation|ations|er|ers)$)", "is", word) if len(word) > 5 else word
    return str(_stemmer.stemWord(word))
