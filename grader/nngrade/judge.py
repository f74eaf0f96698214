"""The way of one submission: chapter by chapter, each on the learner's own earlier modules where these pass."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from nngrade.course import Chapter, Course
from nngrade.diagnose import Diagnosis
from nngrade.hearing import Case, Hearing, check_report
from nngrade.options import Options as Options
from nngrade.report import ChapterReport, Judged, Report, assemble, chapter_report
from nngrade.sandbox.house import House
from nngrade.submission import Submission
from nngrade.suite.outcome import Check
from nngrade.suite.session import SuiteSession
from nngrade.upstream import Keys, graded_chapters, judging_order, whose_modules

Listener = Callable[[str, "Check | ChapterReport"], None]
Known = Mapping[str, ChapterReport]


class Judge:
    """Judges submissions of one course.

    Args:
        course: what they are judged by.
        house: where workers come from.
        session: the suites; None collects those that are needed.
    """

    def __init__(self, course: Course, house: House, session: SuiteSession | None = None) -> None:
        self.course, self.house = course, house
        self._session = session
        self._seconds, self._retried = 0.0, list[str]()

    def judge(
        self, submission: Submission, options: Options, listener: Listener = lambda chapter, news: None
    ) -> Report:
        """The report on one submission.

        Args:
            submission: the learner's modules.
            options: how to judge.
            listener: hears of each check and chapter as it ends.
        """
        return self.judge_anew(submission, options, listener=listener).report

    def judge_anew(
        self,
        submission: Submission,
        options: Options,
        keys: Keys | None = None,
        known: Known = MappingProxyType({}),
        listener: Listener = lambda chapter, news: None,
    ) -> Judged:
        """The report on one submission, and how it came about.

        Args:
            submission: the learner's modules.
            options: how to judge.
            keys: makes the keys of this course and these options; None where nobody needs them.
            known: earlier reports on chapters by their keys; these chapters are not judged again.
            listener: hears of each check and chapter as it ends.
        """
        with warnings.catch_warnings():  # of NumPy, on a learner's numbers: they would show lines of a hidden suite
            warnings.simplefilter("ignore", RuntimeWarning)
            return self._judged(submission, options, keys, known, listener)

    def _judged(
        self, submission: Submission, options: Options, keys: Keys | None, known: Known, listener: Listener
    ) -> Judged:
        order = judging_order(self.course, submission)
        if order:
            self.session(order)  # all suites at once
        done: dict[str, ChapterReport] = {}
        made: dict[str, str] = {}
        self._seconds, self._retried = 0.0, list[str]()
        began = time.process_time()
        for name in order:
            tell = listener if name in submission.chosen else (lambda chapter, news: None)
            upstream = whose_modules(self.course, name, submission, done)
            if keys is not None:
                made[name] = keys.key(name, submission, upstream)
            case = Case(self.course, self.course.chapters[name], submission, options, upstream)
            done[name] = known.get(made.get(name, "")) or self._chapter(case, tell)
            tell(name, done[name])
        chapters = graded_chapters(self.course, submission, done)
        report = assemble(self.course.name, submission.name, chapters, options.seed, self.house.level, submission.notes)
        beneath = tuple(each for each in done.values() if each not in chapters)
        self._seconds += time.process_time() - began
        return Judged(report, made, beneath, round(self._seconds, 4), tuple(self._retried))

    def session(self, chapters: list[str]) -> SuiteSession:
        """The session that holds these suites."""
        if self._session is not None and not set(chapters) <= self._session.checks.keys():
            chapters = [name for name in self.course.chapters if name in {*chapters, *self._session.checks}]
            self._session.close()
            self._session = None
        if self._session is None:
            self._session = SuiteSession(self.course, chapters)
        return self._session

    def _chapter(self, case: Case, listener: Listener) -> ChapterReport:
        chapter, submission = case.chapter, case.submission
        session = self.session([chapter.name])
        checks, bonus = session.checks[chapter.name], chapter.facts.bonus
        problem = submission.problems.get(chapter.name)
        if problem is not None:
            reports = [check_report(check, "error", Diagnosis(problem.message)) for check in checks]
            return chapter_report(chapter.name, reports, upstream={}, todo=False, message=problem.message, bonus=bonus)
        if chapter.name not in submission.modules:
            return _missing(chapter, checks)
        hearing = Hearing(case, self.house, session, lambda check: listener(chapter.name, check))
        try:
            return hearing.report(checks)
        finally:
            self._seconds += hearing.seconds
            self._retried += hearing.retried


def _missing(chapter: Chapter, checks: list[Check]) -> ChapterReport:
    text = f"{chapter.name}.py was not handed in"
    reports = [check_report(check, "failed", Diagnosis(text, None, {"kind": "missing"})) for check in checks]
    made = chapter_report(chapter.name, reports, upstream={}, todo=False, message=text, bonus=chapter.facts.bonus)
    return msgspec.structs.replace(made, status="missing")
