"""One database engine for a whole run: nbgrader makes ten a student, and each has to learn the same SQL and the same tables anew."""

from __future__ import annotations

from functools import cache
from typing import Any

import nbgrader.api
from sqlalchemy import inspect


def share_engines() -> None:
    """Let every `Gradebook` of this process use the same engine for the same database, and make its tables once."""
    if hasattr(nbgrader.api.create_engine, "cache_info"):
        return
    nbgrader.api.create_engine = cache(nbgrader.api.create_engine)
    metadata = nbgrader.api.Base.metadata
    create_all, made = metadata.create_all, set[Any]()

    def create_once(bind: Any) -> None:
        if bind in made and inspect(bind).has_table("grade"):  # else somebody has put away the file in between
            return
        create_all(bind=bind)
        made.add(bind)

    metadata.create_all = create_once
