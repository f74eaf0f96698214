"""The student's notebook as nbgrader gets to see it: our cells in our order, with nothing of the student's but texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from nngrade.nbgrader.assignment import MARK
from nngrade.nbgrader.cohort import Cohort
from nngrade.nbgrader.engines import share_engines
from nngrade.nbgrader.handed_in import read_handed_in
from nngrade.nbgrader.rebuilding import Recorded, read_recorded, rebuild

_NOT_NEEDED = ("IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput", "CheckCellMetadata")
"""Steps that mend outputs and metadata of students, of which our notebooks have none."""


class Rebuilt(NotebookExporter):
    """Reads what was handed in as data, and writes the assignment's own cells with the student's texts in them."""

    cohort: Cohort | None = None
    recorded: Recorded | None = None
    ours = False
    """Whether the notebook that is converted was made by us."""
    _preprocessors: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        share_engines()

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Convert one notebook: an instructor's own as nbgrader does it, ours without its repairs, which it does not need."""
        facts = (resources or {}).get("nbgrader", {})
        source = source_notebook(self.parent.coursedir, facts)
        self.ours = source is not None
        if source is None:
            return super().from_filename(filename, resources=resources, **kwargs)
        if not getattr(self.parent, "_sanitizing", False):
            self.optimistic_validation = True  # once, after the last step
            self._preprocessors = [step for step in self._preprocessors if type(step).__name__ not in _NOT_NEEDED]
            return super().from_filename(filename, resources=resources, **kwargs)
        self.optimistic_validation = False
        self._preprocessors = []
        if self.recorded is None or not self.recorded.is_of(facts):  # the same for all students of a run
            self.recorded = read_recorded(facts)
        notebook = rebuild(source, read_handed_in(Path(filename), MARK), self.recorded)
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


def source_notebook(coursedir: Any, facts: dict[str, Any]) -> dict[str, Any] | None:
    """The instructor's version of a notebook; None where it was not made by us."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", facts["assignment"]))
    try:
        notebook: dict[str, Any] = json.loads((folder / f"{facts['notebook']}.ipynb").read_bytes())
        return notebook if MARK in notebook["metadata"] else None
    except (OSError, ValueError, KeyError):
        return None
