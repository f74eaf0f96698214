"""Reading `quiz.toml`: strictly, with messages that name the question."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from nngrade.course import Chapter, Course, CourseError
from nngrade.quiz.question import AnyQuestion, ShortText


class Quiz(msgspec.Struct, frozen=True):
    """The questions of one chapter.

    Attributes:
        chapter: the chapter's name.
        questions: in the author's order.
    """

    chapter: str
    questions: tuple[AnyQuestion, ...]


def quiz_file(chapter: Chapter) -> Path:
    """Where a chapter's questions stand."""
    return chapter.suite / "quiz.toml"


def text_file(chapter: Chapter, question: str) -> Path:
    """Where the data of a free-text question stand."""
    return chapter.suite / "answers" / f"{question}.toml"


def load_quiz(chapter: Chapter) -> Quiz:
    """Read a chapter's questions.

    Args:
        chapter: whose; a chapter without a `quiz.toml` has none.

    Returns:
        The quiz. Raises `CourseError` that names the file, the question and the field.
    """
    path = quiz_file(chapter)
    if not path.is_file():
        return Quiz(chapter.name, ())
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None
    entries = data.pop("questions", None)
    if data or not isinstance(entries, list):
        stray = f"; it also holds {', '.join(data)}" if data else ""
        raise CourseError(f"{path}: write each question as [[questions]], and nothing else{stray}")
    return Quiz(chapter.name, tuple(_question(path, number, entry) for number, entry in enumerate(entries, start=1)))


def _question(path: Path, number: int, entry: dict[str, Any]) -> AnyQuestion:
    try:
        made: AnyQuestion = msgspec.convert(entry, AnyQuestion)
    except msgspec.ValidationError as error:
        name = entry.get("id", f"number {number}") if isinstance(entry, dict) else f"number {number}"
        raise CourseError(f"{path}, question {name}: {error}") from None
    return made


def load_quizzes(course: Course) -> dict[str, Quiz]:
    """The quiz of every chapter that has questions, in the course's order."""
    quizzes = {name: load_quiz(chapter) for name, chapter in course.chapters.items()}
    return {name: quiz for name, quiz in quizzes.items() if quiz.questions}


def find_text_question(course: Course, question: str) -> Path:
    """The file of a free-text question, by its id."""
    texts = {
        asked.id: text_file(course.chapters[name], asked.id)
        for name, quiz in load_quizzes(course).items()
        for asked in quiz.questions
        if isinstance(asked, ShortText)
    }
    if question not in texts:
        known = f"the course has {', '.join(texts)}" if texts else "the course has none"
        raise CourseError(f"there is no free-text question {question!r}: {known}")
    return texts[question]
