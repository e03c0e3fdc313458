"""One file per download format: a function from a published speech to its text or bytes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from site_builder.exports._published import Published, license_of

__all__ = ["EXPORTS", "Export", "Published", "exports_of", "license_of"]


@dataclass(frozen=True, slots=True)
class Export:
    """A format in which each speech may be had."""

    name: str
    """In `site.toml`; its word in the interface is `format_` and this, with `_` for `-`."""
    suffix: str
    """Of its file, which stands beside the page of the speech."""
    media_type: str
    maker: str
    """The module beside this one whose function of the same name makes its text or bytes.

    It is loaded when a file is made: an archive that wants no EPUB does without what that takes.
    """

    def data(self, published: Published) -> bytes:
        """The file's content."""
        made = getattr(import_module(f"{__name__}.{self.maker}"), self.maker)(published)
        return made if isinstance(made, bytes) else str(made).encode()


EXPORTS: tuple[Export, ...] = (
    Export("markdown", ".md", "text/markdown", "markdown"),
    Export("text", ".txt", "text/plain", "text"),
    Export("json", ".json", "application/json", "facts"),
    Export("tei", ".tei.xml", "application/tei+xml", "tei"),
    Export("akoma-ntoso", ".akn.xml", "application/akn+xml", "akoma_ntoso"),
    Export("epub", ".epub", "application/epub+zip", "epub"),
    Export("csl-json", ".csl.json", "application/vnd.citationstyles.csl+json", "csl_json"),
    Export("bibtex", ".bib", "application/x-bibtex", "bibtex"),
    Export("ris", ".ris", "application/x-research-info-systems", "ris"),
)
"""In the order in which a page lists them: to read, to work with, to cite."""


def exports_of(names: tuple[str, ...] | None) -> tuple[Export, ...]:
    """The formats of these names, in the order of `EXPORTS`; all if none are named."""
    return tuple(export for export in EXPORTS if names is None or export.name in names)
