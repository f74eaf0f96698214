"""The pattern language: what each sign of it stands for."""

from __future__ import annotations

import pytest

from nngrade.quiz.marking.pattern import PatternError, parse, parse_all
from nngrade.quiz.marking.reader import Reader
from nngrade.quiz.marking.text import tokens

CONCEPTS = {"many": parse_all("many, lots of, huge number"), "not": parse_all("not, never")}


def finds(pattern: str, answer: str) -> list[str]:
    """The words of an answer that a pattern names, by match."""
    row = tokens(answer, lambda word: word)
    found = Reader(row, CONCEPTS).find(parse(pattern))
    return [" ".join(row[place].word for place in sorted(match.used)) for match in found]


@pytest.mark.parametrize(
    ("pattern", "answer", "found"),
    [
        ("weights", "one weight", ["weight"]),
        ("memori*", "It memorises", ["memorises"]),
        ("generalise", "it generalizes", ["generalizes"]),
        ("@many weights", "lots of weights", ["lots of weights"]),
        ("@many weights", "many of the weights", ["many weights"]),
        ("@many weights", "many curious weights", []),
        ("@many .. weights", "many curious weights", ["many weights"]),
        ("@many .. weights", "Many days. Few weights.", []),
        ("weights|knobs", "knobs", ["knobs"]),
        ("fit .. ~@not noise", "fit not the noise", []),
        ("fit .. ~@not noise", "fit all the noise", ["fit noise"]),
        ("fit ~noise", "fit the noise", []),
        ("fit ~noise", "fit the data", ["fit"]),
        ("noise & fit", "the noise that they fit", ["noise fit"]),
        ("overfit*", "it over-fits and over fits", ["overfits", "overfits"]),
        ("can not", "it can't", ["can not"]),
    ],
)
def test_what_a_pattern_finds(pattern: str, answer: str, found: list[str]) -> None:
    assert finds(pattern, answer) == found


@pytest.mark.parametrize("pattern", [".. weights", "weights ..", "~weights", "we!ghts", ""])
def test_a_pattern_that_means_nothing_is_named(pattern: str) -> None:
    with pytest.raises((PatternError, IndexError)) as caught:
        parse(pattern)
    assert caught.type is PatternError
    assert repr(pattern) in str(caught.value)
