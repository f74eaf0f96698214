"""Hostile folders, hostile neighbours, several graders at once, and what is left when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import nngrade
from tests.attacks.arena import HONEST, POINTS, graded, levels_here, make_arena, put
from tests.attacks.ordinary import ordinary_user

AFTER = "from arena import double\n\n\ndef quadruple(x):\n    return double(double(x))\n"
LATE = [
    "numpy",
    "pytest",
    "_pytest",
    "conftest",
    "msgspec",
    "typer",
    "rich",
    "random",
    "math",
    "json",
    "test_arena",
    "sklearn",
]
EARLY = [
    "nngrade",
    "typing",
    "re",
    "types",
    "importlib",
    "encodings",
    "sitecustomize",
    "usercustomize",
    "__main__",
    "__init__",
]
"""Modules that are imported before the first line of nngrade's own runs: `python -m` takes them from the current folder."""
SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = -k nothing\npython_files = *.py\n",
    "conftest.py": "raise SystemExit(0)\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--collect-only'\n",
    "tox.ini": "[pytest]\naddopts = -k nothing\n",
    "setup.cfg": "[tool:pytest]\naddopts = -k nothing\n",
}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def score(report: dict[str, Any]) -> tuple[str, float]:
    return report["chapters"][0]["status"], report["chapters"][0]["score"]


PASSED = ("passed", float(sum(POINTS.values())))


@pytest.mark.parametrize("python", [[sys.executable, "-P"], [sys.executable]], ids=["nngrade", "python -m nngrade"])
def test_modules_beside_a_submission_are_never_run_by_the_grader(
    python: list[str], tmp_path: Path, arena: Path
) -> None:
    folder, mark = put(tmp_path / "sub", "import math, random, types\n"), tmp_path / "mark"
    for name in [*LATE, *(EARLY if "-P" in python else [])]:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\nraise SystemExit(0)\n")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text)
    report = graded("--course", arena, cwd=folder, python=python, PYTEST_ADDOPTS="-k nothing", PYTEST_PLUGINS="nosuch")
    assert score(report) == PASSED
    assert not mark.exists()


def test_a_folder_full_of_files_does_not_crowd_a_chapter_out(tmp_path: Path, arena: Path) -> None:
    folder = put(tmp_path / "sub", "import aaa_1\n")
    for i in range(300):
        (folder / f"aaa_{i}.py").write_text(f"x = {i}\n")
    assert score(graded(folder, "--course", arena)) == PASSED


def test_files_that_are_too_large_together_are_named(tmp_path: Path, arena: Path) -> None:
    folder = put(tmp_path / "sub", "import big_9\n")
    for i in range(10):
        (folder / f"big_{i}.py").write_text(f"x = {'9' * 900_000!r}\n")
    report = graded(folder, "--course", arena)
    assert report["code"] == 1
    assert "larger than 3 MB together" in report["chapters"][0]["message"]


def test_a_path_with_spaces_and_other_letters_works(tmp_path: Path) -> None:
    strange = tmp_path / "Übung 1 (神经 сеть) ' \" $HOME"
    course = make_arena(strange / "the course")
    folder = put(strange / "meine Lösung", "")
    (folder / "after.py").write_text(AFTER)
    report = graded(folder, "--course", course)
    assert (report["submission"], report["code"]) == ("meine Lösung", 0)
    assert graded("arena", "--course", course, cwd=folder)["code"] == 0
    assert graded("./arena.py", "--course", course, cwd=folder)["code"] == 0


def test_a_folder_deep_down_works(tmp_path: Path, arena: Path) -> None:
    folder = tmp_path.joinpath(*["deep"] * 150)
    assert graded(put(folder, ""), "--course", arena)["code"] == 0


def test_a_folder_that_cannot_be_written_to_works(open_folder: Path) -> None:
    options = (ordinary_user() if os.geteuid() == 0 else None) or {}
    course, folder = make_arena(open_folder / "course"), put(open_folder / "sub", "")
    (folder / ".nngrade").mkdir()
    for path in (folder / ".nngrade", folder):
        path.chmod(0o555)
    before = sorted(folder.rglob("*"))
    report = graded("arena", "--course", course, cwd=folder, **options)
    assert (score(report), report["code"]) == (PASSED, 0)
    assert sorted(folder.rglob("*")) == before
    folder.chmod(0o755)


def test_a_file_that_cannot_be_read_is_named(open_folder: Path) -> None:
    options = (ordinary_user() if os.geteuid() == 0 else None) or {}
    course, folder = make_arena(open_folder / "course"), put(open_folder / "sub", "")
    (folder / "after.py").write_text(AFTER)
    (folder / "after.py").chmod(0)
    report = graded(folder, "--course", course, **options)
    assert score(report) == PASSED
    if os.geteuid() != 0 or options:
        assert (report["chapters"][1]["status"], report["code"]) == ("error", 2)
        assert "after.py cannot be read: Permission denied" in report["chapters"][1]["message"]


def test_several_graders_do_not_disturb_each_other(tmp_path: Path, arena: Path) -> None:
    wrong = "def double(x):\n    import time\n    time.sleep(0.2)\n    return 3 * x\n"
    folders = [put(tmp_path / str(i), wrong if i % 2 else "") for i in range(6)]
    with ThreadPoolExecutor(6) as pool:
        reports = list(pool.map(lambda folder: graded(folder, "--course", arena, "--seed", 7), folders))
    assert [score(report)[1] for report in reports] == [PASSED[1], PASSED[1] - POINTS["double"]] * 3
    assert {report["isolation"] for report in reports} == {levels_here()[0]}


@pytest.mark.parametrize("level", [levels_here()[0], "basic"])
def test_a_broken_chapter_leaves_the_others_alone(level: str, tmp_path: Path, arena: Path) -> None:
    folder = put(tmp_path / "sub", "import os\nos._exit(0)\n")
    (folder / "after.py").write_text(AFTER)
    report = graded(folder, "--course", arena, NNGRADE_ISOLATION=level)
    assert [chapter["status"] for chapter in report["chapters"]] == ["failed", "passed"]
    assert (report["chapters"][1]["upstream"], report["code"]) == ({"arena": "reference"}, 1)


def test_the_source_of_a_lent_reference_cannot_be_read(tmp_path: Path, arena: Path) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "after.py").write_text(AFTER + "import arena, inspect\nprint(inspect.getsource(arena))\n")
    report = graded(folder, "--course", arena)
    assert "OSError" in report["chapters"][0]["message"]
    assert "An honest solution" not in str(report)


def descendants(process: int) -> set[int]:
    """Numbers of all processes below one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: set[int] = set()
    while new := {child for child, parent in parents.items() if parent in found | {process}} - found:
        found |= new
    return found


def wait_for(condition: Any, seconds: float = 30.0) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


@pytest.mark.parametrize("level", levels_here())
def test_nobody_is_left_when_the_grader_is_killed(level: str, tmp_path: Path, arena: Path) -> None:
    folder = put(tmp_path / "sub", "import time\ntime.sleep(300)\n")
    grader = subprocess.Popen(
        [sys.executable, "-m", "nngrade", "check", folder, "--course", arena],
        env={**os.environ, "NNGRADE_ISOLATION": level, "PYTHONPATH": str(Path(nngrade.__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    expected = {"full": 3, "basic": 1}.get(level, 2)  # bwrap, zygote and worker; or the worker alone
    assert wait_for(lambda: len(descendants(grader.pid)) >= expected)
    below = descendants(grader.pid)
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    assert wait_for(lambda: not any(os.path.exists(f"/proc/{process}") for process in below), 20)


@pytest.mark.parametrize("level", levels_here())
def test_nobody_is_left_of_fifty_sleepers(level: str, tmp_path: Path, arena: Path) -> None:
    name = f"nngrade-sleeper-{os.getpid()}-{level}"
    sleepers = f"""
import os
for _ in range(50):
    try:
        os.posix_spawn("/bin/sleep", [{name!r}, "600"], {{}})
    except OSError:
        pass
"""
    report = graded(put(tmp_path / "sub", sleepers), "--course", arena, NNGRADE_ISOLATION=level)
    assert report["code"] in (0, 1)
    assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if _is_called(path, name)]


def _is_called(path: Path, name: str) -> bool:
    try:
        return path.read_bytes().startswith(name.encode())
    except OSError:
        return False


def test_the_honest_solution_is_graded_on_every_level(tmp_path: Path, arena: Path) -> None:
    assert HONEST.startswith('"""')
    folder = put(tmp_path / "sub", "")
    for level in levels_here():
        report = graded(folder, "--course", arena, NNGRADE_ISOLATION=level)
        assert (report["isolation"], score(report)) == (level, PASSED)
