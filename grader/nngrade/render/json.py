"""A report as JSON."""

from __future__ import annotations

import msgspec

from nngrade.report import Report


def to_json(report: Report) -> str:
    """The report as one JSON object on one line; NaN and infinity, which JSON lacks, become null."""
    return msgspec.json.encode(report).decode()
