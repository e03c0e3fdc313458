"""What is lost, hidden or repaired in a speech, counted for its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from site_builder.markdown import gap_of
from site_builder.model import LOST, MASK, Apparatus, Block, Gap, Ledger

_EDITORIAL = frozenset(
    [
        "whitespace",
        "markup",
        "boilerplate",
        "reference",
        "breadcrumb",
        "title",
        "published",
        "outline",
        "gap",
        "mask",
        "heading",
        "speaker",
        "site",
        "doubtful",
    ]
)
"""Rules of extraction and marking: what they did is no repair."""


def apparatus_of(blocks: Iterable[Block], ledger: Ledger | None) -> Apparatus:
    """What is to be told of a speech, from its blocks and its ledger."""
    blocks = tuple(blocks)
    text = "\n".join(block.text for block in blocks)
    gaps = tuple(Gap(block.id, *gap_of(block.text)) for block in blocks if block.kind == "gap")
    edits = ledger.edits if ledger else ()
    rules = Counter(rule for edit in edits for rule in edit.rule.split("+"))
    return Apparatus(
        gaps=gaps,
        masks=len(re.findall(f"{MASK}+", text)),
        lost_characters=text.count(LOST),
        doubtful=len(re.findall(r"〔\?[^〔〕]+〕", text)),
        repairs=tuple((rule, n) for rule, n in rules.most_common() if rule not in _EDITORIAL),
    )
