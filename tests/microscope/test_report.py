"""What a learner reads: the report on a training that departs says where first, and why."""

from __future__ import annotations

from nngrade.course import Course
from nngrade.variant import mistakes
from tests.conftest import Grade


def test_the_report_says_where_training_departs(grade: Grade, course: Course) -> None:
    source = next(known.source for known in mistakes(course.chapters["training"]) if known.id == "BAT1")
    checks = {check.id: check for check in grade("training", source).checks}
    found = checks["test_fit_epoch_keras"]
    assert found.verdict == "failed"
    assert "departs from Keras in epoch 1, batch 3" in found.message
    assert "the last batch of 6 is missing" in found.message
    assert "difference = " in found.message


def test_a_closed_report_tells_no_number_of_the_run(grade: Grade, course: Course) -> None:
    source = next(known.source for known in mistakes(course.chapters["training"]) if known.id == "DRO3F")
    report = grade("training", source, disclose="closed", allow_basic=True)
    found = next(check for check in report.checks if check.id == "test_fit_validation_keras")
    assert "validation was run with dropout on" in found.message
    assert "difference" not in found.message
