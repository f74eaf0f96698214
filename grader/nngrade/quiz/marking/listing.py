"""Telling a mere list of terms from an answer that says something with them."""

from __future__ import annotations

from nngrade.quiz.marking.text import Token
from nngrade.quiz.marking.words import stems


def listing(tokens: tuple[Token, ...], jargon: frozenset[int]) -> int:
    """How much an answer is a mere list of terms: 2 surely, 1 maybe, 0 not.

    Args:
        tokens: the answer.
        jargon: the places of words that patterns know.
    """
    run, fragments, chain = _longest_run(tokens, jargon), _short_fragments(tokens), _longest_chain(tokens, jargon)
    bare = _length_if_bare(tokens)
    if run >= 7 or fragments >= 5 or chain >= 4 or bare >= 7 or _repeats(tokens):
        return 2
    single = [len(fragment) == 1 for fragment in _fragments(tokens, frozenset())]
    alone = (run >= 4 and len(tokens) <= run + 2) or (len(single) >= 3 and all(single)) or _says_nothing(tokens, jargon)
    return int(alone or run >= 5 or fragments >= 4 or chain >= 3 or bare >= 5)


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


def _length_if_bare(tokens: tuple[Token, ...]) -> int:
    """How many words an answer has, 0 if there is a sign or one of the small words that sentences have."""
    small = [token for token in tokens if token.stem in stems("stop") and token.word not in _BARE]
    return 0 if small or not all(token.is_word for token in tokens) else len(tokens)


def _says_nothing(tokens: tuple[Token, ...], jargon: frozenset[int]) -> bool:
    """Whether four terms or more stand there with nothing else than what joins them."""
    words = [place for place, token in enumerate(tokens) if token.is_word]
    terms = {place for place in jargon if tokens[place].stem not in stems("stop")}
    joined = any(tokens[place].word in _SEPARATORS for place in words) or len(words) < len(tokens)
    others = [place for place in words if place not in terms and tokens[place].word not in _AMOUNTS | _SEPARATORS]
    return not others and (len(terms) >= 4 or (len(words) >= 4 and not joined))


def _short_fragments(tokens: tuple[Token, ...]) -> int:
    """How many fragments an answer consists of, 0 if some of them have a body."""
    filled = _fragments(tokens, _AMOUNTS | _EMPTY)
    long = [len(fragment) for fragment in filled if len(fragment) > 2]
    return len(filled) if len(long) <= max(1, (len(filled) - 1) // 4) and max(long, default=0) <= _BODY else 0


def _fragments(tokens: tuple[Token, ...], passed: frozenset[str]) -> list[list[str]]:
    """What stands between signs and joining words, without the words to be passed over."""
    fragments: list[list[str]] = [[]]
    for token in tokens:
        if not token.is_word or token.word in _SEPARATORS:
            fragments.append([])
        elif token.word not in passed:
            fragments[-1].append(token.stem)
    return [fragment for fragment in fragments if fragment]


def _longest_chain(tokens: tuple[Token, ...], jargon: frozenset[int]) -> int:
    """How often the same small word joins one term to the next: X of Y of Z."""
    joints: dict[str, int] = {}
    places = [place for place, token in enumerate(tokens) if token.is_word and token.word not in _AMOUNTS]
    for before, place, after in zip(places, places[1:], places[2:], strict=False):
        if {before, after} <= jargon and tokens[place].word in _JOINTS:
            joints[tokens[place].stem] = joints.get(tokens[place].stem, 0) + 1
    return max(joints.values(), default=0)


def _repeats(tokens: tuple[Token, ...]) -> bool:
    """Whether a word stands three times in a row."""
    return any(a.stem == b.stem == c.stem for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False))


_SEPARATORS = frozenset("and so because therefore thus hence means or then also plus".split())
_BODY = 3
_JOINTS = frozenset("of is are so and or because with means by in to on".split())
_AMOUNTS = frozenset(
    "more many much less few high higher low large big good bad new same whole entire all single different other".split()
)
_BARE = _AMOUNTS | {"only", "just"}
_EMPTY = frozenset("it is the a an this that are".split())
