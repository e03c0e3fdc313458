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
from collections.abc import Callable

from site_builder import dates
from site_builder.dating import stated_line
from site_builder.marks import has_wall, stated_lengths
from site_builder.model import Extract, Piece
from site_builder.pagetext import Line, SavedPage
from site_builder.script import folded
from site_builder.sites._labels import spoken as cut_at_labels
from site_builder.titles import title_parts
from site_builder.turns import speakers_of

# All patterns are for the text in Simplified characters.
_CRUMBS = re.compile(
    r"(?:您|你)?(?:现在的?|当前的?|目前的?|所在的?)?的?(?:所在)?位置\s*[：:]?\s*(?P<path>.*(?:>|»|→).*)"
)
_STEP = re.compile(r"\s*(?:>+|»|→)\s*")
_DATE = re.compile(r".{0,40}?(?:发[表布]|更新|上传|录入|添加)(?:时间|日期)\s*[：:]")
_BARE_DATE = re.compile(r"(?:(?:时间|日期)\s*[：:]\s*)?[（(]?\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]")
_ABOUT = re.compile(r"(?:作者|来源|出处|点击|浏览|人气|字[号体]|编辑|责任编辑|收藏|打印)\s*[：:]")
_OUTLINE = re.compile(r"目录\s*[/／]\s*提纲\s*[：:]?\s*(?P<rest>.*)")
_LEAD_IN = re.compile(r".*(?:小编|仅供参考|欢迎(?:大家)?(?:阅读|参考|借鉴)).*")
_DOTS = re.compile(r"[….。·\s]*")
_TAIL = re.compile(
    r"文章搜索.{0,10}|相关文章.{0,10}|返回顶部|关于我们|点击下载.{0,20}|[上下]一[篇页]\s*[：:].*"
    r"|(?:责任编辑|版权声明|免责声明|本文来源|本文地址|本文链接)\s*[：:].*"
)
_NO_TITLE = re.compile(r"(?:(?:正文|内容|首页|打印|收藏|[【\[][^】\]]{0,20}[】\]])[\s|:：]*)+|>.*")
_FRONT_LINES = 40
"""Breadcrumb and title stand within this many lines from the top."""
_TITLE = 60
"""Characters; the longest title of 78 such pages has 47."""


def wenmi(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them.

    Two signs tell: a breadcrumb, a dated line, a printed outline, a place left out for members, an
    editor's lead-in, or links to other texts below a breadcrumb that ends at 正文. Of HTML pages,
    of which many have a breadcrumb and a date, one of the others must be there.
    """
    lines = [line for line in page.lines if line.tag not in ("title", "option")]
    plain = [folded(line.text) for line in lines]
    front = plain[:_FRONT_LINES]
    crumbs = _index(front, _CRUMBS.match)
    after_crumbs = crumbs + 1 if crumbs is not None else 0
    titled = _index(front, _is_title, after_crumbs)
    if titled is None:
        return None
    dated = _index(plain[: titled + 8], _is_date, titled + 1)
    after_date = max(titled, dated or 0) + 1
    outline, begin = _outline(plain, after_date)
    end = _index(plain, _TAIL.fullmatch, begin)
    own_signs = (
        bool(outline),
        has_wall("\n".join(plain)),
        any(map(_LEAD_IN.fullmatch, front)),
        end is not None and crumbs is not None and plain[crumbs].rstrip(" >").endswith("正文"),
    )
    signs = (crumbs is not None, dated is not None, *own_signs)
    if sum(signs) < 2 or (page.html and not any(own_signs)):
        return None
    body = [
        line
        for line, text in zip(lines[begin:end], plain[begin:end], strict=True)
        if not _is_beside_the_text(text, plain[titled], first=line is lines[begin])
    ]
    if not body:
        return None
    title = lines[titled]
    spoken = stated_line(plain[dated]) if dated is not None else ""
    published = dates.found(plain[dated]) if dated is not None and not spoken else ""
    site, categories = _crumbs(lines[crumbs]) if crumbs is not None else ("", [])
    stated, shown = stated_lengths("\n".join(plain[begin:end]))
    said = cut_at_labels(body, lambda line: "paragraph")
    pieces: list[Piece] = [
        *(lines[crumbs].pieces("breadcrumb") if crumbs is not None else ()),
        *title.pieces("title"),
        *(lines[dated].pieces("published") if dated is not None else ()),
        *(piece for index in outline for piece in lines[index].pieces("outline")),
        *said.pieces,
    ]
    parts = title_parts(title.text)
    is_told = parts.certainty != "low"
    return Extract(
        profile="wenmi",
        title=title.text,
        pieces=tuple(pieces),
        speakers=speakers_of(said.labels, parts.speakers if is_told else ()),
        event=parts.event if is_told else None,
        type=parts.type or "speech",
        # A page is put up after the speech, by days or by years: that is all its date tells.
        date=spoken or (f"../{published[:10]}" if published else ""),
        date_basis="stated" if spoken else "published" if published else "unknown",
        collections=tuple(categories[1:2]),
        subjects=tuple(categories),
        outline=tuple(_label(lines[index]) for index in outline if _label(lines[index])),
        site=site,
        published=published,
        stated_characters=stated,
        shown_characters=shown,
    )


def _index(lines: list[str], found: Callable[[str], object], start: int = 0) -> int | None:
    return next((i for i in range(start, len(lines)) if found(lines[i])), None)


def _is_title(text: str) -> bool:
    beginnings = (_LEAD_IN, _CRUMBS, _DATE, _BARE_DATE, _ABOUT)
    return (
        len(text) <= _TITLE
        and not _DOTS.fullmatch(text)
        and not _NO_TITLE.fullmatch(text)
        and not any(pattern.match(text) for pattern in beginnings)
    )


def _is_date(text: str) -> bool:
    told = _DATE.match(text) or _BARE_DATE.match(text) or _ABOUT.match(text)
    return bool(told) and len(text) <= 120 and bool(dates.found(text))


def _is_beside_the_text(text: str, title: str, *, first: bool) -> bool:
    """Whether a line between the first and the last of the speech is not of it."""
    about_page = _ABOUT.match(text) and len(text) <= 60
    repeated_title = first and text == title
    return bool(_DOTS.fullmatch(text) or _LEAD_IN.fullmatch(text) or about_page or repeated_title)


def _crumbs(line: Line) -> tuple[str, list[str]]:
    """The site's name and the categories, as printed."""
    match = _CRUMBS.match(folded(line.text))
    assert match
    site, *steps = _STEP.split(line.text[match.start("path") :])
    parts = [part.strip() for step in steps for part in re.split("[/／]", step)]
    names = [part for part in dict.fromkeys(parts) if part and folded(part) not in _NO_NAME]
    return ("" if folded(site).strip() in _NO_NAME else site.strip()), names


_NO_NAME = frozenset({"正文", "内容", "首页", "主页", "浏览文章", "文章内容"})


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
