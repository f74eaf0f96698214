"""Loading trusted modules (references, known mistakes) in this process, without touching its import system for long."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Mapping
from functools import lru_cache

from nngrade.course import Chapter, Course, CourseError, needed
from nngrade.source import failure


def load_module(
    name: str, source: str, filename: str, others: Mapping[str, types.ModuleType], base: str = ""
) -> types.ModuleType:
    """Run a source as a module; its imports of course modules find `others`.

    Args:
        name: the module's name.
        source: its text.
        filename: what its tracebacks say.
        others: the modules that it may import by their flat names.
        base: text that the source begins with and that many sources share, so that it is compiled once.
    """
    module = types.ModuleType(name)
    module.__file__ = filename
    hidden = {other: sys.modules.get(other) for other in (*others, name)}
    sys.modules.update(others)
    sys.modules[name] = module  # dataclasses look their own module up while it runs
    try:
        for part in filter(None, (base, source[len(base) :])):
            exec(_compiled(part, filename), module.__dict__)  # ours
    finally:
        for other, before in hidden.items():
            if before is None:
                del sys.modules[other]
            else:
                sys.modules[other] = before
    return module


@lru_cache(maxsize=2048)
def _compiled(source: str, filename: str) -> types.CodeType:
    return compile(source, filename, "exec", dont_inherit=True)


def load_solutions(course: Course, chapter: str) -> dict[str, types.ModuleType]:
    """The reference modules of a chapter and of all that it requires, by name."""
    modules: dict[str, types.ModuleType] = {}
    for name in [*needed(course, chapter), chapter]:
        modules[name] = _load_solution(course.chapters[name], tuple(modules.items()))
    return modules


_loaded: dict[tuple[str, int], types.ModuleType] = {}


def _load_solution(chapter: Chapter, others: Iterable[tuple[str, types.ModuleType]]) -> types.ModuleType:
    key = (str(chapter.solution), hash(chapter.solution_text))
    if key not in _loaded:
        try:
            _loaded[key] = load_module(chapter.name, chapter.solution_text, str(chapter.solution), dict(others))
        except (Exception, SystemExit) as error:
            said = failure(chapter.solution, error)
            raise CourseError(f"{said}; mend the reference solution: it must run by itself") from None
    return _loaded[key]
