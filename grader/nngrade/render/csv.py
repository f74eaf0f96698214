"""Tables for spreadsheets: quoted, and safe to open, since no cell begins like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from nngrade.batch.effort import Effort
from nngrade.batch.items import Analysis
from nngrade.report import Judged, Report

Row = Sequence[object]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, full-width signs too."""


def lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows as the lines of a CSV file in UTF-8, with the mark by which spreadsheets know it."""
    yield "\ufeff".encode()
    for row in rows:
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow([_cell(value) for value in row])
        yield text.getvalue().encode(errors="replace")


def _cell(value: object) -> object:
    """A number as it is; a text that a spreadsheet could run, behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def scores(reports: Iterable[tuple[str, Report]], chapters: Sequence[str]) -> Iterator[Row]:
    """A row for each submission: the total, and the points of each chapter.

    Args:
        reports: each with the name to show.
        chapters: the chapters that were graded.
    """
    yield [
        "submission",
        "score",
        "max_score",
        "isolation",
        *chapters,
        *(f"{name} status" for name in chapters),
        "notes",
    ]
    for name, report in reports:
        by_name = {chapter.chapter: chapter for chapter in report.chapters}
        points = [by_name[chapter].score for chapter in chapters]
        states = [by_name[chapter].status for chapter in chapters]
        notes = "; ".join(report.notes) if name == report.submission else ""
        yield [name, report.score, report.max_score, report.isolation, *points, *states, notes]


def checks(analysis: Analysis) -> Iterator[Row]:
    """A row for each check: how many passed, and how well it tells who knows."""
    yield ["chapter", "check", "function", "tried", "passed", "share", "discrimination", "title"]
    for item in analysis.checks:
        discrimination = None if item.discrimination is None else round(item.discrimination, 3)
        facts = [item.tried, item.passed, round(item.share, 4), discrimination]
        yield [item.chapter, item.check, item.function, *facts, item.title]


def pairs(analysis: Analysis) -> Iterator[Row]:
    """A row for each pair of checks that fail together."""
    yield ["chapter", "check", "other check", "fail both", "fail either", "share"]
    for pair in analysis.pairs:
        yield [pair.chapter, pair.one, pair.other, pair.both, pair.either, round(pair.share, 4)]


def mistakes(analysis: Analysis) -> Iterator[Row]:
    """A row for each known mistake, the most frequent first."""
    yield ["chapter", "mistake", "made", "tried", "share", "explanation"]
    for item in analysis.mistakes:
        yield [item.chapter, item.mistake, item.made, item.tried, round(item.share, 4), item.explanation]


def times(results: Iterable[tuple[str, Judged]]) -> Iterator[Row]:
    """A row for each submission: what judging it took; kept apart, since no two runs agree on it."""
    yield ["submission", "processor seconds", "judged once more"]
    for name, judged in results:
        yield [name, judged.seconds, "; ".join(judged.retried)]


def practice(told: Iterable[tuple[str, str, Effort]]) -> Iterator[Row]:
    """A row for each chapter that a learner's own record tells of."""
    yield ["submission", "chapter", "attempts", "passed", "minutes to pass"]
    for name, chapter, effort in told:
        minutes = None if effort.seconds is None else round(effort.seconds / 60, 1)
        yield [name, chapter, effort.attempts, "no" if effort.seconds is None else "yes", minutes]


def alike(found: Iterable[tuple[str, str, str, float]]) -> Iterator[Row]:
    """A row for each pair of submissions whose code is alike."""
    yield ["chapter", "submission", "other submission", "alike"]
    for chapter, one, other, share in found:
        yield [chapter, one, other, round(share, 3)]
