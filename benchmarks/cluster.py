"""The same class on a pool of two processes and on a Dask cluster of two on loopback: `python -m benchmarks.cluster`."""

from __future__ import annotations

import time
from collections.abc import Callable

from distributed import Client, LocalCluster

from benchmarks.classes import ASSIGNMENT, CHAPTER, texts
from benchmarks.measure import Cost, in_turns, ratio
from nngrade.batch.engine import Job, Piece, judge_all
from nngrade.batch.pool import Pool
from nngrade.options import Options
from nngrade.submission import Submission

COUNT, ROUNDS = 100, 3


def main() -> None:
    """Measure in turns, both sides warm, and print the ratio."""
    job = Job(ASSIGNMENT, Options(seed=7, disclose=False))
    pieces = [Piece(Submission(str(n), {CHAPTER: text}, {}, (CHAPTER,))) for n, text in enumerate(texts(COUNT))]

    def grade(executor: Pool) -> Callable[[], Cost]:
        def run() -> Cost:
            begin = time.perf_counter()
            assert len(list(judge_all(pieces, job, executor, 2))) == COUNT
            return Cost(time.perf_counter() - begin)

        return run

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with Pool(2) as pool, cluster, Client(cluster) as client:
        runs = {"pool": grade(pool), "dask": grade(client.get_executor(pure=False))}
        costs = in_turns(runs, ROUNDS)
    print(f"throughput of Dask, that of the pool = 1: {ratio(costs['pool'], costs['dask'], 'wall'):.2f}")


if __name__ == "__main__":
    main()
