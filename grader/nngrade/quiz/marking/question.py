"""A free-text question as its author wrote it down."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from nngrade.quiz.marking.leaning import Weights, load_weights

Verdict = Literal["correct", "partial", "wrong", "unsure"]


class QuestionError(Exception):
    """A question's file cannot be used; says where and why."""


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a good answer says.

    Attributes:
        weight: its share of the score.
        says: the thing itself, in one sentence for the learner.
        patterns: wordings that earn it.
        exemplars: whole answers that earn it.
        alone: counts only where no other point is earned.
    """

    weight: float
    says: str
    patterns: tuple[str, ...]
    exemplars: tuple[str, ...] = ()
    alone: bool = False


class Mistaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something wrong that learners say.

    Attributes:
        kind: core contradicts what the question is about; minor adds a false statement to a right answer;
            beside is no reason at all, and earns nothing if nothing else is said.
        says: what is wrong with it, in one sentence for the learner.
        patterns: wordings that show it.
        examples: whole answers that show it.
    """

    kind: Literal["core", "minor", "beside"]
    says: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice of a closed question: its text, what to say to those who take it, and whether it is right."""

    text: str
    feedback: str
    right: bool = False


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A closed question asked where an answer leaves a point in doubt; the right choice confirms the point."""

    confirms: str
    text: str
    choices: tuple[Choice, ...]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer whose verdict the author knows."""

    answer: str
    verdict: Verdict


class FreeText(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """A question answered in one sentence.

    Attributes:
        text: the question.
        model: a model answer.
        points: what a good answer says, by name.
        follow_ups: closed questions, the most important first.
        concepts: wordings that several patterns of this question share, by name.
        mistaken: what learners get wrong, by name.
        doubts: wordings beside which full credit is withheld: what contradictions and false additions are made of.
        also: wordings that are right, and earn nothing.
        examples: answers on which the marker is measured.
        id: the name of its file.
        weights: what words say about an answer; see leaning.py.
    """

    text: str
    model: str
    points: dict[str, Point]
    follow_ups: tuple[FollowUp, ...]
    concepts: dict[str, str] = {}
    mistaken: dict[str, Mistaken] = {}
    doubts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    id: str = ""
    weights: Weights = Weights()

    def follow_up_to(self, points: dict[str, bool]) -> FollowUp | None:
        """The closed question about the first point that is not earned yet."""
        open_points = [follow_up for follow_up in self.follow_ups if not points.get(follow_up.confirms)]
        return open_points[0] if open_points else (self.follow_ups or (None,))[0]


def load_question(path: Path) -> FreeText:
    """Read a question from its TOML file.

    Args:
        path: the file; its name without `.toml` is the question's id.

    Returns:
        The question.

    Raises:
        QuestionError: the file is missing, or does not hold such a question.
    """
    try:
        question = msgspec.toml.decode(path.read_bytes(), type=FreeText)
        weights = load_weights(path)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise QuestionError(f"{path}: {error}") from None
    return msgspec.structs.replace(question, id=path.stem, weights=weights)
