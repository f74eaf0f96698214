"""`nngrade grade` and `nngrade regrade`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nngrade.cli.check import Disclose
from nngrade.cli.frame import told
from nngrade.cli.stopping import stoppable
from nngrade.cli.trouble import disk_told

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from nngrade.batch.outputs import Alike
    from nngrade.batch.run import Run
    from nngrade.batch.store import Store


class Format(str, Enum):
    """What to print at the end."""

    text = "text"
    json = "json"


Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results; made if it does not exist.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; one a core if not given.")]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Judge on this Dask cluster, such as tcp://host:8786.")
]
Basic = Annotated[bool, typer.Option("--allow-basic", help="Grade even where isolation is only basic.")]
Anonymous = Annotated[bool, typer.Option("--anonymous", help="Show other names in scores.csv and report.html.")]

MOST_NAMES = 10
KEPT = "what is graded is kept, so repeat the command with --resume to go on"


def grade(
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="Folder or zip with a folder, zip or module for each.")
    ],
    out: Out,
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter; may be given several times.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw every input from this number.")] = None,
    disclose: Annotated[
        Disclose, typer.Option(help="Open shows inputs, expected values and exception texts.")
    ] = Disclose.closed,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was broken off.")] = False,
    anonymous: Anonymous = False,
    similar: Annotated[bool, typer.Option("--similar", help="List pairs of submissions whose code is alike.")] = False,
    allow_basic: Basic = False,
    course: Annotated[Path | None, typer.Option(help="Folder of another course.")] = None,
    gradebook: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Put the scores into this nbgrader gradebook too: sqlite:///gradebook.db."),
    ] = None,
    format: Annotated[Format, typer.Option(help="Print a summary, or each report as a line of JSON.")] = Format.text,
) -> None:
    """Grade a class: results.jsonl, scores.csv and report.html. What is graded already is looked up."""
    with told(), stoppable(KEPT), disk_told(out, "repeat the command with --resume"):
        from nngrade.batch.lock import held
        from nngrade.batch.outputs import write_outputs
        from nngrade.batch.run import Run
        from nngrade.batch.settings import STATE, plan

        _foresee(out, gradebook, resume=resume)
        settings = plan(
            submissions,
            out,
            course=course,
            seed=seed,
            disclose=disclose.value,
            chapters=chapter or (),
            allow_basic=allow_basic,
            resume=resume,
        )
        run = Run(settings, out)
        with held(out / STATE), executor_for(scheduler) as executor:
            store = _graded(run, executor, jobs)
            with store:
                write_outputs(run, store, anonymous=anonymous, alike=_alike(run) if similar else None)
                if gradebook is not None:
                    _into_gradebook(run, store, gradebook)
                code = _tell(run, store, format.value)
    raise typer.Exit(code)


def _foresee(out: Path, gradebook: str | None, *, resume: bool) -> None:
    """Say beforehand what would only show when a whole class is graded."""
    from nngrade.batch.settings import SETTINGS, STATE

    if gradebook is not None:
        _require_gradebook()
    if resume and not (out / STATE / SETTINGS).exists():
        typer.echo(f"{out} holds no run to go on with: grading from the start", err=True)


def _graded(run: Run, executor: Executor | None, jobs: int | None) -> Store:
    from nngrade.cli.bar import Bar

    _tell_sources(run)
    with Bar(len(run.sources.found)) as bar:
        return run.grade(executor, jobs, bar.heard)


def _tell_sources(run: Run) -> None:
    """Say what was taken for the class, where that is not plain, and what was not."""
    if Path(run.settings.submissions).suffix.lower() == ".zip":
        count = len(run.sources.found)
        what = "one submission" if isinstance(run.sources.folder, Path) else f"a class of {count}"
        typer.echo(f"{Path(run.settings.submissions).name} was read as {what}", err=True)
    for name in run.sources.left_out:
        typer.echo(f"{name} was left out: it is no folder, zip or chapter module", err=True)
    for note in run.sources.notes:
        typer.echo(note, err=True)


def _require_gradebook() -> None:
    from nngrade.nbgrader.parts import require_parts

    require_parts("nbgrader", "alembic")


def _into_gradebook(run: Run, store: Store, url: str) -> None:
    from nngrade.batch.run import results
    from nngrade.nbgrader.gradebook import write_reports

    count = write_reports(url, run.job.course.name, (judged.report for judged in results(store, run.names())))
    typer.echo(f"{count} students written to the gradebook", err=True)


def _alike(run: Run) -> Alike:
    from nngrade.batch.alike import find_alike

    return find_alike(run.submissions(), run.job.course, run.chosen)


def _tell(run: Run, store: Store, format: str) -> int:
    """Print what came of it; the exit code."""
    from nngrade.batch.run import results
    from nngrade.render.json import to_json

    passed = 0
    errors: list[str] = []
    for judged in results(store, run.names()):
        passed += judged.report.exit_code() == 0
        errors += [judged.report.submission] if judged.report.exit_code() == 2 else []
        for line in judged.retried:
            typer.echo(f"{judged.report.submission}: judged once more; {line}", err=True)
        if format == "json":
            typer.echo(to_json(judged.report))
    count = len(run.sources.found)
    if format == "text":
        typer.echo(
            f"{count} submissions graded: {passed} passed everything, {len(errors)} hold something to look at by hand"
        )
        if errors:
            more = f" and {len(errors) - MOST_NAMES} more" if len(errors) > MOST_NAMES else ""
            typer.echo(f"look at {', '.join(errors[:MOST_NAMES])}{more}")
        typer.echo(f"see {run.out / 'report.html'}, scores.csv and results.jsonl beside it")
    return 0 if passed == count else 1


@contextmanager
def executor_for(scheduler: str | None) -> Iterator[Executor | None]:
    """The executor of a Dask cluster, None where no scheduler is named."""
    if scheduler is None:
        yield None
        return
    from nngrade.batch.cluster import connect

    with connect(scheduler) as executor:
        yield executor


def regrade(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of earlier results.")],
    out: Out,
    submissions: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the submissions lie now, if they were moved.")
    ] = None,
    course: Annotated[Path | None, typer.Option(help="Folder of the changed course, if it was moved.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the new results without asking.")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    anonymous: Anonymous = False,
) -> None:
    """Grade again after the suites changed: shows who gains and who loses, and why, before anything is written."""
    with told(), stoppable("nothing was written"), disk_told(out, "repeat the command"):
        from nngrade.batch.regrade import Regrading
        from nngrade.render.changes import render_changes

        regrading = Regrading(old, out, submissions=submissions, course=course)
        with executor_for(scheduler) as executor, regrading:
            from nngrade.cli.bar import Bar

            with Bar(len(regrading.run.sources.found)) as bar:
                changes = regrading.judge(executor, jobs, bar.heard)
            for line in render_changes(changes):
                typer.echo(line)
            if yes or _agreed(out):
                regrading.write(anonymous=anonymous)
                typer.echo(f"written to {out}")
    raise typer.Exit(0)


def _agreed(out: Path) -> bool:
    """Whether the person at the terminal wants the results written."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        typer.echo("nothing was written: add --yes to write the new results")
        return False
    return typer.confirm(f"write the new results to {out}?")
