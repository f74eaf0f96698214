"""`%%check CHAPTER FUNCTION`: run a cell, then check what it defines."""

from __future__ import annotations

from typing import Any

from nngrade.notebook.cells import cells
from nngrade.notebook.checking import Slip, check


def add_magic(shell: Any) -> None:
    """Add the magic to an IPython shell."""

    def run_and_check(line: str, cell: str) -> Any:
        words = line.split()
        if len(words) != 2:
            raise Slip("write `%%check CHAPTER FUNCTION`, such as `%%check activations relu`")
        result = shell.run_cell(cell)
        if not result.success:
            return None
        cells.texts[f"{words[1]}-code"] = cell
        return check(*words)

    shell.register_magic_function(run_and_check, magic_kind="cell", magic_name="check")
