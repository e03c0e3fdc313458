"""When a speech was given, as far as its page proves it: stated, inferred, or by its upload.

A date that the page states for the speech is its date. Dates that the speaker only mentions are
evidence: what is told as past lay before the speech, and the upload lies after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as day_type
from typing import NamedTuple

from site_builder import dates
from site_builder.script import folded
from site_builder.titles import title_parts


@dataclass(frozen=True, slots=True)
class Dating:
    """The date of a speech, and how it is known."""

    date: str = ""
    """EDTF."""
    basis: str = "unknown"
    evidence: str = ""
    """Of an inferred date, the words of the text that prove it."""


def dated(title: str, blocks: Sequence[str], given: Dating, published: str) -> Dating:
    """What proves most: a date that the page states, one that its text implies, or `given`.

    `given` is what the profile read; a date that it is sure of stays. `published` is the day of
    the upload or empty.
    """
    if given.date and not given.date.startswith("../"):
        return given
    day = published[:10]
    spoken = stated(title, blocks)
    # A date after the upload is not that of the speech: a notice, a slip of the pen.
    if spoken and (not day or spoken <= day):
        return Dating(spoken, "stated")
    # Essays and news tell of other days and years as if they were the present.
    if not day or not title_parts(title).type:
        return given
    return _announced_today(title, blocks, day) or _implied("\n".join(blocks), day) or given


# Stated for the speech
# ---------------------

_NUMBER = r"(?:\d{1,2}|[元一二三四五六七八九十廿卅]{1,3})"
_WRITTEN = (
    r"(?:[12]\d{3}|[〇○零Ｏ一二三四五六七八九]{4}|(?:中华)?民国(?:\d{1,3}|[一二三四五六七八九十百〇零]{1,5}))"
    rf"年{_NUMBER}月{_NUMBER}日"
)
_NUMERIC = r"[12]\d{3}[./-]\d{1,2}[./-]\d{1,2}"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH = rf"(?:(?:{_MONTHS}) \d{{1,2}},? \d{{4}}|\d{{1,2}} (?:{_MONTHS}) \d{{4}})"
_ANY = rf"(?:{_WRITTEN}|{_NUMERIC}|{_ENGLISH})"
_LABEL = re.compile(r"发[表布]|更新|上传|录入|来源|[Uu]pdated|[Pp]osted|[Pp]ublished|[Ss]ource")
_LINE = re.compile(
    rf"[（(\[]\s*{_ANY}[^（()）]{{0,50}}[)）\]]"  # （2004年9月15日在某会上）
    rf"|(?:[〇○零Ｏ一二三四五六七八九]{{4}}年|(?:中华)?民国)[^。，,；;]{{0,44}}"
    rf"|(?:Delivered|Given|Spoken)\b.{{0,60}}?{_ENGLISH}\.?"
)
_LAST_LINE = re.compile(rf"{_WRITTEN}|{_ENGLISH}")
"""Below the title, a date in plain figures may be that of the page."""
_IN_TITLE = re.compile(rf"{_ANY}(?=在)|[（(|—–-]\s*{_ANY}\s*[)）]?$")
_HEAD = 3
"""Paragraphs from the top among which the date of a speech is printed."""


def stated(title: str, blocks: Sequence[str]) -> str:
    """The date that title, head or last line give for the speech, as ISO 8601; empty if none.

    >>> stated("在座谈会上的讲话（2004年9月15日）", [])
    '2004-09-15'
    >>> stated("守住一条河", ["（二〇一一年二月六日在渔民大会上的讲话）", "各位："])
    '2011-02-06'
    >>> stated("关于2004年9月15日水灾的报告", ["各位代表：", "2004年9月15日，堤坝决口。"])
    ''
    """
    plain = folded(title)
    if match := _IN_TITLE.search(plain):
        return dates.found(match[0])[:10]
    lines = [line for block in blocks[:_HEAD] for line in block.split("\n")]
    if head := next(filter(None, map(stated_line, lines)), ""):
        return head
    last = folded(blocks[-1].strip()) if len(blocks) > _HEAD else ""
    # News end with the date of a notice that they quote.
    is_date = _LAST_LINE.fullmatch(last) and title_parts(title).type
    return dates.found(last)[:10] if is_date else ""


def stated_line(line: str) -> str:
    """The date of a line that gives that of its speech, as ISO 8601; empty for any other line.

    Such a line is set as people write dates, in brackets or as words; systems print figures.

    >>> stated_line("（2004年9月15日）"), stated_line("2004-09-15 11:10 来源：本站")
    ('2004-09-15', '')
    """
    plain = folded(line.strip(" \t　*_"))
    is_one = len(plain) <= 80 and _LINE.fullmatch(plain) and not _LABEL.search(plain)
    return dates.found(plain)[:10] if is_one else ""


_TODAY = re.compile(rf"今[日天]\s*[（(](?P<m>{_NUMBER})月(?P<d>{_NUMBER})日[)）]")


def _announced_today(title: str, blocks: Sequence[str], day: str) -> Dating | None:
    """The day of `今日（六月二十八日）`, in the last year that the upload allows."""
    for block in (title, *blocks[:_HEAD]):
        if match := _TODAY.search(folded(block)):
            month, date = dates.counted(match["m"]), dates.counted(match["d"])
            moment = _latest(month, date, day)
            if moment:
                basis = "stated" if moment == day else "inferred"
                words = block[match.start() : match.end()] if basis == "inferred" else ""
                return Dating(moment, basis, words)
    return None


def _latest(month: int, date: int, day: str) -> str:
    """The last such day that is not after `day`, as ISO 8601; empty if there is none."""
    for year in (int(day[:4]), int(day[:4]) - 1):
        moment = _iso(year, month, date)
        if moment and moment <= day[: len(moment)]:
            return moment
    return ""


def _iso(year: int, month: int, date: int) -> str:
    try:
        day_type(year, month, date or 1)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}-{date:02}" if date else f"{year:04}-{month:02}"


# Implied by what is told as past
# -------------------------------


class _Mention(NamedTuple):
    """A date in the text that is told as past."""

    start: int
    end: int
    year: int
    """0 for one that names no year."""
    month: int
    date: int
    """0 for a month."""
    this_year: bool


_RANGE = 400
"""Days: what lies further back proves too little of when the speech was given."""
_QUOTE = 24
"""Characters of the text that are quoted as evidence."""


def _implied(text: str, day: str) -> Dating | None:
    """An interval that begins with the latest past date of a text and ends with the upload.

    `今年10月18日` is of the last year in which it was past at the upload; a date without any
    year follows it. Without a 今年 only dates with their own year count. None where nothing is
    proved, or where the years that the text names contradict.
    """
    plain = folded(text)
    mentions = list(_mentions(plain))
    year = _speech_year(plain, mentions, day)
    oldest = day_type.fromordinal(max(day_type.fromisoformat(day).toordinal() - _RANGE, 1))
    known = [
        (moment, mention)
        for mention in mentions
        if (moment := _iso(mention.year or year, mention.month, mention.date))
        and (mention.year or year)
        and oldest.isoformat()[: len(moment)] <= moment <= day[: len(moment)]
    ]
    if not known:
        return None
    latest, proof = max(known, key=lambda item: item[0])
    anchors = [mention for _, mention in known if mention.this_year]
    shown = {proof.start: proof}
    if not proof.year and anchors:
        shown[anchors[0].start] = anchors[0]
    quotes = [_quote(text, shown[start]) for start in sorted(shown)]
    separator = "；" if re.search("[\u4e00-\u9fff]", quotes[0]) else "; "
    date = latest if latest == day else f"{latest}/{day}"
    return Dating(date, "inferred", separator.join(quotes))


_THIS_YEAR = re.compile(
    r"今年\s*[（(]\s*(?P<a>[12]\d{3})年?\s*[)）]|去年\s*[（(]\s*(?P<b>[12]\d{3})年?\s*[)）]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)|\b(?:19|20)\d\d\b(?=[,.;)\s])")


def _speech_year(plain: str, mentions: Sequence[_Mention], day: str) -> int:
    """The year that 今年 stands for; 0 if none is proved."""
    anchors = [mention for mention in mentions if mention.this_year]
    if not anchors:
        return 0
    if told := _THIS_YEAR.search(plain):
        return int(told["a"]) if told["a"] else int(told["b"]) + 1
    latest = max(anchors, key=lambda mention: (mention.month, mention.date))
    year = int(_latest(latest.month, latest.date, day)[:4] or 0)
    named = [int(year) for year in _YEAR.findall(plain)]
    # A text put up years later names only years that lie before the one its upload suggests.
    return 0 if named and max(named) < year else year


def _quote(text: str, mention: _Mention) -> str:
    """The words of a mention up to the end of its clause."""
    words = text[mention.start : mention.end + _QUOTE]
    clause = re.split(r"[。！？!?；;\n]|(?<=\w)\. ", words)[0]
    return clause.rstrip() + ("…" if clause == words else "")


def _mentions(plain: str) -> Iterator[_Mention]:
    for start, end in _sentences(plain):
        sentence = plain[start:end]
        if not _MONTH.search(sentence):
            continue
        yield from (
            mention._replace(start=start + mention.start, end=start + mention.end)
            for mention in (*_chinese(sentence), *_english(sentence))
        )


_MONTH = re.compile(f"月|{_MONTHS}")


def _sentences(plain: str) -> Iterator[tuple[int, int]]:
    position = 0
    for match in re.finditer(r"[。！？!?；;\n]|(?<=[a-z0-9])\.\s", plain):
        yield position, match.end()
        position = match.end()
    yield position, len(plain)


_CHINESE = re.compile(
    rf"(?:(?P<y>[12]\d{{3}})年|(?P<now>今年)的?|(?<![年\d月至到—-]))"
    rf"(?P<m>(?<!\d)\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:份|(?P<d>{_NUMBER})[日号])?"
)
_PAST = re.compile(
    r"(?:召开|举行|通过|下发|公布|颁布|印发|出台|发生|开幕|闭幕|发布|实施|成立|签订|结束)的|了|已|曾|刚|以来"
)
_PLANNED = re.compile(r"将|拟|计划|预计|准备|迎接|筹备|备战|争取|力争|定于|如果|要在|前夕|届时")
_NOT_THE_DAY = re.compile(r"(?:以前|之前|底?前|起|底|止|左右)")
_OTHER_YEAR = re.compile(r"[12]\d{3}年|[去前明后当那次同翌每历]年|[12]\d{2}X年|\*+年")
_NEAR = 40
_FAR = 300
"""Characters before a date that are looked at: in a text without stops, all would be too many."""


def _chinese(sentence: str) -> Iterator[_Mention]:
    for match in _CHINESE.finditer(sentence):
        if not (match["y"] or match["now"]) and (
            # A month without a year may be any; so may a day after another year was named.
            not match["d"]
            or _OTHER_YEAR.search(sentence, max(match.start() - _FAR, 0), match.start())
        ):
            continue
        after = sentence[match.end() : match.end() + _NEAR]
        clause = re.split("[，,、：:]", sentence[max(match.start() - _FAR, 0) : match.start()])[-1]
        past = _PAST.search(after)
        if not past or _NOT_THE_DAY.match(after):
            continue
        if _PLANNED.search(clause) or _PLANNED.search(after, 0, past.end()):
            continue
        yield _Mention(
            match.start(),
            match.end(),
            int(match["y"] or 0),
            dates.counted(match["m"]),
            dates.counted(match["d"]) if match["d"] else 0,
            bool(match["now"]),
        )


_ENGLISH_DATE = re.compile(
    rf"\b(?P<m>{_MONTHS})(?: (?P<d>\d{{1,2}})(?:st|nd|rd|th)?)?\b"
    r"(?:,? (?P<y>[12]\d{3})\b|,? (?:of )?(?P<now>this year)\b)?"
)
_ENGLISH_PAST = re.compile(
    r"\b(?:was|were|had|held|met|began|came|went|took|gave|made|saw|told|stood|\w{3,}ed)\b"
)
_ENGLISH_PLANNED = re.compile(
    r"\b(?:will|shall|would|plan\w*|scheduled|by|until|before|next|going to|to be|if|every|each)\b"
)


def _english(sentence: str) -> Iterator[_Mention]:
    if not _ENGLISH_PAST.search(sentence) or _ENGLISH_PLANNED.search(sentence):
        return
    has_other_year = bool(re.search(r"\b[12]\d{3}\b|\b(?:last|that) year\b", sentence))
    for match in _ENGLISH_DATE.finditer(sentence):
        if not (match["y"] or match["now"]) and (not match["d"] or has_other_year):
            continue
        month = _MONTHS.split("|").index(match["m"]) + 1
        year, date = int(match["y"] or 0), int(match["d"] or 0)
        yield _Mention(match.start(), match.end(), year, month, date, bool(match["now"]))
