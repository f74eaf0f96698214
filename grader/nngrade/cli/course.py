"""`nngrade course`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nngrade.cli.frame import told

if TYPE_CHECKING:
    from nngrade.course import Course

course = typer.Typer(no_args_is_help=True, help="For authors of courses.")


def _known_chapters(wanted: list[str] | None, course: Course) -> list[str]:
    from nngrade.course import CourseError

    for name in wanted or []:
        if name not in course.chapters:
            raise CourseError(f"there is no chapter {name}: the course has {', '.join(course.chapters)}")
    return wanted or list(course.chapters)


@course.callback()
def group() -> None:
    """For authors of courses."""


@course.command()
def verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the course; the built-in one if not given.")
    ] = None,
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every input.")] = 7,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one a core if not given.")] = None,
) -> None:
    """Prove a course: stubs fail, solutions pass, every mistake fails and is named, every check is failed by one."""
    with told():
        from nngrade.course import load_course
        from nngrade.verify import stray_files, verify_chapters

        loaded = load_course(folder)
        names = _known_chapters(chapter, loaded)
        stray = [] if chapter else stray_files(loaded)
        for line in stray:
            typer.echo(line)
        problems = len(stray)
        for name, proof in zip(names, verify_chapters(folder, names, seed, jobs), strict=True):
            problems += len(proof.problems)
            typer.echo(f"{name}: {proof.summary}")
            for problem in proof.problems:
                typer.echo(f"  {problem}")
    typer.echo(f"{problems} problems" if problems else "the course is sound")
    raise typer.Exit(1 if problems else 0)


@course.command()
def mutate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the course; the built-in one if not given.")
    ] = None,
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter; may be given several times.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one a core if not given.")] = None,
) -> None:
    """Change every reference solution in small ways, one at a time: each change must fail the suite."""
    with told():
        from nngrade.course import load_course
        from nngrade.mutating import mutate_course

        loaded = load_course(folder)
        names = _known_chapters(chapter, loaded)
        tried = failed = unknown = 0
        for trial in mutate_course(loaded, names, folder, jobs):
            tried, failed = tried + trial.tried, failed + trial.tried - len(trial.survived)
            unknown += len(trial.unknown) + len(trial.stale)
            typer.echo(f"{trial.chapter}: {trial.tried - len(trial.survived)} of {trial.tried} mutants fail")
            for mutant in trial.unknown:
                typer.echo(f"  {mutant.function} survives: {mutant.change}")
            for survivor in trial.stale:
                typer.echo(f"  survivors.toml lists one that does not survive: {survivor.function}: {survivor.change}")
    typer.echo(f"{failed} of {tried} mutants fail ({failed / max(tried, 1):.2%}); {unknown} to look at")
    raise typer.Exit(1 if unknown else 0)
