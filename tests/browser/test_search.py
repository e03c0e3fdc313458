"""Search in the browser, with the real index, under the production Content-Security-Policy."""

from __future__ import annotations

import csv
import gzip
import io
import re

import pytest
from playwright.sync_api import expect

NOISY = "speeches/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html"


MOST_REQUESTS = 24
MOST_BYTES = 200_000
"""Of a first search in the sample archive: page, style, scripts, index and what is found."""


def results(page):
    """The results as soon as they are there: the paths that the titles lead to."""
    page.locator("#results > li").first.wait_for()
    links = page.locator("#results > li")
    return [
        str(links.nth(i).locator("a").first.get_attribute("href")) for i in range(links.count())
    ]


def search(open_page, server, query):
    return open_page(server.url + f"search.html?q={query}")


def test_a_title_is_found_by_its_words(open_page, sample_server):
    page = search(open_page, sample_server, "節水型社區建設動員會")
    assert results(page)[0].partition("?")[0].partition("#")[0] == NOISY


def test_a_query_in_the_other_script_finds_the_same(open_page, sample_server):
    traditional = results(search(open_page, sample_server, "節水型社區"))
    simplified = results(search(open_page, sample_server, "节水型社区"))
    assert [r.split("?")[0] for r in traditional] == [r.split("?")[0] for r in simplified]


@pytest.mark.parametrize("query", ["聽漏棒", "听漏棒"])
def test_a_passage_is_found_at_its_heading_and_opens_there(open_page, sample_server, query):
    page = search(open_page, sample_server, query)
    assert NOISY in results(page)[0]
    place = page.locator("#results .place", has=page.locator("a[href*='#s1-1']")).first
    assert "一是把漏掉的水找回来" in place.inner_text()
    assert place.locator("p mark").inner_text() == "听漏棒"
    place.locator("p a").click()
    page.wait_for_url("**?mark=*")
    page.locator(".find").wait_for()
    place = "[...CSS.highlights.get('here')][0].getBoundingClientRect().toJSON()"
    assert 0 < page.evaluate(place)["top"] < 900


def test_the_words_found_are_marked_in_their_context(open_page, sample_server):
    page = search(open_page, sample_server, "听漏棒")
    results(page)
    assert page.locator("#results mark").first.inner_text() == "听漏棒"


def test_a_speech_shows_its_best_places_and_the_others_when_asked(open_page, sample_server):
    page = search(open_page, sample_server, "水")
    item = page.locator("#results > li", has=page.locator("a[href*='2013-03-25']"))
    item.wait_for()
    assert item.locator(".place").count() == 3
    said = item.locator("summary").inner_text()
    item.locator("summary").click()
    more = item.locator(".more .place p")
    more.first.wait_for()
    assert str(more.count() + item.locator(".more .place:not(:has(p))").count()) in said
    assert all("水" in text for text in more.all_inner_texts())


def test_a_lost_point_is_found_as_lost(open_page, sample_server):
    page = search(open_page, sample_server, "机关要有人带头")
    assert NOISY in results(page)[0]
    place = page.locator("#results .place", has=page.locator("a[href*='#o6']"))
    assert place.count() == 1
    assert "此本缺" in place.inner_text()


def test_english_words_are_found(open_page, sample_server):
    assert any("swing" in path for path in results(search(open_page, sample_server, "bridge")))


def test_arabic_words_are_found(open_page, sample_server):
    assert any("la-tughliqu" in p for p in results(search(open_page, sample_server, "النافذة")))


def test_several_words_must_all_be_there(open_page, sample_server):
    page = search(open_page, sample_server, "听漏棒 大姐")
    assert [path.split("?")[0].split("#")[0] for path in results(page)] == [NOISY]


def test_what_is_nowhere_is_said_to_be_nowhere(open_page, sample_server):
    page = search(open_page, sample_server, "量子色动力学")
    page.locator("#status", has_text="量子色动力学").wait_for()
    assert page.locator("#results > li").count() == 0
    assert page.locator("main a[href='years/index.html']").is_visible()
    assert page.locator("#found").is_hidden()


def test_the_query_is_in_the_address(open_page, sample_server):
    page = open_page(sample_server.url + "search.html")
    page.fill("main input[name=q]", "水库")
    page.wait_for_url("**/search.html?q=%E6%B0%B4%E5%BA%93")


def test_back_and_forward_go_through_what_was_asked(open_page, sample_server):
    page = search(open_page, sample_server, "水库")
    first = results(page)
    # At once, or the pause after typing would put it in the place of the first.
    submitted = "form => { form.elements.q.value = 'bridge'; form.requestSubmit(); }"
    page.eval_on_selector("#search form", submitted)
    page.wait_for_url("**/search.html?q=bridge")
    expect(page).to_have_title(re.compile("^bridge"))
    expect(page.locator("#results")).to_contain_text("bridge", ignore_case=True)
    page.go_back()
    expect(page.locator("main [name=q]")).to_have_value("水库")
    expect(page.locator("#results")).not_to_contain_text("bridge", ignore_case=True)
    assert results(page) == first
    page.go_forward()
    expect(page.locator("main [name=q]")).to_have_value("bridge")


def test_order_and_view_are_in_the_address(open_page, sample_server):
    page = search(open_page, sample_server, "水&order=newest&view=lines")
    page.locator("#results.lines > li").first.wait_for()
    page.locator("#views a").first.click()
    page.wait_for_url("**/search.html?q=%E6%B0%B4&order=newest")
    page.locator("#results:not(.lines) > li").first.wait_for()
    assert page.input_value("#order") == "newest"
    page.select_option("#order", "oldest")
    page.wait_for_url("**order=oldest")


def test_keys_lead_to_the_field_through_the_results_and_back(open_page, sample_server):
    page = search(open_page, sample_server, "水库")
    results(page)
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.closest('#results')?.querySelectorAll('a')"
    assert page.evaluate(f"[...{focused}].indexOf(document.activeElement)") == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/speeches/*")


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_key_leads_to_the_field_from_every_page(open_page, sample_server, key, width):
    page = open_page(sample_server.url + NOISY, width=width)
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("水库/")
    assert page.input_value("header input[name=q]") == "水库/"


def test_the_number_of_results_is_announced(open_page, sample_server):
    page = search(open_page, sample_server, "水库")
    found = results(page)
    assert page.locator("#status").get_attribute("role") == "status"
    assert str(len(found)) in page.inner_text("#status")
    assert page.title().startswith("水库 · ")


def test_examples_of_queries_find_something(open_page, sample_server):
    page = open_page(sample_server.url + "search.html")
    links = page.locator("#help dl a")
    addresses = [links.nth(i).get_attribute("href") for i in range(links.count())]
    assert len(addresses) >= 5
    links.first.click()
    assert results(page)
    for address in addresses:
        assert results(open_page(sample_server.url + "search.html" + address)), address


def test_one_word_or_another_and_not_a_third(open_page, sample_server):
    def paths(query):
        return {path.split("?")[0] for path in results(search(open_page, sample_server, query))}

    assert NOISY in paths("水库")
    assert paths("水库") < paths('水库 OR "swing bridge"')
    assert paths("水库 -节水型社区") == paths("水库") - {NOISY}


def test_a_phrase_in_quotation_marks_is_looked_for_as_it_is(open_page, sample_server):
    assert results(search(open_page, sample_server, '"swing bridge"'))
    page = search(open_page, sample_server, '"bridge swing"')
    page.locator("#status", has_text="bridge swing").wait_for()
    assert page.locator("#results > li").count() == 0


def test_results_are_in_the_order_of_their_dates(open_page, sample_server):
    def years(order):
        page = search(open_page, sample_server, f"水&order={order}")
        results(page)
        texts = page.locator("#results > li > .about").all_inner_texts()
        return [int(re.search(r"(\d{4})年", text)[1]) for text in texts if "年" in text]

    assert len(years("oldest")) > 2
    assert years("oldest") == sorted(years("oldest"))
    assert years("newest") == sorted(years("newest"), reverse=True)


def test_without_a_script_the_page_says_so_and_leads_on(open_page, sample_server):
    page = open_page(sample_server.url + "search.html", script=False)
    assert "JavaScript" in page.inner_text("#unsupported")
    for path in ("years/index.html", "speakers/index.html", "headings.html"):
        assert page.locator(f"main a[href='{path}']").is_visible()


def test_a_search_that_cannot_be_loaded_says_so_and_can_be_tried_again(open_page, sample_server):
    page = open_page(sample_server.url + "search.html", expect=("Failed to load resource",))
    page.route("**/fold-*.json", lambda route: route.abort())
    page.fill("main input[name=q]", "水库")
    again = page.locator("#trouble button")
    again.wait_for()
    assert page.inner_text("#status")
    page.unroute("**/fold-*.json")
    again.click()
    assert results(page)
    assert again.is_hidden()


def test_offline_the_search_waits_and_goes_on(open_page, sample_server):
    page = open_page(sample_server.url + "search.html", expect=("Failed to load resource",))
    page.context.set_offline(True)
    page.fill("main input[name=q]", "水库")
    page.locator("#trouble button").wait_for()
    assert "网络" in page.inner_text("#status")
    page.context.set_offline(False)
    assert results(page)


def saved(page, name):
    page.locator("#results > li").first.wait_for()
    with page.expect_download() as download:
        page.click(f".save button[value={name}]")
    return download.value.suggested_filename, download.value.path().read_text("utf-8")


def test_the_results_are_saved_as_a_table(open_page, sample_server):
    page = search(open_page, sample_server, "水库")
    name, text = saved(page, "csv")
    assert name == "speeches.csv"
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["address"] for row in rows] == [
        f"https://speeches.example.org/{path.partition('?')[0]}" for path in results(page)
    ]
    by_title = {row["title"]: row for row in rows}
    assert by_title["水到了，还要记得路"]["date"] == "2003-04-18"
    assert int(by_title["水到了，还要记得路"]["matches"]) > 1


def test_the_results_are_saved_for_bibtex(open_page, sample_server):
    page = search(open_page, sample_server, "bridge")
    name, text = saved(page, "bibtex")
    assert name == "speeches.bib"
    entry = text[text.index("@misc{2011-05-14-remarks") :]
    entry = entry[: entry.index("\n}\n")]
    title = "Remarks by Mayor Tamsin Orrell at the Reopening of the Swing Bridge"
    assert f"title = {{{{{title}}}}}" in entry
    assert "date = {2011-05-14}" in entry
    assert text.count("@misc{") == len(results(page))
    assert text.count("{") == text.count("}")


def test_nothing_of_search_is_loaded_before_it_is_wanted(open_page, sample_server):
    page = open_page(sample_server.url)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    names = {name.rpartition("/")[2].rpartition("-")[0] for name in loaded}
    assert names <= {"site", "lists", "favicon"}


@pytest.mark.parametrize(
    ("names", "most"),
    [
        ({"search", "results", "facets", "index", "words"}, 12_000),
        ({"concordance", "reading", "saving"}, 4_000),
        ({"find"}, 2_200),
        ({"headings"}, 1_000),
    ],
)
def test_scripts_of_search_are_small(sample_site, names, most):
    size = {
        path.name: len(gzip.compress(path.read_bytes(), 9))
        for path in (sample_site.folder / "assets").glob("*.js")
        if path.name.rpartition("-")[0] in names
    }
    assert 0 < sum(size.values()) <= most, size


def test_a_first_search_on_a_phone_asks_for_little(open_page, sample_server):
    page = open_page(sample_server.url + "404.html", width=360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    # What Lighthouse takes for a phone on a slow 4G network.
    slow = {"latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 96_000}
    session.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(sample_server.url + "search.html?q=听漏棒")
    assert results(page)
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES


def test_composing_with_an_input_method_does_not_search(open_page, sample_server):
    page = open_page(sample_server.url + "search.html")
    page.focus("main input[name=q]")
    session = page.context.new_cdp_session(page)
    # What an input method does while somebody types pinyin: text is in the field, not yet chosen.
    session.send(
        "Input.imeSetComposition", {"text": "jie shui", "selectionStart": 8, "selectionEnd": 8}
    )
    page.wait_for_timeout(600)
    assert page.input_value("main input[name=q]") == "jie shui"
    assert page.inner_text("#status") == ""
    assert "q=" not in page.url
    session.send("Input.insertText", {"text": "节水"})
    assert NOISY in results(page)[0]


def test_the_field_on_every_page_leads_to_the_results(open_page, sample_server):
    page = open_page(sample_server.url + NOISY)
    page.fill("header input[name=q]", "水库")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert results(page)
