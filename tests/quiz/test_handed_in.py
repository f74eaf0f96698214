"""Answer files: JSON in, JSON out, whatever they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nngrade.course import Course, load_course
from nngrade.quiz.bank import load_quiz
from nngrade.quiz.handed_in import MAX_BYTES, grade_file, read_answers, sheets
from nngrade.quiz.posed import Posed
from nngrade.quiz.report import grade_answers
from nngrade.quiz.verify import right_answer
from nngrade.submission import SubmissionError
from tests.cli.test_commands import nngrade
from tests.quiz.small_quiz import letter_of, make_quiz_course


def test_a_file_is_graded_with_its_seed(small: Course, posed: dict[str, Posed]) -> None:
    answers = {"one": letter_of(posed["one"], "2"), "number": posed["number"].expected, "truth": "true"}
    file = read_answers(json.dumps({"seed": 5, "answers": {"counter": answers}}).encode())
    report = grade_file(small, file)
    verdicts = {question.id: question.verdict for question in report.chapters[0].questions}
    assert verdicts["one"] == verdicts["number"] == "correct"
    assert verdicts["truth"] == "wrong"
    assert verdicts["bug"] == "missing"
    assert (report.score, report.max_score, report.pending) == (2.0, 8.0, 0)
    assert report.exit_code() == 1


def test_a_file_without_answers_is_no_success(small: Course) -> None:
    assert grade_file(small, read_answers(b'{"seed": 5, "answers": {}}')).exit_code() == 1
    report = grade_file(small, read_answers(b'{"seed": 5, "answers": {}}'), "counter")
    assert (report.exit_code(), report.score, report.max_score) == (1, 0, 8)


def test_a_file_with_every_answer_right_is_a_success(small: Course, posed: dict[str, Posed]) -> None:
    answers: dict[str, Any] = {}
    for name, one in posed.items():
        right = right_answer(one)
        letters = ["abcdefghijkl"[number] for number in right.chosen]
        answers[name] = {"truth": right.truth, "reason": letters[0]} if right.truth is not None else letters
        answers[name] = answers[name] or right.text or right.number
    report = grade_file(small, read_answers(json.dumps({"seed": 5, "answers": {"counter": answers}}).encode()))
    assert (report.exit_code(), report.score) == (0, report.max_score)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe\x00",
        b'{"seed": 7}',
        b'{"seed": -1, "answers": {}}',
        b'{"seed": 1e400, "answers": {}}',
        b'{"seed": 7.5, "answers": {}}',
        b'{"seed": true, "answers": {}}',
        b'{"seed": 99999999999999999999999999, "answers": {}}',
        b'{"seed": 7, "answers": []}',
        b'{"seed": 7, "answers": {"neuron": ["a"]}}',
        b'{"seed": 7, "answers": {"nowhere": {}}}',
        b'{"seed": 7, "answers": {"counter": {"nothing": "a"}}}',
        b'{"seed": 7, "answers": {}, "score": 100}',
        b'{"seed": 7, "answers": {"counter": {"one": NaN}}}',
        b'{"seed": 7, "answers": {"counter": {"one": "\\ud800"}}}',
        b'{"seed": 7, "answers": {"counter": {"one": "\xff"}}}',
        b'{"seed": 7, "answers": {"counter": {"one": ' + b"[" * 100_000,
        b'{"seed": 7, "answers": {"counter": {"one": "' + b"a" * MAX_BYTES,
    ],
)
def test_a_file_that_cannot_be_graded_is_refused(small: Course, data: bytes) -> None:
    with pytest.raises(SubmissionError):
        grade_file(small, read_answers(data))


@pytest.mark.parametrize(
    "raw",
    [None, True, [], {}, [[]], {"a": 1}, -1, 10**400, 1e300, "", "\x00", "💥" * 500, "a" * 5000, "' OR 1=1", "right"],
)
def test_strange_answers_earn_nothing_and_break_nothing(small: Course, raw: Any) -> None:
    questions = load_quiz(small.chapters["counter"]).questions
    report = grade_answers(small, "counter", {question.id: raw for question in questions}, seed=5)
    assert report.score == 0
    assert {question.verdict for question in report.questions} <= {"unreadable", "wrong"}


def test_a_sheet_and_an_answer_file_belong_together(small: Course) -> None:
    quiz = load_quiz(small.chapters["counter"])
    made = sheets(small, quiz, 5)
    one = next(question for question in made["questions"] if question["id"] == "one")
    letter = next(letter for letter, text in one["choices"].items() if text == "2")
    report = grade_answers(small, "counter", {"one": letter}, made["seed"])
    assert report.questions[0].verdict == "correct"


def test_quiz_points_are_what_the_chapter_says(tmp_path: Path) -> None:
    suite = make_quiz_course(tmp_path).chapters["counter"].suite
    toml = suite / "chapter.toml"
    toml.write_text("quiz_points = 16\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    course = load_course(suite.parents[1])
    report = grade_answers(course, "counter", {"one": "2"}, seed=1)
    assert (report.score, report.max_score) == (1.0, 8.0)
    assert (report.points, report.max_points) == (2.0, 16.0)


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"seed": 3, "answers": {"neuron": {"neuron_example": "0.8"}}}', encoding="utf-8")
    result = nngrade("quiz", "--answers", str(file), folder=tmp_path)
    assert result.returncode == 1
    report = json.loads(result.stdout)
    assert (report["schema"], report["score"], report["chapters"][0]["chapter"]) == (1, 1.0, "neuron")


def test_the_example_of_the_documents_can_be_graded(course: Course) -> None:
    page = (Path(__file__).parents[2] / "docs" / "quizzes.md").read_text(encoding="utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    report = grade_file(course, read_answers(example.encode()))
    verdicts = {question.verdict for question in report.chapters[0].questions}
    assert verdicts <= {"correct", "partial", "wrong", "missing"}


@pytest.mark.parametrize("text", ["[[[[", '{"seed": 1, "answers": {"neuron": {"x": 1}}}'])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(text, encoding="utf-8")
    for words in (("--answers", str(file)), ("--answers", str(tmp_path / "none.json")), ("--answers", str(tmp_path))):
        result = nngrade("quiz", *words, folder=tmp_path)
        assert result.returncode == 2
        assert result.stderr.startswith("nngrade: ")
        assert "Traceback" not in result.stderr
