"""The clauses of a speech that are long enough to be known again, where another speech has them."""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from hashlib import blake2b

from site_builder.lookup import Lookup
from site_builder.model import MASK, Clauses, Speech
from site_builder.script import folded

LONG = 24
"""How long a clause is at least, with a Han character or kana as 2 and a word as 3: 12 characters,
or 8 words. Shorter ones recur by chance."""
MOST = 4_000
"""Of how many clauses of a speech, at most, it is noted: some 100,000 characters."""

_END = re.compile(r"([.,。．!！?？;；:：，…—–()（）\n]+(?:(?<!\d[.,])|(?!\d)))")
"""What ends a clause; not a point or a comma within a number, and not 、 or quotation marks, with
which a formula such as a list of teachings would fall into pieces."""
_DOUBTFUL = re.compile("〔[?？]([^〕]*)〕")
_CHARACTERS = re.compile("[\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[^\W\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def clauses_of(speech: Speech) -> Clauses:
    """The long clauses of what is said in a speech; headings and stage directions are not of it."""
    short: list[str] = []
    shown: list[str] = []
    counted: list[int] = []
    longs: list[int] = []
    anchors: list[str] = []
    total = number = 0
    for block in speech.blocks:
        if block.kind not in ("paragraph", "run-in", "other"):
            continue
        text = _DOUBTFUL.sub(r"\1", block.text) if "〔" in block.text else block.text
        parts = _END.split(text)
        for words, marks in zip(parts[::2], [*parts[1::2], ""], strict=True):
            if 2 * len(words + marks) < LONG:
                short.append(words)
            else:
                size = size_of(words)
                total += size
                if size >= LONG and len(shown) < MOST:
                    shown.append(" ".join((words + marks).split()))
                    counted.append(number)
                    longs.append(min(size, 65_535))
                    anchors.append(block.paragraph or block.id)
            number += 1
    return Clauses(
        array("Q", map(_key, shown)).tobytes(),
        array("I", counted).tobytes(),
        array("H", longs).tobytes(),
        " ".join(anchors),
        zlib.compress("\n".join(shown).encode("utf-8", "replace")),
        total + size_of("\n".join(short)),
    )


def size_of(text: str) -> int:
    """How long a text is, as `LONG` counts.

    >>> size_of("水费账目"), size_of("the tide tables"), size_of("GDP增长")
    (8, 9, 7)
    """
    characters = 0 if text.isascii() else sum(map(len, _CHARACTERS.findall(text)))
    return 2 * characters + 3 * len(_WORD.findall(text))


def keys(clauses: Clauses) -> memoryview[int]:
    """Of each clause 64 bits of a digest of its words: the same in either script, at any width."""
    return memoryview(clauses.keys).cast("Q")


def numbers(clauses: Clauses) -> memoryview[int]:
    """Which of the speech's clauses each is, with the short ones, from 0."""
    return memoryview(clauses.numbers).cast("I")


def sizes(clauses: Clauses) -> memoryview[int]:
    """How long each is, as `LONG` counts."""
    return memoryview(clauses.sizes).cast("H")


def targets(clauses: Clauses) -> list[str]:
    """The anchor of the block that each stands in."""
    return clauses.targets.split(" ")


def texts(clauses: Clauses) -> list[str]:
    """Each as it stands there, in one line, with the marks after it."""
    return zlib.decompress(clauses.texts).decode().split("\n") if clauses.texts else []


def _key(text: str) -> int:
    plain = text.translate(_FOLDS).encode("utf-8", "replace")
    return int.from_bytes(blake2b(plain, digest_size=8).digest())


def _fold(code: int) -> str | None:
    """What a character is compared as: nothing of a mark."""
    plain = unicodedata.normalize("NFKC", chr(code)).casefold()
    # None, for with an empty text `translate` takes no short way through ASCII.
    return folded("".join(c for c in plain if c.isalnum() or c == MASK)) or None


_FOLDS = Lookup(_fold)
