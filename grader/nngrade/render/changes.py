"""What grading again changes, as lines of text: who gains, who loses, and which check caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nngrade.batch.regrade import Change, Changes, CheckChange


def render_changes(changes: Changes) -> Iterator[str]:
    """The lines."""
    yield (
        f"{changes.judged} submissions judged again, {changes.same} results as they were, {len(changes.changed)} changed"
    )
    groups = {
        "gain": [change for change in changes.changed if change.after > change.before],
        "lose": [change for change in changes.changed if change.after < change.before],
        "keep their score with other verdicts": [c for c in changes.changed if c.after == c.before],
    }
    for verb, found in groups.items():
        if found:
            yield f"{len(found)} {verb}:"
            for change in found:
                yield from _change(change)
    yield from _causes(changes)
    if changes.new:
        yield f"new, without an earlier result: {', '.join(changes.new)}"
    if changes.gone:
        yield f"gone, so without a new result: {', '.join(changes.gone)}"


def _change(change: Change) -> Iterator[str]:
    yield f"  {change.submission}: {change.before:g} -> {change.after:g} ({change.after - change.before:+g})"
    for check in change.checks:
        points = f" ({check.points:+g})" if check.points else ""
        yield f"    {check.chapter}, {check.check}: {check.before} -> {check.after}{points}"


def _causes(changes: Changes) -> Iterator[str]:
    """Each check that caused a change, with how many it moved."""
    by_check: dict[tuple[str, str], list[CheckChange]] = {}
    for change in changes.changed:
        for check in change.checks:
            by_check.setdefault((check.chapter, check.check), []).append(check)
    if by_check:
        yield "by check:"
    for (chapter, name), found in by_check.items():
        more, less = sum(check.points > 0 for check in found), sum(check.points < 0 for check in found)
        yield f"  {chapter}, {name}: {more} gain, {less} lose"
