"""A chapter as a notebook: the instructor's version, from which `nbgrader generate_assignment` makes the students'."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from nngrade.course import Chapter
from nngrade.nbgrader.lesson import chapter_lesson, function_lesson
from nngrade.nbgrader.pieces import Pieces, cut
from nngrade.quiz.bank import load_quiz, text_file
from nngrade.quiz.marking import FreeText, load_question
from nngrade.quiz.question import ShortText

Kind = Literal["lesson", "setup", "start", "solution", "check", "question", "answer"]
MARK = "nngrade"
"""The key of our own metadata; it never reaches a student."""

_ROLES: dict[Kind, dict[str, bool]] = {
    "lesson": {"grade": False, "solution": False, "locked": True},
    "setup": {"grade": False, "solution": False, "locked": True},
    "start": {"grade": False, "solution": True, "locked": False},
    "solution": {"grade": False, "solution": True, "locked": False},
    "check": {"grade": True, "solution": False, "locked": True},
    "question": {"grade": False, "solution": False, "locked": True},
    "answer": {"grade": True, "solution": True, "locked": False},
}
_MARKDOWN = ("lesson", "question", "answer")


class Cell(msgspec.Struct, frozen=True):
    """One cell of an assignment.

    Attributes:
        id: its grade id; it is made of names alone, so it stays the same when the course changes.
        kind: what it is for.
        source: what the instructor sees.
        stub: what the student gets in its place; None where that is the same.
        points: what it earns.
        function: what it is about.
    """

    id: str
    kind: Kind
    source: str
    stub: str | None = None
    points: float = 0.0
    function: str = ""


def assignment_cells(chapter: Chapter, points: Mapping[str, float]) -> list[Cell]:
    """The cells of a chapter's notebook.

    Args:
        chapter: what it teaches.
        points: what each function's checks earn together.
    """
    functions = chapter.facts.functions
    stub = cut(chapter.stub.read_text(encoding="utf-8"), functions)
    solution = cut(chapter.solution_text, functions)
    cells = [
        Cell("lesson", "lesson", chapter_lesson(stub.lesson)),
        Cell("setup", "setup", "%load_ext nngrade.notebook"),
        Cell("start", "start", solution.start, stub.start),
    ]
    for name in functions:
        cells += _function_cells(chapter, name, stub, solution, points.get(name, 0.0))
    for question, worth in text_questions(chapter):
        cells += _question_cells(question, worth)
    return cells


def text_questions(chapter: Chapter) -> Iterator[tuple[FreeText, float]]:
    """A chapter's questions in free text, with what an answer earns."""
    for asked in load_quiz(chapter).questions:
        if isinstance(asked, ShortText):
            yield load_question(text_file(chapter, asked.id)), asked.points


def _function_cells(chapter: Chapter, name: str, stub: Pieces, solution: Pieces, points: float) -> list[Cell]:
    hints = [hint for hint in chapter.facts.functions[name].hints if not gives_away(hint, solution.functions[name])]
    call = f'from nngrade.notebook import check\n\ncheck("{chapter.name}", "{name}")'
    return [
        Cell(f"{name}-lesson", "lesson", function_lesson(stub.functions[name], hints), function=name),
        Cell(f"{name}-code", "solution", solution.functions[name], stub.functions[name], function=name),
        Cell(f"{name}-check", "check", call, points=points, function=name),
    ]


def gives_away(hint: str, solution: str) -> bool:
    """Whether a hint is the solution's last statement, or holds it: such a hint is for `nngrade hint`, asked for one by one."""
    returned = [node for node in ast.walk(ast.parse(solution)) if isinstance(node, ast.Return)]
    texts = [ast.get_source_segment(solution, node) or "return" for node in returned[-1:]]
    return any(" ".join(text.split()) in " ".join(hint.split()) for text in texts)


def _question_cells(question: FreeText, points: float) -> list[Cell]:
    return [
        Cell(f"quiz-{question.id}-question", "question", f"## Question\n\n{question.text}"),
        Cell(f"quiz-{question.id}", "answer", question.model, "YOUR ANSWER HERE", points, question.id),
    ]


def to_notebook(cells: list[Cell], course: str) -> dict[str, Any]:
    """The cells as a notebook in Jupyter's format 4.5."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, MARK: {"course": course}},
        "cells": [to_cell(cell) for cell in cells],
    }


def to_cell(cell: Cell) -> dict[str, Any]:
    """A cell as Jupyter and nbgrader want it."""
    facts: dict[str, Any] = {"schema_version": 3, "grade_id": cell.id, "task": False, **_ROLES[cell.kind]}
    if facts["grade"]:
        facts["points"] = cell.points
    own = {"kind": cell.kind} | ({} if cell.stub is None else {"stub": cell.stub})
    made: dict[str, Any] = {
        "id": cell.id,
        "cell_type": "markdown" if cell.kind in _MARKDOWN else "code",
        "metadata": {"nbgrader": facts, MARK: own},
        "source": cell.source,
    }
    if made["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": []}
    return made
