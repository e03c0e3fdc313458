"""All headings of an archive: their order, their initials, and the pages that they are on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from site_builder import pages
from site_builder.archive import archive_of
from site_builder.config import Config
from site_builder.examples import Example, examples_of
from site_builder.headings import OTHER, by_initial
from site_builder.links import Links
from site_builder.model import Document, Speech
from site_builder.pages import HeadingsPage, pages_of
from site_builder.speech import card_of, speech_of, words_of

WORDS = tomllib.loads((Path(__file__).parent.parent / "templates/words/en.toml").read_text("utf-8"))


def speech(id_: str, *headings: str, language: str = "zh-Hans", **more) -> Speech:
    body = "\n\n".join(f"## {heading}\n\nWater, 水。" for heading in headings)
    return speech_of(Document(id_, f"Title of {id_}", language, f"{body}\n", **more))


def labels(*speeches: Speech) -> dict[str, list[str]]:
    return {
        initial: [heading.label for heading, _ in found]
        for initial, found in by_initial(map(card_of, speeches)).items()
    }


def test_chinese_stands_under_its_pinyin_and_numbers_do_not_count() -> None:
    assert labels(speech("a", "一、走到河边", "二、把漏水找回来", "三、把门打开")) == {
        "B": ["二、把漏水找回来", "三、把门打开"],
        "Z": ["一、走到河边"],
    }


def test_both_scripts_and_accents_stand_together() -> None:
    assert labels(speech("a", "橋的故事", "桥的故事", "Étude", "“Easy” now")) == {
        "E": ["“Easy” now", "Étude"],
        "Q": ["橋的故事", "桥的故事"],
    }


def test_what_begins_with_no_letter_comes_last() -> None:
    made = labels(speech("a", "2011 and after", "نافذة", "Water", language="en"))
    assert list(made) == ["W", "ن", OTHER]


def test_a_lost_point_is_among_them_as_lost() -> None:
    found = by_initial([card_of(speech("a", "一、水", outline=("一、水", "二、桥")))])
    assert [(h.label, h.is_lost) for group in found.values() for h, _ in group] == [
        ("二、桥", True),
        ("一、水", False),
    ]


def headings_pages(*speeches: Speech) -> dict[str, HeadingsPage]:
    archive = archive_of((f"{s.document.id}.md", card_of(s)) for s in speeches)
    made = pages_of(Links(archive, Config("T", "https://a.example/"), WORDS))
    return {page.path: page for page in made if isinstance(page, HeadingsPage)}


def test_few_headings_are_all_on_one_page() -> None:
    made = headings_pages(speech("a", "Bridge", "Water"), speech("b", "Birds"))
    assert list(made) == ["headings.html"]
    page = made["headings.html"]
    assert page.total == 3
    assert [(c.path, c.label, c.count) for c in page.letters] == [
        ("headings.html#b", "B", 2),
        ("headings.html#w", "W", 1),
    ]
    assert [initial.id for initial in page.initials] == ["b", "w"]
    assert [link.title for _, link in page.initials[0].headings] == ["Title of b", "Title of a"]


def test_many_headings_have_a_page_for_each_letter_and_no_page_has_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "_HEADINGS", 2)
    made = headings_pages(speech("a", "Ba", "Bb", "Bc", "水", "2011"))
    assert list(made) == [
        "headings.html",
        "headings/b.html",
        "headings/b.2.html",
        "headings/s.html",
        "headings/other.html",
    ]
    assert made["headings.html"].initials == ()
    assert [(c.path, c.count) for c in made["headings.html"].letters] == [
        ("headings/b.html", 3),
        ("headings/s.html", 1),
        ("headings/other.html", 1),
    ]
    second = made["headings/b.2.html"]
    assert (second.title, second.total) == (f"{WORDS['headings']} · B 2", 1)
    assert [x and x.path for x in (second.previous, second.next)] == [
        "headings/b.html",
        "headings/s.html",
    ]


def test_an_archive_without_headings_says_so_on_the_same_page() -> None:
    assert headings_pages(speech("a"))["headings.html"].total == 0


# Examples of queries
# -------------------


def examples(speeches: list[Speech], language: str) -> tuple[Example, ...]:
    texts = {one.document.id: words_of(one) for one in speeches}
    return examples_of(list(map(card_of, speeches)), language, lambda card: texts[card.id])


def test_examples_are_made_of_headings() -> None:
    made = examples(
        [speech("a", "一、听水", "二、看桥梁", "三、修水库"), speech("b", "种树的人")], "zh-Hans"
    )
    assert [(example.kind, example.query) for example in made] == [
        ("phrase", "看桥梁"),
        ("all_words", "看桥梁 修水库"),
        ("exact", '"看桥梁"'),
        ("or", "看桥梁 OR 种树的人"),
        ("without", "看桥梁 -种树的人"),
        ("pinyin", "kanqiao"),
    ]


def test_what_is_excluded_in_an_example_is_not_in_what_it_finds() -> None:
    first = speech("a", "Bridge song", "Water", language="en")
    made = examples([first, speech("b", "Water", "Salt", language="en")], "en")
    assert ("without", '"Bridge song" -Salt') in [(e.kind, e.query) for e in made]


def test_an_archive_without_headings_has_no_examples() -> None:
    assert examples([speech("a")], "en") == ()
