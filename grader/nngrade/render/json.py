"""A report as JSON."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from nngrade.report import Report


def to_json(report: Report) -> str:
    """The report as one JSON object on one line."""
    return msgspec.json.encode(_finite(msgspec.to_builtins(report))).decode()


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value
