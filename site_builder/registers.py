"""The files of `content/` beside the speeches: who and what is meant, and what the archive says."""

from __future__ import annotations

from site_builder.archive import Registers
from site_builder.config import Config
from site_builder.editions import parsed_editions
from site_builder.errors import SiteError
from site_builder.identity import FILES, Kind, Register, parsed_register
from site_builder.project import Project
from site_builder.published import Record, parsed_record
from site_builder.statements import TEXTS, Statements

RECORD = "published.json"
"""The record of what was published, in `content/`."""


def registers_of(project: Project) -> tuple[Registers, list[SiteError]]:
    """Who and what `content/` tells of, and what is wrong with these files."""
    registers: dict[Kind, Register] = {}
    errors: list[SiteError] = []
    for kind, name in FILES.items():
        path = project.content / name
        try:
            text = project.text(path) if path.exists() else ""
            registers[kind] = parsed_register(text, kind, project.shown(path))
        except SiteError as error:
            errors.append(error)
    return registers, errors


def statements_of(project: Project, config: Config) -> Statements:
    """What `content/` says of the archive itself.

    Raises `SiteError` if one of its files is wrong.
    """
    texts = {name: project.content / f"{name}.md" for name in TEXTS}
    editions = project.content / "editions.toml"
    return Statements(
        {name: project.text(path) for name, path in texts.items() if path.exists()},
        parsed_editions(project.text(editions), project.shown(editions), config)
        if editions.exists()
        else (),
    )


def record_of(project: Project) -> Record:
    """What was published so far; raises `ContentError` if its file is none of ours."""
    path = project.content / RECORD
    return parsed_record(project.text(path), project.shown(path)) if path.exists() else {}
