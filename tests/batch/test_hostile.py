"""The attacks of tests/attacks inside a batch: a hostile submission never changes a neighbour's result, order or time limit."""

from __future__ import annotations

import msgspec
import pytest

from nngrade.batch.engine import grade_submissions
from nngrade.report import Report
from nngrade.submission import Submission
from tests.attacks import test_survival, test_theft
from tests.attacks.arena import HONEST, Attack, make_arena, require_nothing_gained

QUICK = {
    name: attack
    for module in (test_survival, test_theft)
    for table in vars(module).values()
    if isinstance(table, dict) and table is not test_survival.SLOW
    for name, attack in table.items()
    if isinstance(attack, Attack)
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Every attack that is over quickly, each between two honest submissions, in one batch run on two processes."""
    course = make_arena(tmp_path_factory.mktemp("arena") / "course")
    work = [Submission("honest first", {"arena": HONEST}, {}, ("arena",))]
    for name, attack in QUICK.items():
        work.append(Submission(name, {"arena": HONEST + attack.code}, {}, ("arena",)))
        work.append(Submission(f"honest after {name}", {"arena": HONEST}, {}, ("arena",)))
    made = list(grade_submissions(work, course=course, seed=7, disclose="open", jobs=2))
    assert [report.submission for report in made] == [one.name for one in work]
    return {report.submission: report for report in made}


def test_there_are_attacks() -> None:
    assert len(QUICK) > 50


@pytest.mark.parametrize("name", QUICK)
def test_an_attack_gains_nothing_and_costs_its_neighbour_nothing(name: str, reports: dict[str, Report]) -> None:
    first, after = reports["honest first"], reports[f"honest after {name}"]
    require_nothing_gained(msgspec.to_builtins(reports[name].chapters[0]), QUICK[name])
    assert after.score == after.max_score
    assert msgspec.structs.replace(after, submission="") == msgspec.structs.replace(first, submission="")
