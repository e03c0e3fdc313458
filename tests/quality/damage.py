"""The damage that mirrors do to Chinese pages, done to clean text: the forward model of repair.

A mirror converts the text to Traditional characters, encodes it in GBK, and then works on the
bytes without heed to where characters begin: it writes the reading behind each character of its
list, and turns full-width `？！；` into ASCII, or puts a tag before them. What is left is decoded,
in one of several ways, and full-width punctuation becomes ASCII.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from opencc import OpenCC
from pypinyin import Style, pinyin

WIDE = str.maketrans("，：；！？（）", ",:;!?()")
TRADITIONAL = OpenCC("s2t")
SPLIT = {b"\xa3\xbf": b"?", b"\xa3\xa1": b"!", b"\xa3\xbb": b";"}


@dataclass(frozen=True)
class Mirror:
    """How one mirror treats its pages."""

    noted: frozenset[str] = frozenset()
    """Traditional characters that get a note."""
    splits: bool = True
    """Whether `？！；` are treated byte by byte."""
    tags: bool = False
    """Whether that puts a tag before them, in place of making them ASCII."""
    keeps_private: bool = True
    """Whether a byte pair of no character is decoded as a private-use one, or lost."""
    orphan: str = ""
    """What stands for a byte that is left over."""
    wide: bool = False
    """Whether full-width punctuation stays."""


def damaged_bytes(text: str, mirror: Mirror) -> bytes:
    """The bytes of the page as the mirror leaves it, in GBK."""
    traditional = TRADITIONAL.convert(text)
    data = "".join(c for c in traditional if _in_gbk(c)).encode("gbk")
    notes = {c.encode("gbk"): f"({_reading(c)})".encode("gbk") for c in sorted(mirror.noted)}
    if notes:
        listed = re.compile(b"|".join(map(re.escape, notes)))
        data = listed.sub(lambda m: m[0] + notes[m[0]], data)
    if mirror.splits:
        split = re.compile(b"|".join(map(re.escape, SPLIT)))
        data = split.sub(lambda m: b"\x01" + m[0] if mirror.tags else SPLIT[m[0]], data)
    return data


def damaged(text: str, mirror: Mirror) -> str:
    """The text as it comes from the mirror, decoded."""
    saved = _decoded(damaged_bytes(text, mirror), mirror).replace("\x01", "")
    return saved if mirror.wide else saved.translate(WIDE)


def _decoded(data: bytes, mirror: Mirror) -> str:
    characters = []
    i = 0
    while i < len(data):
        lead, trail = data[i], data[i + 1] if i + 1 < len(data) else 0
        if lead < 0x80:
            characters.append(chr(lead))
            i += 1
        elif 0x81 <= lead <= 0xFE and (0x40 <= trail <= 0x7E or 0x80 <= trail <= 0xFE):
            character = data[i : i + 2].decode("gb18030")
            if mirror.keeps_private or not "\ue000" <= character <= "\uf8ff":
                characters.append(character)
            i += 2
        elif trail == 0x28:  # the decoder takes the bracket of a note with the byte before it
            characters.append("?")
            i += 2
        else:
            characters.append(mirror.orphan)
            i += 1
    return "".join(characters)


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _reading(character: str) -> str:
    return pinyin(character, style=Style.TONE)[0][0]


def random_list(text: str, size: int, seed: int) -> frozenset[str]:
    """Characters of a mirror's list: at random among those that conversion changes in the text."""
    traditional = TRADITIONAL.convert(text)
    changed = sorted({t for s, t in zip(text, traditional, strict=True) if s != t and _in_gbk(t)})
    return frozenset(random.Random(seed).sample(changed, min(size, len(changed))))


def spots(truth: str, other: str) -> list[tuple[int, int]]:
    """Ranges of the truth where another text differs; those two characters apart are one."""
    found: list[tuple[int, int]] = []
    offset = 0
    pairs = zip(truth.split("\n"), other.split("\n"), strict=True)
    for line, against in pairs:
        matcher = SequenceMatcher(None, line, against, autojunk=False)
        for tag, start, end, *_ in matcher.get_opcodes():
            if tag == "equal":
                continue
            start, end = start + offset, max(end, start + 1) + offset
            if found and start - found[-1][1] <= 2:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        offset += len(line) + 1
    return found


def unmet(ranges: Iterable[tuple[int, int]], others: list[tuple[int, int]]) -> int:
    """How many of the ranges touch none of the others."""
    return sum(not any(a <= end and start <= b for a, b in others) for start, end in ranges)
