"""The report on a class as one HTML page: self-contained, opens offline, made for screen readers too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

import jinja2
import msgspec

from nngrade.batch.effort import EffortItem
from nngrade.batch.items import Analysis
from nngrade.report import ChapterReport, Report

STATES = {"passed": "passed", "failed": "failed", "todo": "to do", "missing": "missing", "error": "could not be graded"}

Named = tuple[str, Report]
"""A report with the name to show."""


class Page(msgspec.Struct, frozen=True):
    """What a class's page is made of.

    Attributes:
        title: what was graded.
        version: of nngrade.
        seed: every input was drawn from it.
        chapters: what was graded, in order.
        count: number of submissions.
        reports: makes the reports, one by one; called as often as they are needed, so that they need not fit into memory.
        analysis: what the checks tell.
        alike: pairs of similar submissions (chapter, one, other, share); None where nobody asked.
        anonymous: whether names are replaced.
        efforts: attempts and time by the learners' own records, where any tells of them.
    """

    title: str
    version: str
    seed: int
    chapters: Sequence[str]
    count: int
    reports: Callable[[], Iterable[Named]]
    analysis: Analysis
    alike: Sequence[tuple[str, str, str, float]] | None = None
    anonymous: bool = False
    efforts: Sequence[EffortItem] = ()


def render_page(page: Page) -> Iterator[bytes]:
    """The page, piece by piece."""
    source = resources.files(__package__).joinpath("templates/class.html").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
    facts = {
        "title": page.title,
        "version": page.version,
        "seed": page.seed,
        "count": page.count,
        "chapters": page.chapters,
        "anonymous": page.anonymous,
        "spread": _spread(page),
        "rows": lambda: (_row(place, *named) for place, named in enumerate(page.reports())),
        "each": lambda: (_one(place, *named) for place, named in enumerate(page.reports())),
        "checks": [_check_item(item) for item in page.analysis.checks],
        "pairs": page.analysis.pairs[:20],
        "mistakes": [
            {**msgspec.structs.asdict(item), "percent": f"{item.share:.0%}"} for item in page.analysis.mistakes
        ],
        "efforts": [_effort(item) for item in page.efforts],
        "alike": None if page.alike is None else [_pair(*pair) for pair in page.alike],
    }
    for piece in template.generate(facts):
        yield piece.encode(errors="replace")


def _spread(page: Page) -> list[dict[str, Any]]:
    """Each chapter over the class."""
    states = {name: Counter[str]() for name in page.chapters}
    sums, most = dict.fromkeys(page.chapters, 0.0), dict.fromkeys(page.chapters, 0.0)
    for _, report in page.reports():
        for chapter in report.chapters:
            states[chapter.chapter][chapter.status] += 1
            sums[chapter.chapter] += chapter.score
            most[chapter.chapter] = max(most[chapter.chapter], chapter.max_score)
    return [
        {
            "chapter": name,
            **{state: states[name][state] for state in STATES},
            "mean": f"{sums[name] / max(page.count, 1):.3g}",
            "most": f"{most[name]:g}",
        }
        for name in page.chapters
    ]


def _row(place: int, name: str, report: Report) -> dict[str, Any]:
    cells = [
        f"{chapter.score:g}" if chapter.status in ("passed", "failed") else STATES[chapter.status]
        for chapter in report.chapters
    ]
    return {
        "anchor": f"s{place}",
        "name": name,
        "score": f"{report.score:g}",
        "most": f"{report.max_score:g}",
        "cells": cells,
    }


def _one(place: int, name: str, report: Report) -> dict[str, Any]:
    notes = report.notes if name == report.submission else ()  # a note may hold the name of a file, and so a person's
    return {
        **_row(place, name, report),
        "isolation": report.isolation,
        "notes": notes,
        "chapters": [_chapter(chapter) for chapter in report.chapters],
    }


def _chapter(chapter: ChapterReport) -> dict[str, Any]:
    shown = [check for check in chapter.checks if check.verdict != "passed" and chapter.status in ("failed", "error")]
    return {
        "name": chapter.chapter,
        "state": STATES[chapter.status],
        "score": f"{chapter.score:g}",
        "most": f"{chapter.max_score:g}",
        "bonus": chapter.bonus,
        "reference": ", ".join(name for name, whose in chapter.upstream.items() if whose == "reference"),
        "message": chapter.message,
        "checks": [
            {"verdict": check.verdict.upper(), "title": check.title, "message": check.message} for check in shown
        ]
        if not chapter.message
        else [],
    }


def _check_item(item: Any) -> dict[str, Any]:
    discrimination = "does not vary" if item.discrimination is None else f"{item.discrimination:.2f}"
    return {**msgspec.structs.asdict(item), "percent": f"{item.share:.0%}", "discrimination": discrimination}


def _effort(item: EffortItem) -> dict[str, Any]:
    return {
        "chapter": item.chapter,
        "known": item.known,
        "passed": item.passed,
        "attempts": "none passed" if item.attempts is None else f"{item.attempts:g}",
        "time": "none passed" if item.seconds is None else duration(item.seconds),
    }


def duration(seconds: float) -> str:
    """A length of time in its largest unit and the next: `3 h 20 min`, `2 d`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [(days, "d"), (hours, "h")] if days else [(hours, "h"), (minutes, "min")]
    return " ".join(f"{number} {unit}" for number, unit in units if number)


def _pair(chapter: str, one: str, other: str, share: float) -> dict[str, Any]:
    return {"chapter": chapter, "one": one, "other": other, "percent": f"{share:.0%}"}
