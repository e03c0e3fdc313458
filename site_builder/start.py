"""New archives and new speeches: the files that a person begins with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from site_builder.content import dumped_document
from site_builder.errors import Place, SiteError
from site_builder.files import write_file
from site_builder.ids import document_id
from site_builder.model import Document, Speaker
from site_builder.project import default_templates, headers_file

_SITE = """\
# The archive's own facts.
title = {title}
description = ""
url = "https://example.org/"    # where it will be published; ends with a slash
language = {language}
keeper = ""
contact = ""                    # an e-mail address, or that of a page
license = ""
edition = {{number = "1", date = "{today}"}}
notice = ""
"""

_IGNORED = "/.cache/\n/public/\n/.public.*\n/report/\n"
_REQUIREMENTS = "site-builder\n"
_BUILD_COMMAND = (
    'command = "python -m pip install --quiet -r requirements.txt && site-builder build"'
)


def start_archive(folder: Path, *, title: str, language: str, templates: bool) -> Iterator[Path]:
    """The files of a new archive, written into a folder that is new or empty.

    Raises `SiteError` if the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteError("is not an empty folder", Place(folder.as_posix()))
    languages = {path.stem for path in (default_templates() / "words").glob("*.toml")}
    if language not in languages:
        raise SiteError(
            f'there are no interface words for "{language}"; choose {", ".join(sorted(languages))}'
        )
    name = title or folder.resolve().name
    netlify = headers_file(folder).read_text("utf-8").splitlines(keepends=True)
    command = [f"{_BUILD_COMMAND}\n" if line.startswith("command = ") else line for line in netlify]
    files = {
        "content/site.toml": _SITE.format(
            title=_quoted(name), language=_quoted(language), today=date.today()
        ),
        "content/raw/.gitkeep": "",
        "content/speeches/.gitkeep": "",
        "netlify.toml": "".join(command),
        "requirements.txt": _REQUIREMENTS,
        ".gitignore": _IGNORED,
    }
    for path, text in files.items():
        write_file(folder / path, text.encode())
        yield folder / path
    if templates:
        for source in sorted(default_templates().rglob("*")):
            if source.is_file():
                target = folder / "templates" / source.relative_to(default_templates())
                write_file(target, source.read_bytes())
                yield target


def new_speech(project: Path, title: str) -> Path:
    """The file of a new speech, written with what its title tells.

    Raises `SiteError` if there is a speech of that id already.
    """
    id_ = document_id(title, "", "0" * 8)
    path = project / "content" / "speeches" / f"{id_}.md"
    if path.exists():
        raise SiteError("is there already", Place(path.as_posix()))
    document = Document(
        id=id_,
        title=title,
        language="",
        body="\n",
        speakers=(Speaker(attribution="?"),),
        status="draft",
    )
    write_file(path, dumped_document(document).encode())
    return path


def _quoted(text: str) -> str:
    """The text as a TOML string, for which JSON's will do."""
    return json.dumps(text, ensure_ascii=False)
