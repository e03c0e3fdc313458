"""How well running text is found on pages that no profile knows: it may not sink unnoticed.

F1 over 4-grams of characters, white space left out, of the text that `fallback` keeps against what
people marked (gold-waddle) or a reviewed run of Readability.js gives (gold-readability-js).
Of the latter every second case is taken, to stay within half a minute.

`baseline.json` holds the floors, and as a yardstick what two libraries reach on the same pages:
trafilatura 2.3.1 with favor_precision, readability-lxml 0.9.

`pytest tests/quality --update` writes what is measured as the new floors; `git diff` shows whether
one was lowered, and then the commit should say why.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from site_builder.languages import language_of
from site_builder.pagetext import SavedPage
from site_builder.raw import raw_page
from site_builder.sites.fallback import fallback

BASELINE = Path(__file__).parent / "baseline.json"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
NOTHING = 0.01
"""A page with a lower score counts as empty."""


class Case(NamedTuple):
    set: str
    page: Path
    expected: Path


def cases() -> Iterator[Case]:
    for page in sorted((CORPUS / "gold-waddle" / "html").glob("*.html")):
        expected = CORPUS / "gold-waddle" / "reference" / f"{page.stem}.txt"
        yield Case("gold-waddle", page, expected)
    for expected in sorted((CORPUS / "gold-readability-js").glob("*/expected.html"))[::2]:
        yield Case("gold-readability-js", expected.parent / "source.html", expected)


def found(page: Path) -> str:
    extract = fallback(SavedPage(raw_page(f"raw/{page.name}", page.read_bytes())))
    return "".join(piece.text for piece in extract.pieces if piece.in_body) if extract else ""


def f1(found: str, expected: str) -> float:
    one, other = _grams(found), _grams(expected)
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def _grams(text: str) -> Counter[str]:
    text = "".join(text.split())
    return Counter(text[i : i + 4] for i in range(max(len(text) - 3, 1)))


def measured() -> dict[str, dict[str, float]]:
    """F1 of each set and language, and how many pages gave nothing."""
    scores: dict[str, list[float]] = defaultdict(list)
    for case in cases():
        markup = case.expected.read_text("utf-8")
        expected = BeautifulSoup(markup, "html.parser").get_text("\n")
        score = f1(found(case.page), expected)
        scores[case.set].append(score)
        if case.set == "gold-waddle":
            language = language_of(expected).partition("-")[0]
            scores[f"{case.set}, {language}"].append(score)
    return {
        name: {
            "pages": len(values),
            "f1": int(mean(values) * 1000) / 1000,
            "empty": sum(value < NOTHING for value in values),
        }
        for name, values in sorted(scores.items())
    }


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_running_text_is_found_as_well_as_before(request: pytest.FixtureRequest) -> None:
    figures = measured()
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    if request.config.getoption("--update"):
        baseline["floors"] = figures
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", "utf-8")
    floors = baseline["floors"]
    assert figures.keys() == floors.keys()
    for name, figure in figures.items():
        assert figure["pages"] == floors[name]["pages"], name
        assert figure["f1"] >= floors[name]["f1"], name
        assert figure["empty"] <= floors[name]["empty"], name


def test_the_floors_for_chinese_pages_are_above_the_libraries() -> None:
    baseline = json.loads(BASELINE.read_text("utf-8"))
    floor = baseline["floors"]["gold-waddle, zh"]
    assert floor["f1"] >= max(peer["gold-waddle, zh"] for peer in baseline["peers"].values())
