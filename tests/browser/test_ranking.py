"""What stands first: nDCG@10 and success at one of judged queries may not sink.

`ranking.toml` holds speeches of our own, queries, and what each speech is worth to who asks; the
sample archive is beside them. `ranking.json` holds the floors: the mean of the first, the number of
the second. `--update` writes what is measured as the new floors; `git diff` shows whether one was
lowered, and then the commit should say why.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from math import floor, log2
from pathlib import Path
from statistics import mean

import pytest

from benchmarks.browser import answer, open_index
from site_builder.building import build
from site_builder.content import dumped_document
from site_builder.model import Document, Speaker
from site_builder.project import Project
from site_builder.server import Server

ROOT = Path(__file__).parents[2]
FLOORS = Path(__file__).parent / "ranking.json"
JUDGED = tomllib.loads((Path(__file__).parent / "ranking.toml").read_text("utf-8"))


def document(id_: str, speech: dict[str, str]) -> Document:
    return Document(
        id=id_,
        title=speech["title"],
        language=speech.get("language", "zh-Hans"),
        body=speech["text"].lstrip(),
        speakers=(Speaker(speech["speaker"]),),
        date=speech["date"],
        date_basis="stated",
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("ranking")
    shutil.copytree(ROOT / "content", project / "content")
    for id_, speech in JUDGED["speeches"].items():
        file = project / "content" / "speeches" / f"{id_}.md"
        file.write_text(dumped_document(document(id_, speech)), "utf-8")
    build(Project(project), project / "public")
    with Server(project / "public", headers=ROOT / "netlify.toml") as server:
        yield server


def ndcg(grades: dict[str, int], found: list[str]) -> float:
    """Gain of the first ten, discounted by place, as a share of the best there could be."""

    def gain(values: list[int]) -> float:
        return sum((2**value - 1) / log2(place + 2) for place, value in enumerate(values[:10]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(id_, 0) for id_ in found]) / best


def test_what_is_wanted_stands_first(open_page, server, request) -> None:
    page = open_page(f"{server.url}search.html")
    open_index(page)
    gains, firsts = {}, {}
    for query, grades in JUDGED["queries"].items():
        found = [Path(path).stem for path in answer(page, query, 10)["paths"]]
        gains[query] = ndcg(grades, found)
        firsts[query] = bool(found) and grades.get(found[0], 0) == max(grades.values())
    figures = {
        "queries": len(gains),
        "ndcg": floor(1000 * mean(gains.values())) / 1000,
        "first": sum(firsts.values()),
    }
    if request.config.getoption("--update"):
        FLOORS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    floors = json.loads(FLOORS.read_text("utf-8"))
    worst = ", ".join(f"{query} {gain:.2f}" for query, gain in gains.items() if gain < 0.99)
    later = ", ".join(query for query, is_first in firsts.items() if not is_first)
    assert figures["queries"] == floors["queries"]
    assert figures["ndcg"] >= floors["ndcg"], f"below 0.99: {worst}"
    assert figures["first"] >= floors["first"], f"not first: {later}"
