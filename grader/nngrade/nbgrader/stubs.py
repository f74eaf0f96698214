"""What students get in place of solutions: a step of `nbgrader generate_assignment`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from nngrade.nbgrader.assignment import MARK


class PutStubs(ClearSolutions):
    """Puts our stubs in; cells that the instructor added are cleared as nbgrader does it."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear every cell, and drop what is for the instructor alone."""
        nb.metadata.pop(MARK, None)
        made: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        return made

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear one cell."""
        own = cell.metadata.pop(MARK, {})
        if "stub" in own:
            cell.source = own["stub"]
            return cell, resources
        made: tuple[NotebookNode, dict[str, Any]] = super().preprocess_cell(cell, resources, cell_index)
        return made
