"""Chinese, in Simplified and Traditional characters."""

from __future__ import annotations

import re
from dataclasses import replace

from site_builder.languages._base import Language

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_OPEN, _CLOSE = "[（(]", "[）)]"

# Counted over 13,800 lines of government reports: of 503 lines that begin 一、, 455 are short
# headings; of 388 that begin 一是, 338 have the heading run in, up to the first stop, and so
# have 735 of 1,028 that begin （一）.
_HEADINGS = (
    (re.compile(rf"{_NUMERAL}、[^。！？；]{{1,58}}[^。！？；：:，,、]"), 2),
    (re.compile(rf"第{_NUMERAL}(?:部分|章|篇)[^。！？；]{{0,58}}"), 2),
    (re.compile(rf"{_OPEN}{_NUMERAL}{_CLOSE}[^。！？；]{{1,58}}[^。！？；：:，,、]"), 3),
)
_RUN_IN = re.compile(
    rf"(?:{_NUMERAL}是|{_OPEN}{_NUMERAL}{_CLOSE}|第{_NUMERAL}[，,、])[^。：:；;！？]{{2,60}}[。：:]"
)

_FIGURES = "[0-9０-９]{1,2}"
_CHAINED_RUN_IN = re.compile(
    rf"(?:{_NUMERAL}[、是要]|第{_NUMERAL}(?:[，,、：:是]|[点點部][，,：:分]?)|{_OPEN}{_NUMERAL}{_CLOSE}"
    rf"|{_FIGURES}(?:[．、]|\.(?![0-9]))|{_OPEN}{_FIGURES}{_CLOSE}|(?:首先|其次|再次|最[后後])[，,])"
    r"[^。：:；;！？!?]{2,60}(?:[。：:！？!?]|$)"
)
_POINT = re.compile(
    r"[。；：！？!?;:，,”」』）)…][ 　\n]*(?P<number>"
    rf"{_NUMERAL}[、是要]|第{_NUMERAL}[，,、：:是点點]|{_OPEN}(?:{_NUMERAL}|{_FIGURES}){_CLOSE}"
    rf"|{_FIGURES}(?:[．、]|\.(?![0-9]))|首先|其次|再次|最[后後])"
)
_PROMISE = re.compile(
    r"(?:[讲講谈談说說]|强调|強調|汇报|匯報|我[^，。；！？]{0,20}提)[^，。；！？了過过]{0,4}?"
    rf"(?P<n>{_NUMERAL}|[两兩]|\d{{1,2}})(?:点|點|个方面|個方面|个问题|個問題|条|條|层|層)"
    r"(?:意见|意見|要求|希望|建议|建議|看法|想法|体会|體會|内容|內容|意思)?(?=[，。：:；！]|$)"
)
"""我讲三点意见。"""

_HAPPENING = (
    "(?:[掌笑]声|[掌笑]聲|欢呼声?|歡呼聲?|鼓掌(?:通过|通過|致意|欢迎|歡迎)?|[大哄众眾欢歡齐齊]笑|"
    "起立|鞠躬|敬礼|敬禮)"
)
_STAGE = re.compile(
    rf"{_OPEN}(?:笑|停顿|停頓|沉默|(?:[^（）()，、。\n]{{0,12}}{_HAPPENING}[，、。]?){{1,4}}){_CLOSE}"
)
"""（热烈鼓掌）, （笑）, （掌声，全体起立）"""

HANS = Language(
    code="zh-Hans",
    han=True,
    # Assumptions. Read: the curriculum of Chinese schools asks for 500 characters a minute of
    # ordinary prose from pupils of fifteen, which few of them reach. Spoken: newsreaders take
    # some 300 syllables a minute; a speaker before an audience is slower.
    read_in_a_minute=400,
    spoken_in_a_minute=220,
    day="{y}年{m}月{d}日",
    month="{y}年{m}月",
    year="{y}年",
    seasons=("春", "夏", "秋", "冬"),
    season="{y}年{season_name}季",
    decade="{y}年代",
    some_month="{date}某月",
    some_day="{date}某日",
    month_and_day="{m}月{d}日",
    month_alone="{m}月",
    by="{end}或之前",
    since="{start}或之后",
    approximate="约{date}",
    between="{start}至{end}之间",
    uncertain="{date}（存疑）",
    unknown_date="日期不详",
    list_separator="、",
    gap="〔缺：{reason}〕",
    counted_gap="〔缺{n}字：{reason}〕",
    gap_pattern=re.compile(r"〔缺(?:(?P<n>\d+)字)?：(?P<reason>[^〕]+)〕"),
    reasons={
        "paywall": "来源页收费",
        "cut": "来源页未完",
        "cut-of": "来源页未完，称全文{total}字",
        "cut-shown": "来源页未完，称全文{total}字、显示{shown}字",
    },
    headings=_HEADINGS,
    run_in=_RUN_IN,
    chained_run_in=_CHAINED_RUN_IN,
    point=_POINT,
    stage=_STAGE,
    promise=_PROMISE,
)

HANT = replace(
    HANS,
    code="zh-Hant",
    since="{start}或之後",
    approximate="約{date}",
    between="{start}至{end}之間",
    uncertain="{date}（存疑）",
    unknown_date="日期不詳",
    reasons={
        "paywall": "來源頁收費",
        "cut": "來源頁未完",
        "cut-of": "來源頁未完，稱全文{total}字",
        "cut-shown": "來源頁未完，稱全文{total}字、顯示{shown}字",
    },
)
