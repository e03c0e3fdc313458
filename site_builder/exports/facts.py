"""A speech as JSON: its facts and its text, paragraph by paragraph."""

from __future__ import annotations

from site_builder.exports._published import Published
from site_builder.facts import facts_json


def facts(published: Published) -> str:
    """What `facts.schema.json` describes."""
    return facts_json(published.speech, published.address)
