"""Commands on shaky ground: streams that are closed or full, a folder that is gone, a Python without docstrings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = f"{sys.executable} -m nngrade"


def shell(line: str, folder: Path, **environment: str) -> tuple[int, str]:
    """The exit code of a line in a shell, and what it says of trouble."""
    line = line.replace("nngrade", COMMAND)
    done = subprocess.run(
        ["/bin/bash", "-c", line], cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("nngrade quiz neuron <&-", "leave `<&-` out"),
        ("nngrade quiz --answers - <&-", "leave `<&-` out"),
        ("nngrade quiz mark what_overfit <&-", "leave `<&-` out"),
        ("nngrade check >&-", "leave `>&-` out"),
        ("nngrade status >&-", "leave `>&-` out"),
        ("echo hi | nngrade quiz mark what_overfit >&-", "leave `>&-` out"),
        ("nngrade doctor > /dev/full", "make room"),
        ("echo hi | nngrade quiz mark what_overfit > /dev/full", "make room"),
        ("rmdir ../gone; nngrade check", "cd into one that exists"),
        ("rmdir ../gone; nngrade init", "cd into one that exists"),
        ("PYTHONOPTIMIZE=2 nngrade check", "run it without -OO"),
    ],
)
def test_one_line_with_the_cure(line: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    code, said = shell(line, tmp_path / "gone")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("nngrade: ")
    assert cure in said


def test_a_full_disk_takes_no_report_in_silence(tmp_path: Path) -> None:
    (tmp_path / "neuron.py").write_text("x = 1\n")
    code, said = shell("nngrade check neuron > /dev/full", tmp_path)
    assert (code, said.count("\n")) == (2, 1)
    assert "make room" in said


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_stream_that_is_not_needed_may_be_closed(closed: str, tmp_path: Path) -> None:
    """The next pipe to a worker must not get its number."""
    (tmp_path / "neuron.py").write_text("x = 1\n")
    assert shell(f"nngrade check neuron {closed}", tmp_path) == (1, "")


def test_whoever_reads_the_output_may_leave(tmp_path: Path) -> None:
    assert shell("nngrade quiz neuron --sheet | true", tmp_path) == (0, "")
