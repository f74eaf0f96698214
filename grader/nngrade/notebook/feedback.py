"""What a check cell shows."""

from __future__ import annotations

import msgspec

from nngrade.course import Chapter
from nngrade.render.notebook import render_function
from nngrade.render.terminal import first_failures, points, word_of
from nngrade.report import ChapterReport


class Feedback(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """The report on one function, as a page or as plain text.

    Attributes:
        report: on its chapter.
        chapter: whose hints it offers.
        function: what was asked about.
        note: what could not be checked here.
    """

    report: ChapterReport
    chapter: Chapter
    function: str
    note: str = ""

    def is_right(self) -> bool:
        """Whether every check of the function passed."""
        checks = [check for check in self.report.checks if check.function == self.function]
        return bool(checks) and all(check.verdict == "passed" for check in checks)

    def _repr_html_(self) -> str:
        hints = self.chapter.facts.functions[self.function].hints
        note = f'<p style="margin:.4em 0"><i>{self.note}</i></p>' if self.note else ""
        return render_function(self.report, self.function, hints) + note

    def __repr__(self) -> str:
        """The same in words, for where no page is shown."""
        checks = [check for check in self.report.checks if check.function == self.function]
        score, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
        lines = [f"{self.function}: {points(score, most)}", *([self.report.message] if self.report.message else [])]
        lines += [f"{word_of(check)[0]:<5} {check.title}" for check in checks]
        lines += [check.message for check in first_failures(self.report) if check.function == self.function]
        return "\n".join([*lines, self.note] if self.note else lines)
