"""What is no answer: nothing, noise, the question again, a list of words, another language, words to the grader."""

from __future__ import annotations

import re
import unicodedata

from nngrade.quiz.marking.compiled import Compiled
from nngrade.quiz.marking.reader import Match, Reader
from nngrade.quiz.marking.text import Token
from nngrade.quiz.marking.words import stem, stems, words

LONGEST = 90
"""Words; a sentence has fewer."""


def is_foreign(answer: str) -> bool:
    """Whether an answer is in another language than English: small words give it away, or another script."""
    letters = [sign for sign in answer if sign.isalpha()]
    other = sum("LATIN" not in unicodedata.name(sign, "") for sign in letters)
    if other > len(letters) / 3:
        return True
    row = re.findall(r"[^\W\d_]+", answer.casefold())
    english = set(words().stop.split()) | set(words().neutral.split())
    foreign = set(words().foreign.split()) - english
    hits = sum(word in foreign for word in row)
    return hits >= 2 and hits > sum(word in english for word in row)


def is_gibberish(answer: str, speller_knows: Compiled) -> bool:
    """Whether most words cannot be words, or a single one is repeated over and over."""
    row = re.findall(r"[^\W\d_]+", answer.casefold())
    if not row:
        return True
    if len(row) >= 3 and len(set(row)) == 1:
        return True
    long = [word for word in row if len(word) > 2] or row
    strange = [word for word in long if not speller_knows.speller.knows(word) and _unpronounceable(word)]
    return len(strange) >= max(1, len(long) / 2)


def _unpronounceable(word: str) -> bool:
    return bool(
        re.search(
            r"[^aeiouy]{5}|[^aeiouyhsrlntcmgkp]{4}|^[^aeiouy]+$|q(?!u)|(.)\1\1|(...?)\2$|[aeiou]{4}|[jqxz][jqxzvk]|^[bcdfgjklmnpqvz][bcdfgjkmnpqtvxz]",
            word,
        )
    )


def is_copied(tokens: tuple[Token, ...], question: Compiled) -> bool:
    """Whether an answer says nothing that the question does not say."""
    content = [token.stem for token in tokens if token.is_word and token.stem not in stems("stop")]
    return bool(content) and set(content) <= question.asked


def is_word_list(tokens: tuple[Token, ...], jargon: frozenset[int]) -> bool:
    """Whether an answer names things without saying anything about them.

    Args:
        tokens: the answer.
        jargon: the places of words that patterns know.
    """
    return _longest_run(tokens, jargon) or _many_fragments(tokens)


def _longest_run(tokens: tuple[Token, ...], jargon: frozenset[int]) -> bool:
    """Six content words in a row of which nearly all are terms."""
    run: list[int] = []
    for place, token in enumerate(tokens):
        if token.is_word and token.stem not in stems("stop"):
            run.append(place)
            if (
                len(run) >= 6
                and sum(i in jargon for i in run) >= 0.8 * len(run)
                and len({tokens[i].stem for i in run}) >= 6
            ):
                return True
        else:
            run = []
    return False


def _many_fragments(tokens: tuple[Token, ...]) -> bool:
    """Four fragments or more, nearly all of them one or two words."""
    fragments: list[list[str]] = [[]]
    for token in tokens:
        if not token.is_word or token.word in _SEPARATORS:
            fragments.append([])
        elif token.word not in _EMPTY:
            fragments[-1].append(token.stem)
    filled = [fragment for fragment in fragments if fragment]
    short = [fragment for fragment in filled if len(fragment) <= 2]
    return len(filled) >= 4 and len(short) >= 0.75 * len(filled)


_SEPARATORS = frozenset("and so because therefore thus hence means or then also plus".split())
_EMPTY = frozenset("it is the a an this that more are".split())


def without_talk(tokens: tuple[Token, ...], talk: tuple[Match, ...]) -> tuple[Token, ...]:
    """An answer without the sentences that speak to the grader."""
    sentence, number = [], 0
    for token in tokens:
        sentence.append(number)
        number += token.word in (".", "!", "?")
    spoken = {sentence[place] for match in talk for place in range(match.start, match.end)}
    return tuple(token for place, token in enumerate(tokens) if sentence[place] not in spoken)


__all__ = ["LONGEST", "Reader", "is_copied", "is_foreign", "is_gibberish", "is_word_list", "stem", "without_talk"]
