"""The site is served as in production, and again when a file is saved: real HTTP, real files."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import site_builder
from site_builder import files
from site_builder.errors import ContentError, Place, SettingsError, SiteError
from site_builder.hosting import TYPES
from site_builder.server import Server, serve

PROJECT = Path(site_builder.__file__).parent.parent

PAGE = "<!doctype html><title>{0}</title><body><p>{0}</p></body></html>"
LONG = PAGE.format("质量" * 500)
SITE = {
    "index.html": PAGE.format("home"),
    "404.html": PAGE.format("nothing here"),
    "speeches/a.html": PAGE.format("a"),
    "speeches/a.md": "# a",
    "speeches/long.html": LONG,
    "years/index.html": PAGE.format("years"),
    "assets/site-0a1b2c3d.css": "p {}",
    "assets/search-0a1b2c3d.js": "export {}",
    "assets/fold.json": "{}",
    "pagefind/0a1b2c3d4e/pagefind-entry.json": "{}",
    "pagefind/0a1b2c3d4e/index/1.pf_index": "\x1f",
    "pagefind/wasm.zh.pagefind": "\x1f",
    "pagefind/x.wasm": "\x00asm",
}


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> Reply:
    host = server.url.split("/")[2]
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(http.client.HTTPConnection(host, timeout=5)) as connection:
        connection.request(method, path, headers=names)
        with connection.getresponse() as response:
            return Reply(response.status, response.headers, response.read())


def build(root: Path, **changes: str) -> None:
    files.write_tree(root, [(name, text.encode()) for name, text in (SITE | changes).items()])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site") / "public"
    build(root)
    (root.parent / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    return root


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[Server]:
    with Server(root, headers=PROJECT / "netlify.toml") as server:
        yield server


# Addresses
# ---------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/?a=b", "index.html"),
        ("/index.html", "index.html"),
        ("/speeches/a.html", "speeches/a.html"),
        ("/speeches/a", "speeches/a.html"),
        ("/speeches/%61.html", "speeches/a.html"),
        ("/years/", "years/index.html"),
        ("/pagefind/wasm.zh.pagefind", "pagefind/wasm.zh.pagefind"),
    ],
)
def test_an_address_has_the_file_it_has_at_netlify(server: Server, path: str, name: str) -> None:
    reply = ask(server, path)
    assert (reply.status, reply.body.decode()) == (200, SITE[name])


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/speeches/",
        "/speeches/a/",
        "/speeches/a.html/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/speeches/../../secret.txt",
        "/speeches/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/link.txt",
        "/.site-builder",
        "/%00",
        "/%ff",
        "/" + "x" * 300,
        "/-/reload.js",
        "/-/reload",
        "*",
        "http://127.0.0.1/",
    ],
)
def test_an_address_that_leads_nowhere_has_the_page_for_that(server: Server, path: str) -> None:
    reply = ask(server, path)
    assert (reply.status, reply.body.decode()) == (404, SITE["404.html"])
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "ETag" not in reply.headers


def test_a_folder_without_its_slash_is_redirected(server: Server) -> None:
    reply = ask(server, "/years?a=b")
    assert (reply.status, reply.headers["Location"]) == (301, "/years/?a=b")


def test_the_site_can_stand_below_a_path(root: Path) -> None:
    with Server(root, prefix="/archive/", headers=PROJECT / "netlify.toml") as server:
        assert server.url.endswith("/archive/")
        assert ask(server, "/archive/speeches/a.html").body.decode() == SITE["speeches/a.html"]
        assert "immutable" in ask(server, "/archive/assets/fold.json").headers["Cache-Control"]
        assert ask(server, "/archive").headers["Location"] == "/archive/"
        assert ask(server, "/archive/years").headers["Location"] == "/archive/years/"
        assert ask(server, "/speeches/a.html").status == 404
        assert ask(server, "/").status == 404


def test_a_site_without_a_page_for_it_still_says_404(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert ask(server, "/").status == 404


# Headers
# -------


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/speeches/a", "text/html; charset=utf-8"),
        ("/speeches/a.md", "text/markdown; charset=utf-8"),
        ("/assets/site-0a1b2c3d.css", "text/css; charset=utf-8"),
        ("/assets/search-0a1b2c3d.js", "text/javascript; charset=utf-8"),
        ("/assets/fold.json", "application/json; charset=utf-8"),
        ("/pagefind/0a1b2c3d4e/index/1.pf_index", "application/octet-stream"),
        ("/pagefind/wasm.zh.pagefind", "application/octet-stream"),
        ("/pagefind/x.wasm", "application/wasm"),
    ],
)
def test_a_file_has_its_media_type(server: Server, path: str, media_type: str) -> None:
    assert ask(server, path).headers["Content-Type"] == media_type


def test_media_types_of_text_name_the_encoding() -> None:
    assert all("charset=utf-8" in value for value in TYPES.values() if value.startswith("text/"))


def test_pages_have_the_headers_of_production(server: Server) -> None:
    headers = ask(server, "/speeches/a").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert headers["Server"] == "site-builder"
    assert ask(server, "/nothing").headers["X-Frame-Options"] == "DENY"


def test_pages_are_not_sent_to_https_by_a_server_that_lacks_it(server: Server) -> None:
    assert "upgrade-insecure" in (PROJECT / "netlify.toml").read_text()
    assert "upgrade-insecure" not in ask(server, "/").headers["Content-Security-Policy"]


def test_files_with_a_hash_in_their_name_are_cached(server: Server) -> None:
    for path in ("/assets/site-0a1b2c3d.css", "/pagefind/0a1b2c3d4e/index/1.pf_index"):
        assert ask(server, path).headers.get_all("Cache-Control") == [
            "public, max-age=31536000, immutable"
        ]


def test_head_sends_the_headers_alone(server: Server) -> None:
    head, get = ask(server, "/speeches/long", "HEAD"), ask(server, "/speeches/long")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.body))
    assert head.headers["ETag"] == get.headers["ETag"]


def test_other_methods_are_refused(server: Server) -> None:
    assert ask(server, "/", "DELETE").status == 501


def test_long_texts_are_compressed_for_those_who_can_read_it(server: Server) -> None:
    plain, small = ask(server, "/speeches/long"), ask(server, "/", Accept_Encoding="gzip")
    packed = ask(server, "/speeches/long", Accept_Encoding="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body == LONG.encode()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in small.headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_a_browser_has_is_not_sent_again(server: Server, encoding: str) -> None:
    tag = ask(server, "/speeches/long", Accept_Encoding=encoding).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        reply = ask(server, "/speeches/long", Accept_Encoding=encoding, If_None_Match=known)
        assert (reply.status, reply.body, reply.headers["ETag"]) == (304, b"", tag)
        assert "Content-Length" not in reply.headers
    assert ask(server, "/speeches/long", If_None_Match='"x"').status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 304),
        ("yesterday", 200),
    ],
)
def test_a_time_says_what_a_browser_has(server: Server, since: str, status: int) -> None:
    assert ask(server, "/", If_Modified_Since=since).status == status
    assert ask(server, "/", If_Modified_Since=since, If_None_Match='"x"').status == 200
    modified = ask(server, "/").headers["Last-Modified"]
    assert ask(server, "/", If_Modified_Since=modified).status == 304


def test_one_connection_carries_many_requests(server: Server) -> None:
    connection = http.client.HTTPConnection(server.url.split("/")[2], timeout=5)
    with contextlib.closing(connection):
        for path in ("/", "/nothing", "/years", "/speeches/a"):
            connection.request("GET", path)
            with connection.getresponse() as response:
                response.read()
        connection.request("GET", "/", headers={"If-None-Match": "*"})
        with connection.getresponse() as response:
            assert response.status == 304


def test_a_swapped_site_is_served_at_once(tmp_path: Path) -> None:
    build(tmp_path / "public")
    with Server(tmp_path / "public") as server:
        build(tmp_path / "public", **{"index.html": "new"})
        assert ask(server, "/").body == b"new"


# Starting and stopping
# ---------------------


def test_a_port_in_use_is_told(root: Path) -> None:
    with Server(root) as server:
        port = int(server.url.split(":")[2].rstrip("/"))
        with pytest.raises(SiteError) as caught:
            Server(root, port=port)
    assert str(caught.value) == f"port {port} is in use; try --port {port + 1}"


@pytest.mark.parametrize(
    ("port", "host", "message"),
    [
        (70000, "127.0.0.1", "there is no port 70000; ports go from 0 to 65535"),
        (0, "192.0.2.1", "port 0 of 192.0.2.1 cannot be used: Cannot assign requested address"),
    ],
)
def test_an_address_that_cannot_be_had_is_told(
    root: Path, port: int, host: str, message: str
) -> None:
    with pytest.raises(SiteError) as caught:
        Server(root, port=port, host=host)
    assert str(caught.value) == message


def test_malformed_headers_are_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "netlify.toml").write_bytes(b"[[headers]]\nfor = 1\n")
    with pytest.raises(SettingsError, match=r"^netlify\.toml: \[\[headers\]\] number 1: "):
        Server(root, headers=tmp_path / "netlify.toml")
    (tmp_path / "netlify.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match=r"^netlify\.toml: not UTF-8"):
        Server(root, headers=tmp_path / "netlify.toml")


def test_a_server_can_stop_before_it_starts(root: Path) -> None:
    Server(root).stop()


def test_a_server_without_a_way_to_build_has_nothing_to_rebuild(root: Path) -> None:
    with Server(root) as server:
        server.rebuild()
        assert ask(server, "/").body.decode() == SITE["index.html"]


def test_a_fault_of_the_server_is_printed_and_the_next_request_served(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with Server(root) as server:
        with monkeypatch.context() as patch:
            patch.setattr("site_builder.server.TYPES", None)
            with pytest.raises(http.client.RemoteDisconnected):
                ask(server, "/")
        assert ask(server, "/").status == 200
    assert "AttributeError" in capfd.readouterr().err


def test_a_server_stops_while_browsers_are_connected(root: Path) -> None:
    with Server(root, rebuild=list) as server:
        host, port = server.url.split("/")[2].split(":")
        idle = socket.create_connection((host, int(port)))
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(b"GET /-/reload HTTP/1.1\r\nHost: x\r\n\r\n")
        assert waiting.recv(15) == b"HTTP/1.1 200 OK"
        started = time.monotonic()
    assert time.monotonic() - started < 1
    idle.close()
    waiting.close()


def test_the_network_can_be_of_version_6(root: Path) -> None:
    with contextlib.suppress(SiteError), Server(root, host="::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert ask(server, "/").status == 200


# Live reload
# -----------


class Project:
    """A folder with content to save, a site built from it, and a server that watches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "content" / "speeches").mkdir(parents=True)
        (folder / "templates").mkdir()
        (folder / "netlify.toml").write_text("")
        self.page = folder / "content" / "speeches" / "a.md"
        self.page.write_text("one")
        self.builds = 0
        self.rebuild()
        self.server = Server(
            folder / "public",
            headers=folder / "netlify.toml",
            rebuild=self.rebuild,
            watch=[folder / name for name in ("content", "templates", "netlify.toml", "missing")],
        )

    def rebuild(self) -> Sequence[SiteError]:
        self.builds += 1
        text = self.page.read_text()
        if text == "broken":
            place = Place("content/speeches/a.md", 1)
            return [ContentError("it is broken", place), ContentError("very", place)]
        if text == "raises":
            raise SiteError("it raises")
        if text == "fault":
            raise ZeroDivisionError("a fault of ours")
        build(self.folder / "public", **{"index.html": PAGE.format(text)})
        return []


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    with project.server:
        yield project


class Browser:
    """A page that listens, as the script in it does."""

    def __init__(self, server: Server) -> None:
        self.page = ask(server, "/").body.decode()
        self.version = self.page.partition('data-version="')[2].partition('"')[0]
        self.connection = http.client.HTTPConnection(server.url.split("/")[2], timeout=5)
        self.connection.request("GET", f"/-/reload?since={self.version}")
        self.response = self.connection.getresponse()

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.response.close()
        self.connection.close()

    def hear(self) -> tuple[str, str]:
        """The next event and its data."""
        event = ""
        while line := self.response.readline().decode().rstrip("\n"):
            name, _, value = line.partition(":")
            if name == "event":
                event = value.strip()
            if name == "data":
                self.response.readline()
                return event, value.strip()
        return self.hear()


def test_pages_get_the_script_and_files_do_not(project: Project) -> None:
    page = ask(project.server, "/").body.decode()
    assert '<script src="/-/reload.js" data-version="' in page
    assert page.endswith(" defer></script></body></html>")
    assert b"/-/reload.js" in ask(project.server, "/nothing").body
    assert ask(project.server, "/speeches/a.md").body == b"# a"
    script = ask(project.server, "/-/reload.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert script.headers["Cache-Control"] == "no-store"
    assert b'new EventSource("/-/reload?since="' in script.body


def test_a_page_without_an_end_of_its_body_gets_the_script_too(tmp_path: Path) -> None:
    build(tmp_path / "public", **{"index.html": "<p>short"})
    with Server(tmp_path / "public", rebuild=list) as server:
        assert ask(server, "/").body.startswith(b'<p>short<script src="/-/reload.js"')


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_renaming(path: Path, text: str) -> None:
    path.with_name(f".{path.name}.swp").write_text(text)
    path.with_name(f".{path.name}.swp").replace(path)


@pytest.mark.parametrize("save", [in_place, by_renaming])
def test_a_saved_file_reloads_the_page_within_a_second(project: Project, save) -> None:
    for text in ("two", "three"):
        with Browser(project.server) as browser:
            saved = time.monotonic()
            save(project.page, text)
            assert browser.hear() == ("reload", "")
            assert time.monotonic() - saved < 1
            assert f"<p>{text}</p>" in ask(project.server, "/").body.decode()


@pytest.mark.parametrize("save", [in_place, by_renaming])
def test_saved_headers_are_served(project: Project, save) -> None:
    for value in ("1", "2"):
        with Browser(project.server) as browser:
            text = f'[[headers]]\nfor = "/*"\nvalues = {{X-Number = "{value}"}}\n'
            save(project.folder / "netlify.toml", text)
            assert browser.hear() == ("reload", "")
        assert ask(project.server, "/").headers["X-Number"] == value


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("broken", ["content/speeches/a.md:1: it is broken", "content/speeches/a.md:1: very"]),
        ("raises", ["it raises"]),
        ("fault", ["ZeroDivisionError: a fault of ours"]),
    ],
)
def test_a_failed_build_is_told_and_the_old_site_stays(
    project: Project, capfd: pytest.CaptureFixture[str], text: str, messages: list[str]
) -> None:
    with Browser(project.server) as browser:
        project.page.write_text(text)
        event, data = browser.hear()
        assert (event, json.loads(data)) == ("problem", messages)
        with Browser(project.server) as late:
            assert late.version == browser.version
            assert "<p>one</p>" in late.page
            assert late.hear() == ("problem", data)
        project.page.write_text("mended")
        assert browser.hear() == ("reload", "")
    printed = capfd.readouterr().err
    assert printed.endswith("".join(f"{message}\n" for message in messages))
    assert ("Traceback" in printed) == (text == "fault")


def test_broken_headers_are_told(project: Project) -> None:
    with Browser(project.server) as browser:
        (project.folder / "netlify.toml").write_text("x")
        event, data = browser.hear()
    assert event == "problem"
    assert json.loads(data)[0].startswith("netlify.toml:1: ")


def test_a_page_that_missed_a_build_reloads_when_it_listens(project: Project) -> None:
    with Browser(project.server) as browser:
        project.server.rebuild()
        assert browser.hear() == ("reload", "")
    connection = http.client.HTTPConnection(project.server.url.split("/")[2], timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", f"/-/reload?since={browser.version}")
        with connection.getresponse() as response:
            assert response.headers["Content-Type"] == "text/event-stream"
            lines = [response.readline() for _ in range(3)]
        assert lines == [b"retry: 300\n", b"\n", b"event: reload\n"]


def test_the_headers_of_news_can_be_asked_for(project: Project) -> None:
    assert ask(project.server, "/-/reload", "HEAD").body == b""


def test_scratch_files_of_editors_build_nothing(project: Project) -> None:
    before = project.builds
    for name in (".a.md.swp", ".#a.md", "#a.md#", "a.md~", "4913", ".a.md.new-4711"):
        (project.page.with_name(name)).write_text("x")
    (project.folder / "content" / ".obsidian").mkdir()
    (project.folder / "content" / ".obsidian" / "workspace.json").write_text("{}")
    (project.folder / "notes.txt").write_text("x")
    time.sleep(0.3)
    assert project.builds == before


def test_a_server_that_cannot_watch_serves_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("too many files are watched")

    build(tmp_path / "public")
    monkeypatch.setattr("site_builder.live_reload.watch", fail)
    with Server(tmp_path / "public", rebuild=list, watch=[tmp_path]) as server:
        assert ask(server, "/").status == 200
    assert "not watched any more: too many files are watched" in capsys.readouterr().err


# The command
# -----------

# A shell starts what runs in the background with SIGINT ignored.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from site_builder.errors import SiteError
from site_builder.server import serve

root = Path(sys.argv[1])
serve(root, port=0, rebuild=lambda: [SiteError("it is broken")] * int(sys.argv[2]))
print("ended", file=sys.stderr)
"""


@pytest.mark.parametrize("number_of_errors", [0, 1])
def test_the_command_prints_its_address_and_ends_with_ctrl_c(
    root: Path, number_of_errors: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(root), str(number_of_errors)],
        cwd=PROJECT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        lines = [process.stderr.readline() for _ in range(number_of_errors + 1)]
        process.send_signal(signal.SIGINT)
        lines += process.stderr.readlines()
    assert process.returncode == 0
    *errors, address, end = lines
    assert errors == ["it is broken\n"] * number_of_errors
    assert address.startswith("http://127.0.0.1:")
    assert address.endswith("/ (Ctrl-C to stop)\n")
    assert end == "ended\n"


def test_the_command_builds_before_it_serves(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = []

    def wait() -> None:
        steps.append("serve")
        raise KeyboardInterrupt

    def rebuild() -> list[SiteError]:
        steps.append("build")
        return []

    monkeypatch.setattr("site_builder.server._wait", wait)
    serve(root, port=0, rebuild=rebuild)
    assert steps == ["build", "serve"]
    assert "(Ctrl-C to stop)" in capsys.readouterr().err
