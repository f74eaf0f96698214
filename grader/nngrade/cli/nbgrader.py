"""`nngrade nbgrader`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nngrade.cli.frame import told

nbgrader = typer.Typer(no_args_is_help=True, help="Chapters as nbgrader assignments.")


@nbgrader.callback()
def group() -> None:
    """Chapters as nbgrader assignments."""


@nbgrader.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="COURSE_DIR", help="Folder of the nbgrader course; made if it does not exist.")
    ],
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter; may be given several times.")] = None,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
) -> None:
    """Make a course for nbgrader, an assignment a chapter, or bring one up to date. The config is never overwritten."""
    with told():
        from nngrade.nbgrader.parts import require_parts

        require_parts("nbgrader", "nbformat", "nbconvert", "alembic")
        from nngrade.nbgrader.scaffold import make_course

        for made in make_course(folder, chapter or (), course):
            typer.echo(f"{made.name}: {made.state}")
            if made.merged.waiting:
                typer.echo(f"  left out until nobody has handed in work on it: {', '.join(made.merged.waiting)}")
            if made.merged.kept:
                typer.echo(f"  kept, because work on it was handed in: {', '.join(made.merged.kept)}")
    typer.echo(f"next: cd {folder}, then run `nbgrader generate_assignment` with an assignment's name")


@nbgrader.command()
def release(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Whose feedback to make.")],
    folder: Annotated[Path, typer.Option("--in", metavar="COURSE_DIR", help="Folder of the course.")] = Path(),
) -> None:
    """Make feedback, unless marks are still open: says which, and makes none then."""
    with told():
        from nngrade.nbgrader.parts import require_parts

        require_parts("nbgrader", "nbformat", "nbconvert", "alembic")
        from nngrade.nbgrader.opening import load_api
        from nngrade.nbgrader.releasing import make_feedback, open_marks

        api = load_api(folder)
        waiting = open_marks(api, assignment)
        for mark in waiting:
            state = "no mark yet" if mark.suggested is None else f"{mark.suggested:g} points are suggested"
            typer.echo(f"open: {mark.student}, {mark.cell}: {state}")
        if waiting:
            typer.echo(f"{len(waiting)} marks are open: accept or change them in the formgrader, then run this again")
            raise typer.Exit(1)
        students = make_feedback(api, assignment)
    typer.echo(f"feedback made for {len(students)} students; next: nbgrader release_feedback {assignment}")
