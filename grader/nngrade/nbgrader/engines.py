"""One database engine for a whole run: nbgrader makes ten a student, and each has to learn the same SQL anew."""

from __future__ import annotations

from functools import cache

import nbgrader.api


def share_engines() -> None:
    """Let every `Gradebook` of this process use the same engine for the same database."""
    if not hasattr(nbgrader.api.create_engine, "cache_info"):
        nbgrader.api.create_engine = cache(nbgrader.api.create_engine)
