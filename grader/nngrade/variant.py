"""Variants of the reference solution: known mistakes, and right solutions in unusual style. Each is a module's source.

A variant file (`mistakes.py`, `accepted.py`) is read, never imported: every decorated function or class in it, together
with the file's undecorated statements, is appended to the reference solution and takes the place of one of its names.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import msgspec

from nngrade.course import Chapter, CourseError


class Variant(msgspec.Struct, frozen=True):
    """One variant of a chapter's solution.

    Attributes:
        id: of a mistake its id, of an accepted variant the name of the function that holds it.
        of: the function that it stands in for.
        explanation: of a mistake, what is wrong and what to do.
        source: a whole module, which begins with `base`.
        base: the reference solution that it varies.
        same_as: ids of mistakes that cannot be told from this one.
    """

    id: str
    of: str
    explanation: str
    source: str
    base: str
    same_as: tuple[str, ...] = ()


def mistakes(chapter: Chapter) -> tuple[Variant, ...]:
    """The chapter's known mistakes, in the order of the file."""
    return _variants(chapter, "mistake")


def accepted_variants(chapter: Chapter) -> tuple[Variant, ...]:
    """The chapter's right solutions in unusual style."""
    return _variants(chapter, "accepted")


def _variants(chapter: Chapter, kind: str) -> tuple[Variant, ...]:
    path = chapter.suite / ("mistakes.py" if kind == "mistake" else "accepted.py")
    if not path.exists():
        return ()
    return _parse(path, path.read_text(encoding="utf-8"), kind, chapter.solution_text)


@cache
def _parse(path: Path, text: str, kind: str, solution: str) -> tuple[Variant, ...]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: {error.msg}") from None
    shared: list[str] = []
    found: list[tuple[ast.FunctionDef | ast.ClassDef, ast.Call]] = []
    for node in tree.body:
        call = _decoration(node, kind)
        if call is not None and isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append((node, call))
        elif not _is_own_import(node):
            shared.append(_segment(text, node))
    return tuple(_variant(path, text, node, call, kind, solution, "\n".join(shared)) for node, call in found)


def _decoration(node: ast.stmt, kind: str) -> ast.Call | None:
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == kind:
            return decorator
    return None


def _is_own_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and str(node.module).startswith("nngrade")


def _segment(text: str, node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(d.lineno for d in decorators)])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def _variant(
    path: Path, text: str, node: ast.FunctionDef | ast.ClassDef, call: ast.Call, kind: str, solution: str, shared: str
) -> Variant:
    try:
        args = [ast.literal_eval(arg) for arg in call.args]
        kwargs = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except ValueError:
        raise CourseError(f"{path}, line {call.lineno}: the arguments of @{kind} must be plain text") from None
    names = ["id", "of", "explanation"] if kind == "mistake" else ["of"]
    facts = {**dict(zip(names, args, strict=False)), **kwargs}
    body = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
    source = f"{solution}\n\n{shared}\n\n{body}\n\n{facts['of']} = {node.name}\n"
    return Variant(
        id=facts.get("id", node.name),
        of=facts["of"],
        explanation=facts.get("explanation", ast.get_docstring(node) or ""),
        source=source,
        base=solution,
        same_as=tuple(facts.get("same_as", ())),
    )
