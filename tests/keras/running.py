"""Running a command in a process of its own, where warnings of TensorFlow are nobody's failures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WITHOUT = """
import sys
sys.modules["tensorflow"] = sys.modules["keras"] = None  # importing them fails, as where they are not installed
sys.argv = ["nngrade", *sys.argv[1:]]
from nngrade.__main__ import main
main()
"""


def python(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run this Python with nngrade of this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "grader"), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env=environment,
    )


def nngrade(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command of nngrade."""
    return python("-m", "nngrade", *arguments, folder=folder)


def without_keras(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command of nngrade where Keras is not to be had."""
    return python("-c", WITHOUT, *arguments, folder=folder)
