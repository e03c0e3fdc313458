"""The damage of mirrors, done to a text: what can be seen of it afterwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from site_builder.repair._gbk import MARKS, NARROW, bytes_of, character_of, is_private

NOTE = "\x02"
"""Stands for any note where texts are compared."""

_MARK_OF = {bytes([MARKS[mark]]): mark.encode() for mark in "?!;"}
_SIGN_AND_NOTE = re.compile(f"[?\ufffd]{NOTE}")


def comparable(text: str) -> str:
    """A text as it is compared: marks narrow, and no sign for a byte that a note took away.

    What stands for a byte before a note need not be what stands for one elsewhere.
    """
    return _SIGN_AND_NOTE.sub(NOTE, text.translate(NARROW))


def observations(text: str, notes: Collection[int], tail: str) -> Iterator[str]:
    """What can be seen of a text after the damage, as it is compared.

    `notes` are put in after so many bytes, marks replaced byte by byte in each way that mirrors
    have, and all is decoded with what follows it.
    """
    data = b"".join(
        bytes([byte]) + (NOTE.encode() if i in notes else b"")
        for i, byte in enumerate(_encoded(text), 1)
    )
    for marks in (rb"\xbf\xa1\xbb", rb"\xbf\xa1", rb"\xbf", rb"\xa1", rb"\xbb"):
        split = re.sub(rb"\xa3([" + marks + rb"])", lambda match: _MARK_OF[match[1]], data)
        damaged = split + _encoded(tail)
        for sign in ("", "?", "\ufffd"):
            for keeps_private in (True, False):
                yield comparable(_decoded(damaged, sign, keeps_private=keeps_private))


def _encoded(text: str) -> bytes:
    """The text in GBK; a character that it lacks as one byte."""
    data = bytearray()
    for character in text:
        if pair := bytes_of(character):
            data += bytes(pair)
        else:
            data.append(ord(character) if character.isascii() else 0x1A)
    return bytes(data)


def _decoded(data: bytes, sign: str, *, keeps_private: bool) -> str:
    """The bytes in GBK, with `sign` for a byte that is left over."""
    seen = []
    at = 0
    while at < len(data):
        byte = data[at]
        character = character_of(byte, data[at + 1]) if at + 1 < len(data) else ""
        if byte < 0x80:
            seen.append(chr(byte))
            at += 1
        elif not character:
            seen.append(sign)
            at += 1
        else:
            if keeps_private or not is_private(character):
                seen.append(character)
            at += 2
    return "".join(seen)
