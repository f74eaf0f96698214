"""Checking one learner's work: from a target on the command line, or a path in Python, to a report."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nngrade.course import Course, load_course
from nngrade.judge import Judge, Listener, Options
from nngrade.report import Report
from nngrade.sandbox.errors import IsolationError
from nngrade.sandbox.house import House
from nngrade.submission import STATE_FOLDER, Submission, SubmissionError, read_submission

_judges: dict[tuple[str | None, str | None], Judge] = {}


def check(
    target: str | Path | Sequence[str | Path] = ".",
    *,
    course: str | Path | None = None,
    seed: int | None = None,
    disclose: str = "open",
    allow_basic: bool = False,
    isolation: str | None = None,
    house: House | None = None,
    listener: Listener = lambda chapter, news: None,
) -> Report:
    """Grade one learner's work.

    Args:
        target: a chapter's name, a module, a folder, or several chapters' names.
        course: folder of a course; None is the built-in one.
        seed: every input is drawn from it; None draws one, which the report names.
        disclose: `open` shows inputs, expected values, prints and exception texts; `closed` names only what went wrong.
        allow_basic: whether closed grading may go on where no protection but a process of its own works.
        isolation: the fullest level of isolation to try.
        house: where workers come from; None keeps one for the life of this process.
        listener: hears of each check and chapter as it ends.

    Returns:
        The report. Raises `SubmissionError`, `CourseError` or `IsolationError` where nothing could be graded.
    """
    judge = _judge(course, isolation, house)
    submission = find_submission(target, judge.course)
    hidden = disclose == "closed"
    if hidden and not allow_basic and judge.house.level == "basic":
        raise IsolationError(
            "only basic isolation works here, so a submission could read the hidden suites: see `nngrade doctor`, "
            "or pass --allow-basic to grade all the same"
        )
    options = Options(seed=secrets.randbits(32) if seed is None else seed, disclose=not hidden)
    return judge.judge(submission, options, listener)


def _judge(course: str | Path | None, isolation: str | None, house: House | None) -> Judge:
    """One judge for each course and level, kept warm for the next check in this process."""
    key = (None if course is None else str(Path(course).resolve()), isolation)
    if house is not None or key not in _judges:
        _judges[key] = Judge(load_course(course), house or House(isolation))
    return _judges[key]


def warm_judge() -> Judge:
    """The judge of the built-in course, kept for the next check in this process."""
    return _judge(None, None, None)


def warm_house() -> House:
    """Where its workers come from."""
    return warm_judge().house


def find_submission(target: str | Path | Sequence[str | Path], course: Course) -> Submission:
    """The submission that a target means.

    Args:
        target: as in `check`.
        course: which names are chapters.
    """
    targets = [str(target)] if isinstance(target, (str, Path)) else [str(item) for item in target]
    if targets and all(name in course.chapters for name in targets):
        submission = read_submission(workspace(course), course)
        return choose(submission, targets, course)
    if len(targets) > 1:
        raise SubmissionError("several targets must all be names of chapters: check folders and modules one by one")
    if not targets or targets == ["."]:
        return _whole_workspace(course)
    return read_submission(Path(targets[0]), course)


def _whole_workspace(course: Course) -> Submission:
    """All chapters of the workspace here; in one that `nngrade init` made, a module that is gone counts as missing."""
    folder = workspace(course)
    submission = read_submission(folder, course)
    made = (folder / STATE_FOLDER).is_dir()
    return msgspec.structs.replace(submission, chosen=tuple(course.chapters)) if made else submission


def choose(submission: Submission, chapters: Sequence[str], course: Course) -> Submission:
    """The same submission with only some chapters chosen; one that is not there is refused."""
    for name in chapters:
        if name not in submission.modules and name not in submission.problems:
            raise SubmissionError(f"{submission.name} has no {name}.py: run `nngrade init` to get its stub")
    chosen = tuple(name for name in course.chapters if name in chapters)
    return msgspec.structs.replace(submission, chosen=chosen)


def workspace(course: Course, start: Path | None = None) -> Path:
    """The folder with the learner's modules: this one, a checkout's `exercises`, or the workspace around it."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, here / "exercises"):
        if any((folder / f"{chapter}.py").exists() for chapter in course.chapters):
            return folder
    for folder in here.parents:
        if (folder / STATE_FOLDER).is_dir():
            return folder
    raise SubmissionError(f"{here} holds no chapter modules: make a workspace with `nngrade init`, or name a folder")
