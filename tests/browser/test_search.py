"""Search in the browser, with the real index, under the production Content-Security-Policy."""

from __future__ import annotations

import pytest

NOISY = "speeches/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html"


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
    place = page.locator("#results a[href*='#s1-1']").first
    assert "一是把漏掉的水找回来" in place.inner_text()
    place.click()
    page.wait_for_url("**#s1-1*")
    box = page.locator("#s1-1").bounding_box()
    assert box
    assert 0 <= box["y"] < 900


def test_the_words_found_are_marked_in_their_context(open_page, sample_server):
    page = search(open_page, sample_server, "听漏棒")
    results(page)
    assert page.locator("#results mark").first.inner_text() == "听漏棒"


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


def test_the_query_is_in_the_address(open_page, sample_server):
    page = open_page(sample_server.url + "search.html")
    page.fill("main input[name=q]", "水库")
    page.wait_for_url("**/search.html?q=%E6%B0%B4%E5%BA%93")


def test_nothing_of_search_is_loaded_before_it_is_wanted(open_page, sample_server):
    page = open_page(sample_server.url)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert not [name for name in loaded if "pagefind" in name or "search-" in name]


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
