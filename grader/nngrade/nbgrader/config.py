"""What `nbgrader_config.py` sets, kept here so that an update of nngrade updates it."""

from __future__ import annotations

import warnings
from typing import Any

from sqlalchemy.exc import SAWarning

from nngrade.nbgrader.formgrader import prepare_formgrader
from nngrade.nbgrader.parts import put_programs_on_path

_HERE = "nngrade.nbgrader"


def configure(c: Any) -> None:
    """Let nbgrader's own commands make, grade and report our assignments.

    Args:
        c: the config object of traitlets.
    """
    put_programs_on_path()
    prepare_formgrader()
    # What SQLAlchemy 2 says of nbgrader's own code at every student is not for instructors.
    warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
    c.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.LockCells",
        f"{_HERE}.stubs.PutStubs",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.exporter_class = f"{_HERE}.exporter.Rebuilt"
    c.Autograde.autograde_preprocessors = [
        f"{_HERE}.grading.GradeWithoutKernel",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        f"{_HERE}.saving.SaveInOneGo",
        f"{_HERE}.suggesting.Suggest",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        f"{_HERE}.feedback.SayWhatIsOpen",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.ExportApp.plugin_class = f"{_HERE}.exporting.ReviewedCsv"
