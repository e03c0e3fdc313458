"""What a curator decided: read and checked, held against its page, found again in a new one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from site_builder.errors import ContentError, Place, nearest
from site_builder.model import Decision, Verdict

_KEYS = Decision._fields
_VERDICTS: tuple[str, ...] = get_args(Verdict)

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""What no speech can hold, as in `repair.control_characters`."""

_CONTEXTS = (16, 8, 4)
"""Characters on either side by which a place is found again, most first."""


# Reading
# -------


def parsed_decisions(data: object, place: Place, where: str = "") -> tuple[Decision, ...]:
    """The decisions that a JSON value holds, in the order of the page.

    `where` is said before the number of a decision. Raises `ContentError` if the value is no list
    of decisions, or if two of them are on the same characters.
    """
    if not isinstance(data, list):
        raise ContentError(f'{where}"decisions" must be a list', place)
    decisions = [
        _decision(item, place, f"{where}decision {number}") for number, item in enumerate(data, 1)
    ]
    decisions.sort(key=lambda decision: (decision.start, decision.end))
    for one, other in pairwise(decisions):
        if _meet(one, other):
            message = f"{where}two decisions, at {one.start} and at {other.start}, are on one place"
            raise ContentError(message, place)
    return tuple(decisions)


def _decision(data: object, place: Place, name: str) -> Decision:
    if not isinstance(data, dict):
        raise ContentError(f"{name} must be keys and values", place)
    start = data.get("start")
    if isinstance(start, int):
        name = f"{name}, at {start}"
    for key, value in data.items():
        if key not in _KEYS:
            raise ContentError(f'{name}: unknown key "{key}"{nearest(key, _KEYS)}', place)
        if key == "start" and (type(value) is not int or value < 0):
            raise ContentError(f'{name}: "start" must be a number of characters', place)
        if key != "start" and not isinstance(value, str):
            raise ContentError(f'{name}: "{key}" must be text', place)
    if data.get("verdict") == "reject":  # what stays need not be said twice
        data = {"after": data.get("before"), **data}
    for key in _KEYS:
        if data.get(key) is None and key != "note":
            raise ContentError(f'{name}: "{key}" is missing', place)
    verdict = data["verdict"]
    if verdict not in _VERDICTS:
        choices = ", ".join(_VERDICTS)
        guess = nearest(verdict, _VERDICTS)
        raise ContentError(
            f'{name}: "verdict" is "{verdict}"{guess}; it must be one of {choices}', place
        )
    if verdict == "reject" and data["after"] != data["before"]:
        message = f'{name}: to reject is to keep "before", but "after" is something else'
        raise ContentError(f'{message} (did you mean "correct"?)', place)
    if _CONTROLS.search(data["after"]):
        raise ContentError(f'{name}: "after" holds a character that no text can hold', place)
    return Decision(**data)


def _meet(one: Decision, other: Decision) -> bool:
    """Whether two decisions, in order, are on the same characters or both between the same."""
    return other.start < one.end or (one.start, one.end) == (other.start, other.end)


@dataclass(frozen=True, slots=True)
class PageDecisions:
    """The decisions on one saved page that come in a file."""

    place: Place
    """Of the file, for messages."""
    file: str
    """The saved page, as `RawPage.path`."""
    sha256: str
    """Of the bytes that were decided on."""
    decisions: tuple[Decision, ...]


def parsed_decisions_file(text: str, path: str) -> dict[str, PageDecisions]:
    """The decisions of a `decisions.json`, by saved page.

    Raises `ContentError` if it is not such a file.
    """
    place = Place(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ContentError(f"not valid JSON: {error.msg}", Place(path, error.lineno)) from None
    pages = data.get("pages") if isinstance(data, dict) else None
    if not isinstance(pages, list):
        raise ContentError('holds no decisions: it must be {"pages": […]}', place)
    found: dict[str, PageDecisions] = {}
    for number, page in enumerate(pages, 1):
        known: Mapping[str, Any] = page if isinstance(page, dict) else {}
        file, digest = known.get("file"), known.get("sha256")
        if not (isinstance(file, str) and isinstance(digest, str)):
            raise ContentError(f'page {number}: "file" and "sha256" must say which page', place)
        if file in found:
            raise ContentError(f"{file} is in it twice", place)
        decisions = parsed_decisions(known.get("decisions"), place, f"{file}: ")
        found[file] = PageDecisions(place, file, digest, decisions)
    return found


# Against the saved page
# ----------------------


def check_fit(decisions: Iterable[Decision], text: str, place: Place, where: str = "") -> None:
    """Raise `ContentError` for the first decision whose `before` is not what stands at `start`.

    `where` is said before it.
    """
    for decision in decisions:
        stands = text[decision.start : decision.end]
        if stands != decision.before:
            found = quoted(stands) if stands else "nothing"
            message = f"{where}the decision at {decision.start} is on {quoted(decision.before)}"
            raise ContentError(f"{message}, but the saved page has {found} there", place)


def quoted(text: str) -> str:
    """The text in quotation marks, so that it can be printed on one line."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def merged(old: Iterable[Decision], new: Sequence[Decision]) -> tuple[Decision, ...]:
    """Both, in order; where they are on the same characters, the new one."""
    kept = [
        decision
        for decision in old
        if not any(_meet(*sorted((decision, other), key=_by_place)) for other in new)
    ]
    return tuple(sorted([*kept, *new], key=_by_place))


def _by_place(decision: Decision) -> tuple[int, int]:
    return decision.start, decision.end


class FoundAgain(NamedTuple):
    """Decisions on a page that has changed since."""

    decisions: tuple[Decision, ...]
    """With their place in the page as it is now."""
    moved: int
    """How many of these stand at another place than before."""
    unplaced: tuple[Decision, ...]
    """Those for which there is no place, or more than one."""


def found_again(decisions: Iterable[Decision], old: str | None, new: str) -> FoundAgain:
    """The decisions on a saved page that has changed, each where it belongs now.

    With the old text, a place is known by what was around it: that must be in the new one just
    once. Without, by `before` alone, which must still stand where it stood, or be there just once.

    >>> decision = Decision(4, "x", "y", "correct")
    >>> found_again([decision], "one x two", "x? zero, one x two").decisions[0].start
    13
    """
    found: list[Decision] = []
    unplaced: list[Decision] = []
    moved = 0
    for decision in decisions:
        start = _place_now(decision, old, new)
        there = decision._replace(start=start) if start is not None else None
        if there is None or any(_meet(*sorted((there, other), key=_by_place)) for other in found):
            unplaced.append(decision)
        else:
            moved += start != decision.start
            found.append(there)
    return FoundAgain(tuple(sorted(found, key=_by_place)), moved, tuple(unplaced))


def _place_now(decision: Decision, old: str | None, new: str) -> int | None:
    start, before = decision.start, decision.before
    if old is None or not old.startswith(before, start):
        if before and new.startswith(before, start):
            return start
        return _only_place(before, new)
    for size in _CONTEXTS:
        left = min(size, start)
        place = _only_place(old[start - left : decision.end + size], new)
        if place is not None:
            return place + left
    return None


def _only_place(part: str, text: str) -> int | None:
    """Where a part stands in a text, if it stands there just once."""
    place = text.find(part) if part else -1
    return place if place >= 0 and text.find(part, place + 1) < 0 else None
