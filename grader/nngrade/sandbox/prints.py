"""What the learner's code prints, up to a bound."""

from __future__ import annotations

import io

MAX_PRINTS = 20_000


class Prints(io.TextIOBase):
    """Standard output of the learner's code: the first characters, and a count of the rest."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.length < MAX_PRINTS:
            self.parts.append(text[: MAX_PRINTS - self.length])
        self.length += len(text)
        return len(text)

    def take(self) -> str:
        """What was printed since the last call."""
        text = "".join(self.parts)
        if self.length > MAX_PRINTS:
            text += f"\n[... {self.length - MAX_PRINTS} more characters]"
        self.clear()
        return text
