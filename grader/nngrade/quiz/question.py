"""The kinds of question, as an author writes them in `quiz.toml`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to choose.

    Attributes:
        text: what it says.
        right: whether it is right to choose it.
        feedback: what to tell somebody who misjudges it.
    """

    text: str
    right: bool = False
    feedback: str = ""


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two things that belong together.

    Attributes:
        left: the thing that is asked about.
        right: what belongs to it.
        feedback: what to tell somebody who puts another thing to it.
    """

    left: str
    right: str
    feedback: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of an order.

    Attributes:
        text: what it says.
        feedback: why it stands where it stands, told where it is the first that is out of place.
    """

    text: str
    feedback: str


class Trap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer that gives its reason away.

    Attributes:
        value: an expression that computes it; of an output, the text itself.
        feedback: what to tell somebody who gives it.
    """

    value: str
    feedback: str


class OtherMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A known mistake of the chapter that a piece of code does *not* show.

    Attributes:
        id: the mistake's id.
        feedback: what to tell somebody who names it.
    """

    id: str
    feedback: str


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all kinds share.

    Attributes:
        id: a name, used once in the whole course.
        text: the question; `$name` stands for a variable's value.
        points: what a right answer earns.
        why: the idea behind the answer, told after it.
    """

    id: str
    text: str = ""
    points: float = 1.0
    why: str = ""


class Single(Question, frozen=True, kw_only=True, tag="single"):
    """Exactly one choice is right."""

    choices: tuple[Choice, ...]


class Multiple(Question, frozen=True, kw_only=True, tag="multiple"):
    """Any number of choices is right."""

    choices: tuple[Choice, ...]


class TrueFalse(Question, frozen=True, kw_only=True, tag="truefalse"):
    """True or false, and why.

    Attributes:
        truth: whether the statement holds.
        feedback: what to tell somebody who says the opposite.
        reasons: exactly one of them is right.
    """

    truth: bool
    feedback: str
    reasons: tuple[Choice, ...]


class Numeric(Question, frozen=True, kw_only=True, tag="numeric"):
    """A number, with variants.

    Attributes:
        answer: an expression over the variables and the reference functions of the chapter.
        variables: values to draw from, by name.
        derived: expressions over the variables, by name, for use in the text.
        tolerance: how far from the answer still counts as right.
        unit: what the number counts; empty for a bare number.
        units: other units that are understood, each with the factor that turns it into `unit`.
        traps: wrong numbers that give their reason away.
        feedback: what to tell somebody who gives any other number.
    """

    answer: str
    feedback: str
    variables: dict[str, list[Any]] = {}
    derived: dict[str, str] = {}
    tolerance: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    unit: str = ""
    units: dict[str, float] = {}
    traps: tuple[Trap, ...] = ()


class Matching(Question, frozen=True, kw_only=True, tag="matching"):
    """Things that belong together.

    Attributes:
        pairs: what belongs together.
        extra: more things to choose from, which belong to nothing.
    """

    pairs: tuple[Pair, ...]
    extra: tuple[str, ...] = ()


class Ordering(Question, frozen=True, kw_only=True, tag="ordering"):
    """Steps to put in order; the author writes them in the right one."""

    items: tuple[Item, ...]


class Output(Question, frozen=True, kw_only=True, tag="output"):
    """What does this code print?

    Attributes:
        code: it runs with the reference functions of the chapter; `$name` stands for a variable's value.
        variables: values to draw from, by name.
        traps: wrong outputs that give their reason away.
        feedback: what to tell somebody who expects anything else.
    """

    code: str
    feedback: str
    variables: dict[str, list[Any]] = {}
    traps: tuple[Trap, ...] = ()


class Bug(Question, frozen=True, kw_only=True, tag="bug"):
    """What is wrong with this code? Code and answers come from the chapter's `mistakes.py`.

    Attributes:
        mistake: id of the mistake that is shown.
        others: mistakes that it might be taken for.
    """

    mistake: str
    others: tuple[OtherMistake, ...]


class ShortText(Question, frozen=True, kw_only=True, tag="text"):
    """A sentence in the learner's own words; all else stands in `answers/<id>.toml`."""


AnyQuestion = Single | Multiple | TrueFalse | Numeric | Matching | Ordering | Output | Bug | ShortText
