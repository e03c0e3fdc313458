"""A built site: always the same, complete, and free of anything a page could bring in."""

from __future__ import annotations

import itertools
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent

SPEECH = '---\ntitle: "{0}"\ndate: "{1}"\nspeakers:\n  - attribution: "{2}"\n---\n\n{3}\n'
SPEECHES = {
    "content/speeches/a.md": SPEECH.format(
        "On bridges", "2011-02-06", "The mayor", "## First\n\nA bridge is two banks."
    ),
    "content/speeches/b.md": SPEECH.format(
        "在桥上的讲话", "../2012-03", "市长", "一是修桥。桥要修。\n\n〔缺9字：来源页收费〕"
    ),
    "content/speeches/c.md": '---\ntitle: "Undated"\n---\n\nNobody knows when.\n',
}


class Elements(HTMLParser):
    """The elements of a page: line, name and attributes of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"{tag} has an attribute twice"
        self.found.append((self.getpos()[0], tag, {name: value or "" for name, value in attrs}))


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.html")):
        if "pagefind" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_text("utf-8")


def elements(folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    for path, text in pages(folder):
        for _, tag, attributes in Elements(text).found:
            yield path, tag, attributes


# The same every time
# -------------------


def test_two_builds_are_the_same_whatever_the_hash_seed_time_zone_and_locale(
    project: Callable, built_by_another_process: Callable
) -> None:
    made = project(SPEECHES)
    one = built_by_another_process(
        made.root, "one", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8"
    )
    two = built_by_another_process(
        made.root, "two", PYTHONHASHSEED="2", TZ="America/Caracas", LANG="C"
    )
    assert one.keys() == two.keys()
    assert not [name for name in one if one[name] != two[name]]
    assert sum("/fragment/" in name for name in one) == len(SPEECHES)


def test_a_build_after_a_change_is_the_same_as_a_clean_one(project: Callable) -> None:
    made = project(SPEECHES)
    made.run("build", "--no-search")
    made.write({"content/speeches/a.md": SPEECHES["content/speeches/b.md"]})
    (made.root / "content/speeches/b.md").unlink()
    assert made.run("build", "--no-search").code == 0
    assert made.run("build", "--no-search", "--output", "clean").code == 0
    assert made.tree("public") == made.tree("clean")


def test_files_that_did_not_change_keep_their_time(project: Callable) -> None:
    made = project(SPEECHES)
    made.run("build", "--no-search")
    for path in (made.root / "public").rglob("*.html"):
        os.utime(path, (10**9, 10**9))
    made.write(
        {
            "content/speeches/a.md": SPEECHES["content/speeches/a.md"].replace(
                "two banks", "one bank"
            )
        }
    )
    made.run("build", "--no-search")
    changed = {
        path.relative_to(made.root / "public").as_posix()
        for path in (made.root / "public").rglob("*.html")
        if path.stat().st_mtime != 10**9
    }
    assert changed == {"speeches/a.html", "downloads.html"}


# Links
# -----


def test_only_the_page_for_unknown_addresses_has_links_that_are_not_relative(sample_site) -> None:
    for path, tag, attributes in elements(sample_site.folder):
        for name in ("href", "src", "action"):
            address = attributes.get(name)
            if address is None or path == "404.html" or urlsplit(address).scheme:
                continue
            assert not address.startswith("/"), f"{path}: <{tag} {name}={address}>"
            assert not urlsplit(address).path.endswith("/"), f"{path}: {address} names no file"


def test_every_link_and_fragment_leads_somewhere(sample_site) -> None:
    folder = sample_site.folder
    ids = {
        path: {attributes["id"] for _, _, attributes in Elements(text).found if "id" in attributes}
        for path, text in pages(folder)
    }
    for path, tag, attributes in elements(folder):
        for name in ("href", "src", "action", "data-bundle", "data-fold"):
            address = urlsplit(attributes.get(name, ""))
            if name not in attributes or address.scheme:
                continue
            inside = address.path.startswith("/")
            target = (
                address.path[1:]
                if inside
                else posixpath.join(posixpath.dirname(path), address.path)
            )
            target = unquote(posixpath.normpath(target)) if address.path else path
            target = "index.html" if target == "." else target
            assert (folder / target).is_file(), f"{path}: <{tag} {name}={attributes[name]}>"
            if address.fragment:
                assert unquote(address.fragment) in ids[target], f"{path}: {attributes[name]}"


def test_nothing_is_loaded_from_another_host(sample_site) -> None:
    for path, tag, attributes in elements(sample_site.folder):
        assert "//" not in attributes.get("src", ""), path
        assert "srcset" not in attributes
        if tag == "link" and attributes["rel"] != "canonical":
            assert not urlsplit(attributes["href"]).scheme, path
    for path in sample_site.folder.glob("assets/*.css"):
        assert not re.search(r"url\(|@import", path.read_text("utf-8")), path.name


def test_a_link_to_nowhere_in_a_template_is_reported_with_page_and_line(project: Callable) -> None:
    made = project(SPEECHES)
    template = (ROOT / "templates" / "search.html").read_text("utf-8")
    made.write(
        {
            "templates/search.html": template.replace(
                "{{ ways_in() }}", '<a href="speeches/z.html">z</a>'
            )
        }
    )
    done = made.run("build", "--no-search")
    assert done.code == 1
    assert re.fullmatch(
        r"search\.html:\d+: speeches/z\.html leads nowhere: there is no speeches/z\.html\n"
        r"1 problem; nothing was written\n",
        done.err,
    )


def test_links_in_a_speech_are_checked_as_well(project: Callable) -> None:
    made = project(
        {"content/speeches/a.md": '---\ntitle: "A"\n---\n\nSee [b](b.html#p1) and [here](#p1).\n'}
    )
    done = made.run("build", "--no-search")
    assert done.code == 1
    assert re.match(r"speeches/a\.html:\d+: b\.html#p1 leads nowhere", done.err)
    made.write({"content/speeches/b.md": '---\ntitle: "B"\n---\n\nText.\n'})
    assert made.run("build", "--no-search").code == 0


# Under a sub-path
# ----------------


def test_a_site_can_stand_in_a_sub_path(project: Callable) -> None:
    made = project(SPEECHES)
    assert made.run("build", "--no-search").code == 0
    at_root = made.tree("public")
    site = made.read("content/site.toml").replace("example.org/", "example.org/a/b/")
    made.write({"content/site.toml": site})
    assert made.run("build", "--no-search").code == 0
    below = made.tree("public")
    assert set(below) == set(at_root)
    page = below["404.html"].decode()
    assert 'href="/a/b/index.html"' in page
    assert not re.search(
        r'(?:href|src|action)="(?!/a/b/|https://archive\.example\.org/a/b/|#)', page
    )
    # Every other page differs in its canonical address alone; and one tells digests of files that
    # have addresses in them.
    for name in below:
        if name.endswith(".html") and name not in ("404.html", "downloads.html"):
            assert below[name].replace(b".example.org/a/b/", b".example.org/") == at_root[name], (
                name
            )


# Nothing a text brings in becomes a part of the page
# ---------------------------------------------------

HOSTILE = """\
<script>alert(1)</script> and <img src=x onerror=alert(1)> and <b onclick="x">b</b>

<style>body {display: none}</style>

<iframe src="https://evil.example/"></iframe>

[click](javascript:alert(1)) [click](JaVaScRiPt:alert(1)) [data](data:text/html;base64,PHNjcmlwdD4=)
[quoted](https://a.example/"onmouseover="x) <javascript:alert(1)> ![image](https://evil.example/x.png)

[ref]: javascript:alert(1)

[ref] [vb](vbscript:x) [file](file:///etc/passwd) ["><script>x</script>](https://a.example/)

## <a id="x" href="javascript:x">heading</a>

- <svg onload=alert(1)>
- `<script>`

```html onload=x "><script>
<script>alert(2)</script>
```

> {{ site.title }} {% include "base.html" %}

一是<script>x</script>。<script>y</script>
"""
NASTY = "\\\"><script>alert(1)</script><img src=x onerror=alert(1)>'"

ALLOWED = {
    "html": {"lang", "dir"}, "head": set(),
    "meta": {"charset", "name", "content", "property", "media", "http-equiv"},
    "title": set(), "link": {"rel", "href", "type", "media", "title"}, "script": {"type", "src"},
    "noscript": set(), "body": set(),
    "a": {"href", "aria-label", "class", "rel", "aria-current", "lang", "dir", "id", "title",
        "type", "download", "tabindex"},
    "header": {"class"}, "main": {"id", "tabindex"}, "footer": {"class"},
    "nav": {"aria-label", "class", "lang", "dir", "id", "hidden"},
    "div": {"class", "id", "data-number", "lang", "dir", "hidden", "data-fold", "data-shown"},
    "section": {"id", "class", "aria-label", "aria-labelledby", "lang", "dir"},
    "aside": {"class", "aria-label", "lang", "dir"}, "article": {"class", "lang", "dir", "id"},
    "h1": set(), "h2": {"id", "class"}, "h3": {"id", "class"}, "h4": {"id", "class"},
    "p": {"id", "class", "role", "data-number", "lang", "dir",
        "popover", "hidden"},
    "span": {"class", "id", "lang", "dir", "role", "aria-label", "data-copied",
        "data-not-copied"},
    "small": {"lang", "dir"},
    "em": {"title", "lang", "dir"}, "strong": set(), "bdi": {"lang", "class"}, "br": set(),
    "cite": set(),
    "del": {"lang", "class", "title", "data-by"}, "ins": {"data-by"}, "label": set(),
    "ol": {"class", "id", "tabindex"}, "ul": {"class", "id", "aria-label", "hidden"}, "li": set(),
    "dl": {"class", "aria-label"}, "dt": {"class"}, "dd": set(),
    "time": {"datetime"}, "details": {"id", "class", "lang", "dir"}, "summary": {"lang", "dir"},
    "blockquote": {"id"},
    "pre": {"id", "dir"}, "code": {"class", "id"}, "hr": {"id"},
    "form": {"class", "role", "action", "id", "aria-label", "hidden", "data-look", "data-fold",
        "data-place", "data-none"},
    "button": {"type", "hidden", "id", "popovertarget", "aria-label", "aria-labelledby", "title",
        "value"},
    "select": {"id"}, "option": {"value"}, "output": set(), "progress": set(),
    "input": {"type", "name", "aria-label", "placeholder", "enterkeyhint", "autocomplete",
        "spellcheck", "id"},
    "img": {"src", "alt", "width", "height"},
    "svg": {"class", "aria-hidden", "role", "aria-label"},
    "rect": {"class", "width", "height", "x", "y"}, "line": {"x1", "x2", "y2"}, "text": {"x", "y"},
    "figure": {"class"}, "figcaption": set(), "table": set(), "thead": set(),
    "tbody": set(),
    "tr": set(), "th": {"scope"}, "td": set(),
}  # fmt: skip
"""What may occur in a page, besides `data-*` of those that hold the words of a script."""
SPEAKING = ("search.html", "downloads.html")


def assert_is_allowed(folder: Path) -> None:
    for path, tag, attributes in elements(folder):
        assert tag in ALLOWED, f"{path}: <{tag}>"
        for name, value in attributes.items():
            known = name in ALLOWED[tag] or (path in SPEAKING and name.startswith("data-"))
            assert known, f"{path}: <{tag} {name}={value!r}>"
            if name in ("href", "src", "action"):
                scheme = urlsplit(value.strip()).scheme.lower()
                assert scheme in ("", "http", "https", "mailto"), (
                    f"{path}: <{tag} {name}={value!r}>"
                )
        if attributes.get("type") == "application/ld+json":
            assert "src" not in attributes, path
        elif tag in ("script", "img"):
            assert re.fullmatch(r"(?:\.\./|/)?assets/[\w.-]+", attributes["src"]), path
        if tag == "link":
            known = ("canonical", "icon", "stylesheet", "alternate", "search")
            assert attributes["rel"] in known, path


def test_the_sample_site_has_only_elements_and_attributes_that_are_known(sample_site) -> None:
    assert_is_allowed(sample_site.folder)


def test_no_markup_of_a_speech_survives(project: Callable) -> None:
    made = project(
        {
            "content/speeches/a.md": (
                f'---\ntitle: "{NASTY}"\nlanguage: zh-Hans\nspeakers:\n  - attribution: "{NASTY}"\n'
                f'event:\n  name: "{NASTY}"\n  place: "{NASTY}"\n'
                f'collections: ["{NASTY}"]\nsubjects: ["{NASTY}"]\n'
                f'outline: ["{NASTY}", "一是<script>x</script>"]\n'
                f'source:\n  site: "{NASTY}"\n  url: "https://a.example/{NASTY}"\n'
                '  published: "2011-02-06"\n'
                f'rights:\n  statement: "{NASTY}"\n---\n\n{HOSTILE}'
            ),
            "content/site.toml": (
                f'title = "{NASTY}"\nurl = "https://archive.example.org/"\nnotice = "{NASTY}"\n'
                f'description = "{NASTY}"\nkeeper = "{NASTY}"\nlicense = "{NASTY}"\n'
            ),
        }
    )
    done = made.run("build")
    assert done.code == 0, done.err
    assert_is_allowed(made.root / "public")
    html = made.read("public/speeches/a.html")
    own = html.count('<script type="module" src="../assets/')
    assert html.count("<script") == own + html.count('<script type="application/ld+json">{') == 3
    assert html.count("</script>") == 3
    assert "{{ site.title }}" in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", " javascript:x"]
)
def test_an_address_of_a_source_is_a_link_only_if_it_is_safe(project: Callable, url: str) -> None:
    made = project(
        {
            "content/speeches/a.md": (
                f'---\ntitle: "A"\nsource:\n  site: "S"\n  url: "{url}"\n---\n\nText.\n'
            )
        }
    )
    if made.run("build", "--no-search").code == 0:
        assert_is_allowed(made.root / "public")


def test_a_saved_page_cannot_bring_in_an_address_that_runs(project: Callable) -> None:
    page = (TESTS / "golden" / "whitehouse-transcript" / "raw.html").read_text("utf-8")
    made = project(
        {
            "content/raw/page.html": page.replace(
                '"https://www.saltmarsh', '"javascript:x//saltmarsh'
            )
        }
    )
    assert made.run("ingest").code == 0
    assert made.run("build", "--no-search").code == 0
    assert_is_allowed(made.root / "public")


def test_no_markup_of_a_saved_page_survives(project: Callable) -> None:
    page = (
        "<html><head><title>A saved page</title></head><body>"
        "<h1>A <b onclick=x>bold</b> title<script>x</script></h1>"
        + "<p>The people of the town came to the hall, and the council came too.</p>" * 4
        + "<p onclick=x>&lt;script&gt;alert(1)&lt;/script&gt;"
        + " <a href='javascript:x'>[a](javascript:x)</a></p>"
        + "<p><![CDATA[<script>y</script>]]> <!-- <b> -->"
        + " &#60;img src=x onerror=y&#62;</p></body></html>"
    )
    made = project({"content/raw/page.html": page})
    assert made.run("ingest").code == 0
    assert made.run("build", "--no-search").code == 0
    assert_is_allowed(made.root / "public")


def test_an_id_cannot_lead_out_of_the_site(project: Callable) -> None:
    for name in ("..md", "a..md", "A.md", "a b.md", "-a.md"):
        made = project(
            {f"content/speeches/{name}": '---\ntitle: "A"\n---\n\nText.\n'},
            name=f"p{len(name)}{name[0]}",
        )
        assert made.run("build", "--no-search").code == 1, name


# What is in it
# -------------


def test_drafts_and_withdrawn_speeches_are_nowhere_in_the_site(project: Callable) -> None:
    hidden = (
        '---\ntitle: "Unheard-of title"\nstatus: {0}\nspeakers:\n  - attribution: "Nemo"\n---\n\n'
        "Unheard-of text.\n"
    )
    made = project(
        {
            **SPEECHES,
            "content/speeches/draft.md": hidden.format("draft"),
            "content/speeches/withdrawn.md": hidden.format("withdrawn"),
        }
    )
    assert made.run("build", "--no-search").code == 0
    for name, data in made.tree("public").items():
        assert b"Unheard-of" not in data, name
        assert b"Nemo" not in data, name
    assert "public/speeches/draft.html" not in made.tree()


def test_the_index_holds_the_speeches_and_nothing_else(project: Callable) -> None:
    import gzip

    made = project(SPEECHES)
    assert made.run("build").code == 0
    fragments = {
        name: gzip.decompress(data).decode("utf-8")
        for name, data in made.tree("public/pagefind").items()
        if name.endswith(".pf_fragment")
    }
    paths = {re.search(r'"path":"([^"]+)"', text)[1] for text in fragments.values()}
    assert paths == {"speeches/a.html", "speeches/b.html", "speeches/c.html"}
    for text in fragments.values():
        assert "Skip to the text" not in text
        assert "缺" not in text
        assert "Editor’s notes" not in text


def test_a_page_is_in_order_as_html(sample_site) -> None:
    for path, text in pages(sample_site.folder):
        assert text.startswith("<!doctype html>\n<html lang="), path
        found = Elements(text).found
        ids = [attributes["id"] for _, _, attributes in found if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        assert sum(tag == "h1" for _, tag, _ in found) == 1, path
        assert sum(tag == "main" for _, tag, _ in found) == 1, path
        levels = [int(tag[1]) for _, tag, _ in found if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, path
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), f"{path}: {levels}"


def test_the_sample_says_on_every_page_that_it_is_one(sample_site) -> None:
    for path, text in pages(sample_site.folder):
        assert 'class="notice"' in text, path
        assert "invented samples" in text, path


def test_an_archive_of_one_speech_of_any_shape_is_built(project: Callable) -> None:
    for number, body in enumerate(
        ["", "## Only a heading", "[gap: paywall]", "- a list", "    code", "> q", "---"]
    ):
        made = project(
            {"content/speeches/a.md": f'---\ntitle: "A"\n---\n\n{body}\n'}, name=f"p{number}"
        )
        assert made.run("build", "--no-search").code == 0, body
        assert made.read("public/speeches/a.html")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_any_kind_make_no_difference(project: Callable, end: str) -> None:
    one = project(SPEECHES, name="one")
    other = project(
        {name: text.replace("\n", end).encode() for name, text in SPEECHES.items()}, name="other"
    )
    for made in (one, other):
        done = made.run("build", "--no-search")
        assert done.code == 0, done.err
    assert one.tree("public") == other.tree("public")
