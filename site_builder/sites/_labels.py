"""Speakers' labels in a text that no profile cuts: found where they recur and alternate.

    记者：…            Q: …              HON. A. LEE (Minister for Tides).- …
    李四：…            MAYOR LEE: …      Sir ANN LEE - …

One label proves nothing, as a speech has `时间：` and `Note:` too. Two that recur in turn, and are
names, offices or marks of question and answer, are a conversation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from site_builder.model import Piece
from site_builder.pagetext import Line
from site_builder.script import folded
from site_builder.sites._turns import turn_pieces
from site_builder.titles import is_person

_BRACKETED = r"\([^()\n]{1,80}\)|\[[^\[\]\n]{1,40}\]"
_WORD = rf"(?:[A-Z][\w.'’&/-]*|of|the|for|and|in|de|van|von|der|al|{_BRACKETED})"
_COLON = re.compile(rf"(?P<label>{_WORD}(?:,? {_WORD}){{0,11}}) ?[:：](?=\s)")
"""MAYOR LEE: Ann Lee (Wexley): Q:"""
_HAN_COLON = re.compile(
    r"(?P<label>[【\[（(]?(?P<who>[\u3400-\u9fffA-Za-z·．・ ]{1,16}?)[】\]）)]?"
    r"(?:[（(][^（）()\n]{1,20}[)）])?) ?[:：]"
)
"""记者：李四（局长）："""
_CAPITALS = re.compile(
    r"(?P<label>(?:(?:HON|Hon|Sir|Dame|Mr|Mrs|Ms|Miss|Dr|LT|COL|PROF|RATU|Ratu|ADI)\b\.? ?)+"
    r"(?:[A-Z]\.? ?)*[A-Z][A-Z'’-]+(?: [A-Z][A-Z'’-]+)*(?: ?\([^()]{1,120}\))?)"
    r"(?: ?\.? ?[-–—]+(?=\s|[A-Z])|(?= asked ))"
)
"""HON. A. LEE (Minister for Tides).- and HON. A. LEE asked"""
_OFFICE = re.compile(
    r"(?P<label>(?:MADAM|MR|Madam|Mr)\.? (?:(?:ACTING|DEPUTY) )*SPEAKER) ?\.?[-–—]+(?=\s|[A-Z])"
)
_QUESTION = re.compile(r"(?P<label>Q)\.? (?=[A-Z(\[“\"])")
_FORMS = (
    *((_CAPITALS, True), (_OFFICE, True)),
    *((_COLON, False), (_HAN_COLON, False), (_QUESTION, False)),
)
_LONGEST = 240
"""Characters in which a label is looked for."""
_PERSON = re.compile(
    r"(?:Q|A|Question(?:er)?|Answer|Moderator|Interviewer|Host|Reporter|Journalist|Speaker|Chair\w*"
    r"|Audience(?: \w+)?|Participant|President|Operator|Voice)(?: \d+)?"
    r"|(?:The |Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Hon|Senator|Lord|Lady|Madam)\b.*"
    r"|[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*)*(?: \(.*\))?"
    r"|[A-Z][\w'’-]+ (?:[A-Z]\.? )?(?:(?:de|van|von|der|al) )?[A-Z][\w'’-]+(?: [\[(].*)?",
    re.DOTALL,
)
_LEAST = 4
"""Labelled paragraphs of a conversation, where labels are not in capitals."""


class Cut(NamedTuple):
    """A label in the text of a line: where it begins and ends, and where the words begin."""

    label: str
    start: int
    end: int
    words: int
    is_strong: bool
    """Whether no ordinary paragraph begins so."""


class Spoken(NamedTuple):
    """The pieces of a text, and the labels of its turns."""

    pieces: tuple[Piece, ...]
    labels: tuple[str, ...]


def spoken(lines: Sequence[Line], role: Callable[[Line], str]) -> Spoken:
    """The lines as pieces, cut at the labels if they are a conversation; `role` is a line's own."""
    found = [(line, list(_cuts(line))) for line in lines]
    cuts = [cut for _, own in found for cut in own]
    if not _is_conversation(cuts, len(found)):
        return Spoken(tuple(p for line in lines for p in line.pieces(role(line))), ())
    used = Counter(cut.label for cut in cuts)
    pieces: list[Piece] = []
    labels: list[str] = []
    for line, own in found:
        kept = [c for c in own if c.is_strong or used[c.label] > 1 or _is_person(c.label)]
        if not kept or kept[0].start:
            before = line.part(0, kept[0].start if kept else None)
            pieces += before.pieces(role(line)) if before else ()
        for cut, following in zip_longest(kept, kept[1:]):
            row = line.part(cut.start, following.start if following else None)
            assert row
            pieces += turn_pieces(row, cut.end - cut.start, cut.words - cut.start)
            labels.append(cut.label)
    return Spoken(tuple(pieces), tuple(labels))


def _cuts(line: Line) -> Iterator[Cut]:
    """The labels of a line, at its beginning and behind the breaks in it."""
    if re.fullmatch("h[1-6]", line.tag):
        return
    text = line.text
    for start in (0, *(match.end() for match in re.finditer("\n *", text))):
        row = text[start : start + _LONGEST].partition("\n")[0]
        for pattern, is_strong in _FORMS:
            match = pattern.match(row)
            if match and match.end() < len(text) - start:
                end = start + len(match["label"].rstrip())
                yield Cut(match["label"].strip(), start, end, start + match.end(), is_strong)
                break


def _is_conversation(cuts: Sequence[Cut], rows: int) -> bool:
    strong = [cut.label for cut in cuts if cut.is_strong]
    if len(set(strong)) > 1:
        return True
    labels = [cut.label for cut in cuts if _is_person(cut.label)]
    recurring = {label for label, count in Counter(labels).items() if count > 1}
    labels = [label for label in labels if label in recurring]
    changes = sum(a != b for a, b in pairwise(labels))
    return (
        len(recurring) > 1 and len(labels) >= max(_LEAST, rows / 20) and changes >= len(labels) / 3
    )


def _is_person(label: str) -> bool:
    if re.search(r"[\u3400-\u9fff]", label):
        who = _HAN_COLON.match(f"{label}：")
        return bool(who and is_person(folded(who["who"].strip())))
    return bool(_PERSON.fullmatch(label))
