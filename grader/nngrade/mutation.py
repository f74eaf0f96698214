"""Mutants of a reference solution: small, silent changes, each of which the suite must notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any

import msgspec

_SWAPPED_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
_SWAPPED_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}

_HARMLESS_KEYWORDS = ("dtype", "strict")
"""Keywords that state what holds anyway; without them a mutant is the same function."""


class Mutant(msgspec.Struct, frozen=True):
    """One changed solution.

    Attributes:
        function: the top-level function or class that holds the change.
        change: the line before and after.
        source: the whole module.
    """

    function: str
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module; changes that leave its text as it was are left out."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for position, top in enumerate(tree.body):
        if not isinstance(top, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
            continue
        for changed in _changed(top):
            body = [*tree.body[:position], changed, *tree.body[position + 1 :]]
            text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
            if text not in seen:
                seen.add(text)
                yield Mutant(getattr(top, "name", "module"), _difference(ast.unparse(top), ast.unparse(changed)), text)


def _changed(top: ast.stmt) -> Iterator[ast.stmt]:
    """Copies of a statement with one change each."""
    harmless = {
        id(word.value) for word in ast.walk(top) if isinstance(word, ast.keyword) and word.arg in _HARMLESS_KEYWORDS
    }
    for number, node in enumerate(ast.walk(top)):
        if id(node) in harmless:
            continue
        for index in range(len(list(_replacements(node)))):
            fresh = copy.deepcopy(top)
            target = list(ast.walk(fresh))[number]
            _apply(fresh, target, list(_replacements(target))[index])
            yield fresh


def _replacements(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What may be done to one node: set a field, or stand something else in its place."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield from (("op", swapped()) for swapped in _SWAPPED_OPERATORS.get(type(node.op), ()))
    elif isinstance(node, ast.Compare):
        for swapped in _SWAPPED_COMPARISONS.get(type(node.ops[0]), ()):
            yield "ops", [swapped(), *node.ops[1:]]
    elif isinstance(node, ast.BoolOp):
        yield "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        yield "", node.operand
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "test", ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        yield from (("value", value) for value in _other_constants(node.value))
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.Slice):
        yield from ((field, None) for field in ("lower", "upper", "step") if getattr(node, field) is not None)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "value", ast.Constant(None)
    if isinstance(node, (ast.AugAssign, ast.Raise, ast.Continue, ast.Break)) or _is_call(node):
        yield "", ast.Pass()


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _other_constants(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield value * 2 if value else 1.0


def _other_calls(node: ast.Call) -> Iterator[tuple[str, Any]]:
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in _HARMLESS_KEYWORDS:
            yield "keywords", node.keywords[:index] + node.keywords[index + 1 :]


def _apply(tree: ast.AST, target: ast.AST, replacement: tuple[str, Any]) -> None:
    name, value = replacement
    if name:
        setattr(target, name, value)
        return
    for parent in ast.walk(tree):
        for field, held in ast.iter_fields(parent):
            if held is target:
                setattr(parent, field, value)
                return
            if isinstance(held, list) and any(item is target for item in held):
                held[:] = [value if item is target else item for item in held]
                return


def _difference(before: str, after: str) -> str:
    old, new = before.splitlines(), after.splitlines()
    for one, other in zip(old, new, strict=False):
        if one != other:
            return f"{one.strip()}  ->  {other.strip()}"
    return "lines were removed" if len(new) < len(old) else "lines were added"
