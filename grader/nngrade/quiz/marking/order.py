"""Words in an order that no sentence has: right words that were shuffled."""

from __future__ import annotations

from itertools import pairwise

from nngrade.quiz.marking.text import Token


def is_shuffled(tokens: tuple[Token, ...]) -> bool:
    """Whether two small words stand next to each other that cannot, or one stands last that cannot.

    Only pairs that neither haste nor another mother tongue brings about: "the of", "with is", a "the" at the end.

    Args:
        tokens: the answer.
    """
    words = [token.word if token.is_word else _SIGN for token in tokens]
    return any(_clash(first, second) for first, second in pairwise([*words, _SIGN]))


def _clash(first: str, second: str) -> bool:
    if first in _ARTICLES:
        return second in _SMALL or second == _SIGN
    if first in _PREPOSITIONS:
        return second in _VERBS
    return (first == second and first in _SMALL - _DOUBLED) or (first in _JOINING and second == _SIGN)


_SIGN = "."
_ARTICLES = frozenset({"a", "the"})
_PREPOSITIONS = frozenset("of with from into between".split())
_JOINING = frozenset({"and", "or", "because"})
_DOUBLED = frozenset({"it", "that", "had", "is", "so", "to"})
_VERBS = frozenset("is are was were be can could will would may might must should has have had do does did of".split())
_SMALL = frozenset(
    """a an the of in on at to for from with by and or but so because since if when is are was were be been has have had do does did can
    could will would may might must should that which who than then it they we you he she not as into""".split()
)
