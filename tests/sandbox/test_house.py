"""Levels of isolation, each forced; limits, enforced from outside; and what happens when a part of the sandbox is gone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nngrade.sandbox.errors import IsolationError, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import LEVELS, Limits
from nngrade.sandbox.process import ProcessTransport, process_clock
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker
from tests.attacks.arena import levels_here

TRIES = """
import os, socket, sys, time

def read(path):
    with open(path) as file:
        return file.read(1)

def see(path):
    return os.stat(path).st_size

def write(path):
    open(path, "w").close()

def connect(port):
    socket.create_connection(("127.0.0.1", port), 1).close()

def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[1]

def signal_parent():
    os.kill(os.getppid() or 1, 0)

def spin():
    while True:
        pass

def sleep(seconds):
    time.sleep(seconds)
    return seconds

def fill(size):
    return len(bytearray(size))

def number():
    return os.getpid()

def surroundings():
    return dict(os.environ), list(sys.argv)
"""

CLOSED = {
    "full": {"read", "see", "write", "fork", "connect", "signal_parent"},
    "strong": {"read", "write", "fork", "connect", "signal_parent"},
    "reduced": {"write", "fork", "connect", "signal_parent"},
    "basic": set(),
}

Start = Callable[..., RemoteModule]


@pytest.fixture
def start() -> Iterator[Start]:
    """Load the tries in a new worker of a house."""
    started: list[ProcessTransport] = []

    def run(house: House, **limits: float) -> RemoteModule:
        started.append(house.spawn(Limits(**{"cpu_seconds": 5.0, **limits})))
        return Worker(started[-1]).load("tries", {"tries": TRIES})

    yield run
    for transport in started:
        transport.end()


def refused(module: RemoteModule, folder: Path) -> set[str]:
    """The tries that raise an OSError."""
    (folder / "hidden").write_text("secret")
    folder.chmod(0o755)
    hidden, new = str(folder / "hidden"), str(folder / "new")
    tries: dict[str, list[Any]] = {
        "read": [hidden],
        "see": [hidden],
        "write": [new],
        "connect": [9],
        "fork": [],
        "signal_parent": [],
    }
    return {name for name, arguments in tries.items() if is_refused(getattr(module, name), arguments)}


def for_ever(function: Any, argument: Any) -> None:
    while True:
        function(argument)


def is_refused(function: Any, arguments: list[Any]) -> bool:
    try:
        function(*arguments)
    except OSError as error:
        return not isinstance(error, ConnectionRefusedError)  # nobody listens there: the call got through
    return False


@pytest.mark.parametrize("level", levels_here())
def test_each_level_can_be_forced_and_is_what_it_says(
    level: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNGRADE_ISOLATION", level)
    house = House()
    assert house.level == level
    closed = refused(start(house), tmp_path)
    assert closed >= CLOSED[level]
    assert closed == CLOSED[level] or level == "basic"  # there it depends on whose folder it is
    house.close()


def test_a_house_falls_to_the_next_level_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    house = House("full")
    assert house.level in LEVELS[1:]
    assert house.refused["full"] == "bwrap is not installed"
    house.close()


def test_a_wrapper_that_does_not_work_is_not_full_isolation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    house = House("full")
    assert house.level in LEVELS[1:]
    assert "Permission denied" in house.refused["full"]
    house.close()


def test_a_wrapper_that_hides_the_locks_is_worse_than_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Inside this one the lock-down's packages are missing; the level without it has all of them."""
    (tmp_path / "bwrap").write_text(
        '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexport PYTHONPATH=' + str(tmp_path) + '\nexec "$@"\n'
    )
    (tmp_path / "bwrap").chmod(0o755)
    (tmp_path / "seccompy.py").write_text("raise ImportError('not here')\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    house, without = House("full"), House("strong")
    assert house.level == without.level
    for each in (house, without):
        each.close()


def test_an_unknown_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNGRADE_ISOLATION", "bulletproof")
    with pytest.raises(IsolationError, match="set it to one of full, strong"):
        House()


@pytest.mark.parametrize("level", [levels_here()[0], "basic"])
def test_limits_hold_at_every_level(level: str, start: Start) -> None:
    house = House(level)
    with pytest.raises(WorkerDied, match="processor time: is there an endless loop"):
        start(house, cpu_seconds=0.5, wall_factor=60.0).spin()
    with pytest.raises(MemoryError):
        start(house, memory_mb=200.0).fill(300_000_000)
    assert start(house, memory_mb=200.0).fill(50_000_000) == 50_000_000
    house.close()


def test_waiting_counts_over_all_calls(house: House, start: Start) -> None:
    module = start(house, cpu_seconds=1.0, wall_factor=5.0)
    began = time.monotonic()
    with pytest.raises(WorkerDied, match="does it wait for something"):
        for_ever(module.sleep, 0.5)
    assert time.monotonic() - began >= 4.5


def test_a_killed_worker_is_named_and_another_one_starts(house: House, start: Start) -> None:
    module = start(house)
    module._worker.transport.end()  # type: ignore[attr-defined]  # every worker of a house has a process
    with pytest.raises(WorkerDied):
        module.number()
    assert start(house).sleep(0) == 0


@pytest.mark.parametrize("level", [level for level in levels_here() if level != "basic"])
def test_a_killed_zygote_is_replaced(level: str, start: Start) -> None:
    house = House(level)
    module = start(house)
    os.killpg(house._zygotes[()].started.process.pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        module.sleep(60)
    assert start(house).sleep(0) == 0
    assert house.level == level
    house.close()


def test_workers_side_by_side_do_not_meet(house: House, start: Start) -> None:
    modules = [start(house) for _ in range(5)]
    assert len({module.number() for module in modules}) == 5


@pytest.mark.parametrize("level", levels_here())
def test_nothing_of_the_graders_environment_is_in_a_worker(
    level: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    house = House(level)
    module = start(house)
    environment, arguments = module.surroundings()
    assert "SECRET_TOKEN" not in environment
    assert not any("suites" in argument for argument in arguments)
    house.close()


def test_a_process_that_is_gone_has_no_clock() -> None:
    assert process_clock(-1) == process_clock(0) == 0.0
    assert process_clock(os.getpid()) > 0


MESSAGE = """
import ctypes, fcntl, mmap, os
import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
path = np.__file__

def forget():
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

def page_out():
    with open(path, "rb") as file:
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ).madvise(21)

def ask_what_is_there():
    with open(path, "rb") as file:
        area = mmap.mmap(file.fileno(), mmap.PAGESIZE, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(area))
    if libc.mincore(ctypes.c_void_p(start), mmap.PAGESIZE, ctypes.create_string_buffer(1)) != 0:
        raise OSError(ctypes.get_errno(), "mincore")

def mark_what_is_shared():
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_APPEND)
"""


@pytest.mark.parametrize("level", [level for level in levels_here() if level != "basic"])
def test_no_worker_leaves_a_message_for_the_next(level: str) -> None:
    house = House(level)
    try:
        transport = house.spawn(Limits())
        module = Worker(transport).load("message", {"message": MESSAGE})
        for name in ("forget", "page_out", "ask_what_is_there", "mark_what_is_shared"):
            with pytest.raises(OSError, match=r"not permitted|mincore"):
                getattr(module, name)()
        transport.end()
    finally:
        house.close()
