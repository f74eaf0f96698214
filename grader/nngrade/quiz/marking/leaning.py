"""A second reading by single words: how likely an answer is wrong, and how likely one that names all points is still not right.

Patterns know what they know; what they pass over is mostly wrong in a way that its words betray (slow, gradient, computer), and so are
contradictions built of right words. The weights of words and pairs of words come from labelled answers, by
`python -m benchmarks.leaning --write`.
"""

from __future__ import annotations

from collections.abc import Mapping
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


class Weights(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """What words and pairs of words add to the log odds of two things.

    Attributes:
        wrong: that an answer is wrong.
        flawed: that an answer which names what full credit takes does not deserve it.
    """

    wrong: dict[str, float] = {}
    flawed: dict[str, float] = {}


def wrongness(weights: Weights, tokens: tuple[Token, ...]) -> float:
    """How likely an answer is wrong by its words alone, 0 where nothing was learned.

    Args:
        weights: of the question.
        tokens: the answer.
    """
    return _likelihood(weights.wrong, tokens)


def flaw(weights: Weights, tokens: tuple[Token, ...]) -> float:
    """How likely an answer that names all points is not right, by its words alone; the mean of both readings.

    Args:
        weights: of the question.
        tokens: the answer.
    """
    return (_likelihood(weights.flawed, tokens) + _likelihood(weights.wrong, tokens)) / 2


def _likelihood(weights: Mapping[str, float], tokens: tuple[Token, ...]) -> float:
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


def load_weights(question: Path) -> Weights:
    """The weights of a question, none if there is no such file.

    Args:
        question: its TOML file.

    Raises:
        msgspec.MsgspecError: the file does not hold weights.
    """
    path = weights_path(question)
    return msgspec.json.decode(path.read_bytes(), type=Weights) if path.exists() else Weights()


def written(weights: Weights) -> str:
    """Weights as the text of their file, one a line so that changes can be read.

    Args:
        weights: of a question.
    """
    return f'{{"wrong": {_listed(weights.wrong)},\n"flawed": {_listed(weights.flawed)}}}\n'


def _listed(weights: Mapping[str, float]) -> str:
    lines = (f"{msgspec.json.encode(word).decode()}: {weight:.2f}" for word, weight in sorted(weights.items()))
    return "{\n" + ",\n".join(lines) + "\n}"


_STEEP = 30.0
