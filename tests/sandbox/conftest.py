"""A worker at the fullest level that works here, with a module of its own in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker

Load = Callable[..., RemoteModule]


@pytest.fixture
def load(house: House) -> Iterator[Load]:
    """Load a source in a new worker; the proxy of its module."""
    workers: list[Worker] = []

    def run(source: str, *, limits: Limits | None = None, **options: Any) -> RemoteModule:
        workers.append(Worker(house.spawn(limits or Limits(cpu_seconds=5))))
        return workers[-1].load("module", {"module": source, **options.pop("beside", {})}, **options)

    yield run
    for worker in workers:
        worker.transport.end()  # type: ignore[attr-defined]  # every worker of a house has a process
