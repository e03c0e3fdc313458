"""A speech beside its saved page: what was restored, where it stands now, and what stood there."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from site_builder.collation import Collated, places_now, restorations_of
from site_builder.edits import applied
from site_builder.languages import language_for
from site_builder.markdown import blocks_of, dumped_body
from site_builder.model import Collation, Document, Edit, Ledger
from site_builder.speech import speech_of

SAVED = "標題\n修?剂康路(lù)。\n種樹(shù)。\n版權所有"
EDITS = (
    Edit(0, "標題", "", "script+title"),
    Edit(2, "\n", "", "whitespace"),
    Edit(4, "?剂康", "好這條", "byte-slip", "medium", "likelier than as seen"),
    Edit(8, "(lù)", "", "pinyin-note"),
    Edit(13, "\n", "\n\n", "whitespace"),
    Edit(14, "種樹", "种树", "script"),
    Edit(16, "(shù)", "", "pinyin-note"),
    Edit(22, "\n版", "", "boilerplate"),
    Edit(24, "權", "", "script+boilerplate"),
    Edit(25, "所有", "", "boilerplate"),
)
TEXT = "修好這條路。\n\n种树。"


def ledger(edits: tuple[Edit, ...] = EDITS) -> Ledger:
    return Ledger("a", "raw/a.txt", "0" * 64, "utf-8", "0" * 64, edits)


def document(body: str) -> Document:
    return Document("a", "讲话", "zh-Hans", body)


def without_tags(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html))


def as_saved(saved: str, edits: tuple[Edit, ...]) -> list[str]:
    collated = Collated(Collation(applied(saved, edits), edits))
    return [passage.html for passage in collated.passages([])]


# Marks in the restored text
# --------------------------


def test_the_sample_of_these_tests_is_a_true_ledger() -> None:
    assert applied(SAVED, EDITS) == TEXT


def test_a_restored_passage_is_marked_and_told_of() -> None:
    speech = speech_of(document(TEXT + "\n"), ledger())
    assert '修<span class="repaired">好這條<button' in speech.blocks[0].html
    assert "repaired" not in speech.blocks[1].html
    (each,) = speech.apparatus.restorations
    assert (each.before, each.after, each.rule) == ("?剂康", "好這條", "byte-slip")
    assert (each.certainty, each.target, each.note) == ("medium", "p1", "note-repaired-1")


def test_what_was_done_to_a_whole_text_is_not_marked_place_by_place() -> None:
    edits = (Edit(1, "(lù)", "", "pinyin-note"), Edit(5, "樹", "树", "script"))
    assert list(restorations_of(edits)) == []


def test_what_was_taken_out_with_a_heading_or_a_menu_is_not_marked() -> None:
    edits = (Edit(0, "?", "", "byte-slip+title"), Edit(1, "\ue000", "", "private-use"))
    assert [each.before for each in restorations_of(edits)] == ["\ue000"]


def test_a_character_that_is_gone_has_its_own_sign_and_no_second_one() -> None:
    assert list(restorations_of([Edit(0, "?", "□", "byte-slip")])) == []


def marked(body: str, *places: tuple[int, int]) -> list[str]:
    return [b.lead + b.html for b in blocks_of(body, language_for("zh-Hans"), (), places)]


@pytest.mark.parametrize(
    ("body", "place", "found"),
    [
        ("甲乙丙\n", (1, 2), ["甲[乙]丙"]),
        ("甲乙丙\n", (0, 3), ["[甲乙丙]"]),
        ("甲乙丙\n", (1, 1), ["甲[]乙丙"]),
        ("甲\n\n乙丙\n", (3, 4), ["甲", "[乙]丙"]),
        ("## 甲乙\n\n丙\n", (1, 2), ["甲[乙]", "丙"]),
        ("甲□乙\n", (0, 3), ["[甲]<□>(乙)"]),
        ("甲**乙**丙\n", (0, 2), ["[甲]<strong>(乙)</strong>丙"]),
        ("- 甲\n- 乙\n\n丙\n", (3, 4), ["<ul><li>甲</li><li>[乙]</li></ul>", "丙"]),
        ("[甲乙](https://a.example/)\n", (0, 1), ["<a>{甲}乙</a>"]),
        ("一是修路。好。\n", (4, 6), ["一是修路[。](好)。"]),
    ],
)
def test_a_place_is_marked_wherever_it_stands(
    body: str, place: tuple[int, int], found: list[str]
) -> None:
    signs = []
    for html in marked(body, place):
        html = re.sub(r'<button popovertarget="note-repaired-1"[^>]*></button></span>', "]", html)
        html = re.sub(r'<span class="repaired rest">(.*?)</span>', r"(\1)", html)
        html = re.sub(r'<span class="repaired">([^\]<]*)</span>', r"{\1}", html)
        html = html.replace('<span class="repaired">', "[")
        html = re.sub(r'<span class="lost">(.).*?</span>', r"<\1>", html)
        signs.append(re.sub(r"(<\w+) [^>]*>|\n", lambda m: f"{m[1]}>" if m[1] else "", html))
    assert signs == found


@given(st.lists(st.text("水路树□＊一是。", min_size=1, max_size=12), min_size=1), st.data())
def test_marks_change_neither_words_nor_anchors(paragraphs, data) -> None:
    body = dumped_body([("paragraph", text) for text in paragraphs])
    length = len("\n\n".join(paragraphs))
    ends = st.lists(st.integers(0, length), max_size=8, unique=True).map(sorted)
    cuts = data.draw(ends)
    places = list(zip(cuts[::2], cuts[1::2], strict=False))
    language = language_for("zh-Hans")
    plain, with_marks = blocks_of(body, language), blocks_of(body, language, (), places)
    assert [(b.kind, b.id, b.text, b.points) for b in plain] == [
        (b.kind, b.id, b.text, b.points) for b in with_marks
    ]
    assert [without_tags(b.lead + b.html) for b in plain] == [
        without_tags(b.lead + b.html) for b in with_marks
    ]


# After a person's correction
# ---------------------------


def test_marks_stay_in_paragraphs_that_a_person_left_as_they_were() -> None:
    corrected = speech_of(
        document("各位乡亲：\n\n" + TEXT + "\n"), ledger(), corrected=True, saved=SAVED
    )
    assert '<span class="repaired">好這條<' in corrected.blocks[1].html
    assert corrected.apparatus.restorations[0].target == "p2"
    assert corrected.apparatus.unplaced == 0


def test_marks_of_a_corrected_paragraph_are_left_out_and_counted() -> None:
    corrected = document(TEXT.replace("路", "桥") + "\n")
    notes = speech_of(corrected, ledger(), corrected=True, saved=SAVED).apparatus
    assert (notes.restorations, notes.unplaced) == ((), 1)


def test_without_the_saved_page_no_place_of_a_corrected_text_is_claimed() -> None:
    speech = speech_of(document(TEXT + "\n"), ledger(), corrected=True)
    assert (speech.apparatus.restorations, speech.apparatus.unplaced) == ((), 1)
    assert speech.collation is None


def test_a_paragraph_that_is_there_twice_keeps_no_mark() -> None:
    found = list(restorations_of([Edit(0, "?", "水", "curator")]))
    assert [place for _, place in places_now(found, "水路", "水路\n\n水路")] == [None]
    assert [place for _, place in places_now(found, "水路", "树\n\n水路")] == [3]


# Gaps, doubts and restorations in one order
# ------------------------------------------


def test_notes_stand_in_the_order_of_the_text() -> None:
    body = "一、好。山上〔?水〕\n\n〔缺：来源页未完〕\n"
    edits = (
        Edit(4, "？", "山", "mojibake"),
        Edit(6, "?", "〔?水〕", "doubtful", "low"),
        Edit(7, "\n...", "\n\n〔缺：来源页未完〕", "gap"),
    )
    notes = speech_of(document(body), ledger(edits)).apparatus.notes
    assert [note.kind for note in notes] == ["repaired", "doubtful", "gap"]
    assert [note.on.target for note in notes] == ["p1", "p1", "g1"]


# As saved, and the saved page
# ----------------------------


def test_the_passages_are_those_of_the_speech_as_they_stood() -> None:
    speech = speech_of(document(TEXT + "\n"), ledger())
    assert speech.collation
    first, second = Collated(speech.collation).passages(speech.blocks)
    assert (first.target, second.target) == ("p1", "p2")
    assert without_tags(first.html) == "修?剂康路(lù)。"
    assert without_tags(second.html) == "種樹(shù)。"
    assert '<del class="restored" title="好這條">?剂康</del>' in first.html


def test_a_gap_is_shown_as_what_stood_in_its_place() -> None:
    edits = (Edit(2, "……(省略9字)", "\n\n〔缺9字：来源页收费〕", "gap"),)
    assert as_saved("水路……(省略9字)", edits) == ["水路", "<del>……(省略9字)</del>"]


def test_the_whole_page_is_there_with_every_change() -> None:
    collated = Collated(Collation(TEXT, EDITS))
    html = collated.page()
    kept = re.sub("<ins.*?</ins>", "", html)
    assert re.sub(r"\n+", "\n", without_tags(kept).replace("⏎", "")) == SAVED
    now = re.sub(r"<del.*?</del>\n?", "", html, flags=re.DOTALL)
    assert without_tags(now).replace("¶", "").split() == TEXT.split()
    assert len(re.findall("data-by=", html)) == len(EDITS)


def test_each_change_names_its_rules_and_that_it_is_not_certain() -> None:
    collated = Collated(Collation(TEXT, EDITS))
    letters = {rule.name: rule.letter for rule in collated.rules}
    html = collated.page()
    assert f'<del>?剂康</del><ins data-by="{letters["byte-slip"]}?">好這條</ins>' in html
    assert f'<del data-by="{letters["script"]}{letters["boilerplate"]}">權</del>' in html
    assert [rule.count for rule in collated.rules if rule.name == "boilerplate"] == [3]


def test_of_markup_only_the_beginning_is_shown_and_how_much_is_not() -> None:
    script = f"<script>{'x' * 500}</script>"
    (edit,) = edits = (Edit(0, f"{script}<p>", "", "markup"),)
    html = Collated(Collation("水", edits)).page()
    assert without_tags(html) == f"<script>{'x' * 52}…⟨{len(script) - 60}⟩<p>水"
    assert len(edit.before) > 500


def test_of_a_very_long_frame_the_rest_is_counted() -> None:
    frame = "菜单 " * 40_000
    (edit,) = edits = (Edit(0, frame, "", "boilerplate"),)
    shown = without_tags(Collated(Collation("水", edits)).page())
    kept, _, count = shown.removesuffix("⟩水").partition("…⟨")
    assert edit.before.startswith(kept)
    assert len(kept) + int(count.replace(",", "")) == len(frame)
    assert len(shown) < 4_000


@given(st.text("a<>&\"'\n\ue000\udc80⏎", max_size=30), st.text("b<&\n", max_size=9))
def test_nothing_of_a_page_becomes_markup(before: str, after: str) -> None:
    assume(before or after)
    edits = (Edit(1, before, after, "mojibake"),)
    collated = Collated(Collation(f"<{after}>", edits))
    html = [collated.page(), *(passage.html for passage in collated.passages([]))]
    for text in html:
        assert set(re.findall("<[^>]*>", text)) <= {
            "<del>",
            "</del>",
            "<ins>",
            "</ins>",
            '<del data-by="a">',
            '<ins data-by="a">',
            *re.findall('<del class="restored" title="[^"<>]*">', text),
        }
        assert not re.search("[\ue000\udc80]", text)
