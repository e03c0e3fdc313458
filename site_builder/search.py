"""Full-text search: a search document for each speech, and Pagefind run over them.

Pagefind's own cutting of Chinese text into words loses one natural query in ten. So the documents
it is given are not the pages: in them every Han character stands alone, a Traditional one together
with its Simplified form, and the browser asks for phrases of such tokens (`search.js`). That finds
every phrase as typed, in either script.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pagefind_bin

from site_builder.dates import sort_key
from site_builder.errors import SearchError
from site_builder.model import Block, Speech
from site_builder.script import simplified
from site_builder.speech_pages import SpeechPage

_HAN = re.compile(
    r"([\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
_CJK_MARK = re.compile(r"([\u3001-\u303f\ufe30-\ufe4f\uff00-\uff65□＊])")


def tokens(text: str) -> str:
    """The text with a blank around every Han character and CJK mark, as the index gets it.

    A Traditional character comes with its Simplified form, at one position of the index.

    >>> tokens("質量，COVID-19")
    '質/质 量 ， COVID-19'
    """
    parts: list[str] = []
    for character in _half_width(text):
        if _HAN.match(character):
            simple = simplified(character)
            token = character if simple == character else f"{character}/{simple}"
            parts.append(f" {token} ")
        elif _CJK_MARK.match(character):
            parts.append(f" {character} ")
        else:
            parts.append(character)
    return " ".join("".join(parts).split())


def _half_width(text: str) -> str:
    """Full-width letters and digits as ordinary ones; full-width marks stay."""
    return re.sub(r"[０-９Ａ-Ｚａ-ｚ]", lambda m: unicodedata.normalize("NFKC", m[0]), text)


def search_document(page: SpeechPage) -> str:
    """The HTML that Pagefind indexes in place of a speech's page, with the same anchors."""
    speech = page.speech
    document = speech.document
    speaker = " · ".join(speaker.label for speaker in page.speakers)
    event = document.event.name if document.event else ""
    names = tokens(" ".join(filter(None, [speaker, event])))
    meta = {
        "display": document.title,
        "language": document.language,
        "direction": speech.direction,
        "speaker": speaker,
        "date": page.date,
        "sort": sort_key(document.date),
        "names": names,
    }
    fields = "\n".join(
        f'<meta data-pagefind-meta="{key}[content]" content="{escape(value)}">'
        for key, value in meta.items()
        if value
    )
    title = f'<h1 data-pagefind-meta="title">{_token_html(document.title)}</h1>'
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n{fields}\n</head>',
            f"<body data-pagefind-body>\n{title}\n<p>{escape(names)}</p>",
            *_searched(speech),
            "</body></html>\n",
        ]
    )


def _searched(speech: Speech) -> Iterator[str]:
    for block in speech.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    # A lost point is found by its label, at the place where its text is missing.
    if block.kind in ("heading", "turn") or (block.kind == "lost" and block.text):
        yield f'<h{block.level} id="{block.id}">{_token_html(block.text)}</h{block.level}>'
    elif block.kind == "run-in":
        rest = block.text[len(block.lead_text) :].lstrip("。：:. ")
        yield f'<h{block.level} id="{block.id}">{_token_html(block.lead_text)}</h{block.level}>'
        yield f"<p>{_token_html(rest)}</p>"
    elif block.kind not in ("gap", "lost"):
        yield f"<p>{_token_html(block.text)}</p>"


def _token_html(text: str) -> str:
    return escape(tokens(text))


def fold_table(pages: Iterable[SpeechPage]) -> bytes:
    """JSON that gives the browser the Simplified form of a Traditional character in a query.

    It has only characters whose Simplified form occurs in the archive: no other can be found.
    """
    present = {simplified(c) for page in pages for c in _all_text(page.speech)}
    table = {c: simple for c in _HAN_RANGE if (simple := simplified(c)) != c and simple in present}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


_HAN_RANGE = tuple(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]))


def _all_text(speech: Speech) -> set[str]:
    document = speech.document
    names = [speaker.attribution + speaker.name for speaker in document.speakers]
    texts = [document.title, *names, *document.outline, *(block.text for block in speech.blocks)]
    return set("".join([*texts, document.event.name if document.event else ""]))


_UNUSED = ("pagefind-*ui*", "pagefind-highlight*", "wasm.unknown.pagefind")
"""Files of Pagefind's own user interface, which the site does not use."""


_NOTHING = (
    "index.html",
    "<!doctype html><html lang=en><title>§</title><body><p>nospeechyet</p></body></html>",
)
"""Indexed for an archive without a speech, which Pagefind would take for an error."""


def index(documents: Iterable[tuple[str, str]], site: Path) -> None:
    """Make `pagefind/` in the folder of a site, from search documents by the paths of their pages.

    Raises `SearchError` if Pagefind stops with an error.
    """
    documents = tuple(documents) or (_NOTHING,)
    with TemporaryDirectory(prefix="site-builder-") as name:
        folder = Path(name)
        source = folder / "site"
        for path, text in documents:
            file = source / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        _run_pagefind(source, folder)
        bundle = source / "pagefind"
        for pattern in _UNUSED:
            for file in bundle.glob(pattern):
                file.unlink()
        shutil.rmtree(site / "pagefind", ignore_errors=True)
        shutil.copytree(bundle, site / "pagefind")


def _run_pagefind(source: Path, folder: Path) -> None:
    # One index for all languages: a speech in any of them is found from the same field. English
    # is what it stems; Han tokens and other scripts are left as they are.
    command = [str(pagefind_bin.get_executable()), "--site", str(source), "--force-language", "en"]
    # Pagefind reads settings from the working folder and from PAGEFIND_* variables: give it none.
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except OSError as error:
        raise SearchError(f"Pagefind could not be started: {error}") from None
    if done.returncode:
        detail = (done.stderr or done.stdout).strip().splitlines()
        raise SearchError(f"Pagefind stopped: {detail[-1] if detail else done.returncode}")
