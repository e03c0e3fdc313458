"""A body becomes blocks: their kinds, anchors, levels, and the editorial signs in them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from site_builder.languages import language_for
from site_builder.markdown import blocks_of, comparable, dumped_body, escaped, plain_text
from site_builder.model import Block

HANS, HANT, EN = language_for("zh-Hans"), language_for("zh-Hant"), language_for("en")


def sign(kind: str, text: str) -> str:
    """An editorial sign, with the button that opens its note."""
    note = "note-doubtful-1" if kind == "doubtful" else f"note-{kind}"
    button = f'<button popovertarget="{note}" aria-labelledby="{note}"></button>'
    return f'<span class="{kind}">{text}{button}</span>'


def blocks(body: str, language=HANS, outline=()) -> tuple[Block, ...]:
    return blocks_of(body, language, outline)


def kinds(body: str, language=HANS) -> list[tuple[str, str]]:
    return [(block.kind, block.id) for block in blocks(body, language)]


# Signs
# -----


def test_hidden_names_are_marked_as_such_and_are_never_bold() -> None:
    (block,) = blocks("＊＊市和＊＊区的**人**")
    assert block.html == f"{sign('mask', '＊＊')}市和{sign('mask', '＊＊')}区的<strong>人</strong>"
    assert block.text == "＊＊市和＊＊区的人"


def test_lost_and_doubtful_characters_are_marked() -> None:
    (block,) = blocks("老□大说〔?涼〕了")
    assert block.html == f"老{sign('lost', '□')}大说{sign('doubtful', '涼')}了"
    assert block.text == "老□大说〔?涼〕了"


def test_a_sign_in_code_or_an_address_is_none() -> None:
    (block,) = blocks("`＊＊` [a](https://a.example/＊)")
    assert "span" not in block.html


@pytest.mark.parametrize(
    "sign",
    [
        "〔缺725字：来源页收费〕",
        "〔缺：未完〕",
        "〔缺725字：來源頁收費〕",
        "[gap: 725 characters, paywall]",
        "[gap: 1 character, x]",
        "[gap: 1,725 characters, x]",
        "[gap: paywall]",
        "[سقط: 7 حرفًا، الصفحة]",
    ],
)
def test_a_paragraph_that_is_the_sign_of_a_gap_is_a_gap_in_any_language(sign: str) -> None:
    (block,) = blocks(escaped(sign), EN)
    assert (block.kind, block.id, block.text) == ("gap", "g1", sign)
    assert str(block.html) == sign[1:-1]


@pytest.mark.parametrize(
    "text", ["见〔缺725字：收费〕", "〔缺〕", "[gap]", "[the gap: 7 characters, x]"]
)
def test_what_only_looks_like_a_gap_is_a_paragraph(text: str) -> None:
    (block,) = blocks(escaped(text))
    assert block.kind == "paragraph"


# Anchors and levels
# ------------------


def test_anchors_count_sections_paragraphs_and_gaps() -> None:
    body = (
        "a\n\n## 一\n\nb\n\n### 甲\n\n〔缺：x〕\n\n### 乙\n\n- c\n- d\n\n## 二\n\n### 丙\n\n> q\n"
    )
    assert kinds(body) == [
        ("paragraph", "p1"),
        ("heading", "s1"),
        ("paragraph", "p2"),
        ("heading", "s1-1"),
        ("gap", "g1"),
        ("heading", "s1-2"),
        ("other", "p3"),
        ("heading", "s2"),
        ("heading", "s2-1"),
        ("other", "p4"),
    ]


def test_a_run_in_lead_is_a_heading_below_the_one_before_it() -> None:
    found = blocks(
        "## 一、节水\n\n一是找回来。从下个月起。\n\n"
        "三是再用一遍。\n\n好。\n\n二是再用。洗菜的水。\n"
    )
    assert [(b.kind, b.id, b.level) for b in found] == [
        ("heading", "s1", 2),
        ("run-in", "s1-1", 3),
        ("paragraph", "p2", 0),
        ("paragraph", "p3", 0),
        ("run-in", "s1-2", 3),
    ]
    lead = found[1]
    assert (lead.lead, lead.html, lead.lead_text, lead.paragraph) == (
        "一是找回来。",
        "从下个月起。",
        "一是找回来",
        "p1",
    )
    assert lead.text == "一是找回来。从下个月起。"


def test_a_printed_point_makes_a_lead_where_damage_has_eaten_the_stop() -> None:
    body = "一是各級政府要負總責?剂康胤秸。\n"
    (plain,) = blocks(body, HANT)
    (lead,) = blocks(body, HANT, ["一是各级政府要负总责"])
    assert (plain.kind, lead.kind, lead.lead_text) == (
        "paragraph",
        "run-in",
        "一是各級政府要負總責",
    )


def test_a_sign_inside_of_a_link_has_no_button_of_its_own() -> None:
    (block,) = blocks_of("[去＊＊市](https://a.example/)＊\n", language_for("zh-Hans"))
    assert '去<span class="mask">＊＊</span>市</a>' in block.html
    assert block.html.endswith(sign("mask", "＊"))


def test_a_lead_may_hold_masks_and_emphasis_but_is_not_cut_inside_of_them() -> None:
    (masked,) = blocks("一是支持＊＊区发展。好。")
    assert masked.lead == f"一是支持{sign('mask', '＊＊')}区发展。"
    (whole,) = blocks("**一是支持发展。好**。真好。")
    assert whole.kind == "paragraph"
    assert whole.text == "一是支持发展。好。真好。"


def test_english_has_no_leads() -> None:
    assert kinds("First: water. Second: stone.", EN) == [("paragraph", "p1")]


@pytest.mark.parametrize(
    "levels", ["## ### ####", "# ## ###", "###### # ####", "#### ## ####", "## #### ##"]
)
def test_headings_start_at_2_and_go_down_one_by_one(levels: str) -> None:
    body = "".join(f"{signs} x\n\n" for signs in levels.split())
    found = [block.level for block in blocks(body)]
    assert found[0] == 2
    assert all(2 <= b <= a + 1 for a, b in pairwise(found))
    assert max(found) <= 4


# Marks of anchors
# ----------------


def named(body: str, language=HANS) -> list[tuple[str, ...]]:
    """Of each block its own anchors, and behind them its former ones."""
    return [tuple(filter(None, (b.paragraph, b.id, *b.aliases))) for b in blocks(body, language)]


def test_a_mark_keeps_the_anchor_of_its_block_and_is_no_text() -> None:
    body = "## 一 {#s4}\n\n甲 {#p7}\n\n- 乙\n- 丙 {#p3}\n\n〔缺：x〕 {#g2}\n\n> 丁\n> {#p9}\n"
    assert named(body) == [("s4",), ("p7",), ("p3",), ("g2",), ("p9",)]
    assert plain_text(body) == "一\n\n甲\n\n乙\n\n丙\n\n〔缺：x〕\n\n丁"
    assert [block.text for block in blocks(body)] == ["一", "甲", "乙\n丙", "〔缺：x〕", "丁"]
    assert "{" not in "".join(block.html for block in blocks(body))


def test_a_run_in_paragraph_has_two_anchors_and_a_turn_has_its_own() -> None:
    (block,) = blocks("一是找回来。从下个月起。 {#p8 #s2-3}")
    assert (block.id, block.paragraph, block.lead_text) == ("s2-3", "p8", "一是找回来")
    body = "##### 甲 {#t5}\n\n*乙* {#p4}\n\n##### 丙\n"
    assert kinds(body) == [("turn", "t5"), ("narrative", "p4"), ("turn", "t6")]


def test_all_names_but_the_first_of_the_blocks_kind_are_former_ones() -> None:
    body = "甲 {#s2 #p4 #p3 #o5 #o6-up #p3-2}\n\n## 乙 {#p9}\n"
    assert named(body) == [("p4", "s2", "p3", "o5", "o6-up", "p3-2"), ("s3", "p9")]


def test_a_block_without_a_mark_gets_a_name_that_none_has_or_had() -> None:
    body = (
        "甲\n\n乙 {#p2 #p6}\n\n丙\n\n## 一\n\n## 二 {#s2}\n\n### （一） {#s1-3}\n\n### （二）\n\n"
        "#### 1. x\n\n〔缺：x〕\n\n〔缺：x〕 {#g4}\n"
    )
    assert [names[0] for names in named(body)] == [
        *("p7", "p2", "p8", "s3", "s2", "s1-3", "s2-1", "s2-1-1", "g5", "g4")
    ]


def test_points_inside_of_a_paragraph_are_not_called_as_a_former_one() -> None:
    body = "要做两件事。一是开会。二是开会。三是散会。 {#p4 #p4-2}\n"
    (block,) = blocks(body)
    assert [point.id for point in block.points] == ["p4-1", "p4-3", "p4-4"]


def test_a_name_that_is_given_twice_is_that_of_the_first_block() -> None:
    assert named("甲 {#p2}\n\n乙 {#p2}\n\n丙 {#p1 #p2 #p1}\n") == [("p2",), ("p3",), ("p1",)]


@pytest.mark.parametrize(
    "body",
    [
        "见{#p1}",
        "见 {p1}",
        "见 {#p1} 。",
        "见 {#p01}",
        "见 {#p}",
        "见 {#x1}",
        "见 {#p1,#p2}",
        "见 {#p1 p2}",
        "见 \\{#p1}",
        "见 `{#p1}`",
    ],
)
def test_what_only_looks_like_a_mark_is_text(body: str) -> None:
    (block,) = blocks(body)
    assert block.id == "p1"
    assert block.text == body.replace("\\", "").replace("`", "")


def test_a_mark_of_its_own_is_that_of_the_block_before_it() -> None:
    # A rule or code has no text that a mark could stand behind.
    body = "甲\n\n---\n\n{#p5 #p2}\n\n```\nx\n```\n\n{#p3}\n\n{#p4}\n"
    found = blocks(body)
    assert named(body) == [("p6",), ("p5", "p2"), ("p3", "p4")]
    assert [block.text for block in found] == ["甲", "", "x"]
    assert found[1].html == '<div id="p2"><hr id="p5">\n</div>'


def test_former_anchors_are_inside_of_lists_and_quotations() -> None:
    (found,) = blocks("- 甲\n- 乙 {#p5 #p2}")
    assert str(found.html).startswith('<ul id="p5">\n<li><span id="p2"></span>甲</li>')


def test_text_that_would_be_a_mark_is_written_so_that_it_is_none() -> None:
    for text in ("见 {#p1}", "{#p1}", "见\n{#s2-1 #p3}"):
        (block,) = blocks(dumped_body([("paragraph", text)]))
        assert (block.id, block.text) == ("p1", text)


# Safety
# ------


@pytest.mark.parametrize(
    "body",
    [
        "<script>x</script>",
        "a <b onclick=x>c</b>",
        "![a](x.png)",
        "[a](javascript:x)",
        "[a](JAVASCRIPT&colon;x)",
        "<javascript:x>",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](file:///x)",
    ],
)
def test_what_is_dangerous_stays_text(body: str) -> None:
    (block,) = blocks(body)
    assert "<script" not in block.html
    assert "<b" not in block.html
    assert "<img" not in block.html
    assert "<a " not in block.html


def test_ordinary_markdown_is_read() -> None:
    found = blocks("*a* and [b](https://b.example/) and `c`\\\nd\n\n> q\n\n1. x\n2. y\n\n---\n")
    assert [block.kind for block in found] == ["paragraph", "other", "other", "other"]
    assert (
        found[0].html
        == '<em>a</em> and <a href="https://b.example/">b</a> and <code>c</code><br>\nd'
    )
    assert found[0].text == "a and b and c\nd"
    assert str(found[1].html).startswith('<blockquote id="p2">')
    assert found[2].text == "x\ny"


# Writing
# -------


def test_blocks_are_written_as_a_person_would() -> None:
    body = dumped_body(
        [
            ("paragraph", "a"),
            ("heading-2", "b"),
            ("item", "c"),
            ("item", "d\ne"),
            ("quote", "f\ng"),
            ("heading-4", "h #"),
        ]
    )
    assert body == "a\n\n## b\n\n- c\n- d\\\n  e\n\n> f\\\n> g\n\n#### h \\#\n"


def test_nothing_is_escaped_that_need_not_be() -> None:
    text = "2011年2月6日，“好”（上）：a-b, 3.5 + 4 = 7.5; 50%"
    assert escaped(text) == text


def test_labels_are_compared_without_marks() -> None:
    assert comparable("（一）“慢”，是：**的") == "一慢是＊＊的"
