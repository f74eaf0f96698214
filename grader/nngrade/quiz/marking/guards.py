"""What is no answer: nothing, noise, the question again, a list of words, another language, words to the grader."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from nngrade.quiz.marking.compiled import Compiled
from nngrade.quiz.marking.reader import Match
from nngrade.quiz.marking.spelling import Speller
from nngrade.quiz.marking.text import Token
from nngrade.quiz.marking.words import stem, stems, words

LONGEST = 90
"""Words; a sentence has fewer."""


def is_too_long(answer: str) -> bool:
    """Whether an answer is far more than a sentence."""
    return len(answer) > LONGEST * _LETTERS or len(answer.split()) > LONGEST


def is_foreign(answer: str) -> bool:
    """Whether an answer is in another language than English: small words give it away, or another script."""
    letters = [sign for sign in answer if sign.isalpha()]
    other = sum("LATIN" not in unicodedata.name(sign, "") for sign in letters)
    if other > len(letters) / 3:
        return True
    row = re.findall(r"[^\W\d_]+", answer.casefold())
    english, foreign = _small_words()
    hits = sum(word in foreign for word in row)
    return hits >= 2 and hits > sum(word in english for word in row)


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """English words, and those of other languages that are none."""
    english = frozenset((*words().stop.split(), *words().neutral.split()))
    return english, frozenset(words().foreign.split()) - english


def is_gibberish(answer: str, speller: Speller) -> bool:
    """Whether most words cannot be words, or a single one is repeated over and over."""
    row = re.findall(r"[^\W\d_]+", answer.casefold())
    if not row:
        return True
    if len(row) >= 3 and len(set(row)) == 1:
        return True
    long = [word for word in row if len(word) > 2] or row
    strange = [word for word in long if not speller.knows(word) and _unpronounceable(word)]
    return len(strange) >= max(1, len(long) / 2)


def is_scrambled(tokens: tuple[Token, ...], speller: Speller) -> bool:
    """Whether most of an answer is made of four words or more that nobody knows, or of one word only.

    Asked only of answers that make no point: a learner may spell badly.
    """
    row = [token for token in tokens if token.word.isalpha() and token.stem not in stems("stop")]
    strange = [token for token in row if not speller.knows(token.word)]
    alone = len(row) >= 4 and len({token.stem for token in row}) == 1
    most = len(strange) >= _MANY_STRANGE and len(strange) >= _MOST_STRANGE * len(row)
    return alone or (
        most and any(_unpronounceable(token.word) for token in strange)
    )  # another language can be pronounced


def _unpronounceable(word: str) -> bool:
    return bool(_STRANGE.search(word))


def is_copied(tokens: tuple[Token, ...], question: Compiled) -> bool:
    """Whether an answer says nothing that the question does not say."""
    said = {token.stem for token in tokens if token.is_word and token.stem not in stems("stop")}
    return bool(said & question.asked) and said <= question.asked | _FILLERS


def judges(tokens: tuple[Token, ...], question: Compiled) -> bool:
    """Whether an answer holds a small word that can carry a point (same, all, worse) and is not in the question."""
    return any(token.word in _JUDGING and token.stem not in question.asked for token in tokens)


def without_talk(tokens: tuple[Token, ...], talk: tuple[Match, ...]) -> tuple[Token, ...]:
    """An answer without the sentences that speak to the grader; what they announce behind a colon or in brackets is part of them."""
    sentence, number, depth = [], 0, 0
    for token in tokens:
        sentence.append(number)
        depth = max(0, depth + (token.word == "(") - (token.word == ")"))
        number += token.word in _ENDS and not depth
    spoken = {sentence[place] for match in talk for place in range(match.start, match.end)}
    return tuple(token for place, token in enumerate(tokens) if sentence[place] not in spoken)


_STRANGE = re.compile(
    r"[^aeiouy]{5}|[^aeiouyhsrlntcmgkp]{4}|^[^aeiouy]+$|q(?!u)|(.)\1\1|(...?)\2$|[aeiou]{4}"
    r"|[jqxz][jqxzvk]|^[bcdfgjklmnpqvz][bcdfgjkmnpqtvxz]"
)
"""What English words do not hold: five consonants in a row, no vowel, q without u, a letter three times ..."""
_ENDS = frozenset(".!?;")
_LETTERS = 20
_MANY_STRANGE, _MOST_STRANGE = 4, 0.6
_FILLERS = frozenset(
    stem(word)
    for word in """model network neural machine algorithm method system require need use proper kind depth layer set dataset large big
    choose chosen amount unlike phenomenon behaviour term""".split()
)
_JUDGING = frozenset(
    """same whole entire all every different other good better bad worse worst wrong best one only single just always never badly
    poorly well properly make makes everything know knows learned learnt""".split()
)
