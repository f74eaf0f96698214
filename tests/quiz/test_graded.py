"""Quiz points as part of a grade."""

from __future__ import annotations

from nngrade.quiz.graded import with_quizzes
from nngrade.quiz.report import QuestionReport, QuizReport
from nngrade.report import CheckReport, Report, assemble, chapter_report


def code(chapter: str = "neuron", *, passed: bool = True) -> Report:
    verdict, points = ("passed", 4.0) if passed else ("failed", 0.0)
    check = CheckReport("test_one", "one", "One.", verdict, points, 4.0)  # type: ignore[arg-type]  # a literal
    return assemble("c", "ada", [chapter_report(chapter, [check], upstream={}, todo=False)], 7, "full", ())


def quiz(*verdicts: str, worth: float = 2.0) -> QuizReport:
    questions = tuple(
        QuestionReport(f"q{number}", verdict, float(verdict == "correct"), 1.0)  # type: ignore[arg-type]  # a literal
        for number, verdict in enumerate(verdicts)
    )
    score, most = sum(question.points for question in questions), float(len(questions))
    return QuizReport("neuron", 7, score, most, 0.0, worth * score / most, worth, questions)


def test_a_quiz_adds_its_points_to_its_chapter_and_to_the_total() -> None:
    report = with_quizzes(code(), [quiz("correct", "wrong")])
    assert (report.score, report.max_score) == (5.0, 6.0)
    chapter = report.chapters[0]
    assert (chapter.status, chapter.score, chapter.max_score) == ("failed", 5.0, 6.0)
    assert chapter.checks[-1].message == "not fully right: q1"


def test_everything_right_is_a_pass_and_never_mends_code_that_fails() -> None:
    assert with_quizzes(code(), [quiz("correct", "correct")]).chapters[0].status == "passed"
    assert with_quizzes(code(passed=False), [quiz("correct")]).chapters[0].status == "failed"


def test_an_answer_that_waits_for_a_person_is_told_and_is_no_pass() -> None:
    report = with_quizzes(code(), [quiz("correct", "unsure", "missing")])
    check = report.chapters[0].checks[-1]
    assert (check.verdict, check.message) == ("error", "grade by hand: q1; not fully right: q2")
    assert report.exit_code() == 2


def test_a_quiz_that_counts_nothing_changes_nothing() -> None:
    assert with_quizzes(code(), [quiz("wrong", worth=0.0)]) == code()
    assert with_quizzes(code("layers"), [quiz("wrong")]) == code("layers")
