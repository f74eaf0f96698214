"""The examples of a lesson as checks: all that can be checked where no hidden suite is installed."""

from __future__ import annotations

import ast
import re
from typing import Any

import msgspec
import numpy as np

from nngrade.course import Course
from nngrade.nbgrader.pieces import cut, docstring_of
from nngrade.report import ChapterReport, CheckReport, chapter_report
from nngrade.sandbox.errors import LearnerError, WorkerDied
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker
from nngrade.submission import Submission

ROUNDED = 2e-3
"""How far an example that says `about` may be off; they are written with two or three decimals."""


class Example(msgspec.Struct, frozen=True):
    """A call and what the lesson says comes of it.

    Attributes:
        text: the call as it is written.
        arguments: of the call.
        result: what the lesson says.
        rounded: whether it says `about`.
    """

    text: str
    arguments: tuple[Any, ...]
    result: Any
    rounded: bool


def examples_of(docstring: str, function: str) -> list[Example]:
    """The examples in a docstring that can be run: calls with plain values and plain results."""
    text = " ".join(docstring.split())
    starts = [found.start() for found in re.finditer(rf"\b{function}\(", text)]
    return [example for start in starts if (example := _example(text[start:])) is not None]


def _example(text: str) -> Example | None:
    """The example that a text begins with: `relu([-2.0, 3.0]) is [0.0, 3.0]`, `sigmoid(4.0) is about 0.982`."""
    for closing in re.finditer(r"\) is (about )?", text):
        call, rest = text[: closing.start() + 1], text[closing.end() :]
        try:
            tree = ast.parse(call, mode="eval").body
            if not isinstance(tree, ast.Call) or tree.keywords:
                return None
            arguments = tuple(ast.literal_eval(argument) for argument in tree.args)
            return Example(call, arguments, _value(rest), closing[1] is not None)
        except (SyntaxError, ValueError):
            return None
    return None


def _value(text: str) -> Any:
    """The longest plain value that a text begins with; raises ValueError where it begins with none."""
    for end in sorted((found.start() for found in re.finditer(r"[;:, .]|$", text)), reverse=True):
        try:
            return ast.literal_eval(text[:end].rstrip(",;:. "))
        except (SyntaxError, ValueError):
            continue
    raise ValueError(text)


def check_examples(course: Course, submission: Submission, function: str) -> ChapterReport:
    """Run the examples of one function in the sandbox; each is worth a point.

    Args:
        course: whose lessons.
        submission: the learner's modules.
        function: the function.
    """
    from nngrade.checking import warm_house

    name = submission.chosen[0]
    chapter = course.chapters[name]
    stub = cut(chapter.stub_text, [function]).functions[function]
    found = examples_of(docstring_of(stub), function)
    if not found:
        message = f"The lesson has no example of {function} that could be run: nothing was checked."
        return ChapterReport(name, "error", 0.0, 0.0, message=message)
    transport = warm_house().spawn(Limits(cpu_seconds=chapter.facts.cpu_seconds), chapter.facts.allows)
    try:
        learner = Worker(transport).load(name, submission.modules, **course.imports(name))
        reports = [_report(learner, function, example, number) for number, example in enumerate(found, start=1)]
        return chapter_report(name, reports, upstream={}, todo=False)
    except (LearnerError, WorkerDied) as error:
        reports = [
            CheckReport(each.text, function, f"{each.text} works", "failed", 0.0, 1.0, str(error)) for each in found
        ]
        return chapter_report(name, reports, upstream={}, todo=False, message=f"Nothing could be checked: {error}")
    finally:
        transport.end()


def _report(learner: Any, function: str, example: Example, number: int) -> CheckReport:
    title = f"{example.text} is {'about ' if example.rounded else ''}{example.result}."
    detail: dict[str, Any] = {"call": example.text, "expected": repr(example.result)}
    try:
        got = getattr(learner, function)(*example.arguments)
        detail["got"] = str(got)
        right, message = _equal(got, example), "This is not what the lesson's example says."
    except (LearnerError, WorkerDied, NotImplementedError) as error:
        right, message = False, str(error) or type(error).__name__
    verdict: Any = "passed" if right else "failed"
    return CheckReport(
        f"example_{number}",
        function,
        title,
        verdict,
        float(right),
        1.0,
        "" if right else message,
        None,
        {} if right else detail,
    )


def _equal(got: Any, example: Example) -> bool:
    tolerance = ROUNDED if example.rounded else 1e-9
    try:
        one, other = np.asarray(got, dtype=float), np.asarray(example.result, dtype=float)
        return one.shape == other.shape and bool(np.allclose(one, other, rtol=tolerance, atol=tolerance))
    except (TypeError, ValueError):
        return bool(got == example.result)
