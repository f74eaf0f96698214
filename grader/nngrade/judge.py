"""The way of one submission: read, load, run, diagnose, report."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import msgspec

from nngrade import __version__
from nngrade.course import Chapter, Course
from nngrade.diagnose import Diagnosis, clean, diagnose, message_of, one_line
from nngrade.naming import name_mistakes
from nngrade.report import SCHEMA, ChapterReport, CheckReport, Report, chapter_report, total
from nngrade.sandbox.errors import IsolationError, LearnerError, MissingName, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.process import ProcessTransport
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker
from nngrade.submission import Submission, reachable
from nngrade.suite.bench import Bench
from nngrade.suite.session import Blocked, Check, NeverRan, Outcome, SuiteSession
from nngrade.trusted import load_solutions, needed
from nngrade.variant import Variant

Listener = Callable[[str, "Check | ChapterReport"], None]


class Options(msgspec.Struct, frozen=True):
    """How to judge.

    Attributes:
        seed: every input is drawn from it.
        disclose: whether inputs, expected values, prints and exception texts are shown.
        diagnose: whether known mistakes are looked for.
    """

    seed: int
    disclose: bool = True
    diagnose: bool = True


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

    def judge(
        self, submission: Submission, options: Options, listener: Listener = lambda chapter, news: None
    ) -> Report:
        """The report on one submission.

        Args:
            submission: the learner's modules.
            options: how to judge.
            listener: hears of each check and chapter as it ends.
        """
        order = self._order(submission)
        self._session = self.session(order)
        done: dict[str, ChapterReport] = {}
        for chapter in order:
            tell = listener if chapter in submission.chosen else (lambda chapter, news: None)
            done[chapter] = self._chapter(self.course.chapters[chapter], submission, options, done, tell)
            tell(chapter, done[chapter])
        chapters = [done[chapter] for chapter in submission.chosen]
        score, most = total(chapters)
        return Report(
            SCHEMA,
            __version__,
            self.course.name,
            options.seed,
            self.house.level,
            submission.name,
            score,
            most,
            tuple(chapters),
        )

    def session(self, chapters: list[str]) -> SuiteSession:
        """The session that holds these suites."""
        if self._session is not None and not set(chapters) <= self._session.checks.keys():
            self._session.close()
            self._session = None
        if self._session is None:
            self._session = SuiteSession(self.course, chapters)
        return self._session

    def _order(self, submission: Submission) -> list[str]:
        """The chosen chapters and, before each, the learner's own modules that it may run on."""
        wanted = set(submission.chosen)
        for chapter in submission.chosen:
            wanted.update(name for name in self._upstream(chapter, submission) if name in submission.modules)
        return [chapter for chapter in self.course.chapters if chapter in wanted]

    def _upstream(self, chapter: str, submission: Submission) -> list[str]:
        """Earlier chapters that a chapter requires or that the learner's module imports."""
        imported = reachable(submission.modules.get(chapter, ""), submission.modules)
        wanted = {*needed(self.course, chapter), *imported}
        return [name for name in self.course.earlier(chapter) if name in wanted]

    def _chapter(
        self,
        chapter: Chapter,
        submission: Submission,
        options: Options,
        done: dict[str, ChapterReport],
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
        upstream = {
            name: "own" if name in done and done[name].status == "passed" else "reference"
            for name in self._upstream(chapter.name, submission)
        }
        return _Hearing(self, chapter, submission, options, upstream, listener).report(checks)


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

    def report(self, checks: list[Check]) -> ChapterReport:
        """Run the suite and explain what came of it."""
        try:
            worker = Worker(self._spawn())
            learner = self._load(worker)
            outcomes = self._run(worker, learner)
        except (LearnerError, WorkerDied) as error:
            return self._never_loaded(checks, error)
        except IsolationError as error:
            text = one_line(f"the grader could not run this chapter: {error}")
            reports = [_report(check, "error", Diagnosis(text)) for check in checks]
            return chapter_report(self.chapter.name, reports, upstream=self.upstream, todo=False, message=text)
        finally:
            if self.transport is not None:
                self.transport.end()
        return self._explained(outcomes)

    def _spawn(self) -> ProcessTransport:
        facts = self.chapter.facts
        if self.transport is not None:
            self.transport.end()
        self.transport = self.judge.house.spawn(Limits(cpu_seconds=facts.cpu_seconds), facts.allows)
        return self.transport

    def _load(self, worker: Worker) -> RemoteModule:
        course, name = self.judge.course, self.chapter.name
        own = self.submission.modules
        sources = {other: own[other] for other in reachable(own[name], own) if other not in course.chapters}
        secret = [other for other, whose in self.upstream.items() if whose == "reference"]
        sources.update({other: course.chapters[other].solution_text for other in secret})
        sources.update({other: own[other] for other, whose in self.upstream.items() if whose == "own"})
        sources[name] = own[name]
        return worker.load(name, sources, later=course.later(name), allowed=self.chapter.facts.allows, secret=secret)

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
