"""What a program left in a text: codes of line ends, tags of templates, style sheets of Word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from site_builder.model import Edit
from site_builder.repair._chinese import HAN, MARKS, is_chinese, sentence_around
from site_builder.repair._observed import Observed

_TEXT = HAN + MARKS
_NEAR = 40
"""Characters, most of them blanks, in which a neighbour is looked for."""
_HINT = re.compile(r"0d|\\r\\n|[{[]|Normal ", re.IGNORECASE)
"""What at least one of the patterns below needs."""

_CODE = r"(?:\\?x0d\\?x0a|_x000d_(?:_x000a_)?|_x000a_|\\r\\n)"
_LINE_END = re.compile(
    rf"(?<=[{_TEXT}\w.!?:;,)\"'])(?<!\\)(?P<codes>{_CODE}(?:[ \t]*{_CODE})*)", re.IGNORECASE
)
_ABOUT_LINE_ENDS = re.compile(
    "换行|換行|回车|回車|字符|字元|代码|程式|编码|編碼|十六进制|十六進"
    "|CRLF|newline|escape|line (?:end|break|feed)|carriage",
    re.IGNORECASE,
)

_ABOUT_CODE = re.compile(
    "源代码|原始碼|编程|編程|程式碼|变量|變數|语法|語法|模板引擎|采集"
    r"|(?<![a-z])(?:HTML|CSS|JavaScript|jQuery|Vue|PHP|Python|template|stylesheet)(?![a-z])",
    re.IGNORECASE,
)
_CODE_ELEMENT = re.compile(r"<(?:pre|code|kbd|samp|textarea)\b", re.IGNORECASE)

_TAG = re.compile(
    r"\[(?:标签|標籤)[:：][^\[\]\s\0]{1,12}\]"
    r"|\{/?(?:dede|cms|pboot|eyou|aspcms|zzz):[a-z][^{}\n\0]{0,120}\}",
    re.IGNORECASE,
)
"""Tags of Chinese publishing systems and of the programs that copy from them."""
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n\0]{1,80}\}\}|\$\{[^{}\n\0]{1,80}\}|\{\$[^{}\n\0]{1,80}\}|\{%[^{}\n\0]{1,80}%\}"
)

_SHEET = re.compile(
    r"(?P<first>(?:/\*[ ]*(?:Style|Font|Page|List)[ ]Definitions[ ]*\*/\s*)?"
    r"(?:@(?:page|font-face)\b|(?:p|li|div|span|table|a|h[1-6])?\.(?:Mso|WordSection|Section\d)"
    r"|p\s*\{\s*margin)[-\w.#*:,@ \n]{0,120}\{[^{}\0]{0,2000}\}|p\s*\{\s*margin[^{}\0]{0,200}\})"
    r"(?:\s*(?:/\*[^*\0]{0,80}\*/\s*)?[-\w.#*:,@ ]{1,120}\{[^{}\0]{0,2000}\})*[ \t]*",
    re.ASCII | re.IGNORECASE,
)
_DECLARATION = re.compile(r"[-\w]+\s*:\s*\S|\{\s*\}")

_CONDITIONAL = re.compile(
    r"(?:<|&lt;)!--\[if [^\]\0]{1,60}\](?:>|&gt;)"
    r"(?:(?!(?:<|&lt;)!--\[if)[^\0]){0,20000}?(?:<|&lt;)!\[endif\]--(?:>|&gt;)"
    r"|(?:<|&lt;)!(?:--)?\[(?:if !?[a-z][^\]\0]{0,60}|endif)\](?:--)?(?:>|&gt;)"
    r"|\[if !support\w{1,30}\]|\[endif\]",
    re.IGNORECASE,
)
_WORD = re.compile(r"Normal\s+0\s[^{}<>\0]{0,200}?MicrosoftInternetExplorer\d[ \t]*", re.IGNORECASE)
"""The settings of a document, as Word's filtered HTML spills them."""


def template_leaks(observed: Observed) -> Iterator[Edit]:
    """Edits that make a line end of its code, and remove tags, style sheets and conditions of a
    program's own.

    Texts about code keep all of it: those that name a language of the web, and pages with an
    element for code. A tag in braces counts only in Chinese text, alone on a line or between
    ideographs.
    """
    text = observed.running
    if not _HINT.search(text):
        return
    chinese = is_chinese(text)
    yield from _line_ends(text, chinese=chinese, is_html=observed.is_html)
    if _ABOUT_CODE.search(text) or (observed.is_html and _CODE_ELEMENT.search(observed.text)):
        return
    yield from _removed(_CONDITIONAL.finditer(text), "a condition for Word")
    yield from _removed(_WORD.finditer(text), "the settings of a Word document")
    yield from _removed(_sheets(text, chinese=chinese), "a style sheet")
    if chinese:
        yield from _removed(_TAG.finditer(text), "a tag of a publishing system")
        alone = (match for match in _PLACEHOLDER.finditer(text) if _is_alone(text, match))
        yield from _removed(alone, "a template's tag")


def _line_ends(text: str, *, chinese: bool, is_html: bool) -> Iterator[Edit]:
    for match in _LINE_END.finditer(text):
        codes, before, after = (
            match["codes"],
            text[match.start() - 1],
            text[match.end() : match.end() + 1],
        )
        if not _ends_a_line(before, codes.lower(), after, chinese=chinese):
            continue
        if _ABOUT_LINE_ENDS.search(sentence_around(text, *match.span())):
            continue
        count = len(re.findall(_CODE, codes, re.IGNORECASE))
        line_ends = "" if after in ("\r", "\n") else ("<br>" if is_html else "\n") * count
        evidence = "the code of a line end, written out"
        yield Edit(match.start(), codes, line_ends, "template-leak", evidence=evidence)


def _ends_a_line(before: str, codes: str, after: str, *, chinese: bool) -> bool:
    """Whether a code between these two characters is a line end and not spoken of."""
    if codes.startswith("_x000"):  # as spreadsheets write it, in any language
        return not after.isascii() or not after.isalnum() or before in ".!?" or after.isupper()
    at_sentence_end = before in "。！？；：”』」）…"
    if "\\" in codes:
        return chinese and (at_sentence_end or codes.count("\\r\\n") > 1 or after == "\u3000")
    if re.match(f"[{_TEXT}]", before):
        return True
    return before in ".!?\"')" and (not after or after.isspace() or after.isupper())


def _sheets(text: str, *, chinese: bool) -> Iterator[re.Match[str]]:
    for match in _SHEET.finditer(text):
        before = text[max(match.start() - _NEAR, 0) : match.start()].rstrip(" \t\u3000")
        at_start = match.start() < _NEAR and not before.strip("\0\r\n\t \u3000")
        line_start = not before.strip("\0\r\n") or before[-1] in "\0\r\n"
        of_word = re.search(r"\.(?:Mso|WordSection)|Definitions", match[0])
        if line_start and (at_start or of_word or chinese) and _DECLARATION.search(match["first"]):
            yield match


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a tag stands between ideographs, or between one and an edge, or fills a line."""
    before = text[max(match.start() - _NEAR, 0) : match.start()].rstrip(" \t\u3000")[-1:]
    after = text[match.end() : match.end() + _NEAR].lstrip(" \t\u3000")[:1]
    return all(
        not sign or sign in "\0\r\n" or re.match(f"[{_TEXT}]", sign) for sign in (before, after)
    )


def _removed(matches: Iterable[re.Match[str]], what: str) -> Iterator[Edit]:
    for match in matches:
        yield Edit(match.start(), match[0], "", "template-leak", evidence=what)
