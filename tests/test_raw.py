"""Bytes become pages, whatever the page says of itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.errors import PageError
from site_builder.raw import LARGEST, raw_page

CORPUS = Path(__file__).parents[2] / "shared/corpus"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real pages, ../shared/corpus, is not on this machine"
)

LABELS = {"gb18030": "gb2312", "big5hkscs": "big5", "cp932": "shift_jis", "cp1252": "iso-8859-1"}
DECLARATION = re.compile(
    r"""<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*[\w.:-]+|encoding="[\w.:-]+\"""", re.IGNORECASE
)

CHINESE = "<p>各位领导、同志们：今天隆重召开质量强区工作会议，对质量强区工作进行专题部署。</p>"
TRADITIONAL = "<p>各位領導、同志們：今天隆重召開質量強區工作會議，對質量強區工作進行專題部署。</p>"
JAPANESE = "<p>会議は今日、来年の予算案について討論を行いました。国民の皆さんに感謝します。</p>"
KOREAN = (
    "<p>존경하는 국민 여러분, 오늘 우리는 새로운 시대를 시작합니다. 정부는 경제를 살리겠습니다.</p>"
)
ENGLISH = "<p>It’s time – “we must act,” she said. Don’t wait…</p>"
FRENCH = "<p>L’Assemblée nationale a été élue à l’été ; « c’est déjà un succès », dit-il.</p>"


@cache
def real_pages(pattern: str) -> tuple[tuple[str, str], ...]:
    """Names and texts, without their declarations; only languages the encodings are made for."""
    pages = []
    for file in sorted(CORPUS.glob(pattern)):
        text = file.read_bytes().decode("utf-8", "surrogateescape")[:12_000]
        if not text.isascii() and not re.search("[\u0370-\u04ff\ud800-\udfff\ufffd]", text):
            pages.append((file.name, DECLARATION.sub("", text)))
    return tuple(pages)


def declared(text: str, codec: str) -> str:
    return f'<meta charset="{LABELS[codec]}">{text}'


def variants(text: str, codec: str) -> Iterator[tuple[str, bytes]]:
    """The text in an encoding: with no declaration, the right one and each wrong one."""
    yield "none", text.encode(codec, "xmlcharrefreplace")
    for name in LABELS:
        yield name, declared(text, name).encode(codec, "xmlcharrefreplace")


def misread(pages: tuple[tuple[str, str], ...], codec: str) -> list[str]:
    return [
        f"{name} declared as {declaration}"
        for name, text in pages
        for declaration, data in variants(text, codec)
        if raw_page(name, data).text != data.decode(codec)
    ]


@needs_corpus
@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "cp932"])
@pytest.mark.parametrize(
    "pattern",
    [
        "raw-html/aisixiang/*",
        "raw-html/zh-*/*",
        "raw-html/whitehouse-2017/*",
        "raw-html/fr-assemblee/*",
        "raw-html/hk-legco/*",
        "gold-waddle/html/*",
        "speeches/ja-*/*",
        "zh-pages/*",
    ],
)
def test_a_real_page_reads_the_same_in_any_encoding(pattern: str, codec: str) -> None:
    pages = real_pages(pattern)
    assert pages
    assert misread(pages, codec) == []


@needs_corpus
@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "cp932"])
@pytest.mark.parametrize("pattern", ["raw-html/aisixiang/*", "speeches/ja-*/*"])
def test_200_characters_are_enough(pattern: str, codec: str) -> None:
    pages = []
    for name, text in real_pages(pattern):
        plain = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>|\s+", "", text)
        pages += [(f"{name}:{at}", plain[at : at + 200]) for at in range(0, 1000, 200)]
    assert misread(tuple(pages), codec) == []


@needs_corpus
def test_a_latin_page_in_cp1252_keeps_its_quotes_and_accents() -> None:
    pages = [
        (name, text)
        for pattern in ("raw-html/whitehouse-2017/*", "raw-html/fr-assemblee/*")
        for name, text in real_pages(pattern)
    ]
    assert misread(tuple(pages), "cp1252") == []


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "gb18030"),
        (KOREAN, "euc_kr"),
        (KOREAN, "cp949"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "gb18030"),
        (FRENCH, "cp1252"),
        (FRENCH, "gb18030"),
    ],
)
def test_one_sentence_is_enough(text: str, codec: str) -> None:
    data = text.encode(codec)
    assert raw_page("raw/x.html", data).text == text
    for name in LABELS:
        assert raw_page("raw/x.html", declared("", name).encode() + data).text.endswith(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "iso-8859-2"),
        ("Türkiye Büyük Millet Meclisinde görüşeceğimiz önergeyi açıklıyorum.", "windows-1254"),
        ("Уважаемые коллеги, сегодня мы обсуждаем вопросы бюджета.", "windows-1251"),
        ("Уважаемые коллеги, сегодня мы обсуждаем вопросы бюджета.", "koi8-r"),
        ("Κύριε πρόεδρε, σήμερα συζητούμε τον προϋπολογισμό.", "iso-8859-7"),
    ],
)
def test_a_declared_single_byte_encoding_is_tried_too(text: str, label: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">{text}'
    assert raw_page("raw/x.html", page.encode(label)).text == page


@pytest.mark.parametrize("label", ["no-such-codec", "rot13", "windows-9999", "utf-7", "../x"])
def test_a_declaration_of_no_use_is_passed_over(label: str) -> None:
    data = f'<meta charset="{label}">'.encode() + CHINESE.encode("gb18030")
    assert raw_page("raw/x.html", data).text.endswith(CHINESE)


def test_where_bytes_cannot_tell_the_declaration_decides() -> None:
    tie = '<meta charset="{}"><p>'.format
    data = "<li>‘</li>".encode("gb18030")
    assert raw_page("x", tie("gb2312").encode() + data).encoding == "gb18030"
    assert raw_page("x", tie("euc-kr").encode() + data).encoding == "cp949"
    assert raw_page("x", tie("shift_jis").encode() + data).encoding == "gb18030"


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, FRENCH, ENGLISH * 3])
def test_one_broken_byte_does_not_unmake_utf_8(text: str) -> None:
    data = text.encode()
    lost = next(at for at, byte in enumerate(data) if byte > 0x7F)
    page = raw_page("raw/x.html", data[:lost] + data[lost + 1 :])
    assert page.encoding == "utf-8"
    assert page.text == (data[:lost] + data[lost + 1 :]).decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(("text", "codec"), [(CHINESE, "gb18030"), (JAPANESE, "cp932")])
def test_a_byte_that_fits_no_character_is_kept(text: str, codec: str) -> None:
    data = text.encode(codec) + b"<p>\xff</p>"
    page = raw_page("raw/x.html", data)
    assert page.text == data.decode(codec, "surrogateescape")
    assert page.text.encode(codec, "surrogateescape") == data


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(codec: str) -> None:
    page = raw_page("raw/x.html", CHINESE.encode(codec))
    assert (page.text, page.encoding) == (CHINESE, codec)


def test_a_page_keeps_its_line_ends_and_its_digest() -> None:
    data = "<p>一\r\n二\r三\n".encode()
    page = raw_page("raw/x.html", data)
    assert page.text == "<p>一\r\n二\r三\n"
    assert page.sha256 == hashlib.sha256(data).hexdigest()
    assert (page.path, page.encoding) == ("raw/x.html", "utf-8")


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<!DOCTYPE html><title>x", True),
        ("<HTML><P>x", True),
        ("<p>一</p><p>二</p>", True),
        ("一<br>二<br>三<br>", True),
        ("您的位置：首页&gt;&gt;正文\n\n各位领导：", False),
        ("a < b and b > c, <b>bold</b> and <i>italic</i>, <span>x</span>", False),
        ("<p>one tag is no page", False),
    ],
)
def test_markup_makes_a_page_html_whatever_its_name(text: str, is_html: bool) -> None:
    assert raw_page("raw/x.txt", text.encode()).is_html is is_html


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"a" * (LARGEST + 1), "is larger than 8 MiB"),
        (b"%PDF-1.7 \xe2\xe3", "is not a text or HTML page (looks like PDF)"),
        (b"\x1f\x8b\x08\0", "is not a text or HTML page (looks like gzip)"),
        (b"\x89PNG\r\n\x1a\n", "is not a text or HTML page (looks like PNG)"),
        (
            "<p>一篇讲话</p>".encode("utf-16-le"),
            "is not a text or HTML page (is full of control characters)",
        ),
        (
            bytes(range(256)) * 9,
            "is not a text or HTML page (is full of control characters)",
        ),
        (b"\xff\xfea", "begins as UTF-16 but cannot be decoded (byte 2)"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(data: bytes, message: str) -> None:
    with pytest.raises(PageError) as caught:
        raw_page("raw/x.html", data)
    assert str(caught.value) == f"raw/x.html: {message}"


def test_nul_bytes_that_fill_up_a_page_are_no_reason_to_refuse_it() -> None:
    assert raw_page("raw/x.html", b"<pre>text\0").text == "<pre>text\0"


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00\xd8")
@example(b"\x80")
@example(b"a" * 120_000 + b"\xff")
@example(b"\x8f\xa2\xaf\x81\x30")
@example(b"\x84\x31\x95\x33")
def test_any_bytes_give_a_page_or_a_page_error(data: bytes) -> None:
    try:
        page = raw_page("raw/x.html", data)
    except PageError:
        return
    assert page.sha256 == hashlib.sha256(data).hexdigest()
    errors = "strict" if page.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    assert data.decode(page.encoding, errors) == page.text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    page = raw_page("raw/x.html", ("讲话" + text).encode())
    assert page.text == "讲话" + text
