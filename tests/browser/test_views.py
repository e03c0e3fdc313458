"""What was restored, what stood there, links to cite by, and the outline: in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from site_builder.building import build
from site_builder.ingest import ingest
from site_builder.project import Project
from site_builder.server import Server
from tests.browser.conftest import ROOT

SLIPS = "2012-03-01-chun-ji-shui-ku-jian-xiu-dong-yuan-hui"
LONG = """\
---
title: "Thirty parts"
language: en
outline: ["1. Of the missing"]
---

Ladies, gentlemen, and all who came late.

{}
"""
PART = """\
## Part {0}

### Of boats {0}

The ferry of part {0} leaves at dawn, and whoever is late may wave to it from the pier. {1}

### Of nets {0}

A net of part {0} is mended in winter. {1}
"""


@pytest.fixture(scope="module")
def restored(tmp_path_factory) -> Iterator[Server]:
    """An archive with a page that was damaged, one that was cut, and a long speech."""
    root = tmp_path_factory.mktemp("restored")
    content = root / "content"
    for case in ("wenmi-slips", "wenmi-cut-end"):
        (content / "raw").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests/golden" / case / "raw.txt", content / "raw" / f"{case}.txt")
    (content / "site.toml").write_text(
        'title = "T"\nurl = "https://archive.example.org/"\n'
        'edition = {number = "3", date = "2026-01-31"}\n'
    )
    (content / "speeches").mkdir()
    parts = "\n".join(PART.format(number, "On and on. " * 150) for number in range(1, 13))
    (content / "speeches" / "long.md").write_text(LONG.format(parts))
    (content / "speeches" / "doubt.md").write_text(
        '---\ntitle: "A doubt"\nlanguage: en\n---\n\nThe 〔?ferry〕 of ＊＊ left.\n\n'
        "[gap: 9 characters, paywall]\n"
    )
    assert {outcome.what for outcome in ingest(Project(root))} == {"written"}
    build(Project(root), root / "public", with_search=False)
    with Server(root / "public", headers=ROOT / "netlify.toml") as server:
        yield server


def speech(server: Server, name: str = SLIPS, folder: str = "speeches") -> str:
    return f"{server.url}{folder}/{name}.html"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_restored_passage_tells_what_stood_there_without_javascript(open_page, restored, width):
    page = open_page(speech(restored), width=width, script=False)
    note = page.locator("#note-repaired-1")
    assert not note.is_visible()
    button = page.locator(".text .repaired button").first
    button.focus()
    page.keyboard.press("Enter")
    told = note.inner_text()
    assert "?茖W" in told
    assert "→ 。科学" in told
    assert re.search("restored · (certain|likely)", told)
    page.keyboard.press("Escape")
    assert not note.is_visible()
    button.click()
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_the_three_views_lead_to_each_other_without_javascript(open_page, restored):
    page = open_page(speech(restored), script=False)
    assert page.locator(".views [aria-current]").inner_text() == "Restored"
    page.click(".views a >> nth=1")
    assert page.locator(".views [aria-current]").inner_text() == "As saved"
    assert "?茖W安排工期" in page.inner_text("#p2")
    assert "動(dòng)員" not in page.inner_text(".text")  # the title is no passage of the speech
    page.click(".views a >> nth=2")
    assert page.locator(".views [aria-current]").inner_text() == "Saved page"
    whole = page.inner_text(".saved-page")
    assert "您的位置" in whole
    assert "相關(guān)文章" in re.sub(r"\s", "", whole)
    page.click(".views a >> nth=0")
    assert page.url == speech(restored)


@pytest.mark.parametrize("folder", ["as-saved", "saved-pages"])
def test_a_view_is_not_for_search_engines_and_names_its_speech(open_page, restored, folder):
    page = open_page(speech(restored, folder=folder))
    assert page.get_attribute("meta[name=robots]", "content") == "noindex"
    canonical = page.get_attribute("link[rel=canonical]", "href")
    assert canonical == f"https://archive.example.org/speeches/{SLIPS}.html"


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("folder", ["as-saved", "saved-pages", "speeches"])
def test_no_view_has_to_be_scrolled_sideways(open_page, restored, folder, width):
    page = open_page(speech(restored, folder=folder), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_speech_written_by_hand_has_one_view(open_page, restored):
    assert open_page(speech(restored, "long")).locator(".views").count() == 0


# To cite by
# ----------


def test_links_to_cite_by_are_no_tab_stops_until_they_are_asked_for(open_page, restored):
    page = open_page(speech(restored), script=False)
    assert page.locator(".cite").count() > 5
    assert page.locator(".cite:visible").count() == 0
    page.locator("#p2").hover()
    assert page.locator("#p2 > .cite").is_visible()
    page.mouse.move(0, 0)
    page.locator("#cite-mode").focus()
    page.keyboard.press("Space")
    assert page.locator("#p1 > .cite").is_visible()
    page.locator("#p1 > .cite").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#p1")
    assert page.locator("#p1 > .cite").inner_text() == ""


def test_a_citation_is_copied_with_the_first_words_that_are_found_once(open_page, restored):
    page = open_page(speech(restored, "long"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.check("#cite-mode")
    page.locator("#p4 > .cite").click()
    page.get_by_text("Link copied").wait_for()
    address, _, words = page.evaluate("navigator.clipboard.readText()").partition(":~:text=")
    assert address == "https://archive.example.org/speeches/long.html#p4"
    assert page.inner_text("#p4").startswith(unquote(words))
    assert page.inner_text(".text").count(unquote(words)) == 1
    assert page.url.endswith("#p4")


def test_where_copying_is_refused_the_link_is_in_the_address_bar(open_page, restored):
    page = open_page(speech(restored, "long"))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.locator("#p1").hover()
    page.locator("#p1 > .cite").click()
    page.get_by_text("The link is in the address bar").wait_for()
    assert page.url.endswith("#p1")


def test_a_browser_finds_the_words_of_a_citation(open_page, restored):
    page = open_page(speech(restored))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#p3").hover()
    page.locator("#p3 > .cite").click()
    page.get_by_text("Link copied").wait_for()
    words = page.evaluate("navigator.clipboard.readText()").partition(":~:text=")[2]
    found = page.evaluate("words => window.find(words)", unquote(words))
    assert found
    assert page.evaluate("getSelection().anchorNode.parentElement.closest('#p3') !== null")


# The outline
# -----------


def test_a_long_outline_is_folded_but_for_what_is_lost(open_page, restored):
    page = open_page(speech(restored, "long"), width=1440, script=False)
    assert page.locator(".branch").count() == 12
    assert page.locator(".branch[open]").count() == 0
    assert page.locator("#contents .lost-point").is_visible()
    page.locator(".branch > summary").first.click()
    assert page.get_by_role("link", name="Of boats 1", exact=True).is_visible()


def test_the_branch_in_which_the_reader_is_opens_and_closes_again(open_page, restored):
    page = open_page(speech(restored, "long"), width=1440)
    for part in (3, 5):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", f"s{part}-1")
        page.locator(".branch[open] a[aria-current]").wait_for()
        expect(page.locator("[aria-current=true]").first).to_have_text(f"Of boats {part}")
        assert page.locator(".branch[open]").count() == 1


def test_the_outline_tells_how_long_each_part_is(open_page, restored):
    page = open_page(speech(restored, "long"))
    words = page.locator("#contents nav > ol > li > .share title").first.text_content()
    heading = page.evaluate(
        """() => { let n = 0; for (let e = document.getElementById('s1'); e.id !== 's2';
            e = e.nextElementSibling) n += e.textContent.trim().split(/\\s+/).length; return n; }"""
    )
    assert words == f"{heading} words"


# On paper
# --------


def test_on_paper_each_place_has_the_number_of_its_note(open_page, restored):
    page = open_page(speech(restored))
    page.emulate_media(media="print")
    marks = page.locator(".text .repaired:not(.rest), .text .doubtful, .text .gap > span")
    assert marks.count() == page.locator(".endnotes > li").count() == 6
    for index in range(marks.count()):
        shown = marks.nth(index).text_content()
        assert shown.strip("“") in page.locator(".endnotes > li").nth(index).text_content()
    counted = "e => getComputedStyle(e, '::after').content"
    assert marks.first.evaluate(counted) == "counter(note)"
    assert page.locator(".text .lost").first.evaluate(counted) == '"b"'
    assert page.locator(".letter").first.is_visible()


def test_on_paper_the_outline_is_first_and_whole_and_nothing_is_to_be_clicked(open_page, restored):
    page = open_page(speech(restored, "long"))
    page.emulate_media(media="print")
    outline, text = page.locator("#contents").bounding_box(), page.locator(".text").bounding_box()
    assert outline["y"] < text["y"]
    assert page.get_by_role("link", name="Of nets 12", exact=True).is_visible()
    for hidden in ("#cite-mode", ".cite >> nth=0", ".branch > summary >> nth=0", ".neighbours"):
        assert not page.locator(hidden).is_visible(), hidden
    foot = page.inner_text(".apparatus")
    assert "https://archive.example.org/speeches/long.html" in foot
    assert "Edition 3, 2026-01-31" in foot


def test_a_doubtful_place_of_a_text_without_a_saved_page_has_its_note(open_page, restored):
    page = open_page(speech(restored, "doubt"), script=False)
    page.locator(".doubtful button").first.click()
    assert "ferry" in page.inner_text("#note-doubtful-1")
