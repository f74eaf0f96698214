"""A term with real nbgrader, in its own order: from an empty folder to grades, with a person in the formgrader."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import chromium
from tests.nbgrader import attacks
from tests.nbgrader.folder import Folder, filled, solved
from tests.nbgrader.server import TOKEN, jupyter

ANSWER = {"quiz-nonlinear": "Without it all layers together would be one linear function, however many there are."}
PATIENCE = 120


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    """A browser that reaches no other host than this one."""
    with chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as made:
        yield made


class Exchange:
    """The folder through which students and their teacher send each other files, and a home for each student.

    Args:
        place: where to make them.
    """

    def __init__(self, place: Path) -> None:
        self.place, self.root = place, place / "exchange"
        self.root.mkdir(mode=0o777)
        self.root.chmod(0o777)

    def student(self, name: str, *words: str) -> Path:
        """Run one of nbgrader's commands as a student does, and return the student's folder."""
        home = self.place / "homes" / name
        home.mkdir(parents=True, exist_ok=True)
        settings = [f"--Exchange.root={self.root}", f"--Exchange.cache={home / 'cache'}"]
        Folder(home).nbgrader(*words, "--course=neural-networks", f"--student={name}", *settings)
        return home

    def hand_in(self, name: str, texts: dict[str, str]) -> None:
        """Fetch the assignment, fill cells of its notebook, and submit it."""
        home = self.student(name, "fetch_assignment", "activations")
        notebook = Folder(home).notebook("activations")
        (home / "activations" / "activations.ipynb").write_text(json.dumps(filled(notebook, texts)))
        self.student(name, "submit", "activations")


def keep(browser: WebDriver, name: str) -> None:
    """Keep a picture for the docs, where somebody asks for it."""
    if "NNGRADE_PICTURES" in os.environ:
        browser.save_screenshot(f"{os.environ['NNGRADE_PICTURES']}/{name}.png")


def test_a_term(few_folder: Folder, browser: WebDriver, tmp_path: Path) -> None:
    shutil.copytree(few_folder.root, tmp_path / "course", ignore=shutil.ignore_patterns("release", "gradebook.db"))
    folder, exchange = Folder(tmp_path / "course"), Exchange(tmp_path)
    config = folder.root / "nbgrader_config.py"
    more = [f"c.Exchange.root = {str(exchange.root)!r}", "c.ExchangeCollect.check_owner = False"]
    config.write_text("\n".join([config.read_text(), *more, ""]))

    folder.nbgrader("generate_assignment", "activations")
    folder.nbgrader("release_assignment", "activations")
    outbound = exchange.root / "neural-networks" / "outbound" / "activations"
    assert [path.name for path in outbound.iterdir()] == ["activations.ipynb"]

    exchange.hand_in("ada", solved("activations") | ANSWER)
    exchange.hand_in("ben", solved("activations", softmax="def softmax(z):\n    return np.exp(z)") | ANSWER)
    forged = attacks.FORGED.format(root=folder.root) + attacks.PATCHED_COMPARISONS
    lazy = {f"{name}-code": f"def {name}(z):\n    return z" for name in ("relu", "softmax")}
    exchange.hand_in("eve", lazy | {"start": forged})
    folder.nbgrader("collect", "activations")
    folder.nbgrader("autograde", "activations")

    said = folder.nngrade("nbgrader", "release", "activations", code=1)
    assert "open: ada, quiz-nonlinear" in said
    assert "2 marks are open" in said

    with jupyter(folder.root, tmp_path) as address:
        browser.get(f"{address}/login?token={TOKEN}")
        accept(browser, address, folder, "ada")
        change(browser, address, folder, "ben", "1")

    assert "feedback made for 3 students" in folder.nngrade("nbgrader", "release", "activations")
    page = (folder.root / "feedback" / "ben" / "activations" / "activations.html").read_text()
    assert "[suggested]" not in page
    assert "FAIL" in page
    folder.nbgrader("release_feedback", "activations")
    home = exchange.student("ben", "fetch_feedback", "activations")
    assert [path.read_text() for path in home.glob("activations/feedback/*/activations.html")] == [page]
    folder.nbgrader("export", "--to", "grades.csv")
    with open(folder.root / "grades.csv", newline="") as file:
        grades = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "activations"}
    assert float(grades["ada"]["raw_score"]) > float(grades["ben"]["raw_score"]) > float(grades["eve"]["raw_score"])
    assert {row["open"] for row in grades.values()} == {"0"}
    events = [json.loads(line) for line in (folder.root / "suggestions.jsonl").read_text().splitlines()]
    assert {(event["student"], event["event"]) for event in events} >= {("ada", "accepted"), ("ben", "changed")}
    comments = folder.ask("SELECT manual_comment FROM comment WHERE manual_comment IS NOT NULL")
    assert len(comments) == 2
    assert all("one linear function" in comment and "[suggested]" not in comment for (comment,) in comments)


def open_grading(browser: WebDriver, address: str, folder: Folder, student: str) -> None:
    """Open the formgrader at a student's notebook."""
    query = """SELECT submitted_notebook.id FROM submitted_notebook JOIN submitted_assignment
        ON submitted_notebook.assignment_id = submitted_assignment.id WHERE student_id = ?"""
    ((notebook,),) = folder.ask(query, student)
    browser.get(f"{address}/formgrader/submissions/{notebook}/")
    WebDriverWait(browser, PATIENCE).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, "input.score.needs_manual_grade")
    )


def accept(browser: WebDriver, address: str, folder: Folder, student: str) -> None:
    """Click on `mark as graded` beside the suggestion."""
    open_grading(browser, address, folder, student)
    comment = next(
        each for each in browser.find_elements(By.CSS_SELECTOR, "textarea.comment") if each.get_attribute("value")
    )
    assert (comment.get_attribute("value") or "").startswith("[suggested]")
    button = next(each for each in browser.find_elements(By.CSS_SELECTOR, ".mark-graded") if each.is_displayed())
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    keep(browser, "formgrader")
    browser.execute_script("arguments[0].click()", button)
    _await_saved(folder, student)


def change(browser: WebDriver, address: str, folder: Folder, student: str, points: str) -> None:
    """Type another score over the suggestion; its comment stays as it stands there."""
    open_grading(browser, address, folder, student)
    box = browser.find_element(By.CSS_SELECTOR, "input.score.needs_manual_grade")
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
        box,
        points,
    )
    _await_saved(folder, student)


def _await_saved(folder: Folder, student: str) -> None:
    query = """SELECT count(*) FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        WHERE student_id = ? AND needs_manual_grade"""
    WebDriverWait(folder, PATIENCE).until(lambda waiting: waiting.ask(query, student) == [(0,)])


def test_a_check_cell_in_jupyterlab_shows_what_is_wrong(few_folder: Folder, browser: WebDriver, tmp_path: Path) -> None:
    """The released notebook, opened by a student who got softmax nearly right."""
    work = tmp_path / "work" / "activations"
    work.mkdir(parents=True)
    texts = solved("activations", softmax="def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()")
    (work / "activations.ipynb").write_text(json.dumps(filled(few_folder.released("activations"), texts)))
    with jupyter(tmp_path / "work", tmp_path) as address:
        browser.get(f"{address}/lab/tree/activations/activations.ipynb?token={TOKEN}")
        ready = "return !!window.jupyterapp && !!document.querySelector('.jp-Notebook .jp-CodeCell')"
        WebDriverWait(browser, PATIENCE).until(lambda page: page.execute_script(ready))
        idle = "return !!document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')"
        WebDriverWait(browser, PATIENCE).until(lambda page: page.execute_script(idle))
        shown = (
            "return [...document.querySelectorAll('.jp-OutputArea .nngrade')].map(each => each.innerText).join('\\n')"
        )

        def ran(page: WebDriver) -> bool:
            """Whether the last check has answered; asks once more where the page was not ready to hear it."""
            if page.execute_script(idle) and "softmax: " not in page.execute_script(shown):
                page.execute_script("window.jupyterapp.commands.execute('notebook:run-all-cells')")
            return "softmax: " in page.execute_script(shown)

        WebDriverWait(browser, PATIENCE, poll_frequency=5).until(ran)
        text = browser.execute_script(shown)
        browser.execute_script("[...document.querySelectorAll('.nngrade')].at(-1).scrollIntoView({block: 'center'})")
        keep(browser, "jupyterlab")
    assert re.search(r"relu: (\d+) of \1 points", text)
    assert "Every row of probabilities sums to 1." in text
    assert "each row" in text
    assert "Hint 1" in text
