"""`nngrade check`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nngrade.cli.frame import console, told

if TYPE_CHECKING:
    from nngrade.report import Report


class Format(str, Enum):
    """How to show a report."""

    text = "text"
    json = "json"


class Disclose(str, Enum):
    """How much a report shows."""

    open = "open"
    closed = "closed"


def check(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET]...", help="Chapters, a module or a folder; the workspace here if not given.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Text for people, JSON for programs.")] = Format.text,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw every input from this number; the report names it.")] = None,
    disclose: Annotated[Disclose, typer.Option(help="Closed hides inputs, expected values, prints and exception texts.")] = Disclose.open,
    allow_basic: Annotated[bool, typer.Option("--allow-basic", help="Grade closed even where isolation is only basic.")] = False,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
) -> None:
    """Grade your work: hidden checks run on it, and each failure says what went wrong."""
    with told():
        report = _graded(targets or ["."], seed, disclose.value, allow_basic, course, quiet=format is Format.json)
    if format is Format.json:
        from nngrade.render.json import to_json

        typer.echo(to_json(report))
    else:
        _show(report, course)
    raise typer.Exit(report.exit_code())


def _graded(targets: list[str], seed: int | None, disclose: str, allow_basic: bool, course: Path | None, *, quiet: bool) -> Report:
    from nngrade.checking import check as check_work
    from nngrade.cli.progress import Progress
    from nngrade.practice.state import remember
    from nngrade.sandbox.ahead import take_ahead
    from nngrade.sandbox.house import House

    with Progress(quiet=quiet) as progress:
        house = House(started=take_ahead())
        report = check_work(
            targets, seed=seed, disclose=disclose, allow_basic=allow_basic, course=course, house=house, listener=progress.heard
        )
    remember(targets, report)
    return report


def _show(report: Report, folder: Path | None) -> None:
    from nngrade.course import load_course
    from nngrade.render.terminal import render_report

    out = console()
    for line in render_report(report, load_course(folder)):
        out.print(line)
