"""What can go wrong with a whole class."""

from __future__ import annotations


class GradingError(Exception):
    """A class could not be graded; the message says what to do."""
