"""What can go wrong with a whole class, or with a course."""

from __future__ import annotations


class GradingError(Exception):
    """A class could not be graded; the message says what to do."""


class CourseError(Exception):
    """A course, chapter or file of it cannot be read; the message says what to mend."""
