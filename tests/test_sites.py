"""Profiles against pages that were read by hand-made rules, and the ledger's promise on every page.

The pages are not ours to give away: they lie beside the project, and without them this is skipped.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from site_builder import dates
from site_builder.edits import applied, undone
from site_builder.errors import PageError
from site_builder.extract import Ingested, ingested
from site_builder.model import Extract, RawPage
from site_builder.pagetext import SavedPage
from site_builder.raw import raw_page
from site_builder.sites._refusal import refusal
from site_builder.sites.aisixiang import aisixiang
from site_builder.sites.wenmi import wenmi
from site_builder.sites.whitehouse_2017 import whitehouse_2017

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
RAW = CORPUS / "raw-html"
SOFT_404 = RAW / "negative-soft-404"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")


def saved(path: Path) -> RawPage:
    return raw_page(f"raw/{path.name}", path.read_bytes())


def gold(site: str) -> dict[str, dict[str, Any]]:
    path = CORPUS / "gold-by-site-rule" / f"{site}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def squeezed(text: str) -> str:
    # The gold has labels in their paragraphs, with the colon that is cut off with them.
    return re.sub(r"[\s:：]", "", text)


def blocks(extract: Extract) -> list[str]:
    found: list[str] = []
    after_label = False
    for piece in extract.pieces:
        if piece.in_body and (piece.joins or after_label):
            found[-1] += piece.text
        elif piece.in_body:
            found.append(piece.text)
        after_label = piece.role == "turn"
    return [squeezed(block) for block in found]


@cache
def whitehouse_extract(name: str) -> Extract:
    extract = whitehouse_2017(SavedPage(saved(RAW / "whitehouse-2017" / name)))
    assert extract
    return extract


@cache
def aisixiang_extract(name: str) -> Extract:
    extract = aisixiang(SavedPage(saved(RAW / "aisixiang" / name)))
    assert extract
    return extract


@pytest.mark.parametrize("name", gold("whitehouse-2017"))
def test_a_white_house_page_is_read_exactly(name: str) -> None:
    expected = gold("whitehouse-2017")[name]
    extract = whitehouse_extract(name)
    assert squeezed(extract.title) == squeezed(expected["title"])
    assert extract.published == dates.found(expected["date"])
    paragraphs = [squeezed(text) for text in expected["body"] or [] if text.strip()]
    found = blocks(extract)
    if any(piece.role == "turn" for piece in extract.pieces):
        # Behind a break in a paragraph, another may begin to speak.
        assert "".join(found) == "".join(paragraphs)
        return
    assert found[: len(paragraphs)] == paragraphs
    # The gold is of the body field alone; a transcript follows under a heading, or is all there is.
    rest = [piece for piece in extract.pieces if piece.in_body and not piece.joins][
        len(paragraphs) :
    ]
    if paragraphs and rest:
        assert rest[0].role == "heading-2"
        assert rest[0].text == "Transcript:"
    assert found


def test_only_weekly_addresses_and_pages_without_body_hold_more_than_the_gold() -> None:
    more = [
        name
        for name, expected in gold("whitehouse-2017").items()
        if len("".join(blocks(whitehouse_extract(name))))
        > sum(len(squeezed(text)) for text in expected["body"] or [])
    ]
    assert more == [
        "president-trumps-first-weekly-address.html",
        "president-trumps-weekly-address.html",
        "remarks-vice-president-flight-93-memorial-remembrance-ceremony.html",
    ]


@pytest.mark.parametrize("name", gold("aisixiang"))
def test_an_essay_of_aisixiang_is_read_exactly(name: str) -> None:
    expected = gold("aisixiang")[name]
    extract = aisixiang_extract(name)
    assert squeezed(extract.title) == squeezed(expected["title"])
    assert blocks(extract) == [squeezed(text) for text in expected["body"] if text.strip()]


@pytest.mark.parametrize("name", gold("aisixiang"))
def test_an_essay_of_aisixiang_has_its_facts(name: str) -> None:
    extract = aisixiang_extract(name)
    assert re.fullmatch(r"20[012]\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?", extract.published)
    assert extract.url == f"https://www.aisixiang.com/data/{name}"
    assert extract.site == "爱思想"
    assert len(extract.collections) == 1
    assert extract.subjects
    assert len(set(extract.subjects)) == len(extract.subjects)
    assert all(re.fullmatch(r"[\w·《》—]{2,16}", subject) for subject in extract.subjects)
    # One page prints no author; all others one.
    names = [speaker.name for speaker in extract.speakers if speaker.name]
    assert len(names) == (0 if name == "3234.html" else 1)
    assert all(re.fullmatch(r"[\u3400-\u9fff·]{2,8}", name) for name in names)


@pytest.mark.parametrize("path", sorted(SOFT_404.glob("*")), ids=lambda path: path.stem[:30])
def test_a_home_page_in_place_of_the_article_is_refused(path: Path) -> None:
    with pytest.raises(PageError, match=r"the site answered with its home page") as refused:
        ingested(saved(path))
    assert refused.value.place
    assert refused.value.place.path == f"content/raw/{path.name}"


ALL_PAGES = [
    *sorted(RAW.glob("*/*")),
    *sorted((CORPUS / "gold-waddle" / "html").glob("*")),
    CORPUS / "zh-pages" / "000-seed.txt",
]
HEADERS_ONLY = {"backbench_business_header.html", "debates_and_oral_answers_header.html"}
"""Heads of debates, without a word of them."""


@pytest.mark.parametrize("part", range(8))
def test_every_page_gives_a_speech_and_its_ledger_gives_back_the_page(part: int) -> None:
    for path in ALL_PAGES[part::8]:
        raw = saved(path)
        try:
            page: Ingested | None = ingested(raw)
        except PageError:
            page = None
        if page is None:
            assert path.parent == SOFT_404 or path.name in HEADERS_ONLY, path.name
        else:
            assert applied(raw.text, page.edits) == page.body, path.name
            assert undone(page.body, page.edits) == raw.text, path.name
            assert page.document.title, path.name
            assert page.document.source
            assert page.document.source.profile, path.name


def test_no_page_with_a_text_is_refused() -> None:
    for path in sorted((CORPUS / "gold-readability-js").glob("*/source.html")):
        refusal(SavedPage(saved(path)))


@pytest.mark.parametrize(
    "title",
    ["收藏家协会会长在成立大会上的致辞", "打印机厂厂长在年会上的讲话", "【县长】在桥上的讲话"],
)
def test_a_title_may_begin_with_the_words_of_a_button(title: str) -> None:
    text = (
        "您的位置:甲乙文秘网>>工作/会议致辞/>>正文\n[打印] [收藏]\n"
        f"{title}\n发表时间:2012/3/1 9:20:11\n\n各位同志:\n今天我们开会。大家都来了。\n"
        "第一件事是水渠,第二件事是路。……(未完,全文共900字,当前仅显示40字,请阅读\n"
    )
    extract = wenmi(SavedPage(raw_page("raw/x.txt", text.encode())))
    assert extract is not None
    assert extract.title == title
