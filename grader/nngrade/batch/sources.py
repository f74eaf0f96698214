"""Finding a class's submissions, as learning platforms export them: folders, zips, single modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nngrade.batch.archive import BROKEN, MAX_ZIP, Archive, Entry, file_entry, open_folder, open_zip
from nngrade.course import Course
from nngrade.submission import (
    MAX_BYTES,
    MAX_FILES,
    MAX_TOTAL,
    STATE_FOLDER,
    Answers,
    Problem,
    Submission,
    SubmissionError,
    printable,
)

MAX_INNER = 5
"""Zips within a submission that are looked into."""
MAX_NOTES = 50


class Source(msgspec.Struct, frozen=True):
    """Where one submission lies.

    Attributes:
        name: whose it is.
        paths: names of what belongs to it: one folder or zip, or single modules.
    """

    name: str
    paths: tuple[str, ...]


class Sources(msgspec.Struct, frozen=True):
    """Every submission of a class.

    Attributes:
        folder: where they lie.
        found: the submissions, in the order of their names.
        left_out: files beside them that are none.
    """

    folder: Path
    found: tuple[Source, ...]
    left_out: tuple[str, ...]


def find_sources(target: Path, course: Course) -> Sources:
    """Every submission in a folder; a zip or module that is named itself is the only one.

    Args:
        target: what the platform exported, unpacked.
        course: which modules are chapters.
    """
    if not target.exists():
        raise SubmissionError(f"{target} does not exist: give the folder with one entry for each submission")
    if target.is_dir():
        folder, names = target, sorted(path.name for path in target.iterdir())
    else:
        folder, names = target.parent, [target.name]
    found: dict[str, list[str]] = {}
    left_out: list[str] = []
    for name in names:
        if name.startswith(".") or name in ("__MACOSX", "__pycache__"):
            continue
        owner = _owner(folder / name, course)
        if owner is None:
            left_out.append(printable(name))
        else:
            found.setdefault(owner, []).append(name)
    if not found:
        raise SubmissionError(
            f"{target} holds no submissions: expected a folder or zip for each, or modules named like "
            f"ada_{next(iter(course.chapters))}.py"
        )
    sources = sorted(
        (source for owner, names in found.items() for source in _split(owner, names, folder)), key=_by_name
    )
    return Sources(folder, tuple(_unique(sources)), tuple(left_out))


def _unique(sources: list[Source]) -> Iterator[Source]:
    """Two names that read the same are told apart by a number."""
    seen: dict[str, int] = {}
    for source in sources:
        seen[source.name] = count = seen.get(source.name, 0) + 1
        yield source if count == 1 else Source(f"{source.name} #{count}", source.paths)


def _by_name(source: Source) -> tuple[str, tuple[str, ...]]:
    return source.name, source.paths


def _owner(path: Path, course: Course) -> str | None:
    """Whose work a file or folder is, by its name; None where it is no submission."""
    if path.is_dir():
        return _person(path.name)
    if path.suffix.lower() == ".zip":
        return _person(path.stem)
    chapter = chapter_of(path.stem, course) if path.suffix == ".py" else None
    if chapter is None:
        return None
    before = path.stem[: path.stem.lower().rindex(chapter)]
    return (_person(before).strip("_- .") if before else "") or printable(path.parent.resolve().name) or "submission"


def _person(name: str) -> str:
    """The name without what platforms add: Moodle's folder type, Canvas's number of the file."""
    bare = re.sub(r"_assignsubmission_(file|onlinetext)_?$", "", name)
    bare = re.sub(r"^([^\W_]+)(_LATE|_late)?_(\d+)_\d+(_.*)?$", r"\1_\3", bare)
    return printable(bare) or "submission"


def _split(owner: str, names: list[str], folder: Path) -> Iterator[Source]:
    """One submission of all single modules of an owner, and one of each folder and zip, told apart by their full names."""
    modules = tuple(name for name in names if name.endswith(".py") and not (folder / name).is_dir())
    others = [name for name in names if name not in modules]
    if modules:
        yield Source(owner if not others else f"{owner} (modules)", modules)
    for name in others:
        yield Source(owner if len(others) == 1 and not modules else printable(name), (name,))


def chapter_of(stem: str, course: Course) -> str | None:
    """The chapter that a file name ends in: `activations`, `ada_123_activations`, `activations-2`."""
    bare = _attempt(stem)[0].lower()
    ends = [name for name in course.chapters if re.search(rf"(^|[^a-z0-9]){name}$", bare)]
    return max(ends, key=len, default=None)


def _attempt(stem: str) -> tuple[str, int]:
    """A file name without the number that a platform or browser gave a later copy of it, and that number."""
    match = re.fullmatch(r"(.*?)(?:[-_ ](\d{1,3})|\s*\((\d{1,3})\))", stem)
    return (match[1], int(match[2] or match[3])) if match else (stem, 0)


def read_source(folder: Path, source: Source, course: Course, chosen: tuple[str, ...]) -> Submission:
    """The submission that lies there; trouble with a file is a problem of its chapter, never an exception.

    Args:
        folder: where the class's submissions lie.
        source: which of them.
        course: which modules are chapters.
        chosen: the chapters that are graded.
    """
    paths = [folder / name for name in source.paths]
    if any(path.is_symlink() for path in paths):
        archive = Archive(notes=(f"{source.name} is a link: put the files themselves there",))
    elif paths[0].is_dir():
        archive = with_inner_zips(open_folder(paths[0]), course)
    elif paths[0].suffix.lower() == ".zip":
        archive = with_inner_zips(open_zip(paths[0], paths[0].name), course)
    else:
        archive = Archive(tuple(file_entry(path, folder) for path in paths))
    reading = _Reading(course, list(archive.notes))
    reading.take(archive.entries)
    read = reading.submission(source.name, chosen)
    return msgspec.structs.replace(read, quizzes=kept_answers(archive, course))


def kept_answers(archive: Archive, course: Course) -> dict[str, Answers] | None:
    """The quiz answers in the state of a handed-in workspace; None where no quiz of the course counts.

    What the state says of points is not read: the answers are graded anew.
    """
    counting = [name for name, chapter in course.chapters.items() if chapter.facts.quiz_points]
    if not counting:
        return None
    from nngrade.practice.state import STATE_FILE, read_state  # takes long to import, and few courses count quizzes

    states = [entry for entry in archive.entries if entry.path.parts[-2:] == (STATE_FOLDER, STATE_FILE)]
    if not states:
        return {}
    try:
        data = min(states, key=lambda entry: len(entry.path.parts)).data(MAX_BYTES + 1)
    except BROKEN:
        return {}
    kept = read_state(data if len(data) <= MAX_BYTES else b"").quizzes
    return {
        name: Answers(kept[name].seed, {question: given.answer for question, given in kept[name].answers.items()})
        for name in counting
        if name in kept
    }


def with_inner_zips(archive: Archive, course: Course) -> Archive:
    """The same archive, and the files of the zips in it where it holds no chapter outside of them, as Moodle exports it."""
    if any(entry.path.suffix == ".py" and chapter_of(entry.path.stem, course) for entry in archive.entries):
        return archive
    entries, notes = list(archive.entries), list(archive.notes)
    for entry in [entry for entry in archive.entries if entry.path.suffix.lower() == ".zip"][:MAX_INNER]:
        try:
            inner = open_zip(entry.data(MAX_ZIP + 1), entry.path.name)
        except BROKEN as error:
            inner = Archive(notes=(f"{printable(entry.path.name)} cannot be read: {type(error).__name__}",))
        entries += inner.entries
        notes += inner.notes
    return Archive(tuple(entries), tuple(notes))


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
        return chapter is None, len(entry.path.parts), -_attempt(entry.path.stem)[1], str(entry.path)

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

    def submission(self, name: str, chosen: tuple[str, ...]) -> Submission:
        """What was read."""
        if not (self.modules.keys() | self.problems.keys()) & self.course.chapters.keys():
            self.notes.append("it holds no chapter module")
        return Submission(name, self.modules, self.problems, chosen, tuple(self.notes[:MAX_NOTES]))
