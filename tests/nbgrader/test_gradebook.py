"""Scores of modules in a gradebook, and marks that wait for a person."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from nngrade.errors import GradingError
from nngrade.nbgrader.gradebook import write_reports
from nngrade.nbgrader.parts import put_programs_on_path
from nngrade.report import ChapterReport, CheckReport, Report, assemble
from tests.nbgrader.folder import Folder, filled, solved

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(autouse=True)
def programs_on_path() -> None:
    """As every command does it: nbgrader calls `alembic` by its bare name."""
    put_programs_on_path()


def chapter(name: str, earned: float, holding: type[tuple[Any, ...]] = tuple) -> ChapterReport:
    """A chapter of one function with one check."""
    check = CheckReport(
        "test_it", f"{name}_function", "It works.", "passed" if earned else "failed", earned, 2.0, "mend it"
    )
    return ChapterReport(name, "passed" if earned else "failed", earned, 2.0, checks=holding((check,)))


def report(student: str, *chapters: ChapterReport) -> Report:
    """A report on one student."""
    return assemble("small", student, list(chapters), 7, "strong", ())


def asked(url: str, query: str) -> list[tuple[Any, ...]]:
    """What a database answers."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


def written(url: str) -> list[tuple[Any, ...]]:
    """Student, cell and score, as they stand in the database."""
    query = """SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2"""
    return asked(url, query)


def test_reports_become_scores_and_a_second_run_replaces_them(url: str) -> None:
    first = [report("ada", chapter("one", 2.0), chapter("two", 0.0)), report("ben", chapter("one", 0.0))]
    assert write_reports(url, "small", first) == 2
    assert write_reports(url, "small", [report("ben", chapter("one", 2.0))]) == 1
    assert written(url) == [
        ("ada", "one_function-check", 2.0),
        ("ada", "two_function-check", 0.0),
        ("ben", "one_function-check", 2.0),
    ]


def test_a_run_that_breaks_off_leaves_no_student_half_written(url: str) -> None:
    """The second student's second chapter cannot be written: nothing of that student stays."""
    broken = ChapterReport("two", "passed", 2.0, 2.0, checks=(None,))  # type: ignore[arg-type]  # broken on purpose
    reports = [report("ada", chapter("one", 2.0)), report("ben", chapter("one", 2.0), broken)]
    with pytest.raises(AttributeError):
        write_reports(url, "small", reports)
    assert written(url) == [("ada", "one_function-check", 2.0)]
    assert asked(url, "SELECT id FROM student") == [("ada",)]


STOPS_HALFWAY = """
import sys, time
from nngrade.nbgrader.gradebook import write_reports
from nngrade.nbgrader.parts import put_programs_on_path
from tests.nbgrader.test_gradebook import chapter, report

class Stops(tuple):
    def __iter__(self):
        print("halfway", flush=True)
        time.sleep(600)

put_programs_on_path()
half = report("ben", chapter("one", 2.0), chapter("two", 2.0, Stops))
write_reports(sys.argv[1], "small", [report("ada", chapter("one", 2.0)), half, report("eve", chapter("one", 2.0))])
"""


def test_a_run_that_is_killed_leaves_no_student_half_written(url: str) -> None:
    """With signal 9, while Ben's first chapter is sent and his second is not; the next run gets through."""
    command = [sys.executable, "-c", STOPS_HALFWAY, url]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "halfway\n"
        running.kill()
    assert asked(url, "SELECT id FROM student") == [("ada",)]
    assert written(url) == [("ada", "one_function-check", 2.0)]
    write_reports(url, "small", [report("ben", chapter("one", 2.0), chapter("two", 2.0))])
    assert len(written(url)) == 3


def test_a_database_that_is_not_there_takes_one_line() -> None:
    with pytest.raises(GradingError, match="cannot be written"):
        write_reports("postgresql+psycopg2://nobody@/none?host=/nowhere", "small", [])


def test_a_database_without_its_driver_takes_one_line() -> None:
    with pytest.raises(GradingError, match=r"cannot be written .*No module named 'oracledb'"):
        write_reports("oracle+oracledb://nobody@nowhere/none", "small", [])


def test_a_term_on_postgresql(folder: Folder, database: str) -> None:
    """Notebooks, `init` once more when work was handed in, and the export, all by URL."""
    config = folder.root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + f"c.CourseDirectory.db_url = {database!r}\n", encoding="utf-8"
    )
    (folder.root / "gradebook.db").unlink()
    path = folder.root / "source" / "neuron" / "neuron.ipynb"
    source = json.loads(path.read_text(encoding="utf-8"))
    older = {**source, "cells": [cell for cell in source["cells"] if cell["id"] != "fires-lesson"]}
    path.write_text(json.dumps(older), encoding="utf-8")  # as if the course had none then
    folder.generate("neuron")
    folder.hand_in("ada", "neuron", filled(folder.released("neuron"), solved("neuron")))
    folder.nbgrader("autograde", "neuron")
    assert sum(score or 0 for _, cell, score in written(database) if cell.endswith("-check")) > 0
    said = folder.nngrade("nbgrader", "init", ".", "--chapter", "neuron")
    assert "left out until nobody has handed in work on it: fires-lesson" in said
    folder.nbgrader("export", "--to", "grades.csv")
    assert "neuron" in (folder.root / "grades.csv").read_text(encoding="utf-8")
    assert not (folder.root / "gradebook.db").exists()


def test_the_command_writes_modules_into_the_course_of_the_notebooks(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    text = "\n\n\n".join(solved("neuron").values())
    (tmp_path / "class" / "ada" / "neuron.py").write_text(text)
    words = [
        "grade",
        "../class",
        "--out",
        "../out",
        "--chapter",
        "neuron",
        "--jobs",
        "1",
        "--gradebook",
        "sqlite:///gradebook.db",
    ]
    assert "1 students written to the gradebook" in folder.nngrade(*words)
    scores = folder.scores("neuron")["ada"]
    assert {cell: score for cell, score in scores.items() if cell.endswith("-check")} == {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]["points"]
        for cell in folder.released("neuron")["cells"]
        if cell["metadata"]["nbgrader"]["grade_id"].endswith("-check")
    }
