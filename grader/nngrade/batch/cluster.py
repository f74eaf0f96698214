"""An existing Dask cluster as an executor."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from nngrade.errors import GradingError

ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?([^:/\[\]]+|\[[0-9a-f:]+\]):\d{1,5}")
"""With the protocols that Dask knows: at others it fails halfway."""


@contextmanager
def connect(address: str, patience: float = 15.0) -> Iterator[Executor]:
    """The executor of a cluster that runs already; its workers need nothing but nngrade.

    Args:
        address: of its scheduler.
        patience: seconds to wait for it and for its first worker.
    """
    try:
        from distributed import Client
    except ImportError:
        raise GradingError("a Dask cluster needs the extra `cluster`: pip install 'nngrade[cluster]'") from None
    if not ADDRESS.fullmatch(address):
        raise GradingError(f"{address} is no address of a Dask scheduler: give one such as tcp://host:8786")
    for logger in ("distributed", "distributed.client"):  # a scheduler that is lost is told in a line of ours
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise GradingError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}): check the address"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise GradingError(
                f"the scheduler at {address} has no workers: start some with `dask worker {address}`"
            ) from None
        yield client.get_executor(pure=False, retries=0)  # type: ignore[no-untyped-call]
