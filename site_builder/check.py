"""A look over the finished pages: links, fragments, anchors given once, no foreign hosts."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from site_builder.errors import CheckError, Place

# The pages are our own: an attribute is in double quotation marks, of which text has none, so a
# pattern reads them.
_ATTRIBUTE = re.compile(r'\s(id|href|src|action)="([^"]*)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


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
    target, _, fragment = address.partition("#")
    target = unquote(target.partition("?")[0])
    if target.startswith("/"):
        if not target.startswith(base_path):
            return f"{address} leads out of the site"
        target = target.removeprefix(base_path) or "index.html"
    elif target:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    else:
        target = path
    if target not in known:
        return f"{address} leads nowhere: there is no {target}"
    if fragment and target in anchors and unquote(fragment) not in anchors[target]:
        return f"{address} leads nowhere: {target} has no id {fragment}"
    return None
