"""Attempts and time from handed-in workspaces: told as the learner's claim, never believed where it cannot be true, never points."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from nngrade.batch.effort import Effort, EffortItem, EffortTally, efforts
from nngrade.practice.state import ChapterState, State, save_state, state_file
from nngrade.render.html import duration
from tests.batch.conftest import nngrade, put, work
from tests.batch.test_sources import make_zip

NOW = 1_700_000_000
HOUR = 3600


def told(attempts: int, first: int | None, passed: int | None) -> Effort | None:
    state = State({"counter": ChapterState("passed", 1.0, 1.0, attempts, first, passed)})
    return efforts(state, ["counter", "other"], NOW).get("counter")


def test_a_record_tells_attempts_and_time() -> None:
    assert told(3, NOW - HOUR, NOW) == Effort(3, HOUR)
    assert told(3, NOW - HOUR, None) == Effort(3, None)


@pytest.mark.parametrize(
    ("attempts", "first", "passed"),
    [
        (0, None, None),  # nobody counted
        (-1, NOW - HOUR, NOW),
        (10**18, NOW - HOUR, NOW),
        (3, None, NOW),
        (3, -5, NOW),
        (3, 1, NOW),  # half a century
        (3, NOW, NOW - HOUR),  # passed before it was checked
        (3, NOW - HOUR, 10**18),
        (3, 10**18, 10**18 + 5),
        (3, 10**18, None),
    ],
)
def test_what_cannot_be_true_is_left_out(attempts: int, first: int | None, passed: int | None) -> None:
    assert told(attempts, first, passed) is None


def test_the_medians_are_of_those_who_passed() -> None:
    tally = EffortTally()
    for found in (Effort(2, 60), Effort(3, 600), Effort(10, 6000), Effort(99, None)):
        tally.add({"counter": found})
    tally.add({"other": Effort(1, None)})
    assert tally.items(["counter", "unknown", "other"]) == (
        EffortItem("counter", 4, 3, 3, 600),
        EffortItem("other", 1, 0, None, None),
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "under a minute"),
        (90, "2 min"),
        (3600, "1 h"),
        (12_000, "3 h 20 min"),
        (90_000, "1 d 1 h"),
        (86_460, "1 d"),
    ],
)
def test_time_reads_as_people_say_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def workspace(folder: Path, **state: int | None) -> Path:
    put(folder / "counter.py", work(1))
    state_file(folder).parent.mkdir()
    save_state(folder, State({"counter": ChapterState("passed", 99.0, 99.0, **state)}))  # type: ignore[arg-type]
    return folder


@pytest.fixture(scope="module")
def graded(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two records that can be true, one of them in a zip; four that are damaged; one who handed in none."""
    learners = tmp_path_factory.mktemp("class")
    workspace(learners / "ada", attempts=4, first_check=NOW, passed_at=NOW + 2 * HOUR)
    state = state_file(learners / "ada").read_text().replace('"attempts": 4', '"attempts": 2')
    make_zip(learners / "bob.zip", {"work/counter.py": work(2), "work/.nngrade/state.json": state})
    put(learners / "cleo" / "counter.py", work(2))
    for name, attempts in {"dan": "1e308", "eve": "NaN", "fay": "-7", "gus": '"many"'}.items():
        workspace(learners / name)
        state_file(learners / name).write_text(state.replace('"attempts": 2', f'"attempts": {attempts}'))
    out = tmp_path_factory.mktemp("graded") / "out"
    done = nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7)
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_records_stand_in_a_table_and_on_the_page(graded: Path) -> None:
    with (graded / "practice.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [("ada", "counter", "4", "yes", "120.0"), ("bob", "counter", "2", "yes", "120.0")]
    page = (graded / "report.html").read_text(encoding="utf-8")
    assert '<td class="n">2</td><td class="n">2</td><td class="n">3</td><td class="n">2 h</td>' in page


def test_they_touch_no_result(graded: Path) -> None:
    reports = [json.loads(line) for line in (graded / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({json.dumps({**report, "submission": ""}) for report in reports}) == 1


def test_a_class_without_records_has_no_such_part(small: Path, tmp_path: Path) -> None:
    put(tmp_path / "class" / "ada" / "counter.py", work(1))
    assert nngrade("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", small).returncode == 0
    assert "Attempts and time" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_an_anonymous_table_names_nobody(small: Path, tmp_path: Path) -> None:
    for name in ("Ada", "Bob"):
        workspace(tmp_path / "class" / name, attempts=4, first_check=NOW, passed_at=NOW + HOUR)
    words = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", small, "--anonymous")
    assert nngrade(*words).returncode == 0
    text = (tmp_path / "out" / "practice.csv").read_text(encoding="utf-8-sig")
    assert "Ada" not in text
    assert text.count('"person ') == 2
