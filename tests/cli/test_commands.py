"""The commands as a user types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nngrade.course import Course


def nngrade(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nngrade", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}, check=False
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = nngrade("init", "net", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path / "net"


def test_a_new_workspace_reads_as_to_do(workspace: Path, course: Course) -> None:
    result = nngrade("check", "neuron", folder=workspace)
    assert result.returncode == 1
    assert "to do: weighted_sum, fires, neuron" in result.stdout
    assert "write weighted_sum in neuron.py, then run `nngrade check neuron`" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_init_never_overwrites(workspace: Path, tmp_path: Path) -> None:
    (workspace / "neuron.py").write_text("mine = True\n", encoding="utf-8")
    again = nngrade("init", "net", folder=tmp_path)
    assert again.returncode == 0
    assert (workspace / "neuron.py").read_text(encoding="utf-8") == "mine = True\n"


def test_a_right_chapter_passes_and_the_next_is_named(workspace: Path, course: Course) -> None:
    (workspace / "neuron.py").write_text(course.chapters["neuron"].solution_text, encoding="utf-8")
    result = nngrade("check", "neuron", "--seed", "5", folder=workspace)
    assert result.returncode == 0, result.stdout
    assert "seed 5" in result.stdout
    assert "go on with `nngrade check activations`" in result.stdout
    assert nngrade("status", folder=workspace).stdout.split()[:2] == ["neuron", "passed"]


def test_json_is_one_object_of_the_promised_form(workspace: Path, course: Course) -> None:
    (workspace / "neuron.py").write_text(course.chapters["neuron"].solution_text, encoding="utf-8")
    result = nngrade("check", "neuron", "--format", "json", "--seed", "7", folder=workspace)
    report = json.loads(result.stdout)
    assert {key: report[key] for key in ("schema", "course", "seed", "submission")} == {
        "schema": 1,
        "course": "neural-networks",
        "seed": 7,
        "submission": "net",
    }
    chapter = report["chapters"][0]
    assert (chapter["chapter"], chapter["status"], chapter["upstream"]) == ("neuron", "passed", {})
    assert set(chapter["checks"][0]) == {
        "id", "function", "title", "verdict", "points", "max_points", "message", "mistake", "detail"
    }  # fmt: skip


def test_a_module_that_is_gone_counts_as_missing(workspace: Path) -> None:
    (workspace / "layers.py").unlink()
    report = json.loads(nngrade("check", "--format", "json", folder=workspace).stdout)
    assert {c["chapter"]: c["status"] for c in report["chapters"]}["layers"] == "missing"


def test_hints_go_one_step_further_each_time(workspace: Path) -> None:
    shown = [nngrade("hint", "weighted_sum", folder=workspace).stdout for _ in range(2)]
    assert shown[0].startswith("hint 1 of")
    assert shown[1].startswith("hint 2 of")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "nngrade init"),
        (("check", "nowhere.py"), "does not exist"),
        (("check", "--course", "."), "holds no course"),
        (("hint", "nothing"), "there is no function nothing"),
        (("status",), "nngrade init"),
        (("course", "verify", "--chapter", "nothing"), "there is no chapter nothing"),
        (("check", "--seed", "-1"), "--seed"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_with_exit_code_2(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = nngrade(*words, folder=tmp_path)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_colour_carries_nothing_alone(workspace: Path, course: Course) -> None:
    (workspace / "neuron.py").write_text("def weighted_sum(x, w, b):\n    return 0.0\n", encoding="utf-8")
    result = nngrade("check", "neuron", folder=workspace, NO_COLOR="1", COLUMNS="40")
    assert "\x1b" not in result.stdout
    assert "FAIL" in result.stdout


def test_doctor_tells_every_level(tmp_path: Path) -> None:
    result = nngrade("doctor", folder=tmp_path)
    assert result.returncode == 0
    for level in ("full", "strong", "reduced", "basic"):
        assert any(line.startswith(level) for line in result.stdout.splitlines())
