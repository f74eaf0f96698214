"""Grader and worker take turns on one core."""

from __future__ import annotations

import os
import sys

import pytest

from nngrade.sandbox.cores import stay, staying, this_core
from nngrade.sandbox.forking import ForkedTransport
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.remote import Worker

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps threads on a core")


def test_a_thread_stays_on_a_core_for_a_while() -> None:
    free = os.sched_getaffinity(0)
    core = this_core()
    assert core in free
    with staying(core):
        assert os.sched_getaffinity(0) == {core}
    assert os.sched_getaffinity(0) == free
    with pytest.raises(ValueError, match="inside"), staying(core):
        raise ValueError("inside")
    assert os.sched_getaffinity(0) == free


def test_a_core_that_does_not_exist_or_is_unknown_changes_nothing() -> None:
    free = os.sched_getaffinity(0)
    for core in (None, 100_000):
        stay(core)
        with staying(core):
            assert os.sched_getaffinity(0) == free
        assert os.sched_getaffinity(0) == free


def test_a_worker_runs_where_its_grader_did(house: House) -> None:
    transport = house.spawn(Limits())
    try:
        if not isinstance(transport, ForkedTransport):
            pytest.skip("nothing forks here")
        Worker(transport).load("module", {"module": ""})
        wanted = os.sched_getaffinity(0) if transport.core is None else {transport.core}  # not every system allows it
        assert os.sched_getaffinity(_number(transport)) == wanted
    finally:
        transport.end()


def _number(transport: ForkedTransport) -> int:
    """The number of a worker's process here, not in its own namespace."""
    with open(f"/proc/self/fdinfo/{transport.descriptor}") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pid:"))
