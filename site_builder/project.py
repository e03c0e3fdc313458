"""An archive on the disk: where its folders are, and what the files of `content/` hold."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.errors import SiteError

if TYPE_CHECKING:
    from site_builder.model import Document, Ledger

# What reads the files is imported when one is to be read: a build without work needs none of it.


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

    @cached_property
    def _whole(self) -> Path:
        return self.root.resolve()

    def shown(self, path: Path) -> str:
        """The path as messages name it: relative to the project if it is inside."""
        try:
            return path.resolve().relative_to(self._whole).as_posix()
        except ValueError:
            return path.as_posix()

    def is_as_written(self, path: Path, ledger: Ledger) -> bool:
        """Whether no person has corrected a speech since `ingest` wrote it."""
        from site_builder.content import written_digest

        return written_digest(self.text(path), self.shown(path)) == ledger.written

    def ledger_path(self, id_: str) -> Path:
        """Where the ledger of the speech with this id is, if there is one."""
        return self.content / "ledgers" / f"{id_}.json"

    def ledger(self, id_: str) -> Ledger | None:
        """The ledger of the speech with this id; None for one that no saved page is behind.

        Raises `ContentError` if it cannot be read.
        """
        from site_builder.content import parsed_ledger

        path = self.ledger_path(id_)
        if not path.exists():
            return None
        return parsed_ledger(self.text(path), self.shown(path))

    def documents(self, language: str) -> tuple[list[tuple[Path, Document]], list[SiteError]]:
        """The speeches of `content/` that can be read, and what is wrong with the others."""
        from site_builder.content import parsed_document

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
        from site_builder.content import decoded

        return decoded(path.read_bytes(), self.shown(path))


def headers_file(project: Path) -> Path:
    """The `netlify.toml` that holds the headers: the project's own, or else the package's."""
    own = project / "netlify.toml"
    package = Path(__file__).parent
    return next(
        p for p in (own, package / "_netlify.toml", package.parent / "netlify.toml") if p.exists()
    )


def default_templates() -> Path:
    """The folder of the templates that come with the package."""
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def code_digest() -> str:
    """What is another with any other code: of this package, of Python, or of a library.

    Files are taken by their content, as their times may be those of an archive they came in.
    Libraries are taken by the names of the folders that tell their versions.
    """
    package = Path(__file__).parent
    digest = sha256(sys.version.encode())
    for path in sorted(package.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    for folder in map(Path, sys.path):
        if folder.name in ("site-packages", "dist-packages") and folder.is_dir():
            versions = sorted(p.name for p in folder.iterdir() if p.suffix == ".dist-info")
            digest.update("\0".join(versions).encode())
    return digest.hexdigest()
