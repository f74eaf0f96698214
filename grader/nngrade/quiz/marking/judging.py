"""From what was found in an answer to a verdict, or to none."""

from __future__ import annotations

import msgspec

from nngrade.quiz.marking.finding import Found
from nngrade.quiz.marking.question import FreeText, Verdict
from nngrade.quiz.marking.scoring import FULL, SOME, earned, score, total

SHORT = 2
"""Content words of an answer that can hardly say two things at once."""
UNEXPLAINED_FULL, UNEXPLAINED_PART = 0.6, 0.25
"""Shares of content words without explanation up to which a verdict is given."""
WRONG_NOTHING, WRONG_SOMETHING, WRONG_FULL, WRONG_CORE = 0.65, 0.7, 0.9, 0.5
"""How likely an answer without a clear verdict must be wrong by its words: with no point, with some, with all that full credit takes, and
with a statement beside its points that contradicts the heart of the matter."""

FLAWED, FLAWED_BRIEF, BRIEF = 0.2, 0.4, 10
"""How likely an answer that names all points may be not right, and still get full credit; the same for answers of few words, which leave
little room for a contradiction; and how many words those have."""

DOUBTFUL_PART = 0.7
"""How likely an answer that names some points must be wrong, so that it gets no verdict."""


class Ruling(msgspec.Struct, frozen=True):
    """A verdict and the reason for it."""

    verdict: Verdict
    remark: str = ""


def judged(question: FreeText, found: Found) -> Ruling:
    """A verdict on an answer that was read.

    Args:
        question: what was asked.
        found: what the answer says.
    """
    core = _first(question, found, "core")
    if core is not None:
        return Ruling("unsure" if _speaks_for_itself(question, found, core) else "wrong", question.mistaken[core].says)
    if score(question, found) < SOME:
        return _nothing(question, found)
    if found.negations or found.denied or found.doubted or _first(question, found, "beside") is not None:
        return Ruling("unsure", UNCLEAR)
    if score(question, found) >= FULL:
        return Ruling("correct") if _holds(question, found) else Ruling("unsure", UNCLEAR)
    if _unexplained(found) > UNEXPLAINED_PART:
        return Ruling("unsure", UNCLEAR)
    minor = _first(question, found, "minor")
    return Ruling("partial", question.mistaken[minor].says if minor else "")


def read_again(question: FreeText, found: Found, wrongness: float) -> Ruling | None:
    """A verdict on an answer that got none, by how likely its words make it wrong; None if that is not likely enough.

    Args:
        question: what was asked.
        found: what the answer says.
        wrongness: from 0 to 1.
    """
    needed = _needed(total(question, found), _first(question, found, "core") is not None)
    return Ruling("wrong", "This does not give the reason that was asked for.") if wrongness >= needed else None


def _needed(worth: float, contradicted: bool) -> float:
    if contradicted:
        return WRONG_CORE
    return WRONG_NOTHING if worth < SOME else WRONG_SOMETHING if worth < FULL else WRONG_FULL


def is_doubtful(verdict: Verdict, flaw: float, wrongness: float, words: int) -> bool:
    """Whether the words of an answer speak against the credit that its points earn.

    Args:
        verdict: what the points earn.
        flaw: how likely an answer that names all points is not right, from 0 to 1.
        wrongness: how likely it is wrong.
        words: how many it has.
    """
    if verdict == "partial":
        return wrongness >= DOUBTFUL_PART
    return verdict == "correct" and flaw >= (FLAWED_BRIEF if words <= BRIEF else FLAWED)


def _nothing(question: FreeText, found: Found) -> Ruling:
    """A ruling where no point was made: wrong only for a known wrong reason."""
    beside = _first(question, found, "beside")
    if beside is not None and _unexplained(found) <= UNEXPLAINED_PART and not (found.negations or found.denied):
        return Ruling("wrong", question.mistaken[beside].says)
    return Ruling("unsure", "No point of the answer was found for sure.")


def _holds(question: FreeText, found: Found) -> bool:
    """Whether nothing beside the points of an answer speaks against full credit."""
    return not found.claimed and _unexplained(found) <= UNEXPLAINED_FULL and not _goes_on(question, found)


def _goes_on(question: FreeText, found: Found) -> bool:
    """Whether an answer concludes something further when it has said all that full credit takes."""
    return any(
        sum(question.points[name].weight for name in earned(question, found) if found.made_by[name] <= place) >= FULL
        for place in found.concluding
    )


def _unexplained(found: Found) -> float:
    return found.unexplained / max(found.content, 1)


def _first(question: FreeText, found: Found, kind: str) -> str | None:
    return next((name for name in found.mistaken if question.mistaken[name].kind == kind), None)


def _speaks_for_itself(question: FreeText, found: Found, mistaken: str) -> bool:
    """Whether an answer earns full credit with other words than those that show a mistaken idea."""
    wrong = found.mistaken[mistaken].used
    apart = [name for name in earned(question, found) if not found.points[name].used & wrong]
    overlap = sum(question.points[name].weight for name in apart) < FULL and found.content <= SHORT
    return total(question, found) >= FULL and not overlap


UNCLEAR = "Part of this could not be understood for sure."
