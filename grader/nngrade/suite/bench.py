"""What the fixtures of a suite hand out while a chapter is judged: the learner's side and the reference's side.

They build on a fixture `bench`, which whoever runs the suite provides.
"""

from __future__ import annotations

import types
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nngrade.golden import Golden, read_golden
from nngrade.replay import changed_by_contract
from nngrade.sandbox.errors import LearnerError, WorkerDied
from nngrade.sandbox.remote import Transport, Worker


class Bench:
    """The learner's modules and the reference's, side by side.

    Args:
        worker: the learner's side.
        learner: the proxy of the chapter's module.
        solutions: the reference modules by name.
        chapter: the chapter's name.
        seed: every input of the suite is drawn from it.
        respawn: starts another process for the learner's side; None where there is none.
    """

    def __init__(
        self,
        worker: Worker,
        learner: Any,
        solutions: dict[str, types.ModuleType],
        chapter: str,
        seed: int,
        respawn: Callable[[], Transport] | None = None,
    ) -> None:
        self.worker, self.learner, self.solutions, self.chapter, self.seed = worker, learner, solutions, chapter, seed
        worker.may_change = lambda calls, held: changed_by_contract(calls, solutions, chapter)
        self._respawn = respawn
        self._ended: dict[str, WorkerDied] = {}
        self._function = ""
        self._unloaded: LearnerError | WorkerDied | None = None
        self.check = ""

    def begin(self, function: str, check: str) -> None:
        """Get ready for a check of a function; raises `WorkerDied` where an earlier check of it ended the process.

        One endless loop costs one time limit, not one for each check; the other functions go on with a new process.
        """
        self.check = check
        died = getattr(self.worker.transport, "dead", None)
        if died is not None:
            self._ended.setdefault(self._function, died)
        if function in self._ended:
            raise self._ended[function]
        self._function = function
        if self._unloaded is not None:
            raise self._unloaded
        if died is not None and self._respawn is not None:
            self._restart(self._respawn())
        self.worker.begin()

    def _restart(self, transport: Transport) -> None:
        try:
            self.worker.restart(transport)
        except (LearnerError, WorkerDied) as error:  # it loads no second time, so there is nothing to ask any more
            self._unloaded = error
            raise

    def renew(self) -> None:
        """Go on in a new process, because this one has seen what later checks expect."""
        if self._respawn is not None:
            self.worker.restart(self._respawn())

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for each check or fixture: the same for the same seed, whatever ran before."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])


class Modules:
    """The modules of a network by name: the learner's own where they pass, as their code would import them."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def __getattr__(self, name: str) -> Any:
        return self._worker.module(name)


def hand_out(item: pytest.Item, bench: Bench) -> None:
    """Give a check what most of them take; pytest's own way to it costs as much as the check."""
    if not isinstance(item, pytest.Function):
        return
    made: dict[str, Callable[[], Any]] = {
        "bench": lambda: bench,
        "learner": lambda: bench.learner,
        "reference": lambda: bench.solutions[bench.chapter],
        "rng": lambda: bench.rng(bench.check),
    }
    for name in made.keys() & set(item.fixturenames) - vars(item.module).keys():  # a suite may have its own
        item.funcargs[name] = made[name]()


@pytest.fixture(scope="module")
def learner(bench: Bench) -> Any:
    """The learner's module: call its functions as if they were local."""
    return bench.learner


@pytest.fixture(scope="module")
def worker(bench: Bench) -> Worker:
    """The learner's process: `worker.share(value)`, `worker.calls`."""
    return bench.worker


@pytest.fixture(scope="module")
def modules(bench: Bench) -> Modules:
    """The other modules of the learner's network: `modules.optimizers.SGD(0.1)`."""
    return Modules(bench.worker)


@pytest.fixture(scope="module")
def reference(bench: Bench) -> types.ModuleType:
    """The reference solution of the chapter."""
    return bench.solutions[bench.chapter]


@pytest.fixture(scope="module")
def solutions(bench: Bench) -> types.SimpleNamespace:
    """The reference modules of the chapter and of all that it requires."""
    return types.SimpleNamespace(**bench.solutions)


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest) -> Golden:
    """What real Keras gave for this chapter: `golden["adam/after1"]`."""
    return read_golden(request.path.parent / "golden")


@pytest.fixture
def rng(bench: Bench) -> np.random.Generator:
    """Fresh random inputs for this check, drawn from the report's seed."""
    return bench.rng(bench.check)


@pytest.fixture(scope="module")
def shared_rng(request: pytest.FixtureRequest, bench: Bench) -> np.random.Generator:
    """Random inputs for fixtures of a whole suite (a training run that several checks look at)."""
    return bench.rng(request.node.name)
