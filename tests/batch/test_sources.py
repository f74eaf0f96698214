"""Finding submissions as learning platforms export them; whatever is odd is handled and told."""

from __future__ import annotations

import os
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from nngrade.batch.names import chapter_of
from nngrade.batch.reading import read_source
from nngrade.batch.sources import find_sources
from nngrade.course import Course, load_course
from nngrade.submission import Submission, SubmissionError
from tests.batch.conftest import put
from tests.small_course import SOLUTION


@pytest.fixture(scope="module")
def counting(small: Path) -> Course:
    return load_course(small)


def read(folder: Path, course: Course) -> dict[str, Submission]:
    sources = find_sources(folder, course)
    return {
        source.name: read_source(sources.folder, source, course, tuple(course.chapters)) for source in sources.found
    }


def make_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_folders_zips_and_single_modules_are_submissions_in_the_order_of_their_names(
    tmp_path: Path, counting: Course
) -> None:
    put(tmp_path / "cleo" / "counter.py", SOLUTION)
    make_zip(tmp_path / "bob.zip", {"counter.py": SOLUTION})
    put(tmp_path / "ada_counter.py", SOLUTION)
    put(tmp_path / "roster.csv", "ada, bob")
    assert find_sources(tmp_path, counting).left_out == ("roster.csv",)
    found = read(tmp_path, counting)
    assert list(found) == ["ada", "bob", "cleo"]
    assert {name: one.modules["counter"] for name, one in found.items()} == dict.fromkeys(found, SOLUTION)


def test_names_lose_what_moodle_and_canvas_add(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "Jane Doe_123_assignsubmission_file_" / "counter.py", SOLUTION)
    put(tmp_path / "doejane_LATE_77_4567_counter-2.py", SOLUTION)
    assert list(read(tmp_path, counting)) == ["Jane Doe_123", "doejane_77"]


def test_texts_typed_into_a_form_of_moodle_are_no_submission_beside_files(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "Jane_1_assignsubmission_file_" / "counter.py", SOLUTION)
    put(tmp_path / "Jane_1_assignsubmission_onlinetext_" / "onlinetext.html", "dear")
    put(tmp_path / "Joe_2_assignsubmission_onlinetext_" / "onlinetext.html", "dear")
    assert list(read(tmp_path, counting)) == ["Jane_1", "Joe_2"]
    assert find_sources(tmp_path, counting).notes == (
        "Jane_1_assignsubmission_onlinetext_ was left out: the files of the same learner lie beside it",
    )


def test_what_cannot_be_read_is_a_problem_and_not_missing(tmp_path: Path, counting: Course) -> None:
    """Nobody can tell what lies in it, so somebody must look."""
    (tmp_path / "ada.zip").write_bytes(b"no zip")
    put(tmp_path / "bob" / "work.zip", "no zip")
    (tmp_path / "cleo").symlink_to(tmp_path / "bob")
    put(tmp_path / "dan" / "work.zip", "no zip")
    put(tmp_path / "dan" / "counter.py", SOLUTION)
    problems = {name: one.problems for name, one in read(tmp_path, counting).items()}
    assert {name: [each.message for each in found.values()] for name, found in problems.items()} == {
        "ada": ["ada.zip cannot be read: it is no zip file"],
        "bob": ["work.zip cannot be read: it is no zip file"],
        "cleo": ["cleo is a link: put the files themselves there"],
        "dan": [],
    }


def test_two_that_read_the_same_are_told_apart(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "ada" / "counter.py", SOLUTION)
    make_zip(tmp_path / "ada.zip", {"counter.py": SOLUTION})
    put(tmp_path / "ada_counter.py", SOLUTION)
    assert list(read(tmp_path, counting)) == ["ada", "ada (modules)", "ada.zip"]


def test_a_name_made_up_for_one_is_nobody_elses(tmp_path: Path, counting: Course) -> None:
    for name in ("ada", "ada (modules)", "ada (modules) #2"):
        put(tmp_path / name / "counter.py", SOLUTION)
    put(tmp_path / "ada_counter.py", SOLUTION)
    assert list(read(tmp_path, counting)) == ["ada", "ada (modules)", "ada (modules) #3", "ada (modules) #2"]


def test_nested_folders_and_a_zip_within_are_looked_into(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "ada" / "my work" / "src" / "counter.py", SOLUTION)
    (tmp_path / "bob").mkdir()
    make_zip(tmp_path / "bob" / "work.zip", {"deep/er/counter.py": SOLUTION, "__MACOSX/counter.py": "rubbish"})
    found = read(tmp_path, counting)
    assert [found[name].modules for name in ("ada", "bob")] == [{"counter": SOLUTION}] * 2
    assert found["bob"].notes == ()


def test_of_two_files_of_one_name_the_outermost_and_latest_is_taken_and_told(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "ada" / "old" / "counter.py", "old = 1\n")
    put(tmp_path / "ada" / "counter.py", "first = 1\n")
    put(tmp_path / "ada" / "counter-1.py", "second = 1\n")
    ada = read(tmp_path, counting)["ada"]
    assert ada.modules == {"counter": "second = 1\n"}
    assert ada.notes == (
        "counter-1.py was read as counter.py",
        "counter.py was left out: another counter.py was taken",
        "old/counter.py was left out: another counter.py was taken",
    )


def test_paths_out_of_a_zip_and_links_are_left_out_and_told(tmp_path: Path, counting: Course) -> None:
    path = make_zip(
        tmp_path / "ada.zip",
        {"/etc/counter.py": "a", "../counter.py": "b", "..\\x\\counter.py": "c", "C:/counter.py": "d"},
    )
    link = zipfile.ZipInfo("sub/counter.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    ada = read(tmp_path, counting)["ada"]
    assert ada.modules == {}
    assert [note.partition(" was left out: ")[2] for note in ada.notes] == [
        *["its path leads out of the zip"] * 4,
        "it is a link, not a file",
        "",
    ]
    assert ada.notes[-1] == "it holds no chapter module"


def test_links_of_the_file_system_are_not_followed(tmp_path: Path, counting: Course) -> None:
    secret = put(tmp_path / "secret" / "counter.py", SOLUTION)
    put(tmp_path / "class" / "ada" / "notes.txt", "")
    (tmp_path / "class" / "ada" / "counter.py").symlink_to(secret)
    (tmp_path / "class" / "ada" / "more").symlink_to(secret.parent)
    (tmp_path / "class" / "bob").symlink_to(secret.parent)
    found = read(tmp_path / "class", counting)
    assert "link" in found["ada"].problems["counter"].message
    assert found["ada"].modules == found["bob"].modules == {}
    assert found["bob"].notes[0] == "bob is a link: put the files themselves there"


def test_a_zip_bomb_costs_no_more_than_its_bounds(tmp_path: Path, counting: Course) -> None:
    make_zip(tmp_path / "ada.zip", {"counter.py": "#" * (40 << 20), "other.py": "x = 1\n"})
    ada = read(tmp_path, counting)["ada"]
    assert "larger than 1 MB" in ada.problems["counter"].message
    make_zip(tmp_path / "ada.zip", {f"m{n}.py": "#" * (1 << 19) for n in range(150)} | {"counter.py": SOLUTION})
    ada = read(tmp_path, counting)["ada"]
    assert ada.modules["counter"] == SOLUTION
    assert sum(map(len, ada.modules.values())) < 4 << 20


def test_a_table_of_contents_out_of_proportion_is_refused_before_it_is_read(tmp_path: Path, counting: Course) -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65000, 65000, 15 << 20, 0, 0)
    (tmp_path / "ada.zip").write_bytes(bytes(15 << 20) + end)
    assert read(tmp_path, counting)["ada"].notes[0] == "ada.zip cannot be read: it holds too many files"


def test_a_table_of_contents_in_a_record_of_zip64_is_bounded_too(tmp_path: Path, counting: Course) -> None:
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 60_000, 60_000, 15 << 20, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 15 << 20, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 50, 0, 0)
    (tmp_path / "ada.zip").write_bytes(bytes(15 << 20) + record + locator + end)
    assert read(tmp_path, counting)["ada"].notes[0] == "ada.zip cannot be read: it holds too many files"


def test_a_pipe_is_no_zip(tmp_path: Path, counting: Course) -> None:
    os.mkfifo(tmp_path / "ada.zip")
    assert read(tmp_path, counting)["ada"].notes[0] == "ada.zip cannot be read: it is no file"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_stream_costs_its_module_alone(method: int, tmp_path: Path, counting: Course) -> None:
    with zipfile.ZipFile(tmp_path / "ada.zip", "w", method) as archive:
        archive.writestr("counter.py", SOLUTION * 50)
        archive.writestr("helper.py", "x = 1\n")
    data = bytearray((tmp_path / "ada.zip").read_bytes())
    data[50:80] = bytes(255 - byte for byte in data[50:80])
    (tmp_path / "ada.zip").write_bytes(data)
    ada = read(tmp_path, counting)["ada"]
    assert "counter.py cannot be read" in ada.problems["counter"].message
    assert ada.modules["helper"] == "x = 1\n"


def test_broken_and_encrypted_zips_are_told(tmp_path: Path, counting: Course) -> None:
    (tmp_path / "ada.zip").write_bytes(b"no zip")
    path = make_zip(tmp_path / "bob.zip", {"counter.py": SOLUTION * 20})
    data = bytearray(path.read_bytes())
    data[60:70] = bytes(10)
    path.write_bytes(data)
    path = make_zip(tmp_path / "cleo.zip", {"counter.py": SOLUTION})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + place] |= 1  # says that it is encrypted
    path.write_bytes(data)
    found = read(tmp_path, counting)
    assert found["ada"].notes[0] == "ada.zip cannot be read: it is no zip file"
    assert "counter.py cannot be read" in found["bob"].problems["counter"].message
    assert "encrypted" in found["cleo"].problems["counter"].message


def test_a_file_that_is_no_text_is_a_problem_of_its_chapter(tmp_path: Path, counting: Course) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "counter.py").write_bytes(zlib.compress(b"x"))
    assert "not" in read(tmp_path, counting)["ada"].problems["counter"].message


def test_helpers_come_along(tmp_path: Path, counting: Course) -> None:
    put(tmp_path / "ada" / "counter.py", "from tools import *\n")
    put(tmp_path / "ada" / "tools.py", "x = 1\n")
    assert read(tmp_path, counting)["ada"].modules["tools"] == "x = 1\n"


def test_nothing_to_grade_is_refused_with_the_cure(tmp_path: Path, counting: Course) -> None:
    with pytest.raises(SubmissionError, match="expected a folder or zip for each"):
        find_sources(tmp_path, counting)
    with pytest.raises(SubmissionError, match="does not exist"):
        find_sources(tmp_path / "nowhere", counting)


@pytest.mark.parametrize(
    ("stem", "chapter"),
    [("counter", "counter"), ("ada_counter", "counter"), ("counter (2)", "counter"), ("encounter", None), ("x", None)],
)
def test_a_chapter_is_told_by_the_end_of_the_name(stem: str, chapter: str | None, counting: Course) -> None:
    assert chapter_of(stem, counting) == chapter
