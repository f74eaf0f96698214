"""`nngrade check moons --live`: real Keras beside a learner's network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.keras.live import train_both
from nngrade.sandbox.house import House
from nngrade.submission import Submission, SubmissionError
from tests.keras.running import nngrade, without_keras


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Path:
    for name in ("moons", *course.chapters["training"].facts.requires, "training"):
        (tmp_path / f"{name}.py").write_text(course.chapters[name].solution_text, encoding="utf-8")
    return tmp_path


def test_both_are_trained_and_shown(workspace: Path) -> None:
    """The checks pass, both come out alike on the test points, and the picture is a PNG."""
    result = nngrade("check", "moons", "--live", "--seed", "7", folder=workspace)
    assert result.returncode == 0, result.stdout + result.stderr
    found = dict(re.findall(r"^(your network|Keras) +([\d.]+)% of the test points right", result.stdout, re.MULTILINE))
    # One training comes to 93.6 % (sd 0.3): 5.5 standard deviations on either side, false fail 4e-8 each.
    assert all(92.0 <= float(found[name]) <= 95.25 for name in ("your network", "Keras"))
    assert re.search(r"^50 +(0\.\d{4} *){8}$", result.stdout, re.MULTILINE)
    assert len(re.findall(r"trained in [\d.]+ s", result.stdout)) == 2
    assert (workspace / "moons-live.png").read_bytes().startswith(b"\x89PNG")


def test_without_keras_live_names_the_extra(workspace: Path) -> None:
    result = without_keras("check", "moons", "--live", folder=workspace)
    assert result.returncode == 2
    assert "pip install 'nngrade[keras]'" in result.stderr
    assert result.stdout == ""


def test_without_keras_checks_work(workspace: Path) -> None:
    """Recorded results need no Keras."""
    result = without_keras("check", "moons", folder=workspace)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "recorded Keras was trained on" in result.stdout


def test_live_and_json_exclude_each_other(workspace: Path) -> None:
    result = nngrade("check", "moons", "--live", "--format", "json", folder=workspace)
    assert result.returncode == 2
    assert "leave one of the two out" in result.stderr


def test_a_network_that_cannot_be_trained_is_told(course: Course, house: House) -> None:
    stub = course.chapters["moons"].stub.read_text(encoding="utf-8")
    with pytest.raises(SubmissionError, match="cannot be trained beside Keras: train_model is still to do"):
        train_both(Submission("ada", {"moons": stub}, {}, ("moons",)), course, house, 7)
    with pytest.raises(SubmissionError, match="nngrade init"):
        train_both(Submission("ada", {}, {}, ()), course, house, 7)
