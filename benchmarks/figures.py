"""What search costs in a large archive: bytes, requests, time and memory.

    PYTHONPATH=. python benchmarks/figures.py [--count 10000] [--folder FOLDER] [--parts index …]

The archive is `corpus.py`'s. **index**: it is built without search and with; the difference is what
indexing takes. Then a word of one speech is changed, and both are built again. Then nothing is
changed, and the index has to stay the same; so it has to in a build from nothing with another hash
seed. **search**: a phrase is typed into the search page of a fresh profile. Counted are all bytes
and requests until nothing more comes, and the time that the processor gives to scripts: that of the
page as Chromium tells it, and all of the worker in which Pagefind runs its WebAssembly. **phone**:
the same by a slow connection (150 ms, 1.6 Mbit/s), the page's processor made four times slower by
Chromium. As that leaves workers as they are, three times the worker's time is added.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import corpus
from browser import ROOT, chromium, served
from costs import Cost, cost, threads
from playwright.sync_api import Browser, Page
from wire import SLOW_4G, Speed, Wire

PHRASES = (
    "水源保护", "夜间公交", "孤老探访", "种子保存", "各位同事", "雨季之前", "工作推进", "卢国杰在",
)  # fmt: skip
"""Of four characters: from such as are in every speech to such as are in one of a hundred."""
PARTS = ("index", "search", "phone")
QUIET = 1.5
"""Seconds without a byte after which nothing more is expected."""


# Index
# -----


def build(folder: Path, *options: str, output: str = "public", seed: str = "0") -> Cost:
    """Build an archive, and tell what that took."""
    command = [sys.executable, "-m", "site_builder", "build", "--output", output, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    return cost(command, folder, environment)


def edit(folder: Path) -> None:
    """Change a word of one speech in the middle of the archive."""
    files = sorted((folder / "content" / "speeches").rglob("*.md"))
    file = files[len(files) // 2]
    text = file.read_text("utf-8")
    file.write_text(text.replace("。", "，当真。", 1), "utf-8")


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file of an index."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def print_index(folder: Path, count: int) -> None:
    """Print what it takes to index an archive: the whole, after an edit, and after none."""
    plain = folder.with_name(f"{folder.name}-plain")
    for place in (folder, plain):
        if not place.exists():
            corpus.write(count, place)
    index = folder / "public" / "pagefind"
    rows = {"whole": (build(plain, "--no-search"), build(folder))}
    before = digests(index)
    edit(plain)
    edit(folder)
    rows["after one edit"] = (build(plain, "--no-search"), build(folder))
    edited = digests(index)
    rows["unchanged"] = (build(plain, "--no-search"), build(folder))
    again = digests(index)
    build(folder, output="other", seed="1")
    other = digests(folder / "other" / "pagefind")
    print(
        f"{'':<16}{'without s':>10}{'with s':>8}{'indexing s':>12}{'of it Pagefind':>16}{'MB':>7}"
    )
    for name, (without, with_) in rows.items():
        print(
            f"{name:<16}{without.cpu:>10.1f}{with_.cpu:>8.1f}{with_.cpu - without.cpu:>12.1f}"
            f"{with_.indexer_cpu:>16.1f}{with_.indexer_memory:>7.0f}"
        )
    whole, one = (rows[name][1].indexer_cpu for name in ("whole", "after one edit"))
    sizes = [path.stat().st_size for path in index.rglob("*") if path.is_file()]
    new = sum(edited[path] != before.get(path) for path in edited)
    print(f"Pagefind after one edit: {100 * one / whole:.1f} % of the whole")
    print(
        f"the index: {len(sizes):,} files, {sum(sizes) / 1e6:.1f} MB; after one edit {new} are new"
    )
    print(f"unchanged: {'the same' if again == edited else 'NOT the same'}")
    print(f"from nothing, other seed: {'the same' if other == edited else 'NOT the same'}")


# Search
# ------


@dataclass(frozen=True)
class Search:
    """What one search took."""

    phrase: str
    bytes: int
    requests: int
    page: int
    """Bytes of the search page itself, before anything was typed."""
    wall: float
    """Seconds until results were there, without what Chromium's slowing leaves out."""
    script: float
    """Seconds of the processor: scripts of the page."""
    worker: float
    """Seconds of the processor: the worker, with its WebAssembly."""
    compiling: float
    """Seconds of the processor: the helpers that compile scripts and WebAssembly."""


def search(browser: Browser, server: str, phrase: str, speed: Speed | None, slower: int) -> Search:
    """Type a phrase into the search page of a fresh profile."""
    with Wire(server, speed) as wire:
        context = browser.new_context()
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto(f"{wire.url}search.html")
        until_quiet(page, wire)
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        processes = browser.new_browser_cdp_session()
        own, spent, script = wire.bytes, threads(processes), script_seconds(cdp)
        start = time.perf_counter()
        page.fill("main input[name=q]", phrase)
        page.locator("#results > li").first.wait_for()
        wall = time.perf_counter() - start
        until_quiet(page, wire)
        spent = threads(processes) - spent
        script = script_seconds(cdp) - script
        worker = sum(seconds for name, seconds in spent.items() if "DedicatedWorker" in name)
        compiling = sum(seconds for name, seconds in spent.items() if "ThreadPool" in name)
        context.close()
        return Search(phrase, wire.bytes, wire.requests, own, wall, script, worker, compiling)


def script_seconds(cdp: object) -> float:
    """Seconds that the scripts of a page had the processor so far."""
    metrics = cdp.send("Performance.getMetrics")["metrics"]  # type: ignore[attr-defined]
    return sum(m["value"] for m in metrics if m["name"] == "ScriptDuration")


def until_quiet(page: Page, wire: Wire) -> None:
    """Wait until nothing has come over a wire for a while."""
    seen, since = wire.bytes, time.perf_counter()
    while time.perf_counter() - since < QUIET:
        page.wait_for_timeout(100)
        if wire.bytes != seen:
            seen, since = wire.bytes, time.perf_counter()


def print_searches(site: Path, *, on_phone: bool) -> None:
    """Print what first searches take, one by one, and the median and the worst of them."""
    speed, slower = (SLOW_4G, 4) if on_phone else (None, 1)
    with served(site) as address, chromium() as browser:
        found = [search(browser, address, phrase, speed, slower) for phrase in PHRASES]
    columns = {
        "kB": [one.bytes / 1000 for one in found],
        "requests": [one.requests for one in found],
        "script ms": [1000 * one.script for one in found],
        "worker ms": [1000 * one.worker for one in found],
        "both ms": [1000 * (one.script + one.worker) for one in found],
        "compiling ms": [1000 * one.compiling for one in found],
        "results after s": [one.wall + (slower - 1) * one.worker for one in found],
    }
    if on_phone:  # where the time of the processor is not that of scripts alone
        columns = {name: columns[name] for name in ("kB", "requests", "results after s")}
    print(" " * 10, *columns, sep="  ")
    for name, row in [
        *((one.phrase, [column[i] for column in columns.values()]) for i, one in enumerate(found)),
        ("median", [median(column) for column in columns.values()]),
        ("worst", [max(column) for column in columns.values()]),
    ]:
        cells = (
            f"{value:>{len(title)}.{2 if title.endswith(' s') else 0}f}"
            for title, value in zip(columns, row, strict=True)
        )
        print(f"{name:<{10 if name.isascii() else 10 - len(name)}} ", *cells, sep="  ")
    print(f"of the bytes, {found[0].page / 1000:.0f} kB are those of the search page itself")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="What search costs in a large archive.")
    parser.add_argument("--count", type=int, default=10_000, help="speeches (default: 10000)")
    parser.add_argument("--folder", type=Path, help="keep the archive here, or take it from here")
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=PARTS)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="search-") as name:
        folder = given.folder or Path(name) / "archive"
        if "index" in given.parts:
            print(f"{given.count:,} speeches: indexing\n")
            print_index(folder, given.count)
        elif not (folder / "public").exists():
            corpus.write(given.count, folder)
            build(folder)
        for part in ("search", "phone"):
            if part in given.parts:
                print(f"\nfirst searches, {part}\n")
                print_searches(folder / "public", on_phone=part == "phone")


if __name__ == "__main__":
    main()
