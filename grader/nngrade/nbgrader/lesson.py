"""Lesson cells: docstrings as Markdown, with formulas that a page renders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nngrade.nbgrader.formulas import to_latex
from nngrade.nbgrader.pieces import docstring_of, signature_of

_COMMAND = re.compile(r"\s*(Run `nngrade check|Check your work|.*`nngrade (check|hint) ).*")


def chapter_lesson(docstring: str) -> str:
    """The chapter's lesson; the commands of the terminal are left out, for here the check cells do that."""
    title, _, body = docstring.partition("\n")
    kept = [line for line in body.splitlines() if not _COMMAND.fullmatch(line)]
    return f"# {title.rstrip('.')}\n" + "\n".join(kept).rstrip()


def function_lesson(stub: str, hints: Sequence[str]) -> str:
    """What a function does, its formula and shapes, and its hints folded away."""
    first, _, rest = docstring_of(stub).partition("\n")
    parts = [f"## `{signature_of(stub)}`", first, _rendered(rest.splitlines()), *_folded(hints)]
    return "\n\n".join(part for part in parts if part)


def _rendered(lines: Sequence[str]) -> str:
    """Text with its indented blocks: formulas as formulas, everything else as it was typed."""
    return "\n".join(part for block in _blocks(lines) for part in block).strip("\n")


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    before = ""
    for line in [*lines, ""]:
        starts = line.startswith("    ") and not before.strip()  # else it goes on with the sentence above
        before = line
        if starts or (block and (line.startswith("    ") or not line.strip())):
            block.append(line)
            continue
        if block:
            yield _block(block)
            block = []
        yield [_line(line)]
    if block:
        yield _block(block)


def _block(lines: list[str]) -> list[str]:
    formulas = [to_latex(line) for line in lines if line.strip()]
    if formulas and all(formulas):
        return ["", *(f"$$ {formula} $$" for formula in formulas), ""]
    return ["", *lines]


def _line(line: str) -> str:
    """A line of prose; those that begin with a word and a colon stand on their own."""
    named = re.match(r"(Example|Shapes|Returns|Raises|Note)s?: ", line)
    return f"\n**{named[0].strip()}** {line[named.end() :]}" if named else line.strip()


def _folded(hints: Sequence[str]) -> list[str]:
    return [
        f"<details><summary>Hint {number}</summary>\n\n{hint}\n\n</details>"
        for number, hint in enumerate(hints, start=1)
    ]
