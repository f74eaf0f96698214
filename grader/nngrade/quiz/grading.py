"""Grading: pure functions from a question and an answer to a score and what to say about it."""

from __future__ import annotations

import math
import re
from string import ascii_lowercase

import msgspec

from nngrade.quiz.answer import Answer
from nngrade.quiz.posed import Posed
from nngrade.quiz.question import Bug, Matching, Multiple, Numeric, Ordering, Output, ShortText, Single, TrueFalse

ROUNDING = 1e-9
"""Relative; what floats lose on their way is no mistake of the learner's."""


class Grade(msgspec.Struct, frozen=True):
    """What an answer is worth.

    Attributes:
        score: from 0 to 1.
        feedback: what went wrong and why, a sentence or two each.
        solution: the right answer, where the answer was not fully right.
    """

    score: float
    feedback: tuple[str, ...] = ()
    solution: str = ""


def grade(posed: Posed, answer: Answer) -> Grade:
    """Grade an answer to any question that needs no words.

    Args:
        posed: the question as it was asked.
        answer: the answer, as `read_answer` gives it.
    """
    match posed.question:
        case Single() | Bug():
            return _single(posed, answer.chosen[0])
        case Multiple():
            return _multiple(posed, set(answer.chosen))
        case TrueFalse() as question:
            return _true_false(posed, question, answer)
        case Numeric() as question:
            return _numeric(posed, question, answer.number)
        case Matching() as question:
            return _matching(posed, question, answer.chosen)
        case Ordering() as question:
            return _ordering(posed, question, answer.chosen)
        case Output() as question:
            return _output(posed, question, answer.text)
        case ShortText():
            raise TypeError("words are marked by nngrade.quiz.wording")


def _named(posed: Posed, number: int) -> str:
    return f"{ascii_lowercase[number]}, {posed.choices[number].text}"


def _right_choice(posed: Posed) -> str:
    return next(_named(posed, number) for number, choice in enumerate(posed.choices) if choice.right)


def _single(posed: Posed, chosen: int) -> Grade:
    choice = posed.choices[chosen]
    return Grade(1.0) if choice.right else Grade(0.0, (choice.feedback,), _right_choice(posed))


def _multiple(posed: Posed, chosen: set[int]) -> Grade:
    """Each right choice earns its share, each wrong one takes a share away: to tick everything earns little."""
    rights = {number for number, choice in enumerate(posed.choices) if choice.right}
    misjudged = sorted(chosen ^ rights)
    if not misjudged:
        return Grade(1.0)
    score = max(0.0, (len(chosen & rights) - len(chosen - rights)) / len(rights))
    feedback = tuple(f"{ascii_lowercase[number]}: {posed.choices[number].feedback}" for number in misjudged)
    return Grade(score, feedback, " ".join(ascii_lowercase[number] for number in sorted(rights)))


def _true_false(posed: Posed, question: TrueFalse, answer: Answer) -> Grade:
    """Half for the verdict, half for its reason."""
    solution = f"{'true' if question.truth else 'false'}: {next(r.text for r in question.reasons if r.right)}"
    if answer.truth is not question.truth:
        return Grade(0.0, (question.feedback,), solution)
    if not answer.chosen:
        return Grade(0.5, ("Right, but a reason is missing.",), solution)
    reason = posed.choices[answer.chosen[0]]
    return Grade(1.0) if reason.right else Grade(0.5, (reason.feedback,), solution)


def _numeric(posed: Posed, question: Numeric, number: float) -> Grade:
    if near(number, posed.expected, question.tolerance):
        return Grade(1.0)
    trap = next((words for value, words in posed.traps if near(number, value, question.tolerance)), None)
    solution = f"{posed.expected:.10g}{f' {question.unit}' if question.unit else ''}"
    return Grade(0.0, (trap or question.feedback,), solution)


def near(number: float, expected: float, tolerance: float) -> bool:
    """Whether a number counts as another."""
    return math.isclose(number, expected, rel_tol=ROUNDING, abs_tol=tolerance + 1e-12)


def _matching(posed: Posed, question: Matching, chosen: tuple[int, ...]) -> Grade:
    feedback = {pair.left: pair.feedback for pair in question.pairs}
    wrong = [place for place, number in enumerate(chosen) if number != posed.key[place]]
    if not wrong:
        return Grade(1.0)
    return Grade(
        1 - len(wrong) / len(chosen),
        tuple(f"{place + 1}: {feedback[posed.items[place]]}" for place in wrong),
        " ".join(ascii_lowercase[number] for number in posed.key),
    )


def _ordering(posed: Posed, question: Ordering, chosen: tuple[int, ...]) -> Grade:
    """The share of steps that stand in their place; the first that does not is explained."""
    wrong = [place for place, number in enumerate(chosen) if number != posed.key[place]]
    if not wrong:
        return Grade(1.0)
    first = question.items[wrong[0]]
    feedback = f"Step {wrong[0] + 1} is: {first.text}. {first.feedback}"
    return Grade(1 - len(wrong) / len(chosen), (feedback,), " ".join(ascii_lowercase[n] for n in posed.key))


def _output(posed: Posed, question: Output, text: str) -> Grade:
    if same_output(text, posed.expected):
        return Grade(1.0)
    trap = next((words for value, words in posed.traps if same_output(text, value)), None)
    return Grade(0.0, (trap or question.feedback,), " ".join(posed.expected.split()))


def same_output(text: str, expected: str) -> bool:
    """Whether two outputs say the same: numbers as numbers, spaces and commas as NumPy or a list would set them."""
    wanted, given = _tokens(expected), _tokens(text)
    if not set("[](){}") & set(text):  # brackets that were left out are forgiven, brackets that differ are not
        wanted = [token for token in wanted if token not in "[](){}"]
    return len(wanted) == len(given) and all(map(_same_token, given, wanted))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[a-z_]\w*|[^\s,\w]", text.lower())


def _same_token(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=ROUNDING, abs_tol=1e-12)
    except ValueError:
        return False
