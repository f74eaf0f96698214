"""The documents say what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from nngrade.cli.commands import app
from nngrade.course import Course

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_readme_lists_every_chapter(course: Course) -> None:
    rows = [
        f"| {c.facts.number} | `{name}` | {c.facts.title}{' (bonus)' if c.facts.bonus else ''} |"
        for name, c in course.chapters.items()
    ]
    table = README.split("<!-- chapters", 1)[1].split("\n\n")[0]
    assert table.splitlines()[3:] == rows


def test_the_readme_lists_every_command() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]  # the app is a group
    named = set(re.findall(r"^\| `nngrade (\w+)", README, re.MULTILINE))
    assert named == commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_gate_runs_the_readmes_own_commands() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install --quiet . && { nngrade check" in gate
    assert "pip install . && nngrade check" in README
    assert "pip install --quiet -e '.[dev]'" in gate
    assert "pip install -e '.[dev]' && pytest" in README
