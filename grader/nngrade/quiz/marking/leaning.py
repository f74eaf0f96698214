"""A second reading by single words: how likely an answer without a clear verdict is wrong.

Patterns know what they know; what they pass over is mostly wrong in a way that its words betray (slow, gradient, computer). The
weights of words and pairs of words come from labelled answers, by `python -m benchmarks.leaning --write`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import exp
from pathlib import Path

import msgspec

from nngrade.quiz.marking.text import Token

BIAS = ""
"""The key of what holds for every answer."""


def features(tokens: tuple[Token, ...]) -> frozenset[str]:
    """The words of an answer and their pairs.

    Args:
        tokens: the answer.
    """
    row = ["^", *(token.stem for token in tokens if token.is_word), "$"]
    return frozenset((*row[1:-1], *(f"{first} {second}" for first, second in pairwise(row))))


def wrongness(weights: Mapping[str, float], tokens: tuple[Token, ...]) -> float:
    """How likely an answer is wrong by its words alone, 0 where nothing was learned.

    Args:
        weights: of words and pairs of words, and the bias.
        tokens: the answer.
    """
    if not weights:
        return 0.0
    total = weights.get(BIAS, 0.0) + sum(weights[word] for word in sorted(features(tokens)) if word in weights)
    return 1 / (1 + exp(-max(-_STEEP, min(_STEEP, total))))


def weights_path(question: Path) -> Path:
    """Where the weights of a question lie, beside its file.

    Args:
        question: its TOML file.
    """
    return question.with_suffix(".words.json")


def load_weights(question: Path) -> dict[str, float]:
    """The weights of a question, none if there is no such file.

    Args:
        question: its TOML file.

    Raises:
        msgspec.MsgspecError: the file does not hold weights.
    """
    path = weights_path(question)
    return msgspec.json.decode(path.read_bytes(), type=dict[str, float]) if path.exists() else {}


def written(weights: Mapping[str, float]) -> str:
    """Weights as the text of their file, one a line so that changes can be read."""
    return "{\n" + ",\n".join(_lines(weights)) + "\n}\n"


def _lines(weights: Mapping[str, float]) -> Iterator[str]:
    for word, weight in sorted(weights.items()):
        yield f"{msgspec.json.encode(word).decode()}: {weight:.2f}"


_STEEP = 30.0
