"""A report as text."""

from __future__ import annotations

import msgspec
import pytest

from nngrade.course import Course
from nngrade.render.json import to_json
from nngrade.render.terminal import next_step, render_report
from nngrade.report import ChapterReport, CheckReport, Report, chapter_report, total

FAILED = CheckReport(
    "test_a",
    "relu",
    "Negative entries become 0.",
    "failed",
    0,
    2,
    "relu: wrong.",
    "REL1",
    {"kind": "values", "got": "1", "expected": "0"},
)
PASSED = CheckReport("test_b", "relu", "Lists work too.", "passed", 1, 1)
TODO = CheckReport(
    "test_c", "softmax", "Rows sum to 1.", "failed", 0, 1, "softmax is still to do.", None, {"kind": "todo"}
)


def report_of(*checks: CheckReport, upstream: dict[str, str] | None = None, todo: bool = False) -> Report:
    chapter = chapter_report("activations", list(checks), upstream=upstream or {}, todo=todo)
    return Report(1, "0", "c", 7, "strong", "ada", chapter.score, chapter.max_score, (chapter,))


def text_of(report: Report, course: Course) -> str:
    return "\n".join(line.plain for line in render_report(report, course))


def test_failures_are_told_in_full_with_their_hint(course: Course) -> None:
    text = text_of(report_of(FAILED, PASSED, TODO), course)
    assert "FAIL  relu     Negative entries become 0." in text
    assert "ok    relu     Lists work too." in text
    assert "to do softmax  Rows sum to 1." in text
    assert "relu: wrong. [REL1]" in text
    assert "stuck? nngrade hint relu" in text
    assert "1 of 4 points" in text
    assert "mend relu in activations.py" in text


def test_an_untouched_chapter_is_one_line(course: Course) -> None:
    text = text_of(report_of(TODO, todo=True), course)
    assert "to do: softmax" in text
    assert "FAIL" not in text
    assert "write softmax" in text


def test_lent_modules_are_named(course: Course) -> None:
    assert "reference's neuron" in text_of(report_of(FAILED, upstream={"neuron": "reference"}), course)


@pytest.mark.parametrize(
    ("checks", "code"),
    [((PASSED,), 0), ((FAILED, PASSED), 1), ((msgspec.structs.replace(FAILED, verdict="error"),), 2)],
)
def test_exit_codes(checks: tuple[CheckReport, ...], code: int) -> None:
    assert report_of(*checks).exit_code() == code


def test_no_check_at_all_is_never_a_pass() -> None:
    assert chapter_report("neuron", [], upstream={}, todo=False).status == "error"


def test_bonus_points_stay_out_of_the_total() -> None:
    chapters = [ChapterReport("a", "passed", 3, 4), ChapterReport("b", "passed", 5, 5, bonus=True)]
    assert total(chapters) == (3, 4)


def test_next_step_after_everything(course: Course) -> None:
    assert "layers" in next_step(report_of(PASSED), course)


def test_json_holds_no_nan() -> None:
    broken = msgspec.structs.replace(FAILED, detail={"got": float("nan")})
    assert '"got":null' in to_json(report_of(broken))
