"""What an unknown page says of itself: title, author, date, site, address and language.

Of the title, a visible heading that the metadata agree with is trusted most; then JSON-LD and
`meta` elements, a heading above the text, the title bar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from site_builder import dates
from site_builder.languages import language_of
from site_builder.pagetext import HtmlPage, Line

_ARTICLES = frozenset(
    (
        *("Article", "BlogPosting", "NewsArticle", "Report", "ReportageNewsArticle"),
        *("ScholarlyArticle", "SocialMediaPosting", "WebPage"),
    )
)
"""Types of schema.org that are about the page's text; `WebPage` last, as sites describe their
frame with it."""
_PARTS = re.compile(
    r"\s*[_|｜~»«·•]\s*|\s+[-–—:]+\s+|\s*-{2,}\s*|(?<=[\u3400-\u9fff）】」》”])\s*[-–]\s*(?=[\u3400-\u9fff])"
)
"""What stands between the parts of a title bar. A Chinese dash (——) is part of a title."""
_NEAR = 8
"""Lines above a text in which its heading stands."""
_LONGEST_SITE = 40
"""Characters of a site's name."""
_LONGEST_NAME = 60
"""Characters of an attribution; longer text is no name."""
_AUTHOR = re.compile(
    r"^(?:by\b|.*作者(?=\s*[:：])|作者|文|撰文|口述|讲话人|講話人|演讲者|演講者)\s*[:：/]?\s*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"https?:|www\.|@|\.com|\.net|\.cn|copyright|©|[\ud800-\udfff]"
    r"|^(?:admin(?:istrator)?|staff|editor|owner|user|unknown|小编|佚名)$",
    re.IGNORECASE,
)


class Title(NamedTuple):
    """A page's title, and the line in which it is printed, if it is."""

    text: str
    line: Line | None


class PageFacts:
    """The metadata of a page, read when asked for."""

    def __init__(self, html: HtmlPage) -> None:
        self.html = html

    @cached_property
    def linked_data(self) -> dict[str, Any]:
        """The JSON-LD object about the page's text; empty if there is none."""
        articles = [
            item
            for script in self.html.soup.find_all("script", type="application/ld+json")
            for item in _objects(_json(script.get_text()))
            if not _ARTICLES.isdisjoint(_strings(item.get("@type")))
        ]
        articles.sort(key=lambda item: "WebPage" in _strings(item.get("@type")))
        return articles[0] if articles else {}

    def meta(self, *names: str) -> str:
        """The content of the first `meta` element with one of these names that has any."""
        return next((self._metas[name] for name in names if self._metas.get(name)), "")

    @cached_property
    def _metas(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for tag in self.html.soup.find_all("meta"):
            name = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
            found.setdefault(name, " ".join(str(tag.get("content", "")).split()))
        return found

    @cached_property
    def site(self) -> str:
        """The site's name as the page gives it, or nothing."""
        publisher = self.linked_data.get("publisher")
        named = publisher.get("name") if isinstance(publisher, dict) else ""
        return self.meta("og:site_name", "application-name") or _first_string(named)

    @cached_property
    def url(self) -> str:
        """The page's own address, or nothing."""
        link = self.html.select_one("link[rel=canonical]")
        for address in (str(link.get("href", "")) if link else "", self.meta("og:url")):
            if _is_address(address):
                return address
        return ""

    @cached_property
    def title_bar(self) -> str:
        """What the browser's title bar shows, or nothing."""
        tag = self.html.select_one("head title, title")
        return _one_line(tag.get_text()) if tag else ""

    def title(self, lines: Sequence[Line], text: Sequence[Line]) -> Title | None:
        """The title; `lines` are the page's, to find where it is printed, `text` what it is of."""
        headline = _first_string(self.linked_data.get("headline"))
        claims = [claim for claim in (self.meta("og:title"), headline, self.title_bar) if claim]
        headings = [line for line in map(self.html.line, self.html.soup.select("h1")) if line]
        printed = _agreeing(headings, claims)
        printed = printed or _agreeing([line for line in lines if line.tag != "title"], claims)
        if printed:
            return Title(_one_line(printed.text), printed)
        above = None if self.meta("og:title") or headline else _heading_above(lines, text)
        if above:
            return Title(_one_line(above.text), above)
        for claim in claims:
            if _letters(claim) != _letters(self.site):
                return Title(self._without_site(claim), None)
        return Title(_one_line(headings[0].text), headings[0]) if headings else None

    def site_beside(self, title: str) -> str:
        """The last part of the title bar, if the title is the first; or nothing."""
        parts = _PARTS.split(self.title_bar)
        is_site = len(parts) > 1 and _letters(parts[0]) == _letters(title)
        return parts[-1].strip() if is_site and 1 < len(parts[-1]) <= _LONGEST_SITE else ""

    def _without_site(self, claim: str) -> str:
        """A title without the site's name: its first part, or a much longer one."""
        parts = [part for part in _PARTS.split(claim) if _letters(part) != _letters(self.site)]
        longest = max(parts, key=len, default=claim)
        return (parts[0] if parts and 2 * len(parts[0]) >= len(longest) else longest).strip()

    def author(self) -> str:
        """Who wrote or spoke, as the metadata or an element for it say; or nothing."""
        authors = self.linked_data.get("author")
        first = authors[0] if isinstance(authors, list) and authors else authors
        named = first.get("name") if isinstance(first, dict) else first
        elements = self.html.soup.select("[rel=author], [itemprop=author], .byline, .author")
        texts = (" ".join(element.get_text(" ").split()) for element in elements[:3])
        candidates = (
            _first_string(named),
            self.meta("author", "article:author", "dc.creator"),
            *texts,
        )
        return next((name for name in map(self._name, candidates) if name), "")

    def _name(self, text: str) -> str:
        name = author_of(text)
        sites = {"", _letters(self.site), *map(_letters, _PARTS.split(self.title_bar))}
        return "" if _letters(name) in sites else name

    def published(self) -> str:
        """When the metadata say that the page was put up, as ISO 8601; or nothing."""
        element = self.html.select_one("time[datetime]")
        claims = (
            _first_string(self.linked_data.get("datePublished")),
            self.meta("article:published_time", "datepublished", "pubdate", "publishdate"),
            self.meta(
                "dc.date.issued", "dc.date", "dcterms.date", "weibo:article:create_at", "date"
            ),
            str(element.get("datetime", "")) if element else "",
        )
        return next(filter(None, (dates.found(claim.replace("T", " ")) for claim in claims)), "")

    def language(self, text: str) -> str:
        """The declared language if it can be that of the text; otherwise nothing.

        Of Chinese the text knows the script better than any declaration.
        """
        root = self.html.select_one("html")
        declared = str(root.get("lang") or root.get("xml:lang") or "") if root else ""
        if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", declared):
            return ""
        primary = declared.lower().partition("-")[0].partition("_")[0]
        guessed = language_of(text).partition("-")[0]
        same_script = any({primary, guessed} <= script for script in _SHARED_SCRIPTS)
        is_other_latin = guessed == "und" and not any(primary in known for known in _OTHER_SCRIPTS)
        return primary if primary != "zh" and (same_script or is_other_latin) else ""


_SHARED_SCRIPTS = (
    *({code} for code in ("en", "fr", "es", "de", "it", "pt", "pl", "ja", "ko", "el")),
    {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"},
    {"ar", "fa", "ur", "ps", "ug", "sd", "ckb"},
    {"he", "yi"},
)
"""Languages that a text's script alone does not tell apart; each of the first ten is told."""
_OTHER_SCRIPTS = (*_SHARED_SCRIPTS[7:], {"zh"})


def author_of(text: str) -> str:
    """The name in a line such as `By Ann Lee` or `作者：李四`; empty if it is none.

    >>> author_of("作者：李四"), author_of("www.example.com")
    ('李四', '')
    """
    name = re.split(r"\s+[-–—|·]\s+", _AUTHOR.sub("", _one_line(text)))[0].strip(" ,，|·-—")
    return "" if len(name) > _LONGEST_NAME or _NO_AUTHOR.search(name) else name


def is_root(address: str) -> bool:
    """Whether an address is that of a site's home page.

    >>> is_root("https://example.org/"), is_root("https://example.org/speeches/1")
    (True, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.query and bool(_ROOT.fullmatch(parts.path))


_ROOT = re.compile(r"/?(?:(?:index|default|home)(?:\.\w+)?/?)?", re.IGNORECASE)


def _is_address(text: str) -> bool:
    try:
        is_one = re.fullmatch(r"https?://[^\s\ud800-\udfff]+", text)
        return bool(is_one and urlsplit(text).netloc)
    except ValueError:
        return False


def _agreeing(lines: Iterable[Line], claims: Iterable[str]) -> Line | None:
    """The line that is what the most trusted claim says, or most of its beginning or end."""
    known = [(line, _letters(line.text)) for line in lines]
    for claim in map(_letters, claims):
        matches = [
            (line, text)
            for line, text in known
            if len(text) >= 2
            and (
                (claim.startswith(text) and 3 * len(text) >= len(claim))
                or (claim.endswith(text) and 2 * len(text) >= len(claim))
            )
        ]
        if matches:
            return max(matches, key=lambda match: len(match[1]))[0]
    return None


def _heading_above(lines: Sequence[Line], text: Sequence[Line]) -> Line | None:
    """The last heading that stands at most `_NEAR` lines above the text's first paragraph."""
    first = next((line.start for line in text if not _is_heading(line)), None)
    if first is None:
        return None
    above = [line for line in lines if line.start < first and line.tag != "title"][-_NEAR:]
    return next(
        (line for line in reversed(above) if _is_heading(line) and _is_title(line.text)), None
    )


def _is_heading(line: Line) -> bool:
    return bool(re.fullmatch("h[1-6]", line.tag))


def _is_title(text: str) -> bool:
    return len(text) > 3 and not text.endswith((":", "："))


def _letters(text: str) -> str:
    """What two titles are compared by.

    >>> _letters("A — b!")
    'ab'
    """
    return "".join(character for character in text.casefold() if character.isalnum())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD: one, a list of them, or a graph."""
    if isinstance(value, list):
        for item in value[:100]:
            if isinstance(item, dict):
                yield item
    elif isinstance(value, dict):
        yield value
        yield from (item for item in _objects(value.get("@graph")) if item is not value)


def _strings(value: Any) -> list[str]:
    return [
        item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)
    ]


def _first_string(value: Any) -> str:
    return _one_line(next(iter(_strings(value)), ""))
