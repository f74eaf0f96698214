"""`nngrade init`, `hint` and `status`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nngrade.cli.frame import console, told


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; made if it does not exist.")] = Path(),
) -> None:
    """Make a workspace: a stub for each chapter. Never overwrites a file."""
    with told():
        from nngrade.course import load_course
        from nngrade.practice.workspace import make_workspace

        course = load_course()
        made = make_workspace(folder, course)
    first = next(iter(course.chapters))
    kept = len(course.chapters) + 1 - len(made)
    typer.echo(
        f"{len(made)} files made in {folder.resolve()}" + (f", {kept} were there and stay as they are" if kept else "")
    )
    where = "" if folder == Path() else f"cd {folder}, "
    typer.echo(f"next: {where}open {first}.py, then run `nngrade check {first}`")


def hint(function: Annotated[str, typer.Argument(help="The function you are stuck on.")]) -> None:
    """Show the next hint for a function, from a nudge to nearly the answer."""
    with told():
        from nngrade.checking import workspace
        from nngrade.course import load_course
        from nngrade.practice.workspace import next_hint
        from nngrade.submission import SubmissionError

        course = load_course()
        folder: Path | None
        try:
            folder = workspace(course)
        except SubmissionError:
            folder = None
        number, count, text = next_hint(folder, course, function)
    typer.echo(f"hint {number} of {count}: {text}")


def status() -> None:
    """Show where you stand, from the last results."""
    with told():
        from nngrade.checking import workspace
        from nngrade.course import load_course
        from nngrade.practice.workspace import standing

        course = load_course()
        steps = standing(workspace(course), course)
    out = console()
    width = max(len(step.chapter) for step in steps)
    for step in steps:
        score = f"{step.score:g} of {step.max_score:g} points" if step.max_score else ""
        state = "to do" if step.status == "todo" else step.status
        out.print(f"{step.chapter:<{width}}  {state:<15}  {score:<18}  {step.title}".rstrip(), markup=False)
    todo = next((step for step in steps if step.status != "passed"), None)
    typer.echo(f"next: nngrade check {todo.chapter}" if todo else "all passed")
