"""Marking one answer: from the learner's words to a verdict with evidence."""

from __future__ import annotations

import msgspec

from nngrade.quiz.marking import guards
from nngrade.quiz.marking.compiled import Compiled, compiled
from nngrade.quiz.marking.finding import NOTHING, Found, find
from nngrade.quiz.marking.listing import listing
from nngrade.quiz.marking.question import FreeText, Verdict
from nngrade.quiz.marking.reader import Match, Reader
from nngrade.quiz.marking.text import Token

FULL, SOME = 0.8, 0.2
"""Scores from which on an answer is correct, and partly correct."""
CAPS = {"core": 0.15, "minor": 0.6}
"""The most that an answer earns which contradicts the heart of the matter, or adds a false statement."""
FEW = 3
"""Content words of an answer that is no answer, such as: I have no idea."""
SHORT = 2
"""Content words of an answer that can hardly say two things at once."""
UNEXPLAINED_FULL, UNEXPLAINED_PART = 0.6, 0.25
"""Shares of content words without explanation up to which a verdict is given."""


class Marking(msgspec.Struct, frozen=True):
    """What the marker makes of one answer.

    Attributes:
        question: its id.
        answer: as it was given.
        verdict: correct, partial, wrong, or unsure where the marker cannot tell.
        score: from 0 to 1; for an unsure one, what its words would earn if nothing spoke against it.
        points: whether each point was found.
        evidence: the learner's words that earned each point.
        follow_up: the closed question to ask next where the verdict is unsure.
        remark: one line on why, for the learner.
    """

    question: str
    answer: str
    verdict: Verdict
    score: float
    points: dict[str, bool]
    evidence: dict[str, str]
    follow_up: str | None = None
    remark: str = ""


class Ruling(msgspec.Struct, frozen=True):
    """A verdict and the reason for it."""

    verdict: Verdict
    remark: str = ""


def mark(question: FreeText, answer: str) -> Marking:
    """Mark one answer.

    Args:
        question: what was asked.
        answer: the learner's text, whatever it holds.

    Returns:
        The verdict, and what it rests on.
    """
    ready = compiled(question)
    unread = _unread(answer, ready)
    if unread is not None:
        return _marking(question, answer, (), NOTHING, unread)
    tokens = ready.tokens(answer)
    reader = Reader(tokens, ready.concepts)
    found = find(ready, reader)
    ruling = _guarded(tokens, reader, ready, found) or _judged(question, found)
    return _marking(question, answer, tokens, found, ruling)


def _unread(answer: str, ready: Compiled) -> Ruling | None:
    """A ruling on what need not be read for what it says, None for the rest."""
    if not answer.strip():
        return Ruling("wrong", "There is no answer.")
    if guards.is_too_long(answer):
        return Ruling("unsure", "That is too long to be marked: say it in one sentence.")
    if guards.is_foreign(answer):
        return Ruling("unsure", "Only answers in English can be marked here.")
    if guards.is_gibberish(answer, ready.speller):
        return Ruling("wrong", "These are no words that say something.")
    return None


def _guarded(tokens: tuple[Token, ...], reader: Reader, ready: Compiled, found: Found) -> Ruling | None:
    """A ruling on what is no answer for what it says, None for the rest."""
    talk = reader.concept("to_grader")
    if talk:
        rest = guards.without_talk(tokens, talk)
        return Ruling(
            "unsure" if len(rest) > 1 else "wrong",
            "Part of this speaks to the grader; only what answers the question counts.",
        )
    if (
        not (found.points or found.denied)
        and found.content <= FEW
        and (reader.concept("no_idea") or reader.concept("small_talk"))
    ):
        return Ruling("wrong", "This does not answer the question.")
    likeness = 2 if reader.concept("nonsense") else listing(tokens, _jargon(reader, ready))
    if likeness:
        return Ruling("wrong" if likeness > 1 else "unsure", "This is a list of words: say how they hang together.")
    if guards.is_copied(tokens, ready) and not found.denied and not guards.judges(tokens, ready):
        return Ruling("unsure" if found.points else "wrong", "This repeats the question.")
    return None


def _jargon(reader: Reader, ready: Compiled) -> frozenset[int]:
    """The places of all words that patterns for points know."""
    groups = [reader.find(patterns) for patterns in ready.points.values()]
    groups += [reader.concept(name) for name in (*_TERMS, *ready.own)]
    return frozenset(place for group in groups for match in group for place in match.used)


def _judged(question: FreeText, found: Found) -> Ruling:
    kinds = {name: question.mistaken[name].kind for name in found.mistaken}
    core = next((name for name, kind in kinds.items() if kind == "core"), None)
    beside = next((name for name, kind in kinds.items() if kind == "beside"), None)
    if core is not None:
        return Ruling("unsure" if _speaks_for_itself(question, found, core) else "wrong", question.mistaken[core].says)
    score = _score(question, found)
    share = found.unexplained / max(found.content, 1)
    doubt = bool(found.negations or found.denied)
    if score < SOME:
        if beside is not None and share <= UNEXPLAINED_PART and not doubt:
            return Ruling("wrong", question.mistaken[beside].says)
        return Ruling("unsure", "No point of the answer was found for sure.")
    if doubt or beside is not None:
        return Ruling("unsure", _UNCLEAR)
    if score >= FULL:
        return Ruling("correct") if share <= UNEXPLAINED_FULL else Ruling("unsure", _UNCLEAR)
    if share > UNEXPLAINED_PART:
        return Ruling("unsure", _UNCLEAR)
    minor = next((name for name, kind in kinds.items() if kind == "minor"), None)
    return Ruling("partial", question.mistaken[minor].says if minor else "")


def _speaks_for_itself(question: FreeText, found: Found, mistaken: str) -> bool:
    """Whether an answer earns full credit with other words than those that show a mistaken idea."""
    wrong = found.mistaken[mistaken].used
    apart = [name for name in _earned(question, found) if not found.points[name].used & wrong]
    overlap = sum(question.points[name].weight for name in apart) < FULL and found.content <= SHORT
    return _sum(question, found) >= FULL and not overlap


def _score(question: FreeText, found: Found) -> float:
    """The weights of what was found, held down by false statements."""
    caps = [CAPS[question.mistaken[name].kind] for name in found.mistaken if question.mistaken[name].kind in CAPS]
    return round(min(1.0, _sum(question, found), *caps), 2)


def _sum(question: FreeText, found: Found) -> float:
    return round(sum(question.points[name].weight for name in _earned(question, found)), 2)


def _earned(question: FreeText, found: Found) -> list[str]:
    """The points that count: those which only count alone are left out beside others."""
    alone = [name for name in found.points if question.points[name].alone]
    return [name for name in found.points if name not in alone] or alone


def _marking(question: FreeText, answer: str, tokens: tuple[Token, ...], found: Found, ruling: Ruling) -> Marking:
    """The marking that goes with a ruling: what is wrong beyond doubt earns nothing."""
    earned = _earned(question, found) if ruling.verdict != "wrong" else []
    points = {name: name in earned for name in question.points}
    evidence = {name: _quoted(answer, tokens, found.points[name]) for name in earned}
    follow_up = question.follow_up_to(points) if ruling.verdict == "unsure" else None
    score = _score(question, found) if earned else 0.0
    text = follow_up.text if follow_up else None
    return Marking(question.id, answer, ruling.verdict, score, points, evidence, text, ruling.remark)


def _quoted(answer: str, tokens: tuple[Token, ...], match: Match) -> str:
    """The learner's own words from the first to the last of a match."""
    return answer[tokens[match.start].start : tokens[match.end - 1].end]


_UNCLEAR = "Part of this could not be understood for sure."
_TERMS = ("parameter", "train_data", "new_data", "noise", "memorise", "remedy", "overfit", "random", "pattern")
