"""What the search index is given in place of the pages, and what it makes of it."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.archive import archive_of
from site_builder.config import Config
from site_builder.links import Links
from site_builder.model import Document, Event, Speaker
from site_builder.search import fold_table, search_document, tokens
from site_builder.speech import card_of, speech_of
from site_builder.speech_pages import SpeechPage, speech_pages
from site_builder.surroundings import surroundings_of

ROOT = Path(__file__).parent.parent
WORDS = tomllib.loads((ROOT / "templates/words/en.toml").read_text("utf-8"))
DOCUMENT = Document(
    "a",
    "在質量会上的讲话",
    "zh-Hant",
    "各位：\n\n## 一、找水\n\n一是找漏。有**經費**三千元。\n\n〔缺9字：收费〕\n\n- 一条\n- 两条\n",
    speakers=(Speaker("市長 & 局長"),),
    date="2011-02-06",
    event=Event("質量会"),
    outline=("一是找漏", "二是不見了"),
)


def speech_page(document: Document = DOCUMENT) -> SpeechPage:
    speech, config = speech_of(document), Config("T", "https://a.example/")
    links = Links(archive_of([("content/speeches/a.md", card_of(speech))]), config, WORDS)
    (_, around), *_ = surroundings_of(links)
    page = next(speech_pages(speech, around, config, WORDS))
    assert isinstance(page, SpeechPage)
    return page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量", "质 量"),
        ("質量", "質/质 量"),
        ("第３届ＡＢＣ会议", "第 3 届 ABC 会 议"),
        ("Good evening, all.", "Good evening, all."),
        ("COVID-19疫情", "COVID-19 疫 情"),
        ("“好”。", "“ 好 ” 。"),
        ("＊＊市□", "＊ ＊ 市 □"),
        ("𠮷野家", "𠮷 野 家"),
        ("كلمة", "كلمة"),
        ("", ""),
    ],
)
def test_every_han_character_is_a_token_of_its_own(text: str, expected: str) -> None:
    assert tokens(text) == expected


def test_a_search_document_holds_the_text_with_the_pages_anchors() -> None:
    text = search_document(speech_page())
    assert '<h1 data-pagefind-meta="title">在 質/质 量 会 上 的 讲 话</h1>' in text
    assert '<h2 id="s1">一 、 找 水</h2>' in text
    assert '<h3 id="s1-1">一 是 找 漏</h3>' in text
    assert "<p>有 經/经 費/费 三 千 元 。</p>" in text
    assert "一 条" in text


def test_a_search_document_shows_title_and_speaker_as_they_are_written() -> None:
    text = search_document(speech_page())
    for key, value in (
        ("display", "在質量会上的讲话"),
        ("language", "zh-Hant"),
        ("direction", "ltr"),
        ("speaker", "市長 &amp; 局長"),
        ("date", "6 February 2011"),
        ("sort", "2011-02-06"),
    ):
        assert f'<meta data-pagefind-meta="{key}[content]" content="{value}">' in text


def test_what_is_missing_is_not_searched_but_a_lost_point_is() -> None:
    text = search_document(speech_page())
    assert "缺" not in text
    assert re.search(r'<h[23] id="o2">二 是 不 見/见 了</h', text)


def test_text_cannot_become_markup_of_the_index() -> None:
    nasty = '"><script>x</script> data-pagefind-ignore'
    text = search_document(
        speech_page(
            Document(
                "a",
                nasty,
                "en",
                f"## {nasty}\n\n`{nasty}`\n",
                speakers=(Speaker(nasty),),
                outline=(nasty,),
            )
        )
    )
    assert "<script" not in text
    assert "<p data" not in text


def test_every_anchor_of_the_index_is_one_of_the_page(project: Callable) -> None:
    from site_builder.content import dumped_document

    made = project({"content/speeches/a.md": dumped_document(DOCUMENT)})
    assert made.run("build", "--no-search").code == 0
    anchors = set(re.findall(r' id="([^"]+)"', made.read("public/speeches/a.html")))
    assert set(re.findall(r' id="([^"]+)"', search_document(speech_page()))) <= anchors


def test_the_fold_table_knows_the_other_form_of_what_is_there_and_of_nothing_else() -> None:
    table = json.loads(fold_table([speech_page()]))
    assert table["質"] == "质"
    assert table["費"] == "费"
    assert table["會"] == "会"  # written 会 in this speech: a query in the other script finds it
    assert "龍" not in table
    assert all(len(key) == len(value) == 1 and key != value for key, value in table.items())


def test_the_index_finds_nothing_but_speeches_and_keeps_them_whole(sample_site) -> None:
    fragments = [
        gzip.decompress(path.read_bytes()).decode("utf-8").removeprefix("pagefind_dcd")
        for path in (sample_site.folder / "pagefind" / "fragment").iterdir()
    ]
    found = [json.loads(text) for text in fragments]
    speeches = {
        f"/speeches/{path.name}" for path in (sample_site.folder / "speeches").glob("*.html")
    }
    assert {entry["url"] for entry in found} == speeches
    for entry in found:
        assert {"display", "language", "direction", "date"} <= entry["meta"].keys()
        page = (sample_site.folder / entry["url"][1:]).read_text("utf-8")
        ids = set(re.findall(r' id="([^"]+)"', page))
        assert {anchor["id"] for anchor in entry["anchors"]} <= ids


def test_one_index_holds_all_languages_and_pagefinds_own_interface_is_left_out(sample_site) -> None:
    bundle = sample_site.folder / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_text("utf-8"))
    assert list(entry["languages"]) == ["en"]
    assert not list(bundle.glob("*ui*"))
    assert not list(bundle.glob("*highlight*"))
    assert (bundle / "pagefind.js").is_file()
