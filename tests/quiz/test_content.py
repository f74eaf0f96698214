"""The built-in quizzes: enough, sound, and hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.course import Course, load_course
from nngrade.practice.workspace import make_workspace
from nngrade.quiz.bank import load_quiz, load_quizzes, quiz_file
from nngrade.quiz.grading import grade
from nngrade.quiz.posed import Posed, pose, sheet
from nngrade.quiz.question import AnyQuestion, ShortText
from nngrade.quiz.verify import quiz_problems, right_answer
from nngrade.sandbox.house import House
from nngrade.variant import mistakes
from tests.conftest import Grade

CHAPTERS = list(load_course().chapters)


def questions_of(course: Course) -> dict[str, AnyQuestion]:
    return {question.id: question for quiz in load_quizzes(course).values() for question in quiz.questions}


def asked(course: Course, name: str) -> Posed:
    chapter = next(key for key, quiz in load_quizzes(course).items() if name in {q.id for q in quiz.questions})
    return pose(course, chapter, questions_of(course)[name], 1)


def test_there_are_at_least_ninety_questions_of_every_kind(course: Course) -> None:
    questions = questions_of(course).values()
    assert len(questions) >= 90
    assert {question.__struct_config__.tag for question in questions} == {
        "single", "multiple", "truefalse", "numeric", "matching", "ordering", "output", "bug", "text"
    }  # fmt: skip


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_a_sound_quiz(course: Course, chapter: str) -> None:
    assert len(load_quiz(course.chapters[chapter]).questions) >= 5
    assert list(quiz_problems(course, chapter)) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_right_answers_earn_everything_with_any_seed(course: Course, chapter: str) -> None:
    for question in load_quiz(course.chapters[chapter]).questions:
        for seed in (0, 1, 2**31):
            posed = pose(course, chapter, question, seed)
            assert isinstance(question, ShortText) or grade(posed, right_answer(posed)).score == 1, question.id


@pytest.mark.parametrize(
    ("name", "number"),
    [("neuron_example", 0.8), ("params_moons", 2305), ("params_digits", 109386), ("updates_lesson", 40)],
)
def test_the_lessons_own_figures(course: Course, name: str, number: float) -> None:
    assert asked(course, name).expected == pytest.approx(number)


def test_layer_by_layer_counts_are_asked(course: Course) -> None:
    posed = asked(course, "params_by_layer")
    assert {posed.choices[place].text for place in posed.key} == {"192", "2080", "33"}


def test_the_six_sentences_are_asked(course: Course) -> None:
    texts = {question.id for question in questions_of(course).values() if isinstance(question, ShortText)}
    assert texts == {"deep_overfit", "what_overfit", "scale_test", "dropout_off", "nonlinear", "lr_high"}
    assert asked(course, "deep_overfit").text == (
        "In one sentence: why does a neural network with many layers need more data and careful regularization "
        "than a shallow one?"
    )


def test_a_quiz_and_a_failing_check_name_the_same_mistake(course: Course, grade: Grade) -> None:
    softmax = next(variant for variant in mistakes(course.chapters["activations"]) if variant.id == "SMX2")
    report = grade("activations", softmax.source)
    assert "SMX2" in {check.mistake for check in report.checks}
    assert any(choice.right and choice.text == softmax.explanation for choice in asked(course, "softmax_bug").choices)


def test_no_quiz_is_shipped_to_a_workspace(course: Course, tmp_path: Path) -> None:
    make_workspace(tmp_path, course)
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file())
    assert not list(tmp_path.rglob("*.toml"))
    for question in questions_of(course).values():
        assert not question.text or question.text not in text


def test_a_learners_code_cannot_read_a_quiz(course: Course, house: House, grade: Grade) -> None:
    """It is refused like the suite in the same folder."""
    assert house.level in ("full", "strong"), "on this machine nothing keeps files from a learner's code"
    paths = [str(quiz_file(chapter)) for chapter in course.chapters.values()]
    paths += [str(path) for chapter in course.chapters.values() for path in chapter.suite.glob("answers/*.toml")]
    probe = f"seen = []\nfor path in {paths!r}:\n    try:\n        seen.append(open(path).read())\n    except OSError:\n        pass\n"
    probe += "def weighted_sum(x, w, b):\n    return 1 / len(seen)\n"
    report = grade("neuron", probe)
    messages = " ".join(check.message for check in report.checks if check.function == "weighted_sum")
    assert "ZeroDivisionError" in messages


def test_a_sheet_of_the_built_in_quizzes_gives_no_answer_away(course: Course) -> None:
    for chapter, quiz in load_quizzes(course).items():
        for question in quiz.questions:
            posed = pose(course, chapter, question, 1)
            secrets = [
                question.why,
                *(choice.feedback for choice in posed.choices),
                *(words for _, words in posed.traps),
            ]
            assert not [secret for secret in secrets if secret and secret in str(sheet(posed))]
