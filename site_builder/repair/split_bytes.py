"""Split bytes: what a mirror put between the bytes of a character, taken out again.

It is the damage of `byte_slips`, in a page whose file is at hand. There nothing is lost: a byte
that fits no character was decoded as a lone surrogate and can be put back, so the bytes alone
decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from site_builder.charsets import fitness
from site_builder.model import Edit
from site_builder.repair._gbk import MARKS, bytes_of, character_of
from site_builder.repair._observed import Observed
from site_builder.repair._readings import readings

_TAGS = r"(?:<[^<>]*>)*"
_TOKEN = re.compile(
    rf"(?P<note> ?\((?P<reading>[a-zü\u00e0-\u01dc]{{1,7}}) ?\))"
    rf"|{_TAGS}(?P<mark>[?!;？！；]){_TAGS}"
    rf"|.",
    re.DOTALL,
)
_ORPHAN = re.compile(r"[\udc81-\udcfe](?= ?\(|(?:<[^<>]*>)*[?!;？！；])")
_LONGEST = 2000
"""Characters that a stretch can have, tags and notes included."""


def split_bytes(observed: Observed) -> Iterator[Edit]:
    """Edits that join the bytes of characters again, between which a mirror wrote something."""
    text = observed.text
    end = 0
    for orphan in _ORPHAN.finditer(text):
        if orphan.start() < end:
            continue
        if edit := _joined(text, orphan.start()):
            end = edit.end
            yield edit


class _Bytes(NamedTuple):
    """Bytes of a page, and where the piece of text that they come from ends."""

    data: bytes
    end: int


def _joined(text: str, start: int) -> Edit | None:
    """The edit that joins the bytes from a split on, if they give text."""
    pieces = _bytes_from(text, start)
    restored: list[str] = []
    data = b""
    for piece in pieces:
        data += piece.data
        while data:
            if data[0] < 0x80:
                restored.append(chr(data[0]))
                data = data[1:]
            elif len(data) < 2:
                break
            elif character := character_of(data[0], data[1]):
                restored.append(character)
                data = data[2:]
            else:
                return None
        if not data and not "\udc80" <= text[piece.end : piece.end + 1] <= "\udcff":
            after = "".join(restored)
            if fitness(after) < 0:
                return None
            before = text[start : piece.end]
            return Edit(start, before, after, "split-bytes", evidence=_evidence(after))
    return None


def _bytes_from(text: str, start: int) -> Iterator[_Bytes]:
    """The bytes of a stretch, piece by piece, without what was put between them.

    Wherever a mark stands in one, it is its full-width form that fits the bytes before it.
    """
    before = (bytes_of(text[start - 1]) or (0, 0))[1] if start else 0
    last = (0, before)
    for token in _TOKEN.finditer(text, start, start + _LONGEST):
        if token["note"] and token["reading"] in readings(character_of(*last)):
            yield _Bytes(b"", token.end())
            continue
        if token["mark"]:
            data = bytes((0xA3, MARKS[token["mark"]]))
        else:
            try:
                data = token[0].encode("gb18030", "surrogateescape")
            except UnicodeEncodeError:
                return
        yield _Bytes(data, token.end())
        last = (last[1], data[0]) if len(data) == 1 else (data[-2], data[-1])


def _evidence(after: str) -> str:
    return f"bytes {after.encode('gb18030', 'surrogateescape').hex(' ', 2).upper()}"
