"""Dates in EDTF: checked, ordered, put into words; and dates found on saved pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as day_type
from functools import lru_cache
from typing import Literal

from site_builder.languages import Language

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<sign>[?~%]?)"
)
_SEASONS = {21: 5, 22: 8, 23: 11, 24: 12}
"""Spring to winter, and the month by which each sorts; EDTF does not say when a season ends."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or what is known of one: a month, a season, a year, a decade."""

    year: int
    """Of a decade or a century, the first."""
    month: int = 0
    """0 if not known; 21 to 24 for spring to winter."""
    day: int = 0
    uncertain: bool = False
    approximate: bool = False
    years: int = 1
    """How many years it may be one of: 10 for `201X`, 100 for `20XX`."""
    unspecified: Literal["", "month", "day"] = ""
    """What is said not to be known: the month of `2011-XX`, the day of `2011-02-XX`."""

    @property
    def iso(self) -> str:
        """As ISO 8601: `2011`, `2011-02` or `2011-02-06`; of a season the year."""
        if self.years > 1:
            return ""
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + (0 < self.month <= 12) + bool(self.day)])

    @property
    def earliest(self) -> tuple[int, int, int]:
        """Year, month and day from which it is; 0 where nothing is known."""
        return self.year, 0 if self.month in _SEASONS else self.month, self.day

    @property
    def latest(self) -> tuple[int, int, int]:
        """Year, month and day until which it is; 99 where nothing is known."""
        month = _SEASONS.get(self.month, self.month)
        return self.year + self.years - 1, month or 99, self.day or 99


@lru_cache(maxsize=1 << 12)
def interval(edtf: str) -> tuple[Day | None, Day | None]:
    """Start and end of an EDTF date; both the same for a single one, None for an open side.

    Of EDTF (ISO 8601-2:2019) it reads levels 0 and 1: dates, seasons, digits not specified, the
    qualifiers `?`, `~` and `%` after a date, intervals, and `..` for an open side; but only years
    of four digits of the common era. Raises `ValueError` if it is no such date.

    >>> interval("../2011-02-06")[1].iso, interval("201X")[0].latest
    ('2011-02-06', (2019, 99, 99))
    """
    start, separator, end = edtf.partition("/")
    if not separator:
        single = _day(start)
        return single, single
    first, last = (None if side in ("..", "") else _day(side) for side in (start, end))
    if first is None and last is None:
        raise ValueError(f"{edtf!r} is open on both sides")
    if first and last and first.earliest > last.latest:
        raise ValueError(f"{edtf!r} ends before it begins")
    return first, last


def _day(text: str) -> Day:
    match = _DATE.fullmatch(text)
    digits = match["year"].rstrip("X") if match else ""
    month, day = (match["month"] or "", match["day"] or "") if match else ("", "")
    is_season = month.isdecimal() and int(month) in _SEASONS
    # Of level 1 is what is unknown from some place on to the end, and a season without a day.
    in_order = not (month and len(digits) < 4) and not (month == "XX" and day not in ("", "XX"))
    if not match or not in_order or (is_season and day):
        raise ValueError(f"{text!r} is no EDTF date such as 2011-02-06, 2011-02 or 2011")
    years = 10 ** (4 - len(digits))
    found = Day(
        year=int(digits) * years,
        month=int(month) if month.isdecimal() else 0,
        day=int(day) if day.isdecimal() else 0,
        uncertain=match["sign"] in ("?", "%"),
        approximate=match["sign"] in ("~", "%"),
        years=years,
        unspecified="day" if day == "XX" else "month" if month == "XX" else "",
    )
    if not is_season:
        # raises ValueError for the 31st of February
        day_type(found.year or 1, found.month or 1, found.day or 1)
    return found


def sort_key(edtf: str) -> str:
    """The latest moment a date allows, as text that sorts; undated comes last.

    >>> sort_key("2010-11-23/2011-02-06") < sort_key("2011-03") < sort_key("")
    True
    """
    if not edtf:
        return "9999-99-99"
    start, end = interval(edtf)
    last = end or start
    assert last
    return "{:04}-{:02}-{:02}".format(*last.latest)


def month_of(edtf: str) -> str:
    """The month under which a date is listed, as ISO 8601: that of its later end; empty if none.

    >>> month_of("2010-11/2011-02-06"), month_of("2011"), month_of("2011-21")
    ('2011-02', '', '')
    """
    start, end = interval(edtf) if edtf else (None, None)
    last = end or start
    return last.iso[:7] if last and 0 < last.month <= 12 else ""


def year_of(edtf: str) -> int | None:
    """The year under which a date is listed: that of its later end; None if there is no date."""
    if not edtf:
        return None
    start, end = interval(edtf)
    last = end or start
    return last.latest[0] if last else None


def datetime_of(edtf: str) -> str:
    """The value of `<time datetime>`: an ISO date; empty for an interval or no date."""
    start, end = interval(edtf) if edtf else (None, None)
    return start.iso if start and start == end else ""


def whole_day(edtf: str) -> str:
    """A day as ISO 8601, for what knows no other dates: the first of the date's later end.

    Empty if there is no date, or if it is none.

    >>> whole_day("2010/2011-02"), whole_day("201X"), whole_day("spring")
    ('2011-02-01', '2010-01-01', '')
    """
    try:
        start, end = interval(edtf)
    except ValueError:
        return ""
    last = end or start
    assert last
    year, month, day = last.earliest
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def in_words(edtf: str, language: Language) -> str:
    """The date as people write it in a language.

    >>> from site_builder.languages import language_for
    >>> in_words("../2011-02-06", language_for("zh-Hans"))
    '2011年2月6日或之前'
    >>> in_words("2008-06-01/2008-06-30", language_for("en"))
    'between 1 June 2008 and 30 June 2008'
    >>> in_words("2008-06~", language_for("zh-Hant")), in_words("1997/..", language_for("en"))
    ('約2008年6月', '1997 or later')
    """
    if not edtf:
        return language.unknown_date
    start, end = interval(edtf)
    if end is None:
        assert start
        return language.since.format(start=_day_in_words(start, language))
    if start is None:
        return language.by.format(end=_day_in_words(end, language))
    if start == end:
        return _day_in_words(end, language)
    return language.between.format(
        start=_day_in_words(start, language), end=_day_in_words(end, language)
    )


def every_year(month: int, day: int, language: Language) -> str:
    """A day of the calendar, or with `day` 0 a month, as people write it.

    >>> from site_builder.languages import language_for
    >>> every_year(2, 6, language_for("en")), every_year(2, 0, language_for("zh-Hans"))
    ('6 February', '2月')
    """
    form = language.month_and_day if day else language.month_alone
    return _filled(form, Day(0, month, day), language)


def _filled(form: str, day: Day, language: Language) -> str:
    name = language.months[day.month - 1] if language.months and day.month else ""
    return form.format(y=day.year, m=day.month, d=day.day, month_name=name)


def _day_in_words(day: Day, language: Language) -> str:
    words = _certain(day, language)
    words = language.approximate.format(date=words) if day.approximate else words
    return language.uncertain.format(date=words) if day.uncertain else words


def _certain(day: Day, language: Language) -> str:
    """What is known of a day in words, without how sure that is."""
    if day.years > 1:
        if day.years == 10 and language.decade:
            return language.decade.format(y=day.year)
        first, last = (language.year.format(y=y) for y in (day.year, day.latest[0]))
        return language.between.format(start=first, end=last)
    if day.month in _SEASONS:
        season = language.seasons[day.month - 21] if language.seasons else ""
        return language.season.format(y=day.year, m=day.month, season_name=season)
    form = language.day if day.day else language.month if day.month else language.year
    name = language.months[day.month - 1] if language.months and day.month else ""
    words = form.format(y=day.year, m=day.month, d=day.day, month_name=name)
    unknown = {"month": language.some_month, "day": language.some_day, "": "{date}"}
    return unknown[day.unspecified].format(date=words)


_NUMERIC = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_REPUBLIC = re.compile(
    r"民[国國]\s*(\d{1,3}|[元〇零一二三四五六七八九十百]{1,5})\s*年\s*(\d{1,2}|[元一二三四五六七八九十]{1,2})"
    r"\s*月\s*(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})\s*日"
)
"""Years of the Republic of China, which count from 1912."""
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_DATE = re.compile(
    r"([〇○零Ｏ一二三四五六七八九]{4})年([元一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})日"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sep sept", "october oct"),
            *("november nov", "december dec"),
        ),
        1,
    )
    for name in names.split()
}
_ENGLISH = re.compile(
    rf"\b(?:({'|'.join(_MONTHS)})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?|"
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\.?,?)\s+(\d{{4}})\b",
    re.IGNORECASE,
)


def found(text: str) -> str:
    """The first date in a line of a saved page, as ISO 8601, with the time if it is printed.

    Empty if there is none. Reads `2011/2/6 11:10:58`, `2011年2月6日`, `二○一一年二月六日`,
    `民國106年3月5日`, `January 28, 2017` and `28 January 2017`.

    >>> found("發表時間:2011/2/6 11:10:58"), found("For Immediate Release January 28, 2017")
    ('2011-02-06T11:10:58', '2017-01-28')
    >>> found("二○一九年十月二十六日　種子庫二十週年茶會")
    '2019-10-26'
    >>> found("中華民國106年3月5日")
    '2017-03-05'
    """
    text = _HAN_DATE.sub(_numeric, _REPUBLIC.sub(_in_common_era, text))
    numeric, english = _NUMERIC.search(text), _ENGLISH.search(text)
    if numeric and not (english and english.start() < numeric.start()):
        year, month, day = (int(numeric[i]) for i in (1, 2, 3))
        time = f"T{int(numeric[4]):02}:{numeric[5]}" if numeric[4] else ""
        time += f":{numeric[6]}" if numeric[6] else ""
    elif english:
        year, month = int(english[5]), _MONTHS[(english[1] or english[4]).lower()]
        day, time = int(english[2] or english[3]), ""
    else:
        return ""
    try:
        return day_type(year, month, day).isoformat() + time
    except ValueError:
        return ""


def _in_common_era(match: re.Match[str]) -> str:
    return f"{1911 + counted(match[1])}年{counted(match[2])}月{counted(match[3])}日"


def _numeric(match: re.Match[str]) -> str:
    """A date in Chinese numerals as one in digits."""
    year = "".join(str(max(_HAN_DIGITS.find(digit), 0)) for digit in match[1])
    return f"{year}年{counted(match[2])}月{counted(match[3])}日"


def counted(numeral: str) -> int:
    """A numeral up to 199, in figures or in Chinese: 十, 二十, 廿六, and 元 for the first.

    >>> [counted(numeral) for numeral in ("7", "元", "十", "十五", "二十", "廿六", "卅一")]
    [7, 1, 10, 15, 20, 26, 31]
    >>> counted("一百零六")
    106
    """
    if numeral.isdecimal():
        return int(numeral)
    if "百" in numeral:
        return 100 + counted(numeral.partition("百")[2].lstrip("零〇") or "〇")
    numeral = numeral.replace("元", "一").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = numeral.rpartition("十")
    return (_HAN_DIGITS.find(tens) if tens else 1) * 10 * bool(ten) + max(_HAN_DIGITS.find(ones), 0)
