"""Which quiz comes next, and how a workspace keeps the answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

from nngrade.practice.state import QuizState, load_state, save_state
from nngrade.quiz.bank import Quiz


class Standing(msgspec.Struct, frozen=True):
    """Where a learner stands in a quiz.

    Attributes:
        earned: points so far.
        most: points that can be earned.
        left: number of questions without an answer.
        wrong: ids of questions that did not earn all of their points.
    """

    earned: float
    most: float
    left: int
    wrong: tuple[str, ...]


def kept_answers(folder: Path | None, chapter: str) -> QuizState:
    """The answers that a workspace keeps for a chapter; without any, a fresh start with a seed of its own."""
    kept = load_state(folder).quizzes.get(chapter) if folder is not None else None
    return kept or fresh()


def fresh(seed: int | None = None) -> QuizState:
    """A quiz that nobody has begun."""
    return QuizState(secrets.randbits(32) if seed is None else seed)


def keep_answers(folder: Path | None, chapter: str, quiz: QuizState) -> None:
    """Keep the answers of a chapter, where there is a workspace."""
    if folder is None:
        return
    state = load_state(folder)
    save_state(folder, msgspec.structs.replace(state, quizzes={**state.quizzes, chapter: quiz}))


def standing_in(quiz: Quiz, state: QuizState) -> Standing:
    """Where a learner stands; answers to questions that are gone count for nothing."""
    asked = {question.id: question.points for question in quiz.questions}
    given = {name: answer.points for name, answer in state.answers.items() if name in asked}
    wrong = tuple(name for name, points in given.items() if points < asked[name])
    return Standing(sum(given.values()), sum(asked.values()), len(asked) - len(given), wrong)


def next_quiz(quizzes: Mapping[str, Quiz], folder: Path | None) -> str:
    """The chapter to go on with: one that was begun, else the first with a question left, else the first."""
    kept = load_state(folder).quizzes if folder is not None else {}
    unfinished = [name for name, quiz in quizzes.items() if standing_in(quiz, kept.get(name, QuizState(0))).left]
    begun = [name for name in unfinished if name in kept]
    return next(iter([*begun, *unfinished, *quizzes]))
