"""Every command. One line adds another."""

from __future__ import annotations

import typer

from nngrade.cli.bundle import bundle
from nngrade.cli.check import check
from nngrade.cli.course import course
from nngrade.cli.doctor import doctor
from nngrade.cli.grade import grade, regrade
from nngrade.cli.keras import keras
from nngrade.cli.nbgrader import nbgrader
from nngrade.cli.practice import hint, init, status
from nngrade.cli.quiz import quiz

app = typer.Typer(
    name="nngrade",
    help="Learn neural networks by building one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (init, check, hint, status, grade, regrade, doctor, bundle):
    app.command()(command)
app.add_typer(course, name="course")
app.add_typer(keras, name="keras")
app.add_typer(quiz, name="quiz")
app.add_typer(nbgrader, name="nbgrader")
