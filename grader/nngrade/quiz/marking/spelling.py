"""Mending the spelling of words from the vocabulary of a question."""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nngrade.quiz.marking.words import stem

SHORTEST = 4
"""Letters; shorter words have too many neighbours to be mended."""
ALIKE = 0.72
"""How much of a word must be right: two slips in eight letters, one in four."""


class Speller:
    """Knows the words of one question, and the closest of them to a misspelt one."""

    def __init__(self, vocabulary: Collection[str], ordinary: Collection[str]) -> None:
        """Learn the words.

        Args:
            vocabulary: words that misspelt ones are mended to.
            ordinary: other words that are right as they are.
        """
        self.vocabulary = sorted(word for word in set(vocabulary) if len(word) >= SHORTEST)
        self.known = frozenset(stem(word) for word in (*vocabulary, *ordinary))
        self._mended: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        """Whether a word, or the word it is a form of, is known."""
        return stem(word) in self.known

    def mend(self, word: str) -> str:
        """The word itself if it is known or resembles none, else the closest known one.

        Args:
            word: in small letters.
        """
        if len(word) < SHORTEST or not word.isalpha() or self.knows(word):
            return word
        if word not in self._mended:
            if len(self._mended) > _REMEMBERED:
                self._mended.clear()
            self._mended[word] = self._closest(word)
        return self._mended[word]

    def _closest(self, word: str) -> str:
        found = process.extract(word, self.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=5)
        if not found:
            return word
        best = max(found, key=lambda one: (one[1] + (0.08 if one[0][0] == word[0] else 0), one[0]))
        return best[0] if best[0][0] == word[0] or best[1] >= _ALIKE_WITHOUT_FIRST else word


_REMEMBERED = 5000
_ALIKE_WITHOUT_FIRST = 0.8
