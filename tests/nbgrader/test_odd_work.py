"""A class of odd, broken and hostile notebooks in one run of `nbgrader autograde`: everybody gets what the functions are worth."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbconvert.filters import markdown2html

from nngrade.nbgrader.handed_in import read_handed_in
from nngrade.nbgrader.rebuilding import harmless
from tests.nbgrader import odd
from tests.nbgrader.folder import Folder, code_points, filled, full_points, solved

Class = dict[str, float]


@pytest.fixture(scope="module")
def graded(few_folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The class, with an honest student before, among and after the others."""
    root = tmp_path_factory.mktemp("odd") / "course"
    shutil.copytree(few_folder.root, root)
    folder = Folder(root)
    stub = folder.released(odd.CHAPTER)
    right, wrong = filled(stub, solved(odd.CHAPTER)), filled(stub, odd.WRONG)
    work = dict.fromkeys(("a honest", "m honest", "z honest"), right) | odd.worth_everything(right)
    work |= odd.worth_what_is_wrong(wrong) | odd.worth_all_but_relu(right) | odd.worth_nothing(right)
    for student, notebook in work.items():
        folder.hand_in(student, odd.CHAPTER, notebook)
    odd.put_files(folder, right, wrong)
    folder.nbgrader("autograde", odd.CHAPTER)
    return folder


@pytest.fixture(scope="module")
def earned(graded: Folder) -> Class:
    """What each student's code earned."""
    return {student: code_points(scores) for student, scores in graded.scores(odd.CHAPTER).items()}


def test_right_functions_earn_everything_whatever_is_around_them(earned: Class, graded: Folder) -> None:
    students = [*odd.worth_everything(graded.released(odd.CHAPTER)), "a honest", "m honest", "z honest"]
    students += ["beside a stamp", "beside zeros"]
    full = full_points(graded.released(odd.CHAPTER))
    assert {student: earned[student] for student in students if earned[student] != full} == {}


def test_wrong_functions_earn_no_more_whatever_is_claimed(earned: Class, graded: Folder) -> None:
    students = [*odd.worth_what_is_wrong(graded.released(odd.CHAPTER)), "beside modules"]
    few = earned["wrong"]  # those of checks that ask for a property alone
    assert 0 < few < full_points(graded.released(odd.CHAPTER)) / 2
    assert {student: earned[student] for student in students if earned[student] != few} == {}


def test_a_cell_that_is_no_python_costs_its_own_points(earned: Class, graded: Folder) -> None:
    students = odd.worth_all_but_relu(graded.released(odd.CHAPTER))
    assert {earned[student] for student in students} == {full_points(graded.released(odd.CHAPTER), without="relu")}


def test_what_is_no_notebook_earns_nothing(earned: Class, graded: Folder) -> None:
    students = odd.worth_nothing(graded.released(odd.CHAPTER))
    assert {earned[student] for student in students} == {0}


def test_links_and_the_instructors_own_version_earn_nothing_and_wait_for_a_person(
    earned: Class, graded: Folder
) -> None:
    """`nbgrader collect` follows links with the instructor's rights, so that a copy of the source may lie there."""
    links = {student: score for student, score in earned.items() if student.startswith("link")}
    assert len(links) == 6
    assert set(links.values()) == {0}
    waiting = {who for who, cell, _, review in graded.grades(odd.CHAPTER) if review and cell == "relu-check"}
    assert {"link to the source", "link followed by collect", "link pipe", "link folder"} <= waiting
    further = graded.notebook("autograded", "link followed by collect", odd.CHAPTER)["cells"][-1]["source"]
    assert "the instructor's version" in further


def test_a_stamp_that_is_no_time_harms_nobody_else(graded: Folder) -> None:
    """Stamps of others are looked at to see whose turn it will be."""
    path = graded.root / "submitted" / "m honest" / odd.CHAPTER / "timestamp.txt"
    path.write_text("yesterday, I promise")
    shutil.rmtree(graded.root / "autograded" / "a honest")
    for student in [each.name for each in (graded.root / "submitted").iterdir() if each.name[:1] not in "am"]:
        shutil.rmtree(graded.root / "submitted" / student)
    graded.nbgrader("autograde", odd.CHAPTER, code=1)
    assert (graded.root / "autograded" / "a honest").is_dir()
    assert code_points(graded.scores(odd.CHAPTER)["a honest"]) == full_points(graded.released(odd.CHAPTER))


class Tags(HTMLParser):
    """The tags of a page, as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.names, self.attributes, self.targets = set[str](), set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name == "href"]

    def handle_comment(self, data: str) -> None:
        self.names.add("!--")


@pytest.mark.parametrize(
    "answer",
    [
        "<script>mark()</script> <img src=x onerror=mark()> <!-- x -->",
        "[here](javascript:mark()) ![x](x)",
        "[here][1] and [1]\n\n[1]: javascript:mark()",
        "<javascript:mark()>",
        '```x" onload=mark()\n```',
        "# <x onload=mark()> y",
        "| a |\n|---|\n| <b onload=mark()> [x](javascript:mark()) |",
    ],
)
def test_an_answer_holds_no_script_for_the_instructors_browser(answer: str) -> None:
    page = Tags()
    page.feed(markdown2html(harmless(answer)))
    assert page.names <= {"p", "pre", "code", "h1", "a", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes <= {"class", "id", "href"}
    assert all(target.startswith("#") for target in page.targets)  # a heading's link to itself


@pytest.mark.parametrize("answer", ["$a < b$ and $a<b$", "`x < y`", "**bold** [a] (b)\n\n* one\n* two", "3 > 2 < 4"])
def test_an_answer_keeps_its_words_and_formulas(answer: str) -> None:
    assert harmless(answer).replace(" ", "") == answer.replace(" ", "")
    assert "$" not in answer or "$a &lt; b$" in markdown2html(harmless(answer))


def test_a_cells_grade_id_counts_before_its_jupyter_id(tmp_path: Path) -> None:
    """A copied cell keeps one or the other, as the editor likes it."""
    graded = {"id": "other", "metadata": {"nbgrader": {"grade_id": "relu-code"}}, "cell_type": "code", "source": "1"}
    copied = {"id": "relu-code", "metadata": {}, "cell_type": "code", "source": "2"}
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": [graded, copied]}))
    assert read_handed_in(path).text("relu-code") == "1"
