"""Grading a class from Python, as a short script does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.conftest import make_class, put

SCRIPT = """
import nngrade
print(*[f"{report.submission} {report.score:g}" for report in nngrade.grade("class", course=COURSE, seed=7, jobs=1)])
"""


@pytest.mark.parametrize("words", [["script.py"], ["-"]], ids=["a file", "standard input"])
def test_a_script_needs_no_guard_against_being_run_again(words: list[str], small: Path, tmp_path: Path) -> None:
    make_class(tmp_path / "class", 3)
    script = put(tmp_path / "script.py", SCRIPT.replace("COURSE", repr(str(small))))
    done = subprocess.run(
        [sys.executable, *words], input=script.read_text(), cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("learner000 3 learner001 4 learner002 4\n", "")
