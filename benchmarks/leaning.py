"""Learning the second reading of the text questions from labelled answers: `python -m benchmarks.leaning [--write]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.agreement import ANSWERS, ROOT
from nngrade.quiz.marking import FreeText, load_question
from nngrade.quiz.marking.compiled import compiled
from nngrade.quiz.marking.finding import read
from nngrade.quiz.marking.leaning import BIAS, Weights, features, weights_path, written
from nngrade.quiz.marking.scoring import FULL, total

SEEN = 2
"""Answers in which a word must stand to get a weight."""
SOFT_WRONG, SOFT_FLAWED = 1.5, 1.0
"""The inverse of the strength of regularization."""
LEAST = 0.05
"""Smaller weights are left out."""

RULED_OUT = frozenset({"stuffed", "gibberish", "copied-question"})
"""Kinds of answers that other rules find, and that would make right words suspicious."""
OWN = 3
"""How often each answer of a question's own file counts: its author is sure of it."""

Labelled = tuple[frozenset[str], bool]


def learned(question: FreeText, rows: Iterable[dict[str, Any]]) -> Weights:
    """The weights of words for one question.

    Args:
        question: without weights or with some.
        rows: its labelled answers.
    """
    ready = compiled(question)
    answers = [(row["answer"], row["verdict"], row["kind"]) for row in rows]
    answers += [(answer, verdict, "own") for answer, verdict in OWN * list(_own(question))]
    read_rows = [(read(ready, ready.tokens(answer)), verdict, kind) for answer, verdict, kind in answers]
    wrong = [(features(reading.tokens), verdict == "wrong") for reading, verdict, _ in read_rows]
    flawed = [
        (features(reading.tokens), verdict != "correct")
        for reading, verdict, kind in read_rows
        if total(question, reading.found) >= FULL and kind not in RULED_OUT
    ]
    return Weights(_weights(wrong, SOFT_WRONG), _weights(flawed, SOFT_FLAWED))


def _own(question: FreeText) -> Iterator[tuple[str, str]]:
    """The answers in a question's file, with their verdicts."""
    yield question.model, "correct"
    yield from ((example.answer, example.verdict) for example in question.examples)
    known = [wrong for wrong in question.mistaken.values() if wrong.kind != "minor"]
    yield from ((example, "wrong") for wrong in known for example in wrong.examples)
    for point in question.points.values():
        verdict = "correct" if point.weight >= FULL else "partial"
        yield from ((exemplar, verdict) for exemplar in point.exemplars)


def _weights(found: list[Labelled], softness: float) -> dict[str, float]:
    """What each word or pair of words adds to the log odds of a label."""
    seen = Counter(word for words, _ in found for word in words)
    kept = [dict.fromkeys(sorted(word for word in words if seen[word] >= SEEN), 1.0) for words, _ in found]
    vectors = DictVectorizer()
    model = LogisticRegression(C=softness, max_iter=5000)
    model.fit(vectors.fit_transform(kept), [label for _, label in found])
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0].tolist(), strict=True))
    large = {word: round(weight, 2) for word, weight in weights.items() if abs(weight) >= LEAST}
    return {BIAS: round(float(model.intercept_[0]), 2), **large}


def labelled_rows(paths: Iterable[Path] = (ANSWERS / "tuned.jsonl",)) -> list[dict[str, Any]]:
    """The answers to learn from; those in other languages are left out, as they never get here.

    Args:
        paths: files of labelled answers.
    """
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["kind"] != "other-language"]


def main() -> None:
    """Learn, and say how many weights each question gets, or write them beside the questions."""
    rows = labelled_rows()
    for path in sorted((ROOT / "grader" / "suites").glob("*/answers/*.toml")):
        weights = learned(load_question(path), (row for row in rows if row["question"] == path.stem))
        print(f"{path.stem}: {len(weights.wrong)} and {len(weights.flawed)} weights")
        if "--write" in sys.argv:
            weights_path(path).write_text(written(weights), encoding="utf-8")


if __name__ == "__main__":
    main()
