"""A course: chapters found on disk by their names. The only module that knows where a course lies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from nngrade.errors import CourseError as CourseError
from nngrade.source import read_source

PARTS = ("exercises", "solutions", "suites")

Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]


class FunctionFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `chapter.toml` says of one function.

    Attributes:
        hints: from a nudge to nearly the answer.
    """

    hints: tuple[str, ...] = ()


class ChapterFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of a `chapter.toml`.

    Attributes:
        number: its place in the course.
        title: what it is about.
        functions: what the learner implements, in order.
        requires: earlier chapters whose modules its solution imports.
        allows: packages that it may import besides NumPy, such as `sklearn`.
        refuses: modules of these that it may not, such as `sklearn.neural_network`: they would do the learner's work.
        bonus: whether its points stay out of the course's total.
        cpu_seconds: processor time for the whole chapter, after which the learner's code is stopped.
        quiz_points: what its quiz counts in a grade; 0 leaves the quiz to practice.
    """

    number: int
    title: str
    functions: dict[str, FunctionFacts]
    requires: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    bonus: bool = False
    cpu_seconds: Seconds = 10.0
    quiz_points: float = 0.0


class Chapter(msgspec.Struct, frozen=True, dict=True):
    """One stub module, one reference solution, one suite folder.

    Attributes:
        name: the module's name.
        facts: what its `chapter.toml` says.
        stub: path of the stub.
        solution: path of the reference solution.
        suite: path of the suite folder.
    """

    name: str
    facts: ChapterFacts
    stub: Path
    solution: Path
    suite: Path

    @cached_property
    def checks(self) -> Path:
        """The chapter's own file of checks."""
        return self.suite / f"test_{self.name}.py"

    @cached_property
    def check_files(self) -> list[Path]:
        """Every file of checks: the chapter's own first, then others beside it, such as `test_<chapter>_keras.py`."""
        return [self.checks, *(path for path in sorted(self.suite.glob("test_*.py")) if path != self.checks)]

    @cached_property
    def solution_text(self) -> str:
        """The source of the reference solution."""
        return read_source(self.solution)

    @cached_property
    def stub_text(self) -> str:
        """The source of the stub."""
        return read_source(self.stub)


class Course(msgspec.Struct, frozen=True):
    """Chapters by name, in order.

    Attributes:
        name: the course's name.
        chapters: every chapter, in the order of their numbers.
    """

    name: str
    chapters: Mapping[str, Chapter]

    def earlier(self, chapter: str) -> list[str]:
        """Names of the chapters before one."""
        number = self.chapters[chapter].facts.number
        return [name for name, other in self.chapters.items() if other.facts.number < number]

    def later(self, chapter: str) -> list[str]:
        """Names of the chapters after one."""
        number = self.chapters[chapter].facts.number
        return [name for name, other in self.chapters.items() if other.facts.number > number]

    def imports(self, chapter: str) -> dict[str, Sequence[str]]:
        """What a chapter's modules may import and what not, as a worker wants to hear it."""
        facts = self.chapters[chapter].facts
        return {"later": self.later(chapter), "allowed": facts.allows, "refused": facts.refuses}


def needed(course: Course, chapter: str) -> list[str]:
    """The chapters that one requires, directly or not, in the course's order."""
    found = set(course.chapters[chapter].facts.requires)
    for name in list(found):
        found.update(needed(course, name))
    return [name for name in course.chapters if name in found]


def builtin_course() -> Path:
    """The folder that holds the built-in course: inside an installed package, or the checkout around it."""
    package = Path(__file__).parent
    return package / "course" if (package / "course").is_dir() else package.parent.parent


def load_course(path: str | Path | None = None) -> Course:
    """Read a course.

    Args:
        path: its folder, with `exercises`, `solutions` and `suites` (or `grader/suites`); None is the built-in one.

    Returns:
        The course. Raises `CourseError` where it cannot be read.
    """
    root = builtin_course() if path is None else Path(path)
    suites = root / "suites" if (root / "suites").is_dir() else root / "grader" / "suites"
    if not suites.is_dir():
        raise CourseError(f"{root} holds no course: expected the folders {', '.join(PARTS)} in it")
    files = sorted(suites.glob("*/chapter.toml"))
    chapters = sorted((_load_chapter(root, file) for file in files), key=lambda chapter: chapter.facts.number)
    if not chapters:
        raise CourseError(f"{suites} holds no chapter: add one with a chapter.toml")
    _check_requirements(chapters)
    name = "neural-networks" if path is None else root.resolve().name
    return Course(name, {chapter.name: chapter for chapter in chapters})


def _check_requirements(chapters: list[Chapter]) -> None:
    """Each must be of an earlier chapter, so that no two can require each other."""
    numbers = {chapter.name: chapter.facts.number for chapter in chapters}
    for chapter in chapters:
        for name in chapter.facts.requires:
            if numbers.get(name, chapter.facts.number) >= chapter.facts.number:
                earlier = [other for other, number in numbers.items() if number < chapter.facts.number]
                known = f"the earlier ones are {', '.join(earlier)}" if earlier else "there is none before this one"
                raise CourseError(
                    f"{chapter.suite / 'chapter.toml'}: requires names {name!r}, which is no earlier chapter: {known}"
                )


def _load_chapter(root: Path, file: Path) -> Chapter:
    name = file.parent.name
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CourseError(f"{file.parent}: a chapter's folder is named like its module, in small letters")
    try:
        facts = msgspec.toml.decode(file.read_bytes(), type=ChapterFacts)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{file}: {error}") from None
    for package in facts.allows:
        if not all(part.isidentifier() for part in package.split(".")):
            raise CourseError(f"{file}: allows names {package!r}, which is no package: write it as in an import")
    return Chapter(name, facts, root / "exercises" / f"{name}.py", root / "solutions" / f"{name}.py", file.parent)
