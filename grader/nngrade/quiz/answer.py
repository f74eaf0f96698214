"""Understanding an answer: what somebody typed, or what stands in a JSON file, as plain data."""

from __future__ import annotations

import math
import re
from string import ascii_lowercase
from typing import Any

import msgspec

from nngrade.quiz.posed import Posed
from nngrade.quiz.question import Bug, Matching, Multiple, Numeric, Ordering, Output, ShortText, Single, TrueFalse

MAX_LENGTH = 4000
"""No answer needs more characters."""

_TRUTHS = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)(?:\s*/\s*(\d{1,9}))?\s*([^\d\s].*)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[,_' ]\d{3})+(?!\d)")


class UnreadableAnswer(Exception):
    """An answer cannot be understood; the message says how to write it."""


class Answer(msgspec.Struct, frozen=True):
    """An answer as plain data.

    Attributes:
        chosen: numbers of the choices, from 0.
        truth: true or false.
        number: a number, in the question's unit.
        text: words, or the output of code.
    """

    chosen: tuple[int, ...] = ()
    truth: bool | None = None
    number: float = 0.0
    text: str = ""


def read_answer(posed: Posed, raw: Any) -> Answer:
    """Understand an answer.

    Args:
        posed: the question as it was asked.
        raw: what was typed, or the JSON value that stands for it.

    Returns:
        The answer. Raises `UnreadableAnswer` where it cannot be one.
    """
    text = _plain(raw)
    match posed.question:
        case Single() | Bug():
            return Answer(chosen=_letters(posed, text, at_least=1, at_most=1))
        case Multiple():
            return Answer(chosen=tuple(sorted(set(_letters(posed, text, at_least=1)))))
        case TrueFalse():
            return _truth(posed, text)
        case Numeric() as question:
            return Answer(number=read_number(text, question))
        case Matching():
            count = len(posed.items)
            return Answer(chosen=_letters(posed, text, at_least=count, at_most=count))
        case Ordering():
            return _order(posed, text)
        case Output() | ShortText():
            return Answer(text=text)


def how_to(posed: Posed) -> str:
    """How to write an answer, in a few words."""
    last = ascii_lowercase[max(len(posed.choices) - 1, 0)]
    match posed.question:
        case Single() | Bug():
            return f"a letter, a to {last}"
        case Multiple():
            return "all letters that are right, such as: a c"
        case TrueFalse():
            return "true or false"
        case Numeric() as question:
            return f"a number, in {question.unit}" if question.unit else "a number"
        case Matching():
            return f"one letter for each of 1 to {len(posed.items)}, such as: {_example(len(posed.items), len(posed.choices))}"
        case Ordering():
            return f"all letters, first to last, such as: {_example(len(posed.choices), len(posed.choices))}"
        case Output():
            return "what is printed, on one line"
        case ShortText():
            return "one sentence"


def _example(count: int, letters: int) -> str:
    return " ".join(ascii_lowercase[(count - 1 - place) % letters] for place in range(count))


def _plain(raw: Any) -> str:
    """An answer as one text; lists and objects of JSON become what somebody would have typed."""
    values = _in_order(raw) if isinstance(raw, dict) else raw if isinstance(raw, list) else [raw]
    if not all(isinstance(value, (str, int, float)) for value in values):
        raise UnreadableAnswer("write the answer as text, a number, or a list or object of these")
    if any(isinstance(value, int) and value.bit_length() > MAX_LENGTH for value in values):
        raise UnreadableAnswer("the number is too large")
    text = " ".join(str(value) for value in values)
    if len(text) > MAX_LENGTH:
        raise UnreadableAnswer(f"the answer is too long: use at most {MAX_LENGTH} characters")
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _in_order(raw: dict[str, Any]) -> list[Any]:
    """The values of `{"truth": ..., "reason": ...}` or of `{"1": ..., "2": ...}`."""
    if set(raw) <= {"truth", "reason"}:
        return [raw.get("truth", ""), raw.get("reason", "")]
    return [value for _, value in sorted(raw.items(), key=lambda entry: _place(entry[0]))]


def _place(name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", name):
        raise UnreadableAnswer("name the things to match by their numbers: {'1': 'b', '2': 'a'}")
    return int(name)


def _letters(posed: Posed, text: str, *, at_least: int, at_most: int | None = None) -> tuple[int, ...]:
    exact = [number for number, choice in enumerate(posed.choices) if choice.text.strip().lower() == text.lower()]
    if exact and at_least == 1:
        return tuple(exact)
    letters = re.sub(r"[\s,;.)(]+", "", text.lower())
    known = ascii_lowercase[: len(posed.choices)]
    if at_least <= len(letters) <= (at_most or len(known)) and set(letters) <= set(known):
        return tuple(known.index(letter) for letter in letters)
    raise UnreadableAnswer(f"answer with {how_to(posed)}")


def _order(posed: Posed, text: str) -> Answer:
    count = len(posed.choices)
    chosen = _letters(posed, text, at_least=count, at_most=count)
    if len(set(chosen)) < count:
        raise UnreadableAnswer("use every letter once")
    return Answer(chosen=chosen)


def _truth(posed: Posed, text: str) -> Answer:
    word, _, reason = text.partition(" ")
    truth = _TRUTHS.get(word.lower().strip(",;."))
    if truth is None:
        raise UnreadableAnswer("answer with true or false")
    if not reason.strip():
        return Answer(truth=truth)
    return Answer(chosen=(one_letter(posed, reason),), truth=truth)


def one_letter(posed: Posed, raw: Any) -> int:
    """The one choice that was made, whatever the kind of question. Raises `UnreadableAnswer`."""
    try:
        return _letters(posed, _plain(raw), at_least=1, at_most=1)[0]
    except UnreadableAnswer:
        raise UnreadableAnswer(f"answer with a letter, a to {ascii_lowercase[len(posed.choices) - 1]}") from None


def read_number(text: str, question: Numeric) -> float:
    """A number in the question's unit, from what people write: `2,305`, `0,8`, `1/3`, `1e-3`, `80 %`.

    Args:
        text: what was written.
        question: which units are understood.

    Returns:
        The number. Raises `UnreadableAnswer` where there is none, or where its unit is not understood.
    """
    text = text.replace("−", "-").strip().lstrip("=").strip()
    text = _THOUSANDS.sub(lambda found: re.sub(r"[,_' ]", "", found.group()), text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    found = _NUMBER.fullmatch(text)
    if not found:
        raise UnreadableAnswer(f"answer with a number{f', in {question.unit}' if question.unit else ''}")
    over, unit = float(found[2] or 1), (found[3] or question.unit).strip().rstrip(".")
    factors = {name.lower(): factor for name, factor in {question.unit: 1.0, **question.units}.items()}
    if unit.lower() not in factors:
        named = f"in {question.unit}" if question.unit else "without a unit"
        raise UnreadableAnswer(f"the unit {unit[:20]!r} is not understood here: answer with a number {named}")
    number = float(found[1]) / over * factors[unit.lower()] if over else math.inf
    if not math.isfinite(number):
        raise UnreadableAnswer("answer with a number that is not infinite")
    return number
