"""Item analysis of a made-up class whose figures can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nngrade.batch.items import Tally
from nngrade.report import ChapterReport, CheckReport, Report, assemble, chapter_report


def report(name: str, passed: str, mistake: str | None = None, status: str | None = None) -> Report:
    """A report in which each check of a, b, c that is named passes."""
    checks = [
        CheckReport(
            check,
            "f",
            check.upper(),
            "passed" if check in passed else "failed",
            float(check in passed),
            1.0,
            mistake=None if check in passed else mistake,
        )
        for check in "abc"
    ]
    chapter = chapter_report("one", checks, upstream={}, todo=status == "todo")
    return assemble("course", name, [chapter], 7, "full", ())


CLASS = ["abc", "ab", "ab", "a", "c", ""]


@pytest.fixture
def tally() -> Tally:
    made = Tally({("one", "M1"): "Do it the other way."})
    for number, passed in enumerate(CLASS):
        made.add(report(f"s{number}", passed, mistake="M1" if number > 3 else None))
    return made


def test_share_and_discrimination_are_the_textbook_ones(tally: Tally) -> None:
    for item in tally.analysis().checks:
        hit = np.array([item.check in passed for passed in CLASS], dtype=float)
        rest = np.array([len(passed) - (item.check in passed) for passed in CLASS], dtype=float)
        assert item.share == pytest.approx(hit.mean())
        assert item.discrimination == pytest.approx(np.corrcoef(hit, rest)[0, 1])


def test_a_check_that_all_pass_has_no_discrimination() -> None:
    tally = Tally({})
    for number in range(3):
        tally.add(report(f"s{number}", "abc"[: number + 1]))
    assert tally.analysis().checks[0].discrimination is None


def test_checks_that_fail_together_come_closest_first(tally: Tally) -> None:
    pairs = tally.analysis().pairs
    assert [(pair.one, pair.other, pair.both, pair.either) for pair in pairs] == [
        ("a", "b", 2, 3),
        ("b", "c", 2, 5),
    ]
    shares = [pair.share for pair in pairs]
    assert shares == sorted(shares, reverse=True)


def test_mistakes_are_counted_once_a_submission(tally: Tally) -> None:
    (item,) = tally.analysis().mistakes
    assert (item.mistake, item.made, item.tried, item.explanation) == ("M1", 2, 6, "Do it the other way.")
    assert item.share == pytest.approx(2 / 6)


def test_untouched_and_missing_chapters_do_not_count() -> None:
    tally = Tally({})
    tally.add(report("worked", "a"))
    tally.add(report("stub", "", status="todo"))
    tally.add(assemble("course", "missing", [ChapterReport("one", "missing", 0.0, 3.0)], 7, "full", ()))
    assert {item.tried for item in tally.analysis().checks} == {1}
