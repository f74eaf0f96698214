"""`nngrade grade` as a user runs it: results that survive kill -9, and look-ups."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.batch.conftest import command, make_class, nngrade, put, work
from tests.small_course import SOLUTION

RESULTS = ("results.jsonl", "scores.csv", "checks.csv", "mistakes.csv", "together.csv", "report.html")


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in RESULTS}


@pytest.fixture(scope="module")
def learners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), 40)


@pytest.fixture(scope="module")
def graded(small: Path, learners: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("graded") / "out"
    done = nngrade("grade", learners, "--out", out, "--course", small, "--seed", 7)
    assert (done.returncode, done.stderr) == (1, "")
    assert "40 submissions graded: 26 passed everything" in done.stdout
    return out


def test_results_are_one_report_a_line_in_the_order_of_names(graded: Path) -> None:
    reports = [json.loads(line) for line in (graded / "results.jsonl").read_text().splitlines()]
    assert [report["submission"] for report in reports] == [f"learner{n:03}" for n in range(40)]
    assert {report["schema"] for report in reports} == {1}
    assert {report["seed"] for report in reports} == {7}
    with (graded / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["score"]) for row in rows] == [report["score"] for report in reports]
    assert [float(row["counter"]) for row in rows] == [report["chapters"][0]["score"] for report in reports]


@pytest.mark.parametrize("moment", [0.5, 1.2, 1.6, 2.0, 2.4])
def test_kill_9_and_resume_give_what_an_undisturbed_run_gives(
    moment: float, small: Path, learners: Path, graded: Path, tmp_path: Path
) -> None:
    words = ("grade", learners, "--out", tmp_path / "out", "--course", small, "--seed", 7)
    with subprocess.Popen(command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
    done = nngrade(*words, "--resume")
    assert done.returncode == 1, done.stderr
    assert contents(tmp_path / "out") == contents(graded)


def test_a_line_that_was_cut_off_is_judged_again(small: Path, learners: Path, graded: Path, tmp_path: Path) -> None:
    """The journal ends anywhere when the machine loses power."""
    out = tmp_path / "out"
    journal = (graded / ".nngrade" / "journal.jsonl").read_bytes()
    put(out / ".nngrade" / "journal.jsonl", "").write_bytes(journal[: len(journal) // 2])
    (out / ".nngrade" / "run.json").write_bytes(
        (graded / ".nngrade" / "run.json").read_bytes().replace(b"true\n", b"false\n")
    )
    done = nngrade("grade", learners, "--out", out, "--course", small, "--resume")
    assert done.returncode == 1, done.stderr
    assert contents(out) == contents(graded)
    assert (
        (out / ".nngrade" / "journal.jsonl")
        .read_bytes()
        .startswith(journal[: journal[: len(journal) // 2].rindex(b"\n")])
    )


def test_a_run_that_was_broken_off_wants_to_be_resumed(small: Path, learners: Path, tmp_path: Path) -> None:
    settings = '{"submissions": "x", "course": null, "seed": 1, "disclose": "closed", "chapters": []}'
    put(tmp_path / "out" / ".nngrade" / "run.json", settings)
    done = nngrade("grade", learners, "--out", tmp_path / "out", "--course", small)
    assert (done.returncode, "add --resume to go on with it" in done.stderr) == (2, True)


def test_unchanged_work_is_looked_up(small: Path, learners: Path, graded: Path, tmp_path: Path) -> None:
    """The journal grows by what changed and by nothing else."""
    out, mine = tmp_path / "out", make_class(tmp_path / "class", 6)
    words = ("grade", mine, "--out", out, "--course", small, "--seed", 7)
    assert nngrade(*words).returncode == 1
    journal = out / ".nngrade" / "journal.jsonl"
    before = journal.read_bytes()
    assert nngrade(*words[:-2]).returncode == 1  # the seed is the earlier run's
    assert journal.read_bytes() == before
    put(mine / "learner003" / "counter.py", SOLUTION)
    assert nngrade(*words).returncode == 1
    (line,) = journal.read_bytes()[len(before) :].splitlines()
    report = json.loads(line)["report"]
    assert (report["submission"], report["score"]) == ("learner003", report["max_score"])
    assert nngrade(*words[:-1], 8).returncode == 1  # another seed, other results
    assert {json.loads(line)["seed"] for line in (out / "results.jsonl").read_text().splitlines()} == {8}


def test_times_are_kept_apart(graded: Path) -> None:
    with (graded / "times.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert all(float(row["processor seconds"]) > 0 for row in rows)


def test_formulas_do_not_reach_a_spreadsheet(small: Path, tmp_path: Path) -> None:
    names = ["=1+1", "+cmd", "-2", "@SUM(A1)", "a,b", 'a"b', "plain"]
    for name in names:
        put(tmp_path / "class" / name / "counter.py", work(1))
    assert nngrade("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", small).returncode == 0
    text = (tmp_path / "out" / "scores.csv").read_text(encoding="utf-8-sig")
    shown = [row[0] for row in csv.reader(text.splitlines())][1:]
    assert sorted(shown) == sorted(["'=1+1", "'+cmd", "'-2", "'@SUM(A1)", "a,b", 'a"b', "plain"])


def test_an_anonymous_view_shows_no_name_and_keeps_its_order(small: Path, tmp_path: Path) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        put(tmp_path / "class" / name / f"{name}_counter.py", work(1))
    words = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--course", small, "--anonymous")
    views = []
    for _ in range(2):
        assert nngrade(*words).returncode == 0
        views.append([(tmp_path / "out" / name).read_text(encoding="utf-8") for name in ("scores.csv", "report.html")])
    assert views[0] == views[1]
    assert not any(name in view for name in ("Ada", "Bob", "Cleo") for view in views[0])
    with (tmp_path / "out" / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["submission"] for row in csv.DictReader(file)) == ["Ada", "Bob", "Cleo"]


def test_what_cannot_be_graded_says_so_and_how_to_mend_it(small: Path, learners: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine" / "thesis.txt", "dear")
    cases = {
        "holds no submissions": ("grade", tmp_path / "mine", "--out", tmp_path / "out"),
        "does not exist": ("grade", tmp_path / "nowhere", "--out", tmp_path / "out"),
        "is not empty and holds no results": ("grade", learners, "--out", tmp_path / "mine"),
        "lies among the submissions": ("grade", learners, "--out", learners / "out"),
        "there is no chapter": ("grade", learners, "--out", tmp_path / "out", "--chapter", "nothing"),
        "is no address of a Dask scheduler": ("grade", learners, "--out", tmp_path / "out", "--scheduler", "nonsense"),
        "http://127.0.0.1:9 is no address": (
            "grade",
            learners,
            "--out",
            tmp_path / "out",
            "--scheduler",
            "http://127.0.0.1:9",
        ),
        "is no seed: give a number": ("grade", learners, "--out", tmp_path / "out", "--seed", 10**30),
        "holds no results": ("regrade", tmp_path / "mine", "--out", tmp_path / "out"),
    }
    for message, words in cases.items():
        done = nngrade(*words, *(() if words[0] == "regrade" else ("--course", small)))
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr


def test_two_commands_do_not_share_a_folder(small: Path, learners: Path, tmp_path: Path) -> None:
    import fcntl

    lock = put(tmp_path / "out" / ".nngrade" / "lock", "")
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = nngrade("grade", learners, "--out", tmp_path / "out", "--course", small)
    assert (done.returncode, "another command is at work" in done.stderr) == (2, True)


def test_nothing_is_left_running_after_kill_9(small: Path, learners: Path, tmp_path: Path) -> None:
    """The processes of the pool end with the command, however that ends."""
    mark = {**os.environ, "NNGRADE_TEST_MARK": str(tmp_path)}
    words = command("grade", learners, "--out", tmp_path / "out", "--course", small)
    with subprocess.Popen(words, env=mark, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not (tmp_path / "out" / ".nngrade" / "journal.jsonl").exists():
            time.sleep(0.05)
        time.sleep(1)
        process.kill()
    for _ in range(100):
        if not marked(str(tmp_path)):
            return
        time.sleep(0.1)
    raise AssertionError(f"still running: {marked(str(tmp_path))}")


def marked(mark: str) -> list[str]:
    """Command lines of the processes with a mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return found
