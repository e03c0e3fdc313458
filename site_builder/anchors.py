"""Anchors: the marks that keep their names in a file, free names for new blocks, and short lists.

p14        the fourteenth paragraph          p14-2   the second point inside of it
s2, s2-1   a section, and one below it       t3      a turn
g1         a gap                             o3, o4-up   a lost point, a lost heading above it
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count

_NUMBER = r"[1-9][0-9]{0,5}"
_NAME = rf"(?:p{_NUMBER}(?:-{_NUMBER})?|s{_NUMBER}(?:-{_NUMBER})*|[gt]{_NUMBER}|o{_NUMBER}(?:-up)?)"
_MARK = re.compile(rf"\{{#({_NAME}(?: +#{_NAME})*)\}}")


# Marks
# -----


def cut_mark(source: str) -> tuple[str, tuple[str, ...]]:
    """A block's Markdown without the marks at its end, and the names that they keep.

    >>> cut_mark("We begin. {#p14 #s2-1}")
    ('We begin.', ('p14', 's2-1'))
    >>> cut_mark("In set theory {#x}")
    ('In set theory {#x}', ())
    """
    names: tuple[str, ...] = ()
    while (start := source.rfind("{#")) >= 0:
        match = _MARK.fullmatch(source, start)
        if not match or (start and not source[start - 1].isspace()):
            break
        source = source[:start].rstrip()
        names = (*match[1].replace("#", "").split(), *names)
    return source, names


def mark_of(names: Iterable[str]) -> str:
    """The mark that keeps the names.

    >>> mark_of(["p14", "s2-1"])
    '{#p14 #s2-1}'
    """
    return "{" + " ".join(f"#{name}" for name in names) + "}"


# Free names
# ----------


class Names:
    """The names of one speech: those that its marks keep, and free ones that no mark has."""

    def __init__(self, kept: Iterable[str]) -> None:
        self._kept = frozenset(kept)
        self._highest: dict[str, int] = defaultdict(int)
        for name in self._kept:
            # `s2-1` is the first below `s2`, and says that a second section was there.
            prefix = name[0]
            for number in re.findall(r"\d+", name):
                self._highest[prefix] = max(self._highest[prefix], int(number))
                prefix = f"{prefix}{number}-"

    def free(self, prefix: str) -> str:
        """A name that was never given: `p15` for `p`, `s2-4` for `s2-`."""
        self._highest[prefix] += 1
        return f"{prefix}{self._highest[prefix]}"

    def inside(self, paragraph: str) -> Iterator[str]:
        """Names for the points inside of a paragraph, in order."""
        names = (f"{paragraph}-{number}" for number in count(1))
        return (name for name in names if name not in self._kept)


def own_name(kind: str, mark: Sequence[str]) -> str:
    """The first name of a kind, such as `p`, in a mark; empty if it has none.

    >>> own_name("p", ["s3", "p4-1", "p9"])
    'p9'
    """
    points = kind == "p"
    return next((n for n in mark if n[0] == kind and not (points and "-" in n)), "")


# Short lists
# -----------


def in_order(names: Iterable[str]) -> list[str]:
    """The names by kind and number, those of sections before those inside of them."""
    return sorted(names, key=_order)


def shortened(names: Collection[str]) -> str:
    """The names in order, those that count on from each other as one.

    >>> shortened(["p2", "p1", "p3", "s1", "s1-1", "s1-2", "o1", "o1-up", "o2"])
    'o1..2 o1-up p1..3 s1 s1-1..2'
    """
    parts: list[str] = []
    run: tuple[str, int, int] | None = None
    for name in in_order(names):
        match = re.fullmatch(r"(.*?)(\d+)", name)
        prefix, number = (match[1], int(match[2])) if match else (name, -1)
        if run and run[0] == prefix and number == run[2] + 1 > 0:
            run = (prefix, run[1], number)
            parts[-1] = f"{prefix}{run[1]}..{number}"
        else:
            run = (prefix, number, number)
            parts.append(name)
    return " ".join(parts)


def _order(name: str) -> tuple[str, bool, int, tuple[int, ...]]:
    numbers = tuple(map(int, re.findall(r"\d+", name)))
    return name[0], name.endswith("-up"), len(numbers), numbers


def lengthened(short: str) -> Iterator[str]:
    """The names of a short list.

    Raises `ValueError` if a part of it is none.

    >>> list(lengthened("p1..3 s1-1"))
    ['p1', 'p2', 'p3', 's1-1']
    """
    for part in short.split():
        match = re.fullmatch(rf"(.*?)({_NUMBER})\.\.({_NUMBER})", part)
        names = (
            [f"{match[1]}{n}" for n in range(int(match[2]), int(match[3]) + 1)] if match else [part]
        )
        if not names or not re.fullmatch(_NAME, names[0]):
            raise ValueError(f'"{part}" is no anchor')
        yield from names
