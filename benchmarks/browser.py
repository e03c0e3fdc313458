"""Queries asked in a real Chromium of a site that is served with the production headers."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from site_builder.server import Server

ROOT = Path(__file__).parents[1]

# The only place that knows how the search page opens the index: as `load` in search.js does.
OPEN = """async () => {
  const page = document.querySelector("#search");
  const script = document.querySelector("script[type=module][src*=search]").src;
  const [, name] = (await (await fetch(script)).text()).match(/"(\\.\\/index-[^"]*)"/);
  const { opened } = await import(new URL(name, script));
  window.asked = await opened(page.dataset.shards, page.dataset.fold);
}"""

# The paths of the first `most` speeches found, and of the first 20 those with nothing to mark.
ASK = """async ([query, most, options]) => {
  const known = (window.known ??= new Map());
  const { total, hits } = await window.asked.find(query, options);
  const unmarked = [];
  const paths = await Promise.all(hits.slice(0, most).map(async (hit, i) => {
    if (i >= 20 && known.has(hit.id)) return known.get(hit.id);
    const { path, sections, found } = await hit.read();
    known.set(hit.id, path);
    if (!found.length && !sections.some(({ count }) => count)) unmarked.push(path);
    return path;
  }));
  return { total, paths, unmarked };
}"""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium that asks nobody but who is visited: `SITE_BUILDER_CHROMIUM`, or one found."""
    path = (
        os.environ.get("SITE_BUILDER_CHROMIUM")
        or subprocess.run(
            [ROOT / "scripts" / "find-chromium"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    flags = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if not os.geteuid():  # which root cannot have
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a site is served with the headers of `netlify.toml`."""
    with Server(site, headers=ROOT / "netlify.toml") as server:
        yield server.url


def search_page(browser: Browser, address: str) -> Page:
    """The search page in a fresh profile, with its index opened."""
    page = browser.new_context().new_page()
    page.goto(f"{address}search.html")
    open_index(page)
    return page


def open_index(page: Page) -> None:
    """Open the index of a search page for `answer`."""
    page.evaluate(OPEN)


def answer(page: Page, query: str, most: int = 100_000, **options: object) -> dict[str, Any]:
    """What is found: `total`, the `paths` of the first so many, those of the first `unmarked`."""
    found: dict[str, Any] = page.evaluate(ASK, [query, most, options])
    return found
