"""A learner sits a quiz: one question at a time, feedback at once, every answer kept before the next question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import ascii_lowercase
from typing import Any, Protocol, TypeVar

import msgspec

from nngrade.course import Course
from nngrade.practice.state import Given, QuizState
from nngrade.quiz.answer import UnreadableAnswer, how_to, one_letter, read_answer
from nngrade.quiz.bank import Quiz
from nngrade.quiz.grading import Grade, grade
from nngrade.quiz.posed import Posed, pose
from nngrade.quiz.question import ShortText, TrueFalse
from nngrade.quiz.reckoning import drawing
from nngrade.render.line import Line, line
from nngrade.render.quiz import paragraph, render_choices, render_grade, render_question

Understood = TypeVar("Understood")

LEAVE = ("q", "quit", "exit")
SKIP = ("s", "skip")


class Talk(Protocol):
    """A conversation with a learner: a terminal, or a script in a test."""

    width: int

    def ask(self, prompt: str) -> str:
        """One line of theirs. Raises EOFError or KeyboardInterrupt where they leave."""

    def tell(self, lines: Iterable[Line]) -> None:
        """Lines of ours."""


class Left(Exception):
    """The learner stops for now."""


class Skipped(Exception):
    """The learner leaves a question for later."""


def sit(course: Course, quiz: Quiz, state: QuizState, talk: Talk, keep: Callable[[QuizState], None]) -> QuizState:
    """Ask every question that has no answer yet.

    Args:
        course: whose quiz.
        quiz: the questions.
        state: the seed, and the answers that were given before.
        talk: the conversation.
        keep: called with the new state after each answer.

    Returns:
        The state afterwards, whether the learner went through to the end or stopped before.
    """
    count = len(quiz.questions)
    for number, question in enumerate(quiz.questions, start=1):
        if question.id in state.answers:
            continue
        posed = pose(course, quiz.chapter, question, state.seed)
        talk.tell(render_question(posed, number, count, talk.width, choices=not isinstance(question, TrueFalse)))
        try:
            raw, made = _answered(posed, state.seed, talk)
        except Skipped:
            continue
        except (Left, EOFError):
            break
        state = _with(state, question.id, Given(raw, made.score * question.points))
        keep(state)  # before the feedback: to leave while reading it loses nothing
        talk.tell(render_grade(made, question.why, talk.width))
    return state


def _with(state: QuizState, question: str, given: Given) -> QuizState:
    return msgspec.structs.replace(state, answers={**state.answers, question: given})


def _answered(posed: Posed, seed: int, talk: Talk) -> tuple[Any, Grade]:
    """The answer as it is kept, and its grade."""
    if isinstance(posed.question, ShortText):
        return _in_words(posed, seed, talk)
    line_read, answer = _asked(talk, how_to(posed), lambda text: read_answer(posed, text))
    if isinstance(posed.question, TrueFalse) and answer.truth is posed.question.truth and not answer.chosen:
        talk.tell([line("Right. Why?"), *render_choices(posed, talk.width)])
        letter, _ = _asked(talk, _letters(posed), lambda text: one_letter(posed, text))
        line_read = f"{line_read} {letter}"
    return line_read, grade(posed, read_answer(posed, line_read))


def _in_words(posed: Posed, seed: int, talk: Talk) -> tuple[Any, Grade]:
    """A sentence; where the marker cannot tell, a closed question settles it, so that nothing is guessed."""
    from nngrade.quiz.wording import grade_words, mark_words, settle

    asked = posed.expected
    text, answer = _asked(talk, how_to(posed), lambda text: read_answer(posed, text))
    worded = mark_words(asked, answer.text, drawing(seed, posed.question.id))
    if worded.follow_up is None:
        return text, grade_words(asked, worded.marking)
    follow_up = worded.follow_up
    reason = worded.marking.remark or "Your words leave it open."
    talk.tell([*paragraph(f"{reason} One more question settles it:", talk.width), line()])
    talk.tell([*paragraph(follow_up.text, talk.width), line(), *render_choices(follow_up, talk.width)])
    letter, chosen = _asked(talk, _letters(follow_up), lambda text: one_letter(follow_up, text))
    return {"text": text, "follow_up": letter}, settle(asked, worded, chosen)


def _letters(posed: Posed) -> str:
    return f"a letter, a to {ascii_lowercase[len(posed.choices) - 1]}"


def _asked(talk: Talk, how: str, understand: Callable[[str], Understood]) -> tuple[str, Understood]:
    """Ask until an answer can be understood; nobody loses a point to a slip of the keyboard."""
    talk.tell([line(), *paragraph(f"answer: {how} (s skips, q stops)", talk.width)])
    while True:
        text = talk.ask("> ").strip()
        if text.lower() in LEAVE:
            raise Left
        if text.lower() in SKIP:
            raise Skipped
        if not text:
            continue
        try:
            return text, understand(text)
        except UnreadableAnswer as error:
            talk.tell(paragraph(f"{error}.", talk.width))
