"""Former addresses lead on, whatever the host knows: by a rule, and by a page that stands there."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.config import Config
from site_builder.headers import dumped_headers, read_headers
from site_builder.offline import web_manifest, worker
from site_builder.redirects import MOST_RULES, Redirect, dumped_redirects, parsed_redirects
from site_builder.server import Server

ROOT = Path(__file__).parents[1]
SETTINGS = 'title = "Test"\nurl = "https://archive.example.org{0}"\nexports = ["markdown"]\n{1}'
SPEECH = (
    '---\ntitle: "On bridges"\naliases: ["old-bridges", "older-bridges"]\n'
    'speakers:\n  - attribution: "Ada Lock"\n---\n\nA bridge is two banks.\n'
)
CONTENT = {
    "content/speeches/bridges.md": SPEECH,
    "content/speakers.toml": '[ada]\nname = "Ada Lock"\n',
}


@pytest.fixture
def site(project: Callable) -> Callable[..., Path]:
    def build(path: str = "/", settings: str = "") -> Path:
        files = {"content/site.toml": SETTINGS.format(path, settings), **CONTENT}
        made = project(files)
        assert made.run("build", "--no-search").code == 0
        return made.root / "public"

    return build


def answers(server: Server, path: str) -> tuple[int, str]:
    """The status for a path, and where it leads."""
    host = server.url.split("/")[2]
    with contextlib.closing(http.client.HTTPConnection(host, timeout=5)) as connection:
        connection.request("GET", path)
        with connection.getresponse() as response:
            return response.status, response.headers["Location"] or ""


# Former addresses
# ----------------


@pytest.mark.parametrize("base", ["/", "/archive/"])
def test_former_addresses_lead_on_by_rules(site: Callable, base: str) -> None:
    lines = (site(base) / "_redirects").read_text().splitlines()
    person = re.search(r"speakers/(ada-lock[^.]*)\.html", "\n".join(lines))
    assert person
    pages = [
        ("speeches/old-bridges.html", "speeches/bridges.html", "301!"),
        ("speeches/older-bridges.html", "speeches/bridges.html", "301!"),
        (f"speakers/{person[1]}.html", "speakers/ada.html", "301!"),
    ]
    files = [
        ("speeches/old-bridges.md", "speeches/bridges.md", "301"),
        ("as-saved/old-bridges.html", "speeches/bridges.html", "301"),
        (f"feeds/speakers/{person[1]}.atom", "feeds/speakers/ada.atom", "301"),
    ]
    found = [tuple(line.split()) for line in lines]
    wanted = [(base + source, base + target, status) for source, target, status in (*pages, *files)]
    assert found[:3] == wanted[:3]
    assert set(wanted) <= set(found)


def test_every_rule_for_a_page_has_a_page_that_leads_to_the_same(site: Callable) -> None:
    folder = site()
    rules = parsed_redirects((folder / "_redirects").read_text())
    forced = {source: rule.target for source, rule in rules.items() if rule.is_forced}
    assert len(forced) == 3
    for source, target in forced.items():
        page = (folder / source[1:]).read_text("utf-8")
        [link] = re.findall(r'<a id="moved" href="([^"]+)"', page)
        assert target.endswith("/" + link)
        assert f'<noscript><meta http-equiv="refresh" content="0; url={link}"></noscript>' in page


def test_every_rule_leads_to_a_file_and_none_hides_one(site: Callable) -> None:
    folder = site()
    for source, rule in parsed_redirects((folder / "_redirects").read_text()).items():
        assert (folder / rule.target[1:]).is_file()
        assert rule.is_forced == (folder / source[1:]).is_file()


@pytest.mark.parametrize("base", ["/", "/archive/"])
def test_the_server_follows_rules_as_netlify_does(site: Callable, base: str) -> None:
    with Server(site(base), prefix=base) as server:
        new = f"{base}speeches/bridges.html"
        assert answers(server, f"{base}speeches/old-bridges.html") == (301, new)
        assert answers(server, f"{base}speeches/old-bridges.html?mark=a") == (301, f"{new}?mark=a")
        assert answers(server, f"{base}speeches/old-bridges.md")[1] == f"{base}speeches/bridges.md"
        assert answers(server, f"{base}as-saved/old-bridges.html/") == (301, new)
        assert answers(server, f"{base}speeches/never.html") == (404, "")
        assert answers(server, new) == (200, "")


@pytest.mark.parametrize("name", ["_redirects", "_headers"])
def test_what_is_for_the_host_is_not_served(site: Callable, name: str) -> None:
    with Server(site()) as server:
        assert answers(server, f"/{name}") == (404, "")


def test_a_file_goes_before_a_rule_that_is_not_forced(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("a")
    (tmp_path / "_redirects").write_text("/a.html /b.html 301\n/c.html /b.html 301\nnonsense\n")
    with Server(tmp_path) as server:
        assert answers(server, "/a.html") == (200, "")
        assert answers(server, "/c.html") == (301, "/b.html")


def test_no_more_rules_are_written_than_hosts_take() -> None:
    many = [Redirect(f"{n}.html", "new.html", True) for n in range(3_000)]
    assert len(parsed_redirects(dumped_redirects(many, "/"))) == MOST_RULES
    long = [Redirect(f"{n:090}.html", "new.html", True) for n in range(MOST_RULES)]
    text = dumped_redirects(long, "/")
    assert 63_000 < len(text) < 64_001
    assert text.startswith(f"/{0:090}.html ")


def test_an_archive_without_former_addresses_has_no_rules(project: Callable) -> None:
    made = project({"content/speeches/a.md": "---\ntitle: A\n---\n\nWords.\n"})
    assert made.run("build", "--no-search").code == 0
    assert not (made.root / "public" / "_redirects").exists()


# Headers
# -------


def test_the_headers_of_netlify_toml_are_in_the_site(site: Callable) -> None:
    rules = read_headers((ROOT / "netlify.toml").read_text("utf-8"))
    text = (site() / "_headers").read_text("utf-8")
    assert text == dumped_headers(rules)
    blocks = re.split(r"\n(?=\S)", text.rstrip("\n"))
    assert len(blocks) == len(rules) <= 100  # as many as Cloudflare Pages takes
    assert max(map(len, text.splitlines())) < 2_000
    for block, rule in zip(blocks, rules, strict=True):
        pattern, *values = block.split("\n")
        assert pattern == rule.pattern
        assert tuple(tuple(value.strip().split(": ", 1)) for value in values) == rule.values


def test_headers_that_change_are_in_the_next_build(project: Callable) -> None:
    made = project(CONTENT)
    for value in ("1", "2"):
        text = f'[[headers]]\nfor = "/*"\nvalues = {{X-Own = "{value}"}}\n'
        assert made.write({"netlify.toml": text}).run("build", "--no-search").code == 0
        assert made.read("public/_headers") == f"/*\n  X-Own: {value}\n"


def test_headers_of_a_sub_path_are_for_that_alone(site: Callable) -> None:
    lines = (site("/archive/") / "_headers").read_text().splitlines()
    assert lines[0] == "/archive/*"
    assert "/archive/assets/*" in lines


# Without a network
# -----------------

ASSETS = {
    "worker.js": "assets/worker-1.js",
    "worker-off.js": "assets/worker-off-1.js",
    "site.css": "assets/site-1.css",
}


def test_the_worker_is_another_only_if_the_site_is() -> None:
    on = Config("T", "https://a.example/", offline=True)
    text = worker(on, ASSETS, "page")
    assert text == worker(on, dict(reversed(ASSETS.items())), "page")
    assert text != worker(on, ASSETS, "another")
    assert text != worker(on, ASSETS | {"site.css": "assets/site-2.css"}, "page")
    assert text.endswith('importScripts("assets/worker-1.js");\n')


def test_by_default_nothing_is_kept_and_the_worker_ends_what_was(site: Callable) -> None:
    folder = site()
    assert re.fullmatch(
        r'importScripts\("assets/worker-off-\w{8}\.js"\);\n', (folder / "worker.js").read_text()
    )
    assert not (folder / "offline.html").exists()
    assert "data-worker" not in (folder / "index.html").read_text("utf-8")


def test_one_line_of_the_settings_has_pages_kept(site: Callable) -> None:
    folder = site("/archive/", "offline = true")
    text = (folder / "worker.js").read_text()
    shell = json.loads(text.partition("=")[2].partition(";")[0])
    assert all((folder / path).is_file() for path in (*shell["pages"], *shell["files"]))
    assert 'data-worker="../worker.js"' in (folder / "speeches/bridges.html").read_text("utf-8")
    assert 'data-worker="/archive/worker.js"' in (folder / "404.html").read_text("utf-8")
    sitemap = (folder / "sitemap-1.xml").read_text("utf-8")
    assert "search.html" in sitemap
    assert "offline.html" not in sitemap


def test_the_manifest_names_addresses_of_the_site() -> None:
    config = Config("T", "https://a.example/archive/", language="ar")
    manifest = json.loads(web_manifest(config, "assets/favicon-1.svg"))
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "/archive/"
    assert manifest["icons"][0]["src"] == "/archive/assets/favicon-1.svg"
    assert (manifest["lang"], manifest["dir"]) == ("ar", "rtl")
