"""Bytes become a page: the rule they are decoded by is found, and what is no page is refused.

The rule (a codec) is found from the bytes themselves: a byte order mark, then strict UTF-8, then
whichever candidate gives the text that reads best. What a page declares of itself only decides
between candidates that read equally well, as it is wrong too often: pages were re-encoded when
they were saved, and their declarations left as they were.
"""

from __future__ import annotations

import codecs
import hashlib
import re

from site_builder.charsets import fitness
from site_builder.errors import PageError, Place
from site_builder.model import RawPage

LARGEST = 8 * 1024 * 1024
"""Bytes of a page. The largest page of 400 in our corpora has 1.2 MB; parsers of HTML need time
that grows with the square of some inputs."""

_CODECS = ("cp1252", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
"""Candidates beside UTF-8; of equal ones the first wins. Each is the widest of its family."""

_FAMILIES = {
    "cp1252": ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252"),
    "gb18030": ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "ms936", "windows-936", "euc-cn"),
    "big5hkscs": ("big5", "big5-hkscs", "big-5", "cn-big5", "x-x-big5", "cp950", "ms950"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "ms_kanji", "windows-31j"),
    "euc_jp": ("euc-jp", "eucjp", "x-euc-jp"),
    "cp949": ("euc-kr", "euc_kr", "euckr", "ks_c_5601-1987", "ksc5601", "uhc", "windows-949"),
    "utf-8": ("utf8",),
}
_DECLARED = {label: codec for codec, labels in _FAMILIES.items() for label in (codec, *labels)}
"""Declared label to candidate."""

_DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)"""
    rb"""|<\?xml\b[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_SINGLE_BYTE = re.compile(r"(?:iso-?8859-|windows-|cp)\d{1,4}|koi8-[ru]")

_EQUAL = 0.02
"""Candidates whose fitness differs by no more than this are told apart by the declaration."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: it begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_OTHER_FORMATS = (
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP, or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "RTF"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
"""First bytes of what gets saved in place of a page."""

_CONTROLS = bytes({*range(1, 0x20), 0x7F} - set(b"\t\n\f\r\x1a\x1b"))
"""Bytes of which a page has a few at most: chance alone makes 10 % of a binary file.

NUL is counted apart: two pages of the Congressional Record are filled up with them, to 11 %.
"""

_ASCII = bytes(range(0x80))
_LOST = re.compile("[\udc80-\udcff]")

_SAMPLE = 100_000
"""Bytes that decide a page's encoding."""

_PAGE_TAG = re.compile(r"<!doctype\s+html|<(?:html|head|body)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|h[1-6]|table|tr|td|ul|ol|li|title|meta|link|article|section|center)\b[^<>]*>",
    re.IGNORECASE,
)


def raw_page(path: str, data: bytes, *, any_text: bool = False) -> RawPage:
    """The page that a file's bytes hold; `path` is the file's, relative to `content/`.

    Line ends stay as they are. Raises PageError if the file is neither text nor HTML; also if it
    is empty or larger than 8 MiB, unless `any_text` will do.

    >>> raw_page("raw/a.html", "<p>質量".encode("big5")).text
    '<p>質量'
    """
    if len(data) > LARGEST and not any_text:
        raise PageError(f"is larger than {LARGEST // 1024**2} MiB", Place(path))
    encoding = _marked(data)
    if not encoding:
        _refuse_other_formats(path, data)
        encoding = _codec(data)
    try:
        # UTF-16 and UTF-32 take whole units: there is no byte to keep where one is cut short
        errors = "strict" if encoding in ("utf-16", "utf-32") else "surrogateescape"
        text = data.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise PageError(
            f"begins as {encoding.upper()} but cannot be decoded (byte {error.start})", Place(path)
        ) from None
    if not text.strip() and not any_text:
        raise PageError("is empty", Place(path))
    return RawPage(
        path=path,
        text=text,
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        is_html=_is_html(text),
    )


def _marked(data: bytes) -> str:
    """The codec that a byte order mark names, or nothing."""
    return next((codec for mark, codec in _MARKS if data.startswith(mark)), "")


def _refuse_other_formats(path: str, data: bytes) -> None:
    start = data.lstrip()
    for first, name in _OTHER_FORMATS:
        if start.startswith(first):
            raise PageError(f"is not a text or HTML page (looks like {name})", Place(path))
    nulls = data.count(0)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if nulls > len(data) / 4 or controls > len(data) / 50:
        raise PageError("is not a text or HTML page (is full of control characters)", Place(path))


def _codec(data: bytes) -> str:
    """The codec by which bytes without a mark give the text that reads best."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    sample = _sample(data)
    declared = _declared(data)
    scores = {"utf-8": _utf_8_fitness(sample)}
    for codec in dict.fromkeys([*_CODECS, declared]):
        if codec and codec != "utf-8":
            scores[codec] = fitness(sample.decode(codec, "surrogateescape"))
    best = max(scores.values())
    if scores.get(declared, best - 1) >= best - _EQUAL:
        return declared
    return max(scores, key=lambda codec: scores[codec])


def _utf_8_fitness(sample: bytes) -> float:
    """How well bytes, some of which are not ASCII, read as UTF-8 with errors: from -1 to 1.

    By the share of bytes that are no error, whatever the characters: sequences of UTF-8 hardly
    come about by chance, so a page with few of them, and one broken, is still UTF-8.
    """
    lost = _LOST.findall(sample.decode("utf-8", "surrogateescape"))
    return 1 - 2 * len(lost) / len(sample.translate(None, _ASCII))


def _sample(data: bytes) -> bytes:
    """The lines that are not ASCII alone, as far as needed to know the encoding.

    A line end is no part of a longer character in any of the candidates.
    """
    lines = b"\n".join(line for line in data.splitlines() if not line.isascii())
    first = len(lines) - len(lines.lstrip(_ASCII))
    return lines[max(first - 20, 0) :][:_SAMPLE]


def _declared(data: bytes) -> str:
    """The codec that the page itself names in its first 4 kB, or nothing."""
    match = _DECLARATION.search(data[:4096])
    if not match:
        return ""
    label = (match[1] or match[2]).decode("ascii").lower()
    if label in _DECLARED:
        return _DECLARED[label]
    try:
        return codecs.lookup(label).name if _SINGLE_BYTE.fullmatch(label) else ""
    except LookupError:
        return ""


def _is_html(text: str) -> bool:
    """Whether the text is marked up as a page: says so, or has several tags of blocks."""
    return bool(_PAGE_TAG.search(text)) or len(_BLOCK_TAG.findall(text)) >= 3
