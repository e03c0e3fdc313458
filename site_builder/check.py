"""A look over the finished pages: links, fragments, anchors given once, no foreign hosts."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from site_builder.errors import CheckError, Place

# The pages are our own: an attribute is in double quotation marks, of which text has none, so a
# pattern reads them.
_ATTRIBUTE = re.compile(r'\s(id|href|src|action)="([^"]*)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


class Look(NamedTuple):
    """What one page holds, as far as others have to do with it."""

    anchors: frozenset[str]
    targets: frozenset[str]
    """Where its links lead in the site, `path` or `path#anchor`; links within the page are held
    to its own anchors, and not among them."""
    is_sound: bool
    """Whether nothing is wrong with the page taken alone; if not, `faults` tells what."""


def look(path: str, text: str, base_path: str) -> Look:
    """What the page at a path of the site holds."""
    anchors: list[str] = []
    targets: set[str] = set()
    is_sound = True
    for match in _ATTRIBUTE.finditer(text):
        name, value = match[1], match[2]
        if name == "id":
            anchors.append(unescape(value))
        elif _EXTERNAL.match(value):
            is_sound = is_sound and not _foreign(unescape(value), text, match.start())
        else:
            target, fragment = _meant(unescape(value), path, base_path)
            if target is None:
                is_sound = False
            else:
                targets.add(f"{target}#{fragment}" if fragment else target)
    known = frozenset(anchors)
    own = {target for target in targets if target.partition("#")[0] == path}
    is_sound = (
        is_sound
        and len(known) == len(anchors)
        and all(target == path or target.partition("#")[2] in known for target in own)
    )
    return Look(known, frozenset(targets - own), is_sound)


def missing(
    targets: Iterable[str],
    has_file: Callable[[str], bool],
    anchors_of: Callable[[str], Collection[str] | None],
) -> Iterator[str]:
    """The targets that are not there; of a file that is no page the anchors are None."""
    for target in targets:
        path, _, fragment = target.partition("#")
        if not has_file(path):
            yield target
        elif fragment:
            anchors = anchors_of(path)
            if anchors is not None and fragment not in anchors:
                yield target


def faults(
    pages: Mapping[str, str], files: Collection[str], base_path: str
) -> Iterator[CheckError]:
    """Everything that must not be in a site, found in its pages.

    `pages` maps paths of the site to HTML; `files` are the paths of all other files.
    """
    anchors: dict[str, Counter[str]] = {}
    links: dict[str, list[tuple[str, int]]] = {}
    for path, text in pages.items():
        found = [
            (match[1], unescape(match[2]), match.start()) for match in _ATTRIBUTE.finditer(text)
        ]
        anchors[path] = Counter(value for name, value, _ in found if name == "id")
        links[path] = [(value, start) for name, value, start in found if name != "id"]
    known = {*pages, *files}
    for path, text in pages.items():
        for anchor, count in anchors[path].items():
            if count > 1:
                yield CheckError(f'the id "{anchor}" is given {count} times', Place(path))
        for address, start in links[path]:
            if _EXTERNAL.match(address):
                message = _foreign(address, text, start)
            else:
                message = _broken(address, path, known, anchors, base_path)
            if message:
                yield CheckError(message, Place(path, text.count("\n", 0, start) + 1))


def _foreign(address: str, text: str, start: int) -> str | None:
    """What is wrong with an attribute that names another host: only links may."""
    tag = text[text.rindex("<", 0, start) : text.find(">", start)]
    attribute = text[start + 1 : text.index("=", start)]
    loads = attribute == "src" or (tag.startswith("<link") and "canonical" not in tag)
    return f"loads {address} from another host" if loads else None


def _broken(
    address: str,
    path: str,
    known: Collection[str],
    anchors: Mapping[str, Counter[str]],
    base_path: str,
) -> str | None:
    target, fragment = _meant(address, path, base_path)
    if target is None:
        return f"{address} leads out of the site"
    if target not in known:
        return f"{address} leads nowhere: there is no {target}"
    if fragment and target in anchors and fragment not in anchors[target]:
        return f"{address} leads nowhere: {target} has no id {address.partition('#')[2]}"
    return None


def _meant(address: str, path: str, base_path: str) -> tuple[str | None, str]:
    """Path and anchor that an address on a page means; no path if it leads out of the site."""
    is_own = not address or address[0] in "#?"
    return _target(address, path if is_own else posixpath.dirname(path), base_path)


@lru_cache(maxsize=4096)
def _target(address: str, base: str, base_path: str) -> tuple[str | None, str]:
    # `base` is the folder of the page, or the page itself for a bare fragment; most addresses stand
    # on very many pages.
    target, _, fragment = address.partition("#")
    target = unquote(target.partition("?")[0])
    if target.startswith("/"):
        inside = target.startswith(base_path)
        path = target.removeprefix(base_path) or "index.html"
        return (path if inside else None), unquote(fragment)
    path = posixpath.normpath(posixpath.join(base, target)) if target else base
    return path, unquote(fragment)
