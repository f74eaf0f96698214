"""`nngrade quiz` in a real pseudo-terminal: keyboard only, resumable."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.practice.state import load_state
from nngrade.practice.workspace import make_workspace
from nngrade.quiz.bank import load_quiz
from nngrade.quiz.posed import pose
from nngrade.quiz.verify import right_answer

PATIENCE = 30.0
"""Seconds until a silent terminal counts as hung; it only protects."""


class Session:
    """One run of the command in a terminal of its own."""

    def __init__(self, folder: Path, *words: str, columns: int = 80, **environment: str) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nngrade", "quiz", *words],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
            env={**kept, "TERM": "xterm", **environment}, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it
        )  # fmt: skip
        os.close(theirs)
        self.screen = self.unseen = ""

    def wait_for(self, text: str) -> str:
        """What is shown up to a text, after what the last call waited for."""
        end = time.monotonic() + PATIENCE
        while text not in self.unseen:
            assert time.monotonic() < end, f"{text!r} never came:\n{self.unseen}"
            more = self._read()
            assert more is not None, f"it ended before {text!r} came:\n{self.unseen}"
            self.unseen += more
        shown, _, self.unseen = self.unseen.partition(text)
        return shown + text

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C, and again where Python was just about to wait for a key: it notices the first with the next one then."""
        for _ in range(5):
            self.type("\x03")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(4)
                return

    def end(self) -> tuple[int, str]:
        """Exit code, and what was shown last."""
        shown = self.unseen
        while (more := self._read()) is not None:
            shown += more
        return self.process.wait(PATIENCE), shown

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.ours)

    def _read(self) -> str | None:
        ready, _, _ = select.select([self.ours], [], [], PATIENCE)
        assert ready, "the terminal is silent"
        try:
            data = os.read(self.ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            return None
        self.screen += data.decode("utf-8", "replace")
        return data.decode("utf-8", "replace") or None


@pytest.fixture
def folder(tmp_path: Path, course: Course) -> Path:
    make_workspace(tmp_path, course)
    return tmp_path


@pytest.fixture
def sessions(folder: Path) -> Iterator[list[Session]]:
    opened: list[Session] = []
    yield opened
    for session in opened:
        session.close()


def answers_of(course: Course, folder: Path, chapter: str) -> list[str]:
    """What to type to get every question right, with the seed that the workspace keeps."""
    seed = load_state(folder).quizzes[chapter].seed
    typed = []
    for question in load_quiz(course.chapters[chapter]).questions:
        posed = pose(course, chapter, question, seed)
        answer = right_answer(posed)
        letters = " ".join("abcdefghijkl"[number] for number in answer.chosen)
        if answer.truth is not None:
            letters = f"{'true' if answer.truth else 'false'} {letters}"
        typed.append(letters or answer.text or repr(answer.number))
    return typed


def test_a_quiz_is_left_and_gone_on_with_to_its_end(course: Course, folder: Path, sessions: list[Session]) -> None:
    first = Session(folder, "recurrent")
    sessions.append(first)
    first.wait_for("question 1 of 8")
    first.wait_for("> ")
    first.type("zz\n")
    first.wait_for("answer with a letter, a to d.")
    first.type("a\n")
    first.wait_for("question 2 of 8")
    first.wait_for("> ")
    first.type("\x04")  # Ctrl-D
    code, shown = first.end()
    assert code == 1
    assert "7 questions are left" in shown

    second = Session(folder)  # goes on with the quiz that was begun
    sessions.append(second)
    heading = second.wait_for("question 2 of 8")
    assert "1 of 8 answered" in heading
    assert "question 1 of 8" not in heading
    for number, answer in enumerate(answers_of(course, folder, "recurrent")[1:], start=2):
        if number > 2:
            second.wait_for(f"question {number} of 8")
        second.type(f"{answer}\n")
        second.wait_for("Right.")
    code, shown = second.end()
    kept = load_state(folder).quizzes["recurrent"]
    assert len(kept.answers) == 8
    assert sum(given.points for given in kept.answers.values()) >= 7
    assert "quiz recurrent" in second.screen
    assert "--again" in second.screen


def test_ctrl_c_keeps_what_was_answered_and_shows_no_traceback(folder: Path, sessions: list[Session]) -> None:
    session = Session(folder, "neuron")
    sessions.append(session)
    session.wait_for("question 1 of")
    session.wait_for("> ")
    session.type("a\n")
    session.wait_for("question 2 of")
    session.wait_for("> ")
    session.interrupt()
    code, shown = session.end()
    assert code == 130
    assert "goes on where you are" in shown
    assert "Traceback" not in session.screen
    assert len(load_state(folder).quizzes["neuron"].answers) == 1


def test_it_works_without_colours_on_a_narrow_terminal(folder: Path, sessions: list[Session]) -> None:
    session = Session(folder, "losses", columns=32, NO_COLOR="1")
    sessions.append(session)
    session.wait_for("> ")
    session.type("b\n")
    session.wait_for("question 2 of")
    session.type("q\n")
    assert session.end()[0] == 1
    assert "\x1b[3" not in session.screen
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", session.screen)
    assert max(len(line) for line in shown.splitlines()) <= 32


def test_bytes_that_are_no_text_do_not_end_it(folder: Path, sessions: list[Session]) -> None:
    session = Session(folder, "neuron")
    sessions.append(session)
    session.wait_for("> ")
    os.write(session.ours, b"\xff\xfe\x80\n")
    session.wait_for("answer with a letter")
    session.type("q\n")
    assert session.end()[0] == 1
    assert "Traceback" not in session.screen


def test_again_begins_anew(folder: Path, sessions: list[Session]) -> None:
    for words in ((), ("--again",)):
        session = Session(folder, "neuron", *words)
        sessions.append(session)
        session.wait_for("question 1 of")
        session.wait_for("> ")
        session.type("a\nq\n")
        session.end()
    assert len(load_state(folder).quizzes["neuron"].answers) == 1
