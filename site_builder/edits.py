"""Edits to a text: making them, undoing them, and two lists of them as one."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from site_builder.model import Edit


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made.

    Raises `ValueError` if edits overlap, are out of order, or do not find what they expect.

    >>> applied("質(zhì)量", [Edit(1, "(zhì)", "", "pinyin-note")])
    '質量'
    """
    kept: list[str] = []
    position = 0
    for edit in edits:
        start, before = edit.start, edit.before
        if start < position or not text.startswith(before, start):
            raise ValueError(f"edit {edit.rule!r} at {start} does not fit the text")
        kept += text[position:start], edit.after
        position = start + len(before)
    kept.append(text[position:])
    return "".join(kept)


def undone(text: str, edits: Iterable[Edit]) -> str:
    """The text as it was before the edits were made.

    Raises `ValueError` if the text is not what the edits give.

    >>> undone("質量", [Edit(1, "(zhì)", "", "pinyin-note")])
    '質(zhì)量'
    """
    return applied(text, inverse(edits))


def inverse(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that undo these; offsets are those of the text that these give."""
    shift = 0
    inverted = []
    for edit in edits:
        inverted.append(Edit(edit.start + shift, edit.after, edit.before, *edit[3:]))
        shift += len(edit.after) - len(edit.before)
    return inverted


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by offset; of two that overlap, the one that begins first stays."""
    chosen: list[Edit] = []
    end = 0
    for edit in sorted(edits, key=lambda e: (e.start, len(e.before))):
        if edit.start >= end:
            chosen.append(edit)
            end = edit.end
    return chosen


def origins(edits: Sequence[Edit], ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """For each range of the text that the edits give, the range of the text before them.

    Ranges are in order and do not overlap. A range that cuts through what an edit wrote comes from
    all that the edit replaced; what was deleted at a range's edge is not part of it.

    >>> list(origins([Edit(1, "(x)", "", "note"), Edit(5, "b", "cd", "more")], [(0, 1), (2, 3)]))
    [(0, 1), (5, 6)]
    """
    i = shift = 0  # an offset after the edits - shift is one before them
    for start, end in ranges:
        while i < len(edits) and (
            edits[i].start + shift + len(edits[i].after) <= start or not edits[i].after
        ):
            if edits[i].start + shift > start:
                break
            shift += len(edits[i].after) - len(edits[i].before)
            i += 1
        first, j, ahead = start - shift, i, shift
        if i < len(edits) and edits[i].start + shift < start:
            first = edits[i].start
        last = max(end - ahead, first)
        while j < len(edits) and edits[j].start + ahead < end:
            ahead += len(edits[j].after) - len(edits[j].before)
            last = max(edits[j].end, end - ahead)
            j += 1
        yield first, last


def moved(edits: Iterable[Edit], others: Iterable[Edit]) -> Iterator[Edit]:
    """The edits with the offsets that they have once the others were made.

    Edits whose place the others change are left out. Both are in order, and for one text.

    >>> [edit.start for edit in moved([Edit(4, "b", "c", "later")], [Edit(1, "(x)", "", "note")])]
    [1]
    """
    rest = deque(others)
    shift = 0
    for edit in edits:
        while rest and rest[0].end <= edit.start:
            other = rest.popleft()
            shift += len(other.after) - len(other.before)
        if not rest or rest[0].start >= edit.end:
            yield _shifted(edit, shift)


def composed(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list of edits that does to a text what `first` and then `second` do.

    Offsets of `second` are those of the text that `first` gives; offsets of the result are
    those of `text`. An edit of `first` stays an entry of its own where `second` only changes
    what is around it; where `second` changes what `first` wrote, the entry is named for both.

    >>> notes, rest = [Edit(1, "(x)", "", "note")], [Edit(1, "b(y)", "", "rest")]
    >>> [edit.before for edit in composed("a(x)b(y)c", notes, rest)]
    ['(x)', 'b(y)']
    """
    result: list[Edit] = []
    # An offset of `text` + shift is one of the text between.
    shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in first)]
    ends = [edit.end + shift for edit, shift in zip(first, shifts[1:], strict=True)]
    i = j = 0
    while j < len(second):
        change = second[j]
        # Most edits touch none of the other list.
        before = bisect_right(ends, change.start, i)
        result += first[i:before]
        i = before
        shift = shifts[i]
        if i == len(first) or change.end <= first[i].start + shift:
            result.append(_shifted(change, -shift))
            j += 1
        else:
            images, changes = _group(first, second, i, j, shift)
            if len(changes) == 1 and _within(images, changes[0], shift):
                result += _split(images, changes[0], shift)
            else:
                result.append(_joined(text, images, changes, shift))
            i += len(images)
            j += len(changes)
    return [*result, *first[i:]]


def _shifted(edit: Edit, shift: int) -> Edit:
    return Edit(edit.start + shift, *edit[1:]) if shift else edit


def _group(
    first: Sequence[Edit], second: Sequence[Edit], i: int, j: int, shift: int
) -> tuple[list[Edit], list[Edit]]:
    """The edits from these places of both lists on that touch each other, in order."""
    images: list[Edit] = []
    changes: list[Edit] = []
    start = end = -1
    while i < len(first) or j < len(second):
        image = first[i] if i < len(first) else None
        change = second[j] if j < len(second) else None
        if image and not (change and _comes_first(change, image, shift)):
            at, size = image.start + shift, len(image.after)
        else:
            assert change
            image, at, size = None, change.start, len(change.before)
        if start >= 0 and not (at < end and (size or at > start)):
            break
        if image:
            images.append(image)
            shift += len(image.after) - len(image.before)
            i += 1
        elif change:
            changes.append(change)
            j += 1
        start, end = (at, at + size) if start < 0 else (start, max(end, at + size))
    return images, changes


def _comes_first(change: Edit, image: Edit, shift: int) -> bool:
    """Whether the later edit begins before what the earlier one wrote."""
    start = image.start + shift
    inserts_before = change.start == start and not change.before and bool(image.after)
    return change.start < start or inserts_before


def _within(images: Sequence[Edit], change: Edit, shift: int) -> bool:
    """Whether all that the earlier edits wrote lies inside of what the later one replaces."""
    for edit in images:
        start = edit.start + shift
        if start < change.start or start + len(edit.after) > change.end:
            return False
        shift += len(edit.after) - len(edit.before)
    return True


def _split(images: Sequence[Edit], change: Edit, shift: int) -> Iterator[Edit]:
    """The later edit, cut at each of the earlier edits that lie inside of it.

    An edit of equal lengths changes character by character, and each piece keeps its own;
    otherwise the first piece gets all that the edit writes.
    """
    rest = change
    for edit in images:
        start = edit.start + shift
        if rest.start < start:
            piece, rest = _cut(rest, start - rest.start)
            yield _shifted(piece, -shift)
        if edit.after:
            piece, rest = _cut(rest, len(edit.after))
            yield edit._replace(after=piece.after, rule=f"{edit.rule}+{change.rule}")
        else:
            yield edit
        shift += len(edit.after) - len(edit.before)
    if rest.before or rest.after:
        yield _shifted(rest, -shift)


def _cut(edit: Edit, length: int) -> tuple[Edit, Edit]:
    """An edit as two: of so many characters of its text, and of the rest."""
    kept = length if len(edit.before) == len(edit.after) else len(edit.after)
    start, before, after = edit.start, edit.before, edit.after
    what = (edit.rule, edit.certainty, edit.evidence)
    return (
        Edit(start, before[:length], after[:kept], *what),
        Edit(start + length, before[length:], after[kept:], *what),
    )


def _joined(text: str, images: Sequence[Edit], changes: Sequence[Edit], shift: int) -> Edit:
    """One edit in place of several that reach over each other's ends."""
    shift_after = shift + sum(len(edit.after) - len(edit.before) for edit in images)
    start = changes[0].start - shift
    end = changes[-1].end - shift_after
    if images:
        start, end = min(start, images[0].start), max(end, images[-1].end)
    before = text[start:end]
    inner = [edit._replace(start=edit.start - start) for edit in images]
    outer = [edit._replace(start=edit.start - shift - start) for edit in changes]
    both = (*images, *changes)
    return Edit(
        start,
        before,
        applied(applied(before, inner), outer),
        "+".join(dict.fromkeys(edit.rule for edit in both)),
        max((edit.certainty for edit in both), key=("high", "medium", "low").index),
        "; ".join(dict.fromkeys(edit.evidence for edit in both if edit.evidence)),
    )
