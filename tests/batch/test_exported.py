"""A whole export in one zip: told from the work of one learner by what it holds, read where it lies, with all bounds kept."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from pathlib import Path

import pytest

from nngrade.batch.sources import find_sources
from nngrade.course import Course, load_course
from nngrade.submission import SubmissionError
from tests.attacks.arena import HONEST, NEXT_SOLUTION, make_arena
from tests.batch.conftest import make_class, nngrade, put, work
from tests.batch.test_sources import make_zip, read
from tests.small_course import SOLUTION


@pytest.fixture(scope="module")
def counting(small: Path) -> Course:
    return load_course(small)


def zipped(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


ZIP = zipped({"work/counter.py": SOLUTION})

CLASSES: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "a folder each": ({"ada/counter.py": SOLUTION, "bob/src/counter.py": SOLUTION}, ["ada", "bob"]),
    "a zip each": ({"ada.zip": ZIP, "bob.ZIP": ZIP}, ["ada", "bob"]),
    "a module each": ({"ada_counter.py": SOLUTION, "bob_counter.py": SOLUTION}, ["ada", "bob"]),
    "a zip in a folder each": ({"ada/mine.zip": ZIP, "bob/work.zip": ZIP}, ["ada", "bob"]),
    "all in one folder, beside a roster": (
        {"export/ada/counter.py": SOLUTION, "export/bob.zip": ZIP, "roster.csv": "ada, bob", "__MACOSX/x.py": ""},
        ["ada", "bob"],
    ),
    "folders of Moodle": ({"Jane Doe_12_assignsubmission_file_/counter.py": SOLUTION}, ["Jane Doe_12"]),
    "files of Moodle": (
        {
            "Jane Doe_12_assignsubmission_file_counter.py": SOLUTION,
            "Joe_13_assignsubmission_file_my work.zip": ZIP,
        },
        ["Jane Doe_12", "Joe_13"],
    ),
    "files of Canvas": (
        {"doejane_77_4567_counter.py": SOLUTION, "poejoe_LATE_78_4568_work.zip": ZIP},
        ["doejane_77", "poejoe_78"],
    ),
    "somebody's folder is empty": (
        {"ada/counter.py": SOLUTION, "bob/counter.py": SOLUTION, "cleo/": ""},
        ["ada", "bob", "cleo"],
    ),
}

SINGLE: dict[str, dict[str, str | bytes]] = {
    "modules": {"counter.py": SOLUTION, "tools.py": "x = 1\n"},
    "a folder of modules": {"ada/counter.py": SOLUTION, "ada/.nngrade/state.json": "{}"},
    "an older copy": {"counter.py": SOLUTION, "old/counter.py": "x = 1\n"},
    "a copy that a browser named": {"counter (1).py": SOLUTION, "old/counter.py": "x = 1\n"},
    "tests of its own": {"src/counter.py": SOLUTION, "tests/test_counter.py": "x = 1\n"},
    "a zip in it": {"more/work.zip": ZIP},
    "nothing to grade": {"thesis/chapter1.txt": "dear", "thesis/chapter2.txt": "reader"},
}


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_in_a_zip_is_a_class(kind: str, tmp_path: Path, counting: Course) -> None:
    files, names = CLASSES[kind]
    path = make_zip(tmp_path / "class.zip", files)
    assert list(read(path, counting)) == names
    for submission in read(path, counting).values():
        assert submission.modules == ({"counter": SOLUTION} if submission.name != "cleo" else {})


@pytest.mark.parametrize("kind", SINGLE)
def test_the_work_of_one_learner_stays_one_submission(kind: str, tmp_path: Path, counting: Course) -> None:
    path = make_zip(tmp_path / "ada.zip", SINGLE[kind])
    assert list(read(path, counting)) == ["ada"]
    if kind != "nothing to grade":
        assert read(path, counting)["ada"].modules["counter"] == SOLUTION


def test_a_folder_for_each_chapter_is_one_submission(tmp_path: Path) -> None:
    course = load_course(make_arena(tmp_path / "course"))
    path = make_zip(tmp_path / "ada.zip", {"1/arena.py": HONEST, "2/after.py": NEXT_SOLUTION})
    assert set(read(path, course)["ada"].modules) == {"arena", "after"}


def test_bounds_hold_for_each_learner_and_cost_nobody_else(tmp_path: Path, counting: Course) -> None:
    files: dict[str, str | bytes] = {
        "ada/counter.py": SOLUTION,
        "bob/counter.py": "#" * (40 << 20),
        "cleo.zip": b"no zip",
        "dan.zip": zipped({"counter.py": "#" * (40 << 20)}),
        "eve.zip": bytes(21 << 20),
        "fay/../../counter.py": SOLUTION,
        "gus.zip": zipped({"../counter.py": SOLUTION}),
        "hal.zip": ZIP,
    }
    path = make_zip(tmp_path / "class.zip", files)
    link = zipfile.ZipInfo("ivy/counter.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert find_sources(path, counting).notes == (
        "fay/../../counter.py was left out: its path leads out of the zip",
        "ivy/counter.py was left out: it is a link, not a file",
    )
    found = read(path, counting)
    assert list(found) == ["ada", "bob", "cleo", "dan", "eve", "gus", "hal"]
    assert found["ada"].modules == found["hal"].modules == {"counter": SOLUTION}
    assert all("larger than 1 MB" in found[name].problems["counter"].message for name in ("bob", "dan"))
    assert found["cleo"].notes[0] == "cleo.zip cannot be read: it is no zip file"
    assert found["eve"].notes[0] == "eve.zip cannot be read: it is larger than 20 MB"
    assert found["gus"].notes[0] == "../counter.py was left out: its path leads out of the zip"


def test_a_zip_that_cannot_be_read_is_refused_with_the_cure(tmp_path: Path, counting: Course) -> None:
    (tmp_path / "class.zip").write_bytes(ZIP[:-30])
    with pytest.raises(SubmissionError, match="it is no zip file: download it again, or unpack it first"):
        find_sources(tmp_path / "class.zip", counting)


def test_200_zips_in_a_zip_are_graded_as_the_folders_are(small: Path, tmp_path: Path) -> None:
    """The same results byte for byte, and a second run looks everything up."""
    make_class(tmp_path / "class", 200)
    make_zip(tmp_path / "class.zip", {f"learner{n:03}.zip": zipped({"counter.py": work(n)}) for n in range(200)})
    made = []
    for target in ("class", "class.zip"):
        words = ("grade", tmp_path / target, "--out", tmp_path / f"{target} out", "--course", small, "--seed", 7)
        done = nngrade(*words)
        assert done.returncode == 1, done.stderr
        made.append([(tmp_path / f"{target} out" / name).read_bytes() for name in ("results.jsonl", "scores.csv")])
    assert done.stderr == "class.zip was read as a class of 200\n"
    assert made[0] == made[1]
    journal = tmp_path / "class.zip out" / ".nngrade" / "journal.jsonl"
    before = journal.read_bytes()
    assert nngrade(*words).returncode == 1
    assert journal.read_bytes() == before


def test_one_submission_in_a_zip_says_so(small: Path, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "ada.zip", {"counter.py": SOLUTION})
    put(tmp_path / "note.txt", "")
    done = nngrade("grade", path, "--out", tmp_path / "out", "--course", small)
    assert (done.returncode, done.stderr) == (0, "ada.zip was read as one submission\n")
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["submission"] for row in csv.DictReader(file)] == ["ada"]
