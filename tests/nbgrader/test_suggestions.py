"""Suggested marks: in the record and in the formgrader, and nowhere else before a person has accepted them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from nngrade.nbgrader.suggestions import read_log
from tests.nbgrader.folder import Folder, filled, full_points, solved

ANSWER = "Without it all layers together would be one linear function, however many there are."
KEY = ("activations", "ada", "quiz-nonlinear")
STOCK = """
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades", "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]
c.ExportApp.plugin_class = "nbgrader.plugins.CsvExportPlugin"
"""
"""An instructor's own choice of steps and plugin, none of them ours."""


def hand_in(folder: Folder, answer: str) -> None:
    """Ada's notebook: all functions right, and an answer."""
    texts = solved("activations") | {"quiz-nonlinear": answer}
    folder.hand_in("ada", "activations", filled(folder.released("activations"), texts))


def events(folder: Folder) -> list[tuple[str, Any]]:
    """What the record says, line by line."""
    lines = (folder.root / "suggestions.jsonl").read_text(encoding="utf-8").splitlines()
    return [(line["event"], line["score"]) for line in map(json.loads, lines)]


def mark(folder: Folder, score: float, comment: str | None = None) -> None:
    """What any tool does that lets a person mark: the formgrader, a script, a database client."""
    folder.change("UPDATE grade SET manual_score = ?, needs_manual_grade = 0 WHERE auto_score IS NULL", score)
    folder.change("UPDATE comment SET manual_comment = ?", comment)


@pytest.mark.parametrize("config", ["", STOCK], ids=["our steps", "other steps and another plugin"])
def test_a_suggestion_is_in_no_feedback_and_no_export(config: str, folder: Folder) -> None:
    """Whatever makes them: the gradebook does not know the suggestion."""
    path = folder.root / "nbgrader_config.py"
    path.write_text(path.read_text(encoding="utf-8") + config, encoding="utf-8")
    hand_in(folder, ANSWER)
    folder.nbgrader("autograde", "activations")
    suggested = read_log(folder.root)[KEY]
    assert suggested.score == 1.6
    assert "one linear function" in (suggested.comment or "")
    assert folder.ask("SELECT auto_score, manual_score FROM grade WHERE needs_manual_grade") == [(None, None)]
    assert folder.ask(
        "SELECT count(*) FROM comment WHERE manual_comment IS NOT NULL OR auto_comment LIKE '%linear%'"
    ) == [(0,)]
    folder.nbgrader("generate_feedback", "activations")
    page = (folder.root / "feedback" / "ada" / "activations" / "activations.html").read_text(encoding="utf-8")
    full = full_points(folder.released("activations"))
    assert f"(Score: {full} / {full + 2})" in page
    assert "suggested" not in page
    assert ("Not graded yet." in page) == (not config)
    folder.nbgrader("export")
    with open(folder.root / "grades.csv", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["assignment"] == "activations")
    assert (row["raw_score"], row["score"], row.get("open")) == (str(full), str(full), None if config else "1")


def test_another_answer_gets_another_suggestion_and_none_takes_it_back(folder: Folder) -> None:
    for answer in (ANSWER, ANSWER, "bananas are yellow", "YOUR ANSWER HERE"):
        hand_in(folder, answer)
        folder.autograde(("ada", "activations"))
    assert events(folder) == [("suggested", 1.6), ("suggested", 0.0), ("withdrawn", None)]
    assert "feedback made for 1 students" in folder.nngrade("nbgrader", "release", "activations")


@pytest.mark.parametrize(("score", "event"), [(1.6, "accepted"), (0.5, "changed")])
def test_what_a_person_decides_elsewhere_is_recorded_and_stays(score: float, event: str, folder: Folder) -> None:
    """A mark that was set without the formgrader, which never showed the comment: the person's comment counts, not ours."""
    hand_in(folder, ANSWER)
    folder.autograde(("ada", "activations"))
    assert "open: ada, quiz-nonlinear: 1.6 points are suggested" in folder.nngrade(
        "nbgrader", "release", "activations", code=1
    )
    comment = (read_log(folder.root)[KEY].comment or "").removeprefix("[suggested] ")
    mark(folder, score, comment)
    folder.nngrade("nbgrader", "release", "activations")
    assert events(folder) == [("suggested", 1.6), (event, score)]
    hand_in(folder, "bananas are yellow")
    folder.autograde(("ada", "activations"))
    assert folder.ask("SELECT manual_score FROM grade WHERE needs_manual_grade") == [(score,)]
    assert "open: ada" in folder.nngrade("nbgrader", "release", "activations", code=1)


def test_a_line_that_a_crash_cut_off_is_passed_over(tmp_path: Path) -> None:
    line = '{"time":"t","event":"suggested","assignment":"a","student":"s","cell":"c","answer":"x","score":1.0,"comment":null}'
    (tmp_path / "suggestions.jsonl").write_text(f"{line}\n{line[:40]}")
    assert list(read_log(tmp_path)) == [("a", "s", "c")]
