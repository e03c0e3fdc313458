"""An incremental build: the bytes of a clean one, and no more work than what has changed asks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.building import build, build_site
from site_builder.errors import SiteError
from site_builder.inputs import Build, Built, Workers
from site_builder.project import Project

ROOT = Path(__file__).parent.parent
SITE = 'title = "Test archive"\nurl = "https://archive.example.org/"\n'
NAMES = ("ash", "birch", "cedar", "dogwood")
PEOPLE = ("The mayor", "市长", "Dr. Ellery Vane")
LONG = ", and a way between them" * 8
BODIES = (
    "Good evening.\n",
    f"## First\n\nA bridge is two banks{LONG}.\n\n## Second\n\nA river.\n",
    "一是修桥。桥要修。\n\n〔缺9字：来源页收费〕\n\n二是質量。\n",
    "See [the other](ash.html#p1).\n\nGood evening.\n",
)


def speech(title: str, date: str, person: str, body: str, status: str = "published") -> str:
    return (
        f'---\ntitle: "{title}"\ndate: "{date}"\nstatus: {status}\n'
        f'speakers:\n  - attribution: "{person}"\nsubjects: ["water"]\n---\n\n{body}'
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Archive:
    """A project whose files are as old as one wants: a build trusts times that are long past."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = count(1_000_000_000)
        self.write("content/site.toml", SITE)

    @property
    def cache(self) -> Path:
        [path] = (self.root / ".cache").glob("build-public-*")
        return path

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (next(self.clock),) * 2)

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def built(self, output: str = "public", **how: object) -> Built | str:
        """What a build came to, or what was wrong."""
        wanted = Build(Project(self.root), self.root / output, with_search=False, **how)
        try:
            return build_site(wanted)
        except SiteError as error:
            return str(error)

    def tree(self, output: str = "public") -> dict[str, bytes]:
        return tree(self.root / output)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path)
    for number, name in enumerate(NAMES):
        text = speech(f"On {name}", f"201{number}-02-06", PEOPLE[number % 3], BODIES[number])
        made.write(f"content/speeches/{name}.md", text)
    made.built()
    return made


# The same as a clean build
# -------------------------

SETTINGS = ["", "data = []\n", 'related = false\nways = ["speakers"]\n', 'ways = ["passages"]\n']
EDITS = st.one_of(
    st.tuples(
        st.just("write"),
        st.sampled_from(NAMES),
        st.builds(
            speech,
            st.sampled_from(["On water", "桥上", "Zeal"]),
            st.sampled_from(["", "2011-02-06", "2012", "../2010-01"]),
            st.sampled_from(PEOPLE),
            st.sampled_from(BODIES),
            st.sampled_from(["published", "published", "draft"]),
        ),
    ),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("touch"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("site"), st.sampled_from("TU"), st.sampled_from(SETTINGS)),
    st.tuples(st.just("template"), st.sampled_from(["404.html", "macros.html"]), st.just("")),
    st.tuples(st.just("about"), st.sampled_from(["# About\n\nWords.\n", ""]), st.just("")),
    st.tuples(st.just("speakers"), st.sampled_from(["", '[m]\nname = "The mayor"\n']), st.just("")),
    st.tuples(st.just("stray"), st.sampled_from(["index.html", "speeches/old.html"]), st.just("")),
    st.tuples(st.just("lose"), st.sampled_from(["index.html", "speeches/ash.html"]), st.just("")),
)  # fmt: skip


def edit(archive: Archive, what: str, name: str, text: str) -> None:
    path = f"content/speeches/{name}.md"
    if what == "write":
        archive.write(path, text)
    elif what == "remove":
        archive.remove(path)
    elif what == "rename" and (archive.root / path).exists():
        archive.write(f"content/speeches/{text}.md", (archive.root / path).read_text("utf-8"))
        if text != name:
            archive.remove(path)
    elif what == "touch" and (archive.root / path).exists():
        os.utime(archive.root / path, (next(archive.clock),) * 2)
    elif what == "site":
        archive.write("content/site.toml", SITE.replace("Test archive", name) + text)
    elif what == "template":
        own = archive.root / "templates" / name
        if own.exists():
            own.unlink()
        else:
            text = (ROOT / "templates" / name).read_text("utf-8")
            archive.write(f"templates/{name}", text.replace("<p>", '<p lang="en">'))
    elif what in ("about", "speakers"):
        file = "content/about.md" if what == "about" else "content/speakers.toml"
        archive.write(file, name) if name else archive.remove(file)
    elif what == "stray" and (archive.root / "public").is_dir():
        archive.write(f"public/{name}", "stray")
    elif what == "lose":
        archive.remove(f"public/{name}")


@settings(max_examples=15)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_after_any_edits_the_site_is_that_of_a_clean_build(runs: list) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for edits in runs:
            for what, name, text in edits:
                edit(archive, what, name, text)
            before = archive.tree()
            outcome = archive.built()
            clean = archive.built("clean", is_clean=True)
            assert outcome == clean
            assert archive.tree() == (before if isinstance(clean, str) else archive.tree("clean"))


@pytest.mark.parametrize(
    "workers",
    [
        Workers(jobs=1, chunk=1),
        Workers(jobs=2, chunk=1),
        Workers(factory="concurrent.futures:ThreadPoolExecutor", chunk=1),
    ],
    ids=["one", "two", "threads"],
)
def test_the_number_and_the_kind_of_workers_do_not_matter(
    archive: Archive, workers: Workers
) -> None:
    archive.built("other", workers=workers)
    assert archive.tree("other") == archive.tree()


def dask() -> Executor:
    """Two workers of Dask, each a process of its own, as they would be on other machines."""
    from distributed import Client, LocalCluster

    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    client = Client(cluster)

    class Ended(type(client.get_executor())):  # type: ignore[misc]
        def shutdown(self, *arguments: object, **more: object) -> None:
            client.close()
            cluster.close()

    return Ended(client)


@pytest.mark.filterwarnings("ignore")  # of Dask's own
def test_dask_gives_the_same_site(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    archive.built("other", workers=Workers(factory="test_incremental:dask", chunk=1))
    assert archive.tree("other") == archive.tree()


# No more work than needed
# ------------------------


@pytest.fixture
def pages_only(archive: Archive) -> Archive:
    """The same archive without tables of all its texts, which any edit changes."""
    archive.write("content/site.toml", SITE + "data = []\n")
    archive.built()
    return archive


def written(archive: Archive) -> set[str]:
    """The files of the site that a build puts in their places."""
    public = archive.root / "public"
    before = {name: (public / name).stat().st_ino for name in archive.tree()}
    assert isinstance(archive.built(), Built)
    return {name for name in archive.tree() if before.get(name) != (public / name).stat().st_ino}


def test_of_an_edited_body_only_its_own_files_are_written(pages_only: Archive) -> None:
    path = pages_only.root / "content/speeches/birch.md"
    pages_only.write(
        "content/speeches/birch.md", path.read_text("utf-8").replace("river", "stream")
    )
    assert {name.partition(".")[0] for name in written(pages_only)} == {"speeches/birch"}


def test_of_an_archive_without_related_speeches_too(archive: Archive) -> None:
    archive.write("content/site.toml", SITE + SETTINGS[1] + SETTINGS[2])
    archive.built()
    test_of_an_edited_body_only_its_own_files_are_written(archive)


def test_of_an_edited_body_no_other_card_is_read(pages_only: Archive) -> None:
    with sqlite3.connect(pages_only.cache) as database:
        database.execute("UPDATE card SET card = x'00' WHERE file NOT LIKE '%birch%'")
    path = pages_only.root / "content/speeches/birch.md"
    pages_only.write(
        "content/speeches/birch.md", path.read_text("utf-8").replace("river", "stream")
    )
    assert "speeches/birch.html" in written(pages_only)


def test_of_an_edited_title_neighbours_and_lists_are_written_too(pages_only: Archive) -> None:
    path = pages_only.root / "content/speeches/ash.md"
    pages_only.write("content/speeches/ash.md", path.read_text("utf-8").replace("On ash", "On oak"))
    found = written(pages_only)
    assert {"speeches/ash.html", "speeches/birch.html", "years/2010.html"} <= found
    assert not {"speeches/cedar.html", "years/2012.html", "404.html"} & found


def test_a_removed_speech_takes_its_files_and_lists_with_it(pages_only: Archive) -> None:
    pages_only.remove("content/speeches/birch.md")
    assert "speeches/dogwood.html" not in written(pages_only)
    assert not [name for name in pages_only.tree() if "birch" in name or "2011" in name]


def test_what_was_only_touched_is_not_written(pages_only: Archive) -> None:
    for path in (pages_only.root / "content/speeches").iterdir():
        os.utime(path, (next(pages_only.clock),) * 2)
    assert written(pages_only) == set()


HEAVY = ("markdown_it", "jinja2", "yaml", "jsonschema", "bs4", "opencc", "pypinyin", "msgspec")


def modules_after(root: Path, *arguments: str) -> set[str]:
    code = (
        "import sys\nfrom site_builder.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=root, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_a_build_without_work_loads_nothing_to_work_with(archive: Archive) -> None:
    loaded = modules_after(archive.root, "build", "--no-search")
    assert not loaded & {*HEAVY, "site_builder.pipeline"}
    assert "site_builder.building" in loaded


def test_help_loads_nothing_but_the_command_line(tmp_path: Path) -> None:
    loaded = modules_after(tmp_path, "--help")
    assert {name for name in loaded if name.startswith("site_builder")} == {
        "site_builder", "site_builder.cli", "site_builder.errors",
    }  # fmt: skip


# What can go wrong
# -----------------


def test_a_build_after_one_that_failed_makes_up_for_it(archive: Archive) -> None:
    path = archive.root / "content/speeches/birch.md"
    good = path.read_text("utf-8")
    before = archive.tree()
    archive.write("content/speeches/birch.md", good + "\n[nowhere](nowhere.html)\n")
    archive.write("content/speeches/cedar.md", speech("New", "2020", "The mayor", "New.\n"))
    assert "leads nowhere" in str(archive.built())
    assert archive.tree() == before
    archive.write("content/speeches/birch.md", good)
    archive.built()
    archive.built("clean", is_clean=True)
    assert archive.tree() == archive.tree("clean")


def test_a_link_of_a_page_that_did_not_change_is_missed_when_its_target_goes(
    archive: Archive,
) -> None:
    assert 'href="ash.html#p1"' in archive.tree()["speeches/dogwood.html"].decode()
    archive.write("content/speeches/ash.md", speech("On ash", "2010-02-06", PEOPLE[0], "## A\n"))
    assert "speeches/ash.html has no id p1" in str(archive.built())
    archive.remove("content/speeches/ash.md")
    assert "there is no speeches/ash.html" in str(archive.built())


@pytest.mark.parametrize("damage", [b"", b"no database at all", None])
def test_a_cache_that_is_damaged_counts_as_none(archive: Archive, damage: bytes | None) -> None:
    before, cache = archive.tree(), archive.cache
    if damage is None:
        data = bytearray(cache.read_bytes())
        data[100:] = os.urandom(len(data) - 100)
        damage = bytes(data)
    cache.write_bytes(damage)
    assert archive.built() == archive.built("clean", is_clean=True)
    assert archive.tree() == before


def test_a_cache_of_another_version_counts_as_none(archive: Archive) -> None:
    with sqlite3.connect(archive.cache) as database:
        database.execute("UPDATE about SET value = 'other' WHERE key = 'code'")
        database.execute("UPDATE about SET value = '' WHERE key = 'whole'")
        database.execute("UPDATE card SET card = x'00'")
    assert isinstance(archive.built(), Built)


def test_a_site_that_was_copied_is_made_anew(archive: Archive) -> None:
    shutil.move(archive.root / "public", archive.root / "moved")
    shutil.copytree(archive.root / "moved", archive.root / "public")
    (archive.root / "public/index.html").write_text("another", encoding="utf-8")
    archive.built()
    assert archive.tree() == archive.tree("moved")


def test_a_file_written_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    path = tmp_path / "content/speeches/ash.md"
    archive.write("content/speeches/ash.md", speech("A", "2011", "The mayor", "One.\n"))
    os.utime(path)  # now: a time at which it may be written once more
    status = path.stat()
    archive.built()
    path.write_text(path.read_text("utf-8").replace("One.", "Two."), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    archive.built()
    assert b"Two." in archive.tree()["speeches/ash.html"]


def test_search_is_made_again_when_a_text_changes_and_only_then(project: Callable) -> None:
    text = speech("On bridges", "2011", "The mayor", "A bridge.\n")
    made = project({"content/speeches/a.md": text, "content/speeches/b.md": text})
    folder = made.root / "public"

    def shard() -> tuple[str, int]:
        [path] = folder.glob("pagefind/*/rows.json")
        return path.parent.name, path.stat().st_mtime_ns

    build(Project(made.root), folder)
    first = shard()
    made.write({"content/about.md": "# About\n\nNews.\n"})
    build(Project(made.root), folder)
    assert b"News." in (folder / "about.html").read_bytes()
    assert shard() == first
    made.write({"content/speeches/a.md": text.replace("A bridge", "A tunnel")})
    build(Project(made.root), folder)
    assert shard()[0] != first[0]
    build(Project(made.root), folder, with_search=False)
    assert not (folder / "pagefind").exists()
    build(Project(made.root), folder)
    assert shard()[0] != first[0]


def test_a_table_of_all_texts_tells_of_an_edited_one(archive: Archive) -> None:
    path = archive.root / "content/speeches/birch.md"
    archive.write("content/speeches/birch.md", path.read_text("utf-8").replace("river", "stream"))
    archive.built()
    archive.built("clean", is_clean=True)
    assert b"stream" in archive.tree()["data/paragraphs.csv"]
    assert archive.tree() == archive.tree("clean")
