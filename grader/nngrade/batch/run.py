"""Grading a class into a folder: what is known is looked up, the rest is judged, every result is kept as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import msgspec

from nngrade.batch.effort import Effort, efforts
from nngrade.batch.engine import Job, Piece, judge_all
from nngrade.batch.reading import kept_state, open_source, read_source
from nngrade.batch.settings import SETTINGS, STATE, Settings
from nngrade.batch.sources import Sources, find_sources
from nngrade.batch.store import Store
from nngrade.course import Course, CourseError
from nngrade.files import write_atomically
from nngrade.report import ChapterReport, Judged, Report, assemble
from nngrade.submission import Submission
from nngrade.upstream import Keys, graded_chapters, judging_order, whose_modules

Listener = Callable[[Judged, bool], None]
"""Hears of each result, and whether it was looked up."""


class Run:
    """A class that is being graded into a folder.

    Args:
        settings: how.
        out: the folder for the results.
        earlier: results of another run to look up.
    """

    def __init__(self, settings: Settings, out: Path, earlier: Store | None = None) -> None:
        self.settings, self.out, self.earlier = settings, out, earlier
        self.job = Job(settings.course, settings.options(), allow_basic=settings.allow_basic)
        self.chosen = chosen_chapters(self.job.course, settings.chapters)
        self.sources: Sources = find_sources(Path(settings.submissions), self.job.course)
        self.keys = Keys(self.job.course, settings.options())

    def grade(
        self, executor: Executor | None = None, jobs: int | None = None, listener: Listener = lambda judged, known: None
    ) -> Store:
        """Judge what is not known yet; the store that then holds every result.

        Args:
            executor: where to judge; None takes processes of this machine.
            jobs: how many processes it has; None takes one a core.
            listener: hears of each result.
        """
        store = Store(self.out / STATE)
        self.save(finished=False)
        pieces = self._unknown(store, listener)
        first = next(pieces, None)
        if first is not None:
            batch = min(16, max(1, len(self.sources.found) // 8))
            with _written(store) as write:
                for judged in judge_all(chain([first], pieces), self.job, executor, jobs, batch):
                    write(judged)
                    listener(judged, False)
        store.tidy()
        return store

    def save(self, *, finished: bool) -> None:
        """Write down how the results came about."""
        settings = msgspec.structs.replace(self.settings, finished=finished)
        write_atomically(self.out / STATE / SETTINGS, msgspec.json.format(msgspec.json.encode(settings)) + b"\n")

    def names(self) -> list[str]:
        """The submissions in the order of the results."""
        return [source.name for source in self.sources.found]

    def submissions(self) -> Iterator[Submission]:
        """Every submission, read one by one."""
        for source in self.sources.found:
            yield read_source(self.sources.folder, source, self.job.course, self.chosen)

    def efforts(self, names: Iterable[str]) -> Iterator[tuple[str, dict[str, Effort]]]:
        """What the learners' own records tell of attempts and time, in the order of the names."""
        by_name = {source.name: source for source in self.sources.found}
        now = time.time()
        for name in names:
            archive = open_source(self.sources.folder, by_name[name], self.job.course)
            yield name, efforts(kept_state(archive), self.chosen, now)

    def _unknown(self, store: Store, listener: Listener) -> Iterator[Piece]:
        """What is to be judged; what is known goes to the store at once."""
        for submission in self.submissions():
            own = store.get(submission.name)
            old = own or (self.earlier.get(submission.name) if self.earlier is not None else None)
            found = None if old is None else self._looked_up(submission, old)
            if found is None:
                yield Piece(submission, {} if old is None else self._reusable(old))
                continue
            if found != own:
                store.add([found])
            listener(found, True)

    def _reusable(self, old: Judged) -> dict[str, ChapterReport]:
        """What may stand in for new results: nothing that was judged under less protection than is asked for now."""
        return {} if old.report.isolation == "basic" and not self.settings.allow_basic else old.known()

    def _looked_up(self, submission: Submission, old: Judged) -> Judged | None:
        """The result of a submission from an earlier one, None where a chapter must be judged."""
        known = self._reusable(old)
        done: dict[str, ChapterReport] = {}
        keys: dict[str, str] = {}
        course = self.job.course
        for name in judging_order(course, submission):
            keys[name] = self.keys.key(name, submission, whose_modules(course, name, submission, done))
            if keys[name] not in known:
                return None
            done[name] = known[keys[name]]
        chapters = graded_chapters(course, submission, done)
        beneath = tuple(each for each in done.values() if each not in chapters)
        facts = (self.settings.seed, old.report.isolation, submission.notes)
        report = assemble(course.name, submission.name, chapters, *facts)
        return Judged(report, keys, beneath, old.seconds, old.retried)


@contextmanager
def _written(store: Store, size: int = 16) -> Iterator[Callable[[Judged], None]]:
    """Write results to the store a few at a time; what is left when it ends, however that is, too."""
    waiting: list[Judged] = []

    def write(judged: Judged) -> None:
        waiting.append(judged)
        if len(waiting) >= size:
            store.add(waiting)
            waiting.clear()

    try:
        yield write
    finally:
        store.add(waiting)


def chosen_chapters(course: Course, wanted: Iterable[str]) -> tuple[str, ...]:
    """The chapters that are graded, in the course's order; all where none is named."""
    wanted = list(wanted)
    for name in wanted:
        if name not in course.chapters:
            raise CourseError(f"there is no chapter {name}: the course has {', '.join(course.chapters)}")
    return tuple(name for name in course.chapters if not wanted or name in wanted)


def reports(store: Store, names: Iterable[str]) -> Iterator[Report]:
    """Reports in the order of the names, read one by one."""
    for judged in results(store, names):
        yield judged.report


def results(store: Store, names: Iterable[str]) -> Iterator[Judged]:
    """The same with how they came about."""
    for name in names:
        judged = store.get(name)
        assert judged is not None, name
        yield judged
