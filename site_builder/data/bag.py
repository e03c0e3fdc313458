"""Files as a bag in a zip: BagIt (RFC 8493), so that whoever keeps it can see that it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NO_DAY = (1980, 1, 1)
"""The first day that a zip has."""
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_bag(
    file: BinaryIO,
    name: str,
    members: Iterable[tuple[str, Iterable[bytes]]],
    about: Mapping[str, str],
    date: str,
) -> None:
    """Write a zip with one folder of this name, which is a bag of the members.

    Members come as their paths in the bag, in order, and as pieces of their content; `about` goes
    into `bag-info.txt`. Every file has the same time: `date`, ISO 8601, or 1980 if that is no day.
    """
    day = _day(date)
    digests: dict[str, str] = {}
    size = 0
    with closing(ZipFile(file, "w")) as packed:

        def put(path: str, pieces: Iterable[bytes]) -> tuple[str, int]:
            """The digest and the size of a file, which is put in."""
            entry = ZipInfo(f"{name}/{path}", (*day, 0, 0, 0))
            entry.create_system = 3  # as under Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            entry.compress_type = ZIP_DEFLATED
            digest, length = sha256(), 0
            with packed.open(entry, "w", force_zip64=True) as target:
                for piece in pieces:
                    digest.update(piece)
                    length += len(piece)
                    target.write(piece)
            return digest.hexdigest(), length

        for path, pieces in members:
            digests[f"data/{path}"], length = put(f"data/{path}", pieces)
            size += length
        info = {
            **about,
            **({"Bagging-Date": "{:04}-{:02}-{:02}".format(*day)} if day != _NO_DAY else {}),
            "Payload-Oxum": f"{size}.{len(digests)}",
        }
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{key}: {' '.join(v.split())}\n" for key, v in info.items()),
            "manifest-sha256.txt": manifest(digests),
        }
        made = {path: put(path, [text.encode()])[0] for path, text in tags.items()}
        put("tagmanifest-sha256.txt", [manifest(made).encode()])


def _day(date: str) -> tuple[int, int, int]:
    """Year, month and day of an ISO date, where it says all three and a zip can hold them."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", date)
    day = (int(match[1]), int(match[2]), int(match[3])) if match else _NO_DAY
    return day if _NO_DAY <= day < (2108, 1, 1) else _NO_DAY


def manifest(digests: Mapping[str, str]) -> str:
    """The digests of files by their paths, as BagIt and `sha256sum --check` read them."""
    return "".join(f"{digest}  {_escaped(path)}\n" for path, digest in digests.items())


def _escaped(path: str) -> str:
    """A path as BagIt wants it: no ids or names of ours need that, but a file of content/ may."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """What an open file holds, in pieces of a megabyte; it is closed then."""
    with file:
        while piece := file.read(1 << 20):
            yield piece
