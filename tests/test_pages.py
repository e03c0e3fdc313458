"""The archive becomes its pages: what stands where, in which order, and which way leads to it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder import dates
from site_builder.archive import archive_of
from site_builder.config import Config
from site_builder.errors import SiteErrors
from site_builder.languages import LANGUAGES, language_for
from site_builder.links import Links, Page
from site_builder.lists import ListPage
from site_builder.model import Document, Event, Source, Speaker
from site_builder.pages import HomePage, pages_of
from site_builder.speech import card_of, speech_of
from site_builder.speech_pages import SpeechPage, speech_pages
from site_builder.surroundings import surroundings_of

WORDS = tomllib.loads((Path(__file__).parent.parent / "templates/words/en.toml").read_text("utf-8"))
CONFIG = Config("T", "https://a.example/")


def speech(id_: str, date: str = "", *speakers: str, **more) -> Document:
    said = tuple(Speaker(name) for name in speakers)
    return Document(
        id_, f"Title of {id_}", "en", "Good evening.\n", date=date, speakers=said, **more
    )


def pages(*documents: Document) -> dict[str, Page]:
    speeches = {d.id: speech_of(d) for d in documents}
    found = ((f"content/speeches/{id_}.md", card_of(one)) for id_, one in speeches.items())
    links = Links(archive_of(found), CONFIG, WORDS)
    made = [
        page
        for card, around in surroundings_of(links)
        for page in speech_pages(speeches[card.id], around, CONFIG, WORDS)
    ]
    made += pages_of(links)
    assert len({page.path for page in made}) == len(made)
    return {page.path: page for page in made}


def paths(links) -> list[str]:
    return [link.path.removeprefix("speeches/").removesuffix(".html") for link in links]


def test_speeches_follow_each_other_by_the_latest_day_their_dates_allow() -> None:
    made = pages(
        speech("undated"),
        speech("c", "2011-02"),
        speech("b", "../2011-02-06"),
        speech("d", "2010/2012"),
        speech("a", "2010-11-23/2011-02-05"),
    )
    order = [page for page in made.values() if isinstance(page, SpeechPage)]
    assert paths(order) == ["a", "b", "c", "d", "undated"]
    assert [page.previous and page.previous.title for page in order] == [
        None,
        *(p.title for p in order[:-1]),
    ]
    assert [page.next and page.next.title for page in order] == [
        *(p.title for p in order[1:]),
        None,
    ]


def test_every_year_has_its_page_and_undated_speeches_have_one() -> None:
    made = pages(speech("a", "2011"), speech("b", "2011-05"), speech("c", "2013"), speech("d"))
    assert {path for path in made if path.startswith("years/")} == {
        "years/index.html",
        "years/2011.html",
        "years/2013.html",
        "years/undated.html",
    }
    year = made["years/2013.html"]
    assert isinstance(year, ListPage)
    assert (year.previous.label, year.next.label) == ("2011", WORDS["undated"])
    assert [(count.label, count.count) for count in made["years/index.html"].counts] == [
        ("2011", 2),
        ("2013", 1),
        (WORDS["undated"], 1),
    ]


def test_an_archive_without_undated_speeches_has_no_page_for_them() -> None:
    assert "years/undated.html" not in pages(speech("a", "2011"))


def test_home_shows_the_newest_first_and_who_spoke_most() -> None:
    made = pages(
        *(speech(f"s{n}", f"20{n}", "B") for n in range(10, 20)),
        speech("z", "", "A"),
        speech("y", "2009", "A", "C"),
    )
    home = made["index.html"]
    assert isinstance(home, HomePage)
    assert home.total == 12
    assert paths(home.newest) == [f"s{n}" for n in range(19, 11, -1)]
    assert [(count.label, count.count) for count in home.speakers] == [
        ("B", 10),
        ("A", 2),
        ("C", 1),
    ]
    assert [bar.year for bar in home.chart.bars] == list(range(2009, 2020))
    assert home.undated == 1


def test_an_empty_archive_has_all_its_pages() -> None:
    assert set(pages()) == {
        "index.html",
        "years/index.html",
        "speakers/index.html",
        "events/index.html",
        "places/index.html",
        "subjects/index.html",
        "collections/index.html",
        "languages/index.html",
        "types/index.html",
        "days/index.html",
        "about.html",
        "cite.html",
        "licence.html",
        "changes.html",
        "accessibility.html",
        "completeness.html",
        "completeness/complete.html",
        "completeness/partial.html",
        "completeness/fragment.html",
        "completeness/unknown.html",
        "diagnostics.html",
        "headings.html",
        "passages.html",
        "search.html",
        "404.html",
    }


def test_a_speakers_page_gathers_what_they_said_under_one_name() -> None:
    mayor = Speaker("The Mayor, Ada Quill", "Ada Quill")
    made = pages(
        replace(speech("a", "2011"), speakers=(mayor,)),
        replace(
            speech("b", "2012"),
            speakers=(Speaker("Councillor Quill", "Ada Quill"), Speaker("The Clerk")),
        ),
        speech("c", "2013", "The Mayor"),
    )
    lists = [
        page for page in made.values() if isinstance(page, ListPage) and page.kind == "speaker"
    ]
    assert {page.title: paths(page.links) for page in lists} == {
        "Ada Quill": ["a", "b"],
        "The Clerk": ["b"],
        "The Mayor": ["c"],
    }
    page = made["speeches/b.html"]
    assert [count.label for count in page.speakers] == ["Councillor Quill", "The Clerk"]
    assert all(count.path in made for count in page.speakers)


def test_names_that_are_transcribed_alike_stay_apart() -> None:
    made = pages(
        speech("a", "2011", "卢国杰"), speech("b", "2012", "吕国杰"), speech("c", "2013", "نبع")
    )
    assert sum(path.startswith("speakers/") for path in made) == 4


def test_a_name_is_the_same_however_its_letters_are_put_together() -> None:
    made = pages(speech("a", "2011", "Renée"), speech("b", "2012", "Rene\u0301e"))
    (page,) = (p for p in made.values() if isinstance(p, ListPage) and p.kind == "speaker")
    assert paths(page.links) == ["a", "b"]


def test_two_speeches_cannot_have_one_address_also_not_a_former_one() -> None:
    with pytest.raises(SiteErrors, match=r'id "a" is already that of content/speeches/a\.md'):
        pages(speech("a"), speech("b", aliases=("a",)))


def test_a_draft_holds_its_address_but_has_no_page() -> None:
    assert "speeches/a.html" not in pages(speech("a", status="draft"), speech("b"))
    with pytest.raises(SiteErrors):
        pages(speech("a", status="draft"), speech("b", aliases=("a",)))


def test_a_speech_with_a_gap_or_a_lost_point_is_known_to_be_incomplete() -> None:
    made = pages(
        speech("whole"),
        replace(speech("gap"), body="a\n\n[gap: paywall]\n"),
        replace(speech("point"), outline=("1. Of ladders",)),
    )
    year = made["years/undated.html"]
    assert {link.title[9:]: link.completeness for link in year.links} == {
        "whole": "unknown",
        "gap": "partial",
        "point": "partial",
    }
    partial = made["completeness/partial.html"]
    assert paths(partial.links) == ["gap", "point"]
    overview = made["completeness.html"]
    assert [(count.path[13:-5], count.count) for count in overview.counts] == [
        ("complete", 0),
        ("partial", 2),
        ("fragment", 0),
        ("unknown", 1),
    ]
    assert [(len(loss.gaps), len(loss.points)) for loss in overview.losses] == [(1, 0), (0, 1)]


def test_diagnostics_gather_what_is_not_known() -> None:
    made = pages(
        speech("dated", "2011"),
        speech("undated"),
        speech("plain", "2011", source=Source(file="raw/a", profile="fallback")),
        replace(speech("doubt", "2011"), body="A 〔?wood〕 bridge.\n"),
        replace(speech("point", "2011"), outline=("1. Of ladders",)),
    )
    page = made["diagnostics.html"]
    assert paths(page.undated) == ["undated"]
    assert paths(page.plainly_read) == ["plain"]
    assert paths(loss.speech for loss in page.unmatched) == ["point"]
    assert paths(question.speech for question in page.questions) == ["doubt"]


def test_a_description_is_the_first_words_of_the_speech() -> None:
    made = pages(replace(speech("a"), body="## One\n\nGood *evening*, " + "all " * 100 + "\n"))
    description = made["speeches/a.html"].description
    assert description.startswith("Good evening, all all")
    assert description.endswith("…")
    assert len(description) <= 161


def test_event_and_place_are_shown_together() -> None:
    made = pages(speech("a", event=Event("Opening", "Hall")), speech("b", event=Event("Opening")))
    assert [link.event for link in made["years/undated.html"].links] == [
        "Opening · Hall",
        "Opening",
    ]


def test_the_day_a_page_was_put_up_is_told_in_words() -> None:
    made = pages(speech("a", source=Source(published="2011-02-06T11:10:58")))
    assert made["speeches/a.html"].published == "6 February 2011"


@pytest.mark.parametrize("published", ["6 Feb 2011", "2011-02-30", "yesterday"])
def test_a_day_that_is_none_is_refused_with_its_place(project: Callable, published: str) -> None:
    text = f'---\ntitle: "A"\nsource:\n  published: "{published}"\n---\n\nText.\n'
    done = project({"content/speeches/a.md": text}).run("build", "--no-search")
    assert done.code == 1
    assert done.err.startswith("content/speeches/a.md:4: ")


# Dates in words
# --------------


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize(
    "edtf",
    [
        "",
        "2011",
        "2011-02",
        "2011-02-06",
        "2011?",
        "2011-02-06~",
        "../2011-02",
        "2011/..",
        "2008/2010-11-23",
        "2011-21",
        "2011-24~",
        "201X",
        "20XX",
        "2011-XX",
        "2011-XX-XX",
        "2011-02-XX?",
        "2011-22/2011-23",
    ],
)
def test_every_date_has_words_in_every_language(edtf: str, language) -> None:
    words = dates.in_words(edtf, language)
    assert words.strip()
    assert "{" not in words
    if edtf:
        assert "20" in words


@pytest.mark.parametrize(
    ("edtf", "english", "chinese"),
    [
        ("2011-02-06", "6 February 2011", "2011年2月6日"),
        ("2011-02", "February 2011", "2011年2月"),
        ("2011", "2011", "2011年"),
        ("../2011-02-06", "6 February 2011 or earlier", "2011年2月6日或之前"),
        ("2008/2010-03", "between 2008 and March 2010", "2008年至2010年3月之间"),
        ("2011?", "2011 (?)", "2011年（存疑）"),
        ("2011-21", "spring 2011", "2011年春季"),
        ("2011-24~", "about winter 2011", "约2011年冬季"),
        ("201X", "2010s", "2010年代"),
        ("19XX", "between 1900 and 1999", "1900年至1999年之间"),
        ("2011-XX", "2011, month unknown", "2011年某月"),
        ("2011-02-XX", "February 2011, day unknown", "2011年2月某日"),
        ("2011-XX-XX", "2011, day unknown", "2011年某日"),
        ("../201X", "2010s or earlier", "2010年代或之前"),
        ("", "date unknown", "日期不详"),
    ],
)
def test_a_date_is_written_as_people_write_it(edtf: str, english: str, chinese: str) -> None:
    assert dates.in_words(edtf, language_for("en")) == english
    assert dates.in_words(edtf, language_for("zh-Hans")) == chinese


@pytest.mark.parametrize(
    "edtf",
    [
        *("2011-13", "2011-02-30", "11-02-06", "2011/2010", "..", "../..", "/", "2011-2-6", "٢٠١١"),
        *(
            "2011-25",
            "2011-21-06",
            "201X-02",
            "2011-XX-06",
            "2XXX",
            "X011",
            "2011-0X",
            "2020/201X",
        ),
    ],
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        dates.interval(edtf)


@pytest.mark.parametrize(
    ("edtf", "year", "datetime"),
    [
        ("2011-02-06", 2011, "2011-02-06"),
        ("2010-11-23/2011-02-06", 2011, ""),
        ("../2011", 2011, ""),
        ("2011/..", 2011, ""),
        ("2011-02~", 2011, "2011-02"),
        ("2011-21", 2011, "2011"),
        ("201X", 2019, ""),
        ("2011-02-XX", 2011, "2011-02"),
        ("", None, ""),
    ],
)
def test_a_date_is_listed_under_the_year_of_its_later_end(
    edtf: str, year: int | None, datetime: str
) -> None:
    assert dates.year_of(edtf) == year
    assert dates.datetime_of(edtf) == datetime


def test_many_losses_and_open_questions_are_paged() -> None:
    made = pages(
        *(replace(speech(f"s{n}"), body="a\n\n[gap: 9 characters, paywall]\n") for n in range(120))
    )
    parts = [made[f"completeness{part}.html"] for part in ("", ".2", ".3")]
    assert [len(page.losses) for page in parts] == [50, 50, 20]
    assert {(page.totals.gaps, page.totals.characters) for page in parts} == {(120, 1080)}
    assert [len(made[f"diagnostics{part}.html"].undated) for part in ("", ".2", ".3")] == [
        50,
        50,
        20,
    ]
    assert "completeness.4.html" not in made
