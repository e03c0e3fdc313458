"""How much of a speech is here: told from what its page states and from what its text shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.model import Document, Edit, Ledger, Source
from site_builder.speech import speech_of

SAVED = Source(file="raw/a.txt", profile="wenmi")
BODY = "各位同志：\n\n今天讲三句话。\n"  # 12 characters


def document(body: str = BODY, source: Source | None = None, outline: tuple[str, ...] = ()):
    return Document("a", "讲话", "zh-Hans", body, source=source, outline=outline)


@pytest.mark.parametrize(
    ("is_", "body", "source", "outline"),
    [
        ("unknown", BODY, None, ()),
        ("unknown", BODY, replace(SAVED, profile="fallback"), ()),
        ("complete", BODY, SAVED, ()),
        ("complete", BODY, replace(SAVED, stated_characters=13), ()),
        ("complete", BODY, Source(stated_characters=12), ()),
        ("partial", BODY, replace(SAVED, stated_characters=14), ()),
        ("partial", BODY, replace(SAVED, stated_characters=36), ()),
        ("fragment", BODY, replace(SAVED, stated_characters=37), ()),
        ("partial", BODY + "\n〔缺24字：来源页收费〕\n", None, ()),
        ("fragment", BODY + "\n〔缺25字：来源页收费〕\n", None, ()),
        ("partial", BODY + "\n〔缺25字：来源页收费〕\n\n〔缺：来源页未完〕\n", SAVED, ()),
        ("fragment", "〔缺24字：来源页收费〕\n", None, ()),
        ("partial", BODY, SAVED, ("一是修路", "二是种树")),
        ("fragment", BODY, SAVED, ("一是修路", "二是种树", "三是读书")),
        ("partial", "一是修路。要快。\n", SAVED, ("一是修路", "二是种树", "三是读书")),
        ("complete", "一是修路。要快。\n", SAVED, ("一是修路",)),
        ("complete", "＊＊市□路。\n", SAVED, ()),
    ],
)
def test_completeness_is_told_from_page_and_text(is_, body, source, outline) -> None:
    assert speech_of(document(body, source, outline)).completeness == is_


# How long it takes
# -----------------


def test_chinese_is_counted_in_characters_and_english_in_words() -> None:
    chinese = speech_of(document("水" * 1000 + "\n"))
    assert (chinese.characters, chinese.words) == (1000, None)
    assert (chinese.reading_minutes, chinese.speaking_minutes) == (2, 5)
    english = speech_of(replace(document("good water " * 500 + "\n"), language="en"))
    assert (english.characters, english.words) == (4500, 1000)
    assert (english.reading_minutes, english.speaking_minutes) == (4, 8)


def test_a_speech_of_one_word_takes_a_minute() -> None:
    speech = speech_of(document("好！\n"))
    assert (speech.reading_minutes, speech.speaking_minutes) == (1, 1)


# The apparatus
# -------------


def ledger(*edits: Edit, doubts: tuple[Edit, ...] = ()) -> Ledger:
    return Ledger("a", "raw/a.txt", "0" * 64, "utf-8", "0" * 64, edits, doubts)


# 標題⏎各位(wèi)同志:⏎⏎**市的水凉了 becomes 各位同志：¶＊＊市的水〔?凉〕了
EDITS = (
    Edit(0, "標題\n", "", "title"),
    Edit(5, "(wèi)", "", "pinyin-note"),
    Edit(12, ":", "：", "full-width-punctuation", "medium"),
    Edit(15, "**", "＊＊", "mask"),
    Edit(20, "凉", "〔?凉〕", "doubtful", "low", "two forms fit"),
)
NOTED = "各位同志：\n\n＊＊市的水〔?凉〕了\n"


def test_repairs_have_examples_with_their_places_and_certainty() -> None:
    notes = speech_of(document(NOTED), ledger(*EDITS)).apparatus
    assert [(r.rule, r.certainty, r.count, r.characters) for r in notes.repairs] == [
        ("pinyin-note", "high", 1, 5),
        ("full-width-punctuation", "medium", 1, 1),
    ]
    (pinyin,), (mark,) = (repair.examples for repair in notes.repairs)
    assert (pinyin.before, pinyin.after, pinyin.target) == ("各位(wèi)同志", "各位同志", "p1")
    assert (mark.before, mark.after, mark.target) == ("同志:", "同志：", "p1")


def test_masks_are_told_by_the_sources_own_sign() -> None:
    (sign,) = speech_of(document(NOTED), ledger(*EDITS)).apparatus.mask_signs
    assert (sign.sign, sign.count, sign.target) == ("**", 1, "p2")
    (sign,) = speech_of(document(NOTED)).apparatus.mask_signs
    assert (sign.sign, sign.count, sign.target) == ("＊＊", 1, "p2")


def test_a_doubtful_place_has_its_proposal_and_evidence() -> None:
    proposed = Edit(20, "凉", "涼", "byte-slip", "low", "two forms fit")
    notes = speech_of(document(NOTED), ledger(*EDITS, doubts=(proposed,))).apparatus
    (doubt,) = notes.doubts
    assert (doubt.target, doubt.text, doubt.proposal) == ("p2", "凉", "涼")
    assert doubt.evidence == "two forms fit"


def test_of_a_text_that_a_person_corrected_no_place_is_claimed() -> None:
    corrected = NOTED.replace("各位同志：", "同志们：")
    notes = speech_of(document(corrected), ledger(*EDITS)).apparatus
    assert [repair.count for repair in notes.repairs] == [1, 1]
    assert {e.target for repair in notes.repairs for e in repair.examples} == {""}


def test_items_of_a_list_do_not_shift_the_places_behind_them() -> None:
    edits = (Edit(7, "(sān)", "", "pinyin-note"),)  # 甲¶乙¶丙(sān)丁
    notes = speech_of(document("- 甲\n- 乙\n\n丙丁\n"), ledger(*edits)).apparatus
    (example,) = notes.repairs[0].examples
    assert (example.before, example.target) == ("丙(sān)丁", "p2")


def test_converted_characters_are_counted_without_examples() -> None:
    edits = (Edit(0, "幹部們", "干部们", "script"), Edit(3, "好", "好", "script", "medium"))
    (repair,) = speech_of(document("干部们好\n"), ledger(*edits)).apparatus.repairs
    assert (repair.characters, repair.examples) == (4, ())


def test_long_examples_are_cut() -> None:
    edits = (Edit(1, "x" * 100, "", "template-leak"),)
    notes = speech_of(document("水好\n"), ledger(*edits)).apparatus
    assert len(notes.repairs[0].examples[0].before) == 31


def test_many_repairs_are_told_by_their_number_and_three_examples() -> None:
    edits = tuple(Edit(1 + 5 * n, f"({n:02x})"[:4], "", "pinyin-note") for n in range(200))
    (repair,) = speech_of(document("水" * 300 + "\n"), ledger(*edits)).apparatus.repairs
    assert (repair.count, len(repair.examples)) == (200, 3)
