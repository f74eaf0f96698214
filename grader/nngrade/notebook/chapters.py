"""Imports of earlier chapters in a notebook: from the learner's own notebook or module of that chapter."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path

from nngrade.course import Course, load_course
from nngrade.nbgrader.handed_in import read_handed_in
from nngrade.nbgrader.module import handed_text, module_text


def own_chapter(course: Course, name: str, here: Path | None = None) -> str | None:
    """The learner's text of a chapter: `../layers/layers.ipynb`, `layers.ipynb` or `layers.py`; None where there is none.

    Args:
        course: which chapters there are.
        name: the chapter.
        here: the folder of the notebook that asks; None is this one.
    """
    here = here or Path.cwd()
    for path in (here.parent / name / f"{name}.ipynb", here / f"{name}.ipynb"):
        if path.is_file() and not (notebook := read_handed_in(path)).problem:
            return module_text(course.chapters[name], handed_text(notebook))
    path = here / f"{name}.py"
    return path.read_text(encoding="utf-8") if path.is_file() else None


class ChapterFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds chapters among the learner's notebooks."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Say that we know how to load a chapter."""
        if fullname not in self.course.chapters:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the learner's own chapter, here as in any notebook of theirs."""
        name = module.__name__
        text = own_chapter(self.course, name)
        if text is None:
            raise ModuleNotFoundError(
                f"your notebook of the chapter {name} is not there: put its folder beside this one's", name=name
            )
        exec(compile(text, f"{name}.ipynb", "exec"), module.__dict__)


def find_chapters() -> None:
    """Let this kernel import chapters; ordinary modules of the same name come first."""
    if not any(isinstance(finder, ChapterFinder) for finder in sys.meta_path):
        sys.meta_path.append(ChapterFinder(load_course()))
