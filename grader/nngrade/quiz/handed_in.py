"""A file of answers, graded without a person: JSON in, a report out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from nngrade import __version__
from nngrade.course import Course
from nngrade.quiz.bank import Quiz, load_quizzes
from nngrade.quiz.posed import pose, sheet
from nngrade.quiz.report import QuizReport, grade_answers
from nngrade.report import SCHEMA
from nngrade.submission import SubmissionError

MAX_BYTES = 1_000_000

EXAMPLE = '{"seed": 7, "answers": {"neuron": {"neuron_sum": "0.8"}}}'


class AnswerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer file holds.

    Attributes:
        seed: the one with which the questions were asked.
        answers: by chapter and question id.
    """

    seed: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    answers: dict[str, dict[str, Any]]


class AnswerReport(msgspec.Struct, frozen=True):
    """Every quiz of an answer file.

    Attributes:
        schema: version of this form.
        nngrade: version of the program.
        course: name of the course.
        seed: as in the file.
        score: points earned.
        max_score: points that can be earned.
        pending: points of answers that wait for a person.
        chapters: in the course's order.
    """

    schema: int
    nngrade: str
    course: str
    seed: int
    score: float
    max_score: float
    pending: float
    chapters: tuple[QuizReport, ...]

    def exit_code(self) -> int:
        """0 every answer is right, 1 something is not, or nothing was answered."""
        return 0 if self.chapters and all(chapter.complete() for chapter in self.chapters) else 1


def read_answers(data: bytes) -> AnswerFile:
    """Understand an answer file. Raises `SubmissionError` that says what it must look like."""
    if len(data) > MAX_BYTES:
        raise SubmissionError(f"the answer file is too large: {len(data)} bytes, at most {MAX_BYTES} are read")
    try:
        return msgspec.json.decode(data, type=AnswerFile)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise SubmissionError(f"the answer file cannot be read ({error}): write it like {EXAMPLE}") from None


def grade_file(course: Course, answers: AnswerFile, chapter: str | None = None) -> AnswerReport:
    """Grade an answer file.

    Args:
        course: whose quizzes.
        answers: what was handed in.
        chapter: the only chapter to grade; None takes each that the file names.

    Returns:
        The report. Raises `SubmissionError` where the file names a chapter or question that does not exist.
    """
    quizzes = load_quizzes(course)
    _known(answers, quizzes)
    wanted = [name for name in quizzes if name == chapter or (chapter is None and name in answers.answers)]
    made = tuple(grade_answers(course, name, answers.answers.get(name, {}), answers.seed) for name in wanted)
    score, most, pending = (sum(getattr(r, field) for r in made) for field in ("score", "max_score", "pending"))
    return AnswerReport(SCHEMA, __version__, course.name, answers.seed, score, most, pending, made)


def _known(answers: AnswerFile, quizzes: Mapping[str, Quiz]) -> None:
    for chapter, given in answers.answers.items():
        if chapter not in quizzes:
            raise SubmissionError(f"there is no quiz {chapter[:60]!r}: the course has {', '.join(quizzes)}")
        known = {question.id for question in quizzes[chapter].questions}
        for name in given:
            if name not in known:
                raise SubmissionError(f"{chapter} has no question {name[:60]!r}: it has {', '.join(sorted(known))}")


def sheets(course: Course, quiz: Quiz, seed: int) -> dict[str, Any]:
    """The questions of a quiz without their answers, to hand out: what an answer file then refers to."""
    posed = [pose(course, quiz.chapter, question, seed) for question in quiz.questions]
    return {"schema": SCHEMA, "chapter": quiz.chapter, "seed": seed, "questions": [sheet(one) for one in posed]}
