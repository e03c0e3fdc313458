"""How well damaged text is restored, and sound text left alone: it may not get worse unnoticed.

Texts are damaged by the forward model of `damage.py`, with lists of characters drawn by chance, or
come damaged with their truth from the corpus. A spot is where the truth and the damaged text
differ when notes are taken off; it is restored if no difference is left there. Scripts, and narrow
and wide marks, are not compared: other rules answer for these.

`pytest tests/quality --update` writes what is measured as the new floors in `repair.json`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from opencc import OpenCC

from site_builder.edits import applied, in_order
from site_builder.errors import PageError
from site_builder.raw import raw_page
from site_builder.repair import Observed, repaired
from site_builder.repair.pinyin_notes import pinyin_notes
from site_builder.script import folded
from tests.quality.damage import WIDE, Mirror, damaged, damaged_bytes, random_list, spots

BASELINE = Path(__file__).parent / "repair.json"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")

SIMPLIFIED = OpenCC("t2s")
CLEAN = (
    "speeches/zh-gov-work-report",
    "speeches/zh-xi-2020",
    "speeches/zh-mao-selected-works",
    "speeches/ja-diet-api",
    "speeches/us-presidents-millercenter",
    "speeches/sg-budget-speeches",
)


class Pair(NamedTuple):
    name: str
    damaged: str
    truth: str


def pairs() -> Iterator[Pair]:
    for path in sorted((CORPUS / "damaged").glob("*.damaged.txt")):
        truth = path.with_name(path.name.replace(".damaged.", ".truth."))
        name = path.name.partition(".")[0]
        yield Pair(f"corpus {name}", path.read_text("utf-8"), truth.read_text("utf-8"))
    for seed, source in enumerate(("speeches/zh-xi-2020", "speeches/zh-gov-work-report")):
        text = plain_text(source)
        for name, size, mirror in (
            ("marks replaced, notes", 150, {}),
            ("marks replaced, no notes", 0, {}),
            ("tags, notes", 60, {"tags": True, "orphan": "?"}),
            ("pairs lost, notes", 100, {"keeps_private": False}),
            ("wide marks, notes", 100, {"wide": True, "orphan": "\ufffd"}),
        ):
            noted = random_list(text, size, seed) if size else frozenset()
            other = damaged(text, Mirror(noted=noted, **mirror))
            yield Pair(f"{source.rpartition('/')[2]}: {name}", other, text)


def plain_text(folder: str) -> str:
    """The first 60,000 characters of a folder's Chinese texts that GBK has, without blank lines."""
    texts = (path.read_text("utf-8") for path in sorted((CORPUS / folder).glob("*.txt")))
    text = "\n".join(text for text in texts if re.search("[\u4e00-\u9fff]", text))
    text = re.sub(r"[ \u3000]*\n\s*", "\n", text)[:60_000]
    gbk = "".join(c for c in text if c == "\n" or c >= " ").encode("gbk", "ignore")
    return gbk.decode("gbk")


def compared(text: str) -> str:
    return folded(SIMPLIFIED.convert(text)).replace("著", "着").translate(WIDE)


def without_notes(text: str) -> str:
    return applied(text, in_order(pinyin_notes(Observed(text, text))))


def measured(pair: Pair) -> dict[str, int]:
    """How many spots there are, how many were restored, and how much else was changed."""
    truth = compared(pair.truth)
    there = spots(truth, compared(without_notes(pair.damaged)))
    edits = repaired(pair.damaged, script="keep").edits
    left = spots(truth, compared(without_notes(applied(pair.damaged, edits))))

    def touches(one: tuple[int, int], others: list[tuple[int, int]]) -> bool:
        return any(start <= one[1] and one[0] <= end for start, end in others)

    return {
        "spots": len(there),
        "restored": sum(not touches(spot, left) for spot in there),
        "elsewhere": sum(not touches(spot, there) for spot in left),
    }


def test_damaged_text_is_restored_as_well_as_before(request: pytest.FixtureRequest) -> None:
    figures = {pair.name: measured(pair) for pair in pairs()}
    if request.config.getoption("--update"):
        BASELINE.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
    floors = json.loads(BASELINE.read_text("utf-8"))
    assert figures.keys() == floors.keys()
    for name, figure in figures.items():
        assert figure["spots"] == floors[name]["spots"], name
        assert figure["restored"] >= floors[name]["restored"], name
        assert figure["elsewhere"] <= floors[name]["elsewhere"], name


def test_nothing_of_sound_text_is_changed() -> None:
    changes: Counter[str] = Counter()
    characters = 0
    for folder in CLEAN:
        for path in sorted((CORPUS / folder).iterdir()):
            try:
                page = raw_page(path.name, path.read_bytes())
            except PageError:
                continue
            characters += len(page.text)
            edits, doubts = repaired(page.text, is_html=page.is_html)
            changes.update(f"{folder}: {edit.rule}" for edit in (*edits, *doubts))
    assert characters > 3_000_000
    assert not changes


@pytest.mark.parametrize("tags", [False, True])
@pytest.mark.parametrize("source", ["speeches/zh-xi-2020", "speeches/zh-gov-work-report"])
def test_from_its_own_bytes_a_page_is_restored_whole(source: str, tags: bool) -> None:
    text = plain_text(source)
    mirror = Mirror(noted=random_list(text, 120, seed=7), tags=tags)
    paragraphs = damaged_bytes(text, mirror).replace(b"\x01", b"<br>").split(b"\n")
    page = raw_page("raw/x.html", b"<html>" + b"".join(b"<p>%b</p>\n" % p for p in paragraphs))
    edits = repaired(page.text, is_html=True, script="keep").edits
    html = applied(page.text, edits).replace("<br>", "").translate(WIDE)
    traditional = OpenCC("s2t").convert(text).encode("gbk", "ignore").decode("gbk")
    assert re.findall("<p>(.*?)</p>", html) == traditional.translate(WIDE).split("\n")
