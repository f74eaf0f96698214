"""Opening a course folder that is there already."""

from __future__ import annotations

from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from nngrade.course import CourseError

CONFIG = "nbgrader_config.py"


def load_api(root: Path) -> NbGraderAPI:
    """Nbgrader's functions for a course folder."""
    if not (root / CONFIG).is_file():
        raise CourseError(f"{root.resolve()} is no nbgrader course: there is no {CONFIG} in it")
    return NbGraderAPI(config=PyFileConfigLoader(CONFIG, str(root)).load_config())


def gradebook_url(root: Path) -> str | None:
    """The URL of a course folder's gradebook; None where it is a file that nbgrader has not made yet."""
    url: str = load_api(root).coursedir.db_url
    file = url.removeprefix("sqlite:///")
    return url if file == url or Path(root, file).is_file() else None
