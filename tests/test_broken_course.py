"""Courses that their authors broke: each gets one line that names the file and says what to mend."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nngrade.course import CourseError, load_course
from nngrade.judge import Judge, Options
from nngrade.quiz.reckoning import compute
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.verify import verify_course
from tests.small_course import SOLUTION, make_course

FACTS = "suites/counter/chapter.toml"
SOLVED = "solutions/counter.py"
CHECKS = "suites/counter/test_counter.py"
MISTAKES = "suites/counter/mistakes.py"
STUB = "exercises/counter.py"
BINARY = b"\x80\x81\xff\x00" * 9

Change = Callable[[bytes], bytes]


def before(line: str) -> Change:
    return lambda text: f"{line}\n".encode() + text


def after(line: str) -> Change:
    return lambda text: text + f"\n{line}\n".encode()


def only(content: bytes) -> Change:
    return lambda text: content


BROKEN: dict[str, tuple[str, Change, str]] = {
    "a chapter that requires itself": (FACTS, before('requires = ["counter"]'), "which is no earlier chapter"),
    "a chapter that requires an unknown one": (FACTS, before('requires = ["nope"]'), "which is no earlier chapter"),
    "an allowed package that is a path": (FACTS, before('allows = ["../x"]'), "write it as in an import"),
    "less than no time": (
        FACTS,
        lambda text: text.replace(b"seconds = 1", b"seconds = -1"),
        "> 0.0 - at `$.cpu_seconds`",
    ),
    "all the time": (FACTS, lambda text: text.replace(b"seconds = 1", b"seconds = 1e300"), "<= 3600"),
    "a solution with a syntax error": (SOLVED, after("def f(:"), "line 16: SyntaxError: invalid syntax; mend"),
    "a solution that raises": (SOLVED, after("1 / 0"), "line 16: ZeroDivisionError: division by zero; mend"),
    "a solution that exits": (SOLVED, after("import sys; sys.exit(3)"), "line 16: SystemExit: 3; mend"),
    "a solution that is no text": (SOLVED, only(BINARY), "save it as Python source in UTF-8"),
    "no checks": (CHECKS, only(b""), "write at least one function test_"),
    "checks that exit": (CHECKS, before("raise SystemExit(3)"), "line 1: SystemExit: 3; mend"),
    "checks with a syntax error": (CHECKS, after("def f(:"), "SyntaxError: invalid syntax; mend"),
    "checks that are no text": (CHECKS, only(BINARY), "save it as Python source in UTF-8"),
    "a check of a number": (CHECKS, after("@check(3)\ndef test_it():\n    'It.'"), "Expected `str`, got `int`"),
    "a mistake of nothing": (MISTAKES, after('@mistake("A")\ndef a(x):\n    return x'), "missing required field `of`"),
    "mistakes that are no text": (MISTAKES, only(BINARY), "save it as Python source in UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_line_names_the_file(name: str, tmp_path: Path, house: House) -> None:
    file, change, said = BROKEN[name]
    root = make_course(tmp_path)
    (root / file).write_bytes(change((root / file).read_bytes()))
    with pytest.raises(CourseError) as caught:
        judge(root, house)
    line = str(caught.value)
    assert Path(file).name in line
    assert said in line
    assert "\n" not in line


def judge(root: Path, house: House) -> None:
    """A wrong answer, so that mistakes are looked for."""
    wrong = Submission("one", {"counter": SOLUTION.replace("2 * v", "v + 2")}, {}, ("counter",))
    Judge(load_course(root), house).judge(wrong, Options(seed=1))


@pytest.mark.parametrize(
    ("change", "said"),
    [(only(BINARY), "save it as Python source in UTF-8"), (after("def f(:"), "line 24: invalid syntax; mend it")],
)
def test_a_stub_that_cannot_be_read_is_named_when_the_course_is_verified(
    change: Change, said: str, tmp_path: Path
) -> None:
    root = make_course(tmp_path)
    (root / STUB).write_bytes(change((root / STUB).read_bytes()))
    with pytest.raises(CourseError, match=said):
        verify_course(load_course(root), "counter", seed=1)


@pytest.mark.parametrize("words", [["check", "work", "--course"], ["course", "verify"]])
def test_the_commands_end_with_exit_code_2(words: list[str], tmp_path: Path) -> None:
    root = make_course(tmp_path)
    (root / SOLVED).write_text("raise SystemExit(3)\n")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "counter.py").write_text(SOLUTION)
    done = subprocess.run(
        [sys.executable, "-m", "nngrade", *words, str(root)], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "counter.py, line 1: SystemExit: 3" in done.stderr


@pytest.mark.parametrize("expression", ["1 / 0", "1 +", "exit(3)"])
def test_an_answer_that_cannot_be_worked_out(expression: str) -> None:
    with pytest.raises(CourseError, match=r"fails: .*; mend it"):
        compute(expression, {})


def test_a_check_that_asks_for_an_unknown_fixture_is_not_the_learners_fault(tmp_path: Path, house: House) -> None:
    root = make_course(tmp_path)
    with (root / CHECKS).open("a") as file:
        file.write("\n@check('twice')\ndef test_unknown(learner, nobody):\n    'It cannot run.'\n")
    course = load_course(root)
    report = Judge(course, house).judge(Submission("ada", {"counter": SOLUTION}, {}, ("counter",)), Options(seed=1))
    broken = next(check for check in report.chapters[0].checks if check.id == "test_unknown")
    assert broken.verdict == "error"
    assert "a fixture that there is not, 'nobody'; its author must mend that" in broken.message
