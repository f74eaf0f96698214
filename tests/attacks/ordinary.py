"""Running the command as an ordinary user, where the tests run as root."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import nngrade
from nngrade.course import builtin_course

USER = "12345"
_TRIAL = "import os, sys; os.stat(os.path.realpath(sys.executable)); import nngrade, numpy, msgspec, pytest"


@cache
def ordinary_user() -> dict[str, Any] | None:
    """Options of `command` that run it as an ordinary user; None where no interpreter can be run by one.

    Root's own interpreter, packages and checkout often lie in folders that nobody else may enter, so the packages are
    laid out in a folder that everybody may read, for an interpreter that everybody may run.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return None
    prefix = [setpriv, "--reuid", USER, "--regid", USER, "--clear-groups"]
    packages = {"PYTHONPATH": str(_open_packages()), "PYTHONDONTWRITEBYTECODE": "1"}
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        done = subprocess.run(
            [*prefix, python, "-c", _TRIAL],
            env={**os.environ, **packages},
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return {"prefix": prefix, "python": [python, "-P"], **packages}
    return None


def _open_packages() -> Path:
    """A folder with nngrade and all that it needs, for everybody to read."""
    folder = Path(tempfile.mkdtemp(prefix="nngrade-test-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = builtin_course()
    parts = [(Path(nngrade.__file__).parent, folder / "nngrade")]
    for part in ("exercises", "solutions", "suites"):
        source = root / part if (root / part).is_dir() else root / "grader" / part
        parts.append((source, folder / "nngrade" / "course" / part))
    for source, target in parts:
        if not target.exists():
            shutil.copytree(source, target, copy_function=_link, ignore=shutil.ignore_patterns("__pycache__"))
    names = ["numpy", "msgspec", "pytest", "typer", "rich", "landlockpy", "seccompy"]
    for name in names:  # grows while it runs
        distribution = metadata.distribution(name)
        for file in distribution.files or ():
            if file.parts[0] != ".." and "__pycache__" not in file.parts:
                _lay(Path(str(distribution.locate_file(file))), folder / file)
        needed = [re.split(r"[^\w.-]", text)[0] for text in distribution.requires or () if ";" not in text]
        names += [other for other in needed if other not in names]
    return folder


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file() and not target.exists():
        _link(source, target)


def _link(source: str | Path, target: str | Path) -> None:
    """The same file under another name, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
