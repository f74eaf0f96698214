"""Every bug whose effect on parity or on the final accuracy was measured is failed, and named where it is a known mistake.

Final accuracy hides most of them: only comparing step by step, or looking at the part itself, tells them from right work.
"""

from __future__ import annotations

import pytest

from nngrade.course import Course
from nngrade.judge import Judge, Options
from nngrade.report import ChapterReport
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.variant import Variant, accepted_variants, mistakes
from tests.conftest import Grade

PARITY = {
    "no 1/N": ("backprop", "BPD2"),
    "no 1/N in the output's gradient": ("backprop", "SCE1"),
    "bias gradient dropped": ("backprop", "BPD29"),
    "mask not in backward": ("training", "DRO21"),
    "no bias correction": ("optimizers", "OPT7"),
    "epsilon 1e-8": ("optimizers", "OPT57"),
    "beta_2 0.99": ("optimizers", "OPT56"),
    "no 1/(1-p)": ("dropout", "DRO1"),
    "no 1/(1-p) in fit": ("training", "DRO1"),
    "L2 without the 2": ("regularization", "L2R1"),
    "L2 on biases": ("regularization", "L2R3"),
}
"""Bugs by their effect on the weights of the first 40 steps."""

FINAL = {
    "SGD instead of Adam": ("moons", "MOO10"),
    "full batch": ("moons", "MOO13"),
    "zero init": ("moons", "INI1"),
    "5 epochs": ("moons", "MOO36"),
    "dropout 0.5": ("moons", "MOO39"),
    "dropout active at test": ("training", "DRO3"),
    "rate 0.01": ("moons", "MOO9"),
    "no shuffle": ("moons", "MOO14"),
    "unscaled data": ("moons", "MOO3"),
    "no dropout": ("moons", "MOO16"),
    "test set scaled on its own": ("moons", "SCL2"),
}
"""Variants of the lesson's training by their effect on the test accuracy."""

EDITS = {
    "1 epoch": ("epochs=50", "epochs=1"),
    "rate 0.0001": (
        "    return fit(\n        build_model(rng),\n        X_fit,\n        y_fit,",
        "    from optimizers import Adam\n"
        "    return fit(\n        build_model(rng),\n        X_fit,\n        y_fit,\n        optimizer=Adam(1e-4),",
    ),
    "test set scaled by half": ("scaler.transform(X_test)", "0.5 * scaler.transform(X_test)"),
    "class-sorted, no shuffle": (
        "    return fit(\n        build_model(rng),\n        X_fit,\n        y_fit,",
        "    order = np.argsort(y_fit, kind='stable')\n"
        "    return fit(\n        build_model(rng),\n        X_fit[order],\n        y_fit[order],\n        shuffle=False,",
    ),
}
"""Variants of chapter 11 that are no known mistakes: text of the reference, and what stands there instead."""

RIGHT = {
    "the paper's epsilon": ("optimizers", "AdamPaper"),
    "an optimizer in float32": ("optimizers", "AdamFloat32"),
    "a training in float32": ("training", "fit_in_float32"),
    "the paper's epsilon in a training of one's own": ("training", "fit_as_a_class"),
}


def known(course: Course, chapter: str, id: str) -> Variant:
    variants = (*mistakes(course.chapters[chapter]), *accepted_variants(course.chapters[chapter]))
    return next(variant for variant in variants if variant.id == id)


def failed(report: ChapterReport) -> list[str]:
    return [check.id for check in report.checks if check.verdict == "failed"]


@pytest.mark.parametrize("bug", [*PARITY, *FINAL])
def test_a_bug_is_failed_and_named(grade: Grade, course: Course, bug: str) -> None:
    chapter, id = (PARITY | FINAL)[bug]
    variant = known(course, chapter, id)
    report = grade(chapter, variant.source)
    assert report.status == "failed"
    assert {check.mistake for check in report.checks} & {id, *variant.same_as}


@pytest.mark.parametrize("bug", EDITS)
def test_a_variant_of_the_lesson_is_failed(course: Course, house: House, bug: str) -> None:
    before, after = EDITS[bug]
    text = course.chapters["moons"].solution_text
    assert before in text
    submission = Submission("ada", {"moons": text.replace(before, after)}, {}, ("moons",))
    assert Judge(course, house).judge(submission, Options(seed=7, diagnose=False)).chapters[0].status == "failed"


@pytest.mark.parametrize(
    "bug", ["no bias correction", "beta_2 0.99", "bias gradient dropped", "L2 without the 2", "L2 on biases"]
)
def test_recorded_keras_sees_it(grade: Grade, course: Course, bug: str) -> None:
    """The comparison with recorded Keras fails on its own, whatever other checks say."""
    chapter, id = PARITY[bug]
    assert any(check.endswith("_keras") for check in failed(grade(chapter, known(course, chapter, id).source)))


@pytest.mark.parametrize("work", RIGHT)
def test_right_work_of_another_kind_passes(grade: Grade, course: Course, work: str) -> None:
    """Float32 and the paper's epsilon have bounds of their own."""
    chapter, name = RIGHT[work]
    assert grade(chapter, known(course, chapter, name).source).status == "passed"
