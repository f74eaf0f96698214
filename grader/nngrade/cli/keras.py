"""`nngrade keras`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from nngrade.cli.frame import console, told

keras = typer.Typer(no_args_is_help=True, help="Recorded results of real Keras (needs the extra `keras`).")

Chapters = Annotated[
    list[str] | None, typer.Argument(metavar="[CHAPTER]...", help="Only these; all that have recorded results if none.")
]


@contextmanager
def bar(total: int, first: str = "starting Keras") -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error; the function that it gives tells what comes next."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<15}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    out = console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task(first, total=total)
        started = 0

        def tell(what: str) -> None:
            nonlocal started
            progress.update(task, description=what, completed=started)
            started += 1

        yield tell
        progress.update(task, completed=total)


@keras.command()
def record(chapters: Chapters = None) -> None:
    """Run real Keras and write its results beside the suites that use them."""
    with told():
        from nngrade.course import load_course
        from nngrade.keras.recording import chosen
        from nngrade.keras.recording import record as recorded

        course = load_course()
        with bar(len(chosen(course, chapters or []))) as tell:
            done = recorded(course, chapters or [], tell)
    for row in done:
        typer.echo(f"{row.chapter:<15} {row.arrays:>5} arrays {row.size:>8} bytes  {row.folder}")
    typer.echo(f"{sum(row.size for row in done)} bytes in all")


@keras.command()
def verify(chapters: Chapters = None) -> None:
    """Run real Keras again and compare with what was recorded: exit code 1 where they depart."""
    with told():
        from nngrade.course import load_course
        from nngrade.keras.recording import chosen
        from nngrade.keras.verifying import verify as verified
        from nngrade.render.agreement import render_agreement

        course = load_course()
        with bar(len(chosen(course, chapters or []))) as tell:
            found = verified(course, chapters or [], tell)
    for line in render_agreement(found):
        typer.echo(line)
    raise typer.Exit(0 if all(row.agrees for row in found) else 1)
