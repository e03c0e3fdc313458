"""Assets get names that carry their content's digest, and scripts import each other by these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from typing import NamedTuple

from site_builder.errors import Place, TemplateError

_IMPORT = re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])\./([^"']+)(?=["'])""")


class Asset(NamedTuple):
    """A file of the site's look or behaviour."""

    path: str
    """In the site, for example `assets/site-0ec515c3.css`."""
    data: bytes


def asset(name: str, data: bytes) -> Asset:
    """An asset under the name that its content gives it."""
    stem, dot, suffix = name.rpartition(".")
    return Asset(f"assets/{stem}-{sha256(data).hexdigest()[:8]}{dot}{suffix}", data)


def addressed(files: Mapping[str, bytes]) -> dict[str, Asset]:
    """The assets by their names in `templates/assets/`, with `import "./other.js"` made to fit.

    Raises `TemplateError` if a script imports what does not exist, or, by others, itself.
    """
    # As Latin-1, text is the file's bytes one by one, whatever they are.
    scripts = {n: data.decode("latin-1") for n, data in files.items() if n.endswith(".js")}
    imports = {name: _imports(name, text, scripts) for name, text in scripts.items()}
    made = {name: asset(name, data) for name, data in files.items() if name not in scripts}

    def renamed(match: re.Match[str]) -> str:
        if _is_comment(match):
            return match[0]
        return f"{match[1]}./{made[match[2]].path.removeprefix('assets/')}"

    try:
        for name in TopologicalSorter(imports).static_order():
            made[name] = asset(name, _IMPORT.sub(renamed, scripts[name]).encode("latin-1"))
    except CycleError as error:
        names = error.args[1]
        message = f"scripts import each other: {' → '.join(names)}"
        raise TemplateError(message, _place(min(names))) from None
    return made


def _imports(name: str, text: str, scripts: Mapping[str, str]) -> list[str]:
    found = [match for match in _IMPORT.finditer(text) if not _is_comment(match)]
    for match in found:
        if match[2] not in scripts:
            line = text.count("\n", 0, match.start()) + 1
            raise TemplateError(f'there is no script "{match[2]}"', _place(name, line))
    return [match[2] for match in found]


def _is_comment(match: re.Match[str]) -> bool:
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    return line.lstrip().startswith("//")


def _place(name: str, line: int | None = None) -> Place:
    return Place(f"templates/assets/{name}", line)
