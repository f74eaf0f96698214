"""A new version of an assignment beside the old one: ids stay, what the instructor added stays, nothing that was handed in is lost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from nngrade.nbgrader.assignment import MARK

Notebook = dict[str, Any]


class Merged(msgspec.Struct, frozen=True):
    """A notebook that takes the place of an older one.

    Attributes:
        notebook: its content.
        waiting: ids of new cells that are left out, because students have handed in work without them.
        kept: ids of cells that the course no longer has, for the same reason still there.
    """

    notebook: Notebook
    waiting: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def merge(new: Notebook, old: Notebook | None, recorded: Collection[str] | None = None) -> Merged:
    """Put a new version of an assignment in the place of an old one.

    Args:
        new: made from the course as it is now.
        old: what lies in the course's folder; None the first time.
        recorded: ids that nbgrader has recorded, once there are submissions: it then refuses any other set of ids.
    """
    waiting = [] if recorded is None else [cell["id"] for cell in new["cells"] if cell["id"] not in recorded]
    cells = [cell for cell in new["cells"] if cell["id"] not in waiting]
    kept: list[str] = []
    before: str | None = None
    for cell in old["cells"] if old is not None else ():
        ours = MARK in cell["metadata"]
        known = any(other["id"] == cell["id"] for other in cells)
        if not known and (not ours or cell["id"] in (recorded or ())):
            cells.insert(_place_after(cells, before), cell)
            kept += [cell["id"]] if ours else []
        before = cell.get("id")
    return Merged({**new, "cells": cells}, tuple(waiting), tuple(kept))


def _place_after(cells: list[dict[str, Any]], before: str | None) -> int:
    """Where a cell goes that came after another one; at the end where that one is gone, at the start where there was none."""
    if before is None:
        return 0
    return next((place + 1 for place, cell in enumerate(cells) if cell.get("id") == before), len(cells))
