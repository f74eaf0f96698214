"""`nngrade keras` with real TensorFlow, and what it says without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nngrade.keras.scenes import SCENES
from tests.keras.running import ROOT, nngrade, python, without_keras


def test_live_keras_agrees_with_everything_recorded() -> None:
    """Every scene is played by real Keras once more; the table says to how many digits the two agree."""
    result = nngrade("keras", "verify")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "live Keras agrees with all" in result.stdout
    assert "NO" not in result.stdout
    for scene in SCENES:
        assert f"\n{scene.chapter} " in result.stdout


RECORD_TWICE = """
import hashlib, sys
from nngrade.course import load_course
from nngrade.keras.recording import record
course = load_course(sys.argv[1])
for _ in range(2):
    for row in record(course, ["losses", "dropout", "training"]):
        print(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(row.folder.iterdir())))
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A course of its own to record into."""
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "grader" / "suites", tmp_path / "suites", ignore=shutil.ignore_patterns("golden"))
    return tmp_path


def test_recording_twice_gives_equal_bytes(copied: Path) -> None:
    result = python("-c", RECORD_TWICE, str(copied))
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    assert lines[:3] == lines[3:]


@pytest.mark.parametrize("command", ["record", "verify"])
def test_without_keras_the_extra_is_named(command: str) -> None:
    result = without_keras("keras", command)
    assert result.returncode == 2
    assert "pip install 'nngrade[keras]'" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_chapter_without_recorded_results_is_refused() -> None:
    result = without_keras("keras", "verify", "neuron")
    assert result.returncode == 2
    assert "nothing of Keras is recorded for neuron" in result.stderr
