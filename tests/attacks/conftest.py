"""The course that is attacked. The ladder is a course too: its suite is run by nngrade, never by pytest itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import nngrade
from nngrade.sandbox.house import House
from tests.attacks.arena import levels_here, make_arena, put

collect_ignore_glob = ["ladder/*"]

Assault = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_arena(tmp_path_factory.mktemp("arena") / "course")


@pytest.fixture(scope="session")
def houses() -> Iterator[Callable[[str], House]]:
    """One warm house a level."""
    made: dict[str, House] = {}
    yield lambda level: made.setdefault(level, House(level))
    for house in made.values():
        house.close()


@pytest.fixture
def assault(tmp_path: Path, arena: Path, houses: Callable[[str], House]) -> Assault:
    """Grade the honest solution with an attack added; the report on the chapter."""

    def run(code: str, level: str = levels_here()[0], **options: Any) -> dict[str, Any]:
        folder = put(tmp_path / "submission", code)
        report = nngrade.check(folder, course=arena, house=houses(level), seed=7, **options)
        assert report.isolation == level
        assert report.exit_code() in (0, 1)
        return msgspec.to_builtins(report.chapters[0])

    return run
