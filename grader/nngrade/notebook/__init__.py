"""For learners in Jupyter: check cells that run their functions through the sandbox and show what went wrong."""

from __future__ import annotations

from typing import Any

from nngrade.notebook.cells import record
from nngrade.notebook.checking import check

__all__ = ["check", "load_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Begin: remember cells as they run, let chapters import each other, add `%%check`. For `%load_ext nngrade.notebook`."""
    from nngrade.notebook.chapters import find_chapters
    from nngrade.notebook.magic import add_magic

    record(shell)
    find_chapters()
    add_magic(shell)
