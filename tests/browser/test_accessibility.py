"""axe over every template, in light and dark, on a narrow and a wide window."""

from __future__ import annotations

import json
from pathlib import Path

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

PAGES = (
    "index.html",
    "speeches/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html",
    "speeches/2016-05-12-library-of-small-things.html",
    "speeches/2017-10-23-remarks-mayor-tamsin-orrell-harbour-master.html",
    "speeches/2024-10-03-la-tughliqu-al-nafidha.html",
    "as-saved/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html",
    "saved-pages/2013-03-25-jie-shui-xing-she-qu-jian-she-dong-yuan-hui.html",
    "saved-pages/2017-10-23-remarks-mayor-tamsin-orrell-harbour-master.html",
    "years/index.html",
    "years/2013.html",
    "speakers/index.html",
    "speakers/lian-xiu-yun.html",
    "days/index.html",
    "about.html",
    "cite.html",
    "licence.html",
    "changes.html",
    "accessibility.html",
    "downloads.html",
    "completeness.html",
    "completeness/partial.html",
    "diagnostics.html",
    "search.html",
    "search.html?q=水",
    "search.html?q=水&view=lines",
    "search.html?q=量子色动力学",
    "headings.html",
    "passages.html",
    "404.html",
)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, sample_server, path, dark, width):
    page = open_page(sample_server.url + path, width=width, dark=dark)
    if "?q=水" in path:
        page.locator("#results > li").first.wait_for()
    elif "?q=" in path:
        page.locator("#status", has_text="量子").wait_for()
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document)")
    assert _told(found["violations"]) == ""
    assert _told(found["incomplete"]) == ""


def _told(findings):
    """Findings in words, but for what axe cannot measure in a text of changes.

    That are signs such as a line end, and passages of many lines, in the colours of others.
    """
    nodes = {
        f["id"]: [n["html"][:120] for n in f["nodes"] if not _is_unmeasured(n)] for f in findings
    }
    return "\n".join(f"{id_}: {json.dumps(found)}" for id_, found in nodes.items() if found)


def _is_unmeasured(node):
    keys = {check["data"].get("messageKey") for check in node["any"] if check.get("data")}
    if node["html"].startswith("<text"):  # in a drawing, in the colours of other quiet text
        return keys == {"imgNode"}
    return bool(keys) and keys <= {"nonBmp", "shortTextContent", "elmPartiallyObscuring"}
