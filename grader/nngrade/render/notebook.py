"""A report on one function as HTML, for a cell's output and for feedback pages; words carry everything that colours say."""

from __future__ import annotations

from html import escape

from nngrade.render.terminal import first_failures, is_todo, points, word_of
from nngrade.report import ChapterReport, CheckReport

_SHOWN = (("call", "call"), ("got", "got"), ("expected", "expected"))
_COLOURS = {"ok": "#1a7f37", "FAIL": "#b42318", "wait": "#8a6100", "ERROR": "#86198f", "to do": "#0e7490"}


def render_function(chapter: ChapterReport, function: str, hints: tuple[str, ...] = ()) -> str:
    """What the checks of one function say.

    Args:
        chapter: the report on its chapter.
        function: its name.
        hints: offered, folded away, where a check did not pass.
    """
    checks = [check for check in chapter.checks if check.function == function]
    score, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    parts = [f'<p style="margin:0 0 .4em"><b>{escape(function)}</b>: {points(score, most)}</p>']
    if chapter.message:
        parts.append(_paragraph(chapter.message))
    else:
        parts += [f'<ul style="list-style:none;margin:0;padding:0">{"".join(map(_line, checks))}</ul>']
        parts += [_failure(check) for check in first_failures(chapter) if check.function == function]
    parts += _lent(chapter)
    if score < most:
        parts += [_folded(f"Hint {number}", hint) for number, hint in enumerate(hints, start=1)]
    return f'<div class="nngrade" style="line-height:1.45">{"".join(parts)}</div>'


def _line(check: CheckReport) -> str:
    word, _ = word_of(check)
    worth = f"{check.points:g}/{check.max_points:g}"
    label = f'<b style="color:{_COLOURS[word]};display:inline-block;min-width:4em">{word}</b>'
    return f"<li>{label} {escape(check.title)} ({worth})</li>"


def _failure(check: CheckReport) -> str:
    name = f" [{check.mistake}]" if check.mistake else ""
    shown = [f"{label:<9} {check.detail[key]}" for key, label in _SHOWN if key in check.detail]
    shown += [str(check.detail["traceback"]).rstrip()] if "traceback" in check.detail else []
    shown += [f"printed\n{str(check.detail['prints'])[:2000].rstrip()}"] if check.detail.get("prints") else []
    block = f'<pre style="margin:.2em 0;white-space:pre-wrap">{escape(chr(10).join(shown))}</pre>' if shown else ""
    return f"{_paragraph(check.message + name)}{block}" if not is_todo(check) else ""


def _lent(chapter: ChapterReport) -> list[str]:
    lent = [name for name, whose in chapter.upstream.items() if whose == "reference"]
    return [_paragraph(f"This ran on the reference's {', '.join(lent)}.")] if lent else []


def _paragraph(text: str) -> str:
    return f'<p style="margin:.4em 0">{escape(text)}</p>'


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{escape(title)}</summary><p>{escape(text)}</p></details>"
