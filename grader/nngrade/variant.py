"""Variants of the reference solution: known mistakes, and right solutions in unusual style. Each is a module's source.

A variant file (`mistakes.py`, `accepted.py`) is read, never imported: every decorated function or class in it, together
with the file's undecorated statements, is appended to the reference solution and takes the place of one of its names.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from nngrade.course import Chapter, CourseError
from nngrade.source import parse_source, read_source


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


Name = Annotated[str, msgspec.Meta(pattern=r"^[^\W\d]\w*$")]


class _Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an author writes into `@mistake(...)`."""

    id: str
    of: Name
    explanation: str
    same_as: tuple[str, ...] = ()


class _Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an author writes into `@accepted(...)`."""

    of: Name


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
    return _parse(path, read_source(path), kind, chapter.solution_text)


@cache
def _parse(path: Path, text: str, kind: str, solution: str) -> tuple[Variant, ...]:
    tree = parse_source(path, text)
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


def _facts(path: Path, call: ast.Call, kind: str) -> _Mistake | _Accepted:
    form: type[_Mistake | _Accepted] = _Mistake if kind == "mistake" else _Accepted
    place = f"{path}, line {call.lineno}: @{kind}"
    try:
        args = [ast.literal_eval(arg) for arg in call.args]
        kwargs = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except (ValueError, TypeError):
        raise CourseError(f"{place}: write its arguments as plain text") from None
    takes = form.__struct_fields__
    try:
        return msgspec.convert({**dict(zip(takes, args, strict=False)), **kwargs, **_stray(args[len(takes) :])}, form)
    except msgspec.ValidationError as error:
        raise CourseError(f"{place} takes {', '.join(takes)}: {error}") from None


def _stray(more: list[Any]) -> dict[str, Any]:
    """Arguments beyond those that there are, under names that do not exist, so that they are refused like these."""
    return {f"argument {value!r}": value for value in more}


def _variant(
    path: Path, text: str, node: ast.FunctionDef | ast.ClassDef, call: ast.Call, kind: str, solution: str, shared: str
) -> Variant:
    facts = _facts(path, call, kind)
    body = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
    source = f"{solution}\n\n{shared}\n\n{body}\n\n{facts.of} = {node.name}\n"
    return Variant(
        id=facts.id if isinstance(facts, _Mistake) else node.name,
        of=facts.of,
        explanation=facts.explanation if isinstance(facts, _Mistake) else ast.get_docstring(node) or "",
        source=source,
        base=solution,
        same_as=facts.same_as if isinstance(facts, _Mistake) else (),
    )
