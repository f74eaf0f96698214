"""The files that a graded class is shown in, each replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nngrade import __version__
from nngrade.batch.items import Tally
from nngrade.batch.people import pseudonyms
from nngrade.batch.run import STATE, Run, results
from nngrade.batch.store import Store
from nngrade.course import Course
from nngrade.files import write_lines
from nngrade.render import csv
from nngrade.render.html import Page, render_page
from nngrade.report import Judged
from nngrade.variant import mistakes

Alike = Sequence[tuple[str, str, str, float]]


def write_outputs(run: Run, store: Store, *, anonymous: bool = False, alike: Alike | None = None) -> None:
    """Write every file of results.

    Args:
        run: the class.
        store: its results.
        anonymous: whether the files for people show other names, in the order of these.
        alike: pairs of similar submissions, if somebody asked for them.
    """
    names, out, chapters = run.names(), run.out, run.chosen
    shown = {name: name for name in names}
    if anonymous:
        shown = pseudonyms(names, out / STATE)
        write_lines(
            out / "names.csv", csv.lines([["shown as", "submission"], *sorted((b, a) for a, b in shown.items())])
        )
    else:
        (out / "names.csv").unlink(missing_ok=True)
    order = sorted(names, key=lambda name: shown[name]) if anonymous else names
    tally = Tally(_explanations(run.job.course))

    def lines() -> Iterator[bytes]:
        for judged in results(store, names):
            tally.add(judged.report)
            yield msgspec.json.encode(judged.report) + b"\n"

    def named() -> Iterator[tuple[str, Judged]]:
        return ((shown[judged.report.submission], judged) for judged in results(store, order))

    write_lines(out / "results.jsonl", lines())
    analysis = tally.analysis()
    pairs = None if alike is None else [(c, shown[one], shown[other], share) for c, one, other, share in alike]
    tables = {
        "scores.csv": csv.scores(((name, judged.report) for name, judged in named()), chapters),
        "checks.csv": csv.checks(analysis),
        "together.csv": csv.pairs(analysis),
        "mistakes.csv": csv.mistakes(analysis),
        "times.csv": csv.times(named()),
    }
    (out / "alike.csv").unlink(missing_ok=True)
    if pairs is not None:
        tables["alike.csv"] = csv.alike(pairs)
    for name, rows in tables.items():
        write_lines(out / name, csv.lines(rows))
    title = Path(run.settings.submissions).name
    page = Page(
        title,
        __version__,
        run.settings.seed,
        chapters,
        len(names),
        lambda: ((name, judged.report) for name, judged in named()),
        analysis,
        pairs,
        anonymous,
    )
    write_lines(out / "report.html", render_page(page))
    run.save(finished=True)


def _explanations(course: Course) -> dict[tuple[str, str], str]:
    """What each known mistake means."""
    return {
        (name, variant.id): variant.explanation
        for name, chapter in course.chapters.items()
        for variant in mistakes(chapter)
    }
