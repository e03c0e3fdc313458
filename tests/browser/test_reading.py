"""Reading a speech: with and without JavaScript, by keyboard, on paper, under a sub-path."""

from __future__ import annotations

import re

import pytest

NOISY = "speeches/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html"
ENGLISH = "speeches/2016-05-12-library-of-small-things.html"
ARABIC = "speeches/2024-10-03-la-tughliqu-al-nafidha.html"


def test_a_speech_is_whole_without_javascript(open_page, sample_server):
    page = open_page(sample_server.url + NOISY, script=False)
    text = page.inner_text("article")
    assert "市水务局长" in text
    assert "表还在响,那就是漏" in text
    assert "缺213字" in text
    assert "＊＊市不算缺水的城市" in str(page.text_content("article"))
    assert page.locator("nav a[href='#s1']").count() == 1


def test_everything_can_be_reached_without_javascript(open_page, sample_server):
    page = open_page(sample_server.url, script=False)
    page.click("header nav a[href='years/index.html']")
    page.click("main a[href='2013.html']")
    page.click("main a[href*='jie-shui']")
    assert page.inner_text("h1") == "市水务局长在节水型社区建设动员会上的讲话"
    page.click("article a[href*='speakers/']")
    assert "jie-shui" in str(page.get_attribute("main a[href*='jie-shui']", "href"))


def test_each_outline_entry_leads_to_its_place(open_page, sample_server):
    page = open_page(sample_server.url + NOISY)
    links = page.locator("nav a[href^='#s']")
    assert links.count() == 6
    for index in range(links.count()):
        target = str(links.nth(index).get_attribute("href"))
        label = re.sub(r"\s", "", links.nth(index).inner_text())
        words = re.sub(r"\s", "", page.inner_text(target))
        assert words.startswith(label)


def test_lost_points_of_the_outline_are_shown_as_lost(open_page, sample_server):
    page = open_page(sample_server.url + NOISY)
    outline = page.locator("#contents")
    lost = outline.locator("li", has_text="三是机关要有人带头").last
    assert "缺" in lost.inner_text()
    stub = page.locator(str(lost.locator("a").get_attribute("href")))
    assert stub.inner_text().startswith("三是机关要有人带头")
    assert "缺" in stub.inner_text()


def test_the_outline_tells_where_the_reader_is(open_page, sample_server):
    page = open_page(sample_server.url + NOISY, width=1440)
    page.locator("#s2").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    current = page.locator("#contents a[aria-current]")
    current.wait_for()
    assert str(current.get_attribute("href")).startswith("#s")


def test_the_first_tab_stop_skips_to_the_text(open_page, sample_server):
    page = open_page(sample_server.url + ENGLISH)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_every_tab_stop_can_be_seen(open_page, sample_server):
    page = open_page(sample_server.url + ENGLISH)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const e = document.activeElement, box = e.getBoundingClientRect();
                const style = getComputedStyle(e);
                const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
                const seen = ring && box.width > 0 && box.height > 0;
                return [e.outerHTML.slice(0, 80), seen, e.tagName];
            }"""
        )
        if stop[2] == "BODY":
            break
        seen.add(stop[0])
        assert stop[1], f"the focus on {stop[0]} cannot be seen"
    assert len(seen) > 5


@pytest.mark.parametrize("width", [360, 1280])
def test_a_sign_is_explained_on_a_key_or_a_tap_without_javascript(open_page, sample_server, width):
    page = open_page(sample_server.url + NOISY, width=width, script=False)
    note = page.locator("#note-mask")
    assert not note.is_visible()
    sign = page.locator(".text .mask button").first
    sign.focus()
    page.keyboard.press("Enter")
    assert "来源隐去的名称" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    page.locator(".text .gap button").first.click()
    assert page.locator("#note-gap").is_visible()
    assert page.locator("#note-gap").evaluate("e => e.getBoundingClientRect().width") <= width


def test_text_with_signs_is_copied_as_text(open_page, sample_server):
    page = open_page(sample_server.url + NOISY)
    copied = page.evaluate("getSelection().selectAllChildren(p2), getSelection().toString()")
    assert "我到＊＊区的一个老小区" in copied


def test_losses_lead_to_their_places(open_page, sample_server):
    page = open_page(sample_server.url + "completeness.html", script=False)
    page.click("main a[href$='#g1'] >> nth=0")
    assert page.locator("#g1").is_visible()
    page.click(".apparatus ol a >> nth=0")
    assert page.url.endswith("#g1")


def test_slash_goes_to_the_search_field(open_page, sample_server):
    page = open_page(sample_server.url + ENGLISH)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_arabic_is_set_from_right_to_left(open_page, sample_server):
    page = open_page(sample_server.url + ARABIC)
    article = page.locator("article.speech")
    assert article.get_attribute("lang") == "ar"
    assert article.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_chinese_is_set_by_the_rules_of_clreq(open_page, sample_server):
    page = open_page(sample_server.url + NOISY, width=1440)
    style = (
        page.locator("article p[id^='p']")
        .nth(1)
        .evaluate(
            """e => { const s = getComputedStyle(e), size = parseFloat(s.fontSize);
            return { indent: parseFloat(s.textIndent) / size, line: parseFloat(s.lineHeight) / size,
                     measure: e.getBoundingClientRect().width / size }; }"""
        )
    )
    assert style["indent"] == pytest.approx(2)
    assert style["line"] == pytest.approx(1.75)
    assert style["measure"] <= 40.01


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize(
    "path", ["index.html", NOISY, ARABIC, "years/index.html", "completeness.html", "search.html"]
)
def test_no_page_has_to_be_scrolled_sideways(open_page, sample_server, path, width):
    page = open_page(sample_server.url + path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_is_the_speech_and_no_navigation(open_page, sample_server):
    page = open_page(sample_server.url + NOISY)
    page.emulate_media(media="print")
    assert page.locator("article .text").is_visible()
    assert page.locator("#contents").is_visible()
    assert not page.locator("header.masthead nav").is_visible()
    assert not page.locator("form[role=search]").first.is_visible()


def test_the_site_works_under_a_sub_path(open_page, sample_site):
    with sample_site.server(prefix="/some/archive/") as server:
        page = open_page(server.url)
        page.click("main a[href*='speeches/']")
        assert page.url.startswith(server.url + "speeches/")
        page.click("header nav a >> nth=0")
        assert page.url == server.url + "years/index.html"
        page = open_page(server.url + "search.html?q=節水")
        page.locator("#results a").first.click()
        page.locator(".find").wait_for()
        assert page.url.startswith(server.url + "speeches/")


def test_an_unknown_address_gets_a_page_that_leads_back(open_page, sample_server):
    page = open_page(sample_server.url + "speeches/deep/none.html", expect=("404",))
    page.click("main a >> nth=0")
    assert page.title()
    assert page.evaluate("document.querySelector('h1') !== null")


def test_a_sample_says_that_it_is_one_on_every_page(open_page, sample_server):
    for path in ("index.html", NOISY, "years/2013.html", "search.html"):
        assert "示例" in open_page(sample_server.url + path).inner_text(".notice")
