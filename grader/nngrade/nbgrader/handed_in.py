"""Reading a student's notebook: as data, whatever it holds. Nothing in it decides what is graded or what it is worth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

MAX_BYTES = 50 << 20
MAX_CELL = 200_000


class HandedCell(msgspec.Struct, frozen=True):
    """A cell of a student's notebook.

    Attributes:
        ids: what it calls itself: its grade id and its Jupyter id.
        code: whether it is a code cell.
        source: its text.
    """

    ids: tuple[str, ...]
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
        found: str | None = None
        for cell in self.cells:
            if cell.ids[:1] == (grade_id,):
                found = cell.source
        if found is None:
            found = next((cell.source for cell in reversed(self.cells) if grade_id in cell.ids), None)
        return found


def read_handed_in(path: Path) -> HandedIn:
    """Read a notebook of any format and in any state.

    Args:
        path: the file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return HandedIn(
                problem=f"{path.name} is larger than {MAX_BYTES >> 20} MB: clear its outputs and hand it in again"
            )
        notebook = json.loads(path.read_bytes().decode("utf-8-sig", "replace"))
        return HandedIn(tuple(_cells(notebook)))
    except OSError as error:
        return HandedIn(problem=f"{path.name} cannot be read: {error.strerror or error}")
    except (ValueError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        return HandedIn(
            problem=f"{path.name} is no notebook that Jupyter could open ({type(error).__name__}): hand it in again"
        )


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
    return HandedCell(tuple(_ids(cell)), cell.get("cell_type") == "code", text)


def _ids(cell: dict[str, Any]) -> Iterator[str]:
    metadata = cell.get("metadata")
    facts = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    for found in (facts.get("grade_id") if isinstance(facts, dict) else None, cell.get("id")):
        if isinstance(found, str):
            yield found


def _clean(text: str) -> str:
    """Text that can be written as UTF-8 and holds no more than a cell needs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]}\n# cut off: a cell needs a few kB"
