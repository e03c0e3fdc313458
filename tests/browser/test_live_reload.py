"""An editor saves a file, and the page that is open in the browser shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from site_builder.cli import built_or_errors
from site_builder.inputs import Build
from site_builder.project import Project
from site_builder.server import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def archive(tmp_path):
    """A copy of the sample archive, served as `site-builder serve` does."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    project = Project(tmp_path)
    output = tmp_path / "public"
    server = Server(
        output,
        headers=ROOT / "netlify.toml",
        rebuild=lambda: built_or_errors(Build(project, output)),
        watch=[project.content],
    )
    server.rebuild()
    with server:
        yield server, tmp_path / "content" / "speeches" / "2003-04-18-shuiku.md"


def test_a_saved_speech_is_shown_without_a_hand_on_the_browser(open_page, archive):
    server, file = archive
    page = open_page(server.url + "speeches/2003-04-18-shuiku.html")
    file.write_text(file.read_text("utf-8") + "\n一句刚刚写下的话。\n", "utf-8")
    page.locator("article", has_text="一句刚刚写下的话。").wait_for()


def test_a_mistake_is_shown_in_the_browser_and_goes_when_it_is_mended(open_page, archive):
    server, file = archive
    page = open_page(server.url + "speeches/2003-04-18-shuiku.html")
    good = file.read_text("utf-8")
    file.write_text(good.replace("status:", "statsu:", 1), "utf-8")
    page.get_by_text('unknown key "statsu" (did you mean "status"?)').wait_for()
    assert page.locator("article").is_visible()
    file.write_text(good, "utf-8")
    page.get_by_text("unknown key").wait_for(state="detached")
