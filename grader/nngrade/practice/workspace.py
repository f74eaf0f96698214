"""Making a workspace, and telling where a learner stands."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from nngrade.course import Course
from nngrade.files import write_atomically
from nngrade.practice.state import State, load_state, save_state
from nngrade.submission import STATE_FOLDER, SubmissionError

README = """# Your neural network

Each file here is a chapter. Open the first one, read its text, replace each `raise NotImplementedError` by your code, and run

    nngrade check {first}

It says what is right, and what went wrong where something is not. `nngrade hint FUNCTION` nudges you, one step more
each time. `nngrade status` shows where you stand.

The folder `.nngrade` remembers your last results, hints and answers, how often you checked a chapter until it passed, and how long that
took. Leave it out of what you hand in if you would rather keep that to yourself.

| chapter | about |
|---|---|
{chapters}
"""


class Step(msgspec.Struct, frozen=True):
    """One chapter as `nngrade status` shows it."""

    chapter: str
    title: str
    status: str
    score: float
    max_score: float


def make_workspace(folder: Path, course: Course) -> list[Path]:
    """Put stubs, a README and a place for the state into a folder; what is there already stays as it is.

    Args:
        folder: where; made if it does not exist.
        course: whose stubs.

    Returns:
        The files that were made.
    """
    for place in (folder, folder / STATE_FOLDER):
        _make_folder(place)
    contents = {f"{name}.py": chapter.stub.read_bytes() for name, chapter in course.chapters.items()}
    rows = "\n".join(f"| `{name}.py` | {chapter.facts.title} |" for name, chapter in course.chapters.items())
    contents["README.md"] = README.format(first=next(iter(course.chapters)), chapters=rows).encode()
    made = [folder / name for name in contents if not (folder / name).exists()]
    for path in made:
        write_atomically(path, contents[path.name])
    return made


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        kind = f"a link to {os.readlink(place)}, which is no folder" if place.is_symlink() else "a file"
        raise SubmissionError(f"{place} is {kind}: move it away, then run `nngrade init` again") from None


def standing(folder: Path, course: Course) -> list[Step]:
    """Where a learner stands, from the last results."""
    state = load_state(folder)
    steps = []
    for name, chapter in course.chapters.items():
        last = state.chapters.get(name)
        status = last.status if last else "missing" if not (folder / f"{name}.py").exists() else "not checked yet"
        steps.append(Step(name, chapter.facts.title, status, last.score if last else 0, last.max_score if last else 0))
    return steps


def next_hint(folder: Path | None, course: Course, function: str) -> tuple[int, int, str]:
    """The next hint for a function, remembered where there is a workspace.

    Args:
        folder: the workspace, if there is one.
        course: whose hints.
        function: its name, or `chapter.function` where several chapters have one of that name.

    Returns:
        The hint's number, how many there are, and its text. After the last one comes the last one again.
    """
    hints, key = find_hints(course, function)
    state = load_state(folder) if folder is not None else State()
    number = min(state.hints.get(key, 0) + 1, len(hints))
    if folder is not None:
        save_state(folder, msgspec.structs.replace(state, hints={**state.hints, key: number}))
    return number, len(hints), hints[number - 1]


def find_hints(course: Course, function: str) -> tuple[tuple[str, ...], str]:
    """The hints of a function and the name under which the state counts them."""
    wanted_chapter, _, name = function.rpartition(".")
    found = [
        (chapter.facts.functions[name].hints, f"{chapter.name}.{name}")
        for chapter in course.chapters.values()
        if name in chapter.facts.functions and wanted_chapter in ("", chapter.name)
    ]
    if len(found) > 1:
        raise SubmissionError(f"several chapters have a {name}: ask for {' or '.join(key for _, key in found)}")
    if not found:
        raise SubmissionError(f"there is no function {function}: `nngrade check` lists them")
    return found[0]
