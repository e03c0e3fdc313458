"""Pages that no profile knows: their facts, their running text, and which of them are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.edits import applied, undone
from site_builder.errors import PageError
from site_builder.extract import ingested
from site_builder.model import Extract, RawPage
from site_builder.pagetext import SavedPage
from site_builder.raw import raw_page
from site_builder.sites._refusal import refusal
from site_builder.sites.fallback import fallback

CONTENT = Path(__file__).parent.parent / "content"

SENTENCE = (
    "The ladder has picked nine harvests, and it belongs to nobody, which means to everybody. "
)
HAN = "这把梯子摘过九次收成，它不属于任何人，也就是说，人人都要给它上油。"


def saved(text: str, name: str = "page.html", *, is_html: bool = True) -> SavedPage:
    return SavedPage(RawPage(f"raw/{name}", text, "utf-8", "0" * 64, is_html))


def html(body: str, head: str = "<title>On ladders</title>", attributes: str = "") -> str:
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def read(text: str, *, is_html: bool = True) -> Extract:
    extract = fallback(saved(text, is_html=is_html))
    assert extract
    return extract


def blocks(extract: Extract) -> list[str]:
    found: list[str] = []
    for piece in extract.pieces:
        if piece.in_body and piece.joins:
            found[-1] += piece.text
        elif piece.in_body:
            found.append(piece.text)
    return found


def roles(extract: Extract) -> list[str]:
    return [piece.role for piece in extract.pieces if not piece.joins]


# The running text
# ----------------


def test_menus_teasers_comments_and_footers_are_left_out() -> None:
    extract = read(
        html(
            '<ul class="menu"><li><a href="/">Home</a></li><li><a href="/t">Talks</a></li></ul>'
            f"<div><h1>On ladders</h1><p>{SENTENCE}</p><p>{SENTENCE * 2}</p>"
            '<ul><li><a href="/1">Another talk</a></li><li><a href="/2">And another</a></li></ul>'
            f'<div class="comments"><p>Ann: {SENTENCE}</p></div></div>'
            f"<footer>{SENTENCE}</footer>"
        )
    )
    assert blocks(extract) == [SENTENCE.strip(), (SENTENCE * 2).strip()]


def test_headings_lists_and_quotations_keep_their_kind() -> None:
    extract = read(
        html(
            f"<h1>On ladders</h1><p>{SENTENCE}</p><h2>Use</h2><p>{SENTENCE}</p><h3>Care</h3>"
            f"<ul><li>Oil it, often.</li></ul><blockquote><p>{SENTENCE}</p></blockquote>"
        )
    )
    assert roles(extract) == [
        *("title", "paragraph", "heading-2", "paragraph", "heading-3", "item", "quote")
    ]


def test_a_text_broken_by_br_is_found() -> None:
    extract = read(
        html(
            '<div class="nav"><a href="/">首页</a></div>'
            f'<td class="t"><h1>梯子</h1>{HAN}<br><br>{HAN}</td>',
            "<title>梯子_某站</title>",
        )
    )
    assert "".join(blocks(extract)).count(HAN) == 2
    assert "首页" not in "".join(blocks(extract))
    assert (extract.title, extract.site) == ("梯子", "某站")


def test_a_wrapper_with_an_unlucky_name_is_not_left_out() -> None:
    extract = read(html(f'<div id="sidebar-share"><p>{SENTENCE}</p><p>{SENTENCE}</p></div>'))
    assert len(blocks(extract)) == 2


def test_a_text_only_in_comments_is_better_than_none() -> None:
    extract = read(html(f'<div class="comments"><p>{SENTENCE * 3}</p></div>'))
    assert blocks(extract) == [(SENTENCE * 3).strip()]


def test_a_short_page_without_menus_is_all_text() -> None:
    page = html("<p>That the House do now adjourn.</p><p>The House adjourned at 1.45 p.m.</p>")
    assert blocks(read(page)) == [
        *("That the House do now adjourn.", "The House adjourned at 1.45 p.m.")
    ]


def test_a_page_of_links_holds_no_speech() -> None:
    links = "".join(f'<li><a href="/{n}">{SENTENCE}</a></li>' for n in range(20))
    assert fallback(saved(html(f"<ul>{links}</ul><p>Contact us</p>"))) is None


def test_pieces_are_in_order_and_do_not_overlap() -> None:
    extract = read(
        html(
            f"<div><h1>On <em>ladders</em></h1><p class=byline>Ann Lee<br>3 May 2016</p>"
            f"<p>{SENTENCE}&amp; {SENTENCE}</p><h1>On ladders</h1><p>{SENTENCE}</p></div>"
        )
    )
    ends = [0, *(piece.end for piece in extract.pieces)]
    assert all(end <= piece.start for end, piece in zip(ends, extract.pieces, strict=False))


# What the page says of itself
# ----------------------------


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>On ladders | Orchard Lane</title>", "<h1>On ladders</h1>", "On ladders"),
        ("<title>On ladders - Orchard Lane</title>", "", "On ladders"),
        ("<title>Orchard Lane</title>", "<h1>Orchard Lane</h1><h2>On ladders</h2>", "Orchard Lane"),
        ("<title>Orchard Lane</title>", "<h3>On ladders</h3>", "On ladders"),
        ('<meta property="og:title" content="On ladders">', "<h1>Orchard Lane</h1>", "On ladders"),
        ("<title>论梯子——兼谈凳子_频道_某网</title>", "", "论梯子——兼谈凳子"),
        ("", "<h1>On ladders</h1>", "On ladders"),
        ("", "", "The ladder has picked nine harvests, and it belongs to nobo…"),
    ],
)
def test_the_title(head: str, body: str, title: str) -> None:
    assert read(html(f"{body}<p>{SENTENCE}</p><p>{SENTENCE}</p>", head)).title == title


JSON_LD = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "No"},
{"@type": "NewsArticle", "headline": "On ladders", "datePublished": "2016-05-12T10:30:00Z",
"author": [{"name": "Ann Lee"}], "publisher": {"name": "Orchard Lane"}}]}</script>"""


def test_json_ld_is_read() -> None:
    extract = read(html(f"<p>{SENTENCE}</p>", JSON_LD))
    assert extract.title == "On ladders"
    assert extract.published == "2016-05-12T10:30:00"
    assert (extract.date, extract.date_basis) == ("../2016-05-12", "published")
    assert [speaker.attribution for speaker in extract.speakers] == ["Ann Lee"]
    assert extract.site == "Orchard Lane"


def test_broken_json_ld_is_passed_over() -> None:
    extract = read(html(f"<p>{SENTENCE}</p>", JSON_LD[:90] + "</script><title>On ladders</title>"))
    assert extract.title == "On ladders"


def test_meta_elements_are_read() -> None:
    head = """<title>On ladders</title><link rel="canonical" href="https://example.org/a/1">
        <meta name="author" content="Ann Lee"><meta property="og:site_name" content="Orchard Lane">
        <meta property="article:published_time" content="2016-05-12">"""
    extract = read(html(f"<p>{SENTENCE}</p>", head))
    assert extract.url == "https://example.org/a/1"
    assert extract.site == "Orchard Lane"
    assert extract.published == "2016-05-12"
    assert [speaker.attribution for speaker in extract.speakers] == ["Ann Lee"]


@pytest.mark.parametrize("author", ["www.example.org", "admin", "Orchard Lane", "x" * 70, "\udce9"])
def test_what_is_no_name_is_no_author(author: str) -> None:
    head = (
        f'<meta name="author" content="{author}">'
        '<meta property="og:site_name" content="Orchard Lane">'
    )
    assert not read(html(f"<p>{SENTENCE}</p>", head)).speakers


def test_an_address_that_is_none_is_left_out() -> None:
    for address in ("/a/1", "https://", "http://[x/", "https://example.org/\udce9", "javascript:x"):
        head = f'<link rel="canonical" href="{address}">'
        assert read(html(f"<p>{SENTENCE}</p>", head)).url == ""


def test_author_and_date_below_the_title_are_not_text() -> None:
    extract = read(
        html(
            "<h1>On ladders</h1><p>作者：李四</p><p>发布时间：2016-05-12 10:30</p>"
            f"<p>{SENTENCE}</p>"
        )
    )
    assert blocks(extract) == [SENTENCE.strip()]
    assert extract.published == "2016-05-12T10:30"
    assert [speaker.attribution for speaker in extract.speakers] == ["李四"]


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en-GB", SENTENCE, "en"),
        ("fr", SENTENCE, ""),  # the text is no French
        ("zh-CN", HAN, ""),  # the text tells the script better
        ("cs", "Před hodinami, hned po dešti, žebřík čekal, až se vrátí domů k ohni.", "cs"),
        ("uk", "Драбина зібрала дев'ять врожаїв, і вона не належить нікому, отже всім.", "uk"),
        ("uk", SENTENCE, ""),
        ("not a tag", SENTENCE, ""),
    ],
)
def test_a_declared_language_counts_if_the_text_can_be_in_it(
    declared: str, text: str, language: str
) -> None:
    assert read(html(f"<p>{text}</p>", attributes=f'lang="{declared}"')).language == language


def test_the_big5_page_of_the_sample_archive() -> None:
    path = CONTENT / "raw" / "kongzhe-de-na-yi-ge.html"
    raw = raw_page(f"raw/{path.name}", path.read_bytes())
    page = ingested(raw)
    document = page.document
    assert document.title == "空著的那一格"
    assert document.language == "zh-Hant"
    assert [speaker.attribution for speaker in document.speakers] == ["望潮種子庫主任 連岫雲"]
    assert (document.date, document.date_basis) == ("2019-10-26", "stated")
    assert document.source
    assert document.source.profile == "fallback"
    assert page.body.startswith("各位朋友：")
    assert page.body.endswith("那一格，我們再空一年。")
    assert applied(raw.text, page.edits) == page.body
    assert undone(page.body, page.edits) == raw.text


# Plain text
# ----------


def test_a_text_page_is_title_and_lines() -> None:
    extract = read(f"论梯子\n作者：李四\n2016年5月12日\n\n{HAN}\n{HAN}\n", is_html=False)
    assert extract.title == "论梯子"
    assert blocks(extract) == [HAN, HAN]
    assert [speaker.attribution for speaker in extract.speakers] == ["李四"]
    assert extract.published == "2016-05-12"


def test_wrapped_lines_become_paragraphs() -> None:
    first = (
        "The ladder has picked nine harvests and\nit belongs to nobody which is to say\n"
        "that everybody has to oil it, with care."
    )
    second = (
        "Bring it back before the frost, as my\ngrandfather said on every evening of\nhis life."
    )
    extract = read(f"On ladders\n\n{first}\n\n{second}\n", is_html=False)
    assert blocks(extract) == [first.replace("\n", " "), second.replace("\n", " ")]


def test_wrapped_han_is_joined_without_blanks() -> None:
    rows = [
        "这把梯子摘过九次收成它不属于任何人也就",
        "是说人人都要给它上油冬天来临之前要记得",
        "还回来。",
    ]
    text = "\r\n".join(rows)
    extract = read(f"论梯子\r\n\r\n{text}\r\n\r\n{text}\r\n", is_html=False)
    assert blocks(extract) == ["".join(rows)] * 2


def test_verse_stays_in_lines() -> None:
    verse = "Nine rungs,\none missing;\nnine harvests,\nno owner.\n"
    extract = read(f"On ladders\n\n{verse}\n{verse}", is_html=False)
    assert len(blocks(extract)) == 8


def test_a_text_that_begins_with_a_sentence_has_it_in_the_body() -> None:
    extract = read(f"{HAN}\n{HAN}\n", is_html=False)
    assert blocks(extract) == [HAN, HAN]
    assert extract.title == HAN.rstrip("。")


def test_a_line_is_no_speech() -> None:
    assert fallback(saved("On ladders\n", is_html=False)) is None
    assert fallback(saved("", is_html=False)) is None


# What is refused
# ---------------


HOME = (
    '<title>Orchard Lane</title><link rel="canonical" href="https://example.org/">'
    '<meta property="og:type" content="website">'
    '<meta property="og:site_name" content="Orchard Lane">'
)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (html("<h1>Page not found</h1><p>Try our search.</p>"), "no such page ('Page not found')"),
        (html("<p>x</p>", "<title>404 - 某网站</title>"), "no such page"),
        (html("<p>将在5秒后返回首页</p>", "<title>您访问的页面不存在</title>"), "no such page"),
        (html("<p>抱歉</p>", "<title>提示信息_找不到该页面</title>"), "no such page"),
        (html("<h1>403 Forbidden</h1><hr>nginx"), "an error"),
        (html("<h1>502 Bad Gateway</h1>"), "an error"),
        (html("<p>x</p>", "<title>Just a moment...</title>"), "a login or a check"),
        (html("<p>x</p>", "<title>用户登录 - 某网站</title>"), "a login or a check"),
        (html("<p>x</p>", "<title>Log in | Orchard Lane</title>"), "a login or a check"),
        (html("<h1>安全验证</h1>"), "a login or a check"),
        (html(f"<p>{SENTENCE * 9}</p>", HOME).replace("<body", '<body class="home"'), "home page"),
        (html("<h1>News</h1>", HOME), "home page"),
    ],
)
def test_a_page_in_place_of_the_one_saved_for_is_refused(page: str, words: str) -> None:
    with pytest.raises(PageError) as refused:
        refusal(saved(page, "1009_statement-mayor-swing-bridge.html"))
    assert refused.value.message.startswith("is not the page that was saved for: the site ")
    assert words in refused.value.message


ARTICLE = f"<h1>On ladders</h1><p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p>"


@pytest.mark.parametrize(
    "page",
    [
        html(ARTICLE),
        html(ARTICLE, "<title>404 not found: a history of a number</title>"),
        html(f"<p>{SENTENCE}</p>", "<title>404 days at sea</title>"),
        html(f"<p>{HAN}</p>", "<title>500强企业座谈会上的讲话</title>"),
        html(f"<p>{HAN}</p>", "<title>登录火星的那一天</title>"),
        html(f"<h1>On ladders</h1><h2>Log in</h2><p>{SENTENCE}</p>"),
        html(f"<h1>Log in</h1><h1>On ladders</h1><p>{SENTENCE}</p>"),
        # An address set once for all pages of a site, as many do.
        html(ARTICLE, HOME.replace("website", "article")),
        html(f"<p>A statement by the mayor on the swing bridge.</p>{ARTICLE}", HOME),
    ],
)
def test_what_only_looks_like_one_is_not_refused(page: str) -> None:
    assert refusal(saved(page, "1009_statement-mayor-swing-bridge.html")) is None


def test_a_text_page_is_never_refused() -> None:
    assert refusal(saved("404\n", is_html=False)) is None
