"""One chapter of one submission: run the suite, explain what came of it."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from nngrade.course import Chapter, Course
from nngrade.diagnose import Diagnosis, diagnose, message_of
from nngrade.naming import name_mistakes
from nngrade.options import Options
from nngrade.report import ChapterReport, CheckReport, Verdict, chapter_report
from nngrade.sandbox.errors import IsolationError, LearnerError, MissingName, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.process import ProcessTransport
from nngrade.sandbox.proxies import RemoteModule
from nngrade.sandbox.remote import Worker
from nngrade.shown import clean, one_line
from nngrade.submission import Submission
from nngrade.suite.bench import Bench
from nngrade.suite.outcome import Blocked, Check, NeverRan, Outcome
from nngrade.suite.session import SuiteSession
from nngrade.trusted import load_solutions
from nngrade.upstream import Upstream, worker_sources
from nngrade.variant import Variant

TRIES = {"idle": 1, "busy": 1, "lost": 4}
"""How often a chapter is judged once more where the machine may be to blame."""
PATIENCE = 3
"""By how much longer it may take on a busy machine then."""
CHANCES = {
    "idle": "it waited until its time was up, with little processor time used",
    "busy": "the machine was too busy to give it its processor time in good time",
    "lost": "its process was killed from outside",
}


class Case(NamedTuple):
    """What is heard.

    Attributes:
        course: what it belongs to.
        chapter: what it is judged by.
        submission: the learner's modules.
        options: how to judge.
        upstream: whose modules stand in for each chapter that this one requires.
    """

    course: Course
    chapter: Chapter
    submission: Submission
    options: Options
    upstream: Upstream


class Hearing:
    """One chapter of one submission while it is judged.

    Args:
        case: what is heard.
        house: where workers come from.
        session: holds the chapter's suite.
        listener: hears of each check as it ends.
    """

    def __init__(self, case: Case, house: House, session: SuiteSession, listener: Callable[[Check], None]) -> None:
        self.course, self.chapter, self.submission, self.options, self.upstream = case
        self.house, self.session, self.listener = house, session, listener
        self.solutions: dict[str, types.ModuleType] = load_solutions(self.course, self.chapter.name)
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
            reports = [check_report(check, "error", Diagnosis(text)) for check in checks]
            return chapter_report(self.chapter.name, reports, upstream=self.upstream, todo=False, message=text)
        finally:
            self._end()
        return self._explained(outcomes)

    def _spawn(self) -> ProcessTransport:
        facts = self.chapter.facts
        self._end()
        limits = Limits(cpu_seconds=facts.cpu_seconds, wall_factor=self.wall_factor)
        self.transport = self.house.spawn(limits, facts.allows)
        return self.transport

    def _end(self) -> None:
        if self.transport is not None:
            self.transport.leave()
            self.seconds += self.transport.used_seconds()
            if self.transport.dead is not None and self.transport.dead.chance:
                self.chances.append(self.transport.dead.chance)
            self.transport = None

    def _load(self, worker: Worker) -> RemoteModule:
        course, name = self.course, self.chapter.name
        sources = worker_sources(course, name, self.submission, self.upstream)
        return worker.load(name, sources.texts, secret=sources.secret, **course.imports(name))

    def _run(self, worker: Worker, learner: Any) -> list[Outcome]:
        name = self.chapter.name
        bench = Bench(worker, learner, self.solutions, name, self.options.seed, self._spawn)
        return self.session.run(name, bench, lambda outcome: self.listener(outcome.check))

    def _explained(self, outcomes: list[Outcome]) -> ChapterReport:
        known = name_mistakes(self.chapter, outcomes, self.solutions) if self.options.diagnose else {}
        reports = [self._explain(outcome, known.get(outcome.check.id)) for outcome in outcomes]
        todo = all(isinstance(outcome.error, (NotImplementedError, Blocked)) for outcome in outcomes)
        return chapter_report(
            self.chapter.name, reports, upstream=self.upstream, todo=todo, bonus=self.chapter.facts.bonus
        )

    def _explain(self, outcome: Outcome, known: Variant | None) -> CheckReport:
        if outcome.error is None:
            return check_report(outcome.check, "passed", Diagnosis(""))
        if isinstance(outcome.error, Blocked):
            return check_report(outcome.check, "blocked", Diagnosis(f"comes after: {outcome.error}"))
        if isinstance(outcome.error, (IsolationError, NeverRan)):
            return check_report(
                outcome.check, "error", Diagnosis(one_line(f"the grader could not run it: {outcome.error}"))
            )
        diagnosis = self._diagnosed(outcome, known)
        if isinstance(outcome.error, NotImplementedError):
            diagnosis = msgspec.structs.replace(diagnosis, detail={"kind": "todo"})
        return check_report(outcome.check, "failed", diagnosis)

    def _diagnosed(self, outcome: Outcome, known: Variant | None) -> Diagnosis:
        """Why a check failed; a result that is too odd to be explained must not take the other chapters' points along."""
        try:
            return diagnose(outcome, known, disclose=self.options.disclose)
        except Exception as error:
            return Diagnosis(
                f"{outcome.check.function}: the result is wrong in a way that cannot be told ({type(error).__name__})."
            )

    def _never_loaded(self, checks: list[Check], error: LearnerError | WorkerDied) -> ChapterReport:
        text = message_of(error, f"{self.chapter.name}.py", self.options.disclose)
        text = one_line(text if isinstance(error, MissingName) else f"{text} Nothing in it could be checked.")
        detail: dict[str, Any] = {"kind": "load"}
        if self.options.disclose and isinstance(error, LearnerError):
            detail["traceback"] = clean(error.traceback)
        reports = [check_report(check, "failed", Diagnosis(text, None, detail)) for check in checks]
        return chapter_report(
            self.chapter.name, reports, upstream=self.upstream, todo=False, message=text, bonus=self.chapter.facts.bonus
        )


def check_report(check: Check, verdict: Verdict, diagnosis: Diagnosis) -> CheckReport:
    """What a report says of a check: points for a pass, an explanation for all else."""
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
