"""Suggested marks for answers in free text, and a record of what became of them.

A suggestion stands in the record alone until a person accepts it. The gradebook does not know it, so that no export and no
feedback can hold it, whatever made them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from nngrade.quiz.marking import FreeText, Marking

LOG = "suggestions.jsonl"
PREFIX = "[suggested] "

Event = Literal["suggested", "withdrawn", "accepted", "changed"]
Key = tuple[str, str, str]
"""Assignment, student and cell."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the record.

    Attributes:
        time: when, in UTC.
        event: `suggested` or `withdrawn` by the marker; `accepted` or `changed` by a person.
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

    @property
    def waits(self) -> bool:
        """Whether no person has decided yet."""
        return self.event == "suggested"


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


def withdrawn(entry: Entry) -> Entry:
    """The record's line on a suggestion whose answer was taken back."""
    return msgspec.structs.replace(entry, time=now(), event="withdrawn", score=None, comment=None)


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


def bare(comment: str | None) -> str | None:
    """A comment without the mark of a suggestion, once a person has accepted it."""
    return comment.removeprefix(PREFIX) if comment is not None else None
