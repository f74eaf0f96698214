"""`nngrade bundle`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nngrade.cli.frame import told


def bundle(
    learner: Annotated[bool, typer.Option("--learner", help="Without solutions and hidden suites.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the wheel.")] = Path(),
) -> None:
    """Make a wheel of nngrade to give to learners."""
    with told():
        from nngrade.bundling import bundle_learner
        from nngrade.course import CourseError

        if not learner:
            raise CourseError("say --learner: that is the only bundle there is; `pip wheel .` makes the whole one")
        path = bundle_learner(out)
    typer.echo(f"{path}: learners install it with `pip install {path.name}`; it checks the examples of the lessons")
