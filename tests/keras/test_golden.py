"""Recorded results: small, described, and the same bytes from the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nngrade.course import Course
from nngrade.golden import GoldenError, Provenance, digest, flat, packed, read_golden, read_provenance, write_golden
from nngrade.keras.scenes import SCENES

TREE = {"params": [(np.eye(2), np.zeros(2))], "history": {"loss": [0.5, 0.25]}, "labels": np.array([1, 0]), "rate": 0.5}


def note(data: bytes) -> Provenance:
    return Provenance("keras.npz", digest(data), "nngrade keras record", 1, {}, "any", "a test")


def write(folder: Path) -> None:
    data = packed(dict(flat(TREE)))
    write_golden(folder, data, note(data))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    golden = read_golden(tmp_path)
    ((W, b),) = golden["params"]
    assert (np.eye(2) == W).all()
    assert (b == 0).all()
    assert golden["history"]["loss"].tolist() == [0.5, 0.25]
    assert golden["labels"].dtype.kind == "i"
    assert golden["rate"] == 0.5


def test_equal_numbers_give_equal_bytes() -> None:
    assert packed(dict(flat(TREE))) == packed(dict(flat(TREE)))


def test_nobody_can_change_what_was_recorded(tmp_path: Path) -> None:
    write(tmp_path)
    golden = read_golden(tmp_path)
    golden["history/loss"][:] = 9
    assert golden["history/loss"].tolist() == [0.5, 0.25]


def test_a_name_that_was_never_recorded_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(GoldenError, match="nngrade keras record"):
        read_golden(tmp_path)["nothing"]
    with pytest.raises(GoldenError, match="does not exist"):
        read_golden(tmp_path / "nowhere")


def test_a_file_that_was_changed_is_found_out(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "keras.npz").write_bytes(packed({"params": np.ones(3)}))
    with pytest.raises(GoldenError, match="not the file"):
        read_provenance(tmp_path)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.chapter)
def test_every_scene_is_recorded_and_described(course: Course, scene: object) -> None:
    known = next(other for other in SCENES if other is scene)
    found = read_provenance(course.chapters[known.chapter].suite / "golden")
    assert found.command == f"nngrade keras record {known.chapter}"
    assert found.seed == known.seed
    assert {"python", "keras", "numpy"} <= found.versions.keys()


def test_all_recorded_results_are_small(course: Course) -> None:
    files = [file for chapter in course.chapters.values() for file in chapter.suite.glob("golden/*")]
    assert len(files) == 2 * len(SCENES)
    assert sum(file.stat().st_size for file in files) < 300_000
