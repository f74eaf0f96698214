"""What a workspace remembers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.files import write_atomically
from nngrade.practice.state import State, load_state, save_state, state_file
from nngrade.practice.workspace import find_hints, make_workspace, next_hint, standing
from nngrade.submission import SubmissionError


def test_a_damaged_state_counts_as_a_fresh_start(tmp_path: Path, course: Course) -> None:
    make_workspace(tmp_path, course)
    for damage in (b"", b"{", b"\xff\xfe", b'{"hints": {"a": "many"}}', b"[]"):
        state_file(tmp_path).write_bytes(damage)
        assert load_state(tmp_path) == State()


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/dev/zero"), os.mkfifo, Path.mkdir])
def test_a_state_that_never_ends_counts_as_a_fresh_start(
    make: Callable[[Path], None], tmp_path: Path, course: Course
) -> None:
    make_workspace(tmp_path, course)
    make(state_file(tmp_path))
    assert load_state(tmp_path) == State()


def test_a_state_beyond_all_measure_counts_as_a_fresh_start(tmp_path: Path, course: Course) -> None:
    make_workspace(tmp_path, course)
    state_file(tmp_path).write_bytes(b'{"hints": {"neuron.fires": 1}}' + b" " * 2_000_000)
    assert load_state(tmp_path) == State()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("nowhere"), "is a link to nowhere, which is no folder: move it away"),
        (Path.touch, "is a file: move it away"),
    ],
)
def test_what_stands_where_a_folder_should_is_named(
    make: Callable[[Path], None], said: str, tmp_path: Path, course: Course
) -> None:
    make(tmp_path / ".nngrade")
    with pytest.raises(SubmissionError, match=said):
        make_workspace(tmp_path, course)


def test_state_survives_a_write_that_fails(tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    make_workspace(tmp_path, course)
    save_state(tmp_path, State(hints={"neuron.fires": 1}))
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    save_state(tmp_path, State(hints={"neuron.fires": 2}))
    assert load_state(tmp_path).hints == {"neuron.fires": 1}
    assert [path.name for path in state_file(tmp_path).parent.iterdir()] == ["state.json"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_the_last_hint_comes_again(tmp_path: Path, course: Course) -> None:
    make_workspace(tmp_path, course)
    count = len(find_hints(course, "relu")[0])
    numbers = [next_hint(tmp_path, course, "relu")[0] for _ in range(count + 1)]
    assert numbers == [*range(1, count + 1), count]


def test_hints_work_without_a_workspace(course: Course) -> None:
    assert next_hint(None, course, "relu")[0] == 1


def test_an_unknown_function_is_refused(course: Course) -> None:
    with pytest.raises(SubmissionError, match="there is no function"):
        find_hints(course, "unknown")


def test_a_fresh_workspace_is_not_checked_yet(tmp_path: Path, course: Course) -> None:
    make_workspace(tmp_path, course)
    assert {step.status for step in standing(tmp_path, course)} == {"not checked yet"}
