"""A text as a rule sees it: the characters, where they run as text, and how they came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Wish = Literal["auto", "restore", "keep"]
"""What a curator wants of a mechanically converted script: see `repair.script`."""

_MARKUP = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-z!][^<>]*>", re.DOTALL | re.IGNORECASE
)


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
        return _MARKUP.sub(lambda match: "\0" * len(match[0]), self.text)
