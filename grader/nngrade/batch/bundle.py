"""A course as bytes, for a machine that does not have it, and a digest that tells whether it does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from nngrade.course import Course, CourseError

MAX_COURSE = 50 << 20


def course_files(course: Course) -> dict[str, bytes]:
    """Every file that belongs to a course, by its path in a course's folder."""
    files: dict[str, bytes] = {}
    for chapter in course.chapters.values():
        files[f"exercises/{chapter.name}.py"] = chapter.stub.read_bytes() if chapter.stub.is_file() else b""
        files[f"solutions/{chapter.name}.py"] = chapter.solution.read_bytes()
        for path in sorted(chapter.suite.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[f"suites/{chapter.name}/{path.relative_to(chapter.suite).as_posix()}"] = path.read_bytes()
    if sum(map(len, files.values())) > MAX_COURSE:
        raise CourseError(f"the course is larger than {MAX_COURSE >> 20} MB: keep data out of its folders")
    return files


def fingerprint(files: Mapping[str, bytes]) -> str:
    """A digest of a course's files."""
    digest = hashlib.blake2b(digest_size=16)
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def write_course(files: Mapping[str, bytes], folder: Path) -> Path:
    """Lay a course out in a folder.

    Args:
        files: as `course_files` gave them.
        folder: an empty folder.
    """
    for name, data in files.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise CourseError(f"{name} leads out of the course")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
