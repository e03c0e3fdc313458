"""The archive as data: every form is read by a program for it, and all of them say the same."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import bagit
import mlcroissant
import pytest
from frictionless import Package
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from site_builder.bulk import (
    SPEECHES_A_PART,
    Before,
    Book,
    Holdings,
    data_files,
    ingredients_of,
    parts_of,
)
from site_builder.config import DATA, DEFAULT_DATA, Config
from site_builder.content import parsed_document
from site_builder.data.csv import csv_table
from site_builder.data.jsonl import jsonl
from site_builder.data.sqlite import searched
from site_builder.downloads import in_words
from site_builder.exports import Published
from site_builder.headers import headers_for, read_headers
from site_builder.model import Card, Document, Speech
from site_builder.speech import card_of, speech_of
from site_builder.tables import PARAGRAPHS, SPEECHES, TABLES, Row, paragraph_rows, speech_row

ROOT = Path(__file__).parent.parent
WORDS = tomllib.loads((ROOT / "templates/words/en.toml").read_text("utf-8"))
SITE = 'title = "T & <T>"\nurl = "https://a.example/x/"\nkeeper = "K"\nlicense = "CC0-1.0"\n'
SITE += 'edition = {number = "1", date = "2026-01-31"}\n'
EVERYTHING = SITE + f"data = {json.dumps(DATA)}\n"
SAMPLES = {
    "content/speeches/a.md": (
        '---\ntitle: "On bridges"\ndate: "2011-02-06"\n'
        'speakers:\n  - attribution: "The mayor"\n---\n'
        "\n## First\n\nA bridge is two banks.\n\n- one\n- two\n"
    ),
    "content/speeches/b.md": (
        '---\ntitle: "在桥上的讲话"\nlanguage: zh-Hans\ndate: "../2012-03"\nspeakers:\n'
        '  - attribution: "市长"\n---\n\n一是修桥。桥要修。\n\n〔缺9字：来源页收费〕\n'
    ),
    "content/speeches/c.md": '---\ntitle: "Undated"\n---\n\n=1+1 is two.\n',
}
HARD = """\
---
title: "Hard"
language: en
speakers:
  - {attribution: "Mr. LOW", name: "Ida van der Low Jr."}
  - {attribution: "The CHAIR", role: "Chair"}
---

Before anyone speaks. (Applause.)

## First

##### Mr. LOW

[gap: 725 characters, paywall]

##### Q

Why?

*The Clerk read as follows:*

### Deep

> Said long ago.

#### Deeper

1. one

   two

## Empty section
"""
HAN = """\
---
title: "在找水会议上的讲话"
language: zh-Hans
speakers:
  - attribution: "镇长"
outline: ["一是找漏", "二是再用", "三是算账"]
---

下面讲三点意见。

## 一、找水

一是找漏。**区要找，〔?涼〕水要省。

二是再用。好。（掌声）

〔缺9字：来源页收费〕
"""
SERIES = '---\ntitle: "Of {0}"\ndate: "{1}"\ncollections: ["Of & on"]\n---\n\nSaid of {0}.\n'


def rows(speech: Speech) -> list[Row]:
    return list(paragraph_rows(speech))


def speech(text: str, name: str = "x.md") -> Speech:
    return speech_of(parsed_document(text, f"content/speeches/{name}", language="en"))


ONES = {"hard": speech(HARD), "han": speech(HAN), "bare": speech('---\ntitle: "B"\n---\n')}
OURS = [
    speech(path.read_text("utf-8"), path.name)
    for path in sorted((ROOT / "content" / "speeches").glob("*.md"))
]


def data(archive, name: str = "") -> Path:
    return archive.root / "public" / "data" / name


@pytest.fixture
def built(project: Callable):
    """An archive with every form of data."""
    archive = project(
        {
            "content/site.toml": EVERYTHING,
            "content/speakers.toml": '[mayor]\nname = "The mayor"\n',
            "content/speeches/d.md": SERIES.format("dikes", "1999"),
            "content/speeches/e/e.md": SERIES.format("ebb", "2001"),
            "content/speeches/draft.md": '---\ntitle: "D"\nstatus: draft\n---\n\nNot yet.\n',
            **SAMPLES,
        }
    )
    assert archive.run("build", "--no-search").code == 0
    return archive


# Rows
# ----


@pytest.mark.parametrize("one", [*ONES.values(), *OURS], ids=lambda one: one.document.title)
def test_every_block_is_a_row_and_its_characters_are_those_of_the_speech(one: Speech) -> None:
    found = rows(one)
    assert [row["anchor"] for row in found] == [block.id for block in one.blocks]
    assert sum(row["characters"] for row in found) == one.characters
    told = speech_row(card_of(one), "https://a.example/x.html", "CC0-1.0")
    assert sum(row["missing"] or 0 for row in found) == told["missing"]
    for table, row in ((SPEECHES, told), *((PARAGRAPHS, row) for row in found)):
        assert list(row) == [column.name for column in table.columns]
        types = {"string": str, "integer": int, "boolean": bool, "array": list}
        for column in table.columns:
            value = row[column.name]
            assert type(value) is types[column.type] or (value is None and not column.required)


def told(name: str, key: str) -> list[tuple[str, object]]:
    return [(row["anchor"], row[key]) for row in rows(ONES[name])]


def test_a_row_has_the_headings_above_it() -> None:
    paths = dict(told("han", "path"))
    assert paths["p1"] == []
    assert paths["s1"] == []
    assert paths["s1-1"] == ["一、找水"]
    assert paths["o3"] == ["一、找水"]
    assert paths["g1"][:1] == ["一、找水"]
    deep = dict(told("hard", "path"))
    assert deep["s1-1-1"] == ["First", "Deep"]
    assert deep["s2"] == []


def test_what_is_lost_or_left_out_is_told() -> None:
    assert [anchor for anchor, here in told("han", "here") if not here] == ["g1", "o3"]
    assert dict(told("han", "missing"))["g1"] == 9
    assert dict(told("han", "characters"))["o3"] == 0


def test_who_speaks_is_who_the_turn_is_of() -> None:
    found = rows(ONES["hard"])
    said = {row["text"]: row["speaker"] for row in found}
    assert said["Mr. LOW"] == "Ida van der Low Jr."
    assert said["Q"] == "Q"
    assert said["First"] is None
    assert said["The Clerk read as follows:"] is None
    (opening,) = [row for row in found if (row["text"] or "").startswith("Before anyone")]
    assert opening["speaker"] is None, "of several nobody knows who"
    assert dict(told("han", "speaker"))["p1"] == "镇长"


# CSV
# ---


def cells(table, found: list[Row]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_table(table, found).decode("utf-8-sig"))))


def test_csv_follows_rfc_4180() -> None:
    text = csv_table(PARAGRAPHS, list(rows(ONES["hard"])))
    assert text.startswith("\ufeffspeech,number,".encode())
    assert text.count(b"\r\n") == len(ONES["hard"].blocks) + 1
    assert text.endswith(b"\r\n")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.tuples(st.sampled_from(["", *"=+-@\t\r＝＋－＠", "a="]), TEXTS).map("".join))
def test_no_cell_of_a_csv_is_taken_for_a_formula_and_no_text_is_lost(text: str) -> None:
    row = dict.fromkeys((column.name for column in PARAGRAPHS.columns), None) | {"text": text}
    (cell,) = cells(PARAGRAPHS, [row])
    assert not cell["text"].startswith(tuple("=+-@\t\r＝＋－＠"))
    assert cell["text"] in (text, f"'{text}")
    assert json.loads(jsonl(PARAGRAPHS, [row]))["text"] == text
    assert jsonl(PARAGRAPHS, [row]).count(b"\n") == 1


# Every form
# ----------


def rows_in_jsonl(archive, name: str) -> list[Row]:
    lines = data(archive, f"{name}.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


def in_a_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case _:
            return str(value).replace("=1", "'=1")


def test_the_tables_are_the_same_in_every_form(built) -> None:
    with closing(sqlite3.connect(data(built, "archive.sqlite"))) as base:
        base.row_factory = sqlite3.Row
        for table in TABLES:
            wanted = rows_in_jsonl(built, table.name)
            assert wanted
            arrays = [column.name for column in table.columns if column.type == "array"]
            flat = [
                row | {name: json.dumps(row[name], ensure_ascii=False) for name in arrays}
                for row in wanted
            ]
            found = [dict(row) for row in base.execute(f"SELECT * FROM {table.name}")]
            assert found == flat
            assert parquet.read_table(data(built, f"{table.name}.parquet")).to_pylist() == wanted
            text = data(built, f"{table.name}.csv").read_text("utf-8-sig")
            for row, cell in zip(flat, csv.DictReader(io.StringIO(text)), strict=True):
                assert cell == {key: in_a_cell(value) for key, value in row.items()}


def test_speeches_come_in_the_order_of_the_archive_and_drafts_not_at_all(built) -> None:
    assert [row["id"] for row in rows_in_jsonl(built, "speeches")] == ["d", "e", "a", "b", "c"]
    assert rows_in_jsonl(built, "speeches")[0]["url"] == "https://a.example/x/speeches/d.html"


def test_the_data_package_is_valid(built) -> None:
    package = Package(str(data(built, "datapackage.json")))
    assert package.licenses == [{"name": "CC0-1.0"}]
    report = package.validate()
    assert report.valid, report.flatten(["title", "message"])
    assert [task.name for task in report.tasks] == [
        *("speeches-csv", "speeches-jsonl", "paragraphs-csv", "paragraphs-jsonl"),
    ]


def test_a_data_package_whose_files_have_changed_is_not(built) -> None:
    path = data(built, "paragraphs.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"speech":"a"', b'"speech":"z"', 1))
    titles = {
        title
        for (title,) in Package(str(data(built, "datapackage.json"))).validate().flatten(["title"])
    }
    assert {"Hash Count Error", "ForeignKey Error"} <= titles


@pytest.mark.filterwarnings("default")  # mlcroissant and what it stands on have their own
def test_croissant_is_valid_and_its_records_are_the_rows(built) -> None:
    path = data(built, "croissant.json")
    names = [file["@id"] for file in json.loads(path.read_bytes())["distribution"]]
    dataset = mlcroissant.Dataset(jsonld=path, mapping={name: data(built, name) for name in names})
    assert dataset.metadata.issues.errors == set()
    assert dataset.metadata.issues.warnings == set()
    for table in TABLES:
        wanted = rows_in_jsonl(built, table.name)
        for record, row in zip(dataset.records(table.name), wanted, strict=True):
            key = table.columns[0].name
            assert record[f"{table.name}/{key}"].decode() == row[key]


def test_the_bag_is_whole_and_makes_the_site_again(built, project: Callable) -> None:
    with zipfile.ZipFile(data(built, "archive.zip")) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(2026, 1, 31, 0, 0, 0)}
        packed.extractall(built.root / "unpacked")
    bag = bagit.Bag(str(built.root / "unpacked" / "archive"))
    assert bag.validate()
    assert bag.info["Bagging-Date"] == "2026-01-31"
    assert "data/content/speeches/e/e.md" in bag.entries
    assert not [name for name in bag.entries if "draft" in name or "/raw/" in name]
    again = project({}, "again")
    for name in bag.entries:
        if name.startswith("data/content/"):
            path = built.root / "unpacked" / "archive" / name
            again.write({name.removeprefix("data/"): path.read_bytes()})
    assert again.run("build", "--no-search").code == 0
    assert again.tree("public") == built.tree("public")


def test_a_collection_is_a_book_that_its_page_leads_to(built, epub_faults: Callable) -> None:
    (book,) = data(built).glob("collection-*.epub")
    assert epub_faults(book.read_bytes()) == []
    (page,) = (built.root / "public" / "collections").glob("of-*.html")
    assert f'href="../data/{book.name}"' in page.read_text("utf-8")
    with zipfile.ZipFile(book) as packed:
        assert [n for n in packed.namelist() if n.endswith(("d.xhtml", "e.xhtml"))] == [
            "EPUB/d.xhtml",
            "EPUB/e.xhtml",
        ]


# To search the database
# ----------------------


def found(base: sqlite3.Connection, query: str) -> list[str]:
    """The anchors of what a query finds."""
    text = "SELECT speech || '#' || anchor FROM paragraph_search JOIN paragraphs ON"
    text += " paragraphs.rowid = paragraph_search.rowid WHERE paragraph_search MATCH ?"
    return [row[0] for row in base.execute(f"{text} ORDER BY speech, number", [query])]


def test_the_database_finds_words_of_any_length_in_either_script(built) -> None:
    with closing(sqlite3.connect(data(built, "archive.sqlite"))) as base:
        assert found(base, '"修 桥"') == ["b#s1"]
        assert found(base, f'"{searched("橋要修")}"') == ["b#s1"]
        assert found(base, "桥") == ["b#s1"]
        assert found(base, '"桥 修"') == []
        assert found(base, "bridges") == found(base, "bridge") == ["a#p1"]
        assert base.execute("SELECT anchor FROM paragraphs WHERE text LIKE '%修桥%'").fetchall()
        (query,) = base.execute("SELECT value FROM about WHERE name = 'search'").fetchone()
        assert base.execute(query.partition(": ")[0]).fetchall() == []
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_query_that_the_document_shows_is_one(built) -> None:
    (query,) = re.findall(
        r"```sql\n(.*?)```", (ROOT / "docs/data.md").read_text("utf-8"), re.DOTALL
    )
    with closing(sqlite3.connect(data(built, "archive.sqlite"))) as base:
        assert base.execute(query).fetchall() == []
        assert base.execute(query.replace('"质 量" AND "安 全"', '"修 桥"')).fetchall()


# The page
# --------


def test_the_page_lists_every_file_with_its_digest(built) -> None:
    html = built.read("public/downloads.html")
    listed = dict(
        re.findall(r'href="data/([^"]+)" download>.*?<code[^>]*>([0-9a-f]{64})<', html, re.DOTALL)
    )
    assert listed == {
        path.name: sha256(path.read_bytes()).hexdigest() for path in data(built).iterdir()
    }
    assert 'href="downloads.html"' in built.read("public/index.html")
    assert html.count("T &amp; &lt;T&gt;") > 1


def test_the_manifest_is_one_for_sha256sum(built) -> None:
    command = ["sha256sum", "--check", "--strict", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=data(built), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(list(data(built).iterdir())) - 1


def test_check_knows_the_files(built) -> None:
    assert built.run("check", "public").code == 0
    data(built, "paragraphs.csv").unlink()
    done = built.run("check", "public")
    assert done.code == 1
    assert "there is no data/paragraphs.csv" in done.err


@pytest.mark.parametrize("name", DATA)
def test_only_what_is_asked_for_is_made(project: Callable, name: str) -> None:
    archive = project({"content/site.toml": f'{SITE}data = ["{name}"]\n', **SAMPLES})
    assert archive.run("build", "--no-search").code == 0
    forms = {path.suffix for path in data(archive).iterdir()} - {".json", ".txt"}
    assert forms == {"bag": {".zip"}, "epub": set()}.get(name, {f".{name}"})


def test_without_a_setting_there_are_the_tables_that_cost_little(project: Callable) -> None:
    archive = project({"content/site.toml": SITE, **SAMPLES})
    assert archive.run("build", "--no-search").code == 0
    assert {p.suffix[1:] for p in data(archive).glob("speeches.*") if p.suffix != ".json"} == set(
        DEFAULT_DATA
    )


def test_an_archive_may_have_none_of_it(project: Callable) -> None:
    archive = project({"content/site.toml": f"{SITE}data = []\n", **SAMPLES})
    assert archive.run("build", "--no-search").code == 0
    assert not data(archive).exists()
    assert "downloads" not in archive.read("public/index.html")


def test_an_archive_without_a_speech_has_tables_without_rows(project: Callable) -> None:
    archive = project({"content/site.toml": EVERYTHING})
    assert archive.run("build", "--no-search").code == 0
    assert data(archive, "speeches.jsonl").read_bytes() == b""
    assert len(data(archive, "speeches.csv").read_bytes().splitlines()) == 1
    assert parquet.read_table(data(archive, "paragraphs.parquet")).num_rows == 0


def test_a_form_that_there_is_not_is_told(project: Callable) -> None:
    archive = project({"content/site.toml": f'{SITE}data = ["sqlit"]\n'})
    assert archive.run("build").lines[0] == (
        'content/site.toml:6: "data" has "sqlit" (did you mean "sqlite"?); there are csv, jsonl,'
        " parquet, sqlite, epub, bag"
    )


def test_parquet_without_its_library_is_told(
    project: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as if it were not installed
    done = project({"content/site.toml": EVERYTHING}).run("build")
    assert (done.code, done.lines[0]) == (
        1,
        'content/site.toml: "data" has "parquet", which needs: pip install "site-builder[parquet]"',
    )


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9_960_000, "10.0 MB")]
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


# Large archives, and the same bytes each time
# --------------------------------------------


def cards(*dates: str) -> Iterator[Card]:
    return (
        card_of(speech_of(Document(f"s{n}", "T", "en", "\n", date=date)))
        for n, date in enumerate(dates)
    )


def test_a_large_archive_is_cut_by_years_and_a_large_year_by_thousands() -> None:
    few = list(cards(*["2010"] * SPEECHES_A_PART))
    assert [part.name for part in parts_of(few)] == [""]
    many = list(cards("2009", *["2010"] * (SPEECHES_A_PART + 1), "2011-02", "", ""))
    parts = parts_of(many)
    assert [(part.name, len(part.cards)) for part in parts] == [
        ("2009", 1),
        ("2010", SPEECHES_A_PART),
        ("2010.2", 1),
        ("2011", 1),
        ("undated", 2),
    ]
    assert [card for part in parts for card in part.cards] == many


def test_a_table_in_parts_is_as_good_as_one(built, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_in_jsonl(built, "paragraphs")
    monkeypatch.setattr("site_builder.bulk.SPEECHES_A_PART", 1)
    assert built.run("build", "--no-search", "--clean").code == 0
    names = ["1999", "2001", "2011", "2012", "undated"]
    assert sorted(p.name for p in data(built).glob("paragraphs-*.csv")) == [
        f"paragraphs-{name}.csv" for name in names
    ]
    parts = [row for name in names for row in rows_in_jsonl(built, f"paragraphs-{name}")]
    assert parts == whole
    package = Package(str(data(built, "datapackage.json")))
    assert package.validate().valid
    assert len(package.resources) == 2 + 2 * len(names)
    assert "2012 · CSV" in built.read("public/downloads.html")


def test_what_still_holds_is_not_made_again_and_all_is_as_if_it_were(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("site_builder.bulk.SPEECHES_A_PART", 2)
    config = Config("T", "https://a.example/", data=DATA)
    head = '---\ntitle: "T"\ndate: "{}"\n---\n\nSaid {}.\n'
    texts = {f"s{number}": head.format(2000 + number // 2, number) for number in range(6)}
    for name in ("one", "two", "clean"):
        (tmp_path / name).mkdir()

    def holdings(asked: list[str]) -> tuple[Holdings, dict[str, bytes]]:
        speeches = {id_: speech(text, f"{id_}.md") for id_, text in texts.items()}

        def paragraphs(id_: str) -> list[Row]:
            asked.append(id_)
            return rows(speeches[id_])

        def published(id_: str) -> Published:
            return Published(speeches[id_], f"https://a.example/speeches/{id_}.html", config, WORDS)

        cards = tuple(map(card_of, speeches.values()))
        made = Holdings(
            config, cards, (Book("c", "C", "en", ("s0", "s1")),), paragraphs, published, ()
        )
        return made, ingredients_of(made, {i: t.encode() for i, t in texts.items()}, b"")

    first, old = holdings([])
    files = {file.name: file for file in data_files(tmp_path / "one", first)}
    texts["s3"] = texts["s3"].replace("Said 3", "Said three")
    asked: list[str] = []
    second, new = holdings(asked)
    kept = {name for name in new if old[name] == new[name]}
    assert kept == {
        *(
            f"paragraphs-{year}.{form}"
            for year in (2000, 2002)
            for form in ("csv", "jsonl", "parquet")
        ),
        "collection-c.epub",
    }
    before = Before(tmp_path / "one", {name: files[name] for name in kept}, texts.keys() - {"s3"})
    listed = data_files(tmp_path / "two", second, before)
    assert asked == ["s3"]
    assert not [name for name in kept if (tmp_path / "two" / "data" / name).exists()]
    assert listed == data_files(tmp_path / "clean", second)
    for path in (tmp_path / "two" / "data").iterdir():
        assert path.read_bytes() == (tmp_path / "clean" / "data" / path.name).read_bytes()


@settings(max_examples=20)
@given(st.text(max_size=30))
def test_what_is_searched_for_is_what_was_indexed(text: str) -> None:
    assert searched(searched(text)) == searched(text)


def test_data_is_the_same_whatever_the_hash_seed_time_zone_and_locale(
    project: Callable, built_by_another_process: Callable
) -> None:
    made = project({"content/site.toml": EVERYTHING, **SAMPLES})
    made.write({"content/speeches/d.md": SERIES.format("dikes", "1999")})
    one, two = (
        {
            name: content
            for name, content in built_by_another_process(
                made.root, output, PYTHONHASHSEED=seed, TZ=zone, LANG=locale
            ).items()
            if name.startswith(("data/", "downloads"))
        }
        for output, seed, zone, locale in (
            ("one", "1", "Asia/Shanghai", "zh_CN.UTF-8"),
            ("two", "2", "America/Caracas", "C"),
        )
    )
    assert one == two
    assert len(one) > 14


def test_each_file_is_served_as_what_it_is(sample_site, sample_server) -> None:
    rules = read_headers((ROOT / "netlify.toml").read_text("utf-8"))
    html = (sample_site.folder / "downloads.html").read_text("utf-8")
    names = re.findall(r'href="(data/[^"]+)" download', html)
    assert {Path(name).suffix for name in names} >= {".csv", ".jsonl", ".sqlite", ".zip", ".epub"}
    types = {
        ".csv": "text/csv",
        ".jsonl": "application/jsonl",
        ".sqlite": "application/vnd.sqlite3",
        ".epub": "application/epub+zip",
        ".parquet": "application/vnd.apache.parquet",
    }
    for suffix, media_type in types.items():
        sent = headers_for(rules, f"/data/a{suffix}")["Content-Type"]
        assert sent.partition(";")[0] == media_type
    for name in names:
        with urlopen(sample_server.url + name) as answer:
            kind = answer.headers["Content-Type"].partition(";")[0]
            assert kind == types.get(Path(name).suffix, kind)
