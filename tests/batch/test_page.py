"""`report.html` in a real browser: offline, complete, and readable by a screen reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from tests.batch.conftest import make_class, nngrade, put
from tests.browser import chromium

HOSTILE = "<script>document.title = 'robbed'</script><img src=http://127.0.0.1:9/x>"


@pytest.fixture(scope="module")
def page(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a class of six; one learner's name and code try to become part of the page."""
    folder = make_class(tmp_path_factory.mktemp("class"), 5)
    put(folder / "<b onclick=alert(1)>mallory" / "counter.py", f"raise ValueError({HOSTILE!r})\n")
    out = tmp_path_factory.mktemp("graded") / "out"
    done = nngrade("grade", folder, "--out", out, "--course", small, "--seed", 7, "--disclose", "open")
    assert done.returncode == 1, done.stderr
    return out / "report.html"


@pytest.fixture(scope="module")
def browser(page: Path) -> Iterator[WebDriver]:
    with chromium() as opened:
        opened.get(page.as_uri())
        yield opened


def tree(browser: WebDriver) -> list[dict[str, Any]]:
    """What a screen reader is given: role and name of each part of the page."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]  # type: ignore[attr-defined]  # of Chromium's driver
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]


def test_the_page_asks_for_nothing_but_itself(browser: WebDriver, page: Path) -> None:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {item["params"]["request"]["url"] for item in messages if item["method"] == "Network.requestWillBeSent"}
    assert asked == {page.as_uri()}
    assert browser.get_log("browser") == []


def test_names_and_messages_of_learners_stay_text(browser: WebDriver) -> None:
    assert browser.title.startswith("Grades")
    assert browser.find_elements(By.CSS_SELECTOR, "img, script, [onclick]") == []
    assert "mallory" in browser.find_element(By.TAG_NAME, "body").text


def test_every_link_leads_to_a_part_of_the_page(browser: WebDriver) -> None:
    links = [link.get_attribute("href") or "" for link in browser.find_elements(By.CSS_SELECTOR, "a[href]")]
    assert len(links) >= 6
    for link in links:
        target = browser.find_elements(By.ID, link.partition("#")[2])
        assert len(target) == 1, link


def test_a_screen_reader_hears_headings_tables_and_their_names(browser: WebDriver) -> None:
    parts = tree(browser)
    roles = [part["role"] for part in parts]
    assert roles.count("main") == 1
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert next(part["name"] for part in parts if part["role"] == "heading").startswith("Grades")
    assert all(
        part["name"] for part in parts if part["role"] in ("heading", "table", "link", "columnheader", "rowheader")
    )
    assert {"table", "columnheader", "rowheader"} <= set(roles)
    for number in range(5):
        assert any(part["role"] == "heading" and f"learner{number:03}" in part["name"] for part in parts)


def test_nothing_is_told_by_colour_alone(browser: WebDriver) -> None:
    """Without any style the verdicts are still words."""
    browser.execute_script("document.querySelectorAll('style').forEach(style => style.remove())")
    text = browser.find_element(By.TAG_NAME, "body").text.lower()
    assert "failed" in text
    assert "passed" in text
