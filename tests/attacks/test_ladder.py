"""What a submission can reach at each level, found by trying some eighty doors through the real command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.attacks.arena import graded, levels_here
from tests.attacks.ordinary import ordinary_user

LADDER = Path(__file__).with_name("ladder")

READING = {
    "read_file",
    "list_folder",
    "scan_folder",
    "read_by_mmap",
    "read_through_path_descriptor",
    "read_from_folder_descriptor",
    "read_climbing_from_readable",
    "read_by_import",
    "read_by_linecache",
    "read_solution",
    "read_password_file",
    "read_graders_command",
}
"""Without Landlock, whatever the user may read; the seccomp filter stops all the rest."""

SOME_OPEN_WITHOUT_LOCKS = READING | {
    "stat_file",
    "read_link",
    "empty_by_open",
    "make_file",
    "rename_file",
    "remove_file",
    "change_mode",
    "fork",
    "spawn",
    "run_shell",
    "connect",
    "connect_abstract",
    "send_datagram",
    "listen",
    "signal_parent",
    "signal_through_socket",
    "signal_of_choice",
    "stop_bystander",
    "disk_usage",
}
"""Open at the lowest level on any Linux: that these probes get through proves that they can."""

OF_ROOT = {"list_graders_descriptors"}
"""Open besides where the worker of root cannot become somebody else, because only root may read its Python."""

OPEN = {"full": set(), "strong": {"stat_file"}, "reduced": {"stat_file", *READING}}


def opened(level: str, user: str) -> tuple[str, set[str]]:
    """The level that was on, and the doors that were open at it."""
    options = ordinary_user() if user == "ordinary" else {}
    assert options is not None
    course = LADDER
    if user == "ordinary":  # a checkout may lie where nobody else may enter
        course = shutil.copytree(LADDER, Path(options["PYTHONPATH"], "ladder"), dirs_exist_ok=True)
    report = graded("--course", course, course / "exercises", NNGRADE_ISOLATION=level, **options)
    checks = report["chapters"][0]["checks"]
    assert len(checks) > 75
    broken = [
        check["message"]
        for check in checks
        if check["verdict"] != "passed" and "open (evidence" not in check["message"]
    ]
    assert broken == []
    return report["isolation"], {
        check["id"][len("test_probe[") : -1] for check in checks if check["verdict"] != "passed"
    }


USERS = ["own", "ordinary"] if os.geteuid() == 0 and ordinary_user() else ["own"]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("level", [level for level in levels_here() if level in OPEN])
def test_nothing_but_what_the_level_says_is_open(level: str, user: str) -> None:
    real, found = opened(level, user)
    assert real == level
    assert found - (OF_ROOT if level == "reduced" else set()) == OPEN[level]


@pytest.mark.parametrize("user", USERS)
def test_the_probes_get_through_where_nothing_stops_them(user: str) -> None:
    level, found = opened("basic", user)
    assert level == "basic"
    assert found >= SOME_OPEN_WITHOUT_LOCKS
