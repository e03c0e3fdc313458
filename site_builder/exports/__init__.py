"""One file per download format: a function from a published speech to its text or bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from site_builder.exports._published import Published, license_of
from site_builder.exports.akoma_ntoso import akoma_ntoso
from site_builder.exports.bibtex import bibtex
from site_builder.exports.csl_json import csl_json
from site_builder.exports.epub import epub
from site_builder.exports.facts import facts
from site_builder.exports.markdown import markdown
from site_builder.exports.ris import ris
from site_builder.exports.tei import tei
from site_builder.exports.text import text

__all__ = ["EXPORTS", "Export", "Published", "exports_of", "license_of"]


@dataclass(frozen=True, slots=True)
class Export:
    """A format in which each speech may be had."""

    name: str
    """In `site.toml`; its word in the interface is `format_` and this, with `_` for `-`."""
    suffix: str
    """Of its file, which stands beside the page of the speech."""
    media_type: str
    made: Callable[[Published], str | bytes]

    def data(self, published: Published) -> bytes:
        """The file's content."""
        made = self.made(published)
        return made if isinstance(made, bytes) else made.encode()


EXPORTS: tuple[Export, ...] = (
    Export("markdown", ".md", "text/markdown", markdown),
    Export("text", ".txt", "text/plain", text),
    Export("json", ".json", "application/json", facts),
    Export("tei", ".tei.xml", "application/tei+xml", tei),
    Export("akoma-ntoso", ".akn.xml", "application/akn+xml", akoma_ntoso),
    Export("epub", ".epub", "application/epub+zip", epub),
    Export("csl-json", ".csl.json", "application/vnd.citationstyles.csl+json", csl_json),
    Export("bibtex", ".bib", "application/x-bibtex", bibtex),
    Export("ris", ".ris", "application/x-research-info-systems", ris),
)
"""In the order in which a page lists them: to read, to work with, to cite."""


def exports_of(names: tuple[str, ...] | None) -> tuple[Export, ...]:
    """The formats of these names, in the order of `EXPORTS`; all if none are named."""
    return tuple(export for export in EXPORTS if names is None or export.name in names)
