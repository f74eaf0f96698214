"""Plain pytest on a suite, for its author: `pytest grader/suites/NAME --learner path/to/NAME.py`, without isolation."""

from __future__ import annotations

from pathlib import Path

import pytest

from nngrade.course import Course, load_course
from nngrade.sandbox.local import local_worker
from nngrade.suite.bench import (
    Bench,
    golden,
    learner,
    modules,
    reference,
    rng,
    shared_rng,
    solutions,
    worker,
)
from nngrade.trusted import load_module, load_solutions
from nngrade.variant import accepted_variants, mistakes

BENCH = pytest.StashKey[Bench]()

__all__ = ["bench", "golden", "learner", "modules", "reference", "rng", "shared_rng", "solutions", "worker"]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("nngrade")
    group.addoption("--learner", help="module to judge: a path, or the id of a mistake; the reference if not given")
    group.addoption("--nngrade-seed", type=int, default=7, help="seed of every input of the suite")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "nngrade_check: a check of a hidden suite")


def pytest_runtest_setup(item: pytest.Item) -> None:
    chapter = item.path.parent.name
    known = item.config.stash.get(BENCH, None)
    if known is None or known.chapter != chapter:
        item.config.stash[BENCH] = _bench(
            load_course(item.path.parents[2 if item.path.parents[2].name != "grader" else 3]), chapter, item.config
        )
    item.config.stash[BENCH].begin("", item.name)


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest) -> Bench:
    """The bench of the chapter that is being judged."""
    return request.config.stash[BENCH]


def _bench(course: Course, chapter: str, config: pytest.Config) -> Bench:
    solutions = load_solutions(course, chapter)
    source, filename = _source(course, chapter, config.getoption("--learner"))
    modules = {**solutions, chapter: load_module(chapter, source, filename, solutions)}
    worker, learner = local_worker(modules, chapter)
    return Bench(worker, learner, solutions, chapter, config.getoption("--nngrade-seed"))


def _source(course: Course, chapter: str, wanted: str | None) -> tuple[str, str]:
    facts = course.chapters[chapter]
    if wanted is None:
        return facts.solution_text, str(facts.solution)
    for variant in (*mistakes(facts), *accepted_variants(facts)):
        if variant.id == wanted:
            return variant.source, f"{chapter}.py"
    return Path(wanted).read_text(encoding="utf-8"), wanted
