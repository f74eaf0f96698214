"""`nngrade quiz` and `nngrade quiz mark`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from nngrade.cli.frame import show, standard_input, told

if TYPE_CHECKING:
    from nngrade.course import Course
    from nngrade.practice.state import QuizState
    from nngrade.quiz.bank import Quiz
    from nngrade.render.line import Line


class ChapterOrCommand(TyperGroup):
    """A group whose first word may also be an argument: what is no command of it goes to `take`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `take` before words that begin with no command."""
        words = args if args and args[0] in self.commands else ["take", *args]
        return super().parse_args(ctx, words)


class MarkFormat(str, Enum):
    """How to show markings."""

    text = "text"
    jsonl = "jsonl"


quiz = typer.Typer(cls=ChapterOrCommand, add_completion=False)


@quiz.callback()
def group() -> None:
    """Questions on a chapter, one at a time, with feedback at once."""


@quiz.command(epilog="Instructors: `nngrade quiz mark QUESTION` marks free-text answers, one a line.")
def take(
    chapter: Annotated[str | None, typer.Argument(help="Its questions; where you left off if not given.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Begin anew, with other numbers.")] = False,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Grade this file of answers (- is standard input) as JSON.")
    ] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="Print the questions as JSON, without answers.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw variants from this number.")] = None,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
) -> None:
    """Answer questions on a chapter, one at a time, with feedback at once. What you answered is kept: you can stop and go on."""
    with told():
        from nngrade.course import load_course
        from nngrade.quiz.bank import load_quizzes

        loaded = load_course(course)
        quizzes = load_quizzes(loaded)
        _check_chapter(chapter, quizzes)
        if answers is not None:
            code = _grade_file(loaded, answers, chapter)
        elif sheet:
            code = _print_sheets(loaded, [quizzes[chapter]] if chapter else list(quizzes.values()), seed or 0)
        else:
            code = _sit(loaded, quizzes, chapter, seed, again=again)
    raise typer.Exit(code)


@quiz.command()
def mark(
    question: Annotated[str, typer.Argument(help="Id of a free-text question.")],
    format: Annotated[MarkFormat, typer.Option(help="Text for people, JSON lines for programs.")] = MarkFormat.text,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
) -> None:
    """Mark free-text answers from standard input, one a line."""
    with told():
        from nngrade.course import CourseError, load_course
        from nngrade.quiz.bank import find_text_question
        from nngrade.quiz.lines import mark_answers, to_jsonl, to_text
        from nngrade.quiz.marking import QuestionError, load_question

        try:
            asked = load_question(find_text_question(load_course(course), question))
        except QuestionError as error:
            raise CourseError(str(error)) from None
        written = to_jsonl if format is MarkFormat.jsonl else to_text
        _speak_utf8()
        for marking in mark_answers(asked, standard_input()):
            print(written(marking), flush=True)


class Terminal:
    """A conversation in a terminal: plain lines in and out, so that any keyboard and any screen reader will do."""

    def __init__(self) -> None:
        from nngrade.render.quiz import usable

        standard_input()
        with suppress(ImportError):
            import readline  # noqa: F401  # gives `input` a line to edit
        _speak_utf8()
        self.width = usable(shutil.get_terminal_size().columns)

    def ask(self, prompt: str) -> str:
        """One typed line."""
        return input(prompt)

    def tell(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        show(lines)


def _speak_utf8() -> None:
    """Take any bytes in and put any character out, whatever the terminal's encoding."""
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _check_chapter(chapter: str | None, quizzes: dict[str, Quiz]) -> None:
    from nngrade.course import CourseError

    if not quizzes:
        raise CourseError("this course has no quiz: add a quiz.toml to the suite folder of a chapter")
    if chapter is not None and chapter not in quizzes:
        raise CourseError(f"there is no quiz {chapter[:60]!r}: choose one of {', '.join(quizzes)}")


def _grade_file(course: Course, file: Path, chapter: str | None) -> int:
    import msgspec

    from nngrade.quiz.handed_in import MAX_BYTES, grade_file, read_answers

    if str(file) == "-":
        data = standard_input().read(MAX_BYTES + 1)
    else:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    report = grade_file(course, read_answers(data), chapter)
    print(msgspec.json.encode(report).decode())
    return report.exit_code()


def _print_sheets(course: Course, quizzes: list[Quiz], seed: int) -> int:
    import msgspec

    from nngrade.quiz.handed_in import sheets

    made = [sheets(course, quiz, seed) for quiz in quizzes]
    print(msgspec.json.encode(made[0] if len(made) == 1 else made).decode())
    return 0


def _sit(course: Course, quizzes: dict[str, Quiz], chapter: str | None, seed: int | None, *, again: bool) -> int:
    from nngrade.quiz.progress import fresh, keep_answers, kept_answers, next_quiz, standing_in
    from nngrade.quiz.sitting import sit
    from nngrade.render.quiz import render_result

    folder = _workspace(course)
    name = chapter or next_quiz(quizzes, folder)
    quiz, talk = quizzes[name], Terminal()
    state = fresh(seed) if again else kept_answers(folder, name)
    if seed is not None and not state.answers:
        state = fresh(seed)
    talk.tell(_heading(course, quiz, len(state.answers), talk.width, kept=folder is not None))
    stopped = False

    def keep(now: QuizState) -> None:
        nonlocal state
        state = now
        keep_answers(folder, name, now)

    try:
        sit(course, quiz, state, talk, keep)
    except KeyboardInterrupt:
        stopped = True
    standing = standing_in(quiz, state)
    talk.tell(render_result(name, standing.earned, standing.most, standing.left, standing.wrong, talk.width))
    return 130 if stopped else 0 if not standing.left and not standing.wrong else 1


def _heading(course: Course, quiz: Quiz, answered: int, width: int, *, kept: bool) -> Iterator[Line]:
    from nngrade.render.quiz import paragraph

    title = course.chapters[quiz.chapter].facts.title
    count = len(quiz.questions)
    state = f"{answered} of {count} answered" if answered else f"{count} questions"
    yield from paragraph(f"{title}: {state}", width)
    if not kept:
        yield from paragraph("There is no workspace here, so nothing is kept: `nngrade init` makes one.", width)


def _workspace(course: Course) -> Path | None:
    from nngrade.checking import workspace
    from nngrade.submission import STATE_FOLDER, SubmissionError

    try:
        folder = workspace(course)
    except SubmissionError:
        return None
    return folder if (folder / STATE_FOLDER).is_dir() else None
