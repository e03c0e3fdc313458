"""The merged outline: levels by numbering, printed points found or lost, and their stubs."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.languages import language_for
from site_builder.markdown import blocks_of
from site_builder.model import Block, Document, OutlineEntry
from site_builder.numbering import number_of
from site_builder.outline import outline_of, with_stubs
from site_builder.speech import speech_of


def blocks(body: str, language: str = "zh-Hans", printed=()) -> tuple[Block, ...]:
    return blocks_of(body, language_for(language), printed)


def outline(body: str, printed=(), language: str = "zh-Hans") -> tuple[OutlineEntry, ...]:
    return outline_of(blocks(body, language, printed), printed)


def drawn(entries: tuple[OutlineEntry, ...], depth: int = 0) -> list[str]:
    """An entry on each line: its label, indented; of a found one its anchor; `?` for a lost one."""
    lines = []
    for entry in entries:
        sign = entry.target if entry.status == "found" else "?"
        lines.append(f"{'  ' * depth}{entry.label} {sign}")
        lines += drawn(entry.children, depth + 1)
    return lines


def stubs(body: str, printed, language: str = "zh-Hans") -> list[str]:
    """The anchors of a body's blocks, with its stubs in their places."""
    found = blocks(body, language, printed)
    return [block.id for block in with_stubs(found, outline_of(found, printed))]


# Numbers
# -------


@pytest.mark.parametrize(
    ("label", "family", "ordinal"),
    [
        ("十二、修路", "一、", 12),
        ("（二）修桥", "（一）", 2),
        ("(二)修桥", "（一）", 2),
        ("３．修堤", "1.", 3),
        ("3. Mend the dyke", "1.", 3),
        ("（4）修渠", "（1）", 4),
        ("第五，修井", "第一", 5),
        ("第三部分 修堤", "part", 3),
        ("六是修塘", "一是", 6),
        ("IV. The ferry", "I.", 4),
        ("B. The landing", "A.", 2),
        ("Secondly, the ferry", "First", 2),
        ("Part Two", "part", 2),
    ],
)
def test_a_label_has_the_number_it_begins_with(label: str, family: str, ordinal: int) -> None:
    number = number_of(label)
    assert number
    assert (number.family, number.ordinal) == (family, ordinal)


@pytest.mark.parametrize("label", ["", "修路", "3.5公里的路", "I am glad", "A ferry", "一九八三年"])
def test_what_only_looks_like_a_number_is_none(label: str) -> None:
    assert number_of(label) is None


# The text's own outline
# ----------------------


def test_levels_come_from_the_families_of_numbers() -> None:
    body = (
        "一、修路。先说路。\n\n（一）修大路。从村口起。\n\n一是清沟。沟要通。\n\n二是铺石。石要平。\n\n"
        "（二）修小路。到田头止。\n\n二、修桥。再说桥。\n\n一是看桩。桩要稳。\n"
    )
    assert drawn(outline(body)) == [
        "一、修路 s1",
        "  （一）修大路 s1-1",
        "    一是清沟 s1-2",
        "    二是铺石 s1-3",
        "  （二）修小路 s1-4",
        "二、修桥 s2",
        "  一是看桩 s2-1",
    ]
    assert [entry.level for entry in outline(body)] == [2, 2]
    assert outline(body)[0].children[0].children[0].level == 4


def test_sections_run_in_are_points_only_as_a_chain() -> None:
    assert drawn(outline("一、修路。先说路。\n\n二、修桥。再说桥。\n")) == [
        "一、修路 s1",
        "二、修桥 s2",
    ]
    assert outline("一、修路。只有这一句。\n\n别的话。\n") == ()
    # What a gap took away may have been the numbers between.
    assert drawn(outline("一、修路。好。\n\n〔缺：来源页未完〕\n\n四、修堤。好。\n")) == [
        "一、修路 s1",
        "四、修堤 s2",
    ]


def test_arabic_numbers_are_points_as_a_chain() -> None:
    body = "1\\. 看河。好。\n\n（1）看桥。好。\n\n（2）看闸。好。\n\n2\\. 修堤。好。\n"
    assert drawn(outline(body)) == [
        "1. 看河 s1",
        "  （1）看桥 s2",
        "  （2）看闸 s3",
        "2. 修堤 s4",
    ]
    assert outline("1\\. 看河。好。\n\n3\\. 修堤。好。\n") == ()
    assert outline("2\\. 看河。好。\n\n3\\. 修堤。好。\n") == ()


def test_a_section_run_in_goes_on_from_a_heading() -> None:
    body = "## 一、修路\n\n好。\n\n二、修桥。再说桥。\n\n一是看桩。好。\n"
    assert drawn(outline(body)) == ["一、修路 s1", "二、修桥 s2", "  一是看桩 s2-1"]


def test_english_numbers_and_ordinals_are_levels() -> None:
    body = (
        "I. The ferry\n\nIt is old.\n\nA. Its hull. The planks are soft.\n\n"
        "1. The bow. It leaks.\n\n2. The stern. It leaks too.\n\n"
        "B. Its engine. It coughs.\n\nII. The landing\n\nIt is steep.\n\n"
        "First, we mend the steps. They are worn.\n\nSecond, we light them. It is dark.\n"
    )
    # In Markdown `1.` begins a list: a body that means a point writes `1\.`.
    body = body.replace("1. The", "1\\. The").replace("2. The", "2\\. The")
    assert drawn(outline(body, language="en")) == [
        "I. The ferry s1",
        "  A. Its hull s1-1",
        "    1. The bow s1-2",
        "    2. The stern s1-3",
        "  B. Its engine s1-4",
        "II. The landing s2",
        "  First, we mend the steps s2-1",
        "  Second, we light them s2-2",
    ]


def test_one_english_ordinal_alone_is_only_a_sentence() -> None:
    assert outline("First, let me thank the crew. They are cold.\n", language="en") == ()


def test_headings_of_markdown_give_their_own_level() -> None:
    body = "## The ferry\n\n### I. Its hull\n\n### II. Its engine\n\n## 3. The landing\n"
    assert drawn(outline(body, language="en")) == [
        "The ferry s1",
        "  I. Its hull s1-1",
        "  II. Its engine s1-2",
        "3. The landing s2",
    ]


# Points inside of paragraphs
# ---------------------------


def test_points_inside_of_a_paragraph_are_entries_with_anchors_of_their_own() -> None:
    body = "## 一、找水\n\n要做两件事。一是找漏。夜里听管子。二是再用。洗菜的水浇树。\n"
    assert drawn(outline(body)) == ["一、找水 s1", "  一是找漏 p1-1", "  二是再用 p1-2"]
    (_, block) = blocks(body)
    assert (block.kind, block.text) == ("paragraph", body.splitlines()[2])
    assert block.html == (
        '要做两件事。<span id="p1-1">一是找漏</span>。夜里听管子。'
        '<span id="p1-2">二是再用</span>。洗菜的水浇树。'
    )


@pytest.mark.parametrize(
    "text",
    [
        "（一）找漏。要听。（二）再用。要省。",
        "只说两条。1．找漏。要听。2．再用。要省。",
        "先找水。第一，找漏。要听。第二，再用。要省。",
        "先找水。第一、找漏。要听。第二、再用。要省。",
        "一、找漏。要听。二、再用。要省。",
        "大家要记住：一要找漏；二要再用；三要省着用。",
        "首先，要找漏。漏了就白修。其次，要再用。用过的水能浇树。",
        "话分三头：一是找漏；二是再用；三是算账。",
    ],
)
def test_numbers_that_open_sentences_and_count_on_are_points(text: str) -> None:
    (block,) = blocks(f"{text}\n")
    assert len(block.points) + (block.kind == "run-in") >= 2


@pytest.mark.parametrize(
    "text",
    [
        "先找水。第二，再用。要省。第三，算账。要细。",  # not from one
        "先找水。一是找漏。要听。三是算账。要细。",  # not by one
        "渠有三条，一是东渠，二是西渠，三是南渠。",  # inside of a sentence
        "表彰三种人：第一，会听的；第二，会修的；第三，会算的。",  # a list inside of a sentence
        "条约写了三款：（一）修渠；（二）分水；（三）算账。",
        "一是一，二是二。",
        "水要省。一要，二要，三要。",
        "这是第一、第二小学的事。第一小学在东。第二小学在西。",
        "渠长1.5公里。深2．5米。",
        "放假有讲究。十一是节日。十二是星期三。",
    ],
)
def test_other_numbers_inside_of_a_paragraph_are_none(text: str) -> None:
    assert outline(f"{text}\n") == ()


def test_an_order_goes_on_from_one_paragraph_to_the_next_up_to_a_heading() -> None:
    body = "先说第一件。一是找漏。好。\n\n二是再用。好。三是算账。好。\n\n四是立约。好。\n"
    assert drawn(outline(body)) == [
        "一是找漏 p1-1",
        "二是再用 s1",
        "三是算账 p2-1",
        "四是立约 s2",
    ]
    assert drawn(
        outline("一件事。第一，找漏。好。\n\n## 二、用水\n\n第二是再用水的人，好。\n")
    ) == ["二、用水 s1"]


def test_english_sentences_that_count_on_are_points() -> None:
    body = "We ask two things. First, mend the hull. It leaks. Second, light the steps.\n"
    assert drawn(outline(body, language="en")) == [
        "First, mend the hull p1-1",
        "Second, light the steps p1-2",
    ]
    assert outline("First, thanks. In the second year, we rowed.\n", language="en") == ()
    body = "First of all, Mr. Marsh rows. Well. Secondly, Mrs. Hale steers.\n"
    assert [e.label for e in outline(body, language="en")] == [
        "First of all, Mr. Marsh rows",
        "Secondly, Mrs. Hale steers",
    ]


def test_a_paragraph_of_an_order_that_has_no_lead_is_called_by_its_first_clause() -> None:
    first = "一、水库建成以来的这些年里，大家都看得见的变化一天比一天多"
    rest = "该修的还要修，该补的还要补，谁也不要只顾自家的田，渠首的人也要想着渠尾的人"
    then = "二、管水。要有人管。"
    assert drawn(outline(f"{first}；{rest}。\n\n{then}\n")) == [f"{first} p1-1", "二、管水 s1"]
    assert drawn(outline(f"{first}，{rest}。\n\n{then}\n"))[0] == f"{first}，该修的还要修… p1-1"


def test_a_whole_paragraph_is_a_point_where_it_is_one_of_an_order() -> None:
    assert drawn(outline("（一）找漏。\n\n夜里听。\n\n（二）还能再用吗？\n\n能。\n")) == [
        "（一）找漏 s1",
        "（二）还能再用吗？ s2",
    ]
    assert outline("（一）找漏。\n\n夜里听。\n") == ()


def test_items_of_a_list_over_several_paragraphs_are_no_points() -> None:
    assert outline("有下列情形的，记过：\n\n（一）偷水的；\n\n（二）毁渠的。\n") == ()
    assert outline("(a) the bow;\n\n(b) the stern.\n", language="en") == ()


def test_points_inside_of_a_paragraph_hang_below_its_own() -> None:
    body = (
        "一是找水。分两步。第一，找漏。好。第二，再用。好。\n\n二是管水。好。\n\n"
        "还有三句。第一，算账。好。第二，立约。好。\n"
    )
    assert drawn(outline(body)) == [
        "一是找水 s1",
        "  第一，找漏 p1-1",
        "  第二，再用 p1-2",
        "二是管水 s2",
        "  第一，算账 p3-1",
        "  第二，立约 p3-2",
    ]


def test_an_order_behind_one_that_is_at_its_end_is_not_below_it() -> None:
    body = "一是找水。好。\n\n二是管水。好。\n\n最后讲两条。第一，算账。好。第二，立约。好。\n"
    assert drawn(outline(body)) == [
        "一是找水 s1",
        "二是管水 s2",
        "第一，算账 p3-1",
        "第二，立约 p3-2",
    ]


def test_what_stands_between_two_points_of_an_order_is_below_the_first() -> None:
    body = "第一，找水。好。\n\n（1）找漏。好。\n\n（2）再用。好。\n\n第二，管水。好。\n"
    assert drawn(outline(body)) == [
        "第一，找水 s1",
        "  （1）找漏 s2",
        "  （2）再用 s3",
        "第二，管水 s4",
    ]


def test_printed_points_are_found_inside_of_paragraphs_and_a_lost_one_stands_behind_them() -> None:
    body = "有三件事。一是找漏水。好。二是再用水。好。\n\n〔缺9字：来源页收费〕\n\n完了。\n"
    printed = ("一是找漏水", "二是再用水", "三是算水账")
    assert drawn(outline(body, printed)) == [
        "一是找漏水 p1-1",
        "二是再用水 p1-2",
        "三是算水账 ?",
    ]
    assert stubs(body, printed) == ["p1", "g1", "o3", "p2"]
    (lost,) = [b for b in with_stubs(blocks(body), outline(body, printed)) if b.kind == "lost"]
    assert lost.level == 2


# Printed points
# --------------

BODY = "## 一、找水\n\n一是找漏。好。\n\n二是再用。好。\n\n## 二、管水\n\n二是有人教。好。\n"
PRINTED = ("一是找漏", "二是再用", "三是算账", "一是有人管", "二是有人教")


def test_printed_points_and_headings_make_one_tree() -> None:
    assert drawn(outline(BODY, PRINTED)) == [
        "一、找水 s1",
        "  一是找漏 s1-1",
        "  二是再用 s1-2",
        "  三是算账 ?",
        "二、管水 s2",
        "  一是有人管 ?",
        "  二是有人教 s2-1",
    ]
    assert stubs(BODY, PRINTED) == ["s1", "s1-1", "s1-2", "o3", "s2", "o4", "s2-1"]


def test_a_chain_that_starts_again_below_no_heading_tells_of_a_lost_one() -> None:
    body = "## 一、找水\n\n一是找漏。好。\n\n二是再用。好。\n\n〔缺90字：来源页未完〕\n"
    found = outline(body, (*PRINTED[:3], "一是有人管", "二是有人教"))
    assert drawn(found) == [
        "一、找水 s1",
        "  一是找漏 s1-1",
        "  二是再用 s1-2",
        "  三是算账 ?",
        " ?",
        "  一是有人管 ?",
        "  二是有人教 ?",
    ]
    assert (found[1].label, found[1].origin, found[1].target) == ("", "printed", "o4-up")
    assert stubs(body, PRINTED)[-5:] == ["g1", "o3", "o4-up", "o4", "o5"]


def test_a_chain_of_which_none_is_found_goes_below_the_section_with_the_gap() -> None:
    body = (
        "## 一、找水\n\n好。\n\n〔缺9字：来源页收费〕\n\n好。\n\n## 二、管水\n\n一是有人管。好。\n"
    )
    assert drawn(outline(body, ("一是找漏", "二是再用", "一是有人管"))) == [
        "一、找水 s1",
        "  一是找漏 ?",
        "  二是再用 ?",
        "二、管水 s2",
        "  一是有人管 s2-1",
    ]


def test_a_lost_section_stands_between_its_neighbours_with_the_points_that_are_found() -> None:
    printed = ("一、找水", "二、管水", "一是有人管", "二是有人教", "三、省水")
    body = "一、找水。好。\n\n〔缺9字：来源页收费〕\n\n二是有人教。好。\n\n三、省水。好。\n"
    assert drawn(outline(body, printed)) == [
        "一、找水 s1",
        "二、管水 ?",
        "  一是有人管 ?",
        "  二是有人教 s1-1",
        "三、省水 s2",
    ]
    assert stubs(body, printed) == ["s1", "g1", "o2", "o3", "s1-1", "s2"]


def test_of_two_chains_below_one_heading_the_later_ones_is_lost() -> None:
    body = (
        "## 一、找水\n\n一是找漏。好。\n\n〔缺9字：来源页收费〕\n\n"
        "二是有人教。好。\n\n## 三、省水\n\n好。\n"
    )
    assert drawn(outline(body, ("一是找漏", "二是再用", "一是有人管", "二是有人教"))) == [
        "一、找水 s1",
        "  一是找漏 s1-1",
        "  二是再用 ?",
        " ?",
        "  一是有人管 ?",
        "  二是有人教 s1-2",
        "三、省水 s2",
    ]


def test_a_chain_that_drops_has_started_again() -> None:
    body = "## 一、找水\n\n二是再用。好。\n\n## 二、管水\n\n二是有人教。好。\n"
    assert drawn(outline(body, ("二是再用", "三是算账", "二是有人教"))) == [
        "一、找水 s1",
        "  二是再用 s1-1",
        "  三是算账 ?",
        "二、管水 s2",
        "  二是有人教 s2-1",
    ]


def test_points_of_which_none_is_found_and_no_gap_tells_where_come_last() -> None:
    assert drawn(outline("## 一、找水\n", ("一是甲乙", "二是丙丁"))) == [
        "一、找水 s1",
        "一是甲乙 ?",
        "二是丙丁 ?",
    ]


def test_printed_english_points_are_found_and_lost_by_level() -> None:
    printed = ("I. The ferry", "A. Its hull", "B. Its engine", "II. The landing", "A. The steps")
    body = "## I. The ferry\n\nA. Its hull. Soft planks.\n\n## II. The landing\n\nSteep.\n"
    assert drawn(outline(body, printed, "en")) == [
        "I. The ferry s1",
        "  A. Its hull s1-1",
        "  B. Its engine ?",
        "II. The landing s2",
        "  A. The steps ?",
    ]


def test_a_point_printed_in_the_other_script_or_with_asterisks_is_the_same() -> None:
    printed = ("一是支持**区开展质量强区活动",)
    body = "一是支持＊＊區開展質量強區活動。好。\n"
    assert drawn(outline(body, printed, "zh-Hant")) == [f"{printed[0]} s1"]


def test_a_point_is_found_where_damage_changed_a_few_of_its_characters() -> None:
    printed = ("一是把漏掉的水都找回来", "二是把用过的水再用一遍")
    body = "一是把漏掉的水全找回来。好。\n\n二是大家都要出力。好。\n"
    assert drawn(outline(body, printed))[0] == "一是把漏掉的水都找回来 s1"
    assert "二是把用过的水再用一遍 ?" in drawn(outline(body, printed))


def test_points_are_found_in_their_order_only() -> None:
    printed = ("一是找漏", "二是再用")
    found = drawn(outline("二是再用。好。\n\n一是找漏。好。\n", printed))
    assert sum(line.endswith("?") for line in found) == 1


def test_a_point_printed_twice_is_found_once() -> None:
    targets = [e.target for e in outline("一是找漏。好。\n", ("一是找漏", "一是找漏"))]
    assert targets.count("s1") == 1


# Promises
# --------


def promise(body: str, language: str = "zh-Hans"):
    return speech_of(Document("x", "x", language, body)).promise


def test_a_promise_of_points_is_held_against_the_parts_that_are_here() -> None:
    body = "各位：\n\n下面，我讲三点意见。\n\n## 一、找水\n\n好。\n\n## 二、管水\n\n好。\n"
    found = promise(body)
    assert (found.count, found.words, found.target, found.found) == (3, "讲三点意见", "p2", 2)
    assert not found.is_kept
    assert promise(body + "\n## 三、省水\n\n好。\n").is_kept


def test_english_promises_are_read_too() -> None:
    body = "I want to make two points.\n\nFirst, we row. Hard.\n\nSecond, we rest. Long.\n"
    found = promise(body, "en")
    assert (found.count, found.found, found.is_kept) == (2, 2, True)


def test_what_is_promised_inside_of_a_part_is_not_of_the_speech() -> None:
    assert promise("## 一、找水\n\n我讲三点意见。\n") is None
    assert promise("大家好。\n") is None


def test_what_is_told_of_others_is_no_promise() -> None:
    assert promise("镇里提出十条要求。\n\n他讲了三点意见。\n") is None
    assert promise("我给大家提两点希望。\n").count == 2


# What holds of any outline
# -------------------------

POINTS = st.sampled_from(
    [
        *("一、找水", "二、管水", "三、省水", "（一）修大路", "（二）修小路", "1.看桩", "2.看桥"),
        *("一是找漏", "二是再用", "三是算账", "一是有人管", "第一，清沟", "第二，铺石", "没有数的"),
    ]
)
PARTS = st.tuples(st.sampled_from(["## {}", "### {}", "{}。好。"]), POINTS).map(
    lambda part: part[0].format(part[1])
) | st.lists(POINTS, min_size=2, max_size=4).map(lambda points: f"好。{'。好。'.join(points)}。")
BODIES = st.lists(PARTS | st.just("〔缺9字：来源页收费〕") | st.just("好。"), max_size=12)


def walked(entries: tuple[OutlineEntry, ...], level: int = 2) -> list[OutlineEntry]:
    found = []
    for entry in entries:
        assert entry.level == level
        found += [entry, *walked(entry.children, level + 1)]
    return found


def places(block: Block) -> list[str]:
    """The anchors of a block and of the points inside of it."""
    return [block.id, *(point.id for point in block.points)]


@given(BODIES, st.lists(POINTS, max_size=12))
def test_nothing_of_either_outline_goes_and_the_order_is_that_of_the_text(
    parts: list[str], printed: list[str]
) -> None:
    found = blocks("\n\n".join(parts), printed=printed)
    entries = outline_of(found, printed)
    every = walked(entries)
    targets = [entry.target for entry in every]
    # Each entry leads to a place of its own, and the places come in the order of the outline; but
    # what is lost between two points of a paragraph stands behind it.
    ids = [id_ for block in with_stubs(found, entries) for id_ in places(block)]
    assert len(set(ids)) == len(ids)
    assert {id_ for id_ in ids if id_ in set(targets)} == set(targets)
    if not any(block.points for block in found):
        assert [id_ for id_ in ids if id_ in set(targets)] == targets
    # Every heading and lead is there, and every printed point, found or lost.
    own = [id_ for block in found for id_ in places(block) if id_[0] == "s" or "-" in id_]
    assert [entry.target for entry in every if entry.status == "found"] == own
    assert not Counter(printed) - Counter(entry.label for entry in every)
