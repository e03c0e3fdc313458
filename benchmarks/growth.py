"""What a build costs as the archive grows: each stage, per speech.

    PYTHONPATH=. python benchmarks/growth.py [--counts N…] [--site plain|whole] [--search]

For each count an archive of made-up speeches (`corpus.py`) is built cold, once more, and after an
edit of one text. `plain` is the site that peers are measured by (`peers/site-builder`), `whole`
has all that a site has by default. Given are, as `site-builder build --timings` tells them,
processor time of the stages, workers' included, in milliseconds for each speech; in the other two
columns, seconds of the whole process with starting Python; and the memory of the largest process.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import corpus
import peers

WHOLE = 'title = "Benchmark"\nurl = "https://example.org/"\nlanguage = "zh-Hans"\n'


def main() -> None:
    """Run what the command line asks for, and print a row for each count."""
    given = _arguments()
    stages: list[str] = []
    for count in given.counts:
        row = _grown(count, given)
        if not stages:
            stages = list(row)
            print(f"{'speeches':>9}", *(f"{name:>10}" for name in stages))
        print(f"{count:>9,}", *(f"{row.get(name, 0):>10.3f}" for name in stages), flush=True)


def _grown(count: int, given: argparse.Namespace) -> dict[str, float]:
    """What the builds of an archive of so many speeches cost, by the names of columns."""
    place = peers.MEMORY if peers.MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="growth-", dir=place) as temporary:
        folder = Path(temporary)
        if given.site == "plain":
            shutil.copytree(peers.HERE / "peers" / "site-builder", folder, dirs_exist_ok=True)
        else:
            (folder / "content").mkdir()
            (folder / "content" / "site.toml").write_text(WHOLE, encoding="utf-8")
        first = peers.filled(folder, peers.PEERS["site-builder"], count, given.language)
        command = [sys.executable, "-m", "site_builder", "build", "--timings"]
        command += [] if given.search else ["--no-search"]
        cold, table = _run(command, folder)
        row = {name: 1000 * seconds / count for name, seconds in _stages(table)}
        again, _ = _run(command, folder)
        peers.edit(first)
        edit, _ = _run(command, folder)
    return row | {"wall s": cold.wall, "again s": again.cpu, "edit s": edit.cpu, "MB": cold.memory}


def _run(command: list[str], folder: Path) -> tuple[peers.Cost, str]:
    """What a build costs, and what it prints."""
    log = folder / "timings.txt"
    line = ["sh", "-c", f'exec "$@" > {log.name}', "sh", *command]
    peer = replace(peers.PEERS["site-builder"], command=lambda _: line)
    cost = peers.cost(peer, folder)
    return cost, log.read_text("utf-8")


def _stages(table: str) -> list[tuple[str, float]]:
    """The stages of a table of `--timings`, with their seconds of the processor."""
    rows = re.findall(r"^([a-z][a-z ]*?) +[\d.]+ +([\d.]+)$", table, re.MULTILINE)
    return [(name, float(seconds)) for name, seconds in rows]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a build costs as an archive grows.")
    parser.add_argument("--counts", nargs="+", type=int, default=[1000, 10_000])
    parser.add_argument("--site", choices=("plain", "whole"), default="plain")
    parser.add_argument("--search", action="store_true", help="with the index of search")
    parser.add_argument("--language", choices=corpus.LANGUAGES, default="zh")
    return parser.parse_args()


if __name__ == "__main__":
    main()
