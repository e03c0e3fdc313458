"""When a speech was given: what states it, what implies it, and what proves nothing."""

from __future__ import annotations

import pytest

from site_builder import dates
from site_builder.dating import Dating, dated, stated_line
from site_builder.languages import language_for

TITLE = "市水务局长在节水工作会议上的讲话"
UPLOAD = "2011-02-06"
GIVEN = Dating(f"../{UPLOAD}", "published")


def found(*blocks: str, title: str = TITLE, published: str = UPLOAD) -> Dating:
    return dated(title, blocks, Dating(f"../{published}", "published"), published)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("（2004年9月15日）", "2004-09-15"),
        ("(2004.9.15)", "2004-09-15"),
        ("二〇一一年二月六日", "2011-02-06"),
        ("二○一○年元月十五日　渡船節茶會", "2010-01-15"),
        ("中華民國106年3月5日", "2017-03-05"),
        ("（2010年6月1日在儿童节大会上的讲话，据录音整理）", "2010-06-01"),
        ("(October 18, 2010)", "2010-10-18"),
        ("2010年10月18日", ""),
        ("Delivered at Wexley Harbour on 18 October 2010", "2010-10-18"),
        ("2004-09-15 11:10 来源：本站", ""),
        ("发布日期：2004年9月15日", ""),
        ("2004年9月15日，堤坝决口，全镇的人都上了堤。", ""),
    ],
)
def test_a_line_states_a_date_only_if_it_is_set_as_one(line: str, date: str) -> None:
    assert stated_line(line) == date


def test_a_stated_date_goes_before_the_upload() -> None:
    assert found("（2010年9月15日）", "各位：") == Dating("2010-09-15", "stated")
    assert found("各位：", title=f"{TITLE}（2010年9月15日）") == Dating("2010-09-15", "stated")


def test_the_last_line_of_a_speech_may_be_its_date() -> None:
    text = ("各位：", "一。", "二。", "三。", "2010年9月15日")
    assert found(*text) == Dating("2010-09-15", "stated")
    assert found(*text, title="阮听澜：一座桥的体检") == GIVEN


def test_a_stated_date_after_the_upload_is_not_of_the_speech() -> None:
    assert found("（2012年9月15日）", "各位：") == GIVEN


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("今年10月18日召开的大会通过了计划。11月23日，市里召开了会议。", "2010-11-23/2011-02-06"),
        ("今年10月18日召開的大會通過了計劃。", "2010-10-18/2011-02-06"),
        ("产量在今年10月已突破一千万吨。", "2010-10/2011-02-06"),
        ("今年一月二十日，我们开了会。", "2011-01-20/2011-02-06"),
        ("2010年12月5日，国务院印发了意见。", "2010-12-05/2011-02-06"),
        ("今年（2009年）10月18日召开了大会。今年3月1日开了会。", ""),
    ],
)
def test_what_is_told_as_past_bounds_the_date(text: str, date: str) -> None:
    when = found("同志们：", text)
    assert (when.date, when.basis) == ((date, "inferred") if date else (GIVEN.date, "published"))


@pytest.mark.parametrize(
    "text",
    [
        "我们将于今年10月18日召开大会。",  # a plan
        "今年10月18日前要完成了的任务。",  # a term
        "为了迎接2010年11月12日召开的运动会，全市都动了起来。",
        "11月23日，市里召开了会议。",  # of which year?
        "1998年6月12日，洪水到了。6月20日，堤坝决了口。",  # history
        "今年10月18日召开了大会。2007年的账，2006年的账，都在这里。",  # put up years later
        "去年10月18日召开了大会。",
        "昨天我们开了会，本月15日又开了会。",
        "每年10月18日都举行了庆典。",
    ],
)
def test_what_proves_nothing_leaves_the_upload_alone(text: str) -> None:
    assert found("同志们：", text) == GIVEN


def test_the_words_that_prove_are_kept() -> None:
    when = found("今年10月18日召开的大会通过了计划。11月23日，市里召开了会议。")
    assert when.evidence == "今年10月18日召开的大会通过了计划；11月23日，市里召开了会议"


def test_an_essay_is_not_dated_by_what_it_tells() -> None:
    assert found("今年10月18日召开了大会。", title="阮听澜：一座桥的体检") == GIVEN


def test_english_dates_need_a_year_or_this_year() -> None:
    title = "Remarks by the Mayor at the Opening of the Library"
    told = "The council met on October 18 of this year and voted for the shelf."
    assert found(told, title=title).date == "2010-10-18/2011-02-06"
    assert found("The council met on October 18 and voted.", title=title) == GIVEN
    assert found("The council will meet on October 18 of this year.", title=title) == GIVEN


def test_today_in_brackets_is_the_last_such_day() -> None:
    text = "以下是行政長官今日（六月二十八日）在酒會的致辭："
    assert found(text) == Dating("2010-06-28", "inferred", "今日（六月二十八日）")
    assert found(text, published="2011-06-28") == Dating("2011-06-28", "stated")


def test_a_date_that_the_profile_is_sure_of_stays() -> None:
    sure = Dating("2011-02-06", "published")
    assert dated(TITLE, ["（2004年9月15日）"], sure, UPLOAD) == sure


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2010-11-23/2011-02-06", "2010年11月23日至2011年2月6日之间"),
        ("../2011-02-06", "2011年2月6日或之前"),
        ("2011-02/..", "2011年2月或之后"),
        ("2011~", "约2011年"),
        ("2011-02?", "2011年2月（存疑）"),
        ("2011%", "约2011年（存疑）"),
    ],
)
def test_dates_are_written_as_people_write_them(edtf: str, words: str) -> None:
    assert dates.in_words(edtf, language_for("zh-Hans")) == words
