"""What an archive says of itself: from its own files, and else from what is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SITE = """\
title = "Test archive"
url = "https://archive.example.org/"
keeper = "The reading room"
contact = "room@archive.example.org"
license = "CC0-1.0"
edition = {number = "2", date = "2026-05-01"}
"""
EDITIONS = """\
[[edition]]
number = "1"
date = "2025-01-31"
changes = ["First."]

[[edition]]
number = "2"
date = "2026-05-01"
changes = ["Forty speeches.", "Two dates."]
"""
SPEECH = '---\ntitle: "A"\ndate: "2011-02-06"\nspeakers: [{attribution: "Ada"}]\n---\n\nText.\n'


@pytest.fixture
def archive(project: Callable):
    return project({"content/site.toml": SITE, "content/speeches/a.md": SPEECH})


def build(archive) -> None:
    done = archive.run("build", "--no-search")
    assert done.code == 0, done.err


def test_pages_tell_what_is_known_where_nobody_wrote(archive) -> None:
    build(archive)
    assert "Kept by The reading room" in archive.read("public/about.html")
    assert "1 speech · 2011 · " in archive.read("public/about.html")
    assert "CC0-1.0" in archive.read("public/licence.html")
    for name in ("licence", "accessibility"):
        assert 'href="mailto:room@archive.example.org"' in archive.read(f"public/{name}.html")


def test_what_the_keeper_wrote_stands_first_and_may_have_its_own_title(archive) -> None:
    archive.write({"content/about.md": "# Who we are\n\nA *room* in [town](speeches/a.html).\n"})
    build(archive)
    page = archive.read("public/about.html")
    assert "<title>Who we are · Test archive</title>" in page
    assert '<p>A <em>room</em> in <a href="speeches/a.html">town</a>.</p>' in page
    assert page.count("<h1>") == 1


def test_a_link_of_the_keepers_that_leads_nowhere_is_found(archive) -> None:
    archive.write({"content/licence.md": "See [there](there.html).\n"})
    done = archive.run("build", "--no-search")
    assert done.code == 1
    assert "there.html leads nowhere" in done.err


def test_the_keepers_html_is_text(archive) -> None:
    archive.write({"content/cite.md": "<script>alert(1)</script>\n"})
    build(archive)
    assert "&lt;script&gt;" in archive.read("public/cite.html")


def test_every_page_is_linked_from_every_page_and_names_the_edition(archive) -> None:
    build(archive)
    for name in ("index", "about", "speeches/a", "years/2011"):
        page = archive.read(f"public/{name}.html")
        up = "../" if "/" in name else ""
        for statement in ("about", "cite", "licence", "changes", "accessibility"):
            assert f'href="{up}{statement}.html"' in page
        assert "Edition 2, 2026-05-01" in page


def test_a_speech_is_cited_by_its_address_and_edition(archive) -> None:
    build(archive)
    page = archive.read("public/cite.html")
    assert "https://archive.example.org/speeches/a.html" in page
    assert "The reading room. <cite>Test archive</cite>. Edition 2, 2026-05-01." in page


def test_editions_are_told_newest_first(archive) -> None:
    archive.write({"content/editions.toml": EDITIONS})
    build(archive)
    page = archive.read("public/changes.html")
    assert page.index("Forty speeches.") < page.index("Two dates.") < page.index("First.")
    assert "Edition 2, 1 May 2026" in page


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('number = "1"', 'number = "2"', ':7: edition "2" is told of twice'),
        ('date = "2025-01-31"', 'date = "2025-02-31"', ':3: "date": '),
        ('date = "2025-01-31"', 'date = "soon"', ':3: "edition.0.date" is "soon"; it must look'),
        ("changes = [", "chnges = [", ':4: unknown key "chnges" (did you mean "changes"?)'),
        ('number = "2"', 'number = "3"', ': tells nothing of edition "2", which site.toml names'),
    ],
)
def test_a_fault_in_the_editions_is_told_with_its_line(
    archive, old: str, new: str, message: str
) -> None:
    archive.write({"content/editions.toml": EDITIONS.replace(old, new)})
    for command in (("build", "--no-search"), ("check",)):
        done = archive.run(*command)
        assert done.code == 1
        assert any(line.startswith(f"content/editions.toml{message}") for line in done.lines)


def test_an_archive_that_says_nothing_of_itself_has_these_pages(project: Callable) -> None:
    made = project({})
    build(made)
    assert "No licence is stated" in made.read("public/licence.html")
    assert "Nothing has been recorded yet." in made.read("public/changes.html")
    assert "mailto:" not in made.read("public/accessibility.html")
