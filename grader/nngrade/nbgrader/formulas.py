"""Formulas of the lessons, written like Python, as LaTeX for a page."""

from __future__ import annotations

import ast
import re

_FUNCTIONS = {
    "exp": r"\exp",
    "log": r"\log",
    "max": r"\max",
    "min": r"\min",
    "tanh": r"\tanh",
    "sum": r"\operatorname{sum}",
}
_GREEK = {"beta", "epsilon", "alpha", "mu", "sigma"}
_COMPARED = {
    ast.Lt: "<", ast.Gt: ">", ast.LtE: r"\le", ast.GtE: r"\ge", ast.Eq: "=", ast.NotEq: r"\ne",
}  # fmt: skip
_PRECEDENCE = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.MatMult: 2, ast.Div: 2, ast.Pow: 4}
_PICTURE = re.compile(r"--|->|\+-|\b(self|def|import)\b|#|: [A-Z]|[\"']{1}")
_SPACE = "ǀ"  # a letter to Python, so that several words are one name
_SUM = re.compile(r"\bsum over ([a-z]+(?:, [a-z]+)*) of (.+)$")


def to_latex(formula: str) -> str | None:
    """One line of a lesson as LaTeX.

    Args:
        formula: such as `sigmoid(z) = 1 / (1 + exp(-z))`; a side that is prose stays in words, and so does a remark after a gap.

    Returns:
        Its LaTeX; None where it is a picture, a table or code, which are better shown as they are.
    """
    sides = [side.strip() for side in re.split(r"(?<![=<>!])=(?!=)", formula.strip())]
    if len(sides) != 2 or not all(sides) or _PICTURE.search(formula):
        return None
    left, (right, remark) = sides[0], _parted(sides[1])
    made = f"{_side(left) or _words(left)} = {_side(right) or _words(right)}"
    return made + (rf"\qquad {_words(remark)}" if remark else "")


def _parted(side: str) -> tuple[str, str]:
    """A side and the remark after it: `m / 2      the mean` or `sqrt(x), for each layer`."""
    parts = re.split(r"\s{3,}|,\s+(?=[a-z]{2,} )|;\s+", side, maxsplit=1)
    return (parts[0], parts[1].strip()) if len(parts) == 2 else (side, "")


def _words(text: str) -> str:
    escaped = re.sub(r"([_%#&{}$])", r"\\\1", text).replace("^", r"\^{}").replace("`", "")
    return rf"\text{{{escaped}}}"


def _side(text: str) -> str | None:
    total = _SUM.search(text)
    if total is not None:
        before, inner = text[: total.start()], _side(total[2])
        head = _opened(before)
        return None if inner is None or head is None else rf"{head}\sum_{{\text{{{total[1]}}}}} {inner}"
    try:
        tree = ast.parse(_subscripted(text), mode="eval")
        return _tex(tree.body)
    except (SyntaxError, LookupError, ValueError):
        return None


def _opened(before: str) -> str | None:
    """What stands before a sum: nothing, or a whole expression and an operator."""
    before = before.strip()
    if not before:
        return ""
    if before[-1] not in "+-*/":
        return None
    head = _side(before[:-1])
    return None if head is None else f"{head} {'' if before[-1] == '*' else before[-1]} "


def _subscripted(text: str) -> str:
    """`softmax(z)_i` reads as an index, and `new w` as one name."""
    text = re.sub(r"\)_([a-z])\b", r")[\1]", text)
    return re.sub(r"\b[A-Za-z]+(?: [A-Za-z]\w*)+", lambda words: words[0].replace(" ", _SPACE), text)


def _tex(node: ast.expr, outer: int = 0) -> str:
    match node:
        case ast.Name(name):
            return _name(name)
        case ast.Constant(value) if value is ...:
            return r"\dots"
        case ast.Constant(value) if isinstance(value, int | float):
            return f"{value:g}"
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_tex(operand, 3)}"
        case ast.BinOp():
            return _binary(node, outer)
        case ast.Call(ast.Name("sqrt"), [argument]):
            return rf"\sqrt{{{_tex(argument)}}}"
        case ast.Call(function, arguments, []):
            return rf"{_called(function)}\left({', '.join(map(_tex, arguments))}\right)"
        case ast.Subscript(value, ast.Tuple(parts)):
            return f"{_tex(value, 5)}_{{{', '.join(map(_tex, parts))}}}"
        case ast.Subscript(value, index) if not isinstance(index, ast.Slice):
            return f"{_tex(value, 5)}_{{{_tex(index)}}}"
        case ast.Compare(left, [operator], [right]):
            return f"{_tex(left)} {_COMPARED[type(operator)]} {_tex(right)}"
        case ast.Tuple(parts):
            return rf"\left({', '.join(map(_tex, parts))}\right)"
    raise ValueError(ast.dump(node))


def _binary(node: ast.BinOp, outer: int) -> str:
    if isinstance(node.op, ast.Div):
        return rf"\frac{{{_tex(node.left)}}}{{{_tex(node.right)}}}"
    level = _PRECEDENCE[type(node.op)]
    if isinstance(node.op, ast.Pow):
        return f"{_tex(node.left, 5)}^{{{_tex(node.right)}}}"
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: r"\cdot", ast.MatMult: r"\,"}[type(node.op)]
    right = _tex(node.right, level + isinstance(node.op, ast.Sub))
    text = f"{_tex(node.left, level)} {sign} {right}"
    return rf"\left({text}\right)" if outer > level else text


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        name = _escaped(function.id).replace(_SPACE, r"\ ")
        return _FUNCTIONS.get(function.id, rf"\operatorname{{{name}}}")
    return _tex(function, 5)


def _name(name: str) -> str:
    if _SPACE in name:
        return rf"\text{{{_escaped(name.replace(_SPACE, ' '))}}}"
    head, _, tail = name.partition("_")
    if tail == "hat":
        return rf"\hat{{{head}}}"
    if tail and len(head) == 1 and len(tail) <= 2:
        return f"{head}_{{{tail}}}"
    if head in _GREEK:
        return rf"\{head}" + (f"_{{{tail}}}" if tail else "")
    return name if len(name) == 1 else rf"\text{{{_escaped(name)}}}"


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")
