"""A chapter's module from the cells of a notebook."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable

from nngrade.course import Chapter
from nngrade.nbgrader.handed_in import HandedIn
from nngrade.nbgrader.pieces import Definition

_MAGIC = re.compile(r"\s*(%|!|\?)|.*\?\s*$")
_FUTURE = re.compile(r"^from __future__ import [\w, ]+?$", re.MULTILINE)
_OURS = ("nngrade", "IPython")


def module_text(chapter: Chapter, text_of: Callable[[str], str | None]) -> str:
    """The module that the cells of a notebook make.

    Args:
        chapter: which functions it has.
        text_of: gives the text of a solution cell by its grade id.
    """
    texts = [runnable(text_of("start") or "", "")]
    texts += [runnable(text_of(f"{name}-code") or "", name) for name in chapter.facts.functions]
    return _futures_first("\n\n\n".join(text.strip("\n") for text in texts if text.strip()) + "\n")


def _futures_first(text: str) -> str:
    """Imports from `__future__` may stand in any cell, but in a module only at its top."""
    found = _FUTURE.findall(text)
    return "".join(f"{line}\n" for line in found) + _FUTURE.sub("", text) if found else text


def handed_text(handed_in: HandedIn) -> Callable[[str], str | None]:
    """Finds solution cells in a student's notebook: by id, else a function by what a cell defines, and imports by their first word."""
    code = [cell.source for cell in handed_in.cells if cell.code]

    def find(grade_id: str) -> str | None:
        found = handed_in.text(grade_id)
        if found is None and grade_id.endswith("-code"):
            found = defining(grade_id.removesuffix("-code"), code)
        return importing(code) if found is None and grade_id == "start" else found

    return find


def defining(name: str, texts: list[str]) -> str | None:
    """The last of some cells that defines a name."""
    for text in reversed(texts):
        if name in text and name in defined_names(text):
            return text
    return None


def importing(texts: list[str]) -> str:
    """The cells that begin with an import, for a notebook whose first cell is not to be found by its id."""
    starts = [text for text in texts if text.lstrip().startswith(("import ", "from "))]
    return "\n".join(text for text in starts if not text.lstrip().startswith("from nngrade"))


def defined_names(text: str) -> set[str]:
    """Names of the functions and classes that a cell defines."""
    tree = parsed(without_magics(text))
    return set() if tree is None else {node.name for node in tree.body if isinstance(node, Definition)}


def runnable(text: str, name: str) -> str:
    """A cell's text as part of a module.

    Magics, shell lines and bare expressions, which only show something, are left out. A cell that does not compile becomes a function
    that says so, so that it costs its own points and no others.

    Args:
        text: the cell's source.
        name: what it should define; empty for the cell before the functions, which stays as it is.
    """
    plain = without_magics(text)
    tree = parsed(plain)
    if tree is not None:
        return _without_shows(plain, tree)
    return _broken(plain, name) if name else plain


def without_magics(text: str) -> str:
    """The text without lines that only IPython understands, if it has any."""
    if parsed(text) is not None:
        return text
    return "\n".join("" if _MAGIC.match(line) else line for line in text.split("\n"))


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text, None where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_shows(text: str, tree: ast.Module) -> str:
    lines = text.split("\n")
    for before, node, after in zip([None, *tree.body], tree.body, [*tree.body[1:], None], strict=False):
        alone = (before is None or before.end_lineno != node.lineno) and (
            after is None or after.lineno != node.end_lineno
        )
        if alone and _only_shows(node):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines)


def _only_shows(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in _OURS
    return isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)


def _broken(text: str, name: str) -> str:
    try:
        ast.parse(text)
        reason = "it cannot be read"
    except SyntaxError as error:
        reason = f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        reason = type(error).__name__
    message = f"the cell of {name} is no valid Python, {reason}"
    return f"def {name}(*_, **__):\n    raise SyntaxError({message!r})"
