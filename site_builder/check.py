"""A look over the finished pages: links, fragments, anchors given once, no foreign hosts."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from site_builder.errors import CheckError, Place

# The pages are our own: every attribute is in double quotation marks, so a pattern reads them.
_LINK = re.compile(r'<(\w+)[^<>]*?\s(href|src|action)="([^"]*)"')
_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def faults(
    pages: Mapping[str, str], files: Collection[str], base_path: str
) -> Iterator[CheckError]:
    """Everything that must not be in a site, found in its pages.

    `pages` maps paths of the site to HTML; `files` are the paths of all other files.
    """
    anchors = {path: Counter(map(unescape, _ID.findall(text))) for path, text in pages.items()}
    known = {*pages, *files}
    for path, text in pages.items():
        for anchor, count in anchors[path].items():
            if count > 1:
                yield CheckError(f'the id "{anchor}" is given {count} times', Place(path))
        for match in _LINK.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            if message := _fault(match, path, known, anchors, base_path):
                yield CheckError(message, Place(path, line))


def _fault(
    match: re.Match[str],
    path: str,
    known: Collection[str],
    anchors: Mapping[str, Counter[str]],
    base_path: str,
) -> str | None:
    tag, attribute, address = match[1].lower(), match[2], unescape(match[3])
    if _EXTERNAL.match(address) or address.startswith("//"):
        loads = attribute == "src" or (tag == "link" and "canonical" not in match[0])
        return f"loads {address} from another host" if loads else None
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
