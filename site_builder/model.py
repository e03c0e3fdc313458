"""The nouns, in the order in which they pass from stage to stage.

    saved page → RawPage → Edit… → Extract → Document → Speech → Card → Archive → pages

All records are frozen and hold tuples; all offsets count characters from 0, and ranges are
half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import Markup
from msgspec import Struct

Certainty = Literal["high", "medium", "low"]
"""TEI's `cert` values."""

Verdict = Literal["accept", "reject", "correct"]
"""What a curator may decide."""

Completeness = Literal["complete", "partial", "fragment", "unknown"]
"""How much of a speech is here; the rule is in `completeness`."""


_NO_HTML = Markup()

MASK = "＊"
"""Stands for one character with which a source hides a name; no CommonMark tool reacts to it."""
LOST = "□"
"""Stands for a character of which the bytes are gone."""


# Ingest: from a saved page to a document
# ---------------------------------------


@dataclass(frozen=True, slots=True)
class RawPage:
    """A saved page, decoded."""

    path: str
    """Relative to `content/`, as front matter names it: `raw/page.html`."""
    text: str
    """Every byte of the file decoded; a byte that fits no character is a lone surrogate."""
    encoding: str
    """The Python codec that gave `text`, such as `utf-8` or `gb18030`."""
    sha256: str
    """Digest of the file's bytes, in hexadecimal."""
    is_html: bool
    """Whether the page is HTML; otherwise it is plain text."""


class Edit(NamedTuple):
    """One change to a text: `before`, which stands at `start`, becomes `after`.

    No dataclass, which takes four times as long to make: there are thousands of edits on a page.
    """

    start: int
    """Offset of `before` in the text the edit was proposed for."""
    before: str
    after: str
    rule: str
    """What proposed it: the name of a repair rule, or of a step of extraction."""
    certainty: Certainty = "high"
    evidence: str = ""
    """What proves it, for a person to read."""

    @property
    def end(self) -> int:
        """The offset after the last character of `before`."""
        return self.start + len(self.before)


class Decision(NamedTuple):
    """What a curator decided on a place of a saved page; it goes before every rule."""

    start: int
    """Offset of `before` in the saved page."""
    before: str
    after: str
    """What shall stand there."""
    verdict: Verdict
    """`accept` what was proposed there, `reject` it and keep `before`, or `correct` it."""
    note: str = ""
    """Why, in the curator's words."""

    @property
    def end(self) -> int:
        """The offset after the last character of `before`."""
        return self.start + len(self.before)


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of a page's text that a profile recognised, and what it is.

    Pieces stand in the order of the page and do not overlap.
    """

    start: int
    end: int
    text: str
    """The characters kept, in the page's order, for example without line ends."""
    role: str
    """For the body one of `BODY_ROLES`; otherwise what the range is: `title`, `published`, …
    for front matter, or the reason for which it is dropped."""
    joins: bool = False
    """Whether it goes on the block of the piece before it."""

    @property
    def in_body(self) -> bool:
        """Whether the piece stays in the text of the speech."""
        return self.role in BODY_ROLES


BODY_ROLES = frozenset(
    {
        *("paragraph", "heading-2", "heading-3", "heading-4", "quote", "item"),
        *("turn", "narrative"),
    }
)
"""What a block of a speech can be. A `turn` is the label of who speaks from here on, a
`narrative` what the record tells and nobody said."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke: as the page prints it, and as far as it is known."""

    attribution: str
    """As printed, for example an office without a name."""
    name: str = ""
    role: str = ""
    id: str = ""
    """The id in `speakers.toml`, where the name alone does not tell who is meant."""


@dataclass(frozen=True, slots=True)
class Event:
    """The occasion of a speech."""

    name: str
    place: str = ""
    id: str = ""
    """The id in `events.toml`, where the name alone does not tell which is meant."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a profile read off a page: the words of front matter, and the page in pieces."""

    profile: str
    """The profile's name."""
    title: str
    pieces: tuple[Piece, ...]
    language: str = ""
    """BCP 47, where the page or its site tells; otherwise the text decides."""
    speakers: tuple[Speaker, ...] = ()
    date: str = ""
    """EDTF."""
    date_basis: str = "unknown"
    event: Event | None = None
    type: str = "speech"
    collections: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    published: str = ""
    stated_characters: int | None = None
    shown_characters: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every change between a saved page and the body of its document."""

    id: str
    """The document's id."""
    file: str
    """The saved page, as `RawPage.path`."""
    sha256: str
    """Of the saved page's bytes."""
    encoding: str
    """That the bytes were decoded with."""
    written: str
    """SHA-256 of the Markdown file as `ingest` last wrote it, its marks of anchors left out: a file
    with another digest was corrected by a person."""
    edits: tuple[Edit, ...]
    """In order, not overlapping; offsets are those of the decoded page."""
    doubts: tuple[Edit, ...] = ()
    """What may be damage: edits of low certainty that were not made."""
    decisions: tuple[Decision, ...] = ()
    """What a curator decided; `ingest` heeds it and keeps it."""
    unplaced: tuple[Decision, ...] = ()
    """Decisions whose place was not found again when the saved page changed."""


# Content: what a person reads, corrects and commits
# --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """The saved page a document was made from."""

    file: str = ""
    sha256: str = ""
    site: str = ""
    url: str = ""
    published: str = ""
    """When the page says it was put up: ISO 8601, a date or a date and time."""
    stated_characters: int | None = None
    """The length of the whole speech as the page claims it, in characters."""
    shown_characters: int | None = None
    """How many of these the page claims to show."""
    profile: str = ""
    """The profile that read the page; `fallback` if none knew it."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be done with the text."""

    statement: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of `content/speeches/`: front matter and a Markdown body."""

    id: str
    """The permanent address: `[a-z0-9-]`, the file's name without `.md`."""
    title: str
    language: str
    """BCP 47."""
    body: str
    """CommonMark with the editorial signs of docs/content-format.md; ends with a line end."""
    type: str = "speech"
    speakers: tuple[Speaker, ...] = ()
    date: str = ""
    """EDTF, when it was spoken; empty if not known."""
    date_basis: str = "unknown"
    """`stated`, `inferred`, `published` or `unknown`."""
    date_evidence: str = ""
    """The words that prove an inferred date."""
    event: Event | None = None
    collections: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    """As printed on the saved page."""
    source: Source | None = None
    rights: Rights | None = None
    status: str = "published"
    """`draft` and `withdrawn` documents are not in the site."""
    aliases: tuple[str, ...] = ()
    """Former ids."""


# Build: from documents to pages
# ------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A point inside of a paragraph, or a paragraph that is one and has no lead."""

    id: str
    """The anchor in the page: `p14-2` for the second of paragraph `p14`."""
    label: str
    start: int
    """Its offset in the block's text."""


class Block(Struct, frozen=True):
    """One block of a speech's body, ready to be set."""

    kind: Literal["heading", "turn", "paragraph", "narrative", "run-in", "gap", "lost", "other"]
    """`turn` is the label of who speaks from here on, and `narrative` a paragraph of nobody's
    words; `run-in` is a paragraph whose lead is a heading (`一是……。`); `lost` stands for a part
    that the outline tells of and this copy does not have; `other` is a list, a quotation or any
    other Markdown."""
    id: str
    """The anchor in the page: `s2` and `s2-1` for headings and run-ins, `t3` for turns, `p14` for
    paragraphs, `g1` for gaps, `o3` for the third printed point where it is lost, `o4-up` for the
    lost heading above the fourth."""
    html: Markup
    """The block's content without its own tag, safe to output; of a run-in, what follows the
    lead; of `other`, the whole element."""
    text: str
    """The same as plain text, with the editorial signs; of a run-in, lead and rest."""
    level: int = 0
    """Of a heading, a run-in or a lost part: 2, 3 or 4; of a turn, one more than its section's;
    otherwise 0."""
    lead: Markup = _NO_HTML
    """Of a run-in: the heading, as HTML."""
    lead_text: str = ""
    """The same as plain text."""
    paragraph: str = ""
    """Of a run-in: the anchor of the paragraph that the lead opens, such as `p14`."""
    points: tuple[Point, ...] = ()
    """Of a paragraph or a run-in: the points inside of it, in order."""
    aliases: tuple[str, ...] = ()
    """Anchors that lead here too, as they were published once; those of `other` are in `html`."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One point of a speech's outline."""

    label: str
    """As printed, or as the text has it; empty for a heading of which only the place is known."""
    origin: Literal["heading", "run-in", "printed", "turn"]
    target: str
    """The anchor in the page: of a lost point, that of the block that stands for it."""
    level: int
    """2 for a part of the whole, one more for each step down: the title is 1."""
    status: Literal["found", "lost"] = "found"
    """Whether the point's text is in this copy."""
    children: tuple[OutlineEntry, ...] = ()
    printed: str = ""
    """Of a point that is printed on the page and found: the anchor that it has where it is lost."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says at a stretch, in a text with several speakers."""

    label: str
    """Who speaks, as the text has it."""
    speaker: Speaker | None
    """The one of the document's speakers that the label means, if there is no other reading."""
    target: str
    """The anchor of the label in the page."""
    characters: int
    """Length of the words spoken, without spaces; what the record tells is not of them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """How many points a speech says that it will make: 我讲三点意见."""

    count: int
    words: str
    """What says so."""
    target: str
    """The anchor of its block."""
    found: int
    """How many parts that follow it are in this copy."""

    @property
    def is_kept(self) -> bool:
        """Whether nothing is known to be missing: as many parts, or none that could be counted."""
        return self.found == 0 or self.found >= self.count


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the saved page leaves text out."""

    target: str
    """The anchor of the gap in the page."""
    characters: int | None
    """How many characters are missing, if the page says so."""
    reason: str
    """In the speech's language."""


@dataclass(frozen=True, slots=True)
class MaskSign:
    """One sign with which the source hides names."""

    sign: str
    """As on the saved page, such as `**`; of a speech without one, as in the text."""
    count: int
    target: str
    """The anchor of the block that has the first; empty if that is not known."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful place of the text."""

    target: str
    """The anchor of its block."""
    text: str
    """What stands there, without the sign."""
    proposal: str = ""
    """What may have stood there, if anything was proposed."""
    evidence: str = ""
    note: str = ""
    """The id of its own note in the page; empty if it shares one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A repair as a reader may look at it: with a little of the text on both sides."""

    before: str
    after: str
    target: str
    """The anchor of its block; empty if the place is not in the text, or not known."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What one rule did to a speech with one certainty."""

    rule: str
    certainty: Certainty
    count: int
    """Number of edits."""
    characters: int
    """How many characters of the saved page they replaced."""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Restoration:
    """A passage that was damaged on the saved page, and what stands there now."""

    start: int
    """In the plain text of the speech."""
    before: str
    """What stood there, ready to be shown."""
    after: str
    """Empty if nothing stands there now."""
    rule: str
    """What restored it: of several, with `+` between them."""
    certainty: Certainty
    evidence: str = ""
    target: str = ""
    """The anchor of its block."""
    note: str = ""
    """The id of its own note in the page; empty if it shares one."""


@dataclass(frozen=True, slots=True)
class Note:
    """One of the editor's notes on single places, as they are numbered on paper."""

    gap: Gap | None = None
    doubt: Doubt | None = None
    restoration: Restoration | None = None

    @property
    def kind(self) -> Literal["gap", "doubtful", "repaired"]:
        """Which of these it is on."""
        return "gap" if self.gap else "doubtful" if self.doubt else "repaired"

    @property
    def on(self) -> Gap | Doubt | Restoration | None:
        """What it is on."""
        return self.gap or self.doubt or self.restoration


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What is lost, hidden or repaired in a speech."""

    gaps: tuple[Gap, ...] = ()
    masks: int = 0
    """Names the source hid: runs of `＊` or other masks."""
    mask_signs: tuple[MaskSign, ...] = ()
    """The signs it hid them with, most frequent first."""
    lost_characters: int = 0
    """Signs `□`."""
    lost_at: tuple[str, ...] = ()
    """The anchors of the blocks that have them."""
    doubts: tuple[Doubt, ...] = ()
    """Signs `〔?…〕`, in the order of the text."""
    repairs: tuple[Repair, ...] = ()
    """By rule and certainty, most edits first."""
    restorations: tuple[Restoration, ...] = ()
    """In the order of the text; those of which the place is not known are left out."""
    unplaced: int = 0
    """How many restorations stand in passages that a person has changed since, or at places that
    are not known."""
    notes: tuple[Note, ...] = ()
    """Gaps, doubts and restorations, in the order of the text."""

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to tell a reader."""
        return not (self.gaps or self.masks or self.lost_characters or self.doubts or self.repairs)


@dataclass(frozen=True, slots=True)
class Collation:
    """A text and its saved page, to be read side by side."""

    text: str
    """The plain text of the speech as `ingest` wrote it."""
    edits: tuple[Edit, ...]
    """Made in order, they turn the saved page into this text."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A document with all that is derived from it."""

    document: Document
    blocks: tuple[Block, ...]
    outline: tuple[OutlineEntry, ...]
    """Headings and run-in leads of the text, and the points printed on the saved page."""
    apparatus: Apparatus
    characters: int
    """Length of the text without spaces, signs of gaps left out."""
    words: int | None = None
    """The same in words; None for a language written without spaces."""
    reading_minutes: int = 1
    """How long it takes to read what is here, at least one minute."""
    speaking_minutes: int = 1
    """How long it takes to speak it."""
    completeness: Completeness = "unknown"
    """Whether it is whole, as far as the page and the text tell."""
    direction: Literal["ltr", "rtl"] = "ltr"
    turns: tuple[Turn, ...] = ()
    """Who speaks when, in a text with several speakers."""
    promise: Promise | None = None
    """How many points it promises, if it says so before the first of them."""
    collation: Collation | None = None
    """None if it was not made from a saved page, or if what stood on that is not known."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One point of a speech's outline, as an index of headings has it."""

    label: str
    target: str
    """Its anchor in the page of the speech."""
    is_lost: bool
    """Whether its text is not in this copy."""
    reading: str
    """What it is ordered by, as `headings.reading_of` has it."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a speech that are long enough to be known again, as `clauses` makes them.

    Packed, as an archive has a million of them: all fields but the last have one item for each.
    """

    keys: bytes
    """Digests of 64 bits: the same for the same words in either script."""
    numbers: bytes
    """Which of all clauses it is, 32 bits."""
    sizes: bytes
    """As `clauses.LONG` counts, 16 bits."""
    targets: str
    """Anchors, with blanks between them."""
    texts: bytes
    """As they stand there, compressed."""
    total: int
    """The size of the whole text, short clauses included."""


NO_CLAUSES = Clauses(b"", b"", b"", "", b"", 0)


@dataclass(frozen=True, slots=True)
class Card:
    """What the rest of an archive tells of a speech: all but its text.

    Pages do not tell its length, which changes with each edit; the tables of `data/` do.
    """

    document: Document
    """Without its body."""
    direction: Literal["ltr", "rtl"]
    completeness: Completeness
    characters: int
    words: int | None
    """As `Speech.words`."""
    opening: str
    """How it begins, as `speech.opening_of`."""
    headings: tuple[Heading, ...]
    """The entries of its outline that have a label, each before those below it."""
    first_turns: tuple[tuple[int, str], ...]
    """Which of the document's speakers has turns, counted from 0, and the anchor of the first."""
    gaps: tuple[Gap, ...]
    doubts: tuple[Doubt, ...]
    masks: int
    """As `Apparatus.masks`."""
    lost_characters: int
    likely: int
    """Number of repairs of medium and low certainty."""
    terms: str
    """What it is about, as `terms.packed`."""
    clauses: Clauses
    """What may be said in other speeches too."""

    @property
    def id(self) -> str:
        """That of its document."""
        return self.document.id

    @property
    def lost_points(self) -> tuple[Heading, ...]:
        """The points whose text is not here."""
        return tuple(heading for heading in self.headings if heading.is_lost)
