"""Pages of the secretaries' sites (文秘网) and of their mirrors, with outline and paywall.

    您的位置:新文秘網>>質檢/會議致辭/>>正文
    <title>
    發表時間:2011/2/6 11:10:58
    目錄/提綱:…… <one point a line> ……
    <the speech, with places left out>
    <a place from which all is left out>  文章搜索  相關文章

Saved as text or as HTML; in either script.
"""

from __future__ import annotations

import re

from site_builder import dates
from site_builder.marks import stated_lengths
from site_builder.model import Event, Extract, Piece, Speaker
from site_builder.pagetext import Line, SavedPage
from site_builder.script import folded
from site_builder.titles import title_parts, type_of

# All patterns are for the text in Simplified characters.
_CRUMBS = re.compile(
    r"(?:您|你|当前)的?(?:位置|所在位置)\s*[：:]\s*(?P<site>[^>]*?)\s*>+\s*(?P<rest>.*)"
)
_DATE = re.compile(r"(?:发[表布]|更新|上传)(?:时间|日期)\s*[：:]\s*(?P<date>.*)")
_OUTLINE = re.compile(r"目录\s*[/／]\s*提纲\s*[：:]?\s*(?P<rest>.*)")
_DOTS = re.compile(r"[….。·\s]*")
_TAIL = re.compile(r"文章搜索|相关文章|下一篇|上一篇|返回顶部|点击下载|关于我们")
_NEVER_TEXT = re.compile(r"正文|>+|首页")
_FRONT_LINES = 40
"""The breadcrumb stands within this many lines from the top."""


def wenmi(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them."""
    lines = [line for line in page.lines if line.tag not in ("title", "option")]
    plain = [folded(line.text) for line in lines]
    crumbs = _index(plain[:_FRONT_LINES], _CRUMBS)
    dated = _index(plain, _DATE, crumbs + 1 if crumbs is not None else 0)
    if crumbs is None or dated is None or dated - crumbs > 6:
        return None
    titles = [i for i in range(crumbs + 1, dated) if not _NEVER_TEXT.fullmatch(plain[i])]
    if not titles:
        return None
    outline, begin = _outline(plain, dated + 1)
    end = next((i for i in range(begin, len(lines)) if _TAIL.match(plain[i])), len(lines))
    body = [line for line in lines[begin:end] if not _DOTS.fullmatch(line.text)]
    if not body:
        return None
    title = lines[titles[0]]
    published = dates.found(plain[dated])
    site, categories = _crumbs(lines[crumbs], plain[crumbs])
    stated, shown = stated_lengths("\n".join(plain[begin:end]))
    pieces: list[Piece] = [
        *lines[crumbs].pieces("breadcrumb"),
        *title.pieces("title"),
        *lines[dated].pieces("published"),
        *(piece for index in outline for piece in lines[index].pieces("outline")),
        *(piece for line in body for piece in line.pieces("paragraph")),
    ]
    parts = title_parts(title.text)
    return Extract(
        profile="wenmi",
        title=title.text,
        pieces=tuple(pieces),
        speakers=(Speaker(attribution=parts.attribution),) if parts.attribution else (),
        event=Event(name=parts.event) if parts.event else None,
        type=type_of(parts.genre),
        # A page is put up after the speech, by days or by years: that is all its date tells.
        date=f"../{published[:10]}" if published else "",
        date_basis="published" if published else "unknown",
        collections=tuple(categories[1:2]),
        subjects=tuple(categories),
        outline=tuple(_label(lines[index]) for index in outline if _label(lines[index])),
        site=site,
        published=published,
        stated_characters=stated,
        shown_characters=shown,
    )


def _index(lines: list[str], pattern: re.Pattern[str], start: int = 0) -> int | None:
    return next((i for i in range(start, len(lines)) if pattern.match(lines[i])), None)


def _crumbs(line: Line, plain: str) -> tuple[str, list[str]]:
    """The site's name and the categories, as printed."""
    match = _CRUMBS.match(plain)
    assert match
    printed = line.text[match.start("rest") :]
    parts = [part.strip() for part in re.split(r"[>/／]+", printed)]
    site = line.text[match.start("site") : match.end("site")]
    return site, [part for part in dict.fromkeys(parts) if part and part != "正文"]


def _outline(plain: list[str], start: int) -> tuple[list[int], int]:
    """The lines of the printed outline, and the line after it.

    It ends at a line of dots. A heading line without that end belongs to the speech.
    """
    if start >= len(plain) or not (match := _OUTLINE.match(plain[start])):
        return [], start
    entries = [] if _DOTS.fullmatch(match["rest"]) else [start]
    for index in range(start + 1, min(start + 60, len(plain))):
        if _DOTS.fullmatch(plain[index]):
            return [*entries, index], index + 1
        entries.append(index)
    return [], start


def _label(line: Line) -> str:
    text = line.text
    match = _OUTLINE.match(folded(text))
    if match:
        text = text[match.start("rest") :]
    return text.strip("….。· ")
