"""What is related to what: similar speeches, passages that several have, and what an edit means."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.archive import archive_of
from site_builder.clauses import clauses_of, keys, texts
from site_builder.config import Config
from site_builder.kin import Kin, kin_after, kin_of
from site_builder.links import Links
from site_builder.model import Card, Document, Event, Speaker
from site_builder.passage_pages import passage_pages
from site_builder.passages import repeated, said
from site_builder.similarity import SIMILAR, similar
from site_builder.speech import card_of, speech_of
from site_builder.surroundings import Related, surroundings_of
from site_builder.terms import packed, terms_of, unpacked

WORDS = tomllib.loads((Path(__file__).parent.parent / "templates/words/en.toml").read_text("utf-8"))

FERRY = "The ferry carried lanterns and barrels. Every ferry needs a lantern at the harbour mouth."
ORCHARD = "The orchard lost its pears to frost. Frost in the orchard is why pears were few."
OATH = "We who keep the well will keep it clean for whoever comes to drink"
誓言 = "我们守这口井就要让来喝水的人都喝得放心"


def document(id_: str, body: str, date: str = "", **more) -> Document:
    title = more.pop("title", "Remarks")
    return Document(id_, title, more.pop("language", "en"), body + "\n", date=date, **more)


def cards(*documents: Document) -> list[Card]:
    return [card_of(speech_of(one)) for one in documents]


def links_of(found: Iterable[Card]) -> Links:
    archive = archive_of((f"content/speeches/{card.id}.md", card) for card in found)
    return Links(archive, Config("T", "https://a.example/"), WORDS)


def related(*documents: Document) -> dict[str, Related]:
    links = links_of(cards(*documents))
    return {card.id: around.related for card, around in surroundings_of(links)}


def terms(body: str, language: str = "en", title: str = "Remarks") -> dict[str, str]:
    found = terms_of(speech_of(document("a", body, language=language, title=title)))
    assert [*unpacked(packed(found))] == [*found]
    return {term.key: term.shown for term in found}


# What a speech is about
# ----------------------


def test_forms_of_a_word_are_one_and_small_words_are_none() -> None:
    found = terms("The barrels are full, and the barrel’s lid is on the barrels. It is so.")
    assert found["barrel"] == "barrels"
    assert not {"the", "and", "are", "so"} & found.keys()


def test_chinese_is_told_in_words_and_compared_in_simplified() -> None:
    plain = terms("水库的水费账目公开了。水库要有人管。", "zh-Hans", "讲话")
    traditional = terms("水庫的水費賬目公開了。水庫要有人管。", "zh-Hant", "講話")
    assert plain["水库"] == "水库"
    assert traditional["水库"] == "水庫"
    assert all(len(word) > 1 for word in plain)


@pytest.mark.parametrize(
    ("language", "body", "key"),
    [
        ("ja", "灯台の光は船を守ります。灯台のランプを磨きました。", "灯台"),
        ("fr", "Les bateaux attendent. Un bateau part.", "bateau"),
        ("xx", "Plunk plunk grommet.", "plunk"),
    ],
)
def test_other_languages_have_words_too(language: str, body: str, key: str) -> None:
    assert key in terms(body, language)


# Similar speeches
# ----------------


def test_speeches_on_the_same_things_are_similar_and_the_words_say_why() -> None:
    found = related(
        document("one", FERRY, "2001"),
        document("two", "A lantern for the ferry. Barrels wait in the harbour.", "2002"),
        document("three", ORCHARD, "2003"),
        document("four", "Pears and frost. The orchard, the orchard.", "2004"),
    )
    assert [(one.speech.path, set(one.shared)) for one in found["one"].alike] == [
        ("speeches/two.html", {"barrels", "ferry", "harbour", "lantern"})
    ]
    assert [one.speech.path for one in found["four"].alike] == ["speeches/three.html"]


def test_both_scripts_are_compared_and_each_shows_its_own_words() -> None:
    found = related(
        document("a", "水库的账目要公开，渡口的账目也要公开，学校看得见水库。", language="zh-Hans"),
        document("b", "水庫的賬目要公開，渡口的賬目也要公開，學校看得見水庫。", language="zh-Hant"),
    )
    assert "水库" in found["a"].alike[0].shared
    assert "水庫" in found["b"].alike[0].shared


def test_what_is_similar_is_the_same_whatever_else_the_archive_gains() -> None:
    """One more speech, about other things, moves no list of a hundred others."""
    chance = random.Random(7)
    topics = [[f"{a}{b}ton" for b in "aeiou"] for a in ("br", "cl", "dr", "fl", "gr", "pl", "tr")]
    bodies = [
        " ".join(chance.choices(chance.choice(topics), k=30)) + ". A word of my own."
        for _ in range(100)
    ]
    before = [card.terms for card in cards(*(document(f"d{i}", b) for i, b in enumerate(bodies)))]
    more = card_of(speech_of(document("more", ORCHARD))).terms
    found = similar(before)
    assert all(len(own) == SIMILAR for own in found)
    assert similar([*before, more])[:-1] == found


def test_events_and_speakers_lead_to_those_next_in_time() -> None:
    who = (Speaker("Ada Quill"),)
    fair = Event("Fair")
    found = related(
        *(document(f"d{year}", "Hear.", str(year), speakers=who) for year in range(2001, 2010)),
        document("x", "Hear.", "2005", event=fair),
        document("y", "Hear.", "2006", event=fair),
    )
    years = [link.datetime for link in found["d2005"].speaker]
    assert years == ["2004", "2006", "2007"]
    assert found["d2005"].speakers is not None
    assert found["d2005"].speakers.count == 9
    assert [link.path for link in found["x"].event] == ["speeches/y.html"]
    assert [link.datetime for link in found["d2001"].speaker] == ["2002", "2003", "2004"]
    assert [link.datetime for link in found["d2009"].speaker] == ["2006", "2007", "2008"]


# What several speeches say
# -------------------------


def test_a_clause_is_known_again_in_either_script_at_any_width_with_other_marks() -> None:
    traditional = "我們守這口井，就要讓來喝水的人都喝得放心"
    one = clauses_of(speech_of(document("a", f"{誓言}。短句。", language="zh-Hans")))
    two = clauses_of(speech_of(document("b", traditional.replace("，", "") + "！")))
    assert list(keys(one)) == list(keys(two))
    wide = clauses_of(speech_of(document("c", f"“{OATH}”; and more.")))
    shouted = clauses_of(speech_of(document("d", f"{OATH.upper()}!")))
    assert list(keys(wide)) == list(keys(shouted))


def test_short_clauses_headings_and_gaps_are_not_compared() -> None:
    body = f"## {OATH}\n\nThank you all for coming, and good night.\n\n[gap: 900 characters, lost]"
    assert list(keys(clauses_of(speech_of(document("a", body))))) == []


def test_a_number_is_not_cut_at_its_point_or_its_comma() -> None:
    body = "The keepers counted 1,204.5 pails of water in the dry months."
    assert texts(clauses_of(speech_of(document("a", body)))) == [body]


def test_a_passage_tells_where_it_was_first_said_and_how_much_of_a_text_it_is() -> None:
    own = "Nothing else in this speech was ever said by anybody before today."
    found = related(
        document("late", f"{own}\n\n{OATH}.", "2011"),
        document("early", f"{OATH}. And so to work.", "2001"),
        document("alone", own.replace("today", "noon"), "2005"),
    )
    (late,), (early,) = found["late"].echoes, found["early"].echoes
    assert (late.target, late.other.path, late.is_first) == ("p2", "speeches/early.html#p1", False)
    assert (early.other.path, early.is_first, early.speeches) == ("speeches/late.html#p2", True, 2)
    assert late.text == "We who keep the well will keep it clean for whoever comes…"
    words = len(OATH.split())
    assert found["late"].share == 100 * words // (words + len(own.split()))
    assert found["alone"].echoes == ()


def test_clauses_that_follow_each_other_everywhere_are_one_passage() -> None:
    more = "and whoever fouls it will be named before the whole of the town"
    whole = f"{OATH}, {more}."
    found = [card.clauses for card in cards(document("a", whole), document("b", f"Hear! {whole}"))]
    (passage,) = repeated(found).passages
    assert said(texts(found[1]), passage.spots[1], passage, 400) == whole
    other = card_of(speech_of(document("c", f"{more}."))).clauses
    assert [one.speeches for one in repeated([*found, other]).passages] == [2, 3]


def test_the_page_of_passages_has_the_most_repeated_first_and_leads_to_all_of_them() -> None:
    twice = "This was said on two days of that long and thirsty summer"
    found = cards(
        *(document(f"d{n:02}", f"{OATH}.", f"20{n:02}") for n in range(1, 16)),
        document("x", f"{twice}.", "1990"),
        document("y", f"{twice}.", "1991"),
    )
    (page,) = passage_pages(links_of(found))
    first, second = page.passages
    assert (first.text, first.speeches, second.speeches) == (f"{OATH}.", 15, 2)
    assert first.first.path == "speeches/d01.html#p1"
    assert len(first.others) == 12
    assert first.query == f'"{OATH}"'
    assert [one.path for one in second.others] == ["speeches/y.html#p1"]


# What an edit means to the others
# --------------------------------

_PIECES = (OATH, 誓言, FERRY, ORCHARD, "We thank the keepers of all nine wells for their patience")


def _body(chance: random.Random) -> str:
    own = " ".join(chance.choices(("kettle", "spoon", "ladle", "saucer", "griddle"), k=12))
    parts = [*chance.sample(_PIECES, chance.randint(0, 3)), own, "So."]
    chance.shuffle(parts)
    return ". ".join(parts) + "."


@pytest.mark.parametrize("seed", range(40))
def test_where_an_edit_is_said_to_mean_nothing_all_is_related_as_before(seed: int) -> None:
    chance = random.Random(seed)
    documents = [document(f"d{n}", _body(chance), f"20{n:02}") for n in range(10, 18)]
    found = cards(*documents)
    kin: Kin | None = kin_of(found)
    told: set[bool] = set()
    for _ in range(6):
        place = chance.randrange(len(documents))
        body = documents[place].body
        edit = chance.choice(("end", "word", "whole", "front"))
        if edit == "end":
            body = body.strip() + " One more line.\n"
        elif edit == "word":
            body = body.replace("patience", "great patience", 1)
        elif edit == "front":
            body = f"Good evening to all of you who came so far to be here. {body}"
        else:
            body = _body(chance) + "\n"
        documents[place] = replace(documents[place], body=body)
        (new,) = cards(documents[place])
        assert kin is not None
        after = kin_after(kin, found[place], new)
        edited = [*found[:place], new, *found[place + 1 :]]
        if after:
            before = [around.related for _, around in surroundings_of(links_of(found))]
            assert [around.related for _, around in surroundings_of(links_of(edited))] == before
            assert [*passage_pages(links_of(edited))] == [*passage_pages(links_of(found))]
        told.add(after is not None)
        found, kin = edited, after or kin_of(edited)
    assert told


def test_a_line_of_few_words_means_nothing_to_others_and_one_that_they_have_does() -> None:
    found = cards(
        document("a", f"{FERRY} {OATH}."),
        document("b", f"{ORCHARD} The thaw came late that year to every valley but ours."),
        document("c", f"{FERRY} {OATH}. {ORCHARD}"),
    )
    kin = kin_of(found)
    body = f"{ORCHARD} The thaw came late that year to each valley and ours."
    (little,) = cards(document("b", body))
    (much,) = cards(document("b", f"{ORCHARD} {OATH}."))
    assert kin_after(kin, found[1], little) is not None
    assert kin_after(kin, found[1], much) is None
