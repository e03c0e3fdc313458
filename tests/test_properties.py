"""What holds of any text, tried with hostile ones.

`HYPOTHESIS_PROFILE=nightly pytest tests/test_properties.py` tries fifty times as many.
"""

from __future__ import annotations

import itertools
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from site_builder.anchoring import anchored, carried_over, names_of, without_marks
from site_builder.charsets import Suspects, fitness
from site_builder.commonmark import groups_of
from site_builder.content import (
    dumped_document,
    dumped_ledger,
    parsed_document,
    parsed_ledger,
)
from site_builder.edits import applied, composed, in_order, inverse, undone
from site_builder.errors import PageError, SiteError
from site_builder.extract import ingested
from site_builder.ids import document_id, name_id
from site_builder.languages import LANGUAGES, language_for
from site_builder.markdown import blocks_of, dumped_body, gap_of, is_gap
from site_builder.marks import has_wall, marked
from site_builder.model import (
    Document,
    Edit,
    Event,
    Ledger,
    RawPage,
    Rights,
    Source,
    Speaker,
)
from site_builder.raw import raw_page
from site_builder.repair import RULES, Observed, repaired
from site_builder.script import folded
from site_builder.search import words_of
from site_builder.speech import speech_of

PLAIN = language_for("und")

# Texts
# -----

SIGNS = "\\`*_[]<>~|&!-+#=:.)(1234567890\"'{}^$/;, "
"""Whatever means something in Markdown."""
HAN = "一二三四是的在市區区質质量會会長长議议，。：、（）〔〕＊□?缺字〈《》"

characters = st.one_of(
    st.sampled_from(SIGNS),
    st.sampled_from(HAN),
    st.sampled_from(string.ascii_letters),
    st.characters(exclude_categories=["Cs", "Cc"]),
)


def is_plain(line: str) -> bool:
    """Whether it neither begins nor ends with white space, as `escaped` asks of lines."""
    return bool(line) and line == line.strip() and line.isprintable()


def is_text(text: str) -> bool:
    return all(map(is_plain, text.split("\n")))


lines = st.text(characters, min_size=1, max_size=40).map(str.strip).filter(is_plain)
texts = st.lists(lines, min_size=1, max_size=4).map("\n".join).filter(is_text)
wild = st.text(st.one_of(characters, st.characters()), max_size=60)
"""Surrogates, controls and private-use characters too."""


# Markdown
# --------


def plain_text(body: str) -> list[str]:
    return [block.text for block in blocks_of(body, PLAIN)]


@example("-")
@example("---")
@example("===")
@example("1.")
@example("1)")
@example("**市**區")
@example("    code")
@example("&amp;")
@example("a\n===")
@example("a\n---")
@example("# a #")
@example("[a]: b")
@example("<b>")
@example("http://a.example")
@example("\\")
@example("a\\\nb")
@example("|a|b|\n|-|-|")
@example("a {#p1}")
@example("\\ {#p1}")
@given(texts)
def test_any_text_survives_as_a_paragraph(text: str) -> None:
    assume(is_text(text))
    assert plain_text(dumped_body([("paragraph", text)])) == [text]


@example("a #", "heading-2")
@example("a ##", "heading-2")
@example("#", "heading-3")
@example("\\#", "heading-4")
@example("(#)", "turn")
@given(texts, st.sampled_from(["heading-2", "heading-3", "heading-4", "turn"]))
def test_any_text_survives_as_a_heading_on_one_line(text: str, role: str) -> None:
    (block,) = blocks_of(dumped_body([(role, text)]), PLAIN)
    assert block.kind == role.partition("-")[0]
    assert block.text == text.replace("\n", " ")


@example("1. a")
@example("> a")
@example("- a")
@given(texts)
def test_any_text_survives_as_an_item_and_as_a_quotation(text: str) -> None:
    for role in ("item", "quote"):
        assert plain_text(dumped_body([(role, text)])) == [text]


@example("(1)")
@example("*a*")
@example("a\\")
@example("_")
@given(texts)
def test_any_text_survives_as_a_narrative(text: str) -> None:
    assume(is_text(text))
    _, block = blocks_of(dumped_body([("turn", "a"), ("narrative", text)]), PLAIN)
    assert (block.kind, block.text) == ("narrative", text)


@given(st.lists(st.tuples(st.sampled_from(["paragraph", "heading-2", "quote"]), texts), max_size=5))
def test_blocks_stay_apart(blocks: list[tuple[str, str]]) -> None:
    # Two quotations with a blank line between are one block to Markdown's readers too: two.
    found = "\n".join(plain_text(dumped_body(blocks)))
    flat = [t.replace("\n", " ") if r.startswith("heading") else t for r, t in blocks]
    assert found.split("\n") == ("\n".join(flat)).split("\n")


@given(wild, st.sampled_from(LANGUAGES))
def test_every_point_of_an_outline_leads_to_a_block_and_no_two_blocks_have_one_anchor(
    body: str, language
) -> None:
    before = "## a\n\n一是开会。好。\n\n"
    body = f"{before}{body}\n\n#### b\n\n(一)开会:好\n\n## c\n\n[gap: 3 characters, x]\n"
    document = Document("x", "x", language.code, body, outline=("一是开会", "二是不见了"))
    speech = speech_of(document)
    anchors = [anchor for b in speech.blocks for anchor in (b.id, b.paragraph) if anchor]
    assert len(anchors) == len(set(anchors))
    entries = list(speech.outline)
    for entry in entries:
        entries += entry.children
        assert entry.target in (*anchors, "")
    assert {gap.target for gap in speech.apparatus.gaps} <= set(anchors)


@example("- a\n  +")
@example("[a]:")
@example("## # #")
@example("```\na")
@example("a {#p1 #p1}\n\n{#p1}\n\n{#p2}")
@example("{#p1}\n\n{#p2} {#p3}\n\n> a {#p1}.\n> {#p4}\n{#p5}")
@given(st.one_of(wild, texts))
def test_every_block_can_be_marked_and_nothing_but_its_anchors_changes(body: str) -> None:
    language = language_for("zh-Hans")
    document = Document("x", "x", language.code, f"{body}\n\nb {{#p7}}\n")
    before = blocks_of(document.body, language)
    marked_ = replace(document, body=anchored(document))
    after = blocks_of(marked_.body, language)
    assert [(b.kind, b.text, names_of(b)) for b in after] == [
        (b.kind, b.text, names_of(b)) for b in before
    ]
    assert anchored(marked_) == marked_.body
    bare = blocks_of(without_marks(marked_.body), language)
    assert [b.text for b in bare] == [b.text for b in before]


paragraphs = st.lists(
    st.text("钟雾船岸敲响铜灯塔电台的了是", min_size=8, max_size=20),
    min_size=1,
    max_size=6,
    unique=True,
)


@st.composite
def rewritten(draw) -> tuple[list[str], list[str]]:
    """The paragraphs of a text, and of its next version: some new, some gone, some corrected."""
    old = draw(paragraphs)
    new: list[str] = []
    for text in old:
        what = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "insert", "cut"]))
        new += (
            [draw(st.text("春夏秋冬东南西北", min_size=8, max_size=16))] if what == "insert" else []
        )
        new += [text[:4], text[4:]] if what == "cut" else []
        new += [f"{text}然"] if what == "change" else []
        new += [text] if what in ("keep", "insert") else []
    return old, draw(st.permutations(new)) if draw(st.booleans()) else new


@given(st.lists(rewritten(), min_size=1, max_size=3))
def test_no_anchor_is_lost_or_given_twice_whatever_becomes_of_a_text(versions) -> None:
    language = language_for("zh-Hans")
    current = Document("x", "x", "zh-Hans", "")
    for old, new in versions:
        for texts in (old, new or old):
            before = blocks_of(current.body, language)
            body = dumped_body([("paragraph", text) for text in texts])
            current = replace(current, body=carried_over(current, replace(current, body=body)))
            after = blocks_of(current.body, language)
            assert without_marks(current.body) == body
            assert carried_over(current, replace(current, body=body)) == current.body
            names = [name for block in after for name in names_of(block)]
            assert len(names) == len(set(names))
            assert {name for block in before for name in names_of(block)} <= set(names)
            # What is in both only once keeps its anchor.
            own = {block.text: block.id for block in after}
            was = Counter(block.text for block in before)
            for block in before:
                if was[block.text] == 1 == texts.count(block.text):
                    assert own[block.text] == block.id


@given(wild)
def test_no_markup_of_a_body_becomes_markup_of_the_page(body: str) -> None:
    for block in blocks_of(f"{body}\n\n<script>x</script> <b onclick=y>z</b>\n", PLAIN):
        assert "<script" not in block.html
        assert not re.search("<b(?!lockquote|r|utton)", block.html)


@given(st.integers(1, 10**7), st.sampled_from(LANGUAGES))
def test_a_gaps_sign_is_read_as_it_was_written(number: int, language) -> None:
    for reason in language.reasons.values():
        sign = language.counted_gap.format(n=number, reason=reason)
        assert is_gap(sign)
        assert gap_of(sign) == (number, reason)
        assert gap_of(language.gap.format(reason=reason)) == (None, reason)


# Edits
# -----


@st.composite
def edited(draw, text: str) -> list[Edit]:
    """Edits that fit a text: in order, not overlapping."""
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        if edits and start == edits[-1].start:
            continue
        after = draw(st.text("xyz", max_size=3))
        edits.append(Edit(start, text[start:end], after, draw(st.sampled_from(["a", "b"]))))
    return edits


@st.composite
def twice_edited(draw) -> tuple[str, list[Edit], list[Edit]]:
    text = draw(st.text("abcd", max_size=12))
    first = draw(edited(text))
    return text, first, draw(edited(applied(text, first)))


@example(("ab", [Edit(1, "", "x", "a")], [Edit(1, "x", "", "b")]))
@given(twice_edited())
def test_two_lists_of_edits_made_one_do_what_they_did_one_after_the_other(case) -> None:
    text, first, second = case
    assert applied(text, composed(text, first, second)) == applied(applied(text, first), second)


@given(twice_edited())
def test_edits_can_be_undone(case) -> None:
    text, first, second = case
    both = composed(text, first, second)
    assert undone(applied(text, first), first) == text
    assert undone(applied(text, both), both) == text
    assert inverse(inverse(first)) == first


@given(
    st.lists(
        st.builds(Edit, st.integers(0, 30), st.text("ab", max_size=5), st.just(""), st.just("r"))
    )
)
def test_edits_put_in_order_do_not_overlap(edits: list[Edit]) -> None:
    chosen = in_order(edits)
    assert all(a.end <= b.start for a, b in itertools.pairwise(chosen))


# Repair
# ------

NOTES = [
    "質(zhì)",
    "區(qū)",
    "會(huì)",
    "長(zhǎng)",
    "們(men)",
    "時(shí)",
    "講(jiǎng)",
    "話(huà)",
    "學 (xué)",
]
noisy = st.lists(
    st.one_of(st.sampled_from(NOTES), st.text(HAN, max_size=4), wild), max_size=14
).map("".join)
very_noisy = noisy.map(lambda text: "".join(NOTES) + text)


@given(st.one_of(noisy, very_noisy))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    after = applied(text, repaired(text).edits)
    assert repaired(after).edits == ()


@given(st.one_of(noisy, very_noisy))
def test_a_repair_is_where_it_says_and_can_be_undone(text: str) -> None:
    for rule in RULES:
        for edit in rule(Observed(text, text)):
            assert text[edit.start : edit.end] == edit.before
            assert edit.before != edit.after
    edits = repaired(text).edits
    assert undone(applied(text, edits), edits) == text


@given(very_noisy, st.sampled_from(LANGUAGES))
def test_an_editorial_sign_is_put_where_its_edit_says(text: str, language) -> None:
    text = f"{text}……(未完,全文共50字,當前僅顯示20字,請閱讀"
    edits = marked(text, language)
    assert undone(applied(text, edits), edits) == text
    assert not any("\ud800" <= c <= "\udfff" for c in applied(text, edits))


@given(wild)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(text)


def refusals(read: Callable[..., object], *arguments: object, **more: object) -> list[str]:
    """The lines that would be printed: none if what is read is as it should be."""
    try:
        read(*arguments, **more)
    except SiteError as error:
        return [str(one) for one in getattr(error, "errors", (error,))]
    return []


# Saved pages
# -----------


def page_of(text: str, *, is_html: bool) -> RawPage:
    return RawPage("raw/x", text, "utf-8", "0" * 64, is_html)


WENMI = (
    "您的位置:甲文秘網>>質檢/>>正文\n市長在年會上的講話\n發表時間:2011/2/6 11:10:58\n"
    "目錄/提綱:……\n一是開會\n……\n"
)
LONG = "<p>" + "The people of the town and the council came to the hall. " * 4 + "</p>"
TAGS = """
<p> </p> <br> <div> </div> <!-- --> <script> </script> <b > &amp; &nbsp; &#x4e00; &#55296; &lt
<![CDATA[ ]]> <![if <![endif]> <li> <h2> </h2> <pre> </pre> <title> </title> <table><td> <q>
&NotEqualTilde; <textarea> <?x </x \0""".split()  # noqa: SIM905
tag_soup = st.lists(
    st.one_of(st.sampled_from([*TAGS, " ", "\n\n", "\r\n"]), wild), max_size=14
).map("".join)


def assert_edits_are_true(raw: RawPage) -> None:
    try:
        page = ingested(raw)
    except PageError:
        return
    body = applied(raw.text, page.edits)
    assert body == page.body
    assert undone(body, page.edits) == raw.text
    # The document can be written and read: nothing in it is beyond UTF-8 or the format.
    document = replace(page.document, id="x")
    text = dumped_document(document).encode("utf-8").decode("utf-8")
    assert parsed_document(text, "content/speeches/x.md", language="en") == document
    # What a reader sees is what the edits gave, also with marks.
    document = replace(document, body=anchored(document))
    blocks = blocks_of(document.body, language_for(document.language))
    seen = "".join("".join(block.text.split()) for block in blocks)
    assert seen == "".join(body.split())


@example("\x07")
@example("\x07     a_b")
@example("會(甲\n省略5字)")
@example("會(未完,全文共5字\n)")
@given(st.one_of(wild, noisy, very_noisy))
def test_the_edits_of_a_text_page_lead_to_its_body_and_back(text: str) -> None:
    for page in (text, f"{WENMI}{text}", f"{WENMI}{text}\n一、開會\n{text}", f"{text}\n{LONG}"):
        assert_edits_are_true(page_of(page, is_html=False))


@example("&#55296;")
@example("<![if0")
@example("&#55296;&#56320;")
@example("<p>\x07</p>")
@example("<p>**市")
@given(tag_soup)
def test_the_edits_of_an_html_page_lead_to_its_body_and_back(text: str) -> None:
    for page in (f"<h1>x</h1>{LONG}<p>{text}", f"{text}{LONG}"):
        assert_edits_are_true(page_of(page, is_html=True))


@example(b"\xff\xfe\x00\xd8")
@example(b"\x00\x00\xfe\xff")
@example(b"\xef\xbb\xbf")
@example("質量".encode("big5") * 30)
@given(st.one_of(st.binary(max_size=200), wild.map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_page_or_a_page_error(data: bytes) -> None:
    for content in (data, LONG.encode() + data, data * 9):
        if lines := refusals(raw_page, "raw/x", content):
            assert lines[0].startswith("raw/x: ")
            continue
        raw = raw_page("raw/x", content)
        if raw.encoding == "utf-8":  # others have two byte sequences for some characters
            assert raw.text.encode(raw.encoding, "surrogateescape") == content
        assert_edits_are_true(raw)


# Files of content/
# -----------------

# What a line of YAML can hold: no surrogates; a person's file has no control characters.
values = st.one_of(
    st.sampled_from(
        [
            "no",
            "007",
            "2011-02-06",
            "~",
            "**市**",
            "a: b",
            "# a",
            "- a",
            "'",
            '"',
            "\\",
            "=",
            "<<",
            "null",
        ]
    ),
    st.text(
        st.one_of(characters, st.characters(exclude_categories=["Cs"])), min_size=1, max_size=30
    ),
)
value_lists = st.lists(values, max_size=3).map(tuple)
whole_numbers = st.none() | st.integers(0, 10**9 - 1)
documents = st.builds(
    Document,
    id=st.just("x"),
    title=values,
    language=st.sampled_from(["zh-Hans", "en", "ar", "und", "no"]),
    body=st.one_of(lines, texts).map(lambda text: f"{text}\n"),
    type=st.sampled_from(["speech", "remarks", "other"]),
    speakers=st.lists(
        st.builds(Speaker, values, st.just("") | values, st.just("") | values), max_size=2
    ).map(tuple),
    date=st.sampled_from(
        ["", "2011", "2011-02", "../2011-02-06", "2010-11-23/2011-02-06", "2008?"]
    ),
    date_basis=st.sampled_from(["stated", "inferred", "published", "unknown"]),
    event=st.none() | st.builds(Event, values, st.just("") | values),
    collections=value_lists,
    subjects=value_lists,
    outline=value_lists,
    source=st.none()
    | st.builds(
        Source,
        values,
        st.just("ab" * 32),
        values,
        st.sampled_from(["", "https://a.example/?b#c"]),
        st.sampled_from(["", "2011-02-06", "2011-02-06T11:10:58"]),
        whole_numbers,
        whole_numbers,
        values,
    ),
    rights=st.none() | st.builds(Rights, values, values),
    status=st.sampled_from(["draft", "published", "withdrawn"]),
    aliases=st.lists(
        st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True), max_size=2
    ).map(tuple),
)


@given(documents)
def test_a_document_is_read_as_it_was_written(document: Document) -> None:
    text = dumped_document(document)
    assert parsed_document(text, "content/speeches/x.md", language="und") == document


# A byte that fits no character is half a surrogate pair, always the second half.
pages = st.text(
    st.one_of(
        characters,
        st.characters(exclude_categories=["Cs"]),
        st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF),
    ),
    max_size=60,
)
edits = st.builds(
    Edit,
    st.integers(0, 10**6),
    pages,
    pages,
    pages,
    st.sampled_from(["high", "medium", "low"]),
    pages,
)


@example([Edit(0, "\udc80\udcff", "\ue000\ufffe", "r")])
@given(st.lists(edits, max_size=4))
def test_a_ledger_is_read_as_it_was_written(found: list[Edit]) -> None:
    ledger = Ledger("x", "raw/x.html", "0" * 64, "gb18030", "1" * 64, tuple(found))
    text = dumped_ledger(ledger)
    written = text.encode("utf-8").decode("utf-8")
    assert parsed_ledger(written, "content/ledgers/x.json") == ledger


# A file is read as UTF-8, which has no surrogates.
read_texts = wild.map(lambda text: "".join(c for c in text if unicodedata.category(c) != "Cs"))


@given(read_texts)
def test_any_front_matter_is_read_or_refused_with_its_place(text: str) -> None:
    for whole in (
        text,
        f"---\n{text}",
        f"---\n{text}\n---\n",
        f"---\ntitle: {text}\n---\n{text}\n",
    ):
        path = "content/speeches/x.md"
        lines = refusals(parsed_document, whole, path, language="und")
        assert all(line.startswith(f"{path}:") for line in lines)


@given(read_texts)
def test_any_ledger_is_read_or_refused_with_its_place(text: str) -> None:
    for whole in (text, f'{{"edits": [{text}]}}'):
        path = "content/ledgers/x.json"
        assert all(line.startswith(f"{path}:") for line in refusals(parsed_ledger, whole, path))


# Addresses and search
# --------------------


@given(read_texts, st.sampled_from(["", "2011-02-06", "2011-02-06T11:10"]))
def test_an_address_is_short_and_plain_whatever_the_title(title: str, date: str) -> None:
    for address in (document_id(title, date, "ab" * 32), name_id(title)):
        assert 0 < len(address) <= 100
        assert set(address) <= set(string.ascii_lowercase + string.digits + "-")
        assert not address.startswith("-")
        assert not address.endswith("-")
        assert "--" not in address


@given(texts)
def test_the_words_of_the_index_are_folded_once_and_for_all(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert not any(word != word.strip() or " " in word for word in words)
    han = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    assert len([w for w in words if "\u3400" <= w <= "\u9fff"]) >= len(han)


MARKS = (
    "a",
    "汉",
    "é",
    "（",
    "：",
    "- ",
    "> ",
    "1. ",
    "# ",
    "=",
    "---",
    "*",
    "`",
    "[a]: b",
    "<b>",
    "&amp;",
)
MARKDOWN = st.lists(
    st.sampled_from([*MARKS, "\\", "!", " ", "    ", "\t", "\n", "\n\n"]), max_size=30
)


@given(MARKDOWN)
def test_the_short_way_through_a_body_gives_what_commonmark_gives(parts):
    text = "".join(parts)
    plain = MarkdownIt("commonmark", {"html": False})
    render = plain.renderer.render
    made = ""
    for group in groups_of(text):
        if group.kind == "other":
            made += render(group.tokens, plain.options, {})
        else:
            tag = f"h{group.level}" if group.level else "p"
            made += f"<{tag}>{render([group.inline], plain.options, {})}</{tag}>\n"
    assert made == plain.render(text)


@given(MARKDOWN, st.lists(st.sampled_from([" {#p1}", " {#s2 #p3}"]), max_size=4))
def test_marks_are_left_out_of_plain_blocks_as_out_of_others(parts, marks):
    body = "".join(
        f"{part}{mark}" for part, mark in itertools.zip_longest(parts, marks, fillvalue="")
    )
    assume(not re.search(r"^[\s#]*\{#", body, re.MULTILINE))  # with a mark of its own, lines go
    # A fence anywhere sends all of a body through the library.
    fence = "~~~\n~~~\n"
    assert f"{without_marks(body)}\n\n{fence}" == without_marks(f"{body}\n\n{fence}")


@given(st.text(max_size=20))
def test_script_is_restored_beside_bytes_that_fit_no_character(text):
    text = f"質{text}量\udc80發展"
    made = repaired(text, script="restore").edits
    assert undone(applied(text, made), made) == text
    assert "发展" in applied(text, made)


mixed = st.text(st.sampled_from("质量的鎮彲éāšÉ。,?(a1 \n\ufffd\udc80\u2019"), max_size=40)


@given(mixed)
@example("每a")
@example("é\ufffd每")
def test_a_part_of_a_text_is_as_fit_as_its_suspects_say_or_fitter(text: str) -> None:
    suspects = Suspects(text)
    for part in (
        *re.finditer(r"[^\n?\ufffd]+", text),
        *re.finditer(r"[^\x00-\x7f]+|[^?\n]+", text),
    ):
        assert suspects.least_fitness(*part.span()) <= fitness(part[0])


def test_a_table_of_contents_full_of_dots_is_read_to_its_end() -> None:
    dots = "." * 80
    assert not has_wall(f"省略{dots} 1\n{dots} 2")
    assert has_wall(f"{dots} (本站省略725字,请登录){dots}")
