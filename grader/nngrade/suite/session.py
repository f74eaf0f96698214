"""One pytest session that judges many submissions: suites are collected once, then run again for each bench."""

from __future__ import annotations

import queue
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from nngrade.course import Course, CourseError
from nngrade.sandbox.call import Call
from nngrade.sandbox.cores import staying
from nngrade.suite import bench as bench_fixtures
from nngrade.suite.bench import Bench, hand_out
from nngrade.suite.collecting import check_files, collection_problem, ended_by, own_environment
from nngrade.suite.outcome import Blocked, Check, NeverRan, Outcome, check_of

UNUSED = (
    "assertion cacheprovider capture debugging doctest faulthandler junitxml legacypath logging monkeypatch pastebin recwarn "
    "reports setuponly setupplan skipping stepwise subtests terminal threadexception tmpdir unittest unraisableexception warnings"
).split()
"""Pytest's own plugins that a hidden suite has no use for: they cost time, or touch the learner's folder."""


class SuiteSession:
    """The suites of some chapters, collected and waiting.

    Args:
        course: where they come from.
        chapters: whose suites to collect.
    """

    def __init__(self, course: Course, chapters: Sequence[str]) -> None:
        self._files = {str(path.resolve()): name for name in chapters for path in course.chapters[name].check_files}
        self._jobs: queue.Queue[Any] = queue.Queue()
        self._answers: queue.Queue[Any] = queue.Queue()
        self._items: dict[str, list[pytest.Item]] = {name: [] for name in chapters}
        self._problems: list[str] = []
        self._running: list[Outcome] = []
        self._fixture_calls: dict[str, list[Call]] = {}
        self.checks: dict[str, list[Check]] = {}
        check_files(self._files)
        if not self._files:  # pytest would look for tests in the folder where it stands, which may be a learner's
            raise CourseError("there are no checks to run: every chapter needs its file of checks")
        self._thread = threading.Thread(target=self._main, name="suite", daemon=True)
        self._thread.start()
        self._take()

    def run(
        self, chapter: str, bench: Bench, listener: Callable[[Outcome], None] = lambda outcome: None
    ) -> list[Outcome]:
        """Run a chapter's suite on a bench.

        Args:
            chapter: which suite.
            bench: the learner's and the reference's side.
            listener: hears of each check as it ends.

        Returns:
            An outcome for each check, in the suite's order.
        """
        self._jobs.put((chapter, bench, listener))
        outcomes = self._take()
        assert isinstance(outcomes, list)
        return outcomes

    def close(self) -> None:
        """End the session."""
        self._jobs.put(None)
        self._thread.join(10)

    def _take(self) -> Any:
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _main(self) -> None:
        arguments = [*self._files, "-c", str(Path(__file__).with_name("pytest.ini")), "--noconftest"]
        for name in UNUSED:
            arguments += ["-p", f"no:{name}"]
        try:
            with own_environment():
                code = pytest.main(
                    [*arguments, "--import-mode=importlib"], plugins=[self, bench_fixtures, self._provider()]
                )
            what = "; ".join(self._problems) or f"pytest ended with {code}"
            self._answers.put(CourseError(f"the checks could not be collected: {what}; mend that file"))
        except BaseException as error:  # whoever waits for an answer must get one
            self._answers.put(error)

    def _provider(self) -> types.ModuleType:
        """A plugin with the fixture that all others build on."""

        @pytest.fixture(scope="module")
        def bench() -> Bench:
            return self._bench

        plugin = types.ModuleType("bench_of_this_session")
        plugin.bench = bench  # type: ignore[attr-defined]  # pytest finds it by its name
        return plugin

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """A suite that ends the program while it is read counts as one that fails."""
        try:
            return (yield)
        except (SystemExit, KeyboardInterrupt) as error:  # nobody's Ctrl-C: that goes to the main thread
            return ended_by(collector.nodeid, error)  # type: ignore[return-value]  # as pytest wants it of a wrapper

    def pytest_internalerror(self, excrepr: Any) -> bool:
        """Keep what went wrong within pytest for the one line, and pytest from printing all of it."""
        self._problems.append(str(excrepr).strip().splitlines()[-1])
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a suite could not be collected."""
        if report.failed:
            self._problems.append(collection_problem(str(report.longrepr), self._files))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve jobs for as long as the session lives."""
        if self._problems:
            return True
        try:
            self._sort(session.items)
        except CourseError as error:
            self._answers.put(error)
            return True
        self._answers.put(None)
        while (job := self._jobs.get()) is not None:
            try:
                with staying(job[1].worker.transport.core):
                    self._answers.put(self._run(*job))
            except BaseException as error:  # whoever waits for an answer must get one
                self._answers.put(error)
        return True

    def _sort(self, items: list[pytest.Item]) -> None:
        for item in items:
            self._items[self._files[str(item.path.resolve())]].append(item)
        for name, found in self._items.items():
            if not found:
                file = next(file for file, chapter in self._files.items() if chapter == name)
                raise CourseError(f"{file} holds no check: write at least one function test_...")
        self.checks = {name: [check_of(item) for item in found] for name, found in self._items.items()}

    def _run(self, chapter: str, bench: Bench, listener: Callable[[Outcome], None]) -> list[Outcome]:
        self._bench = bench
        self._fixture_calls = {}
        items = self._items[chapter]
        self._running = outcomes = [
            Outcome(check, NeverRan("the check was not run"), []) for check in self.checks[chapter]
        ]
        for index, item in enumerate(items):
            self._current = outcomes[index]
            bench.worker.calls = []
            item.ihook.pytest_runtest_protocol(item=item, nextitem=items[index + 1] if index + 1 < len(items) else None)
            self._current.calls = [*self._earlier_calls(item), *bench.worker.calls]
            listener(self._current)
        return outcomes

    def _earlier_calls(self, item: pytest.Item) -> list[Call]:
        """Calls that fixtures shared with earlier checks made."""
        own = {id(call) for call in self._bench.worker.calls}
        names = getattr(item, "fixturenames", [])
        shared = [call for name in names for call in self._fixture_calls.get(name, [])]
        return [call for call in shared if id(call) not in own]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Block a check whose need is unmet; give each one a clean bench."""
        needs = self._current.check.after
        if needs is not None:
            earlier = next((outcome for outcome in self._running if outcome.check.id == needs), None)
            if earlier is None or earlier.error is not None:
                raise Blocked(earlier.check.title if earlier is not None else needs)
        self._bench.begin(self._current.check.function, item.name)
        hand_out(item, self._bench)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> Iterator[None]:
        """Remember the calls of a shared fixture for every check that uses it."""
        worker = self._bench.worker
        before = len(worker.calls)
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function" and len(worker.calls) > before:
                self._fixture_calls[fixturedef.argname] = worker.calls[before:]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception itself; pytest's own long text is never needed."""
        failed = call.excinfo is not None
        if self._current.error is None or isinstance(self._current.error, NeverRan):
            if call.excinfo is not None:
                self._current.error = _own_fault(call.excinfo.value)
            elif call.when == "call":
                self._current.error = None
        return pytest.TestReport(item.nodeid, item.location, {}, "failed" if failed else "passed", None, call.when)  # type: ignore[arg-type]  # pytest types the phase more narrowly than its own CallInfo


def _own_fault(error: BaseException) -> BaseException:
    """The same exception; one that only the suite's author can be to blame for counts as if the check had not run."""
    if isinstance(error, pytest.FixtureLookupError):
        return NeverRan(f"it asks for a fixture that there is not, {error.argname!r}; its author must mend that")
    return error
