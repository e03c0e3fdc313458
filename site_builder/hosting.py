"""What a static host answers for an address: a file, a redirect, or the page for unknown ones.

It is done as Netlify does it, with the headers of `netlify.toml` and the rules of `_redirects`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote

from site_builder.errors import Place, SettingsError
from site_builder.headers import HeaderRule, headers_for, read_headers
from site_builder.redirects import Rule, parsed_redirects, rule_key

DEFAULT_CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""What Netlify sends where no rule says otherwise."""

TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".bib": "text/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".epub": "application/epub+zip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
"""Media types by the end of the name, listed since Python's own depend on the machine. All else,
such as Pagefind's `.pf_index` and `.pagefind`, is `application/octet-stream`."""

_FOR_HOSTS = frozenset({"_headers", "_redirects"})
"""Files of a site that its host reads, and nobody else."""

_NOT_FOUND = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><p>There is no page here.</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent, before it is compressed."""

    body: bytes
    suffix: str
    """The end of the file's name, with its dot; it tells the media type."""
    status: HTTPStatus = HTTPStatus.OK
    modified: float | None = None
    """Seconds since the epoch; None if the answer is not a file's content."""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostedSite:
    """A folder with a finished site, and the rules for its headers."""

    root: Path
    prefix: str
    rules: tuple[HeaderRule, ...]

    def answer(self, path: str, query: str) -> Answer:
        """The file for a path, or a redirect, or the page 404.html."""
        if path + "/" == self.prefix:
            return _redirect(self.prefix, query)
        inside = path.removeprefix(self.prefix)
        if inside == path:
            return self._not_found({})
        rule = self._rule(path)
        if rule and rule.is_forced:
            return _redirect(rule.target, query)
        headers = _for_plain_http(headers_for(self.rules, f"/{inside}"))
        name = unquote(inside)
        is_folder = not name or name.endswith("/")
        for file in [f"{name}index.html"] if is_folder else [name, f"{name}.html"]:
            if found := _read(self.root, file):
                body, modified = found
                return Answer(body, Path(file).suffix, modified=modified, headers=headers)
        if _read(self.root, f"{name}/index.html"):
            return _redirect(f"{path}/", query)
        return _redirect(rule.target, query) if rule else self._not_found(headers)

    def _rule(self, path: str) -> Rule | None:
        """The rule for a path from the root of the host."""
        text, _ = _bytes_of(self.root / "_redirects") or (b"", 0.0)
        return parsed_redirects(text.decode("utf-8", "replace")).get(rule_key(path))

    def _not_found(self, headers: dict[str, str]) -> Answer:
        body, _ = _read(self.root, "404.html") or (_NOT_FOUND, 0.0)
        return Answer(body, ".html", HTTPStatus.NOT_FOUND, headers=headers)


def _read(root: Path, name: str) -> tuple[bytes, float] | None:
    """A file's bytes and time of change; None if there is none, or it is none of the site's.

    Hidden files and what lies outside of `root`, also behind a symbolic link, are not the site's.
    """
    parts = name.split("/")
    if any(not part or part.startswith(".") or "\\" in part for part in parts):
        return None
    if name in _FOR_HOSTS:
        return None
    try:
        path = root.joinpath(*parts).resolve(strict=True)
        return _bytes_of(path) if path.is_relative_to(root.resolve()) else None
    except (OSError, ValueError):  # gone; too long a name; a NUL or half a character in it
        return None


def _bytes_of(path: Path) -> tuple[bytes, float] | None:
    """A file's bytes and time of change; None if there is no such file."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return file.read(), os.fstat(file.fileno()).st_mtime
    except OSError:  # gone meanwhile
        return None


def _redirect(path: str, query: str) -> Answer:
    location = quote(unquote(path), safe="/#") + (f"?{query}" if query else "")
    return Answer(b"", "", HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location})


def read_rules(headers: Path | None) -> tuple[HeaderRule, ...]:
    """The rules of a `netlify.toml`; none if there is no such file.

    Raises `SettingsError` as `read_headers` does, and if the file is not UTF-8.
    """
    if headers is None or not headers.exists():
        return ()
    try:
        return read_headers(headers.read_text("utf-8"), headers.name)
    except UnicodeDecodeError as error:
        raise SettingsError(f"not UTF-8: {error.reason}", Place(headers.name)) from None


def _for_plain_http(headers: dict[str, str]) -> dict[str, str]:
    """Headers without the order to fetch all by https, which is not spoken here.

    Safari obeys it on 127.0.0.1 too, and every browser does on a name or address in a network.
    """
    return {
        name: re.sub(r";?\s*upgrade-insecure-requests", "", value)
        for name, value in headers.items()
    }
