"""How far the marker of free text agrees with labelled answers: `python -m benchmarks.agreement [--write]`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sklearn.metrics import accuracy_score, cohen_kappa_score

from nngrade.quiz.marking import FreeText, load_question, mark

ROOT = Path(__file__).parents[1]
ANSWERS = ROOT / "tests" / "quiz" / "answers"
PAGE = ROOT / "docs" / "quiz_agreement.md"
BEGIN, END = "<!-- agreement: written by python -m benchmarks.agreement --write -->", "<!-- end of agreement -->"
ADVERSARIAL = frozenset(
    "stuffed copied-question off-topic gibberish injection contradictory negated wrong-mechanism true-but-irrelevant".split()
)
"""Kinds of answers that are meant to get credit that they do not deserve."""
LEVELS = ["wrong", "partial", "correct"]
HEAD = "| answers | n | unsure | accuracy | kappa | full credit: precision | recall | full credit to adversarial | zero to correct |"

Row = dict[str, Any]


@cache
def questions() -> dict[str, FreeText]:
    """The text questions of the course, by id."""
    paths = (ROOT / "grader" / "suites").glob("*/answers/*.toml")
    return {path.stem: load_question(path) for path in sorted(paths)}


@cache
def labelled(half: str) -> list[Row]:
    """The answers of one half with what the marker says of each.

    Args:
        half: `tuned` or `untouched`.
    """
    asked = questions()
    rows = [json.loads(line) for line in (ANSWERS / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{**row, "got": mark(asked[row["question"]], row["answer"]).verdict} for row in rows]


def figures(rows: Iterable[Row]) -> dict[str, Any]:
    """The figures of some answers; those in other languages are left out, as being unsure is right for them."""
    rows = [row for row in rows if row["kind"] != "other-language"]
    answered = [row for row in rows if row["got"] != "unsure"]
    granted = [row for row in rows if row["got"] == "correct"]
    deserving = [row for row in rows if row["verdict"] == "correct"]
    hostile = [row for row in rows if row["kind"] in ADVERSARIAL and row["verdict"] != "correct"]
    labels, verdicts = [row["verdict"] for row in answered], [row["got"] for row in answered]
    return {
        "n": len(rows),
        "unsure": 1 - len(answered) / len(rows),
        "accuracy": accuracy_score(labels, verdicts) if answered else None,
        "kappa": cohen_kappa_score(labels, verdicts, labels=LEVELS) if len(set(labels)) > 1 else None,
        "precision": _share(granted, lambda row: row["verdict"] == "correct"),
        "recall": _share(deserving, lambda row: row["got"] == "correct"),
        "false_full": _share(hostile, lambda row: row["got"] == "correct"),
        "false_zero": _share(deserving, lambda row: row["got"] == "wrong"),
    }


def _share(rows: list[Row], holds: Any) -> float | None:
    return sum(map(holds, rows)) / len(rows) if rows else None


def table(rows: list[Row], by: str) -> Iterator[str]:
    """Lines of a table: all answers, then each group of them.

    Args:
        rows: the answers.
        by: what tells the groups apart: `question`, `kind` or `batch`.
    """
    yield HEAD
    yield "|---" * (HEAD.count("|") - 1) + "|"
    yield _line("all", rows)
    for name in sorted({row[by] for row in rows} - {"other-language"}):
        yield _line(name, [row for row in rows if row[by] == name])


def _line(name: str, rows: list[Row]) -> str:
    found = figures(rows)
    shares = [f"{value:.2f}" if value is not None else "" for key, value in found.items() if key != "n"]
    return f"| {name} | {found['n']} | {' | '.join(shares)} |"


def report() -> str:
    """All tables."""
    parts: list[str] = []
    for half in ("untouched", "tuned"):
        rows = labelled(half)
        for by in ("question", "kind", "batch"):
            parts += ["", f"### The {half} half by {by}", "", *table(rows, by)]
    return "\n".join(parts).strip()


def milliseconds() -> float:
    """Processor time of the slowest answer of all, the better of two runs of each."""
    asked = questions()
    rows = [*labelled("untouched"), *labelled("tuned")]
    return max(min(_timed(asked[row["question"]], row["answer"]) for _ in range(2)) for row in rows)


def _timed(question: FreeText, answer: str) -> float:
    begun = time.process_time()
    mark(question, answer)
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Print the tables, or write them into the page."""
    text = report()
    if "--write" in sys.argv:
        head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
    print(text)
    print(f"\nThe slowest answer took {milliseconds():.1f} ms of processor time.")


if __name__ == "__main__":
    main()
