"""A line of text in styled pieces: what a terminal colours, a pipe takes as it is."""

from __future__ import annotations

import msgspec

Part = tuple[str, str]
"""A piece of text and its style, in rich's words; an empty style for none."""


class Line(msgspec.Struct, frozen=True):
    """One line.

    Attributes:
        parts: its pieces.
    """

    parts: tuple[Part, ...] = ()

    @property
    def plain(self) -> str:
        """Its text without styles."""
        return "".join(text for text, _ in self.parts)


def line(*parts: str | Part) -> Line:
    """A line of pieces, each with or without a style."""
    return Line(tuple((part, "") if isinstance(part, str) else part for part in parts))
