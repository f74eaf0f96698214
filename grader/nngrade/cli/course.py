"""`nngrade course`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nngrade.cli.frame import told

course = typer.Typer(no_args_is_help=True, help="For authors of courses.")


@course.callback()
def group() -> None:
    """For authors of courses."""


@course.command()
def verify(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Folder of the course; the built-in one if not given.")] = None,
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every input.")] = 7,
) -> None:
    """Prove a course: stubs fail, solutions pass, every mistake fails and is named, every check is failed by one."""
    with told():
        from nngrade.course import load_course
        from nngrade.verify import verify_course

        loaded = load_course(folder)
        unknown = [name for name in chapter or [] if name not in loaded.chapters]
        if unknown:
            typer.echo(f"nngrade: there is no chapter {unknown[0]}: the course has {', '.join(loaded.chapters)}", err=True)
            raise typer.Exit(2)
        problems = 0
        for name in chapter or loaded.chapters:
            result = verify_course(loaded, name, seed)
            problems += len(result.problems)
            typer.echo(f"{name}: {result.summary}")
            for problem in result.problems:
                typer.echo(f"  {problem}")
    typer.echo(f"{problems} problems" if problems else "the course is sound")
    raise typer.Exit(1 if problems else 0)
