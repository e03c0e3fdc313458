"""An archive that is read without a network: its server ends, and what was visited is there."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from site_builder.server import Server

ROOT = Path(__file__).parents[2]
SETTINGS = 'title = "Test"\nurl = "https://archive.example.org{0}"\noffline = {1}\n'
SPEECH = '---\ntitle: "{0}"\nlanguage: {1}\ndate: "2011-02-06"\n---\n\n{2}\n'
CONTENT = {
    "content/speeches/bridges.md": SPEECH.format("On bridges", "en", "A bridge is two banks."),
    "content/speeches/ferries.md": SPEECH.format("On ferries", "en", "A ferry is no bridge."),
    "content/speeches/shuiku.md": SPEECH.format("在水库上的讲话", "zh-Hans", "水库要修好。"),
}
KEPT = """async () => {
    const own = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = (await Promise.all(own.map((one) => one.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname);
}"""
IS_SETTLED = """async () => {
    const one = await navigator.serviceWorker.getRegistration();
    return !one || (!one.installing && !one.waiting && one.active.state === "activated");
}"""
GONE = ("ERR_CONNECTION", "ERR_FAILED", "Failed to load resource")


class Host:
    """An archive at one address, which goes and comes back."""

    def __init__(self, made, base: str) -> None:
        self._made = made
        self._base = base
        self._server: Server | None = None
        self._port = 0
        self.build()
        self.come()

    def build(self, *, offline: bool = True, **files: str) -> None:
        settings = {"content/site.toml": SETTINGS.format(self._base, str(offline).lower())}
        self._made.write({**settings, **files})
        done = self._made.run("build")
        assert done.code == 0, done.err

    def come(self) -> None:
        folder = self._made.root / "public"
        self._server = Server(
            folder, port=self._port, prefix=self._base, headers=ROOT / "netlify.toml"
        )
        self._server.start()
        self.url = self._server.url
        self._port = int(urlsplit(self.url).port or 0)

    def go(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    @contextlib.contextmanager
    def dumb(self) -> Iterator[None]:
        """Takes every call and never answers."""
        self.go()
        with socket.create_server(("127.0.0.1", self._port), backlog=64):
            yield

    def remove(self, name: str) -> None:
        (self._made.root / name).unlink()


@pytest.fixture
def host(project: Callable, request) -> Iterator[Host]:
    host = Host(project(CONTENT), getattr(request, "param", "/"))
    yield host
    host.go()


@pytest.fixture
def reader(open_page, host):
    """Opens pages in one window, of which the first has come with its worker."""
    page = open_page(host.url + "speeches/bridges.html", expect=GONE)
    until(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    return page


def kept(page) -> set[str]:
    return set(page.evaluate(KEPT))


def until(page, is_so: Callable[[], object]) -> None:
    """Wait until something is so; Playwright's own way takes `eval`, which the policy forbids."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    pytest.fail("it does not come to be so")


def wait_for_worker(page) -> None:
    """Until the newest worker is the one at work, and nothing is left for it to do."""
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    until(page, lambda: page.evaluate(IS_SETTLED))


@pytest.mark.parametrize("host", ["/", "/archive/"], indirect=True)
def test_what_was_visited_is_there_without_a_network(reader, host):
    host.go()
    reader.reload()
    assert reader.inner_text("h1") == "On bridges"
    assert "two banks" in reader.inner_text("article")
    assert reader.evaluate("[...document.styleSheets].every(({ cssRules }) => cssRules.length)")
    reader.click(".masthead .brand")
    assert reader.inner_text("h1") == "Test"
    reader.goto(host.url + "speeches/bridges.html?mark=banks#p1")
    assert "two banks" in reader.inner_text("article mark, article")


@pytest.mark.parametrize("host", ["/", "/archive/"], indirect=True)
def test_what_was_not_visited_gives_a_list_of_what_was(reader, host):
    reader.goto(host.url + "speeches/shuiku.html")
    host.go()
    reader.goto(host.url + "speeches/ferries.html")
    assert reader.inner_text("h1") == "Offline"
    reader.locator("#kept").wait_for()
    assert reader.locator("#missing").is_visible()
    assert reader.locator("#speeches a").all_inner_texts() == ["在水库上的讲话", "On bridges"]
    assert reader.locator("#speeches a").first.get_attribute("lang") == "zh-Hans"
    reader.locator("#speeches a").last.click()
    assert reader.inner_text("h1") == "On bridges"
    reader.go_back()
    host.come()
    reader.click("#missing a")
    assert reader.inner_text("h1") == "On ferries"


@pytest.mark.parametrize("host", ["/", "/archive/"], indirect=True)
def test_search_goes_on_with_what_it_has(reader, host):
    reader.goto(host.url + "search.html?q=bridge")
    reader.locator("#results a").first.wait_for()
    host.go()
    reader.goto(host.url + "search.html?q=bridge")
    reader.locator("#results a").first.wait_for()
    assert reader.locator("#results > li").count() == 2
    reader.locator("#results a", has_text="On bridges").first.click()
    assert "two banks" in reader.inner_text("article")


def test_an_index_that_is_not_searched_any_more_goes(reader, host):
    reader.goto(host.url + "search.html?q=bridge")
    reader.locator("#results a").first.wait_for()
    old = {name for name in kept(reader) if name.startswith("/pagefind/")}
    text = SPEECH.format("On bridges", "en", "A bridge is three banks.")
    host.build(**{"content/speeches/bridges.md": text})
    reader.goto(host.url + "search.html?q=three")
    reader.locator("#results a").first.wait_for()
    new = {name for name in kept(reader) if name.startswith("/pagefind/")}
    assert {name.split("/")[2] for name in old - new}
    assert len({name.split("/")[2] for name in new}) == 2


def test_with_a_network_the_page_is_the_newest(reader, host):
    text = SPEECH.format("On bridges", "en", "A bridge is three banks.")
    host.build(**{"content/speeches/bridges.md": text})
    reader.goto(host.url + "speeches/bridges.html")
    assert "three banks" in reader.inner_text("article")
    host.go()
    reader.reload()
    assert "three banks" in reader.inner_text("article")


def test_a_network_that_does_not_answer_is_not_waited_for(reader, host):
    with host.dumb():
        reader.goto(host.url + "speeches/bridges.html")
        assert "two banks" in reader.inner_text("article")


def test_what_the_archive_takes_back_is_kept_no_longer(reader, host):
    reader.goto(host.url + "speeches/ferries.html")
    host.remove("content/speeches/ferries.md")
    host.build()
    reader.reload()
    until(reader, lambda: "/speeches/ferries.html" not in kept(reader))
    host.go()
    reader.goto(host.url + "speeches/ferries.html")
    assert reader.inner_text("h1") == "Offline"


def test_a_new_build_takes_the_place_of_the_old(reader, host):
    reader.goto(host.url + "speeches/ferries.html")
    before = kept(reader)
    style = "html { --build: two; }"
    host.build(**{"templates/assets/speech-extra.css": style, "templates/assets/lists.css": style})
    reader.goto(host.url + "speeches/ferries.html")
    wait_for_worker(reader)
    [old] = [name for name in before if "/lists-" in name]
    until(reader, lambda: old not in kept(reader))
    after = kept(reader)
    assert sum("/lists-" in name for name in after) == 1
    assert any("/speech-extra-" in name for name in after)
    assert {name for name in before if "/speeches/" in name} <= after


def test_a_page_that_is_older_than_the_build_keeps_its_look(reader, host):
    reader.goto(host.url + "speeches/ferries.html")
    old = reader.evaluate("[...document.styleSheets].map(({ href }) => new URL(href).pathname)")
    css = (ROOT / "templates/assets/site.css").read_text("utf-8")
    host.build(**{"templates/assets/site.css": css + "\nhtml { --build: two; }\n"})
    reader.goto(host.url + "speeches/bridges.html")
    wait_for_worker(reader)
    assert set(old) <= kept(reader)  # the browser may have them elsewhere, too
    host.go()
    reader.goto(host.url + "speeches/ferries.html")
    assert (
        reader.evaluate("[...document.styleSheets].map(({ href }) => new URL(href).pathname)")
        == old
    )
    assert reader.evaluate("[...document.styleSheets].every(({ cssRules }) => cssRules.length)")


def test_readers_can_have_removed_what_is_kept(reader, host):
    reader.click("footer a[href$='offline.html']")
    reader.locator("#speeches a").first.wait_for()
    assert reader.locator("#speeches a").count() == 1
    assert not reader.locator("#missing").is_visible()
    reader.click("#kept button")
    reader.locator("#none").wait_for()
    assert "/speeches/bridges.html" not in kept(reader)
    host.go()
    reader.goto(host.url + "speeches/bridges.html")
    assert reader.inner_text("h1") == "Offline"
    reader.locator("#none").wait_for()


def test_turned_off_again_nothing_of_it_is_left(reader, host):
    reader.evaluate("caches.open('another site')")
    host.build(offline=False)
    reader.goto(host.url + "speeches/ferries.html")
    until(reader, lambda: not reader.evaluate("navigator.serviceWorker.getRegistrations()"))
    assert reader.evaluate("caches.keys()") == ["another site"]
    reader.goto(host.url + "speeches/bridges.html")
    assert reader.evaluate("navigator.serviceWorker.controller") is None


def test_by_default_nothing_is_kept(open_page, sample_server):
    page = open_page(sample_server.url)
    assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
    assert page.evaluate("caches.keys()") == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_offline_page_is_within_its_window(open_page, host, dark, width):
    page = open_page(host.url + "offline.html", dark=dark, width=width)
    assert page.locator("#none").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
