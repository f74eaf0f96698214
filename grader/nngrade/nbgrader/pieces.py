"""A chapter's module in pieces: what stands before the functions, and each function with its text."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import msgspec

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Pieces(msgspec.Struct, frozen=True):
    """A module, cut where its functions begin and end.

    Attributes:
        lesson: the module's docstring.
        start: everything that belongs to no function: imports, names, helpers.
        functions: the text of each wanted function or class, by name.
    """

    lesson: str
    start: str
    functions: dict[str, str]


def cut(text: str, names: Iterable[str]) -> Pieces:
    """Cut a module into pieces.

    Args:
        text: its source.
        names: the functions and classes that get a piece of their own.
    """
    tree = ast.parse(text)
    lines = text.splitlines()
    wanted = set(names)
    functions: dict[str, str] = {}
    rest: list[str] = []
    for node in tree.body:
        piece = "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
        if isinstance(node, Definition) and node.name in wanted:
            functions[node.name] = piece
        elif not (_is_docstring(node, tree) or _is_script(node)):
            rest.append(piece)
    return Pieces(ast.get_docstring(tree) or "", _joined(rest), functions)


def docstring_of(text: str) -> str:
    """The docstring of the one definition in a piece."""
    node = ast.parse(text).body[0]
    return (ast.get_docstring(node) or "") if isinstance(node, Definition) else ""


def signature_of(text: str) -> str:
    """The name of a piece's definition with its arguments: `relu(z)`, `SGD(learning_rate, momentum)`."""
    node = ast.parse(text).body[0]
    assert isinstance(node, Definition)
    made: Definition | None = node
    if isinstance(node, ast.ClassDef):
        made = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
    names = [] if made is None or isinstance(made, ast.ClassDef) else [argument.arg for argument in made.args.args]
    return f"{node.name}({', '.join(name for name in names if name != 'self')})"


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _is_docstring(node: ast.stmt, tree: ast.Module) -> bool:
    return node is tree.body[0] and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_script(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":` has no place in a notebook, where it is always true."""
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _joined(pieces: list[str]) -> str:
    """Pieces one below the other; definitions keep their distance."""
    text = ""
    for piece in pieces:
        gap = "\n\n\n" if piece.startswith(("def ", "class ", "@")) else "\n"
        text = f"{text}{gap}{piece}" if text else piece
    return text
