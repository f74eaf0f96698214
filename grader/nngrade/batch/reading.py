"""Reading one submission of a class, whatever form it was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from nngrade.batch.archive import BROKEN, Archive, Entry, file_entry, open_folder, unreadable
from nngrade.batch.exported import Exported
from nngrade.batch.names import attempt, chapter_of
from nngrade.batch.sources import Source
from nngrade.batch.zips import open_zip, with_inner_zips
from nngrade.course import Course
from nngrade.practice.state import STATE_FILE, State, read_state
from nngrade.submission import MAX_BYTES, MAX_FILES, MAX_TOTAL, STATE_FOLDER, Answers, Problem, Submission, printable

MAX_NOTES = 50


def read_source(folder: Path | Exported, source: Source, course: Course, chosen: tuple[str, ...]) -> Submission:
    """The submission that lies there; trouble with a file is a problem of its chapter, never an exception.

    Args:
        folder: where the class's submissions lie, or the zip that holds them.
        source: which of them.
        course: which modules are chapters.
        chosen: the chapters that are graded.
    """
    archive = open_source(folder, source, course)
    reading = _Reading(course, list(archive.notes))
    reading.take(archive.entries)
    read = reading.submission(source.name, chosen, archive.trouble)
    return msgspec.structs.replace(read, quizzes=kept_answers(archive, course))


def open_source(folder: Path | Exported, source: Source, course: Course) -> Archive:
    """The files of a submission, whatever form it has.

    Args:
        folder: as in `read_source`.
        source: as in `read_source`.
        course: as in `read_source`.
    """
    if isinstance(folder, Exported):
        return folder.archive(source.paths, course)
    paths = [folder / name for name in source.paths]
    if any(path.is_symlink() for path in paths):
        return unreadable(f"{source.name} is a link: put the files themselves there")
    if paths[0].is_dir():
        return with_inner_zips(open_folder(paths[0]), course)
    if paths[0].suffix.lower() == ".zip":
        return with_inner_zips(open_zip(paths[0], paths[0].name), course)
    return Archive(tuple(file_entry(path, folder) for path in paths))


def kept_state(archive: Archive) -> State:
    """The state of a workspace that was handed in as it stood; a fresh one where there is none, or a damaged one."""
    states = [entry for entry in archive.entries if entry.path.parts[-2:] == (STATE_FOLDER, STATE_FILE)]
    if not states:
        return State()
    try:
        data = min(states, key=lambda entry: len(entry.path.parts)).data(MAX_BYTES + 1)
    except BROKEN:
        return State()
    return read_state(data if len(data) <= MAX_BYTES else b"")


def kept_answers(archive: Archive, course: Course) -> dict[str, Answers] | None:
    """The quiz answers in the state of a handed-in workspace; None where no quiz of the course counts.

    What the state says of points is not read: the answers are graded anew.
    """
    counting = [name for name, chapter in course.chapters.items() if chapter.facts.quiz_points]
    if not counting:
        return None
    kept = kept_state(archive).quizzes
    return {
        name: Answers(kept[name].seed, {question: given.answer for question, given in kept[name].answers.items()})
        for name in counting
        if name in kept
    }


class _Reading:
    """A submission while its files are read."""

    def __init__(self, course: Course, notes: list[str]) -> None:
        self.course, self.notes = course, notes
        self.modules: dict[str, str] = {}
        self.problems: dict[str, Problem] = {}
        self.room = MAX_TOTAL

    def take(self, entries: Sequence[Entry]) -> None:
        """Read chapters first, then the modules beside them; of two of one name the outermost and latest one."""
        modules = [entry for entry in entries if entry.path.suffix == ".py" and STATE_FOLDER not in entry.path.parts]
        for entry in sorted(modules, key=self._rank)[:MAX_FILES]:
            self._take(entry)
        if len(modules) > MAX_FILES:
            self.notes.append(f"only {MAX_FILES} of {len(modules)} modules were read")

    def _rank(self, entry: Entry) -> tuple[bool, int, int, str]:
        chapter = chapter_of(entry.path.stem, self.course)
        return chapter is None, len(entry.path.parts), -attempt(entry.path.stem)[1], str(entry.path)

    def _take(self, entry: Entry) -> None:
        chapter = chapter_of(entry.path.stem, self.course)
        name = chapter or entry.path.stem
        if not name.isidentifier():
            return
        where = printable(str(entry.path))[:200]
        if name in self.modules or name in self.problems:
            if chapter is not None:
                self.notes.append(f"{where} was left out: another {name}.py was taken")
            return
        if chapter is not None and entry.path.name != f"{name}.py":
            self.notes.append(f"{where} was read as {name}.py")
        text = self._bounded(entry.read())
        if isinstance(text, str):
            self.modules[name] = text
        elif chapter is not None:
            self.problems[name] = Problem(printable(text.message))
        else:
            self.modules[name] = f"raise ImportError({text.message!r})\n"

    def _bounded(self, text: str | Problem) -> str | Problem:
        if isinstance(text, Problem):
            return text
        self.room -= len(text.encode(errors="replace"))
        return (
            text
            if self.room >= 0
            else Problem(f"the files are larger than {MAX_TOTAL >> 20} MB together: hand in less")
        )

    def submission(self, name: str, chosen: tuple[str, ...], trouble: str) -> Submission:
        """What was read; where there is no chapter, and one may lie in what could not be read, none counts as missing."""
        if not (self.modules.keys() | self.problems.keys()) & self.course.chapters.keys():
            self.notes += [] if trouble else ["it holds no chapter module"]
            self.problems.update({chapter: Problem(trouble) for chapter in chosen if trouble})
        return Submission(name, self.modules, self.problems, chosen, tuple(self.notes[:MAX_NOTES]))
