"""The step of `nbgrader autograde` that gives points: it takes the place of the one that runs notebooks in a kernel."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Enum, Int, Unicode

from nngrade.batch.engine import Job
from nngrade.course import CourseError
from nngrade.nbgrader.cohort import Cohort, Handed, waiting_for
from nngrade.nbgrader.settling import settle_student
from nngrade.options import Options
from nngrade.render.notebook import render_function
from nngrade.report import ChapterReport

REVIEW = "nngrade_review"
"""Where later steps find the cells that a person has to look at."""


class GradeWithoutKernel(NbGraderPreprocessor):
    """Writes scores and reports into check cells."""

    course = Unicode("", help="Folder of another course than the built-in one.").tag(config=True)
    seed = Int(0, help="Every input is drawn from it: same seed, same scores.").tag(config=True)
    disclose = Enum(
        ["closed", "open"], "closed", help="Open shows inputs, expected values and exception texts in the feedback."
    ).tag(config=True)
    jobs = Int(None, allow_none=True, help="Processes; one a core if not given.").tag(config=True)
    allow_basic = Bool(False, help="Grade even where isolation is only basic.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Grade one notebook; one that belongs to no chapter is run in a kernel, as nbgrader does it."""
        facts = resources["nbgrader"]
        job = self._cohort(facts)
        if job is None:
            self._refuse_ours(facts)
            made: tuple[NotebookNode, dict[str, Any]] = Execute(parent=self.parent).preprocess(nb, resources)
            return made
        folder = self.parent.parent.coursedir.format_path(
            self.parent.parent.coursedir.submitted_directory, facts["student"], facts["assignment"]
        )
        # Before nbgrader marks every earlier decision as to be looked at again.
        settle_student(Path(self.parent.parent.coursedir.root), facts)
        handed = Handed(facts["student"], Path(folder) / f"{facts['notebook']}.ipynb")
        report = job.report(handed).chapters[0]
        resources[REVIEW] = {}
        for cell in nb.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                self._grade(cell, report, job, resources[REVIEW])
        return nb, resources

    def _refuse_ours(self, facts: dict[str, Any]) -> None:
        """Run in a kernel, our check cells would end without an error, for which nbgrader gives all their points."""
        if self.parent.ours:
            raise CourseError(
                f"{facts['notebook']}.ipynb was made by nngrade and is not graded in {facts['assignment']}: an assignment, "
                "its notebook and a chapter of the course have to have the same name"
            )

    def _cohort(self, facts: dict[str, Any]) -> Cohort | None:
        """The students of this run; nbgrader makes a new step for each notebook, so they are kept with its exporter."""
        exporter = self.parent
        if exporter.cohort is None:
            job = Job(self.course or None, Options(self.seed, self.disclose == "open"), allow_basic=self.allow_basic)
            if facts["notebook"] not in job.course.chapters or facts["notebook"] != facts["assignment"]:
                return None
            waiting = waiting_for(exporter.parent, facts["notebook"], facts["student"])
            exporter.cohort = Cohort(job, facts["notebook"], waiting, self.jobs)
        cohort: Cohort = exporter.cohort
        return cohort if cohort.chapter == facts["notebook"] else None

    def _grade(self, cell: NotebookNode, report: ChapterReport, cohort: Cohort, review: dict[str, str]) -> None:
        grade_id = cell.metadata.nbgrader["grade_id"]
        function = grade_id.removesuffix("-check")
        functions = cohort.job.course.chapters[cohort.chapter].facts.functions
        if not grade_id.endswith("-check") or function not in functions:
            review[grade_id] = "this cell belongs to no function of the chapter: grade it by hand"
            cell.outputs = [_output(0.0, f"<p>{review[grade_id]}</p>")]
            return
        score, trouble = function_score(report, function, float(cell.metadata.nbgrader["points"]))
        if trouble:
            review[grade_id] = trouble
        cell.outputs = [_output(score, render_function(report, function))]


def function_score(report: ChapterReport, function: str, most: float) -> tuple[float, str]:
    """What a function earned, and why a person should look at it, if so.

    Args:
        report: on its chapter.
        function: its name.
        most: what its cell can earn.
    """
    checks = [check for check in report.checks if check.function == function]
    score = sum((check.points for check in checks), 0.0)
    trouble = next((check.message for check in checks if check.verdict == "error"), "")
    if not checks:
        trouble = report.message or "no check ran"
    return (min(max(score, 0.0), most) if math.isfinite(score) else 0.0), trouble


def _output(score: float, html: str) -> NotebookNode:
    """What nbgrader reads as partial credit: the first result whose text is a number."""
    data = {"text/plain": repr(score), "text/html": html}
    return new_output("execute_result", data=data, execution_count=None)
