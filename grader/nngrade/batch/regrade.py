"""Grading again after a course changed: what the change touches is judged, and shown before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from types import TracebackType

import msgspec

from nngrade.batch.lock import held, require_folder
from nngrade.batch.outputs import write_outputs
from nngrade.batch.run import Listener, Run
from nngrade.batch.settings import STATE, Settings, read_settings
from nngrade.batch.store import Store
from nngrade.errors import GradingError
from nngrade.report import CheckReport, Report


class CheckChange(msgspec.Struct, frozen=True):
    """A check that earns another number of points than before.

    Attributes:
        chapter: its chapter.
        check: its id.
        before: its verdict then; `absent` where there was no such check.
        after: its verdict now.
        points: what it earns more, negative where it earns less.
    """

    chapter: str
    check: str
    before: str
    after: str
    points: float


class Change(msgspec.Struct, frozen=True):
    """A submission whose result changed.

    Attributes:
        submission: whose.
        before: its score then.
        after: its score now.
        checks: what caused it.
    """

    submission: str
    before: float
    after: float
    checks: tuple[CheckChange, ...]


class Changes(msgspec.Struct, frozen=True):
    """What grading again changes.

    Attributes:
        changed: submissions with another score or other verdicts.
        same: number of submissions whose result is as it was.
        judged: number of submissions that were judged again, at least in part; the others were looked up.
        new: submissions that had no result.
        gone: submissions that had a result and are not there any more.
    """

    changed: tuple[Change, ...]
    same: int
    judged: int
    new: tuple[str, ...]
    gone: tuple[str, ...]


class Regrading:
    """A class that is graded again.

    Args:
        old: folder of the earlier results.
        out: folder for the new ones.
        submissions: where the submissions lie now; None is where they lay.
        course: folder of the changed course; None is where it lay.
    """

    def __init__(self, old: Path, out: Path, *, submissions: Path | None = None, course: Path | None = None) -> None:
        settings = read_settings(old)
        if settings is None:
            raise GradingError(f"{old} holds no results: give the folder that `nngrade grade --out` wrote")
        require_folder(out)
        if out.exists() and any(out.iterdir()):
            raise GradingError(f"{out} is not empty: name a new folder for the new results")
        if submissions is not None:
            settings = msgspec.structs.replace(settings, submissions=str(submissions.resolve()))
        if course is not None:
            settings = msgspec.structs.replace(settings, course=str(course.resolve()))
        _require_there(settings)
        self.old, self.out = old, out
        self.earlier = Store(old / STATE, for_reading=True)
        self.run = Run(settings, out, self.earlier)
        self._store: Store | None = None
        self._begun = self._written = False

    def __enter__(self) -> Regrading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind unless it was written on purpose."""
        self.earlier.close()
        if self._store is not None:
            self._store.close()
        if self._begun and not self._written:
            shutil.rmtree(self.out, ignore_errors=True)

    def judge(
        self, executor: Executor | None = None, jobs: int | None = None, listener: Listener = lambda judged, known: None
    ) -> Changes:
        """Judge what the change touches.

        Args:
            executor: as in `Run.grade`.
            jobs: as in `Run.grade`.
            listener: as in `Run.grade`.
        """
        touched: list[str] = []

        def heard(judged: object, known: bool) -> None:
            touched.extend([] if known else [""])
            listener(judged, known)  # type: ignore[arg-type]  # passed on as it came

        with held(self.out / STATE):
            self._begun = True
            self._store = self.run.grade(executor, jobs, heard)
        names = self.run.names()
        both = [name for name in names if name in self.earlier]
        changed = tuple(self._changes(both))
        gone = tuple(name for name in self.earlier.names() if name not in set(names))
        return Changes(
            changed, len(both) - len(changed), len(touched), tuple(n for n in names if n not in self.earlier), gone
        )

    def _changes(self, names: list[str]) -> Iterator[Change]:
        assert self._store is not None
        for name in names:
            before, after = self.earlier.get(name), self._store.get(name)
            assert before is not None
            assert after is not None
            checks = tuple(changed_checks(before.report, after.report))
            if checks or before.report.score != after.report.score:
                yield Change(name, before.report.score, after.report.score, checks)

    def write(self, *, anonymous: bool = False) -> None:
        """Write the new results."""
        assert self._store is not None
        write_outputs(self.run, self._store, anonymous=anonymous)
        self._written = True


def _require_there(settings: Settings) -> None:
    """Refuse where submissions or course are not where they were, with the option that tells where they are."""
    if not Path(settings.submissions).exists():
        raise GradingError(f"{settings.submissions} is gone: tell where the submissions lie now with --submissions DIR")
    if settings.course is not None and not Path(settings.course).exists():
        raise GradingError(f"{settings.course} is gone: tell where the course lies now with --course DIR")


def changed_checks(before: Report, after: Report) -> Iterator[CheckChange]:
    """The checks that earn another number of points, or have another verdict, than before."""
    old, new = _by_id(before), _by_id(after)
    for key in dict.fromkeys([*new, *old]):
        one, other = old.get(key), new.get(key)
        was, now = (report.verdict if report is not None else "absent" for report in (one, other))
        points = (other.points if other is not None else 0.0) - (one.points if one is not None else 0.0)
        if points or was != now:
            yield CheckChange(*key, was, now, points)


def _by_id(report: Report) -> dict[tuple[str, str], CheckReport]:
    return {(chapter.chapter, check.id): check for chapter in report.chapters for check in chapter.checks}
