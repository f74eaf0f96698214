"""The files that a graded class is shown in, each replaced as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from nngrade import __version__
from nngrade.batch.effort import Effort, EffortItem, EffortTally
from nngrade.batch.items import Analysis, Tally
from nngrade.batch.people import pseudonyms
from nngrade.batch.run import Run, results
from nngrade.batch.settings import STATE
from nngrade.batch.store import Store
from nngrade.course import Course
from nngrade.files import write_lines
from nngrade.render import csv
from nngrade.render.html import Page, render_page
from nngrade.report import Judged
from nngrade.variant import mistakes

Alike = Sequence[tuple[str, str, str, float]]
Named = Callable[[], Iterator[tuple[str, Judged]]]


def write_outputs(run: Run, store: Store, *, anonymous: bool = False, alike: Alike | None = None) -> None:
    """Write every file of results.

    Args:
        run: the class.
        store: its results.
        anonymous: whether the files for people show other names, in the order of these.
        alike: pairs of similar submissions, if somebody asked for them.
    """
    names = run.names()
    shown = _shown_names(run, names, anonymous=anonymous)
    order = sorted(names, key=lambda name: shown[name]) if anonymous else names
    analysis = _write_results(run, store, names)
    pairs = None if alike is None else [(c, shown[one], shown[other], share) for c, one, other, share in alike]

    def named() -> Iterator[tuple[str, Judged]]:
        return ((shown[judged.report.submission], judged) for judged in results(store, order))

    _write_tables(run, named, analysis, pairs)
    page = Page(
        Path(run.settings.submissions).name,
        __version__,
        run.settings.seed,
        run.chosen,
        len(names),
        lambda: ((name, judged.report) for name, judged in named()),
        analysis,
        pairs,
        anonymous,
        _write_practice(run, shown, order),
    )
    write_lines(run.out / "report.html", render_page(page))
    run.save(finished=True)


def _shown_names(run: Run, names: list[str], *, anonymous: bool) -> dict[str, str]:
    """By submission the name that people see; the key to other names is a file of its own."""
    if not anonymous:
        (run.out / "names.csv").unlink(missing_ok=True)
        return {name: name for name in names}
    shown = pseudonyms(names, run.out / STATE)
    rows = [["shown as", "submission"], *sorted((other, name) for name, other in shown.items())]
    write_lines(run.out / "names.csv", csv.lines(rows))
    return shown


def _write_results(run: Run, store: Store, names: list[str]) -> Analysis:
    """Write `results.jsonl`; what all reports together say of checks and mistakes."""
    tally = Tally(_explanations(run.job.course))

    def lines() -> Iterator[bytes]:
        for judged in results(store, names):
            tally.add(judged.report)
            yield msgspec.json.encode(judged.report) + b"\n"

    write_lines(run.out / "results.jsonl", lines())
    return tally.analysis()


def _write_tables(run: Run, named: Named, analysis: Analysis, pairs: list[tuple[str, str, str, float]] | None) -> None:
    tables = {
        "scores.csv": csv.scores(((name, judged.report) for name, judged in named()), run.chosen),
        "checks.csv": csv.checks(analysis),
        "together.csv": csv.pairs(analysis),
        "mistakes.csv": csv.mistakes(analysis),
        "times.csv": csv.times(named()),
    }
    (run.out / "alike.csv").unlink(missing_ok=True)
    if pairs is not None:
        tables["alike.csv"] = csv.alike(pairs)
    for name, rows in tables.items():
        write_lines(run.out / name, csv.lines(rows))


def _write_practice(run: Run, shown: dict[str, str], order: list[str]) -> tuple[EffortItem, ...]:
    """Write `practice.csv`; what all records together tell."""
    tally = EffortTally()

    def told() -> Iterator[tuple[str, str, Effort]]:
        for name, found in run.efforts(order):
            tally.add(found)
            yield from ((shown[name], chapter, effort) for chapter, effort in found.items())

    write_lines(run.out / "practice.csv", csv.lines(csv.practice(told())))
    return tally.items(run.chosen)


def _explanations(course: Course) -> dict[tuple[str, str], str]:
    """What each known mistake means."""
    return {
        (name, variant.id): variant.explanation
        for name, chapter in course.chapters.items()
        for variant in mistakes(chapter)
    }
