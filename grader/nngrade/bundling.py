"""A wheel for learners: the program, the stubs and the hints, without solutions and hidden suites."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from nngrade import __version__
from nngrade.course import Course, CourseError, load_course
from nngrade.files import write_atomically

VERSION = f"{__version__}+learner"
WHEEL = "Wheel-Version: 1.0\nGenerator: nngrade\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def bundle_learner(folder: Path, course: Course | None = None) -> Path:
    """Write the wheel.

    Args:
        folder: where; made if it does not exist.
        course: whose stubs go in; None is the built-in one.

    Returns:
        The file. Raises `CourseError` where nngrade itself is not installed, so that its metadata cannot be had.
    """
    files = {**dict(_program()), **dict(_lessons(course or load_course())), **_metadata()}
    record = f"nngrade-{VERSION}.dist-info/RECORD"
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in files.items():
            wheel.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"nngrade-{VERSION}-py3-none-any.whl"
    write_atomically(path, made.getvalue())
    return path


def _program() -> Iterator[tuple[str, bytes]]:
    package = Path(__file__).parent
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package)
        if path.is_file() and place.parts[0] != "course" and "__pycache__" not in place.parts:
            yield f"nngrade/{place.as_posix()}", path.read_bytes()


def _lessons(course: Course) -> Iterator[tuple[str, bytes]]:
    """Of a chapter only its stub, and its title and hints."""
    for name, chapter in course.chapters.items():
        yield f"nngrade/course/exercises/{name}.py", chapter.stub.read_bytes()
        yield f"nngrade/course/suites/{name}/chapter.toml", (chapter.suite / "chapter.toml").read_bytes()


def _metadata() -> dict[str, bytes]:
    try:
        installed = distribution("nngrade")
    except PackageNotFoundError:
        raise CourseError("nngrade is not installed here, only imported: run `pip install .` first") from None
    facts = (installed.read_text("METADATA") or "").replace(
        f"\nVersion: {installed.version}\n", f"\nVersion: {VERSION}\n", 1
    )
    place = f"nngrade-{VERSION}.dist-info"
    return {
        f"{place}/METADATA": facts.encode(),
        f"{place}/WHEEL": WHEEL.encode(),
        f"{place}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode(),
    }


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
