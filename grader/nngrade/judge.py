"""The way of one submission: read, load, run, diagnose, report."""

from __future__ import annotations

import time
import types
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from nngrade.course import Chapter, Course
from nngrade.diagnose import Diagnosis, clean, diagnose, message_of, one_line
from nngrade.naming import name_mistakes
from nngrade.options import Options as Options
from nngrade.report import ChapterReport, CheckReport, Judged, Report, assemble, chapter_report
from nngrade.sandbox.errors import IsolationError, LearnerError, MissingName, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.process import ProcessTransport
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker
from nngrade.submission import Submission
from nngrade.suite.bench import Bench
from nngrade.suite.session import Blocked, Check, NeverRan, Outcome, SuiteSession
from nngrade.trusted import load_solutions
from nngrade.upstream import Keys, Upstream, graded_chapters, judging_order, whose_modules, worker_sources
from nngrade.variant import Variant

Listener = Callable[[str, "Check | ChapterReport"], None]
Known = Mapping[str, ChapterReport]

TRIES = {"idle": 1, "busy": 1, "lost": 4}
"""How often a chapter is judged once more where the machine may be to blame."""
PATIENCE = 3
"""By how much longer it may take on a busy machine then."""
CHANCES = {
    "idle": "it waited until its time was up, with little processor time used",
    "busy": "the machine was too busy to give it its processor time in good time",
    "lost": "its process was killed from outside",
}


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
        order = judging_order(self.course, submission)
        self.session(order)
        done: dict[str, ChapterReport] = {}
        made: dict[str, str] = {}
        self._seconds, self._retried = 0.0, list[str]()
        began = time.process_time()
        for name in order:
            tell = listener if name in submission.chosen else (lambda chapter, news: None)
            upstream = whose_modules(self.course, name, submission, done)
            if keys is not None:
                made[name] = keys.key(name, submission, upstream)
            chapter = self.course.chapters[name]
            done[name] = known.get(made.get(name, "")) or self._chapter(chapter, submission, options, upstream, tell)
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

    def _chapter(
        self,
        chapter: Chapter,
        submission: Submission,
        options: Options,
        upstream: Upstream,
        listener: Listener,
    ) -> ChapterReport:
        checks = self.session([chapter.name]).checks[chapter.name]
        bonus = chapter.facts.bonus
        problem = submission.problems.get(chapter.name)
        if problem is not None:
            reports = [_report(check, "error", Diagnosis(problem.message)) for check in checks]
            return chapter_report(chapter.name, reports, upstream={}, todo=False, message=problem.message, bonus=bonus)
        if chapter.name not in submission.modules:
            return _missing(chapter, checks)
        hearing = _Hearing(self, chapter, submission, options, upstream, listener)
        try:
            return hearing.report(checks)
        finally:
            self._seconds += hearing.seconds
            self._retried += hearing.retried


class _Hearing:
    """One chapter of one submission while it is judged."""

    def __init__(
        self,
        judge: Judge,
        chapter: Chapter,
        submission: Submission,
        options: Options,
        upstream: dict[str, str],
        listener: Listener,
    ) -> None:
        self.judge, self.chapter, self.submission, self.options = judge, chapter, submission, options
        self.upstream, self.listener = upstream, listener
        self.solutions: dict[str, types.ModuleType] = load_solutions(judge.course, chapter.name)
        self.transport: ProcessTransport | None = None
        self.wall_factor = Limits().wall_factor
        self.chances: list[str] = []
        self.retried: list[str] = []
        self.seconds = 0.0

    def report(self, checks: list[Check]) -> ChapterReport:
        """Run the suite and explain what came of it; once more where the machine may be to blame for the end of a process."""
        tries = dict(TRIES)
        while True:
            made = self._heard(checks)
            chance = next((chance for chance in self.chances if tries[chance]), None)
            if chance is None:
                return made
            tries[chance] -= 1
            self.chances = []
            self.wall_factor *= PATIENCE if chance == "busy" else 1
            self.retried.append(f"{self.chapter.name}: {CHANCES[chance]}")

    def _heard(self, checks: list[Check]) -> ChapterReport:
        try:
            worker = Worker(self._spawn())
            learner = self._load(worker)
            outcomes = self._run(worker, learner)
        except (LearnerError, WorkerDied) as error:
            return self._never_loaded(checks, error)
        except IsolationError as error:
            self.chances.append("lost")
            text = one_line(f"the grader could not run this chapter: {error}")
            reports = [_report(check, "error", Diagnosis(text)) for check in checks]
            return chapter_report(self.chapter.name, reports, upstream=self.upstream, todo=False, message=text)
        finally:
            self._end()
        return self._explained(outcomes)

    def _spawn(self) -> ProcessTransport:
        facts = self.chapter.facts
        self._end()
        limits = Limits(cpu_seconds=facts.cpu_seconds, wall_factor=self.wall_factor)
        self.transport = self.judge.house.spawn(limits, facts.allows)
        return self.transport

    def _end(self) -> None:
        if self.transport is not None:
            self.transport.end()
            self.seconds += self.transport.used_seconds()
            if self.transport.dead is not None and self.transport.dead.chance:
                self.chances.append(self.transport.dead.chance)
            self.transport = None

    def _load(self, worker: Worker) -> RemoteModule:
        course, name = self.judge.course, self.chapter.name
        sources = worker_sources(course, name, self.submission, self.upstream)
        allowed = self.chapter.facts.allows
        return worker.load(name, sources.texts, later=course.later(name), allowed=allowed, secret=sources.secret)

    def _run(self, worker: Worker, learner: Any) -> list[Outcome]:
        name = self.chapter.name
        bench = Bench(worker, learner, self.solutions, name, self.options.seed, self._spawn)
        return self.judge.session([name]).run(name, bench, lambda outcome: self.listener(name, outcome.check))

    def _explained(self, outcomes: list[Outcome]) -> ChapterReport:
        known = name_mistakes(self.chapter, outcomes, self.solutions) if self.options.diagnose else {}
        reports = [self._explain(outcome, known.get(outcome.check.id)) for outcome in outcomes]
        todo = all(isinstance(outcome.error, (NotImplementedError, Blocked)) for outcome in outcomes)
        return chapter_report(
            self.chapter.name, reports, upstream=self.upstream, todo=todo, bonus=self.chapter.facts.bonus
        )

    def _explain(self, outcome: Outcome, known: Variant | None) -> CheckReport:
        if outcome.error is None:
            return _report(outcome.check, "passed", Diagnosis(""))
        if isinstance(outcome.error, Blocked):
            return _report(outcome.check, "blocked", Diagnosis(f"comes after: {outcome.error}"))
        if isinstance(outcome.error, (IsolationError, NeverRan)):
            return _report(outcome.check, "error", Diagnosis(one_line(f"the grader could not run it: {outcome.error}")))
        diagnosis = diagnose(outcome, known, disclose=self.options.disclose)
        if isinstance(outcome.error, NotImplementedError):
            diagnosis = msgspec.structs.replace(diagnosis, detail={"kind": "todo"})
        return _report(outcome.check, "failed", diagnosis)

    def _never_loaded(self, checks: list[Check], error: LearnerError | WorkerDied) -> ChapterReport:
        text = message_of(error, f"{self.chapter.name}.py", self.options.disclose)
        text = one_line(text if isinstance(error, MissingName) else f"{text} Nothing in it could be checked.")
        detail: dict[str, Any] = {"kind": "load"}
        if self.options.disclose and isinstance(error, LearnerError):
            detail["traceback"] = clean(error.traceback)
        reports = [_report(check, "failed", Diagnosis(text, None, detail)) for check in checks]
        return chapter_report(
            self.chapter.name, reports, upstream=self.upstream, todo=False, message=text, bonus=self.chapter.facts.bonus
        )


def _missing(chapter: Chapter, checks: list[Check]) -> ChapterReport:
    text = f"{chapter.name}.py was not handed in"
    reports = [_report(check, "failed", Diagnosis(text, None, {"kind": "missing"})) for check in checks]
    made = chapter_report(chapter.name, reports, upstream={}, todo=False, message=text, bonus=chapter.facts.bonus)
    return msgspec.structs.replace(made, status="missing")


def _report(check: Check, verdict: Any, diagnosis: Diagnosis) -> CheckReport:
    points = float(check.points) if verdict == "passed" else 0.0
    return CheckReport(
        check.id,
        check.function,
        check.title,
        verdict,
        points,
        float(check.points),
        diagnosis.message,
        diagnosis.mistake,
        diagnosis.detail,
    )
