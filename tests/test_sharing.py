"""A site made in parts and put together: the bytes of one build, or a line on what is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SITE = (
    'title = "Test archive"\nurl = "https://archive.example.org/"\n'
    'data = ["csv", "jsonl", "sqlite", "epub", "bag"]\n'
)
LONG = ", and a way between them" * 8
BODIES = (
    "Good evening.\n",
    f"## First\n\nA bridge is two banks{LONG}.\n\n## Second\n\nA river.\n",
    "一是修桥。桥要修。\n\n〔缺9字：来源页收费〕\n\n二是質量。\n",
    "See [the other](ash.html#p1).\n\nGood evening.\n",
    "An elm is old.\n",
)


def speech(number: int, body: str, status: str = "published") -> str:
    people = ("The mayor", "市长", "Dr. Ellery Vane")
    return (
        f'---\ntitle: "On {number}"\ndate: "201{number}-02-06"\nstatus: {status}\n'
        f'speakers:\n  - attribution: "{people[number % 3]}"\nsubjects: ["water"]\n'
        f'collections: ["Of bridges"]\n---\n\n{body}'
    )


FILES = {
    "content/site.toml": SITE,
    "content/about.md": "# About\n\nWords.\n",
    "content/speeches/ash.md": speech(0, BODIES[0]),
    "content/speeches/2011/birch.md": speech(1, BODIES[1]),
    "content/speeches/cedar.md": speech(2, BODIES[2]),
    "content/speeches/dogwood.md": speech(3, BODIES[3]),
    "content/speeches/elm.md": speech(4, BODIES[4]),
    "content/speeches/fir.md": speech(5, BODIES[0], "draft"),
}


@pytest.fixture
def archive(project: Callable) -> Any:
    made = project(FILES)
    for path in (made.root / "content").rglob("*.*"):
        os.utime(path, (1_000_000_000,) * 2)
    return made


def parts(archive: Any, count: int, *options: str) -> list[str]:
    """The folders of all parts of a site, which are made."""
    for number in range(count, 0, -1):
        done = archive.run("build", "--shard", f"{number}/{count}", *options)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(f"part-{number}: ")
    return [f"part-{number}" for number in range(1, count + 1)]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same, told of by what they hold otherwise."""
    first, second = tree(one), tree(other)
    different = {
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    }
    assert not different
    return True


# The same site
# -------------


@pytest.mark.parametrize("options", [(), ("--no-search",)], ids=["search", "no search"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_put_together_parts_are_the_site_of_one_build(
    archive: Any, count: int, options: tuple[str, ...]
) -> None:
    made = parts(archive, count, *options)
    whole = archive.run("build", *options, "--output", "whole")
    done = archive.run("build", *options, "--output", "merged", "--merge", *reversed(made))
    assert (done.code, done.err) == (0, "")
    assert done.out == whole.out.replace("whole", "merged")
    assert same(archive.root / "merged", archive.root / "whole")


def test_shards_of_the_index_are_dealt_out_too(
    archive: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.shards._LEAST", 1)
    monkeypatch.setattr("site_builder.shards._MOST", 2)
    made = parts(archive, 3)
    shards = [set((archive.root / part / "site/pagefind").iterdir()) for part in made[:2]]
    assert [len(some) for some in shards] == [2, 1]
    assert archive.run("build", "--merge", *made).code == 0
    archive.run("build", "--output", "whole")
    assert same(archive.root / "public", archive.root / "whole")


def test_each_part_has_the_files_of_its_own_speeches_and_no_others(archive: Any) -> None:
    found = [
        {path.stem for path in (archive.root / part / "site/speeches").glob("*.html")}
        for part in parts(archive, 3)
    ]
    assert found == [{"birch", "dogwood"}, {"ash", "elm"}, {"cedar"}]


def test_nothing_is_taken_from_the_site_that_stood_there(archive: Any) -> None:
    archive.run("build")
    archive.write({"content/speeches/ash.md": speech(0, "Good morning.\n")})
    assert archive.run("build", "--merge", *parts(archive, 2)).code == 0
    archive.run("build", "--output", "whole")
    assert same(archive.root / "public", archive.root / "whole")


def command(folder: Path, *arguments: str, seed: int = 0, start: str = "") -> int:
    """The exit code of a command in a process of its own."""
    code = f"import sys\n{start}\nfrom site_builder.cli import main\nsys.exit(main(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, env=environment, check=False
    )
    return done.returncode


def test_parts_may_come_from_other_folders_and_processes(archive: Any, tmp_path: Path) -> None:
    archive.run("build", "--output", "whole")
    for number in (1, 2):
        other = tmp_path / f"machine-{number}"
        shutil.copytree(archive.root / "content", other / "content")  # with new times
        assert command(other, "build", "--shard", f"{number}/2", seed=number) == 0
        shutil.move(other / f"part-{number}", archive.root)
    assert command(archive.root, "build", "--merge", "part-1", "part-2", seed=3) == 0
    assert same(archive.root / "public", archive.root / "whole")


# No more work than needed
# ------------------------

COUNTED = """
from atexit import register
from collections import Counter
from json import dumps
from pathlib import Path
opened = Counter()
def hook(event, arguments):
    if event == "open" and "content/speeches" in str(arguments[0]):
        opened[Path(arguments[0]).stem] += 1
sys.addaudithook(hook)
register(lambda: Path("opened.json").write_text(dumps(opened)))
"""


def test_speeches_are_compared_and_not_read_again(archive: Any) -> None:
    archive.write({"content/site.toml": SITE.replace(', "bag"', "")})  # which has the files in it
    made = parts(archive, 2)
    assert command(archive.root, "build", "--jobs", "1", "--merge", *made, start=COUNTED) == 0
    opened = json.loads((archive.root / "opened.json").read_text())
    assert opened == dict.fromkeys(("ash", "birch", "cedar", "dogwood", "elm", "fir"), 1)


def test_a_build_after_it_goes_on_from_there(archive: Any) -> None:
    site = SITE.replace('["csv", "jsonl", "sqlite", "epub", "bag"]', "[]")
    archive.write({"content/site.toml": site})
    os.utime(archive.root / "content/site.toml", (1_000_000_000,) * 2)
    archive.run("build", "--merge", *parts(archive, 2))
    public = archive.root / "public"

    def written() -> set[str]:
        before = {name: (public / name).stat().st_ino for name in tree(public)}
        assert archive.run("build").code == 0
        return {n for n in tree(public) if before.get(n) != (public / n).stat().st_ino}

    loaded = "register(lambda: Path('loaded.json').write_text(dumps(sorted(sys.modules))))"
    assert command(archive.root, "build", start=COUNTED + loaded) == 0
    assert "site_builder.pipeline" not in json.loads((archive.root / "loaded.json").read_text())
    assert written() == set()
    text = archive.read("content/speeches/2011/birch.md")
    archive.write({"content/speeches/2011/birch.md": text.replace("A river.", "A stream.")})
    own = {name for name in written() if not name.startswith("pagefind/")}
    assert {name.partition(".")[0] for name in own - {"shards.json"}} == {"speeches/birch"}
    archive.run("build", "--output", "whole")
    assert same(public, archive.root / "whole")


# What can go wrong
# -----------------


@pytest.mark.parametrize(
    "options",
    [
        ("--shard", "0/3"),
        ("--shard", "4/3"),
        ("--shard", "a"),
        ("--shard", "1/0"),
        ("--shard", "-1/3"),
        ("--shard", "1/2/3"),
        ("--shard", "１/３"),
        ("--shard",),
        ("--merge",),
        ("--merge", "part-1", "--shard", "1/1"),
        ("--merge", "part-1", "--clean"),
    ],
)
def test_wrong_usage(archive: Any, options: tuple[str, ...]) -> None:
    done = archive.run("build", *options)
    assert (done.code, done.out) == (2, "")
    assert "usage: site-builder build" in done.err
    assert not (archive.root / "public").exists()


def lose(folder: Path, name: str) -> None:
    next(folder.rglob(name)).unlink()


def damage(folder: Path, name: str) -> None:
    path = next(folder.rglob(name))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def told(folder: Path, **what: Any) -> None:
    """Let a part say something else of itself."""
    path = folder / "part.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | what))


IS_OTHER = (
    "part-2: is not as it was made: a file of it is missing, or is another; copy it once more"
)


@pytest.mark.parametrize(
    ("harm", "merge", "line"),
    [
        (None, "12",
         "part 3/3 is missing; make it: site-builder build --shard 3/3 --output part-3"),
        (None, "11", "part 2/3 is missing"),
        (None, "124", "part-4: holds no part of a site; make one: site-builder build --shard I/N"),
        (lambda one: shutil.copytree(one, one.parent / "part-4"), "1234",
         "part-4: is 2/3, and so is part-2; leave one of them out"),
        (lambda one: lose(one, "part.json"), "123", "part-2: holds no part of a site"),
        (lambda one: lose(one, "made.sqlite"), "123", IS_OTHER),
        (lambda one: lose(one, "read"), "123", IS_OTHER),
        (lambda one: lose(one, "ash.html"), "123", IS_OTHER),
        (lambda one: damage(one, "ash.html"), "123", IS_OTHER),
        (lambda one: damage(one, "made.sqlite"), "123", IS_OTHER),
        (lambda one: (one / "part.json").write_text("{"), "123", IS_OTHER),
        (lambda one: told(one, share={"number": 1, "count": 3}), "123", IS_OTHER),
        (lambda one: told(one, share={"number": 0, "count": 0}), "123", IS_OTHER),
        (lambda one: told(one, code="other", more=1), "123",
         "part-2: was made by another version of site-builder, of Python or of a library"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_fit_is_named_and_the_old_site_stands(
    archive: Any, harm: Callable | None, merge: str, line: str
) -> None:
    archive.run("build", "--no-search")
    parts(archive, 3, "--no-search")
    before = tree(archive.root / "public")
    if harm:
        harm(archive.root / "part-2")
    done = archive.run("build", "--no-search", "--merge", *(f"part-{n}" for n in merge))
    assert (done.code, done.out) == (1, "")
    assert line in done.err
    assert tree(archive.root / "public") == before
    # Nor has the next build forgotten what it knew.
    assert command(archive.root, "build", "--no-search", start=COUNTED) == 0
    assert json.loads((archive.root / "opened.json").read_text()) == {}


IS_OF_OTHERS = "was made of other content than is here"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"content/site.toml": SITE.replace("Test", "Another")},
         "was made with other settings, templates or headers; make it again: "
         "site-builder build --shard 1/2 --output part-1"),
        ({"templates/assets/own.css": "p {}"}, "with other settings, templates or headers"),
        ({"content/about.md": "# About\n\nOthers.\n"}, IS_OF_OTHERS),
        ({"content/speeches/new.md": speech(6, "New.\n")}, IS_OF_OTHERS),
        ({"content/speeches/ash.md": speech(0, "New.\n")}, IS_OF_OTHERS),
    ],
)  # fmt: skip
def test_parts_of_another_state_of_the_archive_are_refused(
    archive: Any, change: dict[str, str], line: str
) -> None:
    parts(archive, 2, "--no-search")
    archive.write(change)
    archive.run("build", "--no-search", "--shard", "2/2")
    done = archive.run("build", "--no-search", "--merge", "part-1", "part-2")
    assert done.code == 1
    [told, _] = done.err.splitlines()
    assert told.startswith("part-1: ")
    assert line in told
    assert not (archive.root / "public").exists()


def test_parts_of_other_numbers_or_without_search_are_refused(archive: Any) -> None:
    parts(archive, 2, "--no-search")
    archive.run("build", "--no-search", "--shard", "1/1", "--output", "other")
    done = archive.run("build", "--no-search", "--merge", "part-1", "part-2", "other")
    assert "other: is 1/1, where others are of 2; all must be of one number" in done.err
    done = archive.run("build", "--merge", "part-1", "part-2")
    assert "part-1: was made without search, the site is to be with" in done.err
    assert done.code == 1


def test_a_link_to_nowhere_is_found_when_the_parts_are_put_together(archive: Any) -> None:
    archive.write({"content/speeches/elm.md": speech(4, "[x](ash.html#p9) [y](birch.html)\n")})
    whole = archive.run("build", "--no-search")
    done = archive.run("build", "--no-search", "--merge", *parts(archive, 3, "--no-search"))
    assert (done.code, done.err) == (1, whole.err)
    assert "ash.html has no id p9" in done.err


def test_what_is_wrong_in_any_share_stops_each_of_them(archive: Any) -> None:
    archive.write({"content/speeches/ash.md": "no front matter\n"})
    for share in ("1/2", "2/2"):
        done = archive.run("build", "--shard", share)
        assert done.code == 1
        assert done.err.startswith("content/speeches/ash.md:1: ")
    assert not list(archive.root.glob("*part-*"))


KILLED = """
import os, signal
def hook(event, arguments):
    name = str(arguments[0]) if event == "open" else ""
    if "/.public.new-" in name and name.endswith("/robots.txt"):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
"""


def test_of_one_that_was_killed_the_old_site_is_left(archive: Any) -> None:
    archive.run("build", "--no-search")
    before = tree(archive.root / "public")
    archive.write({"content/speeches/elm.md": speech(4, "New.\n")})
    merge = ("build", "--no-search", "--merge", *parts(archive, 2, "--no-search"))
    assert command(archive.root, *merge, start=KILLED) == -signal.SIGKILL
    assert tree(archive.root / "public") == before
    assert archive.run(*merge).code == 0
    archive.run("build", "--no-search", "--output", "whole")
    assert same(archive.root / "public", archive.root / "whole")
    assert not list(archive.root.glob(".public*"))
