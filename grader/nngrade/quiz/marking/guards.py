"""What is no answer: nothing, noise, the question again, a list of words, another language, words to the grader."""

from __future__ import annotations

import re
import unicodedata

from nngrade.quiz.marking.compiled import Compiled
from nngrade.quiz.marking.reader import Match
from nngrade.quiz.marking.text import Token
from nngrade.quiz.marking.words import stems, words

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


def listing(tokens: tuple[Token, ...], jargon: frozenset[int]) -> int:
    """How much an answer is a mere list of terms: 2 surely, 1 maybe, 0 not.

    Args:
        tokens: the answer.
        jargon: the places of words that patterns know.
    """
    run, fragments, chain = _longest_run(tokens, jargon), _short_fragments(tokens), _longest_chain(tokens, jargon)
    if run >= 7 or fragments >= 5 or chain >= 4 or _repeats(tokens):
        return 2
    return int(run >= 5 or fragments >= 4 or chain >= 3)


def _longest_run(tokens: tuple[Token, ...], jargon: frozenset[int]) -> int:
    """How many terms, three of them different, stand in a row with nothing that joins them."""
    longest, run = 0, list[str]()
    for place, token in enumerate(tokens):
        if place in jargon and token.stem not in stems("stop"):
            run.append(token.stem)
        elif token.word not in _AMOUNTS:
            run = []
        longest = max(longest, len(run) if len(set(run)) >= 3 else 0)
    return longest


def _short_fragments(tokens: tuple[Token, ...]) -> int:
    """How many fragments an answer consists of, 0 if more than a quarter of them have a body."""
    fragments: list[list[str]] = [[]]
    for token in tokens:
        if not token.is_word or token.word in _SEPARATORS:
            fragments.append([])
        elif token.word not in _AMOUNTS and token.word not in _EMPTY:
            fragments[-1].append(token.stem)
    filled = [fragment for fragment in fragments if fragment]
    short = [fragment for fragment in filled if len(fragment) <= 2]
    return len(filled) if len(short) >= 0.75 * len(filled) else 0


def _longest_chain(tokens: tuple[Token, ...], jargon: frozenset[int]) -> int:
    """How often the same small word joins one term to the next: X of Y of Z."""
    joints: dict[str, int] = {}
    places = [place for place, token in enumerate(tokens) if token.is_word and token.word not in _AMOUNTS]
    for before, place, after in zip(places, places[1:], places[2:], strict=False):
        if {before, after} <= jargon and tokens[place].stem in stems("stop"):
            joints[tokens[place].stem] = joints.get(tokens[place].stem, 0) + 1
    return max(joints.values(), default=0)


def _repeats(tokens: tuple[Token, ...]) -> bool:
    """Whether a word stands three times in a row."""
    return any(a.stem == b.stem == c.stem for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False))


_SEPARATORS = frozenset("and so because therefore thus hence means or then also plus".split())
_AMOUNTS = frozenset("more many much less few high higher low large big good bad new same".split())
_EMPTY = frozenset("it is the a an this that are".split())


def without_talk(tokens: tuple[Token, ...], talk: tuple[Match, ...]) -> tuple[Token, ...]:
    """An answer without the sentences that speak to the grader."""
    sentence, number = [], 0
    for token in tokens:
        sentence.append(number)
        number += token.word in (".", "!", "?")
    spoken = {sentence[place] for match in talk for place in range(match.start, match.end)}
    return tuple(token for place, token in enumerate(tokens) if sentence[place] not in spoken)
