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
        "  A. Its hull. s1-1",
        "    1. The bow. s1-2",
        "    2. The stern. s1-3",
        "  B. Its engine. s1-4",
        "II. The landing s2",
        "  First, we mend the steps. s2-1",
        "  Second, we light them. s2-2",
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
)
BODIES = st.lists(PARTS | st.just("〔缺9字：来源页收费〕") | st.just("好。"), max_size=12)


def walked(entries: tuple[OutlineEntry, ...], level: int = 2) -> list[OutlineEntry]:
    found = []
    for entry in entries:
        assert entry.level == level
        found += [entry, *walked(entry.children, level + 1)]
    return found


@given(BODIES, st.lists(POINTS, max_size=12))
def test_nothing_of_either_outline_goes_and_the_order_is_that_of_the_text(
    parts: list[str], printed: list[str]
) -> None:
    found = blocks("\n\n".join(parts), printed=printed)
    entries = outline_of(found, printed)
    every = walked(entries)
    ids = [block.id for block in with_stubs(found, entries)]
    targets = [entry.target for entry in every]
    # Each entry leads to a block of its own, and the blocks come in the order of the outline.
    assert len(set(ids)) == len(ids)
    assert [id_ for id_ in ids if id_ in set(targets)] == targets
    # Every heading and lead is there, and every printed point, found or lost.
    own = [block.id for block in found if block.kind in ("heading", "run-in")]
    assert [entry.target for entry in every if entry.status == "found"] == own
    assert not Counter(printed) - Counter(entry.label for entry in every)
