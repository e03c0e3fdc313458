"""Anchors are permanent: marks keep them in the file, and a changed text leads them on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from site_builder.anchoring import anchored, carried_over, names_of, with_marks, without_marks
from site_builder.anchors import lengthened, shortened
from site_builder.languages import language_for
from site_builder.markdown import blocks_of, plain_text
from site_builder.model import Document
from site_builder.speech import speech_of


def document(body: str, language: str = "zh-Hans", outline: tuple[str, ...] = ()) -> Document:
    return Document("x", "x", language, body, outline=outline)


def named(body: str, language: str = "zh-Hans") -> dict[str, str]:
    """The beginning of each block's text, by the anchors that lead to it."""
    found = blocks_of(body, language_for(language))
    return {" ".join(names_of(block)): block.text[:3] for block in found}


def next_version(old: str, new: str, language: str = "zh-Hans") -> dict[str, str]:
    """The same of a text's new version: the old one has marks, as `ingest` wrote them."""
    before = document(anchored(document(old, language)), language)
    return named(carried_over(before, document(new, language)), language)


# Marks in a body
# ---------------


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("a\n===\nb\n", "a {#s1}\n===\nb {#p1}\n"),
        ("## a ##\n", "## a {#s1} ##\n"),
        ("## # ##\n", "## # {#s1} ##\n"),
        ("##\n", "## {#s1}\n"),
        ("- a\n- b\n", "- a\n- b {#p1}\n"),
        ("> a\nb\n", "> a\nb {#p1}\n"),
        ("a\r\n\r\nb\r\n", "a {#p1}\r\n\r\nb {#p2}\r\n"),
        ("一是来开会。去。\n", "一是来开会。去。 {#p1 #s1}\n"),
        ("---\n", "---\n\n{#p1}\n"),
        ("---\na\n", "---\n\n{#p1}\n\na {#p2}\n"),
        ("```\na\n```\nb\n", "```\na\n```\n\n{#p1}\n\nb {#p2}\n"),
        ("```\na\n", "```\na\n```\n\n{#p1}\n"),
        ("    a\n\nb\n", "    a\n\n{#p1}\n\nb {#p2}\n"),
        ("- ```\n  a\n", "- ```\n  a\n\n{#p1}\n"),
        ("a\n+\n", "a\n+\n\n{#p1}\n"),
        ("[a]:\n", "[a]:\n\n{#p1}\n"),
        ("见 \\{#p1}\n", "见 \\{#p1} {#p1}\n"),
    ],
)
def test_every_block_can_have_a_mark_and_reads_as_before(body: str, marked: str) -> None:
    found = anchored(document(body))
    assert found == marked
    assert anchored(document(found)) == found
    assert plain_text(found).strip() == plain_text(body).strip()
    assert plain_text(without_marks(found)).strip() == plain_text(body).strip()
    assert "{#" not in without_marks(found).replace("\\{#", "")


def test_marks_are_put_in_place_of_those_that_are_there() -> None:
    body = "## a {#s4} ##\n\nb\n{#p2 #p3}\n\n---\n\n{#p5}\n"
    assert with_marks(body, [["s1"], [], ["p1"]]) == "## a {#s1} ##\n\nb\n\n---\n\n{#p1}\n"


def test_short_lists_are_as_long_as_they_were() -> None:
    names = {"p1", "p2", "p4", "p4-1", "p4-2", "s1", "s1-1", "s2", "o1", "o1-up", "g1", "t10", "t9"}
    assert shortened(names) == "g1 o1 o1-up p1..2 p4 p4-1..2 s1..2 s1-1 t9..10"
    assert set(lengthened(shortened(names))) == names


# From one version to the next
# ----------------------------

OLD = """\
各位同事，今天我们说说码头上的钟。

## 一、钟的来历

这口钟是一九二一年用三条旧船的铜铸成的。

雾天敲三下，船就知道岸在哪里。

## 二、钟的用处

后来有了电台，钟只在过年的时候响。

我想请大家再听一次。
"""


def test_the_second_version_of_a_text_that_did_not_change_has_the_same_anchors() -> None:
    assert next_version(OLD, OLD) == {
        "p1": "各位同", "s1": "一、钟", "p2": "这口钟", "p3": "雾天敲",
        "s2": "二、钟", "p4": "后来有", "p5": "我想请",
    }  # fmt: skip


def test_a_new_paragraph_and_a_new_section_shift_no_anchor() -> None:
    new = OLD.replace("雾天敲", "钟上刻着船的名字。\n\n雾天敲")
    new = new.replace("## 二、", "## 二、谁来敲钟\n\n从前是老周敲。\n\n## 三、")
    assert next_version(OLD, new) == {
        "p1": "各位同", "s1": "一、钟", "p2": "这口钟", "p6": "钟上刻", "p3": "雾天敲",
        "s3": "二、谁", "p7": "从前是", "s2": "三、钟", "p4": "后来有", "p5": "我想请",
    }  # fmt: skip


def test_the_anchor_of_a_paragraph_that_went_leads_to_the_one_before_it() -> None:
    new = OLD.replace("雾天敲三下，船就知道岸在哪里。\n\n", "")
    assert next_version(OLD, new) == {
        "p1": "各位同", "s1": "一、钟", "p2 p3": "这口钟",
        "s2": "二、钟", "p4": "后来有", "p5": "我想请",
    }  # fmt: skip


def test_the_anchor_of_a_heading_that_went_leads_to_what_followed_it() -> None:
    found = next_version(OLD, OLD.replace("## 二、钟的用处\n\n", ""))
    assert found["p4 s2"] == "后来有"


def test_no_name_that_went_is_given_again() -> None:
    once = anchored(document(OLD))
    twice = carried_over(document(once), document(OLD.replace("我想请大家再听一次。\n", "")))
    again = carried_over(document(twice), document(OLD + "\n谢谢各位。\n"))
    assert named(again)["p4 p5"] == "后来有"
    assert named(again)["p6"] == "我想请"
    assert named(again)["p7"] == "谢谢各"


def test_a_paragraph_cut_in_two_keeps_its_anchor_and_two_made_one_keep_both() -> None:
    whole = "雾天敲三下，船就知道岸在哪里。那时候没有灯塔，也没有电台。\n"
    halves = "雾天敲三下，船就知道岸在哪里。\n\n那时候没有灯塔，也没有电台。\n"
    assert next_version(whole, halves) == {"p1": "雾天敲", "p2": "那时候"}
    assert next_version(halves, whole) == {"p1 p2": "雾天敲"}


def test_a_corrected_paragraph_and_a_renumbered_heading_keep_their_anchors() -> None:
    new = OLD.replace("一九二一年", "一九二二年").replace("三条旧船", "两条旧船")
    new = new.replace("## 二、", "## 三、").replace("## 一、", "## 二、")
    assert list(next_version(OLD, new)) == ["p1", "s1", "p2", "p3", "s2", "p4", "p5"]


def test_a_paragraph_that_moved_takes_its_anchor_with_it() -> None:
    moved = "雾天敲三下，船就知道岸在哪里。\n\n"
    found = next_version(OLD, OLD.replace(moved, "") + f"\n{moved}")
    assert list(found) == ["p1", "s1", "p2", "s2", "p4", "p5", "p3"]


def test_a_gap_that_is_filled_leads_to_what_fills_it() -> None:
    old = "开头的话在这里。\n\n〔缺30字：来源页收费〕\n\n后面的话在这里。\n"
    new = "开头的话在这里。\n\n中间三十个字终于找到了。\n\n后面的话在这里。\n"
    assert next_version(old, new) == {"p1": "开头的", "p3 g1": "中间三", "p2": "后面的"}


def test_a_paragraph_that_becomes_a_heading_or_a_point_keeps_its_anchor() -> None:
    old = "先说来历。\n\n雾天敲三下，船就知道岸在哪里。\n"
    assert next_version(old, old.replace("先说", "## 先说")) == {"s1 p1": "先说来", "p2": "雾天敲"}
    before = document("一是来历，船铜铸成。好听。 {#p4}\n", "en")
    point = document("一是来历，船铜铸成。好听。\n")
    assert carried_over(before, point) == "一是来历，船铜铸成。好听。 {#p4 #s1}\n"
    back = document(carried_over(before, point))
    assert (
        carried_over(back, document(point.body, "en")) == "一是来历，船铜铸成。好听。 {#p4 #s1}\n"
    )


def test_a_point_inside_of_a_paragraph_that_went_leads_to_where_its_paragraph_is() -> None:
    old = "要做三件事。一是开会定下来。二是写信送出去。三是回家睡觉去。\n"
    new = "要做两件事。一是开会定下来。二是写信送出去。\n"
    assert carried_over(document(anchored(document(old))), document(new)) == (
        "要做两件事。一是开会定下来。二是写信送出去。 {#p1 #p1-3}\n"
    )


def test_english_paragraphs_are_told_apart_and_known_again() -> None:
    old = (
        "The bell was cast from the bronze of three old ships.\n\n"
        "On days of fog it told the ships where the shore was.\n"
    )
    new = (
        "The people of the town have always been fond of it.\n\n"
        "The bell was cast from the bronze of two old ships.\n\n"
        "On foggy days it told the ships where the shore was.\n"
    )
    assert list(next_version(old, new, "en")) == ["p3", "p1", "p2"]


# Points of the printed outline
# -----------------------------


def test_a_printed_point_has_one_address_lost_or_found() -> None:
    outline = ("一是开会", "二是写信", "三是回家")
    lost = speech_of(document("一是开会。好。\n\n〔缺：x〕\n", outline=outline))
    found = speech_of(document("一是开会。好。\n\n二是写信。好。\n\n〔缺：x〕\n", outline=outline))
    assert [(b.id, b.aliases) for b in lost.blocks] == [
        ("s1", ("o1",)), ("g1", ()), ("o2", ()), ("o3", ()),
    ]  # fmt: skip
    assert [(b.id, b.aliases) for b in found.blocks] == [
        ("s1", ("o1",)), ("s2", ("o2",)), ("g1", ()), ("o3", ()),
    ]  # fmt: skip


# ingest
# ------


def page(*paragraphs: str) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<html><body><h1>On bells</h1>{text}</body></html>"


FIRST = "The bell was cast in 1921, when three old ships were broken up for their bronze. " * 2
SECOND = "On days of fog it was struck three times, and crews knew by it where the shore was."
THIRD = "Then came the wireless, and since then it has rung at the new year only."
FILE = "content/speeches/bells.md"


@pytest.fixture
def bells(project: Callable):
    made = project({"content/raw/bells.html": page(FIRST, SECOND, THIRD)})
    assert made.run("ingest").code == 0
    return made


def marks(text: str) -> list[str]:
    return re.findall(r"\{#.*\}$", text, re.MULTILINE)


def test_ingest_writes_anchors_and_keeps_them_when_the_page_changes(bells) -> None:
    assert marks(bells.read(FILE)) == ["{#p1}", "{#p2}", "{#p3}"]
    bells.write({"content/raw/bells.html": page("New: the bell is back.", FIRST, THIRD)})
    assert bells.run("ingest").err == "1 written\n"
    assert marks(bells.read(FILE)) == ["{#p4}", "{#p1 #p2}", "{#p3}"]
    before = bells.tree("content")
    assert bells.run("ingest").err == "1 unchanged\n"
    assert bells.tree("content") == before
    assert bells.run("check").code == 0


def test_marks_are_no_correction(bells) -> None:
    text = bells.read(FILE)
    for changed in (re.sub(r" \{#.*\}", "", text), text.replace("{#p3}", "{#p3 #p9}")):
        bells.write({FILE: changed})
        assert bells.run("check").code == 0
        assert re.fullmatch("1 (written|unchanged)\n", bells.run("ingest").err)
        assert "{#p3" in bells.read(FILE)
    # What a person noted there stays.
    assert marks(bells.read(FILE)) == ["{#p1}", "{#p2}", "{#p3 #p9}"]


def test_a_corrected_speech_is_kept_with_its_anchors_or_without(bells) -> None:
    text = bells.read(FILE).replace("three times", "four times")
    for corrected in (text, re.sub(r" \{#.*\}", "", text)):
        bells.write({FILE: corrected})
        assert bells.run("ingest").err == "1 kept\n"
        assert bells.read(FILE) == corrected


def test_a_proposal_beside_a_corrected_speech_has_its_anchors(bells) -> None:
    bells.write({FILE: bells.read(FILE).replace("three times", "four times")})
    bells.write({"content/raw/bells.html": page("New: the bell is back.", FIRST, SECOND, THIRD)})
    assert bells.run("ingest").err == "1 proposed\n"
    assert marks(bells.read(f"{FILE}.proposed")) == ["{#p4}", "{#p1}", "{#p2}", "{#p3}"]


# record and check
# ----------------

BY_HAND = '---\ntitle: "A speech"\naliases: ["former"]\n---\n\n## One\n\nGood evening.\n\nGo.\n'


@pytest.fixture
def recorded(project: Callable):
    made = project({"content/speeches/a.md": BY_HAND})
    done = made.run("record")
    assert (done.code, done.err) == (0, "")
    assert done.out == "content/speeches/a.md\ncontent/published.json\n"
    return made


def test_record_notes_what_is_published_and_marks_what_was_written_by_hand(recorded) -> None:
    assert recorded.read("content/published.json") == '{\n"a": "p1..2 s1"\n}\n'
    marked = BY_HAND.replace("One", "One {#s1}").replace("ing.", "ing. {#p1}")
    assert recorded.read("content/speeches/a.md") == marked.replace("Go.", "Go. {#p2}")
    assert recorded.run("record") == (0, "", "")
    assert recorded.run("check").code == 0


def test_record_leaves_drafts_alone_and_forgets_nothing(recorded) -> None:
    draft = '---\ntitle: "B"\nstatus: draft\n---\n\nText.\n'
    text = recorded.read("content/speeches/a.md").replace("Go. {#p2}", "Stay.")
    recorded.write({"content/speeches/b.md": draft, "content/speeches/a.md": text})
    recorded.run("record")
    assert recorded.read("content/speeches/b.md") == draft
    assert marks(recorded.read("content/speeches/a.md")) == ["{#s1}", "{#p1}", "{#p2}"]
    assert recorded.read("content/published.json") == '{\n"a": "p1..2 s1"\n}\n'


def test_check_tells_of_an_anchor_that_went_until_it_leads_somewhere(recorded) -> None:
    text = recorded.read("content/speeches/a.md").replace("\n\nGo. {#p2}", "")
    recorded.write({"content/speeches/a.md": text})
    done = recorded.run("check")
    assert done.code == 1
    assert done.err.splitlines() == [
        "content/speeches/a.md: the anchor p2 was published and is gone;"
        " add it to the block that has its text now: {#p1 #p2}",
        "1 problem",
    ]
    recorded.write({"content/speeches/a.md": text.replace("{#p1}", "{#p1 #p2}")})
    assert recorded.run("check").code == 0
    recorded.run("build", "--no-search")
    assert '<p id="p1"><span id="p2"></span>Good evening.' in recorded.read(
        "public/speeches/a.html"
    )


def test_check_tells_of_a_speech_that_went_and_of_one_that_is_a_draft_again(recorded) -> None:
    text = recorded.read("content/speeches/a.md")
    recorded.write({"content/speeches/a.md": text.replace("aliases:", "status: draft\naliases:")})
    assert recorded.run("check").err.splitlines()[0] == (
        "content/speeches/a.md: was published, and a draft has no page;"
        ' withdraw it: "status: withdrawn"'
    )
    recorded.write(
        {"content/speeches/a.md": text.replace("aliases:", "status: withdrawn\naliases:")}
    )
    assert recorded.run("check").code == 0
    (recorded.root / "content/speeches/a.md").unlink()
    recorded.write({"content/speeches/c.md": text})
    assert (
        recorded.run("check")
        .err.splitlines()[0]
        .startswith(
            "content/published.json: the speech a was published and is gone; put its id among"
        )
    )
    recorded.write({"content/speeches/c.md": text.replace('"former"', '"a"')})
    assert recorded.run("check").code == 0


@pytest.mark.parametrize("text", ["[]", '{"a": "q1"}', '{"a": ["p1"]}', "{"])
def test_a_record_that_is_none_is_told_of(recorded, text: str) -> None:
    recorded.write({"content/published.json": text})
    done = recorded.run("check")
    assert done.code == 1
    assert done.err.startswith("content/published.json")


def test_an_anchor_given_twice_is_told_of_with_its_line(project: Callable) -> None:
    made = project({"content/speeches/a.md": '---\ntitle: "A"\n---\n\na {#p1}\n\nb\n{#p2 #p1}\n'})
    assert made.run("check").err.splitlines() == [
        "content/speeches/a.md:8: the anchor p1 is that of the block on line 5 already",
        "1 problem",
    ]
