"""A text question proves itself on its author's own answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.quiz.marking.verify import text_problems

PATHS = sorted((Path(__file__).parents[2] / "grader" / "suites").glob("*/answers/*.toml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_text_question_of_the_course_is_sound(path: Path) -> None:
    assert text_problems(path) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('diverges."\nverdict = "correct"', 'diverges."\nverdict = "wrong"', "is marked correct instead of wrong"),
        ('confirms = "fails"', 'confirms = "falls"', "there is no point 'falls'"),
        ("right = true\n", "", "exactly one choice"),
        ("weight = 0.8", "weight = 0.3", "no answer could be correct"),
        ('"The loss explodes."', '"The loss is green."', "'The loss is green.' does not earn it"),
        ('examples = ["Training takes forever."', 'examples = ["It diverges."', "'It diverges.' is marked correct"),
        ('"@upheaval"', '"@upheavel"', "@upheavel"),
        ('"@upheaval"', '".. up"', "'.. up'"),
        ('"@upheaval"', '"@upheaval", "learning rate"', "the question's own text earns a point"),
        ('model = "The steps', 'model = "The storks', "the model answer is marked"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_named(tmp_path: Path, before: str, after: str, problem: str) -> None:
    source = next(path for path in PATHS if path.stem == "lr_high").read_text(encoding="utf-8")
    assert before in source
    path = tmp_path / "lr_high.toml"
    changed = source.replace(before, after, 1)
    if "storks" in after:
        changed = changed.replace(
            "so that updates jump over the minimum and the loss oscillates or even explodes", "and that is that"
        )
    path.write_text(changed, encoding="utf-8")
    assert any(problem in found for found in text_problems(path)), text_problems(path)
