"""Marking one answer: from the learner's words to a verdict with evidence."""

from __future__ import annotations

import msgspec

from nngrade.quiz.marking import guards
from nngrade.quiz.marking.compiled import Compiled, compiled
from nngrade.quiz.marking.finding import NOTHING_READ, Reading, read
from nngrade.quiz.marking.judging import UNCLEAR, Ruling, is_doubtful, judged, read_again
from nngrade.quiz.marking.leaning import flaw, wrongness
from nngrade.quiz.marking.listing import listing
from nngrade.quiz.marking.order import is_shuffled
from nngrade.quiz.marking.question import FreeText, Verdict
from nngrade.quiz.marking.reader import Match, Reader
from nngrade.quiz.marking.scoring import earned, score
from nngrade.quiz.marking.text import Token

FEW = 3
"""Content words of an answer that is no answer, such as: I have no idea."""


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
        return _marking(question, answer, NOTHING_READ, unread)
    reading = read(ready, ready.tokens(answer))
    talk = reading.reader.concept("to_grader")
    if not talk:
        return _marking(question, answer, reading, _ruled(question, ready, reading))
    rest = read(ready, guards.without_talk(reading.tokens, talk))
    return _marking(question, answer, rest, _beside_talk(question, ready, reading, rest))


def _ruled(question: FreeText, ready: Compiled, reading: Reading) -> Ruling:
    """The ruling on an answer that was read."""
    ruling = _guarded(reading, ready) or judged(question, reading.found)
    wrong = wrongness(question.weights, reading.tokens)
    if ruling.verdict == "unsure":
        return read_again(question, reading.found, wrong) or ruling
    words = sum(token.is_word for token in reading.tokens)
    doubtful = is_doubtful(ruling.verdict, flaw(question.weights, reading.tokens), wrong, words)
    return Ruling("unsure", UNCLEAR) if doubtful else ruling


def _beside_talk(question: FreeText, ready: Compiled, whole: Reading, rest: Reading) -> Ruling:
    """The ruling on an answer that speaks to the grader: only what stands beside that counts."""
    if rest.found.points:
        return _ruled(question, ready, rest)
    return Ruling(
        "unsure" if whole.found.points else "wrong", "This speaks to the grader, and does not answer the question."
    )


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


def _guarded(reading: Reading, ready: Compiled) -> Ruling | None:
    """A ruling on what is no answer for what it says, None for the rest."""
    tokens, reader, found = reading.tokens, reading.reader, reading.found
    if (
        not (found.points or found.denied)
        and found.content <= FEW
        and (reader.concept("no_idea") or reader.concept("small_talk"))
    ):
        return Ruling("wrong", "This does not answer the question.")
    if not found.points and guards.is_scrambled(tokens, ready.speller):
        return Ruling("wrong", "These are no words that say something.")
    likeness = 2 if reader.concept("nonsense") else listing(tokens, _jargon(reader, ready))
    if likeness:
        return Ruling("wrong" if likeness > 1 else "unsure", "This is a list of words: say how they hang together.")
    if found.points and is_shuffled(tokens):
        return Ruling("unsure", "These words are in an order that could not be understood.")
    if guards.is_copied(tokens, ready) and not found.denied and not guards.judges(tokens, ready):
        return Ruling("unsure" if found.points else "wrong", "This repeats the question.")
    return None


def _jargon(reader: Reader, ready: Compiled) -> frozenset[int]:
    """The places of all words that patterns for points know."""
    groups = [reader.find(patterns) for patterns in ready.points.values()]
    groups += [reader.concept(name) for name in (*_TERMS, *ready.own)]
    return frozenset(place for group in groups for match in group for place in match.used)


def _marking(question: FreeText, answer: str, reading: Reading, ruling: Ruling) -> Marking:
    """The marking that goes with a ruling: what is wrong beyond doubt earns nothing."""
    tokens, found = reading.tokens, reading.found
    counted = earned(question, found) if ruling.verdict != "wrong" else []
    points = {name: name in counted for name in question.points}
    evidence = {name: _quoted(answer, tokens, found.points[name]) for name in counted}
    follow_up = question.follow_up_to(points) if ruling.verdict == "unsure" else None
    worth = score(question, found) if counted else 0.0
    text = follow_up.text if follow_up else None
    return Marking(question.id, answer, ruling.verdict, worth, points, evidence, text, ruling.remark)


def _quoted(answer: str, tokens: tuple[Token, ...], match: Match) -> str:
    """The learner's own words from the first to the last of a match."""
    return answer[tokens[match.start].start : tokens[match.end - 1].end]


_TERMS = ("parameter", "train_data", "new_data", "noise", "memorise", "remedy", "overfit", "random", "pattern")
