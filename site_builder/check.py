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
_ATTRIBUTE = re.compile(r' (id|href|src|action)="([^"]*)"')
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
    text = _spaced(text)
    found = _ATTRIBUTE.findall(text)
    anchors = [unescape(value) for name, value in found if name == "id"]
    known = frozenset(anchors)
    targets: set[str] = set()
    is_sound = len(known) == len(anchors)
    folder = posixpath.dirname(path)
    for name, value in set(found):
        if name == "id":
            continue
        if _EXTERNAL.match(value):
            places = _places(f'{name}="{value}"', text)
            is_sound = is_sound and not any(_loads(name, text, place) for place in places)
            continue
        target, fragment = _meant(unescape(value), path, folder, base_path)
        if target is None:
            is_sound = False
        elif target == path:
            is_sound = is_sound and (not fragment or fragment in known)
        else:
            targets.add(f"{target}#{fragment}" if fragment else target)
    return Look(known, frozenset(targets), is_sound)


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
    links: dict[str, list[tuple[str, str, int]]] = {}
    for path, text in pages.items():
        found = [
            (match[1], unescape(match[2]), match.start())
            for match in _ATTRIBUTE.finditer(_spaced(text))
        ]
        anchors[path] = Counter(value for name, value, _ in found if name == "id")
        links[path] = [link for link in found if link[0] != "id"]
    known = {*pages, *files}
    for path, text in pages.items():
        for anchor, count in anchors[path].items():
            if count > 1:
                yield CheckError(f'the id "{anchor}" is given {count} times', Place(path))
        for name, address, start in links[path]:
            message: str | None = None
            if not _EXTERNAL.match(address):
                message = _broken(address, path, known, anchors, base_path)
            elif _loads(name, text, start):
                message = f"loads {address} from another host"
            if message:
                yield CheckError(message, Place(path, text.count("\n", 0, start) + 1))


def _spaced(text: str) -> str:
    """The text with spaces for all that sets off an attribute: they are found three times as fast
    where it is one character.
    """
    for blank in "\n\r\t\f":
        text = text.replace(blank, " ")
    return text


def _places(attribute: str, text: str) -> Iterator[int]:
    """Where in a page an attribute with its value stands, as `_ATTRIBUTE` finds it."""
    place = text.find(attribute)
    while place >= 0:
        if text[place - 1] == " ":
            yield place - 1
        place = text.find(attribute, place + 1)


def _loads(name: str, text: str, start: int) -> bool:
    """Whether an attribute that names another host loads something from it: only links may."""
    tag = text[text.rindex("<", 0, start) : text.find(">", start)]
    return name == "src" or (tag.startswith("<link") and "canonical" not in tag)


def _broken(
    address: str,
    path: str,
    known: Collection[str],
    anchors: Mapping[str, Counter[str]],
    base_path: str,
) -> str | None:
    target, fragment = _meant(address, path, posixpath.dirname(path), base_path)
    if target is None:
        return f"{address} leads out of the site"
    if target not in known:
        return f"{address} leads nowhere: there is no {target}"
    if fragment and target in anchors and fragment not in anchors[target]:
        return f"{address} leads nowhere: {target} has no id {address.partition('#')[2]}"
    return None


def _meant(address: str, path: str, folder: str, base_path: str) -> tuple[str | None, str]:
    """Path and anchor that an address on a page in a folder means; no path if it leads out of the
    site.
    """
    if address[:1] == "#":
        return path, unquote(address[1:])
    if not address or address[0] == "?":
        return path, unquote(address.partition("#")[2])
    return _target(address, folder, base_path)


@lru_cache(maxsize=1 << 14)  # most addresses stand on very many pages
def _target(address: str, folder: str, base_path: str) -> tuple[str | None, str]:
    target, _, fragment = address.partition("#")
    target = unquote(target.partition("?")[0])
    if target.startswith("/"):
        inside = target.startswith(base_path)
        path = target.removeprefix(base_path) or "index.html"
        return (path if inside else None), unquote(fragment)
    return posixpath.normpath(posixpath.join(folder, target)), unquote(fragment)
