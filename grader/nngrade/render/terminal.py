"""A report as lines of text for a terminal; words carry everything that colours say."""

from __future__ import annotations

from collections.abc import Iterator

from nngrade.course import Course
from nngrade.render.line import Line, line
from nngrade.report import ChapterReport, CheckReport, Report

_WORDS = {
    "passed": ("ok", "green"),
    "failed": ("FAIL", "bold red"),
    "blocked": ("wait", "yellow"),
    "error": ("ERROR", "bold magenta"),
}
_TODO = ("to do", "cyan")
_STATUS = {
    "passed": "green",
    "failed": "red",
    "todo": "cyan",
    "missing": "yellow",
    "error": "magenta",
}


def render_report(report: Report, course: Course) -> list[Line]:
    """The whole report.

    Args:
        report: what to show.
        course: whose titles and hints it speaks of.
    """
    lines: list[Line] = []
    for chapter in report.chapters:
        lines += [*render_chapter(chapter, course), line()]
    return [*lines, *render_summary(report, course)]


def render_chapter(chapter: ChapterReport, course: Course) -> Iterator[Line]:
    """A heading, a line for each check, and the first failure of each function in full."""
    title = course.chapters[chapter.chapter].facts.title
    state = "to do" if chapter.status == "todo" else chapter.status
    yield line(
        (chapter.chapter, "bold"),
        f"  {title}: ",
        (state, _STATUS[chapter.status]),
        f", {points(chapter.score, chapter.max_score)}",
    )
    if chapter.message:
        yield line(f"  {chapter.message}")
        return
    if chapter.status == "todo":
        yield line(f"  to do: {', '.join(functions_of(chapter))}")
        return
    width = max(len(check.function) for check in chapter.checks)
    for check in chapter.checks:
        word, style = word_of(check)
        yield line("  ", (f"{word:<5}", style), f" {check.function:<{width}}  {check.title}")
    for check in first_failures(chapter):
        yield line()
        yield from render_failure(check, course, chapter.chapter)
    if "reference" in chapter.upstream.values():
        lent = [name for name, whose in chapter.upstream.items() if whose == "reference"]
        yield line((f"  (ran on the reference's {', '.join(lent)}, because yours does not pass yet)", "dim"))


def render_failure(check: CheckReport, course: Course, chapter: str) -> Iterator[Line]:
    """One failed check in full."""
    yield line("  ", (check.function, "bold"), f"  {check.title}")
    name = f" [{check.mistake}]" if check.mistake else ""
    yield line((f"    {check.message}{name}", "red"))
    for key, label in (("call", "call    "), ("got", "got     "), ("expected", "expected")):
        if key in check.detail:
            yield line("    ", (label, "dim"), f"  {check.detail[key]}")
    for text in str(check.detail.get("traceback", "")).rstrip().splitlines():
        yield line(f"    {text}")
    prints = str(check.detail.get("prints", "")).rstrip()
    if prints:
        yield line(("    printed", "dim"))
        yield from (line(f"      {text}") for text in prints.splitlines()[:8])
    facts = course.chapters[chapter].facts.functions.get(check.function)
    if facts is not None and facts.hints:
        yield line((f"    stuck? nngrade hint {check.function}", "dim"))


def render_summary(report: Report, course: Course) -> Iterator[Line]:
    """The total, the conditions, and the next step."""
    conditions = f"seed {report.seed}, isolation {report.isolation}"
    yield line(("total", "bold"), f"  {points(report.score, report.max_score)}  ({conditions})")
    yield line(("next", "bold"), f"   {next_step(report, course)}")


def next_step(report: Report, course: Course) -> str:
    """What to do now, in one sentence."""
    for chapter in report.chapters:
        if chapter.status == "passed":
            continue
        if chapter.message:
            return f"mend {chapter.chapter}.py, then run `nngrade check {chapter.chapter}`"
        waiting = [check for check in chapter.checks if check.verdict != "passed"]
        if not waiting:
            continue
        verb = "write" if word_of(waiting[0])[0] == "to do" else "mend"
        return f"{verb} {waiting[0].function} in {chapter.chapter}.py, then run `nngrade check {chapter.chapter}`"
    done = [chapter.chapter for chapter in report.chapters]
    later = [name for name in course.chapters if name not in done and name in course.later(done[-1])] if done else []
    return f"all passed; go on with `nngrade check {later[0]}`" if later else "all passed: nothing is left to do"


def first_failures(chapter: ChapterReport) -> list[CheckReport]:
    """The first failed check of each function that is not simply to do."""
    found: dict[str, CheckReport] = {}
    for check in chapter.checks:
        if check.verdict in ("failed", "error") and not is_todo(check):
            found.setdefault(check.function, check)
    return list(found.values())


def word_of(check: CheckReport) -> tuple[str, str]:
    """A verdict as a word and a style."""
    return _TODO if is_todo(check) else _WORDS[check.verdict]


def is_todo(check: CheckReport) -> bool:
    """Whether the function is still its stub."""
    return check.verdict == "failed" and check.detail.get("kind") == "todo"


def functions_of(chapter: ChapterReport) -> list[str]:
    """The functions of a chapter, in order."""
    return list(dict.fromkeys(check.function for check in chapter.checks))


def points(score: float, most: float) -> str:
    """`3 of 5 points`."""
    return f"{score:g} of {most:g} points"
