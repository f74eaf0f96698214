"""A real Dask cluster on loopback: the same results, and a worker that is killed costs nothing but time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.batch.conftest import command, make_class, nngrade


class Cluster(NamedTuple):
    """A scheduler and the process that keeps two workers alive."""

    address: str
    scheduler: subprocess.Popen[str]
    workers: subprocess.Popen[str]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("dask")
    start = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    with subprocess.Popen(start, cwd=folder, stderr=subprocess.PIPE, text=True) as scheduler:
        assert scheduler.stderr is not None
        address = next(found[0] for line in scheduler.stderr if (found := re.search(r"tcp://\S+:\d+", line)))
        threading.Thread(target=scheduler.stderr.read, daemon=True).start()
        start = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "2", "--nthreads", "1"]
        start += ["--no-dashboard", "--local-directory", str(folder)]
        with subprocess.Popen(start, cwd=folder, stderr=subprocess.DEVNULL, text=True) as workers:
            yield Cluster(address, scheduler, workers)
            workers.terminate()
        scheduler.terminate()


@pytest.fixture(scope="module")
def learners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), 60)


@pytest.fixture(scope="module")
def expected(small: Path, learners: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("graded") / "out"
    assert nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7).returncode == 1
    return (out / "results.jsonl").read_bytes()


def test_a_cluster_gives_what_this_machine_gives(
    cluster: Cluster, small: Path, learners: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7, "--scheduler", cluster.address)
    assert done.returncode == 1, done.stderr
    assert (out / "results.jsonl").read_bytes() == expected


def test_a_killed_worker_costs_nothing_but_time(
    cluster: Cluster, small: Path, learners: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        journal = out / ".nngrade" / "journal.jsonl"
        while not (journal.exists() and journal.stat().st_size):
            time.sleep(0.01)
        for worker in _workers(cluster)[:1]:
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)

    assassin = threading.Thread(target=kill, daemon=True)
    assassin.start()
    done = nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7, "--scheduler", cluster.address)
    assassin.join(30)
    assert done.returncode == 1, done.stderr
    assert killed
    assert (out / "results.jsonl").read_bytes() == expected


def _workers(cluster: Cluster) -> list[int]:
    """The processes in which Dask's workers run: children of the one that keeps them alive."""
    found = []
    for task in Path(f"/proc/{cluster.workers.pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_scheduler_that_is_killed_loses_nothing(
    cluster: Cluster, small: Path, learners: Path, expected: bytes, tmp_path: Path
) -> None:
    """The last of these tests: it ends the cluster."""
    words = ("grade", learners, "--out", tmp_path / "out", "--course", small, "--seed", 7)
    journal = tmp_path / "out" / ".nngrade" / "journal.jsonl"
    with subprocess.Popen(
        command(*words, "--scheduler", cluster.address), stderr=subprocess.PIPE, text=True
    ) as process:
        while not journal.exists() or not journal.stat().st_size:
            time.sleep(0.05)
        cluster.scheduler.kill()
        _, told = process.communicate(timeout=90)
    assert (process.returncode, told.count("\n")) == (2, 1), told
    assert "what is graded is kept, so grade again with --resume" in told
    assert nngrade(*words, "--resume").returncode == 1
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == expected
