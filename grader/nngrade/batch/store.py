"""Results that survive a crash: an append-only journal, one line a result, each on disk before the next is begun."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import msgspec

from nngrade.files import write_lines
from nngrade.report import Judged

JOURNAL = "journal.jsonl"


class Store:
    """The journal of a folder of results. A line that a crash cut off counts as never written.

    Args:
        folder: where the journal lies; made if it does not exist.
        for_reading: whether nothing is added or mended, so that the folder may be closed to changes, or another's just now.
    """

    def __init__(self, folder: Path, *, for_reading: bool = False) -> None:
        self.path = folder / JOURNAL
        self._for_reading = for_reading
        if not for_reading:
            folder.mkdir(parents=True, exist_ok=True)
        self._places: dict[str, int] = {}
        self._file = open(self.path, "rb" if for_reading else "a+b")  # noqa: SIM115  # closed by `close`
        self._lines = 0
        self._index()

    def _index(self) -> None:
        """Remember where each submission's latest line begins; cut a line off that is not whole."""
        self._file.seek(0)
        place = 0
        for line in self._file:
            record = _decoded(line)
            if record is None:
                break
            self._places[record.report.submission] = place
            place += len(line)
            self._lines += 1
        if not self._for_reading:
            self._file.truncate(place)

    def __len__(self) -> int:
        return len(self._places)

    def names(self) -> list[str]:
        """Every submission that has a result, in the order of their first ones."""
        return list(self._places)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def get(self, name: str) -> Judged | None:
        """The latest record of a submission."""
        line = self.line(name)
        return None if line is None else _decoded(line)

    def line(self, name: str) -> bytes | None:
        """The same as it is written."""
        place = self._places.get(name)
        if place is None:
            return None
        self._file.seek(place)
        return self._file.readline()

    def add(self, records: Iterable[Judged]) -> None:
        """Append records; they are on disk when this returns."""
        end = self._file.seek(0, os.SEEK_END)
        lines = []
        for record in records:
            line = msgspec.json.encode(record) + b"\n"
            self._places[record.report.submission] = end
            end += len(line)
            lines.append(line)
        self._lines += len(lines)
        self._file.write(b"".join(lines))
        self._file.flush()
        os.fsync(self._file.fileno())

    def tidy(self) -> None:
        """Drop lines that later ones stand in for, once they are the larger part."""
        if self._lines <= 2 * len(self._places) + 10:
            return
        names = list(self._places)
        write_lines(self.path, (line for name in names if (line := self.line(name)) is not None))
        self._file.close()
        self._file = open(self.path, "a+b")  # noqa: SIM115  # closed by `close`
        self._places, self._lines = {}, 0
        self._index()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _decoded(line: bytes) -> Judged | None:
    """The record of a line, None where it is not whole."""
    if not line.endswith(b"\n"):
        return None
    try:
        return msgspec.json.decode(line, type=Judged)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
