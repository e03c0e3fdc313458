"""The rules of a `_redirects` file, which Netlify reads: written, and read as it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

MOST_RULES = 2_000
"""What Cloudflare Pages takes; GitLab Pages takes 1,000, and Netlify names no number."""

_MOST_BYTES = 64_000
"""GitLab Pages reads no rule of a file that is larger."""


class Redirect(NamedTuple):
    """A former address and what is meant by it now, as paths of the site."""

    source: str
    target: str
    has_page: bool = False
    """Whether a page stands at the former address too, for hosts that know no rules."""


class Rule(NamedTuple):
    """Where an address leads, as paths from the root of the host."""

    target: str
    is_forced: bool
    """Whether also where there is a file."""


def dumped_redirects(redirects: Iterable[Redirect], base_path: str) -> str:
    """The text of `_redirects`; of too many the first ones, so the most important come first.

    >>> print(dumped_redirects([Redirect("a.html", "b.html", True)], "/archive/"), end="")
    /archive/a.html /archive/b.html 301!
    """
    lines: list[str] = []
    size = 0
    for source, target, has_page in redirects:
        paths = (quote(base_path + path, safe="/#") for path in (source, target))
        line = f"{' '.join(paths)} 301{'!' if has_page else ''}\n"
        size += len(line)
        if len(lines) == MOST_RULES or size > _MOST_BYTES:
            break
        lines.append(line)
    return "".join(lines)


@lru_cache(maxsize=1)
def parsed_redirects(text: str) -> Mapping[str, Rule]:
    """The rules of a `_redirects` file by the paths they are for, of two for one path the first.

    Read are rules from one path to another with status 301, as `dumped_redirects` writes them.

    >>> parsed_redirects("/a /b 301\\n# no rule\\n")
    {'/a': Rule(target='/b', is_forced=False)}
    """
    rules: dict[str, Rule] = {}
    for line in text.splitlines():
        match line.split():
            case [source, target, "301" | "301!" as status]:
                rules.setdefault(rule_key(source), Rule(target, status.endswith("!")))
    return rules


def rule_key(path: str) -> str:
    """A path as rules are compared: a last slash does not count."""
    return unquote(path).rstrip("/") or "/"
