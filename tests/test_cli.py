"""The commands, run as a person runs them: what they print, write, and answer with."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder import __version__
from site_builder.cli import main

ROOT = Path(__file__).parent.parent
COMMANDS = ("init", "ingest", "build", "serve", "check", "record", "repair", "new")
SPEECH = '---\ntitle: "A speech"\ndate: "2011-02-06"\n---\n\nGood evening.\n'
LONG = "<p>" + "The people of the town came to the hall, and the council came too. " * 3 + "</p>"
SAVED = f"<html><body><h1>On ladders</h1>{LONG}<p>One rung is new.</p></body></html>"


# Usage
# -----


def test_help_names_every_command(run: Callable) -> None:
    done = run("--help")
    assert done.code == 0
    listed = re.findall(r"^    ([a-z]+) ", done.out, re.MULTILINE)
    assert tuple(listed) == COMMANDS
    assert "Exit status: 0 done" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_all_its_arguments(run: Callable, command: str) -> None:
    done = run(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: site-builder {command} ")
    options = re.findall(
        r"^  ((?:-\w, )?--[a-z-]+(?: [A-Z]+)?)(.*(?:\n {10,}.*)?)", done.out, re.MULTILINE
    )
    assert len(options) >= 1
    for option, explanation in options:
        assert explanation.strip(), f"{command} {option} is not explained"


def test_the_version_is_told(run: Callable) -> None:
    assert run("--version") == (0, f"site-builder {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("biuld",),
        ("build", "--fast"),
        ("new",),
        ("init",),
        ("serve", "--port", "http"),
        ("ingest", "no-such-file"),
    ],
)
def test_wrong_usage_is_answered_with_2(run: Callable, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "site_builder", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"site-builder {__version__}\n"


def test_the_module_does_nothing_where_it_is_only_imported() -> None:
    """As workers of MPI and of `multiprocessing` do, each under a name of its own."""
    runpy.run_module("site_builder.__main__", run_name="__worker__")


def test_help_is_quick_as_nothing_else_is_imported() -> None:
    code = (
        "import sys, site_builder.cli\n"
        "try: site_builder.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'jinja2', 'bs4', 'yaml', 'opencc', 'pypinyin', 'markdown_it', 'watchfiles'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_interrupted_run_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, project: Callable
) -> None:
    made = project({"content/speeches/a.md": SPEECH})
    monkeypatch.setattr("site_builder.cli._report", _interrupt)
    assert made.run("build", "--no-search") == (130, "", "")


def _interrupt(_: str) -> None:
    raise KeyboardInterrupt


# init, new
# ---------


def test_an_archive_started_in_an_empty_folder_is_built_and_searched(project: Callable) -> None:
    made = project({}, name="outside")
    done = made.run("init", "my archive", "--title", 'The "old" 档案', "--language", "zh-Hans")
    assert done.code == 0, done.err
    written = done.out.splitlines()
    assert {"my archive/content/site.toml", "my archive/netlify.toml"} <= set(written)
    assert all((made.root / name).is_file() for name in written)
    archive = made.root / "my archive"
    (archive / "content/speeches/a.md").write_text(SPEECH)
    done = made.run("-C", "my archive", "build")
    assert (done.code, done.out) == (0, "public: 32 pages, 1 speech\n"), done.err
    site = made.tree("my archive/public")
    assert {
        "index.html",
        "404.html",
        "search.html",
        "speeches/a.html",
    } <= set(site)
    assert "The &#34;old&#34; 档案" in site["index.html"].decode()
    assert any(name.endswith("/pagefind.js") for name in site)
    assert any("/fragment/" in name for name in site)


def test_an_archive_without_a_speech_is_built_too(project: Callable) -> None:
    made = project({}, name="outside")
    made.run("init", "new")
    done = made.run("-C", "new", "build")
    assert done.code == 0, done.err
    assert (made.root / "new/public/index.html").is_file()


def test_init_copies_the_templates_if_asked_to(project: Callable) -> None:
    made = project({}, name="outside")
    done = made.run("init", "new", "--templates")
    assert done.code == 0
    copied = made.tree("new/templates")
    names = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert set(copied) == names
    assert made.run("-C", "new", "build", "--no-search").code == 0


@pytest.mark.parametrize("language", ["ar", "en", "zh-Hans", "zh-Hant"])
def test_the_interface_is_in_the_archives_language(project: Callable, language: str) -> None:
    made = project({}, name="outside")
    made.run("init", "new", "--language", language)
    assert made.run("-C", "new", "build", "--no-search").code == 0
    html = made.read("new/public/index.html")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html


def test_a_new_speech_is_a_draft_until_a_person_says_otherwise(project: Callable) -> None:
    made = project({})
    done = made.run("new", "在图书馆开馆仪式上的讲话：“慢”")
    assert done.code == 0
    path = done.out.strip()
    assert re.fullmatch(r"content/speeches/[a-z0-9-]+\.md", path)
    assert made.run("build", "--no-search").out.endswith("0 speeches\n")
    text = made.read(path).replace("status: draft", "status: published")
    made.write({path: f"{text}\n大家好。\n"})
    assert made.run("build", "--no-search").out.endswith("1 speech\n")


# -C
# --


def test_another_folder_can_be_named(project: Callable, run: Callable) -> None:
    made = project({"content/speeches/a.md": SPEECH, "content/raw/ladders.html": SAVED})
    assert run("-C", made.root, "ingest").code == 0
    assert run("-C", made.root, "build", "--no-search").code == 0
    assert run("-C", made.root, "build", "--no-search", "--output", "site").code == 0
    assert made.tree("public") == made.tree("site")
    assert (made.root / "public/speeches/ladders.html").is_file()


def test_places_in_messages_are_inside_of_the_named_folder(
    project: Callable, run: Callable
) -> None:
    made = project({"content/speeches/a.md": "x"})
    err = run("-C", made.root, "build").err
    assert err.startswith("content/speeches/a.md:1: ")


# ingest
# ------


def test_a_saved_page_is_ingested_once(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    done = made.run("ingest")
    assert done.code == 0
    assert done.out.startswith("content/raw/ladders.html → content/speeches/ladders.md")
    assert "read it with care" in done.out
    before = made.tree()
    done = made.run("ingest")
    assert (done.code, done.out, done.err) == (0, "", "1 unchanged\n")
    assert made.tree() == before


def test_a_dry_run_writes_nothing_and_says_what_it_would(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    before = made.tree()
    dry = made.run("ingest", "--dry-run")
    assert made.tree() == before
    assert dry == made.run("ingest")


def test_a_page_from_elsewhere_is_kept_in_the_archive(project: Callable) -> None:
    made = project({"elsewhere/ladders.html": SAVED, "content/raw/ladders.html": "another page"})
    assert made.run("ingest", "elsewhere/ladders.html").code == 0
    assert made.read("content/raw/ladders-2.html") == SAVED
    assert made.read("content/raw/ladders.html") == "another page"
    assert 'file: "raw/ladders-2.html"' in made.read("content/speeches/ladders.md")
    before = made.tree()
    assert made.run("ingest", "elsewhere").code == 0
    assert made.tree() == before


def test_two_pages_of_one_title_get_two_addresses(project: Callable) -> None:
    made = project({"content/raw/1.html": SAVED, "content/raw/2.html": SAVED.replace("new", "old")})
    assert made.run("ingest").code == 0
    assert list(made.tree("content/speeches")) == ["ladders-2.md", "ladders.md"]
    assert made.run("build", "--no-search").code == 0


def test_the_id_stays_when_the_page_changes(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    made.run("ingest")
    made.write({"content/raw/ladders.html": SAVED.replace("On ladders", "Against ladders")})
    done = made.run("ingest")
    assert (done.code, list(made.tree("content/speeches"))) == (0, ["ladders.md"])
    assert 'title: "Against ladders"' in made.read("content/speeches/ladders.md")


def test_a_speech_moved_to_a_folder_is_found_there(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    made.run("ingest")
    (made.root / "content/speeches/tools").mkdir()
    (made.root / "content/speeches/ladders.md").rename(
        made.root / "content/speeches/tools/ladders.md"
    )
    assert made.run("ingest").err == "1 unchanged\n"
    assert list(made.tree("content/speeches")) == ["tools/ladders.md"]


def test_the_script_is_as_wished_for_a_profile_or_a_page(project: Callable) -> None:
    page = "<title>修橋</title>" + "<p>這座橋是我們的，請大家愛護它，不要在橋上點燈。</p>" * 9
    made = project({"content/raw/a.html": page, "content/raw/b.html": page + "<p>完</p>"})
    made.run("ingest")
    assert "這座橋" in made.read("content/speeches/xiu-qiao.md")
    settings = made.read("content/site.toml")
    made.write(
        {"content/site.toml": f'{settings}[script]\nfallback = "restore"\n"raw/b.html" = "keep"\n'}
    )
    made.run("ingest")
    assert "这座桥" in made.read("content/speeches/xiu-qiao.md")
    assert "language: zh-Hans" in made.read("content/speeches/xiu-qiao.md")
    assert "這座橋" in made.read("content/speeches/xiu-qiao-2.md")
    assert made.run("check").code == 0
    (made.root / "content/site.toml").unlink()
    made.run("ingest")
    assert "這座橋" in made.read("content/speeches/xiu-qiao.md")


# Corrections by hand
# -------------------


@pytest.fixture
def corrected(project: Callable):
    made = project({"content/raw/ladders.html": SAVED})
    made.run("ingest")
    text = made.read("content/speeches/ladders.md").replace("One rung is new", "Two rungs are new")
    return made.write({"content/speeches/ladders.md": text})


def test_a_correction_by_hand_is_never_overwritten(corrected) -> None:
    before = corrected.tree()
    done = corrected.run("ingest")
    assert done.code == 0
    assert "content/speeches/ladders.md was corrected by hand and stays" in done.out
    assert corrected.tree() == before


def test_a_changed_proposal_is_put_beside_a_corrected_speech(corrected) -> None:
    ours = corrected.read("content/speeches/ladders.md")
    ledger = corrected.read("content/ledgers/ladders.json")
    corrected.write({"content/raw/ladders.html": SAVED.replace("hall", "square")})
    done = corrected.run("ingest")
    assert done.code == 0
    assert "see content/speeches/ladders.md.proposed" in done.out
    assert corrected.read("content/speeches/ladders.md") == ours
    assert corrected.read("content/ledgers/ladders.json") == ledger
    assert "square" in corrected.read("content/speeches/ladders.md.proposed")
    assert "Two rungs" in ours
    # The proposal is no speech: the site is built without it.
    assert corrected.run("build", "--no-search").out.endswith("1 speech\n")


def test_a_speech_nobody_touched_follows_its_page(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    made.run("ingest")
    made.write({"content/raw/ladders.html": SAVED.replace("hall", "square")})
    assert made.run("ingest").err == "1 written\n"
    assert "square" in made.read("content/speeches/ladders.md")


def test_a_speech_written_by_hand_is_not_taken_for_a_pages(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED, "content/speeches/ladders.md": SPEECH})
    assert made.run("ingest").code == 0
    assert made.read("content/speeches/ladders.md") == SPEECH
    assert list(made.tree("content/speeches")) == ["ladders-2.md", "ladders.md"]


# check
# -----


def test_check_finds_nothing_in_what_the_commands_made(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED, "content/speeches/a.md": SPEECH})
    made.run("ingest")
    made.run("build", "--no-search")
    assert made.run("check") == (0, "", "0 problems\n")
    assert made.run("check", "public") == (0, "", "0 problems\n")


def test_check_finds_a_saved_page_that_changed_or_went(project: Callable) -> None:
    made = project({"content/raw/1.html": SAVED, "content/raw/2.html": SAVED})
    made.run("ingest")
    made.write({"content/raw/1.html": SAVED.replace("hall", "square")})
    (made.root / "content/raw/2.html").unlink()
    done = made.run("check")
    assert done.code == 1
    assert done.err.splitlines() == [
        "content/ledgers/ladders-2.json: its saved page, content/raw/2.html, is missing",
        "content/ledgers/ladders.json: its saved page, content/raw/1.html,"
        " is not the one it was made from",
        "2 problems",
    ]


def test_check_finds_a_ledger_that_does_not_give_the_text(project: Callable) -> None:
    made = project({"content/raw/ladders.html": SAVED})
    made.run("ingest")
    ledger = made.read("content/ledgers/ladders.json")
    made.write({"content/ledgers/ladders.json": ledger.replace('"\\n\\n"', '" "', 1)})
    done = made.run("check")
    assert done.code == 1
    assert done.err.startswith("content/ledgers/ladders.json: its edits do not give the text")


def test_check_finds_a_broken_link_in_a_built_site(project: Callable) -> None:
    made = project({"content/speeches/a.md": SPEECH})
    made.run("build", "--no-search")
    (made.root / "public/speeches/a.html").unlink()
    done = made.run("check", "public")
    assert done.code == 1
    assert re.search(r"^index\.html:\d+: speeches/a\.html leads nowhere", done.err, re.MULTILINE)


# serve
# -----


def test_serve_says_that_its_port_is_taken(
    project: Callable, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    made = project({"content/speeches/a.md": SPEECH})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = main(["-C", str(made.root), "serve", "--no-search", "--port", str(port)])
    assert code == 1
    assert capsys.readouterr().err.startswith(f"port {port} is in use")
