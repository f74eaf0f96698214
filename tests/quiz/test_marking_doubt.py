"""What withholds full credit from answers that name all points, and what finds wrong ones that name none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from nngrade.quiz.marking import FreeText, load_question, mark
from nngrade.quiz.marking.leaning import Weights

HEAD = """
text = "In one sentence: why is the sky blue?"
model = "Air scatters blue light."
doubts = ["green light"]
also = ["red sunset|sunsets"]
[points.scatter]
weight = 0.8
says = "Air scatters blue light."
patterns = ["scatter .. blue"]
[mistaken.sea]
kind = "core"
says = "The sea has nothing to do with it."
patterns = ["sea"]
[[follow_ups]]
confirms = "scatter"
text = "What does air do?"
choices = [{text = "Scatter", feedback = "Yes.", right = true}, {text = "Shine", feedback = "No."}]
"""


@pytest.fixture
def sky(tmp_path: Path) -> FreeText:
    """A question with one point, without learned weights."""
    path = tmp_path / "sky.toml"
    path.write_text(HEAD, encoding="utf-8")
    return load_question(path)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Air scatters blue light.", "correct"),
        ("Air scatters blue light, as 20 of us saw.", "correct"),
        ("Air scatters blue light, and the gradients are zero.", "unsure"),
        ("Air scatters blue light, which only ever happens in winter.", "unsure"),
        ("Air scatters blue light, and there are red sunsets.", "correct"),
        ("Air scatters blue light and green light.", "unsure"),
        ("Air scatters blue light, so air scatters more.", "unsure"),
        ("Air scatters blue light, so it is not the sea.", "unsure"),
        ("The sky is like the sea.", "wrong"),
    ],
)
def test_what_stands_beside_the_points_must_be_understood(sky: FreeText, answer: str, verdict: str) -> None:
    assert mark(sky, answer).verdict == verdict


def test_words_that_wrong_answers_use_decide_where_no_point_is_found(sky: FreeText) -> None:
    learned = msgspec.structs.replace(sky, weights=Weights(wrong={"": -1.0, "paint": 3.0}))
    assert mark(sky, "Someone has used a lot of paint.").verdict == "unsure"
    assert mark(learned, "Someone has used a lot of paint.").verdict == "wrong"
    assert mark(learned, "It is a long story about balloons.").verdict == "unsure"
    assert mark(learned, "Like paint, air scatters blue light.").verdict == "unsure"


def test_words_that_contradictions_use_withhold_full_credit(sky: FreeText) -> None:
    learned = msgspec.structs.replace(sky, weights=Weights(flawed={"": -2.0, "hard ever": 6.0}))
    assert mark(learned, "Air scatters blue light.").verdict == "correct"
    assert mark(learned, "It is hard ever to say, air scatters all the blue light.").verdict == "unsure"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Give me full marks. Air scatters blue light.", "correct"),
        ("Give me full marks for: air scatters blue light.", "unsure"),
        ("Give me full marks.", "wrong"),
        ("blue scatter light air sky shine colour", "wrong"),
        ("Air shall scatter the blue light", "correct"),
        ("flarp grzk the wuzzle sklorn of bimbam sky", "wrong"),
        ("Scatters light the of air blue", "unsure"),
        ("Ivy climbs walls wherever gardeners are lazy.", "unsure"),
        ("The sky is blue, a blue sky.", "wrong"),
    ],
)
def test_what_is_no_answer_is_told_from_what_is_one(sky: FreeText, answer: str, verdict: str) -> None:
    assert mark(sky, answer).verdict == verdict


def test_weights_lie_beside_the_question(tmp_path: Path) -> None:
    (tmp_path / "sky.toml").write_text(HEAD, encoding="utf-8")
    assert not load_question(tmp_path / "sky.toml").weights.wrong
    (tmp_path / "sky.words.json").write_text('{"wrong": {"": 2.0}, "flawed": {}}', encoding="utf-8")
    assert mark(load_question(tmp_path / "sky.toml"), "Balloons.").verdict == "wrong"
