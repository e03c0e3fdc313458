"""Control characters, which neither Markdown nor HTML can hold: what a broken transfer leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Edit
from site_builder.repair._observed import Observed

# The C0 and C1 controls but tab and line ends, Unicode's noncharacters, and a byte order mark.
_CONTROLS = re.compile(
    r"(?P<byte>[\x80-\x9f])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufeff\ufffe\uffff]+"
)


def control_characters(observed: Observed) -> Iterator[Edit]:
    """Edits that remove control characters; those that are white space leave a blank.

    U+0080 to U+009F are what bytes of cp1252 become when they are read as Latin-1: as in every
    browser (WHATWG HTML, numeric character references), the character of cp1252 is put there.
    """
    for match in _CONTROLS.finditer(observed.text):
        evidence = " ".join(f"U+{ord(character):04X}" for character in match[0])
        after = " " if match[0].isspace() else ""
        if match["byte"]:
            after = bytes([ord(match["byte"])]).decode("cp1252", "ignore")
            evidence += " is a byte of cp1252" if after else ""
        yield Edit(match.start(), match[0], after, "control-character", evidence=evidence)
