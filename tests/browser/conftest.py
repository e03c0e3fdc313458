"""A real Chromium over the sample site, served with the production headers.

Every page a test opens is watched: a console message, a violation of the Content-Security-Policy,
an uncaught error, or a request to another host fails the test, whatever else it is about.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]

# Without these, Chromium itself asks its maker's servers for updates and lists.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("SITE_BUILDER_CHROMIUM") or _found_chromium()
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # which root cannot have
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandbox])
        yield browser
        browser.close()


def _found_chromium() -> str:
    found = subprocess.run(
        [ROOT / "scripts" / "find-chromium"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr)
    return found.stdout.strip()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a window of its own: `open_page(url, width=360, dark=True)`."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        url: str,
        *,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
        expect: tuple[str, ...] = (),
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="zh-CN",
            reduced_motion="reduce",  # else a click is still scrolling when the test looks
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(_REPORT_VIOLATIONS)
        page = context.new_page()
        host = urlsplit(url).netloc

        def hear(message: ConsoleMessage) -> None:
            if not any(part in message.text for part in expect):
                complaints.append(f"console: {message.text}")

        def see(request: object) -> None:
            address = urlsplit(request.url)  # type: ignore[attr-defined]
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != host:
                complaints.append(f"asked another host: {request.url}")  # type: ignore[attr-defined]

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", see)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
