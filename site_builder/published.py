"""The record of what was published: ids and anchors that have to lead somewhere ever after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from site_builder.anchoring import names_of
from site_builder.anchors import in_order, lengthened, mark_of, shortened
from site_builder.errors import ContentError, Place
from site_builder.model import Speech


class Recorded(NamedTuple):
    """What the record holds of one speech."""

    anchors: frozenset[str]
    since: str = ""
    """The date of the edition that had it first; empty if that is not known."""


Record = Mapping[str, Recorded]
"""What was published, by the id of the speech."""


def anchors_of(speech: Speech) -> frozenset[str]:
    """Every anchor that leads into the text of a speech, former ones too."""
    own = (name for block in speech.blocks for name in names_of(block))
    points = (point.id for block in speech.blocks for point in block.points)
    return frozenset((*own, *points))


def parsed_record(text: str, path: str) -> dict[str, Recorded]:
    """The record that a file holds; raises `ContentError` if it is none."""
    try:
        return {id_: _recorded(line) for id_, line in json.loads(text).items()}
    except json.JSONDecodeError as error:
        raise ContentError(f"not valid JSON: {error.msg}", Place(path, error.lineno)) from None
    except ValueError as error:
        raise ContentError(str(error), Place(path)) from None
    except (TypeError, AttributeError) as error:
        raise ContentError("is not a record that site-builder wrote", Place(path)) from error


def _recorded(line: str) -> Recorded:
    first, _, rest = line.partition(" ")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", first):  # no anchor begins with a digit
        return Recorded(frozenset(lengthened(rest)), first)
    return Recorded(frozenset(lengthened(line)))


def dumped_record(record: Record) -> str:
    """The record as JSON, a speech on each line.

    >>> dumped_record({"a-speech": Recorded(frozenset(["p1", "p2", "s1"]), "2026-11-24")})
    '{\\n"a-speech": "2026-11-24 p1..2 s1"\\n}\\n'
    """
    lines = (
        f'"{id_}": "{" ".join(filter(None, [one.since, shortened(one.anchors)]))}"'
        for id_, one in sorted(record.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def added(record: Record, speeches: Iterable[Speech], edition_date: str) -> dict[str, Recorded]:
    """The record with what the speeches publish in an edition; what was in it once stays."""
    found = dict(record)
    for speech in speeches:
        id_ = speech.document.id
        before = found.get(id_, Recorded(frozenset(), edition_date))
        found[id_] = Recorded(before.anchors | anchors_of(speech), before.since)
    return found


def vanished(
    record: Record, speeches: Iterable[tuple[str, Speech]], place: Place
) -> Iterator[ContentError]:
    """What was published and leads nowhere now.

    `speeches` are all of the archive, each with the path of its file; `place` is the record's.
    A withdrawn speech keeps its address and no text.
    """
    owners = {
        id_: (path, speech)
        for path, speech in speeches
        for id_ in (speech.document.id, *speech.document.aliases)
    }
    for id_, (names, _) in sorted(record.items()):
        if id_ not in owners:
            message = (
                f'the speech {id_} was published and is gone; put its id among the "aliases" of the'
                ' one that took its place, or put it back with "status: withdrawn"'
            )
            yield ContentError(message, place)
            continue
        path, speech = owners[id_]
        if speech.document.status == "draft":
            message = 'was published, and a draft has no page; withdraw it: "status: withdrawn"'
            yield ContentError(message, Place(path))
        elif speech.document.status == "published":
            yield from _gone(names - anchors_of(speech), speech, path)


def _gone(names: Iterable[str], speech: Speech, path: str) -> Iterator[ContentError]:
    own = [name for block in speech.blocks if block.kind != "lost" for name in names_of(block)]
    for name in in_order(names):
        message = f"the anchor {name} was published and is gone"
        # That of its kind before it, or else the first.
        kind = in_order(n for n in (*own, name) if n[0] == name[0])
        near = kind[max(kind.index(name) - 1, 0)]
        near = next((n for n in (near, *kind, *own) if n != name), "")
        if near:
            message += f"; add it to the block that has its text now: {mark_of([near, name])}"
        yield ContentError(message, Place(path))
