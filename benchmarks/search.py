"""Search, judged on real speeches and measured at ten thousand.

    pip install snowballstemmer
    PYTHONPATH=. python benchmarks/search.py judge {zh,en} [--folder FOLDER]

builds an archive of real speeches (`real.py`), asks every judged query (`queries/`) of its search
page in Chromium, and holds what is found to what the documents hold (`judged.py`). Every miss is
listed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import browser
import judged
import real

ROOT = Path(__file__).parents[1]


def judge(language: str, folder: Path, kinds: list[str]) -> None:
    """Print recall and precision for each kind of query, or some kinds, and every miss."""
    speeches = real.speeches(language)
    if not (folder / "public").exists():
        real.write(speeches, folder, real.LANGUAGES[language])
        build(folder)
    documents = [judged.Folded(s.id, tuple(map(judged.folded, s.texts))) for s in speeches]
    scores: dict[str, list[judged.Score]] = defaultdict(list)
    faults: list[str] = []
    with browser.served(folder / "public") as address, browser.chromium() as chromium:
        page = browser.search_page(chromium, address)
        asked = (q for q in judged.queries(language) if not kinds or q.kind in kinds)
        for query in asked:
            truth = judged.truth(query.text, documents)
            answer = browser.answer(page, query.text)
            found = {Path(path).stem for path in answer["paths"]}
            scores[query.kind].append(judged.score(truth, found))
            faults += faults_of(query.text, truth, found, answer)
    print(f"{len(speeches):,} speeches, {sum(map(len, scores.values()))} queries\n")
    print(table(scores))
    print("", *faults, sep="\n")


def faults_of(
    query: str, truth: judged.Truth, found: set[str], answer: dict[str, Any]
) -> Iterator[str]:
    """A line for each kind of fault in an answer, with the first documents it is in."""
    unmarked = {Path(path).stem for path in answer["unmarked"]}
    kinds = {
        "missing": truth.due - found,
        "wrong": found - truth.allowed,
        "nothing marked": unmarked & truth.allowed,
    }
    for kind, ids in kinds.items():
        if ids:
            yield f"{query}: {len(ids)} {kind}: {', '.join(sorted(ids)[:3])}"
    if answer["total"] != len(answer["paths"]):
        yield f"{query}: total is {answer['total']}, but there are {len(answer['paths'])}"


def table(scores: dict[str, list[judged.Score]]) -> str:
    """Scores by kinds of queries, as the lines of a table."""
    rows = {kind: judged.total(some) for kind, some in scores.items()}
    rows["all"] = judged.total(rows.values())
    lines = [f"{'kind':<20}{'queries':>8}{'faulty':>8}{'to find':>9}{'recall':>8}{'precision':>11}"]
    lines += [
        f"{kind:<20}{s.queries:>8}{s.faulty:>8}{s.due:>9,}{s.recall:>8.4f}{s.precision:>11.4f}"
        for kind, s in rows.items()
    ]
    return "\n".join(lines)


def build(folder: Path) -> None:
    """Build the site of an archive into its `public/`."""
    command = [sys.executable, "-m", "site_builder", "build", "--output", "public"]
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description="Search, judged and measured.")
    commands = parser.add_subparsers(required=True)
    judging = commands.add_parser("judge", help="recall and precision on real speeches")
    judging.add_argument("language", choices=real.SOURCES)
    judging.add_argument("--folder", type=Path, help="keep the archive here, or take it from here")
    judging.add_argument("--kinds", nargs="+", default=[], help="of queries (default: all)")
    judging.set_defaults(run=lambda given, folder: judge(given.language, folder, given.kinds))
    given = parser.parse_args()
    with TemporaryDirectory(prefix="search-") as name:
        given.run(given, given.folder or Path(name) / "archive")


if __name__ == "__main__":
    main()
