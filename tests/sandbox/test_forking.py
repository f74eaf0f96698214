"""Workers that a zygote forks: one ahead, each with its own limits, none left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nngrade import check
from nngrade.course import load_course
from nngrade.sandbox.errors import WorkerDied
from nngrade.sandbox.forking import ForkedTransport, Zygote
from nngrade.sandbox.house import House
from nngrade.sandbox.launch import ZygoteProcess
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

LIMIT = "import resource\ndef seconds():\n    return resource.getrlimit(resource.RLIMIT_CPU)[0]\n"


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    """A zygote at a level that needs nothing of the machine."""
    made = Zygote(ZygoteProcess("reduced"))
    yield made
    made.close()


def children(process: int) -> list[int]:
    """Processes whose parent this is."""
    with open(f"/proc/{process}/task/{process}/children") as file:
        return list(map(int, file.read().split()))


def waited_for(zygote: Zygote, count: int) -> list[int]:
    """The children of a zygote as soon as there are so many."""
    deadline = time.monotonic() + 10
    while len(found := children(zygote.started.process.pid)) != count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(found) == count
    return found


def seconds(transport: ForkedTransport) -> int:
    """The limit of processor time that a worker sees."""
    found: int = Worker(transport).load("limit", {"limit": LIMIT}).seconds()
    return found


def test_a_worker_that_was_forked_ahead_has_the_limits_of_whoever_gets_it(zygote: Zygote) -> None:
    for wanted in (4.0, 4.0, 8.0, 8.0, 4.0):
        transport = zygote.spawn(Limits(cpu_seconds=wanted))
        assert seconds(transport) == wanted + 1
        transport.leave()
        assert transport.used_seconds() > 0


def test_one_worker_is_forked_ahead_and_none_is_left_behind(zygote: Zygote) -> None:
    for _ in range(3):
        first, second = zygote.spawn(Limits()), zygote.spawn(Limits())
        assert seconds(first) == seconds(second)
        first.leave()
        second.end()
        spare = waited_for(zygote, 1)
    zygote.close()
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{spare[0]}") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not os.path.exists(f"/proc/{spare[0]}")


def test_a_worker_can_be_left_and_ended_twice(zygote: Zygote) -> None:
    transport = zygote.spawn(Limits())
    seconds(transport)
    transport.leave()
    transport.leave()
    assert transport.end() == -signal.SIGKILL


def test_a_worker_that_died_is_told_from_one_that_was_left(zygote: Zygote) -> None:
    transport = zygote.spawn(Limits())
    module = Worker(transport).load("gone", {"gone": "import os\ndef leave():\n    os._exit(3)\n"})
    with pytest.raises(WorkerDied, match="exit code 3"):
        module.leave()
    transport.leave()
    assert transport.end() == 3


def test_a_spare_worker_that_was_killed_costs_nobody_a_point(tmp_path: Path) -> None:
    shutil.copy(load_course().chapters["activations"].solution, tmp_path)
    house = House("strong")
    try:
        if house.level == "basic":
            pytest.skip("nothing forks here")
        assert _passes(tmp_path, house)
        zygote = next(iter(house._zygotes.values()))
        os.kill(waited_for(zygote, 1)[0], signal.SIGKILL)
        assert _passes(tmp_path, house)
    finally:
        house.close()


def _passes(folder: Path, house: House) -> bool:
    report = check(folder, house=house)
    return report.score == report.max_score > 0
