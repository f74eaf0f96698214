"""What `nngrade check` does. It needs no parser, so that a command of plain words does not pay for importing one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nngrade.cli.frame import show, told

if TYPE_CHECKING:
    from nngrade.report import Report


def grade_and_show(
    targets: Sequence[str],
    *,
    format: str = "text",
    seed: int | None = None,
    disclose: str = "open",
    allow_basic: bool = False,
    course: Path | None = None,
) -> int:
    """Grade, remember and print.

    Args:
        targets: chapters, a module or a folder; the workspace here if there is none.
        format: `text` or `json`.
        seed: as in `nngrade.check`.
        disclose: as in `nngrade.check`.
        allow_basic: as in `nngrade.check`.
        course: as in `nngrade.check`.

    Returns:
        The exit code.
    """
    with told():
        report = _graded(targets or ["."], seed, disclose, allow_basic, course, quiet=format == "json")
        if format == "json":
            from nngrade.render.json import to_json

            print(to_json(report))
        else:
            _show(report, course)
    return report.exit_code()


def _graded(
    targets: Sequence[str], seed: int | None, disclose: str, allow_basic: bool, course: Path | None, *, quiet: bool
) -> Report:
    from nngrade.checking import check
    from nngrade.cli.progress import Progress
    from nngrade.practice.remember import remember
    from nngrade.sandbox.ahead import take_ahead
    from nngrade.sandbox.house import House

    with Progress(quiet=quiet) as progress:
        house = House(started=take_ahead())
        report = check(
            targets,
            seed=seed,
            disclose=disclose,
            allow_basic=allow_basic,
            course=course,
            house=house,
            listener=progress.heard,
        )
    remember(targets, report)
    return report


def _show(report: Report, folder: Path | None) -> None:
    from nngrade.course import load_course
    from nngrade.render.terminal import render_report

    show(render_report(report, load_course(folder)))
