"""What the points found in an answer are worth."""

from __future__ import annotations

from nngrade.quiz.marking.finding import Found
from nngrade.quiz.marking.question import FreeText

FULL, SOME = 0.8, 0.2
"""Scores from which on an answer is correct, and partly correct."""
CAPS = {"core": 0.15, "minor": 0.6}
"""The most that an answer earns which contradicts the heart of the matter, or adds a false statement."""


def score(question: FreeText, found: Found) -> float:
    """The weights of what was found, held down by false statements.

    Args:
        question: what was asked.
        found: what the answer says.
    """
    caps = [CAPS[question.mistaken[name].kind] for name in found.mistaken if question.mistaken[name].kind in CAPS]
    return round(min(1.0, total(question, found), *caps), 2)


def total(question: FreeText, found: Found) -> float:
    """The weights of what was found.

    Args:
        question: what was asked.
        found: what the answer says.
    """
    return round(sum(question.points[name].weight for name in earned(question, found)), 2)


def earned(question: FreeText, found: Found) -> list[str]:
    """The points that count: those which only count alone are left out beside others.

    Args:
        question: what was asked.
        found: what the answer says.
    """
    alone = [name for name in found.points if question.points[name].alone]
    return [name for name in found.points if name not in alone] or alone
