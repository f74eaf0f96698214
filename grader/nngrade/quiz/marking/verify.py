"""A text question proves itself: its own answers must come out as its author says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nngrade.quiz.marking.marking import mark
from nngrade.quiz.marking.question import FreeText, QuestionError, load_question
from nngrade.quiz.marking.scoring import FULL

REQUIRED = ("correct", "partial", "wrong")
"""Verdicts of which a question's examples must hold one each."""


def text_problems(path: Path) -> list[str]:
    """Everything that is wrong with a text question.

    Args:
        path: its TOML file.

    Returns:
        Each says what is wrong and how to mend it; none is a proof.
    """
    try:
        question = load_question(path)
        return [f"{path.name}, {problem}" for problem in _problems(question)]
    except QuestionError as error:
        return [str(error)]


def _problems(question: FreeText) -> Iterator[str]:
    yield from _follow_up_problems(question)
    yield from _weight_problems(question)
    yield from _wording_problems(question)
    yield from _example_problems(question)


def _follow_up_problems(question: FreeText) -> Iterator[str]:
    for follow_up in question.follow_ups:
        if follow_up.confirms not in question.points:
            yield f"follow-up {follow_up.text!r}: there is no point {follow_up.confirms!r}; name one of {', '.join(question.points)}"
        if sum(choice.right for choice in follow_up.choices) != 1:
            yield f"follow-up {follow_up.text!r}: mark exactly one choice as right"
    if not question.follow_ups:
        yield "there is no [[follow_ups]]: add a closed question to ask where an answer is in doubt"


def _weight_problems(question: FreeText) -> Iterator[str]:
    if sum(point.weight for point in question.points.values() if not point.alone) < FULL:
        yield f"the points add up to less than {FULL}: no answer could be correct; raise their weights"


def _wording_problems(question: FreeText) -> Iterator[str]:
    """The model answer, exemplars and mistaken examples against their own patterns."""
    if mark(question, question.model).verdict != "correct":
        yield f"the model answer is marked {mark(question, question.model).verdict}; add patterns for it"
    if any(mark(question, question.text).points.values()):
        yield "the question's own text earns a point; make that pattern narrower"
    for name, point in question.points.items():
        for exemplar in point.exemplars:
            if not mark(question, exemplar).points[name]:
                yield f"point {name}: the exemplar {exemplar!r} does not earn it; add a pattern"
    for name, wrong in question.mistaken.items():
        for example in wrong.examples:
            if mark(question, example).verdict != "wrong":
                yield f"mistaken idea {name}: {example!r} is marked {mark(question, example).verdict}; add a pattern"


def _example_problems(question: FreeText) -> Iterator[str]:
    missing = set(REQUIRED) - {example.verdict for example in question.examples}
    if missing:
        yield f"there is no [[examples]] with the verdict {sorted(missing)[0]}; add one"
    for example in question.examples:
        got = mark(question, example.answer)
        if got.verdict != example.verdict:
            yield (
                f"the example {example.answer!r} is marked {got.verdict} instead of {example.verdict} "
                f"(points found: {', '.join(got.evidence) or 'none'}); add patterns, or mend its verdict"
            )
