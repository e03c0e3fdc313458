"""What full-text search has of a speech: the words that are indexed, and the text that is shown.

Pagefind's own cutting of Chinese text into words loses one natural query in ten. So what it is
given are not the pages but documents of one paragraph, in which every Han character is a word. The
browser asks for phrases of such words (`index.js`), and that finds every passage as typed.
Traditional characters are indexed as Simplified ones, and asked for as such.

A document begins with the title; then come the names, the headings, and the readings of all these
in pinyin; then the text. As Pagefind tells of a phrase where it first stands, that tells what it
was found in.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from itertools import accumulate, chain
from typing import Any

from site_builder.dates import sort_key
from site_builder.lookup import Lookup
from site_builder.model import Block, Speech
from site_builder.pinyin import syllables
from site_builder.script import simplified_forms
from site_builder.surroundings import Surroundings

MASKED = "qqmaskqq"
"""The word of the index for a run of masks, whatever its length; `index.js` has it too."""
PERCENT = "qqpercentqq"
"""The word of the index for a sign that Pagefind would take for a mark; `index.js` has it too."""
POINT = "ɂ"
"""Stands for a point in U.S. and in 1.5, so that they are not us and 15; `index.js` has it too."""
READING = "ɀ"
"""The letter before a syllable of pinyin, so that it is no English word; `index.js` has it too."""

_BREAK = "|"
"""Takes a place in a document, so that no phrase goes beyond it, and is not indexed."""

_MASKS = re.compile("[＊*]+")
_ALONE = re.compile(
    "([\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
"""Characters of scripts that put no blanks between words."""
_BREAKING = re.compile("[\u2012-\u201f\u2026\u3001-\u3004\u3008-\u303f\u30fb\ufe30-\ufe4f·□]+")
_APOSTROPHE = re.compile("(?<=[^\\W\u3400-\u9fff])’(?=[^\\W\u3400-\u9fff])")
"""Within a word, and not a quotation mark at its end."""
_PERCENT = re.compile(r"(?<=\d) ?%")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile(r"\b[a-z]{3,}\b")
"""A word, and no syllable of pinyin: these have their own letter in front."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A speech as search has it."""

    id: str
    words: str
    """All that is indexed, as words with blanks between them."""
    shown: Mapping[str, Any]
    """JSON: `path`, `meta` and `sections`, as docs/search.md describes them."""
    row: tuple[str, int, int, int]
    """What results are ordered by: the date as ISO 8601; at which word of `words` the title has
    ended, at which one the names have, and at which the text begins."""
    facets: Mapping[str, tuple[str, ...]]
    """What a search can be narrowed down to, by kind: the labels that the speech has."""

    @property
    def digest(self) -> str:
        """Of all of it, as 64 hexadecimal digits."""
        whole = json.dumps([self.words, self.shown, self.row, self.facets])
        return sha256(whole.encode()).hexdigest()

    @property
    def html(self) -> str:
        """What Pagefind is given."""
        body = f"<body data-pagefind-body><p>{escape(self.words)}</p></body>"
        return f'<!doctype html><html lang="en"><title>§</title>{body}</html>'


def words_of(text: str) -> list[str]:
    """The text as words of the index, with `|` where no phrase goes on.

    It is folded as `index.js` folds a query: Simplified, half-width, small, without accents.

    >>> words_of("質量，COVID-19")
    ['质', '量', '|', 'covid-19']
    >>> words_of("在**市５％ of the U.S.")
    ['在', 'qqmaskqq', '市', '5', 'qqpercentqq', 'of', 'the', 'uɂs']
    """
    text = _APOSTROPHE.sub("'", text)
    text = _BREAKING.sub(f" {_BREAK} ", text).translate(_FOLDS)
    text = _MASKS.sub(f" {MASKED} ", text)
    text = _DECIMAL.sub(POINT, _THOUSANDS.sub("", text))
    text = _PERCENT.sub(f" {PERCENT} ", text)
    text = _INITIALS.sub(lambda found: found[0].strip(".").replace(".", POINT), text)
    return _ALONE.sub(r" \1 ", text).split()


def _fold(code: int) -> str:
    """The folded form of a character."""
    character = chr(code)
    if unicodedata.category(character) == "Mn":
        form = ""
    elif "\uac00" <= character <= "\ud7a3":
        form = character  # a syllable of Hangul is one letter, and would become its first sound
    else:
        plain = unicodedata.normalize("NFKD", character)[0].lower()[0]
        form = _simplified().get(ord(plain), plain)
    # What is only wide is a mark like any other, but not one that breaks a phrase.
    return f" {_BREAK} " if character > "\uff00" and form in _MARKS else form


_MARKS = frozenset("!\"'(),-./:;<=>?[\\]^_`{|}~")
_FOLDS = Lookup(_fold)


def readings_of(text: str) -> list[str]:
    """The Chinese of a text in pinyin, a word a syllable.

    >>> readings_of("质量强区")
    ['ɀzhi', 'ɀliang', 'ɀqiang', 'ɀqu']
    """
    runs = [syllables(run) for run in _HAN.findall(text)]
    return _joined([[READING + syllable for syllable in run] for run in runs])


def search_document(speech: Speech, around: Surroundings) -> SearchDocument:
    """What search has of a speech."""
    document = speech.document
    labels = [label for block in speech.blocks if (label := _label(block))]
    place = document.event.place if document.event else ""
    event = document.event.name if document.event else ""
    listed = (name for kind in ("speaker", "event", "place") for name in around.facets[kind])
    names = list(dict.fromkeys(filter(None, [around.own.speaker, event, place, *listed])))
    zones = [
        [*words_of(document.title), _BREAK],
        [*_joined(map(words_of, names)), _BREAK],
        [
            *_joined(map(words_of, labels)),
            _BREAK,
            *_joined(map(readings_of, [document.title, *names, *labels])),
            _BREAK,
        ],
        _joined(words_of(block.text) for block in speech.blocks if _is_text(block)),
    ]
    title, named, top, _ = accumulate(map(len, zones))
    meta = {
        "display": document.title,
        "language": document.language,
        "direction": speech.direction,
        "speaker": around.own.speaker,
        "date": around.own.date,
        "sort": sort_key(document.date) if document.date else "",
        "event": event,
        "place": place,
    }
    return SearchDocument(
        document.id,
        " ".join(chain.from_iterable(zones)),
        {"path": around.own.path, "meta": meta, "sections": list(_sections(speech))},
        (meta["sort"], title, named, top),
        {
            **around.facets,
            "year": (meta["sort"][:4],),
            "language": (document.language,),
            "completeness": (speech.completeness,),
        },
    )


def _joined(parts: Iterable[list[str]]) -> list[str]:
    """Lists of words as one, with breaks between them."""
    return [word for part in parts if part for word in (_BREAK, *part)][1:]


def _label(block: Block) -> str:
    """The heading that a block is, or begins with; a lost point is found by its label."""
    if block.kind == "run-in":
        return block.lead_text
    return block.text if block.kind in ("heading", "turn", "lost") else ""


def _is_text(block: Block) -> bool:
    return block.kind not in ("heading", "turn", "gap", "lost")


def _sections(speech: Speech) -> Iterator[dict[str, Any]]:
    """The parts of a speech, each from a heading to the next; the first has none."""
    section: dict[str, Any] = {"id": "", "label": speech.document.title, "lines": []}
    for block in speech.blocks:
        if label := _label(block):
            yield section
            section = {"id": block.id, "label": label, "lines": []}
        if not _is_text(block):
            continue
        text = " ".join(block.text.split())
        if block.kind == "run-in":
            # The lead stands above it as the label.
            text = text.removeprefix(block.lead_text).lstrip("。：:. ")
        if text:
            section["lines"].append([block.paragraph or block.id, text])
    yield section


def vocabulary_of(documents: Iterable[SearchDocument]) -> dict[str, int]:
    """Words in Latin letters that documents have, with the number of those that have each.

    Of many, the most frequent 1,500: about 5 kB on the wire. It is for queries that find nothing
    because a word is misspelt.
    """
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(set(_LATIN.findall(document.words)) - {MASKED, PERCENT})
    kept = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:1_500]
    return dict(sorted(kept))


@cache
def _simplified() -> dict[int, str]:
    """The Simplified form of each Traditional character, where it has the same length in UTF-16."""
    return {ord(c): form for c, form in simplified_forms().items() if form <= "\uffff"}


@cache
def fold_table() -> bytes:
    """JSON of one text, in which each Traditional character stands before its Simplified form."""
    pairs = "".join(chr(code) + form for code, form in _simplified().items())
    return json.dumps(pairs, ensure_ascii=False).encode()
