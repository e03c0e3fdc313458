"""The files of `content/`: what a person may write, and what `ingest` writes."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from site_builder.config import Config, parsed_config, parsed_script
from site_builder.content import (
    dumped_document,
    dumped_ledger,
    parsed_document,
    parsed_ledger,
)
from site_builder.errors import SiteErrors
from site_builder.model import Document, Edit, Ledger, Source, Speaker

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
SCHEMA = json.loads((ROOT / "site_builder" / "speech.schema.json").read_text("utf-8"))
LANGUAGES = frozenset({"en", "zh-Hans"})
FORMATS = ("markdown", "tei")


def parsed(text: str) -> Document:
    return parsed_document(text, "content/speeches/a-speech.md", language="zh-Hans")


def test_a_title_is_all_that_a_speech_needs() -> None:
    document = parsed('---\ntitle: "水库边的讲话"\n---\n\n各位乡亲：\n')
    assert document == Document("a-speech", "水库边的讲话", "zh-Hans", "各位乡亲：\n")


@pytest.mark.parametrize(
    "value", ["no", "007", "2011-02-06", "1e3", "null and void", "0x1F", "12:30:00", "true", "~x"]
)
def test_what_yaml_takes_for_something_else_is_read_as_it_is_written(value: str) -> None:
    assert parsed(f"---\ntitle: {value}\n---\n").title == value


def test_a_date_needs_no_quotation_marks() -> None:
    assert parsed("---\ntitle: A\ndate: 2011-02-06\n---\n").date == "2011-02-06"


def test_a_number_is_a_number_only_where_something_is_counted() -> None:
    document = parsed("---\ntitle: 12\nsource:\n  stated_characters: 5795\n---\n")
    assert document.title == "12"
    assert document.source == Source(stated_characters=5795)


def test_an_empty_value_is_none_at_all() -> None:
    assert parsed("---\ntitle: A\ndate:\nevent: ~\nsubjects:\n---\n") == parsed(
        "---\ntitle: A\n---\n"
    )


def test_a_speech_may_begin_with_a_byte_order_mark_and_end_without_a_line_end() -> None:
    assert parsed("\ufeff---\ntitle: A\n---\nText.").body == "Text.\n"


def test_a_rule_inside_of_the_text_does_not_end_it() -> None:
    assert parsed("---\ntitle: A\n---\n\none\n\n---\n\ntwo\n").body == "one\n\n---\n\ntwo\n"


@pytest.mark.parametrize(
    "text", ["zzz: &a [b]\nsubjects: [*a, *a]", "subjects: &a [*a]", "event: &a {name: *a}"]
)
def test_yaml_that_means_more_than_it_says_is_refused(text: str) -> None:
    # Nine short lines of aliases of aliases would otherwise stand for a thousand million values.
    with pytest.raises(SiteErrors, match=r"a-speech\.md:[34]: aliases"):
        parsed(f"---\ntitle: A\n{text}\n---\n")


def test_a_document_is_written_with_every_text_in_quotation_marks() -> None:
    document = Document(
        "a-speech",
        '"**市" said: no',
        "en",
        "Text.\n",
        speakers=(Speaker("007"),),
        date="2011-02-06",
    )
    text = dumped_document(document)
    assert text == (
        '---\nid: "a-speech"\ntitle: "\\"**市\\" said: no"\nlanguage: en\ntype: speech\n'
        'speakers:\n  - attribution: "007"\ndate: "2011-02-06"\n'
        "date_basis: unknown\nstatus: published\n---\n\nText.\n"
    )
    # Another reader of YAML understands the same by it.
    assert yaml.safe_load(text.split("---\n")[1])["speakers"] == [{"attribution": "007"}]


def test_the_schema_is_one_and_knows_all_fields_of_a_document() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert {field.name for field in fields(Document)} - {"body"} == set(SCHEMA["properties"])
    assert {field.name for field in fields(Source)} == set(
        SCHEMA["properties"]["source"]["properties"]
    )


def test_the_schema_explains_every_key_that_does_not_explain_itself() -> None:
    for key in (
        "id",
        "title",
        "language",
        "type",
        "date",
        "date_basis",
        "outline",
        "source",
        "aliases",
    ):
        assert SCHEMA["properties"][key]["description"].endswith(".")


@pytest.mark.parametrize(
    "path", sorted(CONTENT.glob("speeches/**/*.md")), ids=lambda path: path.stem
)
def test_a_committed_speech_keeps_the_format(path: Path) -> None:
    text = path.read_text("utf-8")
    document = parsed_document(text, f"content/speeches/{path.name}", language="und")
    front = yaml.load(text.split("---\n")[1], yaml.BaseLoader)  # every scalar as text
    for key in ("stated_characters", "shown_characters"):
        if key in front.get("source", {}):
            front["source"][key] = int(front["source"][key])
    assert not list(Draft202012Validator(SCHEMA).iter_errors(front))
    assert (
        parsed_document(dumped_document(document), f"content/speeches/{path.name}", language="und")
        == document
    )


def test_the_sample_archive_is_as_wide_as_it_should_be() -> None:
    documents = [
        parsed_document(path.read_text("utf-8"), f"content/speeches/{path.name}", language="und")
        for path in CONTENT.glob("speeches/**/*.md")
    ]
    assert len(documents) >= 12
    assert {"zh-Hans", "zh-Hant", "en", "ar"} <= {document.language for document in documents}
    assert len({document.date[:4] for document in documents}) >= 5
    assert (
        len({speaker.attribution for document in documents for speaker in document.speakers}) >= 5
    )
    assert len({document.event.name for document in documents if document.event}) >= 4
    assert len({name for document in documents for name in document.collections}) >= 2
    from_pages = [document for document in documents if document.source and document.source.file]
    assert 2 * len(from_pages) >= len(documents)
    for document in from_pages:
        assert (CONTENT / document.source.file).is_file()


# Ledgers
# -------


def test_a_ledger_has_an_edit_on_each_line_and_leaves_out_what_goes_without_saying() -> None:
    edits = (
        Edit(1, "(zhì)", "", "pinyin-note", evidence="e"),
        Edit(9, "\udce8", "□", "lost-bytes", "low"),
    )
    ledger = Ledger("a", "raw/a.txt", "0" * 64, "utf-8", "1" * 64, edits)
    text = dumped_ledger(ledger)
    assert [line.strip() for line in text.splitlines() if "start" in line] == [
        '{"start": 1, "before": "(zhì)", "after": "", "rule": "pinyin-note", "evidence": "e"},',
        '{"start": 9, "before": "\\udce8", "after": "□", "rule": "lost-bytes", "certainty": "low"}',
    ]
    assert json.loads(text)["edits"][0]["start"] == 1
    assert parsed_ledger(text, "x") == ledger


def test_a_ledger_without_edits_is_one_too() -> None:
    ledger = Ledger("a", "raw/a.txt", "0" * 64, "utf-8", "1" * 64, ())
    assert parsed_ledger(dumped_ledger(ledger), "x") == ledger


# site.toml
# ---------


def test_the_settings_are_what_site_toml_says() -> None:
    text = (
        'title = "T"\nurl = "https://a.example/b/c/"\nlanguage = "zh-Hans"\n'
        'keeper = "K"\ncontact = "C"\nlicense = "L"\nexports = ["tei"]\n'
        'notice = "N"\ndescription = "D"\nedition = {number = "1", date = "2026-01-31"}\n'
    )
    config = parsed_config(text, "content/site.toml", LANGUAGES, FORMATS)
    assert config == Config(
        "T",
        "https://a.example/b/c/",
        "D",
        "zh-Hans",
        "K",
        "C",
        "L",
        "N",
        "1",
        "2026-01-31",
        exports=("tei",),
    )
    assert config.base_path == "/b/c/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "https://a.example",
        "https://a.example/b",
        "https://a.example/?q/",
        "ftp://a.example/",
        "https://a.example/ b/",
        "javascript:alert(1)/",
        "https://",
    ],
)
def test_an_address_that_cannot_be_the_sites_is_refused(url: str) -> None:
    with pytest.raises(SiteErrors, match='"url"'):
        parsed_config(f'title = "T"\nurl = "{url}"\n', "content/site.toml", LANGUAGES, FORMATS)


def test_wishes_for_the_script_are_by_profile_or_page() -> None:
    text = '[script]\nwenmi = "restore"\n"raw/a.html" = "keep"\n'
    wishes = parsed_script(text, "content/site.toml", {"wenmi", "fallback"})
    assert wishes == {"wenmi": "restore", "raw/a.html": "keep"}
    whole = f'title = "T"\nurl = "https://a.example/"\n{text}'
    assert parsed_config(whole, "content/site.toml", LANGUAGES, FORMATS).title == "T"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[script]\nwenmi = "restored"\n',
            '2: "wenmi" is \'restored\' (did you mean "restore"?); allowed are auto, restore, keep',
        ),
        ('[script]\n"raw/a.html" = 1\n', '2: "raw/a.html" is 1; allowed are auto, restore, keep'),
        (
            '[script]\nwenmy = "keep"\n',
            '2: "wenmy" is no profile (did you mean "wenmi"?) and no page such as "raw/a.html"',
        ),
        ('script = "keep"\n', '1: "script" must be a table such as {wenmi = "restore"}'),
    ],
)
def test_a_wrong_wish_for_the_script_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SiteErrors) as caught:
        parsed_script(text, "content/site.toml", {"wenmi", "fallback"})
    assert str(caught.value) == f"content/site.toml:{message}"


def test_the_line_of_a_wrong_setting_is_told_also_inside_of_a_table() -> None:
    text = 'title = "T"\nurl = "https://a.example/"\n\n[edition]\nnumber = 1\n'
    with pytest.raises(SiteErrors) as caught:
        parsed_config(text, "content/site.toml", LANGUAGES, FORMATS)
    assert str(caught.value).startswith("content/site.toml:5: ")
