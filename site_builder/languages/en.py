"""English."""

from __future__ import annotations

import re

from site_builder.languages._base import Language

_ORDINAL = "(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)"
_NO_ABBREVIATION = "".join(rf"(?<!\b{title})" for title in ("Mr", "Mrs", "Ms", "Dr", "St"))
_STOP = rf"{_NO_ABBREVIATION}[.:?!](?=\s|$)"
_CLAUSE = rf"(?:[^.?!;:]|\.(?!\s|$)|(?!{_NO_ABBREVIATION}\.)\.)"
_CHAINED_RUN_IN = re.compile(
    rf"(?:{_ORDINAL}(?:ly)?(?: of all)?|Finally|Lastly), {_CLAUSE}{{2,120}}{_STOP}"
    rf"|(?:[IVX]{{1,5}}|[A-Z]|\d{{1,2}})[.)] {_CLAUSE}{{2,140}}(?:{_STOP}|$)"
)
_POINT = re.compile(
    rf"[.?!;:][”\"]?\s+(?P<number>(?:{_ORDINAL}(?:ly)?(?: of all)?|Finally|Lastly),)"
)
_COUNT = "(?P<n>two|three|four|five|six|seven|eight|nine|ten|[2-9])"
_PROMISE = re.compile(
    rf"\b(?:I have|make|making|offer|say|raise|mention|on) (?:just |only |these )?{_COUNT} "
    r"(?:\w+ )?(?:points|things|requests|remarks|matters|proposals|suggestions)\b",
    re.IGNORECASE,
)
"""I want to make three points."""

_HAPPENING = (
    "applause|laughter|laughs?|chuckles?|cheers|cheering|boos|booing|pause|crosstalk|inaudible|"
    "interruption|interjections?|standing ovation|applauding|hear, hear"
)
_STAGE = re.compile(
    rf"[(\[](?:[A-Za-z]+ ){{0,3}}(?:{_HAPPENING})"
    r"(?:(?:,| and| from| in| by| on) [\w ,'’-]{1,50})?[.!]?[)\]]",
    re.IGNORECASE,
)
"""(Applause.), [Laughter], (Loud and prolonged cheering.)"""

ENGLISH = Language(
    code="en",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{d} {month_name} {y}",
    month="{month_name} {y}",
    seasons=("spring", "summer", "autumn", "winter"),
    season="{season_name} {y}",
    decade="{y}s",
    month_and_day="{d} {month_name}",
    month_alone="{month_name}",
    chained_run_in=_CHAINED_RUN_IN,
    point=_POINT,
    stage=_STAGE,
    promise=_PROMISE,
)
