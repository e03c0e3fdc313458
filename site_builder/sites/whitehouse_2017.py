"""Pages of the White House's press office as they were in 2017: speeches, remarks, interviews."""

from __future__ import annotations

from site_builder import dates
from site_builder.model import Extract, Piece
from site_builder.pagetext import Line, SavedPage
from site_builder.sites._labels import spoken
from site_builder.titles import title_parts
from site_builder.turns import speakers_of

# The speech is the body field; weekly addresses and some others have an introduction there, or
# nothing, and the speech itself in the transcript field below.
_BODY = ".pane-node-field-forall-body, .pane-node-field-transcript"
_TYPES = {"interview": "interview", "statement": "statement", "remarks": "remarks"}


def whitehouse_2017(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them."""
    html = page.html
    if not html or not html.select_one("#content-start .press-article-header-wrapper"):
        return None
    title = html.line(html.select_one(".pane-node-title h1"))
    date = html.line(html.select_one(".press-article-date"))
    body = [line for part in html.soup.select(_BODY) for line in html.lines(part)]
    if not title or not body:
        return None
    pieces: list[Piece] = []
    for line, role in ((date, "published"), (title, "title")):
        if line:
            pieces += line.pieces(role)
    said = spoken(body, _role)
    pieces += said.pieces
    released = dates.found(date.text) if date else ""
    parts = title_parts(title.text)
    first_word = title.text.partition(" ")[0].lower()
    return Extract(
        profile="whitehouse-2017",
        title=title.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        language="en",
        speakers=speakers_of(said.labels, parts.speakers),
        event=parts.event,
        # The press office released transcripts on the day; the page gives no other date.
        date=released,
        date_basis="published" if released else "unknown",
        type=_TYPES.get(first_word, "address" if "Address" in title.text else "remarks"),
        collections=("Speeches and remarks",),
        site=_site(html.line(html.select_one("title"))),
        url=_url(page),
        published=released,
    )


def _role(line: Line) -> str:
    is_heading = line.tag.startswith("h") or line.text == "Transcript:"
    return "heading-2" if is_heading else "paragraph"


def _site(title: Line | None) -> str:
    return title.text.rpartition(" | ")[2] if title and " | " in title.text else ""


def _url(page: SavedPage) -> str:
    link = page.html and page.html.select_one("link[rel=canonical]")
    return str(link.get("href", "")) if link else ""
