"""Wheel, sdist and editable install all carry the course."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from nngrade.course import Course

ROOT = Path(__file__).parents[1]


HERE = (sys.executable, "-m", "nngrade")


def isolation(doctor: subprocess.CompletedProcess[str]) -> list[str]:
    """What `nngrade doctor` found closed and open at each level."""
    return [line for line in doctor.stdout.splitlines() if line.startswith(("full", "strong", "reduced", "basic"))]


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False, env=clean)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    result = run(sys.executable, "-m", "build", "--outdir", str(out), str(ROOT), folder=out)
    assert result.returncode == 0, result.stderr[-2000:]
    return out


def test_the_wheel_installed_elsewhere_starts_a_learner(built: Path, tmp_path: Path, course: Course) -> None:
    """A new environment, an empty folder, the wheel: init, check."""
    venv.create(tmp_path / "env", with_pip=True)
    python = str(tmp_path / "env" / "bin" / "python")
    (wheel,) = built.glob("*.whl")
    installed = run(python, "-m", "pip", "install", "--quiet", str(wheel), folder=tmp_path)
    assert installed.returncode == 0, installed.stderr[-2000:]
    command = str(tmp_path / "env" / "bin" / "nngrade")
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = run(command, "check", folder=empty)
    assert (refused.returncode, "nngrade init" in refused.stderr) == (2, True)
    assert run(command, "init", folder=empty).returncode == 0
    stubs = run(command, "check", folder=empty)
    assert stubs.returncode == 1, stubs.stderr
    assert all(f"{name}  {chapter.facts.title}: to do" in stubs.stdout for name, chapter in course.chapters.items())
    (empty / "neuron.py").write_text(course.chapters["neuron"].solution_text, encoding="utf-8")
    passed = run(command, "check", "neuron", folder=empty)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert isolation(run(command, "doctor", folder=empty)) == isolation(run(*HERE, "doctor", folder=empty))


def test_wheel_and_sdist_hold_every_file_of_the_course(built: Path, course: Course) -> None:
    (wheel,) = built.glob("*.whl")
    (sdist,) = built.glob("*.tar.gz")
    in_wheel = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    for chapter in course.chapters.values():
        for path in (chapter.stub, chapter.solution, *chapter.suite.glob("*.*")):
            inside = path.relative_to(ROOT).as_posix()
            assert inside in in_sdist
            assert f"nngrade/course/{inside.removeprefix('grader/')}" in in_wheel


def test_the_editable_install_sees_the_checkout(course: Course) -> None:
    assert course.chapters["neuron"].stub == ROOT / "exercises" / "neuron.py"
