"""The report of an ingest, opened from the disk: a person chooses, saves, and the choices hold."""

from __future__ import annotations

import json
from pathlib import Path

import axe_playwright_python
import pytest

from site_builder import repair
from site_builder.cli import main
from site_builder.model import Edit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
PAGE = (
    "水庫邊的講話\n\n各位鄉親：\n\n"
    "水庫是大家修的,渠也是大家修的。風很凉,水很清,魚\udca1也多。\n\n"
    "渠邊的樹是去年種的。天很凉,樹還沒有長大,請不要折。\n"
)


@pytest.fixture
def report(tmp_path, monkeypatch):
    """A report with two doubts, a proposal for each, and a likely repair."""

    def odd_characters(observed):
        for at, character in enumerate(observed.text):
            if character == "凉":
                yield Edit(at, "凉", "涼", "odd-character", "low", "seen twice")
            if character == "魚":
                yield Edit(at, "魚\udca1", "魚", "odd-character", "medium", "a byte too many")

    monkeypatch.setattr(repair, "RULES", (odd_characters,))
    raw = tmp_path / "content" / "raw" / "shuiku.txt"
    raw.parent.mkdir(parents=True)
    raw.write_bytes(PAGE.encode("utf-8", "surrogateescape"))
    assert main(["-C", str(tmp_path), "ingest", "--jobs", "1", "--report", "report"]) == 0
    return tmp_path / "report" / "report.html"


def test_choices_are_saved_and_taken_by_ingest(report, open_page, tmp_path):
    page = open_page(report.as_uri())
    assert page.get_by_role("button", name="Save decisions.json").is_disabled()
    first, second = page.locator("fieldset").filter(has_text="凉").all()[:2]
    first.get_by_label("Accept").check()
    assert page.locator("#state").inner_text() == "1 of 3 decided."
    second.get_by_label("Correct", exact=True).check()
    second.get_by_label("Correct text").fill("冷")
    second.get_by_label("Note").fill("as in the printed text")
    page.get_by_text("1 likely repair").click()
    page.locator("fieldset").nth(2).get_by_label("Reject").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save decisions.json").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    (decided,) = json.loads(saved.read_text("utf-8"))["pages"]
    assert saved.name == "decisions.json"
    assert decided["file"] == "raw/shuiku.txt"
    assert [
        (d["before"], d["after"], d["verdict"], d.get("note")) for d in decided["decisions"]
    ] == [
        ("凉", "涼", "accept", None),
        ("凉", "冷", "correct", "as in the printed text"),
        ("魚\udca1", "魚\udca1", "reject", None),
    ]
    assert main(["-C", str(tmp_path), "ingest", "--jobs", "1", "--decisions", str(saved)]) == 0
    (speech,) = (tmp_path / "content" / "speeches").glob("*.md")
    text = speech.read_text("utf-8")
    assert "風很涼" in text
    assert "天很冷" in text
    assert "魚□也多" in text


def test_choices_outlive_a_reload_and_can_be_taken_back(report, open_page):
    page = open_page(report.as_uri())
    page.locator("fieldset").first.get_by_label("Reject").check()
    page.reload()
    assert page.locator("fieldset").first.get_by_label("Reject").is_checked()
    page.locator("fieldset").first.get_by_label("Not decided").check()
    assert page.locator("#state").inner_text() == "Nothing decided yet."
    assert json.loads(page.locator("#text").input_value()) == {"pages": []}


def test_the_keyboard_is_enough(report, open_page):
    page = open_page(report.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("fieldset").first.get_by_label("Accept").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("sure")
    assert "sure" in page.locator("#text").input_value()


def test_without_its_script_it_can_still_be_read(report, open_page):
    page = open_page(report.as_uri(), script=False)
    assert page.locator("fieldset").first.inner_text().count("凉") == 1
    assert page.get_by_text("Perhaps 涼").first.is_visible()
    assert not page.get_by_role("button").count()
    assert not page.get_by_label("Accept").first.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(report, open_page, width, dark):
    page = open_page(report.as_uri(), width=width, dark=dark)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.locator("fieldset").first.get_by_label("Correct", exact=True).check()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document)")
    assert [(one["id"], one["nodes"]) for one in found["violations"] + found["incomplete"]] == []
