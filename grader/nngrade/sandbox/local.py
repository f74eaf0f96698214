"""A worker in this very process, for trusted code only: references, known mistakes, and an author's debugging."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nngrade.sandbox import wire
from nngrade.sandbox.errors import WorkerDied
from nngrade.sandbox.remote import AnswerBack, Worker
from nngrade.sandbox.worker import Server


class LocalServer(Server):
    """A server whose modules are loaded already."""

    def handle(self, request: wire.Node, buffers: wire.Buffers) -> wire.Frame:
        """The answer to one request; in this process, only that is watched."""
        with self.surroundings.watched():
            return super().handle(request, buffers)

    def _load(self, main: str, *_rest: Any) -> list[Any]:
        return self._contents(self.importer(main))


class LocalTransport:
    """Hands requests to a server in this process; values are packed and unpacked just as on the way to a real worker.

    Args:
        modules: the loaded modules by name.
        server: what answers the requests.
    """

    core: int | None = None

    def __init__(self, modules: Mapping[str, types.ModuleType], server: type[LocalServer] = LocalServer) -> None:
        self._answer_back: AnswerBack | None = None
        self._server = server(self._ask, modules.__getitem__)
        self._server.filenames = frozenset(str(module.__file__) for module in modules.values())

    def request(self, node: wire.Node, buffers: wire.Buffers, answer_back: AnswerBack) -> wire.Frame:
        """The server's answer."""
        self._answer_back = answer_back
        answer, out = self._server.handle(node, [bytes(buffer) for buffer in buffers])
        return answer, [bytes(buffer) for buffer in out]  # copies, as on the way from a real worker

    def requests(self, asked: Sequence[wire.Frame], answer_back: AnswerBack) -> Iterator[wire.Frame]:
        """The server's answers, in order."""
        for node, buffers in asked:
            yield self.request(node, buffers, answer_back)

    def _ask(self, node: wire.Node, buffers: wire.Buffers) -> wire.Frame:
        assert self._answer_back is not None
        answer, out = self._answer_back(node, [bytes(buffer) for buffer in buffers])
        return answer, [bytes(buffer) for buffer in out]

    def died(self, kind: str, reason: str) -> WorkerDied:
        """There is no process to end."""
        return WorkerDied(kind, reason)


def local_worker(modules: Mapping[str, types.ModuleType], main: str) -> tuple[Worker, Any]:
    """A worker around loaded modules, and the proxy of its main one."""
    worker = Worker(LocalTransport(modules))
    return worker, worker.load(main, {})
