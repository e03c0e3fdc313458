"""What the last ingest saw: saved pages of which nothing has changed need not be read again.

It is kept in a file that may be deleted at any time, and is not taken from another version of the
package: then all pages are read again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What became of a saved page."""

    inputs: str
    """The digest of all that its outcome depended on, as it was left."""
    what: str
    """`unchanged`, `kept` or `refused`: what becomes of it if it is read again."""
    doubts: int = 0
    message: str = ""
    """Why it was refused."""


@dataclass(slots=True)
class Seen:
    """Saved pages, and the speeches beside them."""

    code: str
    """The digest of the package that read them."""
    pages: dict[str, SeenPage] = field(default_factory=dict)
    """By saved page, relative to `content/`."""
    speeches: dict[str, str] = field(default_factory=dict)
    """By the digest of a speech's path and file, the saved page it was made from; or nothing."""


def digest_of(*parts: str | bytes) -> str:
    """The SHA-256 of several texts: they and their borders.

    >>> digest_of("ab", "c") == digest_of("a", "bc")
    False
    """
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def parsed_seen(data: bytes, code: str) -> Seen:
    """What a file of `dumped_seen` tells; nothing if it is of other code, or no such file."""
    try:
        found = json.loads(data)
        if found["code"] != code:
            return Seen(code)
        pages = {str(file): SeenPage(**page) for file, page in found["pages"].items()}
        speeches = {str(digest): str(file) for digest, file in found["speeches"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Seen(code)
    whole = all(page.what in ("unchanged", "kept", "refused") for page in pages.values())
    return Seen(code, pages, speeches) if whole else Seen(code)


def dumped_seen(seen: Seen) -> bytes:
    """The file that `parsed_seen` reads."""
    pages = {file: asdict(page) for file, page in sorted(seen.pages.items())}
    speeches = dict(sorted(seen.speeches.items()))
    data = {"code": seen.code, "pages": pages, "speeches": speeches}
    return json.dumps(data, indent=0).encode()
