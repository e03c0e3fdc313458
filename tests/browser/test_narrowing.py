"""Facets, order and what is near, over the sample archive and over one of several shards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from site_builder.building import build
from site_builder.project import Project
from site_builder.server import Server

ROOT = Path(__file__).parents[2]
SITE = """\
title = "T"
url = "https://a.example/"
language = "en"
views = false
exports = []
data = []
feeds = false
"""


def search(open_page, server, query, **options):
    page = open_page(server.url + f"search.html?q={query}", **options)
    page.locator("#results > li, #near > li").first.wait_for()
    return page


def opened(page, name):
    """The labels of a facet with their counts, once its list is open."""
    details = page.locator("#facets details", has=page.locator("summary", has_text=name))
    details.wait_for()
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return dict(text.rsplit("\n", 1) for text in details.locator("li").all_inner_texts())


def total(page):
    return int(page.inner_text("#status").split()[0].replace(",", ""))


# The sample archive
# ------------------


def test_facets_have_counts_that_follow_the_query(open_page, sample_server):
    page = search(open_page, sample_server, "bridge")
    assert opened(page, "讲者") == {"Tamsin Orrell": "2", "Gideon Sarrow": "1"}
    assert opened(page, "年份") == {"2017": "1", "2011": "1"}


def test_a_facet_narrows_the_results_and_stands_in_the_address(open_page, sample_server):
    page = search(open_page, sample_server, "bridge")
    opened(page, "讲者")
    page.locator("#facets label", has_text="Gideon Sarrow").click()
    page.wait_for_url("**/search.html?q=bridge&speaker=Gideon+Sarrow")
    page.locator("#chips button").wait_for()
    assert total(page) == 1
    # What the others would bring is still told.
    assert opened(page, "讲者")["Tamsin Orrell"] == "2"
    page.go_back()
    expect(page.locator("#results > li")).to_have_count(2)
    page.go_forward()
    expect(page.locator("#results > li")).to_have_count(1)
    page.locator("#chips button").click()
    page.wait_for_url("**/search.html?q=bridge")
    expect(page.locator("#results > li")).to_have_count(2)


def test_a_bar_of_the_chart_is_a_year_to_search_in(open_page, sample_server):
    page = search(open_page, sample_server, "水")
    found, before = total(page), page.inner_text("#status")
    page.locator("#years button:not([disabled])").last.click()
    page.wait_for_url("**year=20*")
    expect(page.locator("#status")).not_to_have_text(before)
    assert total(page) < found
    assert page.locator("#years button[aria-pressed=true]").count() == 1


def test_facets_that_leave_nothing_say_so_and_can_be_taken_away(open_page, sample_server):
    page = open_page(sample_server.url + "search.html?q=bridge&year=1998")
    page.locator("#chips button").wait_for()
    assert page.locator("#results > li").count() == 0
    assert "bridge" in page.inner_text("#status")
    page.locator("#chips button").click()
    page.locator("#results > li").first.wait_for()


def test_pinyin_finds_titles_headings_and_names(open_page, sample_server):
    page = search(open_page, sample_server, "shuiku")
    assert "2003-04-18" in page.locator("#results > li a").first.get_attribute("href")


def test_masked_names_are_found_as_masked(open_page, sample_server):
    for query in ("**区", "＊＊区", "*区"):
        page = search(open_page, sample_server, query)
        assert total(page) == 1
        assert "＊＊区" in page.locator("#results mark").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "near"), [("brigde", "bridge"), ("量子水库", "水库"), ("水库 quark", "水库")]
)
def test_what_is_near_is_offered_where_nothing_is_found(open_page, sample_server, query, near):
    page = search(open_page, sample_server, query)
    link = page.locator("#near a", has_text=near).first
    link.click()
    page.locator("#results > li").first.wait_for()
    assert page.input_value("main input[name=q]") == near


def test_on_a_phone_facets_are_fetched_when_they_are_opened(open_page, sample_server):
    page = search(open_page, sample_server, "bridge", width=360)
    page.wait_for_load_state("networkidle")
    loaded = "performance.getEntriesByType('resource').filter(e => /facets/.test(e.name)).length"
    assert page.evaluate(loaded) == 0
    page.locator("#narrow > summary").click()
    assert opened(page, "讲者")["Tamsin Orrell"] == "2"


# Several shards
# --------------

COUNT = 1_400


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("large")
    speeches = root / "content" / "speeches"
    speeches.mkdir(parents=True)
    (root / "content" / "site.toml").write_text(SITE)
    for n in range(COUNT):
        title = "On tide tables" if n == 700 else f"Address {n}"
        speaker = ("Ada Quill", "Bo Reed", "Cy Marsh")[n % 3]
        # Speeches that stand together by id are far from each other in time.
        date = f"{1900 + n * 7 // 10 % 113}-0{1 + n % 9}-1{n % 10}"
        said = "The tide tables were read." if n % 10 == 0 else "Nothing was read."
        (speeches / f"{n:04}.md").write_text(
            f"---\ntitle: {title}\nlanguage: en\ndate: '{date}'\nspeakers:\n"
            f"  - attribution: {speaker}\n---\n\n{said}\n"
        )
    build(Project(root), root / "public")
    with Server(root / "public", headers=ROOT / "netlify.toml") as server:
        yield server


def test_the_large_archive_has_several_shards(open_page, large):
    page = open_page(large.url + "search.html")
    address = page.get_attribute("#search", "data-shards")
    manifest = json.loads(page.evaluate("async a => (await fetch(a)).text()", address))
    assert len(manifest["shards"]) == 2


def test_counts_and_facets_are_those_of_all_shards(open_page, large):
    page = search(open_page, large, "tide tables")
    assert total(page) == COUNT // 10
    counts = opened(page, "Speaker")
    assert sum(map(int, counts.values())) == COUNT // 10


def test_the_best_result_of_all_shards_is_first(open_page, large):
    page = search(open_page, large, "tide")
    assert page.locator("#results h2").first.inner_text() == "On tide tables"


@pytest.mark.parametrize(("order", "is_reverse"), [("oldest", False), ("newest", True)])
def test_results_of_all_shards_are_in_the_order_of_their_dates(open_page, large, order, is_reverse):
    years = []
    for number in (1, 2, 14):
        page = search(open_page, large, f"tide&order={order}&page={number}")
        texts = page.locator("#results > li > .about").all_inner_texts()
        years += [int(text[-4:]) for text in texts]
    assert len(years) == 30
    assert years == sorted(years, reverse=is_reverse)
    assert len(set(years)) > 8
