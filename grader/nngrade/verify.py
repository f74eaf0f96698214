"""A course proves itself: what each chapter must hold, tried through the same judge that learners meet."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import msgspec

from nngrade.course import Chapter, Course, load_course
from nngrade.judge import Judge, Options
from nngrade.quiz.verify import quiz_problems
from nngrade.report import ChapterReport
from nngrade.sandbox.house import House
from nngrade.source import parse_source, read_source
from nngrade.submission import Submission
from nngrade.variant import Variant, accepted_variants, mistakes

MIN_HINTS = 3

_judges: dict[str, Judge] = {}


class Proof(msgspec.Struct, frozen=True):
    """What verifying a chapter found.

    Attributes:
        problems: each says what is wrong and how to mend it.
        summary: what was tried, in one line.
    """

    problems: tuple[str, ...]
    summary: str


def verify_course(course: Course, name: str, seed: int) -> Proof:
    """Prove one chapter of a course.

    Args:
        course: the course.
        name: the chapter.
        seed: of every input.

    Returns:
        What was found; no problems is a proof.
    """
    chapter = course.chapters[name]
    problems = list(_file_problems(chapter))
    if problems:
        return Proof(tuple(problems), "files or packages are missing")
    wrong, right = mistakes(chapter), accepted_variants(chapter)
    trial = _Trial(course, chapter, seed)
    problems += [
        *quiz_problems(course, name),
        *_text_problems(chapter),
        *_variant_problems(chapter, wrong),
        *trial.problems(wrong, right),
    ]
    summary = f"{trial.checks} checks, {len(wrong)} mistakes fail, {len(right)} unusual solutions pass"
    return Proof(tuple(problems), summary if not problems else f"{len(problems)} problems")


def verify_chapters(folder: Path | None, names: list[str], seed: int, jobs: int | None = None) -> Iterator[Proof]:
    """Prove several chapters of a course, side by side.

    Args:
        folder: where the course lies; None is the built-in one.
        names: the chapters.
        seed: of every input.
        jobs: number of processes; None takes one a core.

    Returns:
        A proof for each, in the order of the names.
    """
    with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_verify_alone, [folder] * len(names), names, [seed] * len(names))


def _verify_alone(folder: Path | None, name: str, seed: int) -> Proof:
    return verify_course(load_course(folder), name, seed)


def stray_files(course: Course) -> list[str]:
    """Modules among stubs and solutions that belong to no chapter."""
    first = next(iter(course.chapters.values()))
    folders = (first.stub.parent, first.solution.parent)
    return [
        f"{path}: no chapter of this name; add {path.stem}/chapter.toml to the suites, or delete the file"
        for folder in folders
        for path in sorted(folder.glob("*.py"))
        if path.stem not in course.chapters
    ]


class _Trial:
    """Runs a chapter's stub, solution, mistakes and accepted variants through the judge."""

    def __init__(self, course: Course, chapter: Chapter, seed: int) -> None:
        self.chapter, self.options = chapter, Options(seed=seed)
        key = str(chapter.suite.parent)
        if key not in _judges:
            _judges[key] = Judge(course, House())
        self.judge = _judges[key]
        self.checks, self.runs = 0, True

    def report(self, label: str, source: str) -> ChapterReport:
        """The judge's report on a module."""
        name = self.chapter.name
        submission = Submission(label, {name: source}, {}, (name,))
        return self.judge.judge(submission, self.options).chapters[0]

    def problems(self, wrong: tuple[Variant, ...], right: tuple[Variant, ...]) -> Iterator[str]:
        """Everything that does not come out as it should."""
        yield from self._references()
        if not self.runs:  # then nothing runs, and each variant would wait for its own end
            return
        for variant in right:
            report = self.report(variant.id, variant.source)
            if report.status != "passed":
                failed = next((check for check in report.checks if check.verdict != "passed"), report.checks[0])
                yield f"accepted.py, {variant.id}: a right solution fails {failed.id} ({failed.message}); loosen the check"
        failed_by: set[str] = set()
        for variant in wrong:
            report = self.report(variant.id, variant.source)
            failed_by.update(check.id for check in report.checks if check.verdict == "failed")
            yield from self._mistake(variant, report, wrong)
        for check in report.checks if wrong else ():
            if check.id not in failed_by:
                yield f"{check.id}: no mistake fails it; add one to mistakes.py, or delete the check"

    def _references(self) -> Iterator[str]:
        solution = self.report("solution", self.chapter.solution_text)
        self.checks, self.runs = len(solution.checks), solution.status != "error"
        if not self.runs:
            yield f"the reference solution could not be run: {solution.message}"
            return
        for check in solution.checks:
            if check.verdict != "passed":
                yield f"{check.id}: the reference solution fails ({check.message}); mend one of the two"
        stub = self.report("stub", self.chapter.stub_text)
        if stub.status != "todo":
            passed = [check.id for check in stub.checks if check.verdict == "passed"]
            yield f"the stub counts as {stub.status}, not as to do: every function must raise NotImplementedError {passed or ''}"
        functions = {check.function for check in solution.checks}
        listed = set(self.chapter.facts.functions)
        for name in sorted(functions ^ listed):
            where = "chapter.toml lists no function" if name in functions else "no check belongs to"
            yield f"{where} {name}: checks and chapter.toml must name the same functions"

    def _mistake(self, variant: Variant, report: ChapterReport, wrong: tuple[Variant, ...]) -> Iterator[str]:
        if report.status in ("passed", "error"):
            yield f"mistakes.py, {variant.id}: it is judged {report.status}; add a check that fails it"
            return
        allowed = {variant.id, *variant.same_as, *(other.id for other in wrong if variant.id in other.same_as)}
        named = {check.mistake for check in report.checks if check.mistake is not None}
        if not named:
            failed = next(check for check in report.checks if check.verdict == "failed")
            why = f" ({report.message})" if report.message else ""  # such as an error at the top of mistakes.py
            yield f"mistakes.py, {variant.id}: it fails {failed.id}{why} but is not named; let the check name it, or replay it"
        elif not named <= allowed:
            others = ", ".join(sorted(named - allowed))
            yield f"mistakes.py, {variant.id}: it is named {others}; add inputs that tell them apart, or list it in same_as"


def _file_problems(chapter: Chapter) -> Iterator[str]:
    for path in (chapter.stub, chapter.solution, chapter.checks, chapter.suite / "mistakes.py"):
        if not path.is_file():
            yield f"{path} does not exist: a chapter needs it"
    for package in chapter.facts.allows:
        if find_spec(package.partition(".")[0]) is None:
            yield f"chapter.toml allows {package}, which is not installed here: install it, or leave it out"


def _text_problems(chapter: Chapter) -> Iterator[str]:
    """What can be seen without running anything."""
    tree = parse_source(chapter.stub, chapter.stub_text)
    stub, solution = _public(tree), _public(parse_source(chapter.solution, chapter.solution_text))
    for name in chapter.facts.functions:
        if stub.get(name) != solution.get(name) or name not in stub:
            yield f"{name}: stub and solution must have the same signature ({stub.get(name)} and {solution.get(name)})"
        if len(chapter.facts.functions[name].hints) < MIN_HINTS:
            yield f"{name}: chapter.toml has {len(chapter.facts.functions[name].hints)} hints; write at least {MIN_HINTS}"
    if not ast.get_docstring(tree):
        yield f"{chapter.stub.name}: the stub has no lesson; write it as the module's docstring"
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name not in chapter.facts.functions:
            continue
        if "Example:" not in (ast.get_docstring(node) or ""):
            yield f"{node.name}: the stub's docstring has no line `Example:`; show one worked example"
    for path in chapter.check_files:
        for part in parse_source(path, read_source(path)).body:
            if isinstance(part, ast.FunctionDef) and part.name.startswith("test_"):
                yield from _plain_asserts(part)


def _plain_asserts(node: ast.FunctionDef) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Assert):
            yield f"{node.name}: a learner cannot read a plain assert; use require(condition, message)"


def _public(tree: ast.Module) -> dict[str, str]:
    """Public functions and classes with their signatures, annotations left out."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            found[node.name] = _signature(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = [m for m in node.body if isinstance(m, ast.FunctionDef)]
            open_methods = [m for m in methods if not m.name.startswith("_") or m.name == "__init__"]
            found[node.name] = "; ".join(f"{m.name}{_signature(m)}" for m in sorted(open_methods, key=lambda m: m.name))
    return found


def _signature(node: ast.FunctionDef) -> str:
    arguments = ast.parse(f"lambda {ast.unparse(_bare(node.args))}: 0", mode="eval").body
    assert isinstance(arguments, ast.Lambda)
    return f"({ast.unparse(arguments.args)})"


def _bare(arguments: ast.arguments) -> ast.arguments:
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    return arguments


def _variant_problems(chapter: Chapter, wrong: tuple[Variant, ...]) -> Iterator[str]:
    ids = [variant.id for variant in wrong]
    for variant in wrong:
        if ids.count(variant.id) > 1:
            yield f"mistakes.py: the id {variant.id} is used twice"
        if variant.of not in chapter.facts.functions:
            yield f"mistakes.py, {variant.id}: {variant.of} is no function of this chapter"
        if not variant.explanation.strip():
            yield f"mistakes.py, {variant.id}: it has no explanation; say what is wrong and what to do"
        for other in variant.same_as:
            if other not in ids:
                yield f"mistakes.py, {variant.id}: same_as names {other}, which does not exist"
