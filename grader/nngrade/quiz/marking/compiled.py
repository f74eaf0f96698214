"""A question made ready for marking: its patterns read, its vocabulary known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from nngrade.quiz.marking.pattern import Choice, Pattern, PatternError, joined, parse, parse_all
from nngrade.quiz.marking.question import FreeText, QuestionError
from nngrade.quiz.marking.spelling import Speller
from nngrade.quiz.marking.text import Token, tokens
from nngrade.quiz.marking.words import words


class Compiled:
    """What marking needs of a question.

    Attributes:
        concepts: patterns by the name of a concept, the question's own ones first.
        points: patterns by the name of a point.
        mistaken: patterns by the name of a mistaken idea.
        doubts: patterns beside which full credit is withheld.
        also: patterns of what is right and earns nothing.
        asked: the stems of the question's words that say something.
        own: the names of the question's own concepts.
    """

    def __init__(self, question: FreeText) -> None:
        try:
            own = {name: parse_all(source) for name, source in question.concepts.items()}
            self.own = tuple(own)
            self.concepts = {**common_concepts(), **own}
            self.points = {name: _parsed(point.patterns) for name, point in question.points.items()}
            self.mistaken = {name: _parsed(wrong.patterns) for name, wrong in question.mistaken.items()}
            self.doubts, self.also = _parsed(question.doubts), _parsed(question.also)
        except PatternError as error:
            raise QuestionError(f"question {question.id}: {error}") from None
        self._require_concepts(question)
        self.speller = Speller(_vocabulary(question), words().english.split())
        self.asked = frozenset(token.stem for token in self.tokens(question.text) if token.is_word)

    def tokens(self, answer: str) -> tuple[Token, ...]:
        """The words of an answer, in the spelling of this question."""
        return tokens(answer, self.speller.mend)

    def _require_concepts(self, question: FreeText) -> None:
        groups = (*self.concepts.values(), *self.points.values(), *self.mistaken.values(), self.doubts, self.also)
        missing = {name for group in groups for pattern in group for name in _named(pattern)} - set(self.concepts)
        if missing:
            raise QuestionError(
                f"question {question.id}: a pattern names @{min(missing)}, which is no concept; "
                "add it to the question's [concepts], or mend its name"
            )


@lru_cache(maxsize=256)
def compiled(question: FreeText) -> Compiled:
    """A question made ready, once.

    Args:
        question: as its author wrote it.

    Raises:
        QuestionError: a pattern cannot be read, or names a concept that is not there.
    """
    return Compiled(question)


@cache
def common_concepts() -> dict[str, tuple[Pattern, ...]]:
    """The concepts that all questions share."""
    return {name: parse_all(source) for name, source in _common_sources().items()}


@cache
def _common_sources() -> dict[str, str]:
    return msgspec.toml.decode((Path(__file__).parent / "concepts.toml").read_bytes(), type=dict[str, str])


def _parsed(sources: Iterable[str]) -> tuple[Pattern, ...]:
    return joined(pattern for source in sources for pattern in parse(source))


def _named(pattern: Pattern) -> Iterator[str]:
    """The names of all concepts in a pattern."""
    choices: list[Choice | None] = [pattern.not_after]
    for element in pattern.elements:
        choices += [element.choice, element.without]
    for choice in choices:
        if choice is not None:
            yield from choice.concepts


def _vocabulary(question: FreeText) -> set[str]:
    """Every word of a question's data, of the shared concepts, and of the subject."""
    texts = [question.text, question.model, *question.concepts.values(), *_common_sources().values()]
    texts += [text for point in question.points.values() for text in (point.says, *point.patterns, *point.exemplars)]
    texts += [*question.doubts, *question.also]
    texts += [text for wrong in question.mistaken.values() for text in (wrong.says, *wrong.patterns, *wrong.examples)]
    shared = (words().stop, words().neutral, words().aside, words().light, *words().written.values(), *words().base)
    found = " ".join((*texts, *shared)).casefold()
    return set(re.findall(r"(?<![@\w])[^\W\d_]+(?![\w*])", found))
