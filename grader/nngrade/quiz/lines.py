"""Free-text answers, one a line: read within bounds whatever they hold, marked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from nngrade.quiz.marking import FreeText, Marking, mark

MAX_LINE = 65_536
"""Bytes of a line that are read; what follows is dropped, and so much is too long for any marker anyway."""

FIELDS = ("question", "answer", "verdict", "score", "points", "evidence", "follow_up")


def answers_of(source: BinaryIO) -> Iterator[str]:
    """The lines of a stream as text; bytes that are no UTF-8 become replacement characters.

    Args:
        source: read as it comes, so that a pipe is answered line by line.
    """
    while data := source.readline(MAX_LINE):
        rest = data
        while not rest.endswith(b"\n") and (rest := source.readline(MAX_LINE)):
            pass
        yield data.rstrip(b"\r\n").decode("utf-8", errors="replace")


def mark_answers(question: FreeText, source: BinaryIO) -> Iterator[Marking]:
    """Mark every line of a stream: as many markings as lines."""
    return (mark(question, answer) for answer in answers_of(source))


def to_jsonl(marking: Marking) -> str:
    """A marking as one line of JSON."""
    return msgspec.json.encode({name: getattr(marking, name) for name in FIELDS}).decode()


def to_text(marking: Marking) -> str:
    """A marking as one line for people."""
    answer = "".join(sign if sign.isprintable() else " " for sign in marking.answer[:60])
    words = "; ".join(f"{name}: {words}" for name, words in marking.evidence.items() if words)
    more = words or marking.follow_up or marking.remark
    return f"{marking.verdict:<7}  {marking.score:.2f}  {answer}{f'  ({more})' if more else ''}"
