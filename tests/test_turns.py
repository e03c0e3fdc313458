"""Texts with several speakers: turns, narrative, stage directions, and whom a label means."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from site_builder.archive import archive_of
from site_builder.config import Config
from site_builder.facts import facts_json
from site_builder.languages import language_for
from site_builder.links import Links
from site_builder.lists import ListPage
from site_builder.markdown import blocks_of, dumped_body, plain_text
from site_builder.model import Document, OutlineEntry, Speaker, Speech
from site_builder.pages import pages_of
from site_builder.search import search_document
from site_builder.speech import card_of, speech_of
from site_builder.surroundings import surroundings_of
from site_builder.turns import speaker_of, speakers_of

ROOT = Path(__file__).parent.parent
CONFIG = Config("T", "https://a.example/")
WORDS = tomllib.loads((ROOT / "templates/words/en.toml").read_text("utf-8"))
SCHEMA = json.loads((ROOT / "site_builder/facts.schema.json").read_text("utf-8"))
BODY = """\
*The council met at seven.*

##### The CHAIR

Who asks for the floor? (Laughter.)

## The wall

##### Mr. HALE of Wexley

First, it is low. Second, it is old.

*Mr. Hale sat down.*

I was wrong to say low.

##### The CHAIR

I thank *Mr. Hale*.

### Its price

Nobody speaks here.
"""
HALE, CHAIR = Speaker("Mr. HALE of Wexley"), Speaker("The CHAIR", role="CHAIR")


def speech(body: str = BODY, *speakers: Speaker, language: str = "en") -> Speech:
    return speech_of(Document("x", "A meeting", language, body, speakers=speakers or (CHAIR, HALE)))


def labels(entries: tuple[OutlineEntry, ...], depth: int = 0) -> list[str]:
    return [
        line
        for entry in entries
        for line in (f"{'  ' * depth}{entry.label}", *labels(entry.children, depth + 1))
    ]


# Turns
# -----


def test_a_turn_lasts_to_the_next_label_or_heading_and_narrative_is_not_of_it() -> None:
    turns = speech().turns
    assert [(turn.label, turn.target) for turn in turns] == [
        ("The CHAIR", "t1"),
        ("Mr. HALE of Wexley", "t2"),
        ("The CHAIR", "t3"),
    ]
    said = "First,itislow.Second,itisold.Iwaswrongtosaylow."
    assert turns[1].characters == len(said)
    assert turns[2].characters == len("IthankMr.Hale.")


def test_a_label_stands_one_level_below_its_section() -> None:
    found = [(b.kind, b.level) for b in speech().blocks if b.kind in ("turn", "heading")]
    assert found == [("turn", 2), ("heading", 2), ("turn", 3), ("turn", 3), ("heading", 3)]


def test_only_in_a_text_with_turns_is_an_emphasised_paragraph_narrative() -> None:
    kinds = [block.kind for block in speech().blocks]
    assert kinds.count("narrative") == 2
    alone = blocks_of("*Nobody was asked.*\n\n*a* b *c*\n", language_for("en"))
    assert [block.kind for block in alone] == ["paragraph", "paragraph"]
    beside = blocks_of("##### Q\n\n*a* b *c*\n", language_for("en"))
    assert [block.kind for block in beside] == ["turn", "paragraph"]


def test_turns_hang_in_the_outline_below_their_section() -> None:
    assert labels(speech().outline) == [
        "The CHAIR",
        "The wall",
        "  Mr. HALE of Wexley",
        "    First, it is low",
        "    Second, it is old",
        "  The CHAIR",
        "  Its price",
    ]


def test_nobody_counts_on_from_anothers_points() -> None:
    body = (
        "## 一、会\n\n##### 甲\n\n一是修堤。要快。\n\n"
        "##### 乙\n\n二是算账。要细。\n\n一是找人。好。\n"
    )
    assert labels(speech(body, language="zh-Hans").outline) == [
        "一、会",
        "  甲",
        "    一是修堤",
        "  乙",
        "    二是算账",
        "    一是找人",
    ]


def test_a_label_that_begins_like_a_number_is_no_point() -> None:
    body = "##### A. Smith\n\nYes.\n\n##### B. Jones\n\nNo.\n"
    assert labels(speech(body).outline) == ["A. Smith", "B. Jones"]


def test_facts_and_search_document_tell_who_speaks() -> None:
    facts = json.loads(facts_json(speech(), "https://a.example/"))
    Draft202012Validator(SCHEMA).validate(facts)
    assert facts["turns"][1] == {
        "label": "Mr. HALE of Wexley",
        "speaker": "Mr. HALE of Wexley",
        "target": "t2",
        "characters": 47,
    }
    assert facts["outline"][0]["origin"] == "turn"
    (_, around), *_ = surroundings_of(links())
    sections = search_document(speech(), around).shown["sections"]
    assert ("t2", "Mr. HALE of Wexley") in [(part["id"], part["label"]) for part in sections]


def links() -> Links:
    return Links(archive_of([("content/speeches/x.md", card_of(speech()))]), CONFIG, WORDS)


def test_a_speakers_page_leads_to_their_first_turn() -> None:
    lists = {page.title: page for page in pages_of(links()) if isinstance(page, ListPage)}
    assert lists["Mr. HALE of Wexley"].links[0].path == "speeches/x.html#t2"
    assert lists["Undated"].links[0].path == "speeches/x.html"


# Labels and speakers
# -------------------


@pytest.mark.parametrize(
    ("label", "attribution"),
    [
        ("Mayor Ann Lee", "Mayor Ann Lee"),
        ("MAYOR LEE:", "Mayor Ann Lee"),
        ("THE MAYOR", "Mayor Ann Lee"),
        ("Ms. LEE", "Mayor Ann Lee"),
        ("Mr. SMITH", "Mr. SMITH of Wexley"),
        ("The CHAIR", "The CHAIR (Mr. Low)"),
        ("Mr. Low", "The CHAIR (Mr. Low)"),
        ("Mrs. SMITH", None),
        ("Mr. BROWN", None),
        ("of", None),
        ("李四", "局长李四"),
        ("王", None),
        ("局长", None),  # there are two
    ],
)
def test_a_label_means_the_only_one_of_whom_all_its_words_are_told(label, attribution) -> None:
    speakers = [
        Speaker("Mayor Ann Lee", "Ann Lee", "Mayor"),
        Speaker("Mr. SMITH of Wexley"),
        Speaker("The CHAIR (Mr. Low)"),
        Speaker("Mr. BROWN of Ashby"),
        Speaker("Mr. BROWN of Cole"),
        Speaker("局长李四"),
        Speaker("局长王五"),
    ]
    found = speaker_of(label, speakers)
    assert (found and found.attribution) == attribution


def test_each_label_that_means_nobody_known_is_a_speaker_of_its_own() -> None:
    known = Speaker("Mayor Ann Lee", "Ann Lee", "Mayor")
    found = speakers_of(
        ["Q", "MAYOR LEE", "Mr. LOW", "The CHAIR", "Mr. LOW of Cole", "Mr. LOW", "A"], [known]
    )
    assert found == (known, Speaker("Mr. LOW of Cole"), Speaker("The CHAIR", role="CHAIR"))


def test_a_short_label_that_may_mean_two_is_a_speaker_of_its_own() -> None:
    found = speakers_of(["Mr. LOW of Cole", "Mr. LOW of Ashby", "Mr. LOW"])
    assert len(found) == 3


# Stage directions
# ----------------


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("zh-Hans", "（掌声）"),
        ("zh-Hans", "（热烈鼓掌）"),
        ("zh-Hans", "(笑)"),
        ("zh-Hans", "（经久不息的掌声，全体起立）"),
        ("zh-Hant", "（全場大笑、掌聲）"),
        ("en", "(Applause.)"),
        ("en", "[Laughter]"),
        ("en", "(Laughter and applause.)"),
        ("en", "[Loud and prolonged cheering.]"),
        ("ar", "(تصفيق)"),
        ("de", "(Beifall bei allen)"),
        ("fr", "[Applaudissements.]"),
    ],
)
def test_a_stage_direction_is_marked_and_its_text_kept(language: str, direction: str) -> None:
    text = f"a {direction} b"
    (block,) = blocks_of(dumped_body([("paragraph", text)]), language_for(language))
    assert block.text == text
    assert f'<span class="stage">{direction}</span>' in block.html


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "（见附件）"),
        ("zh-Hans", "（他说到这里，台下的人才知道这是笑话）"),
        ("zh-Hans", "报以掌声"),
        ("en", "(which drew no applause at all, and little laughter either)"),
        ("en", "(a)"),
        ("en", "[the] laughter"),
        ("de", "(Laughter)"),
    ],
)
def test_what_is_in_brackets_otherwise_is_no_stage_direction(language: str, text: str) -> None:
    (block,) = blocks_of(dumped_body([("paragraph", text)]), language_for(language))
    assert 'class="stage"' not in block.html


def test_a_stage_direction_may_stand_beside_signs_and_in_emphasis() -> None:
    (block,) = blocks_of("＊＊市*（掌声）*□\n", language_for("zh-Hans"))
    assert re.findall(r'class="(\w+)"', block.html) == ["mask", "stage", "lost"]


# Writing
# -------


def test_turns_and_narrative_are_written_as_a_person_would() -> None:
    written = dumped_body([("turn", "Mr. LOW #"), ("narrative", "1. He sat.\nThey rose.")])
    assert written == "##### Mr. LOW \\#\n\n*1\\. He sat.\\\nThey rose.*\n"
    assert plain_text(written) == "Mr. LOW #\n\n1. He sat.\nThey rose."


def test_many_turns_of_a_section_are_folded_once(project: Callable) -> None:
    talk = "".join(f"##### {who}\n\nYes.\n\n" for who in ["Ann", "Bo"] * 13)
    made = project({"content/speeches/x.md": f'---\ntitle: "X"\n---\n\n## Talk\n\n{talk}'})
    assert made.run("build", "--no-search").code == 0
    page = made.read("public/speeches/x.html")
    assert page.count("<summary") == 2  # the outline's own, and that of the turns
