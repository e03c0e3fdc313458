"""What search costs in a large archive: bytes, requests, time and memory.

    PYTHONPATH=. python benchmarks/figures.py [--count 10000]

The speeches are `corpus.py`'s. **Indexing** is measured alone: making the documents of speeches,
and the shards of these; then again after a word of one speech has changed. **First searches**: a
phrase is typed into the search page of a fresh profile. Counted are all bytes and requests until
nothing more comes, and the time that the processor gives to scripts: that of the page as Chromium
tells it, and all of the worker in which Pagefind runs its WebAssembly. **On a phone**: the same by
a slow connection (150 ms, 1.6 Mbit/s), the page's processor made four times slower by Chromium. As
that leaves workers as they are, three times the worker's time is added. The search page is that of
an archive with one speech, with the large index put in place of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import re
import resource
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import corpus
from browser import ROOT, chromium, served
from playwright.sync_api import Browser, CDPSession, Page
from wire import SLOW_4G, Speed, Wire

from site_builder.archive import archive_of
from site_builder.config import Config
from site_builder.content import parsed_document
from site_builder.links import Links
from site_builder.model import Speech
from site_builder.search import SearchDocument, search_document
from site_builder.shards import engine_files, manifest, parts_of, shard_files, shard_name
from site_builder.speech import card_of, speech_of
from site_builder.surroundings import surroundings_of

PHRASES = (
    "水源保护", "夜间公交", "孤老探访", "种子保存", "各位同事", "雨季之前", "工作推进", "卢国杰在",
)  # fmt: skip
"""Of four characters: from such as are in every speech to such as are in one of a hundred."""
QUIET = 1.5
"""Seconds without a byte after which nothing more is expected."""


# Index
# -----


def speeches_of(count: int) -> dict[str, Speech]:
    """Speeches by their ids."""
    texts = ((s.id, corpus.front_matter(s) + corpus.markdown(s)) for s in corpus.speeches(count))
    return {
        id_: speech_of(parsed_document(text, f"content/speeches/{id_}.md", language="zh-Hans"))
        for id_, text in texts
    }


def documents_of(speeches: dict[str, Speech], words: dict[str, str]) -> dict[str, SearchDocument]:
    """What is indexed of speeches, by their ids."""
    cards = ((f"content/speeches/{id_}.md", card_of(speech)) for id_, speech in speeches.items())
    links = Links(archive_of(cards), Config("T", "https://a.example/"), words)
    return {c.id: search_document(speeches[c.id], around) for c, around in surroundings_of(links)}


Shards = dict[str, list[SearchDocument]]


def shards_of(documents: dict[str, SearchDocument]) -> Shards:
    """The documents of each shard, by its name."""
    parts = [[documents[id_] for id_ in part] for part in parts_of(documents)]
    return {shard_name(document.digest for document in part): part for part in parts}


@dataclass(frozen=True)
class Cost:
    """What some work took."""

    own: float
    """Seconds of the processor in this process."""
    pagefind: float
    """Seconds of the processor in the processes that it started."""
    memory: float
    """MB of the largest of these, looked at ten times a second."""


def cost(work: Callable[[], object]) -> Cost:
    """Do some work, and tell what it took."""
    memory = [0.0]
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            memory.extend(map(_most_memory, Path("/proc/self/task").glob("*/children")))

    looking = threading.Thread(target=look)
    looking.start()
    own, before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    own = time.process_time() - own
    is_over.set()
    looking.join()
    return Cost(own, started, max(memory))


def _most_memory(children: Path) -> float:
    """MB that the largest of some processes had at most, those that have ended left out.

    What the system itself tells of ended ones has in it the memory of the process they came from.
    """
    found = [0.0]
    with contextlib.suppress(OSError):
        for child in children.read_text().split():
            status = Path(f"/proc/{child}/status").read_text()
            if status.startswith("Name:\tpagefind"):
                found += [int(kb) / 1024 for kb in re.findall(r"VmHWM:\s*(\d+)", status)]
    return max(found)


def write_index(shards: Shards, site: Path) -> None:
    """Index shards, and write their files into a site."""
    for name, documents in shards.items():
        write(shard_files(name, documents), site)


def write(files: Iterable[tuple[str, bytes]], site: Path) -> None:
    """Write files into a site."""
    for path, data in files:
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def print_index(count: int, site: Path) -> None:
    """Index an archive into a site, and print what that takes; and again after an edit."""
    words = tomllib.loads((ROOT / "templates" / "words" / "zh-Hans.toml").read_text("utf-8"))
    speeches = speeches_of(count)
    documents: dict[str, SearchDocument] = {}
    making = cost(lambda: documents.update(documents_of(speeches, words)))
    shards = shards_of(documents)
    indexing = cost(lambda: write_index(shards, site))
    write(engine_files()[1].items(), site)
    [asked] = (site / "assets").glob("shards-*.json")
    asked.write_bytes(manifest(shards))

    edited = list(speeches)[count // 2]
    document = speeches[edited].document
    speech = speech_of(replace(document, body=document.body.replace("。", "，当真。", 1)))
    making_one = cost(lambda: documents.update(documents_of({edited: speech}, words)))
    changed = {name: part for name, part in shards_of(documents).items() if name not in shards}
    indexing_one = cost(lambda: write_index(changed, site.with_name("edited")))

    print(
        f"{'seconds of the processor':<26}{'documents':>10}{'shards':>8}{'Pagefind':>10}{'sum':>8}"
    )
    rows = {"whole": (making, indexing), "after one edit": (making_one, indexing_one)}
    sums = []
    for name, (one, other) in rows.items():
        sums.append(one.own + other.own + other.pagefind)
        print(f"{name:<26}{one.own:>10.2f}{other.own:>8.2f}{other.pagefind:>10.2f}{sums[-1]:>8.2f}")
    files = [path for path in (site / "pagefind").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"after one edit: {100 * sums[1] / sums[0]:.1f} % of the whole, {len(changed)} shard(s)")
    print(f"Pagefind's memory at most {indexing.memory:.0f} MB")
    print(f"{len(shards)} shards, {len(files):,} files, {size:.1f} MB")
    same = len({digest(seed) for seed in ("0", "1")}) == 1
    print(f"other hash seed: {'the same bytes' if same else 'NOT the same bytes'}")


def digest(seed: str) -> str:
    """The digest of a small index that a process with this hash seed makes."""
    command = [sys.executable, __file__, "--digest"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def print_digest() -> None:
    """Print the digest of the index of 100 speeches."""
    words = tomllib.loads((ROOT / "templates" / "words" / "zh-Hans.toml").read_text("utf-8"))
    shards = shards_of(documents_of(speeches_of(100), words))
    files = [file for name, part in shards.items() for file in shard_files(name, part)]
    print(hashlib.sha256(repr(files).encode()).hexdigest())


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


def script_seconds(page: CDPSession) -> float:
    """Seconds that the scripts of a page had the processor so far."""
    metrics = page.send("Performance.getMetrics")["metrics"]
    return sum(m["value"] for m in metrics if m["name"] == "ScriptDuration")


def threads(browser: CDPSession) -> Counter[str]:
    """Seconds of the processor so far of all pages of a browser, by the names of their threads."""
    spent: Counter[str] = Counter()
    for process in browser.send("SystemInfo.getProcessInfo")["processInfo"]:
        if process["type"] == "renderer":
            for task in Path(f"/proc/{process['id']}/task").glob("*"):
                with contextlib.suppress(OSError):  # it has ended
                    nanoseconds = int((task / "schedstat").read_text().split()[0])
                    spent[(task / "comm").read_text().strip()] += nanoseconds / 1e9
    return spent


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
    parser.add_argument("--digest", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.digest:
        return print_digest()
    with TemporaryDirectory(prefix="search-") as name:
        site = Path(name) / "archive" / "public"
        corpus.write(1, site.parent)
        command = [sys.executable, "-m", "site_builder", "build", "--no-search"]
        subprocess.run(
            command, cwd=site.parent, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        print(f"{given.count:,} speeches: indexing\n")
        print_index(given.count, site)
        for kind in ("search", "phone"):
            print(f"\nfirst searches, {kind}\n", flush=True)
            print_searches(site, on_phone=kind == "phone")
    return None


if __name__ == "__main__":
    main()
