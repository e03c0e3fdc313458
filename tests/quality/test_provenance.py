"""How well converted pages are told from Traditional ones: the margin may not shrink unnoticed.

Genuine are the debates of Hong Kong and the transcripts of Taiwan, converted are government prose
and speeches put through tables of OpenCC. Both are looked at whole and in pieces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from site_builder.repair._provenance import ENOUGH, signs_of_conversion
from site_builder.repair.script import restored

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SPEECHES = CORPUS / "speeches"
MARGIN = 2.0
"""Below the score from which a text is converted; the highest of genuine pieces is 3.25."""
FOUND = {200: 0.7, 500: 0.99, 1000: 0.99}
"""Least share of converted government prose that is recognised, by the length of a piece."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")


def genuine() -> Iterator[str]:
    for path in sorted((SPEECHES / "zh-hk-legco-json").glob("*.json")):
        yield "".join(_texts(json.loads(path.read_text("utf-8"))))
    for path in sorted((SPEECHES / "zh-tw-transcripts-akn").glob("*.xml")):
        yield re.sub(r"<[^>]*>", "", path.read_text("utf-8"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from [item] if key == "text" and isinstance(item, str) else _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def prose(folder: str) -> str:
    paths = sorted(set((SPEECHES / folder).glob("*.txt")) - set((SPEECHES / folder).glob("*.en.*")))
    return "\n".join(path.read_text("utf-8") for path in paths)


def pieces(text: str, size: int) -> Iterator[str]:
    text = "".join(text.split())
    for start in range(0, len(text) - size // 2, size):
        yield text[start : start + size]


@pytest.mark.parametrize("size", [200, 500, 1000])
def test_no_piece_of_a_genuine_text_comes_near_the_score_of_a_converted_one(size: int) -> None:
    scores = [
        signs_of_conversion(piece).score for text in genuine() for piece in pieces(text, size)
    ]
    assert len(scores) > 1000
    assert max(scores) <= ENOUGH - MARGIN


@pytest.mark.parametrize("table", ["s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize("size", [200, 500, 1000])
def test_converted_government_prose_is_recognised_as_often_as_before(size: int, table: str) -> None:
    converted = OpenCC(table).convert(prose("zh-gov-work-report"))
    found = [signs_of_conversion(piece).score >= ENOUGH for piece in pieces(converted, size)]
    assert sum(found) / len(found) >= FOUND[size]


@pytest.mark.parametrize("table", ["s2t", "s2tw", "s2hk"])
def test_what_was_converted_is_turned_back_exactly(table: str) -> None:
    text = prose("zh-gov-work-report") + prose("zh-xi-2020")
    converted = OpenCC(table).convert(text)
    keeps_zhu = "着" in converted
    back = re.sub(
        r"[\u3400-\u9fff]+", lambda match: restored(match[0], keeps_zhu=keeps_zhu), converted
    )
    wrong = [(one, other) for one, other in zip(text, back, strict=True) if one != other]
    assert len(wrong) <= 2, wrong
