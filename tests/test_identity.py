"""Who is meant: many names of one person, event or place, and two people of one name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from site_builder.errors import SiteErrors
from site_builder.identity import parsed_register

QUILL = """\
[ada-quill]
name = "Ada Quill"
names = ["The Mayor", "艾达·奎尔"]
wikidata = "Q1"
viaf = "12"
note = "Kept the bridge."
"""


def a_speech(title: str, front: str) -> str:
    return f'---\ntitle: "{title}"\n{front}---\n\nText.\n'


def by(attribution: str, more: str = "") -> str:
    return f'speakers:\n  - attribution: "{attribution}"\n{more}'


def test_one_person_has_one_page_under_all_names_and_speeches_stay_as_printed(
    project: Callable,
) -> None:
    made = project(
        {
            "content/speakers.toml": QUILL,
            "content/speeches/a.md": a_speech("First", by("The Mayor")),
            "content/speeches/b.md": a_speech("Second", by("艾达·奎尔")),
            "content/speeches/c.md": a_speech("Third", by("The Clerk")),
        }
    )
    assert made.run("build", "--no-search").code == 0
    page = made.read("public/speakers/ada-quill.html")
    assert "First" in page
    assert "Second" in page
    assert "Third" not in page
    assert "https://www.wikidata.org/wiki/Q1" in page
    assert "https://viaf.org/viaf/12" in page
    assert "Kept the bridge." in page
    assert '<a href="../speakers/ada-quill.html">The Mayor</a>' in made.read(
        "public/speeches/a.html"
    )


def test_the_address_that_a_name_had_leads_to_the_new_one(project: Callable) -> None:
    made = project({"content/speeches/a.md": a_speech("First", by("The Mayor"))})
    assert made.run("build", "--no-search").code == 0
    (before,) = (name for name in made.tree("public/speakers") if name.startswith("mayor-"))
    made.write({"content/speakers.toml": QUILL})
    assert made.run("build", "--no-search").code == 0
    assert 'content="0; url=ada-quill.html"' in made.read(f"public/speakers/{before}")


def test_two_people_of_one_name_are_told_apart_by_id(project: Callable) -> None:
    two = '[zhang-wei-1950]\nname = "张伟"\n\n[zhang-wei-1980]\nname = "张伟（小）"\n'
    made = project(
        {
            "content/speakers.toml": two,
            "content/speeches/a.md": a_speech("First", by("张伟", '    id: "zhang-wei-1950"\n')),
            "content/speeches/b.md": a_speech("Second", by("张伟", '    id: "zhang-wei-1980"\n')),
        }
    )
    assert made.run("build", "--no-search").code == 0
    assert "First" not in made.read("public/speakers/zhang-wei-1980.html")
    assert "Second" in made.read("public/speakers/zhang-wei-1980.html")
    # What was the address of both leads to neither.
    (before,) = (
        name
        for name in made.tree("public/speakers")
        if name not in ("index.html", "zhang-wei-1950.html", "zhang-wei-1980.html")
    )
    assert 'content="0; url=index.html"' in made.read(f"public/speakers/{before}")


def test_events_and_places_have_many_names_too(project: Callable) -> None:
    made = project(
        {
            "content/events.toml": '[fair]\nname = "The Fair"\nnames = ["Harbour fair"]\n',
            "content/places.toml": '[wexley]\nname = "Wexley"\ngeonames = "3"\nnames = ["卫斯"]\n',
            "content/speeches/a.md": a_speech(
                "First", 'event: {name: "Harbour fair", place: "卫斯"}\n'
            ),
        }
    )
    assert made.run("build", "--no-search").code == 0
    page = made.read("public/speeches/a.html")
    assert '<a href="../events/fair.html">Harbour fair</a>' in page
    assert '<a href="../places/wexley.html">卫斯</a>' in page
    assert "https://www.geonames.org/3" in made.read("public/places/wexley.html")


def test_check_looks_over_these_files_too(project: Callable) -> None:
    made = project({"content/places.toml": '[wexley]\nnam = "W"\n'})
    done = made.run("check")
    assert done.code == 1
    assert 'content/places.toml:2: unknown key "nam" (did you mean "name"?)' in done.lines


def test_an_id_that_is_not_listed_is_an_error_with_the_nearest(project: Callable) -> None:
    made = project(
        {
            "content/speakers.toml": QUILL,
            "content/speeches/a.md": a_speech("A", by("Quill", '    id: "ada-quil"\n')),
        }
    )
    done = made.run("build", "--no-search")
    assert done.code == 1
    assert done.err.startswith(
        'content/speeches/a.md: the id "ada-quil" of "Quill" is not in content/speakers.toml'
        ' (did you mean "ada-quill"?)'
    )


def test_an_id_that_is_another_names_address_is_an_error_that_names_both(
    project: Callable,
) -> None:
    made = project({"content/speeches/a.md": a_speech("A", by("The Clerk"))})
    assert made.run("build", "--no-search").code == 0
    (taken,) = (name[:-5] for name in made.tree("public/speakers") if name != "index.html")
    made.write(
        {
            "content/speakers.toml": f'[{taken}]\nname = "The Mayor"\n',
            "content/speeches/b.md": a_speech("B", by("The Mayor")),
        }
    )
    done = made.run("build", "--no-search")
    assert done.code == 1
    assert f'"The Mayor" and "The Clerk" would both be speakers/{taken}.html' in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[a]\nname = "A"\n[b]\nname = "B"\nnames = ["A"]\n', ':5: "A" is a name of both [a] and'),
        ('[a]\nname = "＊＊区"\n', ':2: "＊＊区" hides a name, and may mean more than one place'),
        ('[a]\nnames = ["A"]\n', ':1: "a.name" is missing'),
        ('[A]\nname = "A"\n', ':1: "A" is no id; it must look like ada-quill'),
        ('[a]\nname = "A"\nwikidata = "42"\n', ':3: "a.wikidata" is "42"; it must look like Q42'),
        ('[a]\nname = "A"\n\n[a]\nname = "B"\n', ":4: not valid TOML: Cannot declare"),
        ('a = "A"\n', ':1: "a" must be keys and values'),
        ('[a]\nname = "A"\nnames = "B"\n', ':3: "a.names" must be a list'),
        ('a = {nmae = "A"}\n', ':1: unknown key "nmae" (did you mean "name"?)'),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(Exception, match=r"places\.toml") as found:
        parsed_register(text, "place", "content/places.toml")
    assert any(message in str(error) for error in found.value.errors)


def test_all_faults_of_a_file_are_told() -> None:
    with pytest.raises(SiteErrors) as found:
        parsed_register('[a]\nnme = "A"\n[B]\nname = 3\n', "speaker", "content/speakers.toml")
    assert len(found.value.errors) == 4
