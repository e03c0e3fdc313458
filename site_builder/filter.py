"""A text repaired on its own, as `site-builder repair` does: any encoding in, UTF-8 out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from site_builder.edits import applied, composed
from site_builder.explanation import Explained, explanation
from site_builder.marks import lost_bytes
from site_builder.model import Edit, RawPage
from site_builder.raw import raw_page
from site_builder.repair import Wish, repaired


@dataclass(frozen=True, slots=True)
class Filtered:
    """A text that went through the filter."""

    saved: RawPage
    edits: tuple[Edit, ...]
    """What was done to it: repairs, and `□` for bytes that fit no character."""
    doubts: tuple[Edit, ...]
    text: str
    """Repaired; without any editorial sign but `□`. It can be written in UTF-8."""


def filtered(name: str, data: bytes, *, script: Wish = "auto") -> Filtered:
    """The repaired text of a file's bytes, its line ends as they were.

    Raises `PageError` if the bytes are neither text nor HTML.

    >>> filtered("a.txt", "水\\r\\n".encode("big5")).text
    '水\\r\\n'
    """
    saved = raw_page(name, data, any_text=True)
    edits, doubts = repaired(saved.text, is_html=saved.is_html, script=script)
    text = applied(saved.text, edits)
    if lost := list(lost_bytes(text)):
        edits = tuple(composed(saved.text, edits, lost))
        text = applied(text, lost)
    return Filtered(saved, edits, doubts, text)


def ledger(all_filtered: Iterable[Filtered]) -> str:
    """What was done to each text, as a JSON list with an entry for each, as in a ledger."""
    from site_builder.content import dumped_repairs  # a filter in a pipe does without the rest

    return dumped_repairs((one.saved, one.edits, one.doubts) for one in all_filtered)


def summary(one: Filtered) -> str:
    """What was found in a text, on one line.

    >>> summary(filtered("a.txt", b"sound"))
    'a.txt: nothing to repair'
    """
    rules = Counter(edit.rule for edit in one.edits)
    told = ", ".join(f"{n:,} {rule}" for rule, n in rules.most_common())
    found = [f"{_counted(len(one.edits), 'repair')} ({told})"] if told else []
    found += [_counted(len(one.doubts), "doubt")] if one.doubts else []
    return f"{one.saved.path}: {', '.join(found) or 'nothing to repair'}"


def explained(one: Filtered, words: Mapping[str, str], *, colour: bool = False) -> Iterator[str]:
    """Lines that tell a person what was done to a text, and why; the first is its summary."""
    yield f"{summary(one)}; {one.saved.encoding}{', HTML' if one.saved.is_html else ''}"
    if one.edits or one.doubts:
        places = Explained(one.saved.text, one.edits, is_html=one.saved.is_html)
        yield from explanation(places, one.edits, one.doubts, words, colour=colour)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
