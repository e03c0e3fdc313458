"""Files are held against their digests in the page, those of the site and a reader's own."""

from __future__ import annotations

import gzip
import re
import shutil

from site_builder.project import default_templates
from site_builder.server import Server


def item(page, name):
    return page.locator(".files li", has=page.get_by_role("link", name=name, exact=True))


def check(page, name):
    """What the page says of a file of the site, as soon as it has read it."""
    item(page, name).get_by_role("button").click()
    said = item(page, name).locator("output[class]:not([class=''])")
    said.wait_for()
    return said.get_attribute("class"), said.inner_text()


def test_a_file_of_the_site_is_fetched_and_found_right(open_page, sample_server):
    page = open_page(sample_server.url + "downloads.html")
    for name in ("paragraphs.csv", "archive.zip", "manifest-sha256.txt"):
        state, said = check(page, name)
        assert state == "right"
        assert name in said


def test_a_file_that_was_changed_or_is_gone_is_told(open_page, sample_site, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(sample_site.folder, folder)
    changed = folder / "data" / "speeches.jsonl"
    changed.write_bytes(changed.read_bytes().replace(b"1998", b"1999", 1))
    (folder / "data" / "speeches.csv").unlink()
    with Server(folder) as server:
        page = open_page(server.url + "downloads.html", expect=("404",))
        assert check(page, "speeches.jsonl")[0] == "wrong"
        assert check(page, "speeches.csv")[0] == "failed"


def test_a_readers_own_file_is_known_by_its_content(
    open_page, sample_site, sample_server, tmp_path
):
    page = open_page(sample_server.url + "downloads.html")
    copy = tmp_path / "renamed.dat"
    shutil.copy(sample_site.folder / "data" / "archive.sqlite", copy)
    page.set_input_files("input[type=file]", copy)
    page.locator(".own .right").wait_for()
    assert "archive.sqlite" in page.inner_text(".own output")
    changed = tmp_path / "changed.dat"
    changed.write_bytes(copy.read_bytes() + b"\0")
    page.set_input_files("input[type=file]", changed)
    page.locator(".own .unknown").wait_for()
    assert "changed.dat" in page.inner_text(".own output")


def test_without_a_script_the_page_names_the_command(open_page, sample_server):
    page = open_page(sample_server.url + "downloads.html", script=False)
    assert "sha256sum" in page.inner_text("#check")
    assert page.locator("button:visible, input[type=file]:visible").count() == 0
    assert re.fullmatch("[0-9a-f]{64}", item(page, "speeches.csv").locator(".sha256").inner_text())


def test_the_script_is_small_and_on_no_other_page(sample_site):
    script = (default_templates() / "assets" / "downloads.js").read_bytes()
    assert len(gzip.compress(script)) <= 2048
    pages = [p for p in sample_site.folder.rglob("*.html") if "downloads-" in p.read_text("utf-8")]
    assert [page.name for page in pages] == ["downloads.html"]
