"""Mojibake: text whose bytes were read by the wrong rule before the page was saved.

`raw` finds the rule of a file. Here the file is sound, and holds `Ã©` for `é`, `鎮ㄥ彲` for `您可`.
Proof is that the characters, written by the wrong rule, are bytes which the right rule reads
without a fault, and that they read far better then. No library does this for Chinese: ftfy knows
UTF-8 read as a single-byte encoding alone, tells no offsets, and guesses where a byte is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from site_builder.charsets import Suspects, fitness, foreign
from site_builder.edits import applied, composed, in_order
from site_builder.model import LOST, Certainty, Edit
from site_builder.repair._observed import Observed
from site_builder.repair._readings import NOTE, is_of_its_character

_READ_AS = ("gb18030", "cp1251")
"""By what UTF-8 is read wrongly, besides Windows-1252; Big5 and Shift-JIS lose too many bytes."""
_MISREAD = (
    *(
        (wrong, right)
        for wrong in ("cp1252", "iso8859-15")
        for right in ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
    ),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "gb18030"),
)
"""By what other encodings are read wrongly, and which these are."""

_PASSES = 4
"""How often a text may have been misread in turn; more than two was not met."""

_POOR = 0.5
"""The fitness below which characters may be mojibake. Of it, that is 0 to 0.35; of sound lines in
eleven languages 0.75 to 1."""
_GAIN = 0.4
"""By how much the fitness of all that is repaired must rise."""
_GAIN_OF_UTF_8 = 0.2
"""The same where the right rule is UTF-8: few bytes are UTF-8 by chance."""
_WELL = 0.7
"""The fitness of a line that was repaired."""
_LEAST = 4
"""Characters beyond ASCII that a repair by UTF-8 must give on a page."""
_LEAST_OF_A_CODEC = 10
"""The same where the right rule is another."""

_WIDE = re.compile(r"[\x00-\x7f\u2010-\u2027\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]+")
"""Of Chinese, Japanese and Korean."""


class _Run(NamedTuple):
    """Characters as they were read, and what their bytes say."""

    start: int
    before: str
    after: str


def mojibake(observed: Observed) -> list[Edit]:
    """Edits that read the bytes of mojibake by their own rule.

    A character of which a byte is gone becomes `□`. Markup stays, as it is ASCII.
    """
    text, edits = observed.text, list[Edit]()
    for _ in range(_PASSES):
        more = _edits(text)
        if not more:
            break
        edits = [edit._replace(rule="mojibake") for edit in composed(observed.text, edits, more)]
        text = applied(text, more)
    return edits


def _edits(text: str) -> list[Edit]:
    """The edits that undo one misreading; there may have been another before it."""
    edits = []
    taken: set[int] = set()
    for wrong, right, runs in () if text.isascii() else _proven(text):
        evidence = f"{_NAMES[right]} read as {_NAMES[wrong]}"
        for run in map(_trimmed, runs):
            place = range(run.start, run.start + len(run.before))
            if run.before and taken.isdisjoint(place):
                taken.update(place)
                certainty: Certainty = "medium" if LOST in run.after else "high"
                edits.append(
                    Edit(run.start, run.before, run.after, "mojibake", certainty, evidence)
                )
    return in_order(edits)


_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GBK",
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "iso8859-15": "Latin-9",
    "big5hkscs": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
}


def _proven(text: str) -> Iterator[tuple[str, str, Sequence[_Run]]]:
    """Each wrong rule that is proven of the page, with the right one and what it did."""
    suspects = Suspects(text)
    if other := _other_encoding(text, suspects):
        yield other
        return  # its letters may look like UTF-8 here and there
    poor = list(_unfit(_RUN.finditer(text), _POOR, suspects))
    for wrong in _READ_AS:
        runs = list(_utf_8_runs(poor, wrong))
        if _reads_better(runs, _LEAST, _GAIN_OF_UTF_8):
            yield wrong, "utf-8", runs
    if letters := _latin_runs(text):
        yield "cp1252", "utf-8", letters


def _other_encoding(text: str, suspects: Suspects) -> tuple[str, str, Sequence[_Run]] | None:
    """The encoding, other than UTF-8, by which the most part of a page reads best."""
    poor = list(_unfit(_LINE.finditer(text), _POOR, suspects))
    if 2 * sum(foreign(line[0]) for line in poor) < foreign(text):
        return None
    found = {pair: list(_lines(poor, *pair)) for pair in _MISREAD}
    proven = {
        pair: runs for pair, runs in found.items() if _reads_better(runs, _LEAST_OF_A_CODEC, _GAIN)
    }
    if not proven:
        return None
    wrong, right = max(proven, key=lambda pair: _worth(proven[pair]))
    poor = list(_unfit(_LINE.finditer(text), _WELL, suspects))
    return wrong, right, list(_lines(poor, wrong, right, is_proven=True))


def _unfit(
    parts: Iterable[re.Match[str]], bound: float, suspects: Suspects
) -> Iterator[re.Match[str]]:
    """The parts of a text whose fitness is below a bound."""
    for part in parts:
        if suspects.least_fitness(*part.span()) < bound and fitness(part[0]) < bound:
            yield part


def _reads_better(runs: Iterable[_Run], least: int, gain: float) -> bool:
    before = "\n".join(run.before for run in runs)
    after = "\n".join(run.after for run in runs)
    given = foreign(after) - after.count(LOST)
    if given < least or after.count(LOST) > given / 2:
        return False
    return fitness(after.replace(LOST, "")) >= fitness(before) + gain


def _worth(runs: Sequence[_Run]) -> float:
    """How many frequent characters a reading gives."""
    after = "\n".join(run.after for run in runs)
    return fitness(after) * foreign(after)


def _trimmed(run: _Run) -> _Run:
    """A run without what it has in common with its repair at either end."""
    start, before, after = run
    while before and after and before[0] == after[0]:
        start, before, after = start + 1, before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return _Run(start, before, after)


# UTF-8 read as something else
# ----------------------------

_RUN = re.compile(
    r"[^\x00-\x7f](?:[^\x00-\x7f]|\?|(?<=[\u3400-\u9fff]) ?\([a-zü\u00e0-\u01dc]{1,7} ?\))*"
)
"""Characters beyond ASCII; `?` stands for a byte that no rule read, or for itself. A mirror may
have put its notes between them."""
_UNREAD = -1
"""In place of a byte: gone, if one is missing there, or else a question mark."""
_GONE = -2
"""In place of a byte that is gone for certain."""


def _utf_8_runs(poor: Iterable[re.Match[str]], wrong: str) -> Iterator[_Run]:
    for match in poor:
        plain = NOTE.sub(_without_note, match[0])
        for written in _written(plain, wrong):
            after = _utf_8(written)
            if after and after != plain and _is_no_loss(plain, after):
                yield _Run(match.start(), match[0], after)
                break


def _without_note(note: re.Match[str]) -> str:
    return note["behind"] if is_of_its_character(note) else note[0]


def _is_no_loss(before: str, after: str) -> bool:
    """Whether a reading is better, or as poor but of characters that take three bytes."""
    sound = after.replace(LOST, "")
    rare = all(character < "\x80" or character > "\u07ff" for character in sound)
    return fitness(sound) > fitness(before) or (rare and fitness(sound) == fitness(before))


def _written(run: str, codec: str) -> Iterator[list[int]]:
    """The bytes of characters as a rule writes them, if it can: in one or two ways."""
    written: list[int] = []
    for part in re.split("([?\ufffd])", run):
        if part in ("?", "\ufffd"):
            written.append(_UNREAD if part == "?" else _GONE)
            continue
        try:
            written += part.encode(codec, "surrogateescape")
        except UnicodeEncodeError:
            return
    yield written
    if codec == "gb18030" and "€" in run:  # 80 in the GBK of Windows, A2 E3 in the standard
        pairs = run.split("€")
        if not any(mark in run for mark in "?\ufffd"):
            yield list(b"\x80".join(pair.encode(codec, "surrogateescape") for pair in pairs))


def _utf_8(written: list[int]) -> str:
    """What the bytes say in UTF-8, with `□` where one is gone; nothing if they are not UTF-8."""
    said: list[str] = []
    i = 0
    while i < len(written):
        size = _size(written[i])
        tail = written[i + 1 : i + size]
        held = next((n for n, byte in enumerate(tail) if not 0x80 <= byte < 0xC0), len(tail))
        if size == 1:
            said.append(chr(written[i]))
        elif size and held == size - 1:
            try:
                said.append(bytes(written[i : i + size]).decode())
            except UnicodeDecodeError:
                return ""
        elif size and i + 1 + held == len(written):
            said.append(LOST)  # cut off where the run ends
        elif size and written[i + 1 + held] < 0:
            if _with_80(written, i + 1 + held, size - 1 - held):
                continue
            said.append(LOST)
            size = held + 2 + _followers(written[i + held + 2 : i + size], unread=True)
        elif written[i] == _GONE or (written[i] == _UNREAD and _followers(written[i + 1 : i + 2])):
            said.append(LOST)
            size = 1 + _followers(written[i + 1 : i + 4])
        elif written[i] == _UNREAD:
            said.append("?")
            size = 1
        else:
            return ""
        i += size
    return "".join(said)


def _with_80(written: list[int], start: int, missing: int) -> bool:
    """Whether bytes that were not read must be 80; then they are put in place.

    GBK takes each byte that UTF-8 goes on with, all but 80, together with the next one, if that is
    from 40 up. So what stands unread before such a byte is 80, as in 一 and 。 and 者.
    """
    end = start
    while end < len(written) and written[end] < 0:
        end += 1
    if end - start > missing or end == len(written) or written[end] < 0x40:
        return False
    written[start:end] = [0x80] * (end - start)
    return True


def _size(lead: int) -> int:
    """How many bytes the character has that begins with this one; 0 if none does."""
    bounds = ((0, 0x80, 1), (0xC2, 0xE0, 2), (0xE0, 0xF0, 3), (0xF0, 0xF5, 4))
    return next((size for low, high, size in bounds if low <= lead < high), 0)


def _followers(written: Sequence[int], *, unread: bool = False) -> int:
    """How many of the next bytes can only go on with a character, or were not read."""
    goes_on = (0x80 <= byte < 0xC0 or (unread and byte < 0) for byte in written)
    return next((n for n, goes in enumerate(goes_on) if not goes), len(written))


# UTF-8 read as Windows-1252 or Latin-1: letter by letter, in text that is sound otherwise
# ---------------------------------------------------------------------------------------


@cache
def _single_bytes(codec: str) -> dict[str, int]:
    """The byte of each character of Windows-1252 or Latin-9; those they lack are as in Latin-1."""
    table = {chr(byte): byte for byte in range(256)}
    for byte in range(0x80, 0x100):
        try:
            table[bytes([byte]).decode(codec)] = byte
        except UnicodeDecodeError:
            continue
    return table


@cache
def _latin_tail() -> str:
    """Of a pattern: a byte with which UTF-8 goes on, in Windows-1252 or Latin-1."""
    tail = (character for character, byte in _single_bytes("cp1252").items() if 0x80 <= byte < 0xC0)
    return f"[{re.escape(''.join(tail))}]"


@cache
def _latin_pair() -> re.Pattern[str]:
    """The first two of the bytes of a character beyond ASCII: what most texts have nowhere."""
    return re.compile(f"[\xc2-\xf4]{_latin_tail()}")


@cache
def _latin() -> re.Pattern[str]:
    """UTF-8 of a character beyond ASCII, in Windows-1252 or Latin-1."""
    tail = _latin_tail()
    one = f"(?:[\xc2-\xdf]{tail}|[\xe0-\xef]{tail}{{2}}|[\xf0-\xf4]{tail}{{3}})"
    return re.compile(f"(?<![\x80-\xff]){one}+(?![\x80-\xff])")


_ENDS = "’‘“”»›«‹…–—™®°ºª¹²³·´§¶•†‡¡¿\xad\xa0"
_NATURAL = re.compile(f"(?:[\xc2-\xdf][{_ENDS}]|×[¼½¾]|[\xe0-\xef][šžŠŽœŒƒŸ][{_ENDS}])+")
"""What text may have, if no small letter stands before it: `IRMÃ»`, `Spaß“`, `2×½`, `ríš”`."""


_SAID = re.compile(
    r"[\x00-\u052f\u0590-\u06ff\u0900-\u0eff\u10a0-\u10ff\u1e00-\u23ff\u2500-\u27bf"
    r"\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef\U0001f300-\U0001faff]+"
)
"""Characters of living scripts, marks and emoji: nothing else is taken for what was meant."""


def _latin_runs(text: str) -> list[_Run]:
    """What is UTF-8 for certain; and what may be something else, if there is any of the former."""
    if not _latin_pair().search(text):
        return []
    runs: list[_Run] = []
    certain = False
    for match in _latin().finditer(text):
        after = _read_again(match[0])
        if after and 10 * len(_SAID.sub("", after)) <= len(after):
            runs.append(_Run(match.start(), match[0], after))
            before = text[max(match.start() - 1, 0) : match.start()]
            in_word = match[0][0].isupper() and before.islower()
            certain |= in_word or not _NATURAL.fullmatch(match[0])
    return runs if certain else []


def _read_again(run: str) -> str:
    """A run read as UTF-8, as often as it can be; nothing if it is not UTF-8."""
    try:
        after = bytes(map(_single_bytes("cp1252").__getitem__, run)).decode()
    except (KeyError, UnicodeDecodeError):
        return ""
    return _latin().sub(lambda match: _read_again(match[0]) or match[0], after)


# Other encodings, read as one another
# ------------------------------------

_LINE = re.compile(r"[^\r\n<>\"?\ufffd]+")
"""What stands on a line between markup and lost bytes, none of which is part of a character."""


def _lines(
    poor: Iterable[re.Match[str]], wrong: str, right: str, *, is_proven: bool = False
) -> Iterator[_Run]:
    """The lines that read well by the right rule; once it is proven, all that it can read."""
    for match in poor:
        try:
            written = _bytes(match[0], wrong)
            after = written.decode(right)
        except (KeyError, UnicodeError):
            continue
        if match.string[match.start() - 1 : match.start()] in ("?", "\ufffd"):
            # if one of two bytes went there, all of what follows slips
            reads_well = fitness(after) >= _WELL and len(after) >= _LEAST
        else:
            reads_well = fitness(after) >= _WELL or (is_proven and bool(_WIDE.fullmatch(after)))
        if reads_well and match[0] in _readings_of(written, wrong):
            yield _Run(match.start(), match[0], after)


_SINGLE = frozenset({"cp1252", "iso8859-15"})


def _bytes(line: str, codec: str) -> bytes:
    if codec in _SINGLE:
        return bytes(map(_single_bytes(codec).__getitem__, line))
    return line.encode(codec)


def _readings_of(written: bytes, codec: str) -> Iterator[str]:
    """What the wrong rule makes of bytes: Latin-1 is taken for its successors."""
    if codec in _SINGLE:
        signs = {byte: sign for sign, byte in _single_bytes(codec).items()}
        yield written.decode("latin-1")
        yield "".join(map(signs.__getitem__, written))
    else:
        yield written.decode(codec, "replace")
