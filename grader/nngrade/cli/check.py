"""`nngrade check`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from nngrade.cli.frame import told
from nngrade.cli.grading import grade_and_show
from nngrade.cli.live import need_extra, train_and_show
from nngrade.submission import SubmissionError


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
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Chapters, a module or a folder; the workspace here if not given."),
    ] = None,
    format: Annotated[Format, typer.Option(help="Text for people, JSON for programs.")] = Format.text,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Draw every input from this number; the report names it.")
    ] = None,
    disclose: Annotated[
        Disclose, typer.Option(help="Closed hides inputs, expected values, prints and exception texts.")
    ] = Disclose.open,
    allow_basic: Annotated[
        bool, typer.Option("--allow-basic", help="Grade closed even where isolation is only basic.")
    ] = False,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Then train real Keras beside your network of moons (needs the extra `keras`)."),
    ] = False,
) -> None:
    """Grade your work: hidden checks run on it, and each failure says what went wrong."""
    if live:
        _live_first(format)
    code = grade_and_show(
        targets or [], format=format.value, seed=seed, disclose=disclose.value, allow_basic=allow_basic, course=course
    )
    if live:
        with told():
            train_and_show(targets or [], course, seed)
    raise typer.Exit(code)


def _live_first(format: Format) -> None:
    """Refuse before the checks run what cannot be done after them."""
    with told():
        if format is Format.json:
            raise SubmissionError("--live shows a picture and a table, not JSON: leave one of the two out")
        need_extra()
