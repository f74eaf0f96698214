"""Recognising a known mistake by running it on the calls that a check made."""

from __future__ import annotations

from pathlib import Path

from nngrade.course import Course, load_course
from nngrade.judge import Judge, Options
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.verify import verify_course
from tests.small_course import make_course

FORGOTTEN = "class Counter:\n    def __init__(self, start=0):\n        self.value = start\n    def add(self, n):\n        return n\n"


def test_a_mistake_in_a_class_is_recognised_through_its_methods(tmp_path: Path, house: House) -> None:
    course = load_course(make_course(tmp_path))
    submission = Submission(
        "ada", {"counter": f"{FORGOTTEN}\ndef twice(x):\n    return [2 * v for v in x]\n"}, {}, ("counter",)
    )
    report = Judge(course, house).judge(submission, Options(seed=1)).chapters[0]
    assert {item.mistake for item in report.checks if item.verdict == "failed"} == {"CNT1"}


def test_a_check_that_passed_speaks_against_a_mistake(course: Course, house: House) -> None:
    """The work fails for a list just as `math.exp` would, but it works for arrays, where `math.exp` does not."""
    text = course.chapters["activations"].solution_text + "\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
    submission = Submission("ada", {"activations": text}, {}, ("activations",))
    report = Judge(course, house).judge(submission, Options(seed=1)).chapters[0]
    verdicts = {item.id: (item.verdict, item.mistake) for item in report.checks}
    assert verdicts["test_sigmoid_values"] == ("passed", None)
    assert verdicts["test_sigmoid_containers"] == ("failed", None)


def test_a_sound_course_has_no_problems(tmp_path: Path) -> None:
    proof = verify_course(load_course(make_course(tmp_path)), "counter", 7)
    assert proof.problems == ()


def test_verify_says_how_to_mend_what_it_finds(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    suite = root / "suites" / "counter"
    text = (suite / "mistakes.py").read_text(encoding="utf-8")
    (suite / "mistakes.py").write_text(
        text.replace("return [v + 2 for v in x]", "return [v * 2 for v in x]"), encoding="utf-8"
    )
    (suite / "chapter.toml").write_text(
        'number = 1\ntitle = "Counting"\n\n[functions.twice]\nhints = ["one"]\n', encoding="utf-8"
    )
    (root / "exercises" / "counter.py").write_text('"""A lesson."""\n\ndef twice(y):\n    return y\n', encoding="utf-8")
    problems = "\n".join(verify_course(load_course(root), "counter", 7).problems)
    assert "TWI1: it is judged passed; add a check that fails it" in problems
    assert "chapter.toml lists no function Counter" in problems
    assert "has 1 hints; write at least 3" in problems
    assert "same signature" in problems
    assert "the stub counts as failed, not as to do" in problems
