"""Pages that are not what they were saved for: an error, a login, a site's home page in its place.

A false refusal loses a speech, a miss only costs a look at the result: what holds running text
under an ordinary title is never refused.
"""

from __future__ import annotations

import re

from site_builder.errors import PageError
from site_builder.pagetext import HtmlPage, SavedPage
from site_builder.sites._page_facts import PageFacts, is_root
from site_builder.sites._running_text import running_text, weight

_PAGE = "(?:页面|頁面|网页|網頁|文章|内容|內容|信息|文件)"
_NOT_FOUND = re.compile(
    r"(?:error\s*|http\s*)?404"
    r"(?:\W*|\W+(?:error|not|page|file|页面|頁面|错误|錯誤|找不到|未找到).*)|not found"
    r"|.*\b(?:page|file|url|document|article)\b[^.]{0,30}\bnot (?:be )?found\b.*"
    r"|.*\bpage (?:does not exist|is unavailable|no longer exists)\b.*"
    rf"|.*{_PAGE}(?:没有找到|未找到|找不到|不存在|已(?:被)?删除|已(?:被)?刪除|无法访问|無法訪問).*"
    r"|.*(?:找不到|没有找到|未找到|無法找到|无法找到)"
    rf"(?:您|你|该|該|此|相关|相關|请求|請求|要|想|访问|訪問|的){{0,6}}{_PAGE}.*"
    rf"|(?:您|你)?(?:访问|訪問|请求|請求|查看|浏览|瀏覽)的{_PAGE}.*"
    r"|(?:page|seite|página|pagina) (?:non trouvée|introuvable|nicht gefunden|no encontrada).*",
    re.IGNORECASE | re.DOTALL,
)
_ERROR = re.compile(
    r"(?:error\s*|http\s*)?(?:40[0135]|410|429|50[0234])"
    r"(?:\W*|\W+(?:error|bad|unauthori[sz]ed|forbidden|gone|too|internal|service|gateway).*)"
    r"|(?:access|permission) denied.*|forbidden"
    r"|(?:internal )?server error|bad gateway|gateway time-?out"
    r"|service (?:temporarily )?unavailable"
    r"|(?:under|site) maintenance|服务器错误|伺服器錯誤|(?:拒绝|拒絕|禁止)(?:访问|訪問).*"
    r"|(?:系统|系統|网站|網站)(?:维护|維護|错误|錯誤|提示).*"
    r"|account suspended|(?:this )?domain (?:is )?(?:for sale|expired).*",
    re.IGNORECASE | re.DOTALL,
)
_WALL = re.compile(
    r"(?:please )?(?:log|sign)[ -]?in(?: (?:to|required)\b.*)?"
    r"|just a moment\W*|attention required.*"
    r"|(?:are you (?:a )?(?:human|robot)|verify (?:that )?you are (?:a )?human).*"
    r"|(?:security check|captcha).*"
    r"|(?:用户|用戶|会员|會員)?(?:请|請)?先?(?:登录|登錄|登入)(?:后|後|页|頁|查看|系统|系統|账号|帳號){0,3}"
    r"|(?:请|請)?(?:输入|輸入)?(?:验证码|驗證碼)|(?:安全|人机|人機)(?:验证|驗證).*",
    re.IGNORECASE | re.DOTALL,
)
"""Each for a whole title or a part of one."""
_PARTS = re.compile(r"\s*[_|｜»·]\s*|\s+[-–—]\s+|(?<=[\u3400-\u9fff])[-–](?=[\u3400-\u9fff])")

_LITTLE = 600
"""Weight of the running text below which a page with the title of an error is one. The longest of
the usual explanations (what happened, what to try) have about 400."""
_HOME_CLASSES = frozenset(
    ("home", "front", "is-front", "page-front", "homepage", "home-page", "frontpage")
)


def refusal(page: SavedPage) -> None:
    """Always None; stands before the profiles to raise `PageError` for what none should read.

    Raises `PageError` if the page is not the one that was saved for.
    """
    if page.html:
        _refuse_error(page.html)
        _refuse_home(page)


def _refuse_error(html: HtmlPage) -> None:
    facts = PageFacts(html)
    # Not h2: a page may have a box with the title `Log in` beside its text.
    titles = [facts.title_bar]
    headings = html.soup.select("h1")
    if len(headings) == 1:
        titles.append(" ".join(headings[0].get_text().split()))
    parts = {part for title in titles for part in (title, *_PARTS.split(title)) if part}
    for pattern, message in (
        (_NOT_FOUND, "the site answered that there is no such page"),
        (_ERROR, "the site answered with an error"),
        (_WALL, "the site asked for a login or a check first"),
    ):
        shown = next(
            (part for part in sorted(parts) if len(part) < 80 and pattern.fullmatch(part)), ""
        )
        if shown and sum(weight(line.text) for line in running_text(html)) < _LITTLE:
            raise PageError(f"is not the page that was saved for: {message} ({shown!r})")


def _refuse_home(page: SavedPage) -> None:
    """Refuse a site's home page: its own address is the site's root, and something else says so."""
    assert page.html
    facts = PageFacts(page.html)
    if not is_root(facts.url) or _is_article(facts):
        return
    body = page.html.select_one("body")
    classes = {str(name).lower() for name in (body.get("class") or [])} if body else set()
    has_other_name = _is_named_otherwise(page)
    if not (
        classes & _HOME_CLASSES
        or (has_other_name and facts.meta("og:type") == "website")
        or (has_other_name and facts.site and facts.title_bar == facts.site)
    ):
        return
    raise PageError(
        "is not the page that was saved for: the site answered with its home page "
        "(the page's own address is the site's root)"
    )


def _is_article(facts: PageFacts) -> bool:
    return facts.meta("og:type") == "article" or bool(facts.meta("article:published_time"))


def _is_named_otherwise(page: SavedPage) -> bool:
    """Whether most words of the file's name are nowhere in the page; not if it has under three."""
    name = page.raw.path.rpartition("/")[2].rpartition(".")[0]
    words = [
        word for word in re.findall(r"[^\W\d_]{4,}", name.lower()) if word not in ("html", "index")
    ]
    text = " ".join(line.text for line in page.lines).lower()
    return len(words) >= 3 and 2 * sum(word in text for word in words) <= len(words)
