"""What the other modules need to know of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

NEVER = re.compile(r"(?!)")
"""Matches nothing: for languages in which plain text does not tell headings."""

_STAGE = re.compile(
    r"[(\[](?:Beifall|Heiterkeit|Lachen|Zuruf|Applaudissements|Rires|Aplausos|Risas|Risos|Applausi|"
    r"Oklaski|Potlesk|Аплодисменты|Смех|Оживление)\b[^()\[\]\n]{0,120}[)\]]"
)
"""Of languages without a file here: German, French, Spanish, Portuguese, Italian, Polish, Slovak,
Russian."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language, or one script of it."""

    code: str
    """BCP 47."""
    direction: Literal["ltr", "rtl"] = "ltr"
    han: bool = False
    """Whether it is written in Han characters without spaces."""
    read_in_a_minute: int = 230
    """Words, or Han characters, that a grown-up reads silently. English: 238 of non-fiction in
    Brysbaert, How many words do we read per minute?, J. Mem. Lang. 109 (2019)."""
    spoken_in_a_minute: int = 130
    """The same, spoken to an audience. An assumption: between the 100 that conference interpreters
    ask of speakers who read out a text, and the 183 measured of reading aloud (Brysbaert)."""
    months: tuple[str, ...] = ()
    """Names of the twelve months; empty if months are written as numbers."""
    day: str = "{y:04}-{m:02}-{d:02}"
    month: str = "{y:04}-{m:02}"
    year: str = "{y}"
    month_and_day: str = "{m:02}-{d:02}"
    month_alone: str = "{m:02}"
    seasons: tuple[str, ...] = ()
    """Names of the four, from spring on; empty if they are written as numbers."""
    season: str = "{y:04}-{m:02}"
    decade: str = ""
    """Empty if it is written as the time between its years."""
    some_month: str = "{date}, month unknown"
    some_day: str = "{date}, day unknown"
    by: str = "{end} or earlier"
    """A date before which something happened."""
    since: str = "{start} or later"
    approximate: str = "about {date}"
    between: str = "between {start} and {end}"
    uncertain: str = "{date} (?)"
    unknown_date: str = "date unknown"
    list_separator: str = "; "
    gap: str = "[gap: {reason}]"
    """The editorial sign of a gap of unknown length."""
    counted_gap: str = "[gap: {n} characters, {reason}]"
    gap_pattern: re.Pattern[str] = re.compile(
        r"\[gap: (?:(?P<n>[\d,]+) characters?, )?(?P<reason>[^\]]+)\]"
    )
    """A whole paragraph that is the sign of a gap; groups `n` and `reason`."""
    reasons: dict[str, str] = field(
        default_factory=lambda: {
            "paywall": "paywall",
            "cut": "the page ends here",
            "cut-of": "the page ends here; it says that the whole has {total} characters",
            "cut-shown": "the page ends here; it says that it shows {shown} of {total}",
        }
    )
    """Why the source page leaves text out, in words."""
    headings: tuple[tuple[re.Pattern[str], int], ...] = ()
    """Whole paragraphs of plain text that are headings, with their level."""
    run_in: re.Pattern[str] = NEVER
    """The lead of a paragraph that is a heading run into it, with its stop."""
    chained_run_in: re.Pattern[str] = NEVER
    """The same, but a lead only where others count on from it: alone, it may be any sentence."""
    point: re.Pattern[str] = NEVER
    """Where a point may begin inside of a paragraph: a mark, and in group `number` what is
    counted."""
    stage: re.Pattern[str] = _STAGE
    """What happened while somebody spoke, as it stands in the text: `(Applause.)`."""
    promise: re.Pattern[str] = NEVER
    """Says how many points will follow; group `n` is the numeral."""
