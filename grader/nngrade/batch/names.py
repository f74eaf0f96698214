"""What the names of files and folders tell: whose they are, which chapter, which attempt, which platform gave them."""

from __future__ import annotations

import re
from pathlib import PurePath

from nngrade.course import Course
from nngrade.submission import printable

_MOODLE = re.compile(r"_assignsubmission_(file|onlinetext)(_.*)?$")
_CANVAS = re.compile(r"^([^\W_]+)(_LATE|_late)?_(\d+)_\d+(_.*)?$")
_SURELY_CANVAS = re.compile(r"[^\W_]+(_LATE|_late)?_\d+_\d{3,}_.+")


def person(name: str) -> str:
    """The name without what platforms add: Moodle's folder type, Canvas's number of the file."""
    return printable(_CANVAS.sub(r"\1_\3", _MOODLE.sub("", name))) or "submission"


def is_exported(name: str) -> bool:
    """Whether Moodle or Canvas gave a folder or file this name when a class was downloaded."""
    return _MOODLE.search(name) is not None or _SURELY_CANVAS.fullmatch(name) is not None


def is_online_text(name: str) -> bool:
    """Whether it is what a learner typed into a form of Moodle, which the export puts beside the folder of files."""
    return re.search(r"_assignsubmission_onlinetext(_|$)", name) is not None


def owner_of(name: str, course: Course, *, is_folder: bool) -> str | None:
    """Whose work a file or folder is; empty where its name tells only the chapter, None where it is no submission."""
    path = PurePath(name)
    if is_folder:
        return person(name)
    if path.suffix.lower() == ".zip":
        return person(path.stem)
    chapter = chapter_of(path.stem, course) if path.suffix == ".py" else None
    if chapter is None:
        return None
    before = path.stem[: path.stem.lower().rindex(chapter)]
    return person(before).strip("_- .") if before else ""


def chapter_of(stem: str, course: Course) -> str | None:
    """The chapter that a file name ends in: `activations`, `ada_123_activations`, `activations-2`."""
    bare = attempt(stem)[0].lower()
    ends = [name for name in course.chapters if re.search(rf"(^|[^a-z0-9]){name}$", bare)]
    return max(ends, key=len, default=None)


def attempt(stem: str) -> tuple[str, int]:
    """A file name without the number that a platform or browser gave a later copy of it, and that number."""
    match = re.fullmatch(r"(.*?)(?:[-_ ](\d{1,3})|\s*\((\d{1,3})\))", stem)
    return (match[1], int(match[2] or match[3])) if match else (stem, 0)
