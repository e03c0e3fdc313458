"""Debates in Akoma Ntoso, the XML of parliaments and of transcripts: who speaks is in the markup.

    <speech by="#lee"> <from>Mr. Lee:</from> <p>…</p> </speech>   a turn, its label printed
    <speech by="#Ann Lee"> <p>…</p> </speech>                     a turn, its label in an attribute
    <narrative>, <scene>, <summary>                               what nobody says, as is all
                                                                  text outside of speeches

OASIS, Akoma Ntoso Version 1.0 Part 2 (2018). Other documents of the format, such as bills, are not
speeches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bs4 import Tag

from site_builder import dates
from site_builder.model import Extract, Speaker
from site_builder.pagetext import HtmlPage, Line, SavedPage
from site_builder.turns import speakers_of

_SPEECHES = frozenset({"speech", "question", "answer"})
_NARRATIVE = frozenset({"narrative", "scene", "summary", "recordedtime"})
_HEADINGS = frozenset({"heading", "subheading", "num"})
_STRUCTURE = list(_SPEECHES | _NARRATIVE | _HEADINGS)
_LEFT_OUT = frozenset({"toc", "meta", "from"})
_INTERVIEW = re.compile(r"\binterview\b|專訪|訪談|专访|访谈", re.IGNORECASE)
_DEEPEST = 4
"""Level of the deepest heading."""


class _Part(NamedTuple):
    """A block of a debate, and what it is."""

    role: str
    line: Line
    speaker: Speaker | None = None


def akoma_ntoso(page: SavedPage) -> Extract | None:
    """What such a debate holds; None if the page is not one."""
    html = page.html
    body = html and html.select_one("akomantoso debatebody")
    if not html or not body:
        return None
    parts = list(_Debate(html, _shown(html, "tlcperson"), _shown(html, "tlcrole")).parts(body, 1))
    turns = [part for part in parts if part.speaker]
    printed = html.line(html.select_one("preface doctitle, coverpage doctitle"))
    headings = (part for part in parts if part.role.startswith("heading"))
    title = _Part("title", printed) if printed else next(headings, None)
    if not title or not turns:
        return None
    line = title.line
    rest = [part for part in parts if part is not title]
    spoken = html.select_one("preface docdate[date]") or html.select_one("frbrwork frbrdate[date]")
    when = dates.found(str(spoken["date"]) if spoken else line.text)
    # Where the sittings of an archive are filed by date, it stands before the title.
    dated = re.match(r"\d{4}-\d\d-\d\d\s+", line.text)
    date, name = (line.part(0, dated.end()), line.part(dated.end())) if dated else (None, line)
    if not name:
        return None
    pieces = [*name.pieces("title"), *(date.pieces("date") if date else ())]
    pieces += [piece for part in rest for piece in part.line.pieces(part.role)]
    known: dict[str, Speaker] = {}
    for turn in turns:
        if turn.speaker:
            known.setdefault(turn.line.text, turn.speaker)
    return Extract(
        profile="akoma-ntoso",
        title=name.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        speakers=speakers_of((), known.values()),
        date=when,
        date_basis="stated" if when else "unknown",
        type="interview" if _INTERVIEW.search(line.text) else "debate",
    )


def _shown(html: HtmlPage, kind: str) -> dict[str, str]:
    """The names of those whom a document refers to, by their ids."""
    return {
        str(tag.get("eid") or tag.get("id")): " ".join(str(tag.get("showas", "")).split())
        for tag in html.soup.select(kind)
    }


@dataclass(frozen=True, slots=True)
class _Debate:
    """A document and those it refers to, by their ids."""

    html: HtmlPage
    people: dict[str, str]
    roles: dict[str, str]

    def parts(self, root: Tag, depth: int) -> Iterator[_Part]:
        """The blocks below an element, in order; `depth` is that of the section it is."""
        for tag in root.find_all(True, recursive=False):
            name = tag.name
            if name in _NARRATIVE or name in _HEADINGS:
                line = self.html.line(tag)
                role = f"heading-{min(max(depth, 2), _DEEPEST)}"
                if line:
                    yield _Part("narrative" if name in _NARRATIVE else role, line)
            elif name in _SPEECHES:
                yield from self.speech(tag, depth)
            elif name != "p" and tag.find(_STRUCTURE):
                has_heading = tag.find(list(_HEADINGS), recursive=False)
                yield from self.parts(tag, depth + bool(has_heading))
            elif name not in _LEFT_OUT:
                is_said = root.name in _SPEECHES or root.find_parent(list(_SPEECHES))
                for line in self.html.lines(tag):
                    role = {"li": "item", "blockquote": "quote"}.get(line.tag, "paragraph")
                    is_told = role == "paragraph" and not is_said
                    yield _Part("narrative" if is_told else role, line)

    def speech(self, tag: Tag, depth: int) -> Iterator[_Part]:
        """The label of a speech, and its blocks; nothing if it is empty."""
        blocks = list(self.parts(tag, depth))
        if not blocks:
            blocks = [_Part("paragraph", line) for line in self.html.lines(tag, without="from")]
        label = self.label(tag)
        if blocks and label:
            yield _Part("turn", label, self.speaker(tag, label.text))
        yield from blocks

    def label(self, tag: Tag) -> Line | None:
        """Who speaks: as printed, or else as the reference says."""
        printed = self.html.line(tag.find("from", recursive=False))
        if printed:
            return printed.part(0, len(printed.text.rstrip(" :.-–—")))
        for name in ("as", "by"):
            key = str(tag.get(name, "")).lstrip("#")
            shown = self.roles.get(key) if name == "as" else self.people.get(key, key)
            if shown:
                return self.html.attribute(tag, name, shown=shown)
        return None

    def speaker(self, tag: Tag, label: str) -> Speaker:
        """The speaker of a speech, whose label is given."""
        by, as_ = (str(tag.get(name, "")).lstrip("#") for name in ("by", "as"))
        return Speaker(
            label, self.people.get(by, ""), self.roles.get(as_) or self.roles.get(by, "")
        )
