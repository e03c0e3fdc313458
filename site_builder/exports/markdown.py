"""A speech as Markdown, as it stands in `content/`: front matter and body."""

from __future__ import annotations

from site_builder.content import dumped_document
from site_builder.exports._published import Published


def markdown(published: Published) -> str:
    """The file of the speech, which another archive may take as it is; its lines end with `\\n`."""
    return dumped_document(published.document).replace("\r\n", "\n").replace("\r", "\n")
