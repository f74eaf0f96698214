"""The page about a class in a real browser: its outline, its tables, its colours, narrow screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from nngrade.batch.effort import EffortItem
from nngrade.batch.items import Tally
from nngrade.render.html import Page, render_page
from nngrade.report import ChapterReport, CheckReport, Report, assemble, chapter_report
from tests.browser import chromium

HOSTILE = '<script>document.title = "robbed"</script>'
LONG = "cleo" + "o" * 240


def report(name: str, passed: bool, note: str = "") -> Report:
    checks = [
        CheckReport("test_a", "relu", "Negative numbers become 0.", "passed", 1.0, 1.0),
        CheckReport("test_b", "softmax", "Rows sum to 1.", "passed", 2.0, 2.0)
        if passed
        else CheckReport("test_b", "softmax", "Rows sum to 1.", "failed", 0.0, 2.0, f"Sum over {HOSTILE}", "SMX2"),
    ]
    done = chapter_report("activations", checks, upstream={"neuron": "reference"}, todo=False)
    missing = ChapterReport("layers", "missing", 0.0, 4.0, message="layers.py was not handed in")
    return assemble("course", name, [done, missing], 7, "full", (note,) if note else ())


REPORTS = [report("ada", True), report(f"bob {HOSTILE}", False, "x.py was left out"), report(LONG, False)]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tally = Tally({("activations", "SMX2"): "Sum over the last axis."})
    for one in REPORTS:
        tally.add(one)
    facts = Page(
        "class 1",
        "0.1.0",
        7,
        ["activations", "layers"],
        3,
        lambda: [(one.submission, one) for one in REPORTS],
        tally.analysis(),
        [("activations", "ada", LONG, 0.93)],
        efforts=[EffortItem("activations", 3, 2, 4.5, 5400), EffortItem("layers", 1, 0, None, None)],
    )
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(b"".join(render_page(facts)))
    return path


@pytest.fixture(scope="module")
def browser(page: Path) -> Iterator[WebDriver]:
    with chromium() as opened:
        opened.get(page.as_uri())
        yield opened


def tree(browser: WebDriver) -> list[dict[str, Any]]:
    """What the browser tells a screen reader: roles and names in reading order."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        {
            "role": node["role"]["value"],
            "name": node.get("name", {}).get("value", ""),
            **{fact["name"]: fact["value"].get("value") for fact in node.get("properties", ())},
        }
        for node in nodes
        if not node["ignored"]
    ]


def test_headings_lead_through_the_page(browser: WebDriver) -> None:
    headings = [(node["level"], node["name"]) for node in tree(browser) if node["role"] == "heading"]
    assert headings == [
        (1, "Grades: class 1"),
        (2, "The class at a glance"),
        (2, "Known mistakes"),
        (2, "Checks"),
        (2, "Attempts and time"),
        (2, "Similar submissions"),
        (2, "Each submission"),
        (3, "ada: 3 of 7 points"),
        (3, f"bob {HOSTILE}: 1 of 7 points"),
        (3, f"{LONG}: 1 of 7 points"),
    ]


def test_tables_have_names_and_headers(browser: WebDriver) -> None:
    nodes = tree(browser)
    assert sorted(node["name"] for node in nodes if node["role"] == "table") == [
        "Checks and time until a chapter passed",
        "Each chapter over the class",
        "Pairs whose code is alike beyond the stub",
        "Score of each submission",
        "Share that passed, and discrimination",
    ]
    assert {node["name"] for node in nodes if node["role"] == "rowheader"} >= {"activations", "ada", LONG}
    assert {"Chapter", "Total", "Discrimination"} <= {node["name"] for node in nodes if node["role"] == "columnheader"}


def test_it_can_be_read_by_keyboard_and_on_a_narrow_screen(browser: WebDriver) -> None:
    browser.set_window_size(500, 700)
    wide = browser.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    for region in browser.find_elements(By.CSS_SELECTOR, ".wide"):
        assert region.get_attribute("tabindex") == "0"


def test_landmarks_are_as_many_in_a_large_class_as_in_a_small_one(browser: WebDriver) -> None:
    """Who goes from one to the next meets the parts of the page, and each submission as a heading."""
    names = [node["name"] for node in tree(browser) if node["role"] == "region"]
    assert not any(report.submission in name for report in REPORTS for name in names)
    assert {
        "The class at a glance",
        "Attempts and time",
        "Each submission",
        "Checks and time until a chapter passed",
    } <= set(names)


def test_every_table_cell_has_a_header_with_a_scope(browser: WebDriver) -> None:
    scopes = {head.get_attribute("scope") for head in browser.find_elements(By.CSS_SELECTOR, "table th")}
    assert scopes == {"col", "row"}
    assert browser.find_elements(By.CSS_SELECTOR, "tbody tr:not(:has(th))") == []


def test_the_tab_key_reaches_the_results_first_and_then_every_link_and_table(browser: WebDriver) -> None:
    browser.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = []
    for _ in range(len(browser.find_elements(By.CSS_SELECTOR, "a[href], .wide"))):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(browser.switch_to.active_element)
    assert reached[0].get_attribute("textContent") == "Skip to the results"
    assert {one.id for one in reached} == {one.id for one in browser.find_elements(By.CSS_SELECTOR, "a[href], .wide")}


def test_paper_shows_tables_whole_in_black_on_white(browser: WebDriver) -> None:
    """Nobody can scroll on paper, and a dark screen must not become a dark sheet."""
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": features})
    style = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    assert browser.execute_script(style, ".wide", "overflowX") == "visible"
    assert browser.execute_script(style, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert browser.execute_script(style, "body", "color") == "rgb(0, 0, 0)"
    assert browser.execute_script(style, "nav", "display") == "none"
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: WebDriver, scheme: str) -> None:
    """Contrast of at least 4.5 to 1, for text and links, in both colour schemes."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    colour = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    ground = browser.execute_script(colour, "body", "backgroundColor")
    for element in ("body", "a[href]", "td"):
        assert contrast(browser.execute_script(colour, element, "color"), ground) >= 4.5
    head = browser.execute_script(colour, "thead th", "backgroundColor")
    assert contrast(browser.execute_script(colour, "thead th", "color"), head) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of luminances of two colours such as `rgb(1, 2, 3)`, as WCAG has it."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
