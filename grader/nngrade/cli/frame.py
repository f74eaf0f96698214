"""What every command shares: where text goes, and how an error ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """A console that respects pipes, NO_COLOR and narrow terminals."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=not (sys.stderr if stderr else sys.stdout).isatty())


@contextmanager
def told() -> Iterator[None]:
    """Turn trouble that a user can mend into one line and exit code 2; nothing of ours is printed as a traceback."""
    from nngrade.course import CourseError
    from nngrade.sandbox.errors import IsolationError
    from nngrade.submission import SubmissionError

    try:
        yield
    except (CourseError, SubmissionError, IsolationError, OSError) as error:
        typer.echo(f"nngrade: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("nngrade: stopped", err=True)
        raise typer.Exit(130) from None
