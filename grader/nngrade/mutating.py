"""Mutation testing of a course: every mutant of a reference solution must fail its suite, or be known to be equivalent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import msgspec

from nngrade.course import Chapter, Course, CourseError, load_course
from nngrade.judge import Judge, Options
from nngrade.mutation import Mutant, mutants
from nngrade.sandbox.house import House
from nngrade.source import parse_source
from nngrade.submission import Submission

REVIEWED = "survivors.toml"


class Survivor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that may pass, because no caller can tell it from the reference.

    Attributes:
        function: where it is.
        change: the line before and after.
        why: the reason, reviewed.
    """

    function: str
    change: str
    why: str


class _Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    survivor: tuple[Survivor, ...] = ()


class Trial(msgspec.Struct, frozen=True):
    """What became of the mutants of a chapter.

    Attributes:
        chapter: its name.
        tried: number of mutants.
        survived: those that passed the suite.
        reviewed: those of them that are known to be equivalent.
    """

    chapter: str
    tried: int
    survived: tuple[Mutant, ...]
    reviewed: tuple[Survivor, ...]

    @property
    def unknown(self) -> list[Mutant]:
        """Survivors that nobody has explained."""
        known = {(survivor.function, survivor.change) for survivor in self.reviewed}
        return [mutant for mutant in self.survived if (mutant.function, mutant.change) not in known]

    @property
    def stale(self) -> list[Survivor]:
        """Reviewed survivors that exist no more."""
        alive = {(mutant.function, mutant.change) for mutant in self.survived}
        return [survivor for survivor in self.reviewed if (survivor.function, survivor.change) not in alive]


def mutate_course(course: Course, chapters: list[str], folder: Path | None, jobs: int | None = None) -> Iterator[Trial]:
    """Try every mutant of some chapters.

    Args:
        course: the course.
        chapters: which of its chapters.
        folder: where the course lies; None is the built-in one.
        jobs: number of processes; None takes one a core.
    """
    with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for name in chapters:
            chapter = course.chapters[name]
            parse_source(chapter.solution, chapter.solution_text)  # refuses what is no Python
            found = list(mutants(chapter.solution_text))
            passed = pool.map(_passes, [str(folder or "")] * len(found), [name] * len(found), [m.source for m in found])
            survived = tuple(mutant for mutant, survives in zip(found, passed, strict=True) if survives)
            yield Trial(name, len(found), survived, _reviewed(chapter))


def _reviewed(chapter: Chapter) -> tuple[Survivor, ...]:
    path = chapter.suite / REVIEWED
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Reviewed).survivor
    except FileNotFoundError:
        return ()
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


@cache
def _judge(folder: str) -> Judge:
    """One judge a process; short time limits, since a mutant that loops is as good as failed."""
    course = load_course(folder or None)
    quick = {
        name: msgspec.structs.replace(
            c, facts=msgspec.structs.replace(c.facts, cpu_seconds=min(20.0, c.facts.cpu_seconds))
        )
        for name, c in course.chapters.items()
    }
    return Judge(msgspec.structs.replace(course, chapters=quick), House())


def _passes(folder: str, chapter: str, source: str) -> bool:
    submission = Submission("mutant", {chapter: source}, {}, (chapter,))
    report = _judge(folder).judge(submission, Options(seed=7, diagnose=False))
    return report.chapters[0].status == "passed"
