"""The site on a host that knows nothing of it: Python's own file server, under a sub-path."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

BASE = "/archive/"
SETTINGS = 'title = "Test"\nurl = "https://a.example.org/archive/"\n'
SPEECH = '---\ntitle: "On bridges"\naliases: ["old-bridges"]\n---\n\nA bridge.\n\nTwo banks.\n'


class Files(SimpleHTTPRequestHandler):
    """Files as they are, without a header of ours; for unknown addresses the site's page."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, *_: object) -> None:
        body = (Path(self.directory) / "archive" / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def served(folder: Path, above: Path) -> Iterator[str]:
    """The address of a site that stands in a folder `archive` of its host."""
    (above / "archive").symlink_to(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(above))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()
        thread.join()


@pytest.fixture
def sample(sample_site, tmp_path: Path) -> Iterator[str]:
    yield from served(sample_site.folder, tmp_path)


@pytest.fixture
def small(project: Callable, tmp_path: Path) -> Iterator[str]:
    made = project({"content/site.toml": SETTINGS, "content/speeches/bridges.md": SPEECH})
    assert made.run("build").code == 0
    (tmp_path / "host").mkdir()
    yield from served(made.root / "public", tmp_path / "host")


def test_reading_and_search_work_without_headers(open_page, sample):
    page = open_page(sample)
    page.click("main a[href*='speeches/']")
    assert page.url.startswith(f"{sample}speeches/")
    assert page.locator("article .text").is_visible()
    page = open_page(f"{sample}search.html?q=節水")
    page.locator("#results a").first.click()
    page.locator(".find").wait_for()
    assert page.url.startswith(f"{sample}speeches/")


def test_every_link_of_every_page_leads_somewhere(sample, sample_site):
    """Of every page but the one for unknown addresses, whose links are from the host's root."""
    addresses = set()
    for path in sample_site.folder.rglob("*.html"):
        if path.name != "404.html":
            own = urljoin(sample, path.relative_to(sample_site.folder).as_posix())
            found = re.findall(r'\s(?:href|src|action)="([^"]*)"', path.read_text("utf-8"))
            addresses |= {urljoin(own, unescape(address)).partition("#")[0] for address in found}
    own = {address for address in addresses if address.startswith(sample)}
    assert not {a for a in addresses - own if urlsplit(a).netloc == urlsplit(sample).netloc}
    assert len(own) > 300
    broken = []
    for address in sorted(own):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=5)
        connection.request("HEAD", parts.path)
        if connection.getresponse().status != 200:
            broken.append(address)
        connection.close()
    assert broken == []


def test_an_unknown_address_at_any_depth_gets_a_page_that_works(open_page, small):
    page = open_page(f"{small}speeches/deep/none.html", expect=("404",))
    assert page.evaluate("[...document.styleSheets].every(({ cssRules }) => cssRules.length)")
    # What a browser gives up in the middle, this server takes for a fault.
    page.wait_for_load_state("networkidle")
    page.click(".masthead .brand")
    assert page.url == f"{small}index.html"
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("script", [True, False])
def test_a_former_address_leads_on(open_page, small, script):
    page = open_page(f"{small}speeches/old-bridges.html?mark=banks#p2", script=script)
    page.wait_for_url("**/speeches/bridges.html*")
    assert page.inner_text("h1") == "On bridges"
    if script:
        assert page.url.endswith("/speeches/bridges.html?mark=banks#p2")
        page.go_back()
        assert page.url == "about:blank"  # the former address is no step of its own
