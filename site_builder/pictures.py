"""The picture that other sites show beside a link: the years of an archive, or of one collection.

There is no text in it: that stands beside it anyway, and a host need not have the fonts for it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from site_builder.charts import timeline

WIDTH, HEIGHT = 1200, 630
"""What Open Graph and the cards of most sites are made for, in pixels."""

_PAPER, _RED, _LINE = range(3)
_COLOURS = bytes.fromhex("fbf9f4 9c2d1c ddd6c8")
"""Those of site.css, in the order of the names above."""
_MARGIN = 90
_FLOOR = HEIGHT - _MARGIN
"""Where the bars stand."""

Box = tuple[int, int, int, int, int]
"""Left, top, right, bottom, and the colour."""


def timeline_picture(counts: Mapping[int, int], *, mirrored: bool = False) -> bytes:
    """A PNG of counts by year, as bars; `mirrored` begins at the right."""
    chart = timeline(counts, mirrored=mirrored)
    wide, high = WIDTH - 2 * _MARGIN, _FLOOR - _MARGIN
    boxes: list[Box] = [(_MARGIN, _FLOOR + 6, WIDTH - _MARGIN, _FLOOR + 10, _LINE)]
    for bar in chart.bars if chart else ():
        left = _MARGIN + round(wide * bar.x / 100)
        right = max(_MARGIN + round(wide * (bar.x + bar.width) / 100), left + 1)
        boxes.append((left, _FLOOR - max(round(high * bar.height / 100), 4), right, _FLOOR, _RED))
    return _png(_rows(boxes))


def _rows(boxes: Iterable[Box]) -> Iterator[bytes]:
    """The rows of the picture from above, a byte for each pixel."""
    boxes = list(boxes)
    edges = sorted({0, HEIGHT, *(edge for box in boxes for edge in (box[1], box[3]))})
    for start, end in pairwise(edges):
        row = bytearray([_PAPER]) * WIDTH
        for left, top, right, bottom, colour in boxes:
            if top <= start < bottom:
                row[left:right] = bytes([colour]) * (right - left)
        yield from [bytes(row)] * (end - start)


def _png(rows: Iterable[bytes]) -> bytes:
    """A file as PNG has it (ISO/IEC 15948): eight bits a pixel, which name one of the colours."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    chunks = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
