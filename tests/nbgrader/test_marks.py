"""Late penalties, extra credit and marks given by hand behave as nbgrader documents."""

from __future__ import annotations

from typing import Any

import pytest
from nbgrader.api import Gradebook

from tests.nbgrader.folder import Folder, filled, solved

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning")


def most(folder: Folder) -> float:
    """The points of the assignment, as its cells say."""
    facts = [cell["metadata"].get("nbgrader", {}) for cell in folder.released("neuron")["cells"]]
    return float(sum(each.get("points", 0) for each in facts if each.get("grade")))


def submission(folder: Folder) -> dict[str, Any]:
    """What the gradebook says of Ada's neuron."""
    with Gradebook(f"sqlite:///{folder.root}/gradebook.db", "course") as gradebook:
        found = gradebook.find_submission("neuron", "ada")
        return {"score": found.score, "penalty": found.late_submission_penalty, "waits": found.needs_manual_grade}


def hand_in(folder: Folder, **texts: str) -> None:
    """Ada hands in on the second of January."""
    path = folder.hand_in("ada", "neuron", filled(folder.released("neuron"), solved("neuron", **texts)))
    path.with_name("timestamp.txt").write_text("2026-01-02 00:00:00 UTC", encoding="utf-8")


def penalise(folder: Folder) -> None:
    """Late work earns nothing, by nbgrader's own plugin."""
    config = folder.root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


@pytest.mark.parametrize(("due", "penalty"), [("2026-01-01", "all"), ("2026-01-03", "none")])
def test_a_late_penalty_is_taken_off(folder: Folder, due: str, penalty: str) -> None:
    penalise(folder)
    folder.nbgrader("db", "assignment", "add", "neuron", f"--duedate={due} 00:00:00 UTC")
    hand_in(folder)
    folder.nbgrader("autograde", "neuron")
    found = submission(folder)
    assert found["score"] == most(folder)
    assert found["penalty"] == (most(folder) if penalty == "all" else 0.0)


def test_extra_credit_and_marks_by_hand_stay_when_work_is_graded_again(folder: Folder) -> None:
    hand_in(folder, fires="def fires(x, w, b):\n    return 7\n")
    folder.nbgrader("autograde", "neuron")
    others = submission(folder)["score"] - folder.scores("neuron")["ada"]["fires-check"]
    assert 0 < others < most(folder)
    with Gradebook(f"sqlite:///{folder.root}/gradebook.db", "course") as gradebook:
        gradebook.find_grade("neuron-check", "neuron", "neuron", "ada").extra_credit = 2.0
        gradebook.find_grade("fires-check", "neuron", "neuron", "ada").manual_score = 1.5
        gradebook.db.commit()
    assert submission(folder)["score"] == others + 1.5 + 2.0
    hand_in(folder, fires="def fires(x, w, b):\n    return 8\n")
    folder.nbgrader("autograde", "neuron", "--force")
    assert submission(folder)["score"] == others + 1.5 + 2.0
