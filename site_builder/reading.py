"""A speech read from the files that it is in: its Markdown, its ledger, and its saved page."""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import NamedTuple

from site_builder.content import decoded, parsed_document, parsed_ledger, written_digest
from site_builder.model import Ledger, Speech
from site_builder.project import Project
from site_builder.speech import speech_of


class Read(NamedTuple):
    """A speech, and what it was read from."""

    speech: Speech
    digest: bytes
    """As `digest_of`."""
    saved: str
    """The path in `content/` of its saved page, if that was read; only for a corrected speech."""


def read(project: Project, file: str, language: str) -> Read:
    """The speech of a file of `content/`, with what its ledger tells of its saved page.

    `file` is relative to the project; `language` is that of the site. Raises `SiteErrors` or
    `ContentError` if one of its files breaks the format.
    """
    data = _bytes(project, file)
    text = decoded(data, file)
    document = parsed_document(text, file, language=language)
    place = ledger_file(file)
    ledger_data = _bytes(project, place)
    ledger = parsed_ledger(decoded(ledger_data, place), place) if ledger_data else None
    if not ledger or written_digest(text, file) == ledger.written:
        return Read(speech_of(document, ledger), digest(data, ledger_data, b""), "")
    saved_data = _bytes(project, f"content/{ledger.file}")
    speech = speech_of(document, ledger, corrected=True, saved=_saved_text(ledger, saved_data))
    return Read(speech, digest(data, ledger_data, saved_data), ledger.file)


def digest_of(project: Project, file: str, saved: str) -> bytes:
    """What is another if any of a speech's files is; `saved` is that of its saved page, if read."""
    saved_data = _bytes(project, f"content/{saved}") if saved else b""
    return digest(_bytes(project, file), _bytes(project, ledger_file(file)), saved_data)


def ledger_file(file: str) -> str:
    """Where the ledger of a speech's file is, if it has one.

    >>> ledger_file("content/speeches/2011/a-speech.md")
    'content/ledgers/a-speech.json'
    """
    return f"content/ledgers/{id_of(file)}.json"


def id_of(file: str) -> str:
    """The id of a speech, from its file.

    >>> id_of("content/speeches/2011/a-speech.md")
    'a-speech'
    """
    return file.rpartition("/")[2].removesuffix(".md")


def _bytes(project: Project, file: str) -> bytes:
    try:
        with open(f"{project.root}/{file}", "rb", buffering=0) as opened:  # noqa: PTH123
            return opened.read()
    except (FileNotFoundError, IsADirectoryError):
        return b""


def _saved_text(ledger: Ledger, data: bytes) -> str | None:
    """The saved page that a ledger is of, decoded; None if it is not at hand as it was."""
    if sha256(data).hexdigest() != ledger.sha256:
        return None
    from site_builder.raw import raw_page  # few speeches are corrected, and need it

    raw = raw_page(ledger.file, data)
    return raw.text if raw.encoding == ledger.encoding else None


def digest(*parts: bytes) -> bytes:
    """What is another if any of the parts is, or where one ends: 16 bytes."""
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()
