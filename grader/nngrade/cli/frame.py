"""What every command shares: where text goes, and how an error ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from nngrade.cli.ground import drop_output, refuse, told_of

if TYPE_CHECKING:
    from rich.console import Console

    from nngrade.render.line import Line


def console(*, stderr: bool = False) -> Console:
    """A console that respects pipes, NO_COLOR and narrow terminals."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=not (sys.stderr if stderr else sys.stdout).isatty())


def show(lines: Iterable[Line]) -> None:
    """Print lines, in colours on a terminal. Into a pipe they go as they are, without the time that rich takes to import."""
    if not (sys.stdout.isatty() or "FORCE_COLOR" in os.environ):
        for line in lines:
            print(line.plain)
        return
    from rich.text import Text

    out = console()
    for line in lines:
        out.print(Text.assemble(*line.parts))


def standard_input() -> BinaryIO:
    """Where a command reads what is handed to it. Raises `SubmissionError` where that was closed."""
    from nngrade.submission import SubmissionError

    if sys.stdin is None:  # None is what Python makes of a closed stream
        raise SubmissionError("there is no standard input: leave `<&-` out, or read from a file with `< FILE`")
    return sys.stdin.buffer


@contextmanager
def told() -> Iterator[None]:
    """Turn trouble that a user can mend into one line and exit code 2; nothing of ours is printed as a traceback."""
    from nngrade.course import CourseError
    from nngrade.errors import GradingError
    from nngrade.extras import MissingExtra
    from nngrade.golden import GoldenError
    from nngrade.sandbox.errors import IsolationError
    from nngrade.submission import SubmissionError

    try:
        yield
    except BrokenPipeError:  # whoever read the output has left, and must not be told
        drop_output()
        raise SystemExit(1) from None
    except OSError as error:
        refuse(told_of(error))
    except (CourseError, SubmissionError, GradingError, IsolationError, MissingExtra, GoldenError) as error:
        refuse(str(error))
    except KeyboardInterrupt:
        print("nngrade: stopped", file=sys.stderr)
        raise SystemExit(130) from None
