"""An archive on the disk: where its folders are, and what the files of `content/` hold."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from site_builder.content import decoded, parsed_document, parsed_ledger, written_digest
from site_builder.errors import SiteError
from site_builder.model import Document, Ledger


@dataclass(frozen=True)
class Project:
    """Where an archive is on the disk."""

    root: Path

    @property
    def content(self) -> Path:
        """What people read, correct and commit."""
        return self.root / "content"

    @property
    def templates(self) -> Path:
        """The archive's own templates; each overrides the package's file of the same name."""
        return self.root / "templates"

    @property
    def memory(self) -> Path:
        """What only saves time: it may be deleted at any moment."""
        return self.root / ".cache"

    def shown(self, path: Path) -> str:
        """The path as messages name it: relative to the project if it is inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    def is_as_written(self, path: Path, ledger: Ledger) -> bool:
        """Whether no person has corrected a speech since `ingest` wrote it."""
        return written_digest(self.text(path), self.shown(path)) == ledger.written

    def ledger_path(self, id_: str) -> Path:
        """Where the ledger of the speech with this id is, if there is one."""
        return self.content / "ledgers" / f"{id_}.json"

    def ledger(self, id_: str) -> Ledger | None:
        """The ledger of the speech with this id; None for one that no saved page is behind.

        Raises `ContentError` if it cannot be read.
        """
        path = self.ledger_path(id_)
        if not path.exists():
            return None
        return parsed_ledger(self.text(path), self.shown(path))

    def documents(self, language: str) -> tuple[list[tuple[Path, Document]], list[SiteError]]:
        """The speeches of `content/` that can be read, and what is wrong with the others."""
        found: list[tuple[Path, Document]] = []
        errors: list[SiteError] = []
        for path in sorted((self.content / "speeches").rglob("*.md")):
            try:
                text = self.text(path)
                found.append((path, parsed_document(text, self.shown(path), language=language)))
            except SiteError as error:
                errors.append(error)
        return found, errors

    def text(self, path: Path) -> str:
        """What a text file holds; raises `ContentError` if it is not UTF-8."""
        return decoded(path.read_bytes(), self.shown(path))


def default_templates() -> Path:
    """The folder of the templates that come with the package."""
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


_LIBRARIES = ("beautifulsoup4", "markdown-it-py", "opencc", "pypinyin", "pyyaml")
"""Those whose version can make a difference to what is written."""


def code_digest() -> str:
    """The SHA-256 of this package's files, and of the versions of Python and of its libraries."""
    package = Path(__file__).parent
    digest = sha256(sys.version.encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".json", ".gz") and path.is_file():
            digest.update(f"{path.relative_to(package).as_posix()}\n".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
