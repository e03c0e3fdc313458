"""What programs gather is valid by its own rules, says what the pages say, and leads to them."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import jsonschema
import pytest
from lxml import etree
from pyld import jsonld

from site_builder.archive import archive_of
from site_builder.building import build
from site_builder.config import Config
from site_builder.feeds import Feed, entry_of, feed_files
from site_builder.headers import headers_for, read_headers
from site_builder.linked_data import speech_data
from site_builder.links import Links
from site_builder.model import Document, Event, Source, Speaker
from site_builder.notices import Notice, newest
from site_builder.oai import repository_files
from site_builder.pictures import HEIGHT, WIDTH, timeline_picture
from site_builder.project import Project
from site_builder.sitemap import sitemap_files
from site_builder.speech import card_of, opening_of, speech_of
from site_builder.surroundings import surroundings_of

ROOT = Path(__file__).parent.parent
SCHEMAS = Path(__file__).parent / "schemas"
CONFIG = Config(
    "The <odd> & only archive",
    "https://a.example/",
    keeper="Keepers",
    contact="a@a.example",
    license="CC0-1.0",
    edition_number="2",
    edition_date="2026-03-01",
)
LARGE_TOML = """\
title = "A large archive"
url = "https://large.example.org/archive/"
language = "zh-Hans"
contact = "keeper@large.example.org"
edition = {number = "3", date = "2026-03-01"}
exports = ["markdown"]
"""


@dataclass(frozen=True)
class Site:
    """A site that was built, and its address."""

    files: Mapping[str, bytes]
    url: str

    @property
    def pages(self) -> dict[str, str]:
        return {path: data.decode() for path, data in self.files.items() if path[-5:] == ".html"}

    def file(self, address: str) -> bytes:
        """What stands at one of its own addresses."""
        assert address.startswith(self.url)
        return self.files[address.removeprefix(self.url) or "index.html"]


def site_of(folder: Path, url: str) -> Site:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return Site({path.relative_to(folder).as_posix(): path.read_bytes() for path in files}, url)


@pytest.fixture(scope="module")
def sample(sample_site) -> Site:
    return site_of(sample_site.folder, "https://speeches.example.org/")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Three hundred speeches below a sub-path; half of them came with an edition before."""
    folder = tmp_path_factory.mktemp("large")
    spec = spec_from_file_location("corpus", ROOT / "benchmarks" / "corpus.py")
    corpus = module_from_spec(spec)
    # A dataclass looks for its own module by name.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "corpus", corpus)
        spec.loader.exec_module(corpus)
        corpus.write(300, folder)
        ids = [speech.id for speech in corpus.speeches(150)]
    (folder / "content/site.toml").write_text(LARGE_TOML, "utf-8")
    record = dict.fromkeys(ids, "2026-01-01 p1")
    (folder / "content/published.json").write_text(json.dumps(record), "utf-8")
    build(Project(folder), folder / "public", with_search=False)
    return site_of(folder / "public", "https://large.example.org/archive/")


@pytest.fixture(params=["sample", "large"])
def site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def notice(id_: str, date: str = "", since: str = "", **more) -> Notice:
    document = Document(id_, f"Title of {id_}", "en", "Good evening.\n", date=date, **more)
    return Notice(card_of(speech_of(document)), since)


def ids(notices: list[Notice]) -> list[str]:
    return [each.document.id for each in notices]


def valid(name: str, data: bytes) -> etree._Element:
    """The document, if it is valid by one of the schemas."""
    root = etree.fromstring(data)
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{name}.rng"))
    assert schema.validate(root), schema.error_log
    return root


# Feeds
# -----


def test_every_feed_is_valid_and_both_of_its_forms_say_the_same(site: Site) -> None:
    schema = jsonschema.Draft202012Validator(
        json.loads((SCHEMAS / "json-feed.schema.json").read_text("utf-8"))
    )
    feeds = [path for path in site.files if path.endswith(".atom")]
    assert len(feeds) > 20
    for path in feeds:
        valid("atom", site.files[path])
        atom = feedparser.parse(io.BytesIO(site.files[path]), sanitize_html=False)
        other = json.loads(site.files[path.replace(".atom", ".json")])
        assert not atom.bozo, path
        schema.validate(other)
        assert 1 <= len(atom.entries) <= 20, path
        assert len({entry.id for entry in atom.entries}) == len(atom.entries), path
        assert atom.feed.updated == max(entry.updated for entry in atom.entries), path
        assert atom.feed.id == site.url + path
        assert other["feed_url"] == site.url + path.replace(".atom", ".json")
        assert other["title"] == atom.feed.title
        assert site.file(other["home_page_url"])
        for entry, item in zip(atom.entries, other["items"], strict=True):
            assert site.file(entry.link)
            assert (entry.id, entry.title, entry.summary, entry.updated) == (
                item["id"],
                item["title"],
                item["content_text"],
                item["date_modified"],
            )
            assert [author.name for author in entry.get("authors", ())] == [
                author["name"] for author in item.get("authors", ())
            ]


def test_a_feed_is_linked_from_its_list_and_the_archives_from_every_page(site: Site) -> None:
    linked = set()
    for path, text in site.pages.items():
        links = re.findall(r'<link rel="alternate" type="application/(?:atom|feed)[^>]*>', text)
        found = [re.search(r'href="([^"]+)"', link)[1] for link in links]
        top = "/archive/" if path == "404.html" and "large" in site.url else "/"
        prefix = top if path == "404.html" else "../" * path.count("/")
        assert f"{prefix}feed.atom" in found, path
        linked |= {address.removeprefix("/archive/").removeprefix("../") for address in found}
    linked = {address.lstrip("/") for address in linked}
    made = {path for path in site.files if re.match(r"feeds?[./].*(atom|json)$", path)}
    assert linked == made


def test_what_came_with_the_last_edition_stands_first(large: Site) -> None:
    entries = feedparser.parse(io.BytesIO(large.files["feed.atom"])).entries
    assert {entry.published for entry in entries} == {"2026-03-01T00:00:00Z"}
    days = [re.search(r"\d{4}-\d\d-\d\d", entry.id)[0] for entry in entries]
    assert days == sorted(days, reverse=True)
    every = {
        entry.published
        for path, data in large.files.items()
        if path.startswith("feeds/years/") and path.endswith(".atom")
        for entry in feedparser.parse(io.BytesIO(data)).entries
    }
    assert every == {"2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"}


def test_without_editions_the_latest_speech_stands_first_and_undated_ones_last() -> None:
    found = newest([notice("undated"), notice("old", "1999"), notice("new", "2011-02")])
    assert ids(found) == ["new", "old", "undated"]
    late = notice("found-today", "1899", since="2026-01-01")
    assert ids(newest([*found, late])) == ["found-today", "new", "old", "undated"]


@pytest.mark.parametrize(
    ("one", "day"),
    [
        (notice("a", "2011", since="2026-01-01"), "2026-01-01"),
        (notice("a", "2011", source=Source(published="2012-05-06T10:00:00")), "2012-05-06"),
        (notice("a", "2010/2011-02"), "2011-02-01"),
        (notice("a", "201X"), "2010-01-01"),
        (notice("a"), "1970-01-01"),
    ],
)
def test_the_date_of_an_entry_comes_from_content(one: Notice, day: str) -> None:
    made = dict(feed_files(Feed("feed", "T", "index.html"), [entry_of(one, CONFIG)], CONFIG))
    atom = feedparser.parse(io.BytesIO(made["feed.atom"]))
    assert atom.entries[0].updated == f"{day}T00:00:00Z"
    valid("atom", made["feed.atom"])


def test_an_empty_feed_is_one_too() -> None:
    for config in (CONFIG, Config("T", "https://a.example/")):
        made = dict(feed_files(Feed("feed", "T", "index.html"), [], config))
        valid("atom", made["feed.atom"])
        assert json.loads(made["feed.json"])["items"] == []


def test_a_speech_is_described_by_its_first_words_beyond_the_salutation() -> None:
    english = speech_of(Document("a", "T", "en", "Friends,\n\n## A\n\nwe begin. " + "Go on. " * 40))
    assert opening_of(english).startswith("Friends, we begin. Go on.")
    assert len(opening_of(english)) <= 162
    assert opening_of(english).endswith(" …")
    chinese = speech_of(Document("a", "T", "zh-Hans", "各位：\n\n" + "水到了。" * 40))
    assert opening_of(chinese) == ("各位： " + "水到了。" * 40)[:80] + "…"
    assert Notice(card_of(speech_of(Document("a", "T t", "en", "")))).summary == "T t"


def test_lists_can_do_without_feeds(project: Callable) -> None:
    made = project(
        {
            "content/site.toml": 'title = "T"\nurl = "https://a.example/"\nfeeds = false\n',
            "content/speeches/a.md": '---\ntitle: "A"\ndate: "2011"\n---\n\nText.\n',
        }
    )
    assert made.run("build", "--no-search").code == 0
    found = {path for path in made.tree("public") if path.startswith("feed")}
    assert found == {"feed.atom", "feed.json"}
    assert "feeds/" not in made.read("public/years/2011.html")


# Since when
# ----------


def test_record_notes_the_edition_that_has_a_speech_first(project: Callable) -> None:
    toml = 'title = "T"\nurl = "https://a.example/"\nedition = {{number = "1", date = "{}"}}\n'
    text = '---\ntitle: "T"\n---\n\nText.\n'
    made = project({"content/speeches/a.md": text, "content/site.toml": toml.format("2026-01-01")})
    assert made.run("record").code == 0
    made.write({"content/speeches/b.md": text, "content/site.toml": toml.format("2026-02")})
    assert made.run("build", "--no-search").code == 0
    entries = feedparser.parse(io.BytesIO(made.tree("public")["feed.atom"])).entries
    told = [(entry.id[-6:], entry.published[:10]) for entry in entries]
    assert told == [("b.html", "2026-02-01"), ("a.html", "2026-01-01")]
    assert made.run("record").code == 0
    record = made.read("content/published.json")
    assert record == '{\n"a": "2026-01-01 p1",\n"b": "2026-02-01 p1"\n}\n'
    assert made.run("record").out == ""
    assert made.run("check").code == 0


def test_what_was_recorded_without_an_edition_stays_without(project: Callable) -> None:
    made = project({"content/speeches/a.md": '---\ntitle: "T"\n---\n\nText. {#p1}\n'})
    made.write({"content/published.json": '{\n"a": "p1"\n}\n'})
    assert made.run("build", "--no-search").code == 0
    entry = feedparser.parse(io.BytesIO(made.tree("public")["feed.atom"])).entries[0]
    assert "published" not in entry
    assert made.run("record").out == ""


# Sitemap
# -------


def test_the_sitemap_has_every_page_that_stands_for_itself(site: Site) -> None:
    index = valid("sitemap", site.files["sitemap.xml"])
    found = []
    for part in index.iter("{*}loc"):
        found += [loc.text for loc in valid("sitemap", site.file(part.text)).iter("{*}loc")]
    assert len(found) == len(set(found))
    canonical = set()
    for path, text in site.pages.items():
        address = re.search(r'<link rel="canonical" href="([^"]+)"', text)[1]
        own = site.url + path.removesuffix("index.html" if path == "index.html" else "/")
        if address == own and path != "404.html":
            canonical.add(address)
            assert "noindex" not in text, path
    assert set(found) == canonical
    assert all(site.file(address) for address in found)


def test_a_sitemap_is_cut_where_the_protocol_ends() -> None:
    paths = [f"speeches/{number:06}.html" for number in range(100_001)]
    made = dict(sitemap_files(reversed(paths), Config("T", "https://a.example/")))
    assert list(made) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    counts = [len(valid("sitemap", made[f"sitemap-{number}.xml"])) for number in (1, 2, 3)]
    assert counts == [50_000, 50_000, 1]
    assert max(map(len, made.values())) < 50_000_000
    assert b"lastmod" not in made["sitemap.xml"] + made["sitemap-1.xml"]


def test_the_date_in_a_sitemap_is_that_of_the_edition(sample: Site) -> None:
    for path in ("sitemap.xml", "sitemap-1.xml"):
        days = {day.text for day in valid("sitemap", sample.files[path]).iter("{*}lastmod")}
        assert days == {"2026-11-24"}


# OAI-PMH
# -------


def test_the_repository_is_valid_and_has_every_speech(site: Site) -> None:
    root = valid("static-repository", site.files["oai.xml"])
    host, _, path = site.url.removeprefix("https://").partition("/")
    own = {f"oai:{host}:{path}{p[9:-5]}" for p in site.pages if p.startswith("speeches/")}
    assert {each.text for each in root.iter("{*}identifier") if each.text[:4] == "oai:"} == own
    days = {each.text for each in root.iter("{*}datestamp")}
    assert days == {each.text for each in root.iter("{*}earliestDatestamp")}
    addresses = [each.text for each in root.iter("{http://purl.org/dc/elements/1.1/}identifier")]
    assert all(site.file(address) for address in addresses)
    assert root.findtext(".//{*}baseURL") == f"{site.url}oai.xml"


def test_a_record_says_in_dublin_core_what_the_front_matter_says() -> None:
    one = notice(
        "x",
        "2011-02~",
        speakers=(Speaker("The CHAIR"), Speaker("Mr. LOW", name="Ida Low")),
        event=Event("E & F", "P"),
        subjects=("a", "b"),
        collections=("C",),
        source=Source(url="https://s.example/1"),
    )
    [(path, data)] = repository_files([one], CONFIG)
    assert path == "oai.xml"
    [dc] = valid("static-repository", data).iter("{*}dc")
    assert [(etree.QName(each).localname, each.text) for each in dc] == [
        ("title", "Title of x"),
        ("creator", "The CHAIR"),
        ("creator", "Ida Low"),
        ("subject", "a"),
        ("subject", "b"),
        ("description", "Good evening."),
        ("publisher", "Keepers"),
        ("date", "2011-02~"),
        ("type", "Text"),
        ("type", "speech"),
        ("format", "text/html"),
        ("identifier", "https://a.example/speeches/x.html"),
        ("source", "https://s.example/1"),
        ("language", "en"),
        ("relation", "C"),
        ("coverage", "P"),
        ("rights", "CC0-1.0"),
    ]


def test_a_large_archive_is_several_repositories_and_what_is_added_moves_none() -> None:
    before = [notice(f"s{number:02}", since="2026-01-01") for number in range(7)]
    made = dict(repository_files(before, CONFIG, largest=3))
    more = dict(repository_files([notice("a", since="2026-02-01"), *before], CONFIG, largest=3))
    assert list(made) == list(more) == ["oai.xml", "oai-2.xml", "oai-3.xml"]
    assert (made["oai.xml"], made["oai-2.xml"]) == (more["oai.xml"], more["oai-2.xml"])
    for path, data in more.items():
        root = valid("static-repository", data)
        others = {
            each.text.rpartition("/")[2] for each in root.iterfind(".//{*}friends/{*}baseURL")
        }
        assert others == more.keys() - {path}
    assert b"a.example:a<" in more["oai-3.xml"]


@pytest.mark.parametrize(
    "config",
    [
        Config("T", "https://a.example/", contact="a@a.example"),
        Config("T", "https://a.example/", edition_date="2026-01-01"),
        Config(
            "T", "https://a.example/", edition_date="2026-01-01", contact="https://a.example/@us"
        ),
    ],
)
def test_without_a_date_or_an_e_mail_there_is_no_repository(config: Config) -> None:
    assert list(repository_files([notice("a")], config)) == []


def test_behind_a_gateway_the_repository_names_that(project: Callable) -> None:
    made = project(
        {
            "content/site.toml": (
                'title = "T"\nurl = "https://a.example/b/"\ncontact = "a@a.example"\n'
                'edition = {number = "1", date = "2026-01-01"}\n'
                'oai_gateway = "https://gate.example/oai"\n'
            ),
            "content/speeches/a.md": '---\ntitle: "A"\n---\n\nText.\n',
        }
    )
    assert made.run("build", "--no-search").code == 0
    root = valid("static-repository", made.tree("public")["oai.xml"])
    assert root.findtext(".//{*}baseURL") == "https://gate.example/oai/a.example/b/oai.xml"
    assert 'href="oai.xml"' in made.read("public/about.html")


def test_an_empty_archive_has_all_but_a_repository(project: Callable) -> None:
    toml = 'title = "T"\nurl = "https://a.example/"\ncontact = "a@a.example"\n'
    made = project({"content/site.toml": f'{toml}edition = {{number = "1", date = "2026"}}\n'})
    assert made.run("build", "--no-search").code == 0
    tree = made.tree("public")
    assert "oai.xml" not in tree
    assert {"feed.atom", "sitemap.xml", "llms.txt", "archive.png"} <= tree.keys()


# Linked data
# -----------

CONTEXT = {
    "@context": {
        "@vocab": "https://schema.org/",
        **{
            name: {"@type": "@id"}
            for name in ("url", "item", "sameAs", "additionalType", "isBasedOn")
        },
    }
}
"""As much of the context of schema.org as decides what is an address and what a text."""


def expanded(text: str) -> list[dict]:
    """The linked data of a page, each thing with its properties' full names; may be none."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(found) <= 1

    def load(url: str, _: object) -> dict:
        assert url == "https://schema.org"
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}

    return jsonld.expand(json.loads(found[0]), {"documentLoader": load}) if found else []


def values(thing: dict, name: str) -> list:
    return [
        one.get("@value", one.get("@id")) for one in thing.get(f"https://schema.org/{name}", ())
    ]


def things(data: list[dict], name: str) -> list[dict]:
    return [one for one in data if one["@type"] == [f"https://schema.org/{name}"]]


def test_every_speech_is_a_work_with_its_speakers_its_event_and_the_way_to_it(site: Site) -> None:
    for path, text in site.pages.items():
        if not path.startswith("speeches/"):
            continue
        data = expanded(text)
        [work] = things(data, "CreativeWork")
        assert values(work, "additionalType") == ["http://www.w3.org/ns/opengov#Speech"]
        assert work["@id"] == site.url + path
        assert values(work, "name")
        assert values(work, "inLanguage")
        assert site.url in values(work, "isPartOf")
        for person in work.get("https://schema.org/author", ()):
            assert person["@type"] == ["https://schema.org/Person"]
            assert values(person, "name")
            assert all(site.file(address) for address in values(person, "url"))
        [crumbs] = things(data, "BreadcrumbList")
        steps = crumbs["https://schema.org/itemListElement"]
        assert [values(step, "position") for step in steps] == [[1], [2], [3]]
        assert all(site.file(values(step, "item")[0]) for step in steps)
        assert values(steps[-1], "item") == [work["@id"]]


def test_nothing_empty_is_told(site: Site) -> None:
    for path, text in site.pages.items():
        told = json.dumps(expanded(text))
        assert not re.search(r'"@value": (""|null)|\[\{\}\]|: \[\]', told), path


def test_home_is_a_site_with_a_search(site: Site) -> None:
    [home] = expanded(site.pages["index.html"])
    [action] = home["https://schema.org/potentialAction"]
    [target] = action["https://schema.org/target"]
    assert values(target, "urlTemplate") == [f"{site.url}search.html?q={{q}}"]
    assert values(action, "query-input") == ["required name=q"]
    assert values(home, "version")


def test_people_events_places_and_collections_are_what_they_are(large: Site) -> None:
    kinds = {
        "speakers": "Person",
        "events": "Event",
        "places": "Place",
        "collections": "Collection",
    }
    for path, text in large.pages.items():
        folder, _, name = path.partition("/")
        if folder in kinds and name.count(".") == 1 and name != "index.html":
            [thing] = expanded(text)
            assert thing["@type"] == [f"https://schema.org/{kinds[folder]}"]
            assert thing["@id"] == f"{large.url}{path}#it"
            assert values(thing, "name")
        elif folder not in ("speeches", "index.html"):
            assert expanded(text) == []


def test_a_listed_person_is_the_same_elsewhere(project: Callable) -> None:
    made = project(
        {
            "content/speakers.toml": (
                '[ida]\nname = "Ida Low"\nnames = ["I. Low"]\nwikidata = "Q1"\nviaf = "2"\n'
                'note = "A miller."\n'
            ),
            "content/events.toml": '[fair]\nname = "Fair"\nwikidata = "Q3"\n',
            "content/speeches/a.md": (
                '---\ntitle: "A"\ndate: "2011-05-06"\nspeakers: [{attribution: "I. Low"}]\n'
                'event: {name: "Fair", place: "Wexley"}\n---\n\nText.\n'
            ),
        }
    )
    assert made.run("build", "--no-search").code == 0
    same = ["https://www.wikidata.org/wiki/Q1", "https://viaf.org/viaf/2"]
    [work, _] = expanded(made.read("public/speeches/a.html"))
    [author] = work["https://schema.org/author"]
    assert (values(author, "name"), values(author, "sameAs")) == (["I. Low"], same)
    [event] = work["https://schema.org/recordedAt"]
    assert values(event, "sameAs") == ["https://www.wikidata.org/wiki/Q3"]
    assert values(event, "startDate") == values(work, "dateCreated") == ["2011-05-06"]
    assert values(event["https://schema.org/location"][0], "name") == ["Wexley"]
    [person] = expanded(made.read("public/speakers/ida.html"))
    assert person["@id"] == author["@id"]
    assert values(person, "sameAs") == same
    assert values(person, "alternateName") == ["I. Low"]
    assert values(person, "description") == ["A miller."]


def test_a_title_cannot_end_the_data() -> None:
    title = '</script><!--<script> " \\ & \u2028'
    speech = speech_of(Document("a", title, "en", "Text.\n"))
    archive = archive_of([("content/speeches/a.md", card_of(speech))])
    words = {"undated": "Undated", "type_speech": "Speech"}
    words |= {"speeches": "{n}", "speeches_one": "{n}", "language_en": "English"}
    [(_, around)] = surroundings_of(Links(archive, CONFIG, words))
    text = str(speech_data(speech, around, CONFIG))
    assert text.count("<") == 2
    [work, _] = expanded(text)
    assert values(work, "name") == [" ".join(title.split())]


# Pictures
# --------


class _Meta(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("property", given.get("name")):
            self.found[given.get("property") or given["name"]] = given["content"] or ""


def test_every_page_has_a_card_with_a_picture_that_is_there(site: Site) -> None:
    for path, text in site.pages.items():
        meta = _Meta()
        meta.feed(text)
        assert {"og:title", "og:type", "og:url", "og:image", "og:site_name"} <= meta.found.keys()
        assert meta.found["twitter:card"] == "summary_large_image"
        assert pixels(site.file(meta.found["og:image"])), path
        if path.startswith("collections/") and not path.startswith("collections/index"):
            assert meta.found["og:image"].startswith(f"{site.url}collections/")


def pixels(data: bytes) -> list[bytes]:
    """The rows of a PNG of one byte a pixel without filters, each chunk's checksum verified."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {}, 8
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        body = data[place + 4 : place + 8 + size]
        (checksum,) = struct.unpack(">I", data[place + 8 + size : place + 12 + size])
        assert zlib.crc32(body) == checksum
        chunks[body[:4]] = body[4:]
        place += size + 12
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (1200, 630, 8, 3, 0, 0, 0)
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[start : start + WIDTH + 1] for start in range(0, len(raw), WIDTH + 1)]
    assert len(rows) == HEIGHT
    assert {row[0] for row in rows} == {0}
    assert max(map(max, rows)) < len(chunks[b"PLTE"]) / 3
    return [row[1:] for row in rows]


def test_a_picture_has_a_bar_for_each_year_from_either_side() -> None:
    rows = pixels(timeline_picture({2001: 4, 2003: 1}))
    floor = rows[539].rstrip(b"\0").lstrip(b"\0")
    assert [len(bar) > 20 for bar in floor.split(b"\0") if bar] == [True, True]
    assert 1 in rows[90]
    assert 1 not in rows[89]
    mirrored = pixels(timeline_picture({2001: 4, 2003: 1}, mirrored=True))
    assert rows[100].index(1) < WIDTH / 2 < mirrored[100].index(1)
    assert not any(1 in row for row in pixels(timeline_picture({})))


# Signposts
# ---------


def test_robots_may_read_all_and_learn_of_the_sitemap(site: Site) -> None:
    robots = RobotFileParser()
    robots.parse(site.files["robots.txt"].decode().splitlines())
    assert robots.can_fetch("anybody", f"{site.url}speeches/a.html")
    assert robots.site_maps() == [f"{site.url}sitemap.xml"]


def test_llms_txt_has_its_form_and_leads_to_what_is_there(site: Site) -> None:
    text = site.files["llms.txt"].decode()
    assert re.match(r"# \S.*\n\n(> \S.*\n\n)?(\S.*\n\n)?## ", text)
    assert text.count("\n# ") == 0
    links = re.findall(r"^- \[.+\]\((\S+)\)$", text, re.MULTILINE)
    assert len(links) == text.count("\n- ")
    assert all(site.file(address) for address in links)


def test_browsers_learn_how_to_search(site: Site) -> None:
    root = valid("open-search", site.files["opensearch.xml"])
    template = root.find("{*}Url").get("template")
    assert site.file(template.partition("?")[0])
    page = site.pages["search.html"]
    assert re.search(r'<link rel="search" type="application/opensearchdescription\+xml"', page)
    assert 'name="q"' in page


def test_production_sends_each_of_them_as_what_it_is() -> None:
    rules = read_headers((ROOT / "netlify.toml").read_text("utf-8"))
    for path, kind in {
        "/feed.atom": "application/atom+xml",
        "/feeds/years/2011.atom": "application/atom+xml",
        "/feed.json": "application/feed+json",
        "/feeds/years/2011.json": "application/feed+json",
        "/opensearch.xml": "application/opensearchdescription+xml",
    }.items():
        assert headers_for(rules, path)["Content-Type"] == f"{kind}; charset=utf-8"


def test_about_leads_to_all_of_them(sample: Site) -> None:
    about = sample.pages["about.html"]
    for path in ("feed.atom", "feed.json", "sitemap.xml", "oai.xml", "opensearch.xml", "llms.txt"):
        assert f'<a href="{path}"' in about
        assert urlsplit(sample.url + path).scheme == "https"
