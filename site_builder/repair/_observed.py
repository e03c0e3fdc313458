"""A text as a rule sees it: the characters, where they run as text, and how they came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Wish = Literal["auto", "restore", "keep"]
"""What a curator wants of a mechanically converted script: see `repair.script`."""

_MARKUP = re.compile(r"(?P<comment><!--)|<(?P<raw>script|style)\b|</?[a-z!][^<>]*>", re.IGNORECASE)
_ENDS = {
    "!--": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}


@dataclass(frozen=True)
class Observed:
    """A text that a rule is to repair."""

    text: str
    """As the rules before left it; markup included."""
    saved: str
    """As it was saved, before any rule: its notes and slips tell what a mirror did to it."""
    is_html: bool = False
    script: Wish = "auto"

    @cached_property
    def running(self) -> str:
        """The text, of the same length, with each character of HTML markup replaced by NUL.

        Rules for the words of a text look here, so that no attribute or script is taken for text;
        NUL stands between the words on either side of a tag, as the tag does.
        """
        if not self.is_html:
            return self.text
        kept: list[str] = []
        position = 0
        for start, end in _markup(self.text):
            kept += self.text[position:start], "\0" * (end - start)
            position = end
        return "".join([*kept, self.text[position:]])


def _markup(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of tags, comments, scripts and styles. What is never closed is no markup."""
    unclosed: set[str] = set()  # looked for once, so that no input takes quadratic time
    position = 0
    while match := _MARKUP.search(text, position):
        position = match.end()
        kind = "!--" if match["comment"] else (match["raw"] or "").lower()
        if not kind:
            yield match.span()
        elif kind not in unclosed:
            end = _ENDS[kind].search(text, position)
            if end:
                position = end.end()
                yield match.start(), position
            else:
                unclosed.add(kind)
