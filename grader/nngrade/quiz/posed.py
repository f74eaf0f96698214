"""A question as one learner meets it: variant drawn, choices in an order of their own."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any, TypeVar

import msgspec

from nngrade.course import Course, CourseError
from nngrade.quiz.bank import text_file
from nngrade.quiz.question import (
    AnyQuestion,
    Bug,
    Choice,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Output,
    ShortText,
    Single,
    TrueFalse,
)
from nngrade.quiz.reckoning import compute, draw, drawing, fill, names_of, printed
from nngrade.variant import Variant, mistakes

Thing = TypeVar("Thing")


class Posed(msgspec.Struct, frozen=True):
    """A question, ready to be asked. It holds the answers too: only `sheet` is for learners.

    Attributes:
        question: what the author wrote.
        text: what is asked.
        code: code to look at.
        choices: what can be chosen, in the order of the letters.
        items: numbered things to which a choice belongs.
        key: of a matching, the right choice for each item; of an ordering, the choices in the right order.
        expected: the right number or output.
        traps: wrong numbers or outputs, each with its feedback.
    """

    question: AnyQuestion
    text: str
    code: str = ""
    choices: tuple[Choice, ...] = ()
    items: tuple[str, ...] = ()
    key: tuple[int, ...] = ()
    expected: Any = None
    traps: tuple[tuple[Any, str], ...] = ()


def pose(course: Course, chapter: str, question: AnyQuestion, seed: int) -> Posed:
    """Ask a question.

    Args:
        course: where mistakes and references come from.
        chapter: whose question it is.
        question: what to ask.
        seed: of this learner; the same seed gives the same variant and the same order.

    Returns:
        The question as it is asked. Raises `CourseError` where an author's expression, code or id does not work.
    """
    chance = drawing(seed, question.id)
    try:
        return _posed(course, chapter, question, chance)
    except CourseError as error:
        raise CourseError(f"{chapter}/quiz.toml, question {question.id}: {error}") from None


def sheet(posed: Posed) -> dict[str, Any]:
    """What may leave the grader: the question without its answers."""
    question = posed.question
    made: dict[str, Any] = {"id": question.id, "kind": question.__struct_config__.tag, "text": posed.text}
    if posed.code:
        made["code"] = posed.code
    if posed.items:
        made["items"] = {str(number): text for number, text in enumerate(posed.items, start=1)}
    if posed.choices:
        made["choices"] = dict(zip(ascii_lowercase, (choice.text for choice in posed.choices), strict=False))
    if isinstance(question, Numeric) and question.unit:
        made["unit"] = question.unit
    return {**made, "points": question.points}


def _posed(course: Course, chapter: str, question: AnyQuestion, chance: random.Random) -> Posed:
    match question:
        case Single() | Multiple():
            return Posed(question, question.text, choices=_mixed(question.choices, chance))
        case TrueFalse():
            return Posed(question, question.text, choices=_mixed(question.reasons, chance))
        case Numeric():
            return _numeric(question, chance, names_of(course, chapter))
        case Output():
            return _output(question, chance, names_of(course, chapter))
        case Matching():
            return _matching(question, chance)
        case Ordering():
            return _ordering(question, chance)
        case Bug():
            return _bug(question, chance, mistakes(course.chapters[chapter]))
        case ShortText():
            return _text(course, chapter, question)


def _mixed(things: Sequence[Thing], chance: random.Random) -> tuple[Thing, ...]:
    return tuple(chance.sample(things, len(things)))


def _numeric(question: Numeric, chance: random.Random, names: dict[str, Any]) -> Posed:
    values = draw(question.variables, chance)
    for name, expression in question.derived.items():
        values[name] = compute(expression, {**names, **values})
    known = {**names, **values}
    return Posed(
        question,
        fill(question.text, values),
        expected=_number(question.answer, known),
        traps=tuple((_number(trap.value, known), fill(trap.feedback, values)) for trap in question.traps),
    )


def _number(expression: str, names: dict[str, Any]) -> float:
    value = compute(expression, names)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise CourseError(f"the expression {expression!r} gives {value!r}, not one number") from None


def _output(question: Output, chance: random.Random, names: dict[str, Any]) -> Posed:
    values = draw(question.variables, chance)
    code = fill(question.code, values).strip("\n")
    traps = tuple((fill(trap.value, values), trap.feedback) for trap in question.traps)
    return Posed(question, question.text, code=code, expected=printed(code, names), traps=traps)


def _matching(question: Matching, chance: random.Random) -> Posed:
    pairs = _mixed(question.pairs, chance)
    rights = _mixed([*dict.fromkeys([*(pair.right for pair in pairs), *question.extra])], chance)
    return Posed(
        question,
        question.text,
        choices=tuple(Choice(right) for right in rights),
        items=tuple(pair.left for pair in pairs),
        key=tuple(rights.index(pair.right) for pair in pairs),
    )


def _ordering(question: Ordering, chance: random.Random) -> Posed:
    count = len(question.items)
    places = _mixed(range(count), chance)
    if places == tuple(range(count)):
        places = places[::-1]  # the right order must not be given away
    choices = tuple(Choice(question.items[place].text) for place in places)
    return Posed(question, question.text, choices=choices, key=tuple(places.index(place) for place in range(count)))


def _bug(question: Bug, chance: random.Random, known: tuple[Variant, ...]) -> Posed:
    by_id = {variant.id: variant for variant in known}
    for wanted in (question.mistake, *(other.id for other in question.others)):
        if wanted not in by_id:
            raise CourseError(f"mistakes.py has no mistake {wanted}; use the id of one that is there")
    shown = by_id[question.mistake]
    choices = [Choice(shown.explanation, right=True)]
    choices += [Choice(by_id[other.id].explanation, feedback=other.feedback) for other in question.others]
    text = question.text or f"This {shown.of} does not do what it should. What is wrong?"
    return Posed(question, text, code=code_of(shown), choices=_mixed(choices, chance))


def code_of(variant: Variant) -> str:
    """The wrong function under the name that a learner gives it, after the helpers that it calls."""
    own = variant.source[len(variant.base) :]
    *before, node, renaming = ast.parse(own).body
    assert isinstance(node, (ast.FunctionDef, ast.ClassDef)), renaming
    shown: list[ast.stmt] = [node]
    for helper in reversed([part for part in before if isinstance(part, ast.FunctionDef)]):
        if helper.name in {name for part in shown for name in _names(part)}:
            shown.insert(0, helper)
    lines = own.splitlines()
    text = "\n\n".join("\n".join(lines[part.lineno - 1 : part.end_lineno]) for part in shown)
    return re.sub(rf"\b{re.escape(node.name)}\b", variant.of, text)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _text(course: Course, chapter: str, question: ShortText) -> Posed:
    from nngrade.quiz.marking import QuestionError, load_question

    try:
        asked = load_question(text_file(course.chapters[chapter], question.id))
    except QuestionError as error:
        raise CourseError(str(error)) from None
    return Posed(question, question.text or asked.text, expected=asked)
