"""A saved page becomes a document and its ledger: repaired, read by a profile, marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from site_builder.dating import Dating, dated
from site_builder.edits import applied, composed, in_order, moved
from site_builder.errors import PageError, Place
from site_builder.ids import document_id
from site_builder.languages import Language, language_for, language_of
from site_builder.markdown import dumped_body, is_gap
from site_builder.marks import cleaned, doubt_signs, marked
from site_builder.model import (
    Decision,
    Document,
    Edit,
    Extract,
    Ledger,
    Piece,
    RawPage,
    Rights,
    Source,
    Speaker,
)
from site_builder.pagetext import SavedPage
from site_builder.repair import Wish, repaired
from site_builder.sites import PROFILES


class Ingested(NamedTuple):
    """What a saved page gives: a document, and the edits that lead from the page to its body."""

    document: Document
    edits: tuple[Edit, ...]
    doubts: tuple[Edit, ...]
    """What may be damage on the page: edits that were not made."""
    repairs: tuple[Edit, ...]
    """Those of the edits that repair the page, as they were before it was cut into pieces."""
    body: str
    """The text that the edits give: the blocks of the speech, two line ends apart."""


def ingested(
    raw: RawPage,
    rights: Rights | None = None,
    *,
    script: Wish = "auto",
    decisions: Sequence[Decision] = (),
) -> Ingested:
    """The document of a saved page; its id is a proposal.

    `decisions` are those of a curator on this page.

    Raises `PageError` if the page holds no speech.
    """
    repair, doubts = repaired(raw.text, is_html=raw.is_html, script=script, decisions=decisions)
    page = SavedPage(replace(raw, text=applied(raw.text, repair)))
    extract = _extract(page)
    select = selection(page.raw.text, extract.pieces)
    text = applied(page.raw.text, select)
    language = language_for(extract.language or language_of(text))
    selected = composed(raw.text, repair, select)
    doubtful = list(moved(doubts, selected))
    mark = in_order([*doubt_signs(doubtful, text), *marked(text, language)])
    edits = composed(raw.text, selected, mark)
    roles = _roles(extract.pieces)
    blocks = list(_blocks(text, roles, mark, language))
    body = "\n\n".join(block for _, block in blocks)
    assert applied(raw.text, edits) == body
    # A block of nothing but characters that cannot be shown is empty now.
    written = [(role, text) for role, block in blocks if (text := block.strip())]
    when = dated(
        cleaned(extract.title),
        [text for _, text in written],
        Dating(extract.date, extract.date_basis),
        extract.published,
    )
    document = _document(extract, when, language.code, dumped_body(written), raw, rights)
    return Ingested(document, tuple(edits), doubts, repair, body)


def _extract(page: SavedPage) -> Extract:
    try:
        extracts = (profile(page) for profile in PROFILES)
        extract = next(extract for extract in extracts if extract)
        if not cleaned(extract.title):
            raise PageError("has no title")
        return extract
    except StopIteration:
        message = "holds no speech: no profile knows the page, and it has no running text"
        raise PageError(message, Place(f"content/{page.raw.path}")) from None
    except PageError as error:
        raise PageError(error.message, Place(f"content/{page.raw.path}")) from None


# The edits of extraction
# -----------------------


def selection(text: str, pieces: Iterable[Piece]) -> list[Edit]:
    """The edits that leave of a page's text just the speech, its blocks two line ends apart.

    All else is deleted, each range under the name of its role, or of what it was: `markup`,
    `whitespace` or `boilerplate`. What stands between a label and its speaker's words is of the
    label: `turn`.
    """
    edits: list[Edit] = []
    position = 0
    has_body = after_label = False
    for piece in pieces:
        separator = "\n\n" if piece.in_body and has_body and not piece.joins else ""
        cuts = after_label and piece.in_body and _is_stop(text[position : piece.start])
        edits += _change(text, position, piece.start, separator, "turn" if cuts else "")
        after_label = piece.role == "turn"
        edits += _change(
            text, piece.start, piece.end, piece.text if piece.in_body else "", piece.role
        )
        position = piece.end
        has_body |= piece.in_body
    edits += _change(text, position, len(text), "", "")
    return edits


def _change(text: str, start: int, end: int, after: str, role: str) -> Iterator[Edit]:
    before = text[start:end]
    if before == after:
        return
    evidence = f"front matter: {role}" if role in _FRONT_MATTER else ""
    is_label = role in ("turn", "label")
    rule = role if evidence else "turn" if is_label else _kind(before)
    yield Edit(start, before, after, rule, evidence=evidence)


_FRONT_MATTER = frozenset(
    {"breadcrumb", "title", "speaker", "published", "date", "outline", "site"}
)
_MARKUP = re.compile(
    r"""<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*(?:>|\Z)|\A["'][^<>]*>""",
    re.DOTALL | re.IGNORECASE,
)
"""Tags and comments; of a tag of which an attribute is kept, what is before and behind it."""


def _is_stop(between: str) -> bool:
    """Whether something is printed there, but no letter: the stop or colon behind a label."""
    plain = unescape(_MARKUP.sub("", between))
    return bool(plain.strip()) and not any(map(str.isalnum, plain))


def _kind(before: str) -> str:
    """What was changed, where no profile says so."""
    if not before.strip():
        return "whitespace"
    if re.fullmatch(r"&#?\w+;?", before):
        return "reference"
    return "boilerplate" if unescape(_MARKUP.sub("", before)).strip() else "markup"


# The blocks of the body
# ----------------------


def _roles(pieces: Iterable[Piece]) -> list[str]:
    """The role of each block."""
    return [piece.role for piece in pieces if piece.in_body and not piece.joins]


def _blocks(
    text: str, roles: Sequence[str], mark: Sequence[Edit], language: Language
) -> Iterator[tuple[str, str]]:
    """The blocks as role and marked text: a gap inside of a block makes several of it."""
    position = 0
    for role, block in zip(roles, text.split("\n\n"), strict=True):
        end = position + len(block)
        inside = [
            edit._replace(start=edit.start - position)
            for edit in mark
            if position <= edit.start and edit.end <= end
        ]
        for part in applied(block, inside).split("\n\n"):
            yield (_role(part, role, language), part)
        position = end + 2


def _role(text: str, role: str, language: Language) -> str:
    if is_gap(text):
        return "paragraph"
    if role == "paragraph" and "\n" not in text:
        for pattern, level in language.headings:
            if pattern.fullmatch(text):
                return f"heading-{level}"
    return role


def _document(
    extract: Extract, when: Dating, language: str, body: str, raw: RawPage, rights: Rights | None
) -> Document:
    digest = raw.sha256
    return Document(
        id=document_id(cleaned(extract.title), extract.published or extract.date, digest),
        title=cleaned(extract.title),
        language=language,
        body=body,
        type=extract.type,
        speakers=tuple(
            Speaker(*map(cleaned, (speaker.attribution, speaker.name, speaker.role)))
            for speaker in extract.speakers
        ),
        date=when.date,
        date_basis=when.basis,
        date_evidence=when.evidence,
        event=extract.event and replace(extract.event, name=cleaned(extract.event.name)),
        collections=tuple(map(cleaned, extract.collections)),
        subjects=tuple(map(cleaned, extract.subjects)),
        outline=tuple(map(cleaned, extract.outline)),
        source=Source(
            file=raw.path,
            sha256=digest,
            site=cleaned(extract.site),
            url=extract.url if re.fullmatch(r"https?://[\x21-\x7e]+", extract.url) else "",
            published=extract.published,
            stated_characters=extract.stated_characters,
            shown_characters=extract.shown_characters,
            profile=extract.profile,
        ),
        rights=rights,
    )


def ledger_of(
    page: Ingested,
    document: Document,
    raw: RawPage,
    written: str,
    decisions: tuple[Decision, ...] = (),
    unplaced: tuple[Decision, ...] = (),
) -> Ledger:
    """The ledger of a page that was ingested as `document`; `written` is as in `Ledger`."""
    return Ledger(
        id=document.id,
        file=raw.path,
        sha256=raw.sha256,
        encoding=raw.encoding,
        written=written,
        edits=page.edits,
        doubts=page.doubts,
        decisions=decisions,
        unplaced=unplaced,
    )
