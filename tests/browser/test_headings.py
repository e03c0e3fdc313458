"""The list of all headings, filtered while somebody types."""

from __future__ import annotations


def shown(page):
    return page.locator(".headings li:visible > a").all_inner_texts()


def test_typing_leaves_the_headings_that_have_it_in_either_script(open_page, sample_server):
    page = open_page(sample_server.url + "headings.html")
    everything = shown(page)
    page.fill(".filter input", "節水")
    page.locator(".headings li", has_text="一个不好听的故事").wait_for(state="hidden")
    found = shown(page)
    assert 0 < len(found) < len(everything)
    assert all("节水" in text for text in page.locator(".headings li:visible").all_inner_texts())
    assert str(len(found)) in page.inner_text(".total")
    page.fill(".filter input", "")
    page.locator(".headings li", has_text="一个不好听的故事").wait_for()
    assert shown(page) == everything


def test_without_a_script_all_headings_are_there_and_no_field(open_page, sample_server):
    page = open_page(sample_server.url + "headings.html", script=False)
    assert "一是把漏掉的水找回来" in shown(page)
    assert page.locator(".filter").is_hidden()
    page.click("text=一是把漏掉的水找回来")
    page.wait_for_url("**#s1-1")
