"""`content/site.toml`: the archive's own facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from site_builder.errors import Place, SettingsError, SiteErrors, nearest

DATA = ("csv", "jsonl", "parquet", "sqlite", "epub", "bag")
"""Tables in three formats, a database of them, a book of each collection, all of it in one file."""
DEFAULT_DATA = ("csv", "jsonl")
"""Those that cost little at each build."""
WAYS = (
    "years",
    "months",
    "days",
    "speakers",
    "events",
    "places",
    "subjects",
    "collections",
    "languages",
    "types",
    "headings",
    "passages",
    "completeness",
)
"""What leads to the speeches, beside the search: lists, all headings, repeated passages, losses."""


@dataclass(frozen=True, slots=True)
class Config:
    """What `site.toml` says; templates see it as `site`."""

    title: str
    """The archive's name."""
    url: str
    """Where it is published: `https://…/`, ends with a slash; a sub-path is fine."""
    description: str = ""
    """One or two sentences for the home page and for search engines."""
    language: str = "en"
    """BCP 47 tag of the interface; `templates/words/` has its words."""
    keeper: str = ""
    """Who keeps the archive."""
    contact: str = ""
    """Where to write to: an e-mail address, or that of a page."""
    license: str = ""
    """Of the archive as a whole: an SPDX identifier or a sentence."""
    notice: str = ""
    """A sentence shown on every page, for example that this is a sample."""
    edition_number: str = ""
    edition_date: str = ""
    """ISO 8601."""
    views: bool = True
    """Whether each speech is also shown as it was saved, and its saved page beside it."""
    exports: tuple[str, ...] | None = None
    """The formats in which each speech may be had, such as `["markdown", "epub"]`; None for all."""
    data: tuple[str, ...] = DEFAULT_DATA
    """The forms in which the archive may be had as data, of `DATA`."""
    ways: tuple[str, ...] = WAYS
    """What leads to the speeches, of `WAYS`."""
    related: bool = True
    """Whether a speech names others that are about the same, of its event, and of its speaker."""
    feeds: bool = True
    """Whether each list of speeches has feeds of its own; the archive has them always."""
    oai_gateway: str = ""
    """The address of the gateway that speaks OAI-PMH for the archive, if there is one."""
    offline: bool = False
    """Whether browsers keep the pages that were visited, to be read without a network."""

    @property
    def email(self) -> str:
        """The address to write to, if `contact` is one for e-mail."""
        return self.contact if "@" in self.contact and "://" not in self.contact else ""

    @property
    def told(self) -> tuple[str, ...]:
        """What the pages of other speeches and lists tell of one, of `speech.WHOLE`."""
        lists = (way for way in ("headings", "passages") if way in self.ways)
        return (*lists, *(["related"] if self.related else []))

    @property
    def reading(self) -> str:
        """What is another if speeches are to be read otherwise."""
        return " ".join([self.language, *self.told])

    def address(self, path: str) -> str:
        """The address of a page or a file in full.

        >>> Config("T", "https://a.example/").address("years/index.html")
        'https://a.example/years/index.html'
        """
        return self.url + ("" if path == "index.html" else quote(path))

    @property
    def base_path(self) -> str:
        """The path part of the address: starts and ends with a slash."""
        return urlsplit(self.url).path


_KEYS = (
    *(f.name for f in fields(Config) if not f.name.startswith("edition_")),
    "edition",
    "script",
)
_EDITION_KEYS = ("number", "date")

ScriptWish = Literal["auto", "restore", "keep"]
"""What is wanted of Traditional characters that a mirror may have made of Simplified ones."""
_SCRIPT_WISHES: tuple[ScriptWish, ...] = ("auto", "restore", "keep")


def parsed_toml(text: str, path: str) -> dict[str, Any]:
    """The data of a TOML file; `path` is its name in messages.

    Raises `SettingsError`, with its line, if the text is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, position = str(error).partition(" (at ")  # "line 2, column 11" or "end of …"
        line = re.search(r"\d+", position)
        last = text.count("\n") + 1
        place = Place(path, int(line[0]) if line else last)
        raise SettingsError(f"not valid TOML: {message}", place) from None


def parsed_config(
    text: str, path: str, languages: frozenset[str], formats: Collection[str]
) -> Config:
    """The settings that a `site.toml` holds.

    `languages` are those with interface words; `formats` may stand in `exports`. Raises
    `SiteErrors` with every fault found.
    """
    data = parsed_toml(text, path)
    errors = _faults(data, languages, path, text)
    for key, known in (("exports", formats), ("data", DATA), ("ways", WAYS)):
        errors += _list_faults(key, data.get(key, []), known, Place(path, _line_of(key, text)))
    if errors:
        raise SiteErrors(errors)
    exports = data.pop("exports", None)
    wanted = data.pop("data", DEFAULT_DATA)
    ways = data.pop("ways", WAYS)
    edition = data.pop("edition", {})
    data.pop("script", None)  # for ingest: see parsed_script
    return Config(
        **data,
        exports=None if exports is None else tuple(exports),
        data=tuple(name for name in DATA if name in wanted),
        ways=tuple(name for name in WAYS if name in ways),
        edition_number=edition.get("number", ""),
        edition_date=edition.get("date", ""),
    )


def parsed_script(text: str, path: str, profiles: Collection[str]) -> dict[str, ScriptWish]:
    """What a `site.toml` wants of the script, by profile or saved page.

    Nothing else in it needs to be right. Raises `SiteErrors` with every fault of that table.
    """
    table = parsed_toml(text, path).get("script", {})
    faults = [
        *_script_faults(table),
        *(
            (key, f'"{key}" is no profile{nearest(key, profiles)} and no page such as "raw/a.html"')
            for key in (table if isinstance(table, dict) else ())
            if key not in profiles and "/" not in key
        ),
    ]
    if faults:
        raise SiteErrors(
            SettingsError(message, Place(path, _line_of(key, text))) for key, message in faults
        )
    return dict(table)


def _script_faults(table: object) -> list[tuple[str, str]]:
    """What is wrong with a table of wishes, each with the key that it is at."""
    if not isinstance(table, dict):
        return [("script", '"script" must be a table such as {wenmi = "restore"}')]
    allowed = ", ".join(_SCRIPT_WISHES)
    return [
        (key, f'"{key}" is {value!r}{nearest(str(value), _SCRIPT_WISHES)}; allowed are {allowed}')
        for key, value in table.items()
        if value not in _SCRIPT_WISHES
    ]


def line_of(where: Sequence[str | int], text: str) -> int | None:
    r"""The line on which a value stands: by its table, or which of a list of tables, and its key.

    >>> line_of(("b", "name"), '[a]\nname = "A"\n\n[b]\nname = "B"\n')
    5
    >>> line_of(("edition", 1, "date"), "[[edition]]\n[[edition]]\n")
    2
    """
    lines = text.splitlines()
    key = re.escape(str(where[0])) if where else ""
    table = re.compile(rf'\s*(?:\[+\s*"?{key}"?\s*[].]|"?{key}"?\s*[.=])')
    starts = [number for number, line in enumerate(lines) if key and table.match(line)]
    number = next((part for part in where if isinstance(part, int)), 0)
    if number >= len(starts):
        return None
    start = starts[number]
    keys = [re.escape(part) for part in where[1:] if isinstance(part, str)]
    value = re.compile(rf'\s*"?(?:{"|".join(keys)})"?\s*=')
    for offset, line in enumerate(lines[start + 1 :] if keys else (), start + 2):
        if line.lstrip().startswith("["):
            break
        if value.match(line):
            return offset
    return start + 1


def _list_faults(
    key: str, names: object, known: Collection[str], place: Place
) -> Iterator[SettingsError]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        example = ", ".join(f'"{name}"' for name in list(known)[:2])
        yield SettingsError(f'"{key}" must be a list such as [{example}]', place)
        return
    for name in names:
        if name not in known:
            there_are = f"{nearest(name, known)}; there are {', '.join(known)}"
            yield SettingsError(f'"{key}" has "{name}"{there_are}', place)


def _line_of(key: str, text: str) -> int | None:
    """The first line that gives a key a value, or begins its table."""
    pattern = re.compile(rf"\s*(?:\[?{re.escape(key)}\b|.*\b{re.escape(key)}\"?\s*=)")
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)


def _faults(
    data: dict[str, Any], languages: frozenset[str], path: str, text: str
) -> list[SettingsError]:
    errors: list[SettingsError] = []

    def wrong(key: str, message: str) -> None:
        errors.append(SettingsError(message, Place(path, _line_of(key, text))))

    edition = data.get("edition", {})
    if not isinstance(edition, dict):
        wrong("edition", '"edition" must be a table such as {number = "1", date = "2026-01-31"}')
        edition = {}
    for table, known in ((data, _KEYS), (edition, _EDITION_KEYS)):
        for key, value in table.items():
            if key not in known:
                wrong(key, f'unknown key "{key}"{nearest(key, known)}')
            elif key in ("views", "related", "feeds", "offline"):
                if not isinstance(value, bool):
                    wrong(key, f'"{key}" must be true or false')
            elif key not in ("edition", "script", "exports", "data", "ways") and not isinstance(
                value, str
            ):
                wrong(key, f'"{key}" must be text in "quotation marks"')
    for key, message in _script_faults(data.get("script", {})):
        wrong(key, message)
    for key in ("title", "url"):
        if not data.get(key):
            wrong(key, f'"{key}" is missing')
    url = data.get("url")
    if isinstance(url, str) and url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?/", url):
        wrong("url", f'"url" is "{url}"; it must be an address that ends with a slash')
    language = data.get("language", "en")
    if isinstance(language, str) and language not in languages:
        known_languages = ", ".join(sorted(languages))
        wrong(
            "language",
            f'"language" is "{language}"; there are interface words for {known_languages}',
        )
    return errors
