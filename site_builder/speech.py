"""A document with all that is derived from it: blocks, outline, turns, apparatus, length."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from site_builder.apparatus import apparatus_of
from site_builder.clauses import clauses_of
from site_builder.collation import places_now, restorations_of
from site_builder.completeness import completeness_of, entries
from site_builder.edits import applied, undone
from site_builder.headings import reading_of
from site_builder.languages import language_for
from site_builder.markdown import blocks_of, plain_text, text_of
from site_builder.model import (
    NO_CLAUSES,
    Card,
    Collation,
    Document,
    Edit,
    Heading,
    Ledger,
    OutlineEntry,
    Restoration,
    Speech,
)
from site_builder.outline import outline_of, with_stubs
from site_builder.promise import promise_of
from site_builder.terms import packed, terms_of
from site_builder.turns import turns_of


def speech_of(
    document: Document,
    ledger: Ledger | None = None,
    *,
    corrected: bool = False,
    saved: str | None = None,
) -> Speech:
    """The speech that a document and the ledger of its saved page, if it has one, make.

    Where a person has `corrected` the document since, `saved` is the text of that page, if it is
    at hand: without it, the places of what the ledger tells are not known.
    """
    language = language_for(document.language)
    edits = ledger.edits if ledger else ()
    written = _written(saved, edits) if corrected else None
    restorations, unplaced = _placed(document, edits, corrected=corrected, written=written)
    places = [(each.start, each.start + len(each.after)) for each in restorations]
    blocks = blocks_of(document.body, language, document.outline, places)
    outline = outline_of(blocks, document.outline)
    text = text_of(blocks, document.body) if edits else ""
    apparatus = apparatus_of(blocks, text, ledger, restorations, unplaced)
    words = " ".join(block.text for block in blocks if block.kind != "gap").split()
    characters = sum(map(len, words))
    length = characters if language.han else len(words)
    return Speech(
        document=document,
        blocks=with_stubs(blocks, outline),
        outline=outline,
        apparatus=apparatus,
        characters=characters,
        words=None if language.han else len(words),
        reading_minutes=_minutes(length, language.read_in_a_minute),
        speaking_minutes=_minutes(length, language.spoken_in_a_minute),
        completeness=completeness_of(document, characters, apparatus.gaps, outline),
        direction=language.direction,
        turns=turns_of(blocks, document.speakers),
        promise=promise_of(blocks, outline, language),
        collation=_collation(text if not corrected else written, edits),
    )


WHOLE = ("headings", "passages", "related")
"""What a card has for some pages only, and takes as long to make as all the rest of it."""


def card_of(speech: Speech, told: Collection[str] = WHOLE) -> Card:
    """What the other pages of the archive tell of a speech.

    Of `WHOLE` it has what is `told`: all its headings, and how they are read, to order them; its
    clauses, for repeated passages; its terms, for related speeches.
    """
    document, notes = speech.document, speech.apparatus
    firsts: dict[int, str] = {}
    for turn in speech.turns:
        if turn.speaker:
            firsts.setdefault(document.speakers.index(turn.speaker), turn.target)
    return Card(
        document=replace(document, body=""),
        direction=speech.direction,
        completeness=speech.completeness,
        characters=speech.characters,
        words=speech.words,
        opening=opening_of(speech),
        headings=tuple(_headings(speech.outline, are_all_told="headings" in told)),
        first_turns=tuple(firsts.items()),
        gaps=notes.gaps,
        doubts=notes.doubts,
        masks=notes.masks,
        lost_characters=notes.lost_characters,
        likely=sum(repair.count for repair in notes.repairs if repair.certainty != "high"),
        terms=packed(terms_of(speech)) if "related" in told else "",
        clauses=clauses_of(speech) if "passages" in told else NO_CLAUSES,
    )


_FIRST = 4
"""Headings that every card has: those that examples of queries are made of."""


def _headings(outline: Sequence[OutlineEntry], *, are_all_told: bool) -> Iterator[Heading]:
    """The headings with a label; if not all are told, the first, and those that are lost."""
    labelled = (entry for entry in entries(outline) if entry.label)
    for number, entry in enumerate(labelled):
        is_lost = entry.status == "lost"
        if are_all_told or is_lost or number < _FIRST:
            reading = reading_of(entry.label) if are_all_told else ""
            yield Heading(entry.label, entry.target, is_lost, reading)


def words_of(speech: Speech) -> str:
    """All words of a speech that a search finds, with its title."""
    return "\n".join([speech.document.title, *(block.text for block in speech.blocks)])


def opening_of(speech: Speech) -> str:
    """How a speech begins, in 80 characters of Chinese or 160 of others; may be empty.

    The first paragraph alone is often a salutation, which tells nothing.
    """
    han = language_for(speech.document.language).han
    longest = 80 if han else 160
    text = ""
    for block in speech.blocks:
        if block.kind in ("paragraph", "run-in"):
            text = " ".join([text, *block.text.split()]).strip()
        if len(text) > longest:
            return f"{text[:80]}…" if han else f"{text[:160].rpartition(' ')[0]} …"
    return text


def _written(saved: str | None, edits: Sequence[Edit]) -> str | None:
    """The text as `ingest` wrote it; None if the page is not at hand, or not that of the edits."""
    try:
        return None if saved is None else applied(saved, edits)
    except ValueError:
        return None


def _placed(
    document: Document, edits: Sequence[Edit], *, corrected: bool, written: str | None
) -> tuple[list[Restoration], int]:
    """The restorations with their places in the document, and how many have none."""
    found = list(restorations_of(edits))
    if not found or not corrected:
        return found, 0
    if written is None:
        return [], len(found)
    placed = list(places_now(found, written, plain_text(document.body)))
    kept = [replace(each, start=start) for each, start in placed if start is not None]
    return kept, len(found) - len(kept)


def _collation(text: str | None, edits: tuple[Edit, ...]) -> Collation | None:
    """None if there is no saved page, or if the edits do not lead from it to the text."""
    if not text or not edits:
        return None
    try:
        undone(text, edits)
    except ValueError:
        return None
    return Collation(text, edits)


def _minutes(length: int, in_a_minute: int) -> int:
    return max(1, round(length / in_a_minute))
