"""The progress bar of `nngrade grade`, on a real terminal and off it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from pathlib import Path

from tests.batch.conftest import command, make_class
from tests.small_course import make_course


def grading(tmp_path: Path, count: int) -> list[str]:
    course, learners = make_course(tmp_path), make_class(tmp_path / "class", count)
    return command("grade", learners, "--out", tmp_path / "out", "--course", course, "--seed", 7)


def on_terminal(process: subprocess.Popen[bytes], master: int) -> str:
    """What a process writes to its terminal until it ends."""
    text = b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:  # how Linux says that the other side hung up
            break
        if not data:
            break
        text += data
    process.wait(60)
    return text.decode(errors="replace")


def start(words: list[str]) -> tuple[subprocess.Popen[bytes], int]:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=slave, env=environment)
    os.close(slave)
    return process, master


def test_a_terminal_shows_count_rate_and_time_left(tmp_path: Path) -> None:
    process, master = start(grading(tmp_path, 30))
    text = on_terminal(process, master)
    os.close(master)
    assert process.returncode == 1
    assert "/30" in text
    assert "0:00:" in text


def test_ctrl_c_ends_at_once_without_a_traceback(tmp_path: Path) -> None:
    process, master = start(grading(tmp_path, 1500))  # more than it can do before it is stopped
    while not (tmp_path / "out" / ".nngrade" / "run.json").exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    text = on_terminal(process, master)
    os.close(master)
    assert process.returncode == 130
    assert "nngrade: stopped" in text
    assert "Traceback" not in text, text
