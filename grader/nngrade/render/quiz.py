"""A quiz as lines of text for a terminal; words carry everything that colours say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from nngrade.quiz.grading import Grade
from nngrade.quiz.posed import Posed
from nngrade.render.line import Line, line

WIDEST = 88
NARROWEST = 24


def usable(columns: int) -> int:
    """How wide text is set on a terminal of so many columns."""
    return max(NARROWEST, min(columns - 1, WIDEST))


def render_question(posed: Posed, number: int, count: int, width: int, *, choices: bool = True) -> Iterator[Line]:
    """A question with its code, its items and its choices.

    Args:
        posed: what is asked.
        number: its place in the quiz, from 1.
        count: how many questions there are.
        width: columns to use.
        choices: whether the choices are shown too.
    """
    yield line()
    yield line((f"question {number} of {count}", "bold"))
    yield from paragraph(posed.text, width)
    if posed.code:
        yield line()
        yield from (line(f"    {text}") for text in posed.code.splitlines())
    if posed.items or (choices and posed.choices):
        yield line()
    for place, text in enumerate(posed.items, start=1):
        yield from paragraph(text, width, f"  {place}  ")
    if posed.items:
        yield line()
    if choices:
        yield from render_choices(posed, width)


def render_choices(posed: Posed, width: int) -> Iterator[Line]:
    """A lettered line for each choice."""
    for letter, choice in zip(ascii_lowercase, posed.choices, strict=False):
        yield from paragraph(choice.text, width, f"  {letter}  ")


def render_grade(grade: Grade, why: str, width: int) -> Iterator[Line]:
    """What an answer was worth, what went wrong, and the idea behind the question."""
    word, style = ("Right.", "green") if grade.score >= 1 else ("Not right.", "red")
    if 0 < grade.score < 1:
        word, style = f"Partly right, {grade.score:.0%}.", "yellow"
    yield line((word, style))
    for text in grade.feedback:
        yield from paragraph(text, width, "  ")
    if grade.solution:
        yield from paragraph(grade.solution, width, "  right answer: ")
    if why:
        yield from paragraph(why, width, "  ")


def render_result(
    chapter: str, earned: float, most: float, left: int, wrong: Sequence[str], width: int
) -> Iterator[Line]:
    """Where a quiz stands, and the next step."""
    yield line()
    yield line((f"quiz {chapter}", "bold"), f": {earned:.4g} of {most:.4g} points")
    if left:
        yield from paragraph(f"{left} questions are left: `nngrade quiz {chapter}` goes on where you are.", width)
        return
    if wrong:
        yield from paragraph(f"look at these again: {', '.join(wrong)}", width)
    yield from paragraph(f"`nngrade quiz {chapter} --again` asks everything anew, with other numbers.", width)


def paragraph(text: str, width: int, before: str = "") -> Iterator[Line]:
    """A text in lines of at most so many columns, the first with something before it, the others set in."""
    made = textwrap.wrap(
        " ".join(text.split()), width, initial_indent=before, subsequent_indent=" " * min(len(before), 5)
    )
    yield from (line(one) for one in made)
