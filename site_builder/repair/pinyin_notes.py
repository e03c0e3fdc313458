"""Pinyin notes: a mirror writes the reading behind a character, `質(zhì)量` for `質量`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Edit
from site_builder.repair._observed import Observed
from site_builder.repair._readings import readings as readings

MIN_TYPES = 5
"""A page with notes behind fewer different characters than this is clean: its notes are glosses,
as in 垚(yáo). Measured on 26 noisy pages, which have 2 to 57 such characters; the clean pages among
22 million characters of laws and reports have none."""

_NOTE = re.compile(
    r"(?P<han>[\u3400-\u9fff])(?P<note> ?\((?P<reading>[a-zü\u00e0-\u01dc]{1,7}) ?\))"
)
_TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")


def pinyin_notes(observed: Observed) -> Iterator[Edit]:
    """Edits that remove notes which are a reading of the character before them.

    A note that is no reading of its character is left: it is the trace of other damage. Readings
    without a tone mark are those of the neutral tone, as in 們(men); they prove no page noisy.
    """
    notes = [m for m in _NOTE.finditer(observed.text) if m["reading"] in readings(m["han"])]
    toned = {m["han"] for m in notes if not _TONES.isdisjoint(m["reading"])}
    if len(toned) < MIN_TYPES:
        return
    for match in notes:
        evidence = f"{match['reading']} is a reading of {match['han']}"
        yield Edit(match.start("note"), match["note"], "", "pinyin-note", evidence=evidence)
