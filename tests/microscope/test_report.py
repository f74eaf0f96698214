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


REMEMBERING = """

_right_fit, _calls = fit, []


def fit(params, X, y, **settings):
    _calls.append(1)
    print("call", len(_calls))
    params, history = _right_fit(params, X, y, **settings)
    return params, {**history, "loss": [loss + 1 for loss in history["loss"]]}
"""


HUGE = """

_calls = []


def fit(params, X, y, **settings):
    _calls.append(1)
    print("call", len(_calls))
    return params, {"loss": [2**12000] * settings["epochs"], "accuracy": [0.5] * settings["epochs"]}
"""


def test_nothing_keeps_the_process_that_the_microscope_looked_into(grade: Grade, course: Course) -> None:
    """A history that no float can hold ends the search early; the process is renewed all the same."""
    report = grade("training", course.chapters["training"].solution_text + HUGE)
    checks = {check.id: check for check in report.checks}
    assert checks["test_fit_fifty_epochs_keras"].detail["prints"] == "call 1\n"


REMEMBERED = """

_seen = []
_right_evaluate = evaluate


def evaluate(params, X, y):
    _seen.append(params)
    return _right_evaluate(params, X, y)


def fit(params, X, y, **settings):
    print("seen", len(_seen))
    return (_seen[-1] if _seen else params), {"loss": []}
"""


def test_weights_that_are_shown_to_one_function_are_unknown_to_the_next(grade: Grade, course: Course) -> None:
    """Recorded weights go into evaluate; a training that returned them would not have trained."""
    report = grade("training", course.chapters["training"].solution_text + REMEMBERED)
    checks = {check.id: check for check in report.checks}
    assert checks["test_evaluate_keras"].verdict == "passed"
    assert checks["test_fit_epoch_keras"].detail["prints"] == "seen 0\n"


def test_nothing_that_the_microscope_shows_outlives_it(grade: Grade, course: Course) -> None:
    """It hands recorded weights to the learner's code, so the next check meets a new process, which remembers nothing."""
    checks = {
        check.id: check for check in grade("training", course.chapters["training"].solution_text + REMEMBERING).checks
    }
    assert "departs from Keras" in checks["test_fit_epoch_keras"].message
    assert checks["test_fit_fifty_epochs_keras"].detail["prints"] == "call 1\n"
