"""A learner sits a quiz."""

from __future__ import annotations

from collections.abc import Iterable

from nngrade.course import Course
from nngrade.practice.state import Given, QuizState
from nngrade.quiz.bank import Quiz, load_quiz
from nngrade.quiz.posed import Posed
from nngrade.quiz.progress import standing_in
from nngrade.quiz.sitting import sit
from nngrade.render.line import Line
from tests.quiz.small_quiz import letter_of


class Script:
    """A learner whose answers are known beforehand; when there are no more, they leave."""

    def __init__(self, *answers: str, width: int = 70) -> None:
        self.answers, self.width = list(answers), width
        self.said: list[str] = []

    def ask(self, prompt: str) -> str:
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def tell(self, lines: Iterable[Line]) -> None:
        self.said += [line.plain for line in lines]

    @property
    def screen(self) -> str:
        return "\n".join(self.said)


def quiz_of(course: Course, *names: str) -> Quiz:
    quiz = load_quiz(course.chapters["counter"])
    return Quiz("counter", tuple(question for question in quiz.questions if question.id in names))


def sat(
    course: Course, quiz: Quiz, script: Script, state: QuizState | None = None
) -> tuple[QuizState, list[QuizState]]:
    kept: list[QuizState] = []
    return sit(course, quiz, state or QuizState(5), script, kept.append), kept


def test_every_answer_is_kept_at_once_with_its_points(small: Course) -> None:
    script = Script("2", "1/0", "300", "500", "800")
    state, kept = sat(small, quiz_of(small, "one", "number"), script)
    assert state.answers["one"] == Given("2", 1.0)
    assert len(kept) == 2
    assert set(kept[0].answers) == {"one"}


def test_feedback_comes_at_once(small: Course) -> None:
    script = Script("11")
    sat(small, quiz_of(small, "one", "many"), script)
    asked_next = script.screen.index("question 2 of 2")
    for text in ("Not right.", "Add, do not write side by side.", "right answer:", "One and one more."):
        assert 0 <= script.screen.find(text) < asked_next


def test_what_cannot_be_read_costs_nothing_and_is_asked_again(small: Course) -> None:
    script = Script("", "zzz", "2")
    state, _ = sat(small, quiz_of(small, "one"), script)
    assert "answer with a letter, a to c." in script.screen
    assert state.answers["one"].points == 1


def test_leaving_and_coming_back_goes_on_at_the_next_question(small: Course, posed: dict[str, Posed]) -> None:
    quiz = quiz_of(small, "one", "many", "order")
    state, _ = sat(small, quiz, Script("2", "q", "never read"))
    assert set(state.answers) == {"one"}
    again = Script("s")
    state, _ = sat(small, quiz, again, state)
    assert "question 1 of 3" not in again.screen
    assert "question 2 of 3" in again.screen
    assert "question 3 of 3" in again.screen
    assert standing_in(quiz, state).left == 2


def test_the_reasons_are_shown_only_after_a_right_verdict(small: Course, posed: dict[str, Posed]) -> None:
    wrong = Script("true")
    sat(small, quiz_of(small, "truth"), wrong)
    assert "Why?" not in wrong.screen
    right = Script("false", letter_of(posed["truth"], "It is"))
    state, _ = sat(small, quiz_of(small, "truth"), right)
    assert "It is small" not in right.screen.split("Why?")[0]
    assert state.answers["truth"].points == 0.5


def test_a_narrow_terminal_cuts_no_words(small: Course) -> None:
    script = Script("2", "a", "true", "1", "a a", "a b c", "1", "a", width=30)
    sat(small, load_quiz(small.chapters["counter"]), script)
    code = [line for line in script.said if line.startswith("    ")]
    assert all(len(line) <= 30 for line in script.said if line not in code)


def test_answers_to_questions_that_are_gone_count_for_nothing(small: Course) -> None:
    state = QuizState(5, {"gone": Given("a", 3.0)})
    assert standing_in(quiz_of(small, "one"), state).earned == 0
