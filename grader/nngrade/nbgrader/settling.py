"""What persons made of suggestions: from the gradebook into the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from nbgrader.api import Gradebook, MissingEntry

from nngrade.nbgrader.suggestions import Entry, Event, Key, bare, now, read_log, write_log


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
        if entry.waits and key[0] == assignment and student in (None, key[1]):
            entries += _settled(gradebook, entry)
    write_log(root, entries)


def settle_student(root: Path, facts: dict[str, Any]) -> None:
    """The same for one student, without opening the gradebook where nothing is open.

    Args:
        root: the course's folder.
        facts: which assignment and student, and the gradebook's URL.
    """
    about = facts["assignment"], facts["student"]
    if any(entry.waits and key[:2] == about for key, entry in read_log(root).items()):
        with Gradebook(facts["db_url"]) as gradebook:
            settle(root, gradebook, *about)


def settle_one(root: Path, gradebook: Any, key: Key) -> None:
    """The same for an answer that was marked with the suggestion in view: its comment, left as it stood, is accepted with the mark.

    Args:
        root: the course's folder.
        gradebook: nbgrader's, open.
        key: which answer.
    """
    entry = read_log(root).get(key)
    if entry is None or not entry.waits or not (found := _found(gradebook, entry)) or found[0].needs_manual_grade:
        return
    if found[1].manual_comment is None:
        found[1].manual_comment = bare(entry.comment)
        gradebook.db.commit()
    write_log(root, _settled(gradebook, entry))


def _settled(gradebook: Any, entry: Entry) -> list[Entry]:
    found = _found(gradebook, entry)
    if not found or found[0].needs_manual_grade:
        return []
    score, comment = found[0].manual_score, found[1].manual_comment
    event: Event = "accepted" if (score, comment) == (entry.score, bare(entry.comment)) else "changed"
    given = {"time": now(), "event": event, "score": score, "comment": comment}
    return [msgspec.structs.replace(entry, **given)]


def _found(gradebook: Any, entry: Entry) -> tuple[Any, Any] | None:
    """The answer's mark and comment; None where the gradebook has no such answer."""
    place = (entry.cell, entry.assignment, entry.assignment, entry.student)
    try:
        return gradebook.find_grade(*place), gradebook.find_comment(*place)
    except MissingEntry:
        return None
