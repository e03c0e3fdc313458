"""XML put together and written out: elements from names and contents, and blocks read from HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote
from xml.etree.ElementTree import Element, fromstring, tostring

from markupsafe import escape

Content = Element | str

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
"""What a document begins with."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to hold, not even escaped."""
_BUTTON = re.compile(r"<button [^>]*></button>")
_VOID = re.compile(r"<([bh]r)\b([^>]*)>")


def element(
    tag: str, attributes: Mapping[str, str | None] | None = None, *content: Content
) -> Element:
    """An element with all attributes that are not empty, and with text and elements in it."""
    made = Element(tag, {name: value for name, value in (attributes or {}).items() if value})
    for part in content:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def in_lines(
    tag: str, attributes: Mapping[str, str | None] | None = None, *content: Element
) -> Element:
    """The same of elements alone, each on a line of its own."""
    made = element(tag, attributes, *content)
    made.text = "\n"
    for child in made:
        child.tail = "\n"
    return made


def dumped(root: Element) -> str:
    """A whole XML document in UTF-8, with a line end at its end."""
    return f"{DECLARATION}{written(root)}\n"


def written(part: Element) -> str:
    """An element alone, as it stands in a document."""
    return _FORBIDDEN.sub("�", tostring(part, encoding="unicode"))


def leaf(tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element with no other in it, as it stands in a document: for long lists, as it is quick.

    >>> leaf("link", attributes={"href": "https://a.example/?a&b"})
    '<link href="https://a.example/?a&amp;b"></link>'
    """
    given = ""
    for name, value in (attributes or {}).items():
        given += f' {name}="{escape(value)}"'
    return _FORBIDDEN.sub("�", f"<{tag}{given}>{escape(text)}</{tag}>")


def read_html(html: str) -> Element:
    """An element without a meaning of its own that holds the HTML of a block.

    Of the page's own interface, its buttons, nothing is left.
    """
    text = _VOID.sub(r"<\1\2/>", _BUTTON.sub("", _FORBIDDEN.sub("�", html)))
    return fromstring(f"<div>{text}</div>")


def moved(source: Element, target: Element) -> Element:
    """The target, with all that the source holds put into it, behind what it has."""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    target.extend(source)
    return target


def uri(address: str) -> str:
    """An address as a URI: what may not stand in one is percent-encoded.

    >>> uri("https://a.example/讲 话")
    'https://a.example/%E8%AE%B2%20%E8%AF%9D'
    """
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~-._")
