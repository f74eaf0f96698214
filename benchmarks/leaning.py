"""Learning the second reading of the text questions from labelled answers: `python -m benchmarks.leaning [--write]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.agreement import ANSWERS, ROOT
from nngrade.quiz.marking import load_question
from nngrade.quiz.marking.compiled import Compiled, compiled
from nngrade.quiz.marking.leaning import BIAS, features, weights_path, written

SEEN = 2
"""Answers in which a word must stand to get a weight."""
SOFTNESS = 1.5
"""The inverse of the strength of regularization."""
LEAST = 0.05
"""Smaller weights are left out."""


def learned(ready: Compiled, rows: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The weights of words for one question.

    Args:
        ready: the question.
        rows: its labelled answers.

    Returns:
        What each word or pair of words adds to the log odds that an answer is wrong.
    """
    found = [(features(ready.tokens(row["answer"])), row["verdict"] == "wrong") for row in rows]
    seen = Counter(word for words, _ in found for word in words)
    kept = [dict.fromkeys(sorted(word for word in words if seen[word] >= SEEN), 1.0) for words, _ in found]
    vectors = DictVectorizer()
    model = LogisticRegression(C=SOFTNESS, max_iter=5000)
    model.fit(vectors.fit_transform(kept), [wrong for _, wrong in found])
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
        weights = learned(compiled(load_question(path)), (row for row in rows if row["question"] == path.stem))
        print(f"{path.stem}: {len(weights)} weights")
        if "--write" in sys.argv:
            weights_path(path).write_text(written(weights), encoding="utf-8")


if __name__ == "__main__":
    main()
