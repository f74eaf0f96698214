"""Reading a student's notebook: as data, whatever it holds. Nothing in it decides what is graded or what it is worth."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

MAX_BYTES = 50 << 20
MAX_CELL = 200_000
MAX_PARTS = 5_000_000
"""Of lists and their entries: a file of nothing but brackets takes twenty times its size in memory."""


class HandedCell(msgspec.Struct, frozen=True):
    """A cell of a student's notebook.

    Attributes:
        grade_id: what nbgrader calls it; empty where its metadata does not say.
        id: what Jupyter calls it.
        code: whether it is a code cell.
        source: its text.
    """

    grade_id: str
    id: str
    code: bool
    source: str


class HandedIn(msgspec.Struct, frozen=True):
    """A student's notebook.

    Attributes:
        cells: in their order.
        problem: why it cannot be read; empty where it can.
    """

    cells: tuple[HandedCell, ...] = ()
    problem: str = ""

    def text(self, grade_id: str) -> str | None:
        """The text of a cell; of several with the same id the last one, as nbgrader has it."""
        named = [cell.source for cell in self.cells if cell.grade_id == grade_id]
        named = named or [cell.source for cell in self.cells if cell.id == grade_id]
        return named[-1] if named else None


def read_handed_in(path: Path, foreign: str = "") -> HandedIn:
    """Read a notebook of any format and in any state.

    Args:
        path: the file.
        foreign: a key of notebook metadata that no student's notebook has; one with it is not read.
    """
    try:
        kept = path.lstat()
        if not stat.S_ISREG(kept.st_mode) or path.parent.is_symlink():
            return HandedIn(problem=f"{path.name} is a link or no file at all: hand in the notebook itself")
        if kept.st_size > MAX_BYTES:
            return HandedIn(
                problem=f"{path.name} is larger than {MAX_BYTES >> 20} MB: clear its outputs and hand it in again"
            )
        notebook = _decoded(path.read_bytes())
        if foreign and foreign in (notebook.get("metadata") or {}):
            return HandedIn(problem=f"{path.name} is the instructor's version, which no student has been given")
        return HandedIn(tuple(_cells(notebook)))
    except OSError as error:
        return HandedIn(problem=f"{path.name} cannot be read: {error.strerror or error}")
    except (ValueError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        return HandedIn(
            problem=f"{path.name} is no notebook that Jupyter could open ({type(error).__name__}): hand it in again"
        )


def _decoded(data: bytes) -> dict[str, Any]:
    if sum(map(data.count, (b",", b"[", b"{"))) > MAX_PARTS:
        raise ValueError("too many parts")
    notebook: dict[str, Any] = json.loads(data.decode(json.detect_encoding(data), "replace"))
    return notebook


def _cells(notebook: dict[str, Any]) -> Iterator[HandedCell]:
    """The cells; up to format 3 they lie in worksheets, and the text of code is called input."""
    sheets = [
        sheet["cells"] for sheet in notebook.get("worksheets", ()) if isinstance(sheet, dict) and "cells" in sheet
    ]
    if "cells" not in notebook and not sheets:
        raise ValueError("no cells")
    for cells in [notebook.get("cells", []), *sheets]:
        if not isinstance(cells, list):
            raise TypeError("cells is no list")
        yield from (_cell(cell) for cell in cells if isinstance(cell, dict))


def _cell(cell: dict[str, Any]) -> HandedCell:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else source
    text = _clean(text if isinstance(text, str) else "")
    return HandedCell(*_ids(cell), cell.get("cell_type") == "code", text)


def _ids(cell: dict[str, Any]) -> tuple[str, str]:
    metadata = cell.get("metadata")
    facts = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    found = (facts.get("grade_id") if isinstance(facts, dict) else None, cell.get("id"))
    return tuple(each if isinstance(each, str) else "" for each in found)  # type: ignore[return-value]  # two of them


def _clean(text: str) -> str:
    """Text that can be written as UTF-8 and holds no more than a cell needs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]}\n# cut off: a cell needs a few kB"
