"""The text of `netlify.toml` becomes the headers a page is served with.

So the site can be tried under the headers it will have in production. Only `[[headers]]` is read;
the patterns mean what they mean at Netlify (docs.netlify.com/manage/routing/headers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from site_builder.config import parsed_toml
from site_builder.errors import Place, SettingsError


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """One `[[headers]]` table: headers for all addresses that match."""

    pattern: str
    """The value of `for`: `/*`, `/assets/*`, `/:year/index.html` or an exact path."""
    values: tuple[tuple[str, str], ...]
    """Names and values in the order of the file."""


def read_headers(text: str, path: str = "netlify.toml") -> tuple[HeaderRule, ...]:
    """The rules of a `netlify.toml`, in order; `path` is its name in messages.

    Raises SettingsError if the file is no TOML or a rule is malformed. Netlify itself only warns
    of such a rule in its log, and serves the site without it.
    """
    tables = parsed_toml(text, path).get("headers", [])
    if not isinstance(tables, list):
        raise SettingsError('"headers" must be written as [[headers]]', Place(path))
    return tuple(_rule(table, number, path) for number, table in enumerate(tables, 1))


def headers_for(rules: Iterable[HeaderRule], url_path: str) -> dict[str, str]:
    """The headers of all rules that match a path, which starts with `/`.

    Names compare without case; of two values for one name the later rule's holds.

    >>> rules = read_headers('''
    ... [[headers]]
    ... for = "/*"
    ... values = {X-Frame-Options = "DENY", Cache-Control = "no-cache"}
    ... [[headers]]
    ... for = "/assets/*"
    ... values = {cache-control = "immutable"}
    ... ''')
    >>> headers_for(rules, "/assets/site.css")
    {'X-Frame-Options': 'DENY', 'cache-control': 'immutable'}
    """
    found: dict[str, tuple[str, str]] = {}
    for rule in rules:
        if _expression(rule.pattern).fullmatch(url_path):
            for name, value in rule.values:
                found.pop(name.lower(), None)
                found[name.lower()] = name, value
    return dict(found.values())


def dumped_headers(rules: Iterable[HeaderRule], base_path: str = "/") -> str:
    """The rules as a `_headers` file, for a site that stands at `base_path` of its host.

    >>> print(dumped_headers([HeaderRule("/*", (("X-Frame-Options", "DENY"),))]), end="")
    /*
      X-Frame-Options: DENY
    """
    lines: list[str] = []
    for rule in rules:
        lines.append(base_path + rule.pattern.removeprefix("/"))
        lines += (f"  {name}: {value}" for name, value in rule.values)
    return "".join(f"{line}\n" for line in lines)


def _rule(table: Any, number: int, path: str) -> HeaderRule:
    """One table as a rule; `number` counts from 1."""

    def wrong(what: str) -> SettingsError:
        return SettingsError(f"[[headers]] number {number}: {what}", Place(path))

    if not isinstance(table, dict):
        raise wrong("must be a table")
    if unknown := sorted(table.keys() - {"for", "values"}):
        raise wrong(f'unknown key "{unknown[0]}" (known are "for" and "values")')
    pattern, values = table.get("for"), table.get("values")
    if not isinstance(pattern, str) or not pattern.strip().startswith("/"):
        raise wrong('"for" must be a path that starts with "/"')
    if not isinstance(values, dict) or not values:
        raise wrong('"values" must be a table of headers')
    for name, value in values.items():
        if not re.fullmatch(r"[A-Za-z0-9-]+", name):
            raise wrong(f'"{name}" is no name of a header')
        if not _is_value(value):
            raise wrong(f'the value of "{name}" must be a text or a list of texts')
    return HeaderRule(pattern.strip(), tuple((name, _value(values[name])) for name in values))


def _is_value(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )


def _value(value: str | list[str]) -> str:
    """A value on one line: items of a list, and parts with commas, are joined by `, `."""
    parts = re.split(r"\s*,\s*", value.strip()) if isinstance(value, str) else value
    return " ".join(", ".join(part.strip() for part in parts).split())


def _expression(pattern: str) -> re.Pattern[str]:
    """What a pattern matches: case and a last slash do not count.

    `*` as a whole part stands for any rest, also none; inside a part for any characters;
    `:name` for one part.
    """
    parts = [_part(part.rstrip()) for part in pattern.split("/") if part.strip()]
    return re.compile("".join(parts) + "/?", re.IGNORECASE)


def _part(part: str) -> str:
    """The expression for one part, with the slash before it."""
    if part.startswith(":"):
        return "/[^/]+"
    if part == "*":
        return "(?:/.*)?"
    return "/" + ".*".join(map(re.escape, part.split("*")))
