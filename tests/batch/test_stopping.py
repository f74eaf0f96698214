"""Ending a run in the middle, disks that refuse, folders that are another's: a line with the cure, and nothing is lost."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from nngrade.batch.store import Store
from nngrade.cli.trouble import disk_told
from nngrade.errors import GradingError
from tests.batch.conftest import command, make_class, nngrade, put


@pytest.fixture(scope="module")
def learners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), 60)


@pytest.fixture(scope="module")
def graded(small: Path, learners: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("graded") / "out"
    assert nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7).returncode == 1
    return out


@pytest.mark.parametrize(
    ("signals", "code"),
    [((signal.SIGINT,), 130), ((signal.SIGINT, signal.SIGINT), 130), ((signal.SIGTERM, signal.SIGTERM), 143)],
    ids=["Ctrl-C", "Ctrl-C twice", "SIGTERM twice"],
)
def test_a_run_that_is_stopped_says_how_to_go_on(
    signals: tuple[signal.Signals, ...], code: int, small: Path, learners: Path, graded: Path, tmp_path: Path
) -> None:
    """Signals go to all processes, as from a terminal; at this moment those of the pool are starting."""
    words = ("grade", learners, "--out", tmp_path / "out", "--course", small, "--seed", 7)
    with subprocess.Popen(command(*words), stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not (tmp_path / "out" / ".nngrade" / "journal.jsonl").exists():
            time.sleep(0.02)
        time.sleep(0.2)
        for each in signals:
            os.killpg(process.pid, each)
            time.sleep(0.1)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (
        code,
        "nngrade: stopped: what is graded is kept, so repeat the command with --resume to go on\n",
    )
    assert nngrade(*words, "--resume").returncode == 1
    for name in ("results.jsonl", "report.html"):
        assert (tmp_path / "out" / name).read_bytes() == (graded / name).read_bytes()


@pytest.mark.parametrize(
    ("number", "place", "said"),
    [
        (errno.ENOSPC, None, "no room is left on the disk of .*: make some, then repeat the command with --resume"),
        (errno.EROFS, "out/x", "out/x cannot be written to .*: name a folder that you may write to"),
        (errno.EACCES, "class/ada", "class/ada cannot be read .*: see to it that you may read it, then repeat"),
        (errno.EIO, "class/ada", "class/ada cannot be used .*: mend that, then repeat"),
    ],
)
def test_trouble_with_a_disk_is_told_with_its_cure(number: int, place: str | None, said: str, tmp_path: Path) -> None:
    where = None if place is None else str(tmp_path / place)
    with (
        pytest.raises(GradingError, match=said),
        disk_told(tmp_path / "out", "repeat the command with --resume"),
    ):
        raise OSError(number, os.strerror(number), where)


def test_results_cannot_lie_in_a_file(small: Path, learners: Path, graded: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "file.txt", "")
    for words in (("grade", learners, "--course", small), ("regrade", graded)):
        for out in (file, file / "deeper"):
            done = nngrade(*words, "--out", out)
            assert (done.returncode, done.stderr) == (
                2,
                f"nngrade: {file} is a file: name a folder for the results\n",
            )


def test_a_run_at_work_is_not_taken_for_one_that_was_broken_off(small: Path, learners: Path, tmp_path: Path) -> None:
    state = tmp_path / "out" / ".nngrade"
    put(
        state / "run.json",
        '{"submissions": "x", "course": null, "seed": 1, "disclose": "closed", "chapters": []}',
    )
    with put(state / "lock", "").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = nngrade("grade", learners, "--out", tmp_path / "out", "--course", small)
    assert (done.returncode, "another command is at work" in done.stderr) == (2, True)


def test_resuming_what_was_never_begun_is_told(small: Path, learners: Path, tmp_path: Path) -> None:
    done = nngrade("grade", learners, "--out", tmp_path / "out", "--course", small, "--resume")
    assert (done.returncode, done.stderr) == (
        1,
        f"{tmp_path / 'out'} holds no run to go on with: grading from the start\n",
    )


def test_reading_a_journal_changes_nothing_in_it(graded: Path, tmp_path: Path) -> None:
    """Another command may be in the middle of its last line."""
    whole = (graded / ".nngrade" / "journal.jsonl").read_bytes()
    put(tmp_path / "journal.jsonl", "").write_bytes(whole[:-9])
    with Store(tmp_path, for_reading=True) as store:
        assert len(store) == 59
    assert (tmp_path / "journal.jsonl").read_bytes() == whole[:-9]


def test_who_is_to_be_looked_at_by_hand_is_named(small: Path, tmp_path: Path) -> None:
    for number in range(12):
        put(tmp_path / "class" / f"learner{number:02}.zip", "no zip")
    done = nngrade("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", small)
    names = ", ".join(f"learner{number:02}" for number in range(10))
    assert done.stdout.splitlines()[:2] == [
        "12 submissions graded: 0 passed everything, 12 hold something to look at by hand",
        f"look at {names} and 2 more",
    ]
