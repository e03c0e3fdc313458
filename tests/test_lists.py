"""The ways in: what is gathered where, in which order, on how many pages."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.archive import Registers, archive_of
from site_builder.charts import Row, timeline
from site_builder.config import WAYS, Config
from site_builder.links import Links, Page
from site_builder.lists import GROUPS_A_PAGE, SPEECHES_A_PAGE, CalendarPage, CountsPage, ListPage
from site_builder.model import Document, Event, Speaker
from site_builder.pages import pages_of
from site_builder.speech import card_of, speech_of
from site_builder.speech_pages import speech_pages
from site_builder.surroundings import surroundings_of

ROOT = Path(__file__).parent.parent
WORDS = tomllib.loads((ROOT / "templates/words/en.toml").read_text("utf-8"))


def speech(id_: str, date: str = "", *speakers: str, **more) -> Document:
    said = tuple(Speaker(name) for name in speakers)
    return Document(id_, f"Title of {id_}", "en", "Hear.\n", date=date, speakers=said, **more)


def pages(*documents: Document, registers: Registers | None = None) -> dict[str, Page]:
    config = Config("T", "https://a.example/")
    speeches = {d.id: speech_of(d) for d in documents}
    found = ((f"content/speeches/{id_}.md", card_of(one)) for id_, one in speeches.items())
    links = Links(archive_of(found, registers), config, WORDS)
    made = [
        page
        for card, around in surroundings_of(links)
        for page in speech_pages(speeches[card.id], around, config, WORDS)
    ]
    return {page.path: page for page in [*made, *pages_of(links)]}


def paths(links) -> list[str]:
    return [link.path.removeprefix("speeches/").removesuffix(".html") for link in links]


def lists(made, kind: str) -> dict[str, list[str]]:
    """The speeches on each page of the lists of a kind, by its title."""
    return {
        page.title: paths(page.links)
        for page in made.values()
        if isinstance(page, ListPage) and page.kind == kind
    }


def test_every_fact_of_a_speech_leads_to_others_that_share_it() -> None:
    made = pages(
        speech("a", "2011", event=Event("Fair", "Wexley"), subjects=("tides", "wood")),
        speech("b", "2012", event=Event("Fair", "Orrell"), collections=("Sundays",)),
        replace(speech("c", "2013", subjects=("wood",)), type="toast", language="fr"),
    )
    assert lists(made, "event") == {"Fair": ["a", "b"]}
    assert lists(made, "place") == {"Orrell": ["b"], "Wexley": ["a"]}
    assert lists(made, "subject") == {"tides": ["a"], "wood": ["a", "c"]}
    assert lists(made, "collection") == {"Sundays": ["b"]}
    assert lists(made, "type") == {"Speech": ["a", "b"], "Toast": ["c"]}
    assert lists(made, "language") == {"English": ["a", "b"], "French": ["c"]}


def test_a_speech_leads_to_its_lists() -> None:
    made = pages(
        speech("a", "2011", event=Event("Fair", "＊＊区"), subjects=("wood",), collections=("S",))
    )
    page = made["speeches/a.html"]
    ways = (page.event, *page.subjects, *page.collections, page.kind, page.text_language, page.year)
    assert all(way.path in made for way in ways)
    assert (page.place.label, page.place.path) == ("＊＊区", "")


def test_hidden_places_and_events_are_not_taken_for_one() -> None:
    made = pages(
        speech("a", event=Event("＊＊市工作会议", "＊＊市")),
        speech("b", event=Event("某会", "某县")),
    )
    assert lists(made, "place") == lists(made, "event") == {}


def test_a_speaker_without_a_name_is_gathered_by_attribution_and_the_page_says_so() -> None:
    made = pages(
        speech("a", "2011", "＊＊市市长"),
        replace(speech("b"), speakers=(Speaker("The Mayor", "Ada Quill"),)),
    )
    found = {
        page.title: page.by_attribution
        for page in made.values()
        if isinstance(page, ListPage) and page.kind == "speaker"
    }
    assert found == {"＊＊市市长": True, "Ada Quill": False}


def test_a_year_has_its_months_and_a_day_of_the_calendar_all_years() -> None:
    made = pages(
        speech("a", "2011-02-06"),
        speech("b", "2011-02"),
        speech("c", "2012-02-06"),
        speech("d", "2011"),
        speech("e", "../2012-05-06"),
    )
    assert [(part.label, part.count) for part in made["years/2011.html"].parts] == [
        ("February 2011", 2)
    ]
    assert paths(made["months/2012-05.html"].links) == ["e"]
    # Only what was given on that very day stands in the calendar.
    assert lists(made, "day") == {"6 February": ["a", "c"]}
    calendar = made["days/index.html"]
    assert isinstance(calendar, CalendarPage)
    assert calendar.total == 2
    assert [len(month.days) for month in calendar.months][:2] == [31, 29]
    assert {day.path for month in calendar.months for day in month.days if day.path} == {
        "days/02-06.html"
    }


def test_a_series_knows_what_is_before_and_after() -> None:
    made = pages(
        speech("a", "2011", collections=("S",)),
        speech("b", "2012"),
        speech("c", "2013", collections=("S", "T")),
    )
    first, second = made["speeches/a.html"].series[0], made["speeches/c.html"].series[0]
    assert (first.previous, first.next.title) == (None, "Title of c")
    assert (second.previous.title, second.next) == ("Title of a", None)
    assert [one.collection.label for one in made["speeches/c.html"].series] == ["S", "T"]


def test_a_long_list_has_pages_that_lead_to_each_other() -> None:
    count = 2 * SPEECHES_A_PAGE + 1
    made = pages(*(speech(f"s{n:03}", "2011") for n in range(count)), speech("z", "2012"))
    names = ["years/2011.html", "years/2011.2.html", "years/2011.3.html"]
    parts = [made[name] for name in names]
    assert [p for part in parts for p in paths(part.links)] == [f"s{n:03}" for n in range(count)]
    assert [part.paging.number for part in parts] == [1, 2, 3]
    assert all([page.path for page in part.paging.pages] == names for part in parts)
    assert {part.total for part in parts} == {count}
    assert made["years/2012.html"].paging.pages == ()


def test_a_long_list_of_names_is_paged_by_letters_and_in_their_order() -> None:
    count = GROUPS_A_PAGE + 1
    made = pages(
        *(speech(f"s{n:03}", "2011", f"{'AQ'[n % 2]}{n:03}") for n in range(count)),
        speech("x", "2011", "نبع"),
    )
    first, second = made["speakers/index.html"], made["speakers/index.2.html"]
    assert isinstance(first, CountsPage)
    labels = [c.label for c in (*first.counts, *second.counts)]
    assert labels == sorted(labels)
    assert labels[-1] == "نبع"
    assert [page.label for page in first.paging.pages] == ["A–Q", "Q–ن"]


def test_names_in_chinese_are_in_the_order_of_their_pinyin() -> None:
    made = pages(speech("a", "", "吕国杰", "卢国杰", "Ada Quill", "艾青"))
    counts = made["speakers/index.html"].counts
    assert [count.label for count in counts] == ["Ada Quill", "艾青", "卢国杰", "吕国杰"]


def test_an_address_does_not_depend_on_what_else_is_in_the_archive() -> None:
    few = pages(speech("a", "2011", "吕国杰", event=Event("Fair", "Wexley")))
    many = pages(
        speech("a", "2011", "吕国杰", event=Event("Fair", "Wexley")),
        speech("b", "2010", "卢国杰", "Lü Guojie", event=Event("The fair", "Wexley.")),
    )
    assert few.keys() <= many.keys()


def test_a_way_in_without_speeches_says_so_and_shows_others(project: Callable) -> None:
    made = project({"content/speeches/a.md": '---\ntitle: "A"\n---\n\nText.\n'})
    assert made.run("build", "--no-search").code == 0
    text = made.read("public/events/index.html")
    assert WORDS["none_yet"] in text
    assert 'href="../types/index.html"' in text


def test_names_that_may_mean_the_same_are_told_but_not_gathered() -> None:
    made = pages(
        speech("a", "2011", "盧國傑", event=Event("Fair", "Wexley")),
        speech("b", "2012", "卢国杰市长", event=Event("The  Fair", "Wexley ")),
        speech("c", "2013", "吕国杰", "＊＊市长"),
    )
    told = made["diagnostics.html"].alike
    assert [{name.label for name in names} for names in told] == [
        {"盧國傑", "卢国杰市长"},
        {"Fair", "The  Fair"},
    ]
    assert len(lists(made, "speaker")) == 4


# Which ways
# ----------


@pytest.mark.parametrize(
    "wanted",
    [[], ["years", "speakers"], ["months", "days", "headings"], ["passages", "completeness"]],
)
def test_an_archive_makes_the_ways_it_wants_and_no_link_leads_to_others(
    project: Callable, wanted: list[str]
) -> None:
    """All of the sample, with its hidden names, former ids, and listed people."""
    content = ROOT / "content"
    names = [path.relative_to(content) for path in content.rglob("*") if path.is_file()]
    files = {f"content/{name.as_posix()}": (content / name).read_bytes() for name in names}
    del files["content/about.md"]  # what a person wrote there leads to speakers
    toml = f"ways = {wanted}\nrelated = false\n".encode() + files["content/site.toml"]
    made = project({**files, "content/site.toml": toml})
    assert made.run("build", "--no-search").code == 0
    assert made.run("check", "public").code == 0
    kinds = {path.partition("/")[0].removesuffix(".html") for path in made.tree("public")}
    assert kinds & set(WAYS) == set(wanted)


def test_a_way_that_there_is_not_is_named(project: Callable) -> None:
    made = project(
        {"content/site.toml": 'title = "T"\nurl = "https://a.example/"\nways = ["year"]\n'}
    )
    done = made.run("build", "--no-search")
    assert done.code == 1
    assert 'content/site.toml:3: "ways" has "year" (did you mean "years"?)' in done.err


# The timeline
# ------------


def test_a_timeline_shows_years_without_speeches_as_empty() -> None:
    chart = timeline({2001: 2, 2004: 4})
    assert chart.rows == (Row(2001, 2001, 2), Row(2002, 2003, 0), Row(2004, 2004, 4))
    assert [bar.height for bar in chart.bars] == [50, 100]
    assert chart.bars[1].x - chart.bars[0].x == pytest.approx(3 * 100 / 12, abs=0.01)


@pytest.mark.parametrize("years", [1, 2, 11, 12, 13, 60, 300])
def test_a_timeline_of_any_length_stays_in_its_box(years: int) -> None:
    for mirrored in (False, True):
        chart = timeline({1700 + year: 1 + year for year in range(years)}, mirrored=mirrored)
        bars = sorted(chart.bars, key=lambda bar: bar.x)
        assert bars[0].x >= 0
        assert bars[-1].x + bars[-1].width <= 100.01
        for bar, following in itertools.pairwise(bars):
            assert bar.x + bar.width <= following.x + 0.01
        assert 1 <= len(chart.ticks) <= 6
        assert [bar.year for bar in bars] == sorted((bar.year for bar in bars), reverse=mirrored)


def test_a_small_year_is_seen_beside_a_large_one() -> None:
    assert timeline({2001: 1, 2002: 5000}).bars[0].height == 1


def test_an_archive_without_dates_has_no_timeline() -> None:
    assert timeline({}) is None
    assert pages(speech("a"))["index.html"].chart is None
