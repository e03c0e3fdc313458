"""Repairs explained: where each stands, what is around it, and those that are alike as one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from site_builder.edits import applied
from site_builder.model import Certainty, Edit
from site_builder.repair import Observed
from site_builder.visible import visible

_AROUND = 14
"""Characters shown on either side of a place: a line of about eighty columns in Chinese."""
_WINDOW = 400
"""Characters in which to look for these: markup may stand between."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an edit stands in a saved text."""

    start: int
    """In characters from 0."""
    line: int
    column: int
    """Both from 1; the column counts characters."""
    left: str
    """What stands before it, as far as the text is repaired; ready to be shown."""
    right: str
    """What stands behind it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Edits that do the same for the same reason."""

    before: str
    after: str
    rule: str
    certainty: Certainty
    evidence: str
    starts: tuple[int, ...]
    first: Place


class Explained:
    """A saved text and its repairs, ready to be asked for places."""

    def __init__(self, text: str, edits: Sequence[Edit], *, is_html: bool = False) -> None:
        self._ends = [match.end() for match in _LINE_END.finditer(text)]
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in edits)]
        repaired = applied(text, edits)
        self._shown = Observed(repaired, text, is_html).running

    def place(self, edit: Edit) -> Place:
        """Where an edit stands, whether it is one of the repairs or was not made."""
        i = bisect_left(self._starts, edit.start)
        made = i < len(self._edits) and self._edits[i] == edit
        start = edit.start + self._shifts[i]
        end = start + len(edit.after if made else edit.before)
        line = bisect_right(self._ends, edit.start)
        return Place(
            edit.start,
            line + 1,
            edit.start - (self._ends[line - 1] if line else 0) + 1,
            _in_a_line(self._shown[max(start - _WINDOW, 0) : start])[-_AROUND:].lstrip(),
            _in_a_line(self._shown[end : end + _WINDOW])[:_AROUND].rstrip(),
        )

    def alike(self, edits: Iterable[Edit]) -> list[Alike]:
        """The edits, those that do the same for the same reason as one, by where the first is."""
        groups: dict[tuple[str, ...], list[Edit]] = {}
        for edit in sorted(edits, key=lambda edit: edit.start):
            key = (edit.before, edit.after, edit.rule, edit.certainty, edit.evidence)
            groups.setdefault(key, []).append(edit)
        return [
            Alike(
                first.before,
                first.after,
                first.rule,
                first.certainty,
                first.evidence,
                tuple(edit.start for edit in group),
                self.place(first),
            )
            for group in groups.values()
            for first in group[:1]
        ]


def _in_a_line(text: str) -> str:
    """Text on one line, for which markup was made NUL."""
    text = re.sub(r"\s*\0[\0\s]*", " ", text)
    return visible(re.sub(r"[ \t]+", " ", text))


def rule_words(rule: str, words: Mapping[str, str]) -> str:
    """A ledger's rule in words of the interface; of several with `+` between them, each.

    >>> rule_words("pinyin-note+mask", {"rule_pinyin-note": "pinyin notes removed"})
    'pinyin notes removed + mask'
    """
    return " + ".join(words.get(f"rule_{name}", name) for name in rule.split("+"))


# For a terminal
# --------------

_RED, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def explanation(
    explained: Explained,
    edits: Iterable[Edit],
    doubts: Iterable[Edit],
    words: Mapping[str, str],
    *,
    colour: bool = False,
) -> Iterator[str]:
    """Lines that tell a person of each repair and, at the end, of each doubt.

    A place is `line:column`; behind it `×3` counts others like it. `[-before-]{+after+}` is a
    change, as in `git diff --word-diff`, and `[?observed?]` a doubt. Colour adds nothing to these.
    """
    rules: dict[tuple[str, Certainty], list[Alike]] = {}
    for alike in explained.alike(edits):
        rules.setdefault((alike.rule, alike.certainty), []).append(alike)
    order = sorted(rules.items(), key=lambda item: (item[0][1] == "high", len(item[1])))
    for (rule, certainty), group in order:
        count = sum(len(alike.starts) for alike in group)
        yield ""
        yield _painted(
            f"{rule_words(rule, words)} ({rule}, {certainty} certainty): {count}", _BOLD, colour
        )
        yield from _lines(group, colour)
    doubtful = explained.alike(doubts)
    if doubtful:
        count = sum(len(alike.starts) for alike in doubtful)
        yield ""
        yield _painted(f"doubtful, left as it stands: {count}", _BOLD, colour)
        yield from _lines(doubtful, colour, words)


def _lines(
    group: Sequence[Alike], colour: bool, words: Mapping[str, str] | None = None
) -> Iterator[str]:
    """One line for each; with `words`, as doubts."""
    counts = [f"×{len(alike.starts)}" if len(alike.starts) > 1 else "" for alike in group]
    places = [f"{alike.first.line}:{alike.first.column}" for alike in group]
    wide, wider = max(map(len, places)), max(map(len, counts))
    for alike, place, count in zip(group, places, counts, strict=True):
        first, before, after = alike.first, visible(alike.before), visible(alike.after)
        head = f"  {place:>{wide}} {count:<{wider}}".rstrip().ljust(wide + wider + 4)
        if words is None:
            change = _painted(f"[-{before}-]", _RED, colour and bool(before)) if before else ""
            change += _painted(f"{{+{after}+}}", _GREEN, colour) if after else ""
            reason = alike.evidence
        else:
            change = _painted(f"[?{before}?]", _RED, colour)
            proposal = f"perhaps {{+{after}+}}" if alike.after != alike.before else "no proposal"
            known = f"{rule_words(alike.rule, words)} ({alike.rule}): {alike.evidence}"
            reason = f"{proposal}; {known.removesuffix(': ')}"
        yield f"{head}{first.left}{change}{first.right}" + (f"   {reason}" if reason else "")


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_PLAIN}" if colour else text
