"""How cost and memory grow with the size of a class: `python -m benchmarks.size [COUNT...]`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.classes import ASSIGNMENT, make_class
from benchmarks.measure import Cost, run
from nngrade.sandbox.limits import LEVEL_VARIABLE

ROW = "| {} | {} | {} | {} |"


def main() -> None:
    """Measure classes of growing size and print one table; start-up is told apart by the first, of one submission."""
    counts = [int(word) for word in sys.argv[1:]] or [100, 10_000]
    with TemporaryDirectory() as place:
        start = _cost(Path(place), 1).cpu
        print(ROW.format("submissions", "CPU a submission, start-up left out", "wall", "largest process"))
        print(ROW.format(*["---"] * 4))
        for count in counts:
            cost = _cost(Path(place), count)
            each = (cost.cpu - start) / (count - 1)
            print(ROW.format(count, f"{each * 1e3:.1f} ms", f"{cost.wall:.0f} s", f"{cost.memory:.0f} MB"), flush=True)


def _cost(place: Path, count: int) -> Cost:
    folder = make_class(place / f"class{count}", count)
    command = [sys.executable, "-m", "nngrade", "grade", str(folder), "--out", str(place / f"out{count}")]
    options = ["--course", str(ASSIGNMENT), "--seed", "7", "--jobs", "2"]
    return run(["bash", "-c", '"$@"; [ $? -lt 2 ]', "grade", *command, *options], place, {LEVEL_VARIABLE: "strong"})


if __name__ == "__main__":
    main()
