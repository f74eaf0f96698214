"""`nngrade nbgrader init`: what an instructor gets, and what students get from it."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from nngrade.course import Course
from nngrade.nbgrader.merging import merge
from tests.nbgrader.folder import Folder, code_points, filled, solved


def flat(text: str) -> str:
    """Text without differences in spacing."""
    return re.sub(r"\s+", " ", text)


def bodies(source: str) -> list[str]:
    """The body of every function in a source, without its docstring."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            text = "\n".join(ast.get_source_segment(source, statement) or "" for statement in body)
            if not text.startswith("raise NotImplementedError") and text not in ("", "..."):
                found.append(text)
    return found


def test_no_file_of_the_release_holds_a_solution_a_check_or_a_mark_scheme(whole_folder: Folder, course: Course) -> None:
    files = [path for path in (whole_folder.root / "release").rglob("*") if path.is_file()]
    assert len(files) == len(course.chapters)
    released = flat(
        "\n".join(path.read_text(encoding="utf-8").replace("\\n", "\n").replace('\\"', '"') for path in files)
    )
    secret = [body for chapter in course.chapters.values() for body in bodies(chapter.solution_text)]
    for chapter in course.chapters.values():
        secret += bodies(chapter.checks.read_text(encoding="utf-8"))
        secret += bodies((chapter.suite / "mistakes.py").read_text(encoding="utf-8"))
        secret += re.findall(r'^(?:model|says|why|feedback) = "(.{12,})"$', _answers(chapter.suite), re.MULTILINE)
    # A body of one short line, such as `return x * mask`, can stand in a lesson as the very formula that it implements.
    long = [text for text in secret if len(flat(text)) > 25]
    assert len(long) > 500
    assert [text for text in long if flat(text) in released] == []


def _answers(suite: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in [*suite.glob("answers/*.toml"), *suite.glob("quiz.toml")]
    )


def test_the_source_holds_what_the_release_must_not(whole_folder: Folder) -> None:
    """Else the test above would find nothing because it looks for the wrong thing."""
    source = flat(json.dumps(whole_folder.notebook("source", "activations"))).replace("\\n", " ")
    assert "return exponentials / exponentials.sum(axis=-1, keepdims=True)" in source
    assert "all its layers together are only one linear function" in source


def test_the_metadata_is_what_nbgrader_asks_for(whole_folder: Folder, course: Course) -> None:
    for name in course.chapters:
        facts = [cell["metadata"]["nbgrader"] for cell in whole_folder.released(name)["cells"]]
        ids = [fact["grade_id"] for fact in facts]
        assert len(set(ids)) == len(ids)
        assert all(
            re.fullmatch(r"[a-zA-Z0-9_-]+", each) and fact["schema_version"] == 3
            for each, fact in zip(ids, facts, strict=True)
        )
        checks = [fact["grade_id"] for fact in facts if fact["grade"] and fact["locked"]]
        assert checks == [f"{function}-check" for function in course.chapters[name].facts.functions]


def test_formulas_are_rendered_and_hints_folded_away(few_folder: Folder) -> None:
    lesson = next(
        cell["source"] for cell in few_folder.released("activations")["cells"] if cell.get("id") == "sigmoid-lesson"
    )
    assert r"$$ \operatorname{sigmoid}\left(z\right) = \frac{1}{1 + \exp\left(-z\right)} $$" in lesson
    assert "<details><summary>Hint 1</summary>" in lesson


def test_made_again_nothing_changes(folder: Folder) -> None:
    config = (folder.root / "nbgrader_config.py").read_text() + "# mine\n"
    (folder.root / "nbgrader_config.py").write_text(config)
    said = folder.nngrade("nbgrader", "init", ".", "--chapter", "neuron")
    assert "neuron: unchanged" in said
    assert (folder.root / "nbgrader_config.py").read_text() == config


def test_a_course_update_works_when_work_was_handed_in(folder: Folder, tmp_path: Path) -> None:
    """A new question has to wait, a lost one stays, texts and points change; nbgrader goes on."""
    folder.hand_in("ada", "neuron", filled(folder.released("neuron"), solved("neuron")))
    folder.nbgrader("autograde", "neuron")
    before = folder.scores("neuron")
    path = folder.root / "source" / "neuron" / "neuron.ipynb"
    old = json.loads(path.read_text())
    old["cells"] = [cell for cell in old["cells"] if cell["id"] != "fires-lesson"]  # as if the course had none then
    old["cells"][0]["source"] = "an older lesson"
    own = {"id": "mine", "cell_type": "markdown", "metadata": {}, "source": "A word from your teacher"}
    path.write_text(json.dumps({**old, "cells": [old["cells"][0], own, *old["cells"][1:]]}))
    said = folder.nngrade("nbgrader", "init", ".", "--chapter", "neuron")
    assert "neuron: updated" in said
    assert [cell["id"] for cell in folder.notebook("source", "neuron")["cells"]][:2] == ["lesson", "mine"]
    folder.nbgrader("generate_assignment", "neuron", "--force")
    folder.nbgrader("autograde", "neuron", "--force")
    assert folder.scores("neuron") == before
    assert code_points(before["ada"]) > 0


def _notebook(*ids: str) -> dict[str, object]:
    return {"cells": [{"id": each, "metadata": {"nngrade": {}}} for each in ids]}


@pytest.mark.parametrize(
    ("recorded", "cells", "waiting", "kept"),
    [
        (None, ["a", "new"], (), ()),
        ({"a", "old"}, ["a", "old"], ("new",), ("old",)),
    ],
)
def test_ids_stay_as_they_are_once_work_was_handed_in(
    recorded: set[str] | None, cells: list[str], waiting: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    merged = merge(_notebook("a", "new"), _notebook("a", "old"), recorded)
    assert [cell["id"] for cell in merged.notebook["cells"]] == cells
    assert (merged.waiting, merged.kept) == (waiting, kept)


def test_the_environment_need_not_be_activated(folder: Folder, tmp_path: Path) -> None:
    """The first command makes the gradebook, for which nbgrader calls `alembic`."""
    (folder.root / "gradebook.db").unlink()
    folder.nbgrader("generate_assignment", "neuron", "--force", PATH="/usr/bin:/bin")
    assert (folder.root / "gradebook.db").is_file()


def test_the_validate_button_says_what_the_check_cells_say(few_folder: Folder, tmp_path: Path) -> None:
    """Jupyter's button runs `nbgrader validate`, which looks for errors alone."""
    stub, wrong = few_folder.released("neuron"), "def fires(x, w, b):\n    return 7"
    for name, texts in {"right": solved("neuron"), "wrong": solved("neuron", fires=wrong)}.items():
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(filled(stub, texts)))
    student = Folder(tmp_path)
    assert "Success" in student.nbgrader("validate", "right.ipynb")
    said = student.nbgrader("validate", "wrong.ipynb")
    assert "VALIDATION FAILED ON 1 CELL" in said
    assert "FAIL  The answer is True or False, not a number." in said


WITHOUT = """
import sys
for part in ("nbgrader", "nbformat", "nbconvert", "alembic", "sqlalchemy", "IPython", "traitlets", "jupyterlab"):
    sys.modules[part] = None
"""


@pytest.mark.parametrize(
    "words",
    [
        ["nbgrader", "init", "course"],
        ["nbgrader", "release", "neuron"],
        ["grade", ".", "--out", "out", "--gradebook", "sqlite:///gradebook.db"],
    ],
)
def test_without_nbgrader_a_command_says_what_to_install(words: list[str], tmp_path: Path) -> None:
    code = f"{WITHOUT}\nsys.argv = {['nngrade', *words]!r}\nfrom nngrade.__main__ import main; main()"
    (line,) = Folder(tmp_path).run([sys.executable, "-c", code], 2).splitlines()
    assert "not installed for" in line
    assert "pip install 'nngrade[nbgrader]'" in line
    assert list(tmp_path.iterdir()) == []


def test_without_jupyter_a_check_cell_says_what_to_do(tmp_path: Path) -> None:
    code = f"{WITHOUT}\nfrom nngrade.notebook import check\ncheck('activations', 'relu')"
    said = Folder(tmp_path).run([sys.executable, "-c", code], 1)
    assert said.splitlines()[-1].endswith("run `nngrade check` instead")
