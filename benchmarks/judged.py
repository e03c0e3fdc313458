"""Judged queries: which documents hold what is asked, read from these and never from an index.

Text is compared as people read it: Traditional characters as Simplified ones, one by one;
full-width letters and digits as ordinary ones; small letters; without accents; and without blanks
beside Han characters. Runs of letters and digits are whole: `5G` is not in `25G`. A phrase stands
within one block.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import snowballstemmer
from opencc import OpenCC

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Query:
    """What somebody types, and what kind of query that is."""

    text: str
    kind: str


def queries(language: str) -> tuple[Query, ...]:
    """The judged queries of a language, `zh` or `en`, each once."""
    kinds = tomllib.loads((QUERIES / f"{language}.toml").read_text("utf-8"))
    found = {text: kind for kind, given in kinds.items() for text in given["queries"]}
    return tuple(Query(text, kind) for text, kind in found.items())


# Text as it is compared
# ----------------------

_CJK = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_BESIDE_CJK = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")
_TO_SIMPLIFIED = OpenCC("t2s")


def folded(text: str) -> str:
    """The text as it is compared.

    >>> folded("臺灣 的ＡＩ，Café 5")
    '台湾的ai,cafe 5'
    """
    text = _BESIDE_CJK.sub("", " ".join(text.split()))
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(map(_simplified, plain)).casefold().replace("’", "'")


@cache
def _simplified(character: str) -> str:
    return str(_TO_SIMPLIFIED.convert(character)) if character > "\u2e80" else character


def phrase(text: str) -> re.Pattern[str]:
    """What finds a phrase in folded text: letters and digits at its ends are whole words."""
    words = folded(text)
    before = "(?<![a-z0-9])(?<![0-9][.,])" if re.match("[a-z0-9]", words) else ""
    after = r"(?![a-z0-9]|\.[a-z]\b)" if re.search("[a-z0-9.]$", words) else ""
    return re.compile(before + re.escape(words) + after)


# Truth
# -----


@dataclass(frozen=True)
class Folded:
    """A document's blocks, folded."""

    id: str
    blocks: tuple[str, ...]


def holding(query: str, documents: Iterable[Folded]) -> set[str]:
    """The ids of documents that hold what is asked: all terms, of those around OR one, no `-`."""
    groups: list[list[re.Pattern[str]]] = []
    without: list[re.Pattern[str]] = []
    words = query.split()
    for i, word in enumerate(words):
        if word == "OR":
            continue
        term = phrase(re.sub("[《》「」“”]", "", word.removeprefix("-")))
        if word.startswith("-"):
            without.append(term)
        elif i and words[i - 1] == "OR":
            groups[-1].append(term)
        else:
            groups.append([term])

    def has(document: Folded, term: re.Pattern[str]) -> bool:
        return any(term.search(block) for block in document.blocks)

    return {
        document.id
        for document in documents
        if all(any(has(document, term) for term in group) for group in groups)
        and not any(has(document, term) for term in without)
    }


_LETTERS = "[a-z0-9\u00c0-\u024f]+"
_WORD = re.compile(rf"{_LETTERS}(?:[-'.]{_LETTERS})*")


def inflected(query: str, documents: Iterable[Folded]) -> set[str]:
    """The ids of documents that hold every English word asked for, or a form of the same stem."""
    stems = [stem(word) for word in _words(folded(query))]
    return {document.id for document in documents if all(s in _stems(document) for s in stems)}


_STEMMER = snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """The stem of an English word by Snowball's rules."""
    return str(_STEMMER.stemWord(word))


@cache
def _stems(document: Folded) -> frozenset[str]:
    return frozenset(stem(word) for block in document.blocks for word in _words(block))


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        yield match[0]
        yield from re.split("[-'.]", match[0])


@dataclass(frozen=True)
class Truth:
    """The ids of documents that have to be found for a query, and of those that may be."""

    due: set[str]
    allowed: set[str]


def truth(query: str, documents: Sequence[Folded]) -> Truth:
    """What the documents hold: words as typed have to be found, other forms of them may be."""
    due = holding(query, documents)
    allowed = due | holding(_unpointed(query), map(_unpointed_blocks, documents))
    if re.fullmatch(r"[a-z0-9 '-]+", folded(query)):
        allowed |= inflected(query, documents)
        allowed |= inflected(_unpointed(query), map(_unpointed_blocks, documents))
    return Truth(due, allowed)


_POINTS = re.compile(r"(?<=\d),(?=\d{3})|(?<=[a-z])[-.](?=[a-z])", re.IGNORECASE)


def _unpointed(text: str) -> str:
    """The text without signs that some put into words: 5000, AI, Polis, cooperation."""
    return _POINTS.sub("", text)


@cache
def _unpointed_blocks(document: Folded) -> Folded:
    return Folded(document.id, tuple(map(_unpointed, document.blocks)))


# Scores
# ------


@dataclass(frozen=True)
class Score:
    """Numbers of documents over one query or several."""

    queries: int
    due: int
    found: int
    due_found: int
    wrong: int
    faulty: int
    """Queries that miss a document, or find a wrong one."""

    @property
    def recall(self) -> float:
        """Share of what has to be found; 1 if that is nothing."""
        return self.due_found / self.due if self.due else 1.0

    @property
    def precision(self) -> float:
        """Share of what is found; 1 if that is nothing."""
        return 1 - self.wrong / self.found if self.found else 1.0


def score(truth: Truth, found: set[str]) -> Score:
    """What the answer to a query is worth."""
    wrong, due_found = len(found - truth.allowed), len(found & truth.due)
    is_faulty = wrong > 0 or due_found < len(truth.due)
    return Score(1, len(truth.due), len(found), due_found, wrong, int(is_faulty))


def total(scores: Iterable[Score]) -> Score:
    """Scores of several queries as one: each document counts."""
    return Score(*map(sum, zip(*map(astuple, scores), strict=True)))
