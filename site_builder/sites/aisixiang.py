"""Pages of 爱思想 (aisixiang.com), and of sites made with its templates: essays, speeches."""

from __future__ import annotations

import re

from site_builder import dates
from site_builder.model import Extract, Speaker
from site_builder.pagetext import HtmlPage, SavedPage
from site_builder.sites._labels import spoken
from site_builder.titles import title_parts
from site_builder.turns import speakers_of

_UPDATED = re.compile(r"更新时间[：:]\s*(.+)")
_FOOTER = re.compile(r"栏目[：:]\s*(?P<shelf>.*?)\s*本文链接[：:]\s*(?P<url>\S+)", re.DOTALL)
_ADS = "div:not(:has(p)), center, iframe"
"""What stands between and inside the paragraphs of an article but is not of it."""


def aisixiang(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them."""
    html = page.html
    article = html.select_one(".show_text #content2 .article-content") if html else None
    if not html or not article:
        return None
    title = html.line(html.select_one(".show_text h3"))
    body = [line for line in html.lines(article, without=_ADS) if line.tag == "p"]
    if not title or not body:
        return None
    updated = html.line(html.select_one(".show_text .info"))
    stated = _UPDATED.search(updated.text) if updated else None
    published = dates.found(stated[1]) if stated else ""
    below = "\n".join(line.text for line in page.lines if line.start > body[-1].end)
    footer = _FOOTER.search(below)
    shelf = [part.strip() for part in footer["shelf"].split(">")] if footer else []
    parts = title_parts(title.text)
    is_speech = parts.event is not None and parts.certainty != "low"
    said = spoken(body, lambda line: "paragraph")
    return Extract(
        profile="aisixiang",
        title=title.text,
        pieces=(*title.pieces("title"), *said.pieces),
        language="zh-Hans",
        speakers=speakers_of(said.labels, _author(html)),
        # The page gives the day on which it was last changed, and no other.
        date=f"../{published[:10]}" if published else "",
        date_basis="published" if published else "unknown",
        event=parts.event if is_speech else None,
        type=parts.type if is_speech else "interview" if said.labels else "article",
        collections=tuple(shelf[:1]),
        subjects=tuple(dict.fromkeys([*_topics(html), *shelf[1:]])),
        site=_site(html),
        url=footer["url"] if footer else "",
        published=published,
    )


def _author(html: HtmlPage) -> tuple[Speaker, ...]:
    line = html.line(html.select_one(".about > div:first-child strong"))
    return (Speaker(attribution=line.text, name=line.text),) if line else ()


def _topics(html: HtmlPage) -> list[str]:
    return [tag.get_text(strip=True) for tag in html.soup.select(".about > div:first-child p u")]


def _site(html: HtmlPage) -> str:
    """The site's name, which its title bar has after the last `_`."""
    line = html.line(html.select_one("head title"))
    return line.text.rpartition("_")[2] if line and "_" in line.text else ""
