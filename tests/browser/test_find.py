"""Search within a speech: marks, counts, from one place to the next; also without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

NOISY = "speeches/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html"
ENGLISH = "speeches/2016-05-12-library-of-small-things.html"


def opened(open_page, server, path=NOISY, **how):
    page = open_page(server.url + path, **how)
    page.click(".find-here button")
    page.locator(".find").wait_for()
    expect(page.locator(".find input")).to_be_focused()
    return page


def found(page):
    return page.evaluate("[...(CSS.highlights.get('found') ?? [])].map(r => r.toString())")


def until_more_are_found(page, number):
    """Asks again and again from here: the page's policy forbids it to evaluate text itself."""
    for _ in range(200):
        if len(found(page)) > number:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"no more than {len(found(page))} places are marked")


def here(page):
    """The number of the place that is looked at, and whether it is in the window."""
    return page.evaluate(
        """() => {
        const [place] = CSS.highlights.get('here');
        const all = [...CSS.highlights.get('found')];
        const { top } = place.getBoundingClientRect();
        return [all.indexOf(place) + 1, top > 0 && top < innerHeight];
        }"""
    )


@pytest.mark.parametrize("query", ["节水", "節水"])
def test_what_is_typed_is_marked_and_counted(open_page, sample_server, query):
    page = opened(open_page, sample_server)
    page.keyboard.type(query)
    until_more_are_found(page, 2)
    texts = found(page)
    assert set(texts) == {"节水"}
    assert str(len(texts)) in page.inner_text(".find output")


def test_enter_and_n_go_on_and_their_capitals_go_back(open_page, sample_server):
    page = opened(open_page, sample_server)
    page.keyboard.type("节水")
    until_more_are_found(page, 2)
    first, _ = here(page)
    count = len(found(page))
    page.keyboard.press("Enter")
    assert here(page) == [first % count + 1, True]
    page.keyboard.press("Shift+Enter")
    assert here(page) == [first, True]
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("Shift+N")
    assert here(page) == [first % count + 1, True]
    page.keyboard.press("Shift+N")
    page.keyboard.press("Shift+N")
    assert here(page) == [(first - 2) % count + 1, True]


def test_words_are_found_across_emphasis_and_notes(open_page, sample_server):
    page = opened(open_page, sample_server)
    text = page.evaluate(
        """() => {
        const part = document.querySelector('.text em, .text .mask, .text .doubtful, .text a');
        return part.previousSibling.data.slice(-2) + part.textContent;
        }"""
    )
    page.keyboard.type(text)
    until_more_are_found(page, 0)
    assert found(page)[0] == text


def test_what_is_not_there_is_said_not_to_be(open_page, sample_server):
    page = opened(open_page, sample_server, ENGLISH)
    page.keyboard.type("locomotive")
    page.locator(".find output", has_text="没有").wait_for()
    assert found(page) == []


def test_escape_takes_marks_and_bar_away_and_gives_the_focus_back(open_page, sample_server):
    page = opened(open_page, sample_server, NOISY + "?mark=水")
    page.keyboard.press("Escape")
    assert page.locator(".find").is_hidden()
    assert found(page) == []
    assert "mark" not in page.url
    assert page.evaluate("document.activeElement.closest('.find-here') !== null")


def test_without_a_network_it_goes_on_finding(open_page, sample_server):
    page = opened(open_page, sample_server, ENGLISH)
    page.context.set_offline(True)
    page.keyboard.type("borrow")
    until_more_are_found(page, 1)


def test_words_of_the_address_are_marked_from_the_passage_on(open_page, sample_server):
    page = open_page(sample_server.url + NOISY + "?mark=水#s2-1")
    page.locator(".find").wait_for()
    number, is_seen = here(page)
    assert number > 1
    assert is_seen
    assert set(found(page)) == {"水"}
    assert page.input_value(".find input") == "水"
    # Whoever came to read has not lost the keyboard to a field.
    assert page.evaluate("document.activeElement === document.body")


def test_nothing_of_it_is_loaded_before_it_is_wanted_or_shown_without_a_script(
    open_page, sample_server
):
    page = open_page(sample_server.url + NOISY)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert not [name for name in loaded if "/find-" in name]
    page = open_page(sample_server.url + NOISY, script=False)
    assert page.locator(".find-here").is_hidden()
    assert page.locator(".find").is_hidden()
