"""Working out answers: an author's expressions and snippets over the reference functions. Trusted, like the solutions."""

from __future__ import annotations

import io
import math
import random
import zlib
from collections.abc import Mapping
from contextlib import redirect_stdout
from string import Template
from typing import Any

import numpy as np

from nngrade.course import Course, CourseError
from nngrade.trusted import load_solutions


def drawing(seed: int, name: str) -> random.Random:
    """The source of chance for one question: the same for the same seed, whatever was asked before."""
    return random.Random(f"{seed}:{zlib.crc32(name.encode())}")


def draw(variables: Mapping[str, list[Any]], chance: random.Random) -> dict[str, Any]:
    """One value for each variable."""
    return {name: chance.choice(values) for name, values in variables.items()}


def names_of(course: Course, chapter: str) -> dict[str, Any]:
    """What an author's expression may use: `np`, `math`, and the reference functions of a chapter and of all it requires."""
    found: dict[str, Any] = {"np": np, "math": math}
    for name, module in load_solutions(course, chapter).items():
        public = {key: value for key, value in vars(module).items() if not key.startswith("_")}
        found.update({key: value for key, value in public.items() if getattr(value, "__module__", None) == name})
    return found


def compute(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an author's expression. Raises `CourseError` where it has none."""
    try:
        return eval(compile(expression, "quiz.toml", "eval"), dict(names))
    except (Exception, SystemExit) as error:
        raise CourseError(f"the expression {expression!r} fails: {type(error).__name__}: {error}; mend it") from None


def printed(code: str, names: Mapping[str, Any]) -> str:
    """What an author's snippet prints. Raises `CourseError` where it fails."""
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            exec(compile(code, "quiz.toml", "exec"), dict(names))
    except (Exception, SystemExit) as error:
        raise CourseError(f"the code fails: {type(error).__name__}: {error}; mend it") from None
    return out.getvalue().strip()


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A text with `$name` replaced by the value of that name; `$$` is a dollar."""
    try:
        return Template(text).substitute({name: shown(value) for name, value in values.items()})
    except (KeyError, ValueError) as error:
        raise CourseError(f"the text names a variable that does not exist ({error}); write $$ for a dollar") from None


def shown(value: Any) -> str:
    """A value as a learner reads it: NumPy's numbers like Python's, no more than six digits."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(shown(entry) for entry in value)}]"
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    return str(value)
