"""An archive on the disk: where its folders are, and what the files of `content/` hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from site_builder.content import parsed_document, parsed_ledger, written_digest
from site_builder.errors import ContentError, Place, SiteError
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
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise ContentError("is not UTF-8 text", Place(self.shown(path), line)) from None


def default_templates() -> Path:
    """The folder of the templates that come with the package."""
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"
