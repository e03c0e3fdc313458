"""What the search index is given in place of the pages, and what the browser is shown."""

from __future__ import annotations

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
from site_builder.search import (
    SearchDocument,
    fold_table,
    readings_of,
    search_document,
    vocabulary_of,
    words_of,
)
from site_builder.speech import card_of, speech_of
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


def searched(document: Document = DOCUMENT) -> SearchDocument:
    speech = speech_of(document)
    archive = archive_of([("content/speeches/a.md", card_of(speech))])
    [(_, around)] = surroundings_of(Links(archive, Config("T", "https://a.example/"), WORDS))
    return search_document(speech, around)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量", "质 量"),
        ("質量", "质 量"),
        ("第３届ＡＢＣ会议", "第 3 届 abc 会 议"),
        ("Good evening, all.", "good evening, all."),
        ("COVID-19疫情", "covid-19 疫 情"),
        ("“好”。", "| 好 |"),
        ("甲，乙", "甲 | 乙"),
        ("gold—and", "gold | and"),
        ("we don’t say ‘no’", "we don't say | no |"),
        ("＊＊市□", "qqmaskqq 市 |"),
        ("5％左右", "5 qqpercentqq 左 右"),
        ("5.2%和2,200元", "5ɂ2 qqpercentqq 和 2200 元"),
        ("療", "疗"),
        ("the U.S. and us", "the uɂs and us"),
        ("Café naïve", "cafe naive"),
        ("\uf98e年", "年 年"),
        ("𠮷野家", "𠮷 野 家"),
        ("カタカナ", "カ タ カ ナ"),
        ("한국어", "한국어"),
        ("لا تُغلقوا", "لا تغلقوا"),
        ("", ""),
    ],
)
def test_a_text_is_cut_into_the_words_of_the_index(text: str, expected: str) -> None:
    assert " ".join(words_of(text)) == expected


def test_names_are_read_in_pinyin() -> None:
    assert readings_of("吕国杰 of 质量") == ["ɀlv", "ɀguo", "ɀjie", "|", "ɀzhi", "ɀliang"]


def test_title_names_and_headings_stand_before_the_text_and_their_ends_are_known() -> None:
    found = searched()
    words = found.words.split()
    date, title, names, text = found.row
    assert date == "2011-02-06"
    assert words[:title] == ["在", "质", "量", "会", "上", "的", "讲", "话", "|"]
    assert words[title:names] == ["市", "长", "&", "局", "长", "|", "质", "量", "会", "|"]
    top = " ".join(words[names:text])
    assert "找 水" in top
    assert "ɀzhi ɀliang ɀhui" in top
    assert " ".join(words[text:]).startswith("各 位")


def test_what_is_missing_is_not_searched_but_a_lost_point_is() -> None:
    found = searched()
    assert "缺" not in found.words
    assert "二 是 不 见 了" in found.words
    assert ("o2", "二是不見了") in [(part["id"], part["label"]) for part in found.shown["sections"]]


def test_what_is_shown_is_the_text_as_it_is_written() -> None:
    shown = searched().shown
    assert shown["path"] == "speeches/a.html"
    assert shown["meta"] == {
        "display": "在質量会上的讲话",
        "language": "zh-Hant",
        "direction": "ltr",
        "speaker": "市長 & 局長",
        "date": "6 February 2011",
        "sort": "2011-02-06",
        "event": "質量会",
        "place": "",
    }
    lines = [line for part in shown["sections"] for line in part["lines"]]
    assert ["p2", "有經費三千元。"] in lines


def test_facets_are_the_lists_that_a_speech_is_on() -> None:
    assert searched().facets == {
        "speaker": ("市長 & 局長",),
        "event": ("質量会",),
        "place": (),
        "subject": (),
        "collection": (),
        "year": ("2011",),
        "language": ("zh-Hant",),
        "completeness": ("partial",),
    }


def test_text_cannot_become_markup_of_the_index() -> None:
    nasty = '"><script>x</script> data-pagefind-ignore'
    found = searched(
        Document("a", nasty, "en", f"## {nasty}\n\n`{nasty}`\n", speakers=(Speaker(nasty),))
    )
    assert "<script" not in found.html
    assert found.html.count("<p") == 1


def test_every_anchor_of_the_index_is_one_of_the_page(project: Callable) -> None:
    from site_builder.content import dumped_document

    made = project({"content/speeches/a.md": dumped_document(DOCUMENT)})
    assert made.run("build", "--no-search").code == 0
    anchors = set(re.findall(r' id="([^"]+)"', made.read("public/speeches/a.html")))
    sections = searched().shown["sections"]
    found = {part["id"] for part in sections} | {
        anchor for part in sections for anchor, _ in part["lines"]
    }
    assert found - {""} <= anchors


def test_the_fold_table_is_pairs_of_a_character_and_its_simplified_form() -> None:
    text = json.loads(fold_table())
    pairs = dict(zip(text[::2], text[1::2], strict=True))
    assert pairs["質"] == "质"
    assert pairs["會"] == "会"
    assert "质" not in pairs
    assert all(ord(character) < 0x10000 for character in text)  # one unit of UTF-16 each


def test_the_vocabulary_is_of_words_in_latin_letters() -> None:
    document = Document("a", "The Café", "en", "Water, water and 水库 in 2011.\n")
    assert vocabulary_of([searched(document)]) == {"and": 1, "cafe": 1, "the": 1, "water": 1}
