"""The clauses of a speech that are long enough to be known again, where another speech has them."""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from site_builder.model import MASK, Block, Clauses, Speech
from site_builder.script import folded

LONG = 24
"""How long a clause is at least, with a Han character or kana as 2 and a word as 3: 12 characters,
or 8 words. Shorter ones recur by chance."""
MOST = 4_000
"""Of how many clauses of a speech, at most, it is noted: some 100,000 characters."""

_END = re.compile(r"(?:[.,](?!\d)|(?<!\d)[.,]|[。．!！?？;；:：，…—–()（）\n])+")
"""What ends a clause; not a point or a comma within a number, and not 、 or quotation marks, with
which a formula such as a list of teachings would fall into pieces."""
_DOUBTFUL = re.compile("〔[?？]([^〕]*)〕")
_CHARACTER = re.compile("[\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class Clause(NamedTuple):
    """A clause that is long enough to be known again."""

    key: int
    """64 bits of a digest of its words: the same in either script, at any width."""
    number: int
    """Which of the speech's clauses it is, with the short ones, from 0."""
    size: int
    """As `LONG` counts."""
    target: str
    """The anchor of its block."""
    text: str
    """As it stands there, in one line, with the marks after it."""


def clauses_of(speech: Speech) -> Clauses:
    """The long clauses of what is said in a speech; headings and stage directions are not of it."""
    found: list[Clause] = []
    total = number = 0
    for block in speech.blocks:
        if block.kind not in ("paragraph", "run-in", "other"):
            continue
        text = _DOUBTFUL.sub(r"\1", block.text)
        total += size_of(text)
        for part in _parts(text):
            size = size_of(part) if 2 * len(part) >= LONG else 0
            if size >= LONG and len(found) < MOST:
                shown = " ".join(part.split())
                found.append(Clause(_key(part), number, min(size, 65_535), _anchor(block), shown))
            number += 1
    return Clauses(
        array("Q", [clause.key for clause in found]).tobytes(),
        array("I", [clause.number for clause in found]).tobytes(),
        array("H", [clause.size for clause in found]).tobytes(),
        " ".join(clause.target for clause in found),
        zlib.compress("\n".join(clause.text for clause in found).encode("utf-8", "replace")),
        total,
    )


def size_of(text: str) -> int:
    """How long a text is, as `LONG` counts.

    >>> size_of("水费账目"), size_of("the tide tables"), size_of("GDP增长")
    (8, 9, 7)
    """
    return 2 * len(_CHARACTER.findall(text)) + 3 * len(_WORD.findall(text))


def keys(clauses: Clauses) -> array[int]:
    """The `Clause.key`s of clauses, in their order."""
    return array("Q", clauses.keys)


def numbers(clauses: Clauses) -> array[int]:
    """Their `Clause.number`s."""
    return array("I", clauses.numbers)


def sizes(clauses: Clauses) -> array[int]:
    """Their `Clause.size`s."""
    return array("H", clauses.sizes)


def targets(clauses: Clauses) -> list[str]:
    """Their `Clause.target`s."""
    return clauses.targets.split(" ")


def texts(clauses: Clauses) -> list[str]:
    """Their `Clause.text`s, each in one line."""
    return zlib.decompress(clauses.texts).decode().split("\n") if clauses.texts else []


def _parts(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]


def _key(text: str) -> int:
    plain = text.translate(_FOLDS).encode("utf-8", "replace")
    return int.from_bytes(blake2b(plain, digest_size=8).digest())


class _Folds(dict[int, str]):
    """What each character is compared as, found when it is first asked for: nothing of a mark."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = folded("".join(c for c in plain if c.isalnum() or c == MASK))
        return self[code]


_FOLDS = _Folds()


def _anchor(block: Block) -> str:
    return block.paragraph or block.id
