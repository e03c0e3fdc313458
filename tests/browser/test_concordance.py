"""The concordance: every place in a line, ordered by what is around it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect


def lines(page):
    """The lines as (before, words, after)."""
    page.locator("#results.lines > li").first.wait_for()
    page.locator("#progress").wait_for(state="hidden")
    expect(page.locator("#status")).to_contain_text(re.compile(r"\d"))
    return page.evaluate(
        """[...document.querySelectorAll('#results > li a')]
        .map((line) => [...line.children].map((part) => part.textContent))"""
    )


def concordance(open_page, server, query, **how):
    return open_page(server.url + f"search.html?q={query}&view=lines", **how)


def test_every_place_has_a_line_with_the_words_in_the_middle(open_page, sample_server):
    page = concordance(open_page, sample_server, "水库")
    found = lines(page)
    assert len(found) > 3
    assert {words for _, words, _ in found} == {"水库"}
    assert page.inner_text("#status").count(str(len(found))) == 1
    middles = page.evaluate(
        "[...document.querySelectorAll('#results mark')].map(m => m.getBoundingClientRect().x)"
    )
    assert max(middles) - min(middles) < 1


@pytest.mark.parametrize(("side", "index"), [("left", 0), ("right", 2)])
def test_chinese_lines_are_ordered_by_the_characters_next_to_the_words(
    open_page, sample_server, side, index
):
    page = concordance(open_page, sample_server, "水")
    before = lines(page)
    page.select_option("#line-order", side)
    after = lines(page)
    assert sorted(before) == sorted(after)
    assert before != after
    next_to = [re.sub(r"\W", "", line[index])[-1 if side == "left" else 0 :][:1] for line in after]
    # Characters that are alike stand together: each begins once.
    starts = [c for i, c in enumerate(next_to) if i == 0 or next_to[i - 1] != c]
    assert len(starts) == len(set(starts))


def test_english_lines_are_ordered_by_the_words_next_to_the_words(open_page, sample_server):
    page = concordance(open_page, sample_server, "bridge")
    lines(page)
    page.select_option("#line-order", "right")
    following = [re.findall(r"\w+", after.lower())[:1] for _, _, after in lines(page)]
    assert len(following) > 3
    assert following == sorted(following)


def test_a_line_leads_to_its_passage(open_page, sample_server):
    page = concordance(open_page, sample_server, "听漏棒")
    lines(page)
    page.locator("#results a").first.click()
    page.wait_for_url("**/speeches/*")
    page.locator(".find").wait_for()
    place = "[...CSS.highlights.get('here')][0].getBoundingClientRect().toJSON()"
    assert 0 < page.evaluate(place)["top"] < 900


def test_the_lines_are_saved_as_they_are_ordered(open_page, sample_server):
    page = concordance(open_page, sample_server, "水")
    lines(page)
    page.select_option("#line-order", "left")
    shown = lines(page)
    with page.expect_download() as download:
        page.click(".save button[value=csv]")
    assert download.value.suggested_filename == "concordance.csv"
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [[row["before"], row["words"], row["after"]] for row in rows] == shown
    assert rows[0]["address"].startswith("https://speeches.example.org/speeches/")


def test_arabic_lines_run_from_right_to_left(open_page, sample_server):
    page = concordance(open_page, sample_server, "النافذة")
    assert lines(page)
    assert page.locator("#results a").first.get_attribute("dir") == "rtl"
    before, words, after = page.evaluate(
        "[...document.querySelector('#results a').children].map(c => c.getBoundingClientRect().x)"
    )
    assert before > words > after


@pytest.mark.parametrize("width", [320, 768])
def test_lines_stay_inside_of_the_window(open_page, sample_server, width):
    page = concordance(open_page, sample_server, "水", width=width)
    lines(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
