"""Suggested marks for answers in free text, and a record of what became of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from nngrade.quiz.marking import FreeText, Marking

LOG = "suggestions.jsonl"
PREFIX = "[suggested] "

Event = Literal["suggested", "accepted", "changed"]
Key = tuple[str, str, str]
"""Assignment, student and cell."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the record.

    Attributes:
        time: when, in UTC.
        event: `suggested` by the marker; `accepted` or `changed` by a person.
        assignment: of which assignment.
        student: whose answer.
        cell: which answer.
        answer: a digest of its text.
        score: what was suggested, or what the person gave.
        comment: the same for the comment.
        verdict: the marker's.
        evidence: the words that earned each point.
    """

    time: str
    event: Event
    assignment: str
    student: str
    cell: str
    answer: str
    score: float | None
    comment: str | None
    verdict: str = ""
    evidence: dict[str, str] = {}

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.assignment, self.student, self.cell


def digest(answer: str) -> str:
    """A short name for an answer's text."""
    return hashlib.blake2b(answer.encode(), digest_size=8).hexdigest()


def suggestion(key: Key, answer: str, question: FreeText, marking: Marking, points: float) -> Entry:
    """What to suggest for an answer.

    Args:
        key: which answer.
        answer: its text.
        question: what was asked.
        marking: what the marker makes of it.
        points: what a full answer earns.
    """
    score = round(min(max(marking.score, 0.0), 1.0) * points, 2)
    comment = PREFIX + _comment(question, marking)
    return Entry(now(), "suggested", *key, digest(answer), score, comment, marking.verdict, marking.evidence)


def _comment(question: FreeText, marking: Marking) -> str:
    parts = [f"{marking.verdict}."]
    for name, point in question.points.items():
        if marking.points.get(name):
            words = marking.evidence.get(name, "")
            parts.append(f"{point.says}" + (f" (You said: “{words}”)" if words else ""))
    if marking.remark:
        parts.append(marking.remark)
    return " ".join(parts)


def now() -> str:
    """The time for the record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read_log(root: Path) -> dict[Key, Entry]:
    """The last entry about each answer; a line that a crash cut off is passed over."""
    found: dict[Key, Entry] = {}
    path = root / LOG
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except msgspec.MsgspecError:
            continue
        found[entry.key] = entry
    return found


def write_log(root: Path, entries: Iterable[Entry]) -> None:
    """Add lines to the record, all of them in one write."""
    data = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
    if not data:
        return
    descriptor = os.open(root / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def settle(root: Path, gradebook: Any, assignment: str, student: str | None = None) -> None:
    """Record what persons did with the suggestions that were open.

    Args:
        root: the course's folder.
        gradebook: nbgrader's, open.
        assignment: whose suggestions.
        student: only this one's; None for all.
    """
    entries = []
    for key, entry in read_log(root).items():
        if entry.event == "suggested" and key[0] == assignment and student in (None, key[1]):
            entries += _settled(gradebook, entry)
    write_log(root, entries)


def _settled(gradebook: Any, entry: Entry) -> list[Entry]:
    from nbgrader.api import MissingEntry

    place = (entry.cell, entry.assignment, entry.assignment, entry.student)
    try:
        grade, comment = gradebook.find_grade(*place), gradebook.find_comment(*place)
    except MissingEntry:
        return []
    if grade.needs_manual_grade:
        return []
    same = grade.manual_score == entry.score and comment.manual_comment in (entry.comment, bare(entry.comment))
    event: Event = "accepted" if same else "changed"
    given = {"time": now(), "event": event, "score": grade.manual_score, "comment": bare(comment.manual_comment)}
    return [msgspec.structs.replace(entry, **given)]


def bare(comment: str | None) -> str | None:
    """A comment without the mark of a suggestion, once a person has accepted it."""
    return comment.removeprefix(PREFIX) if comment is not None else None
