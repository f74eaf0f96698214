"""Scores of modules in a gradebook, and marks that wait for a person."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from nngrade.report import ChapterReport, CheckReport, Report, assemble
from tests.nbgrader.folder import Folder, solved

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning")


def chapter(name: str, earned: float) -> ChapterReport:
    """A chapter of one function with one check."""
    check = CheckReport(
        "test_it", f"{name}_function", "It works.", "passed" if earned else "failed", earned, 2.0, "mend it"
    )
    return ChapterReport(name, "passed" if earned else "failed", earned, 2.0, checks=(check,))


def report(student: str, *chapters: ChapterReport) -> Report:
    """A report on one student."""
    return assemble("small", student, list(chapters), 7, "strong", ())


def written(path: Path) -> list[tuple[str, str, float]]:
    """Student, cell and score, as they stand in the database."""
    query = """SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2"""
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_reports_become_scores_and_a_second_run_replaces_them(tmp_path: Path) -> None:
    from nngrade.nbgrader.gradebook import write_reports
    from nngrade.nbgrader.parts import put_programs_on_path

    put_programs_on_path()
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    write_reports(
        url, "small", [report("ada", chapter("one", 2.0), chapter("two", 0.0)), report("ben", chapter("one", 0.0))]
    )
    write_reports(url, "small", [report("ben", chapter("one", 2.0))])
    expected = [
        ("ada", "one_function-check", 2.0),
        ("ada", "two_function-check", 0.0),
        ("ben", "one_function-check", 2.0),
    ]
    assert written(tmp_path / "gradebook.db") == expected


def test_a_run_that_breaks_off_leaves_no_student_half_written(tmp_path: Path) -> None:
    """The second student's second chapter cannot be written: nothing of that student stays."""
    from nngrade.nbgrader.gradebook import write_reports
    from nngrade.nbgrader.parts import put_programs_on_path

    put_programs_on_path()
    broken = ChapterReport("two", "passed", 2.0, 2.0, checks=(None,))  # type: ignore[arg-type]  # broken on purpose
    reports = [report("ada", chapter("one", 2.0)), report("ben", chapter("one", 2.0), broken)]
    with pytest.raises(AttributeError):
        write_reports(f"sqlite:///{tmp_path / 'gradebook.db'}", "small", reports)
    assert written(tmp_path / "gradebook.db") == [("ada", "one_function-check", 2.0)]
    database = sqlite3.connect(tmp_path / "gradebook.db")
    assert database.execute("SELECT id FROM student").fetchall() == [("ada",)]
    database.close()


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
