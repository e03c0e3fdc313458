"""What an export is made of: a speech, where it is published, and the archive that publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.config import Config
from site_builder.model import Document, Speaker, Speech


@dataclass(frozen=True, slots=True)
class Published:
    """A speech as an archive publishes it."""

    speech: Speech
    address: str
    """Of its page, in full: `https://…/speeches/x.html`."""
    archive: Config
    words: Mapping[str, str]
    """Of the interface, in the archive's language."""

    @property
    def document(self) -> Document:
        """What people wrote: front matter and body."""
        return self.speech.document

    @property
    def publisher(self) -> str:
        """Who keeps the archive, or else the archive's name."""
        return self.archive.keeper or self.archive.title

    @property
    def license(self) -> str:
        """What may be done with it: what the speech says of itself, or else the archive."""
        return license_of(self.document, self.archive)

    def number_of(self, speaker: Speaker | None) -> int | None:
        """Which of the document's speakers one is, counted from 1."""
        speakers = self.document.speakers
        return speakers.index(speaker) + 1 if speaker in speakers else None


def license_of(document: Document, archive: Config) -> str:
    """What may be done with a speech: what it says of itself, or else the archive."""
    rights = document.rights
    own = (rights.statement, rights.license) if rights else ()
    return " ".join(filter(None, own)) or archive.license
