"""What an ingest did, told to a curator as HTML and JSON: each doubt with a choice, each repair."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from site_builder.content import json_text
from site_builder.explanation import Alike, Explained, Place, rule_words
from site_builder.ingest import Outcome
from site_builder.model import Decision, Edit
from site_builder.visible import visible

SPEECH, ELSEWHERE = "speech", "elsewhere"
"""Where a place is: in the text of the speech, or in what is left out of it. Of what became front
matter it is the rule that says so, such as `title`."""

_FRONT_MATTER = ("title", "speaker", "published", "outline", "breadcrumb", "site")
_LEFT_OUT = frozenset({"boilerplate", "markup"})

MOST_QUESTIONS = 300
"""Likely repairs of one page that the HTML asks about one by one; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Question:
    """A place of a page that a curator can decide on."""

    edit: Edit
    """What is proposed: not made if it is a doubt, made if it is likely."""
    place: Place
    where: str

    @property
    def has_proposal(self) -> bool:
        """Whether there is something to accept."""
        return self.edit.before != self.edit.after


@dataclass(frozen=True, slots=True)
class PageReport:
    """What became of one saved page."""

    raw: str
    """The saved page, relative to the project."""
    outcome: str
    reason: str = ""
    """Why it was refused."""
    file: str = ""
    """The saved page as its ledger names it."""
    sha256: str = ""
    id: str = ""
    speech: str = ""
    """The speech's file."""
    title: str = ""
    language: str = ""
    profile: str = ""
    doubts: tuple[Question, ...] = ()
    """Those in the speech first."""
    likely: tuple[Question, ...] = ()
    """Repairs of medium certainty, in the speech and its front matter."""
    repairs: tuple[Alike, ...] = ()
    """All, those that are alike as one."""
    decisions: tuple[Decision, ...] = ()
    unplaced: tuple[Decision, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def urgency(self) -> tuple[object, ...]:
        """By which pages are sorted: what a person has to decide comes first."""
        in_speech = sum(doubt.where != ELSEWHERE for doubt in self.doubts)
        calm = self.outcome in ("written", "unchanged", "kept")
        return (
            -in_speech,
            calm,
            -len(self.unplaced),
            -len(self.doubts),
            -len(self.likely),
            self.raw,
        )


def page_report(outcome: Outcome) -> PageReport:
    """What is to be told of one saved page."""
    if outcome.page is None:
        reason = outcome.error.message if outcome.error else ""
        return PageReport(outcome.raw, outcome.what, reason, warnings=outcome.warnings)
    saved, page = outcome.page
    explained = Explained(saved.text, page.repairs, is_html=saved.is_html)
    starts = [edit.start for edit in page.edits]

    def question(edit: Edit) -> Question:
        return Question(edit, explained.place(edit), _where(edit, page.edits, starts))

    doubts = [question(doubt) for doubt in page.doubts]
    likely = [question(edit) for edit in page.repairs if edit.certainty == "medium"]
    return PageReport(
        raw=outcome.raw,
        outcome=outcome.what,
        file=saved.path,
        sha256=saved.sha256,
        id=page.document.id,
        speech=outcome.target,
        title=page.document.title,
        language=page.document.language,
        profile=outcome.profile,
        doubts=tuple(sorted(doubts, key=lambda doubt: (_rank(doubt.where), doubt.edit.start))),
        likely=tuple(one for one in likely if one.where != ELSEWHERE),
        repairs=tuple(explained.alike(page.repairs)),
        decisions=outcome.decisions,
        unplaced=outcome.unplaced,
        warnings=outcome.warnings,
    )


def _where(edit: Edit, edits: Sequence[Edit], starts: Sequence[int]) -> str:
    """What a place became, by the edits that lead from the page to the speech."""
    rules: set[str] = set()
    for other in edits[max(bisect_right(starts, edit.start) - 1, 0) :]:
        if other.start >= max(edit.end, edit.start + 1):
            break
        if edit.start < other.end:
            rules.update(other.rule.split("+"))
    became = next((role for role in _FRONT_MATTER if role in rules), "")
    return became or (ELSEWHERE if rules & _LEFT_OUT and "doubtful" not in rules else SPEECH)


def _rank(where: str) -> int:
    return (SPEECH, *_FRONT_MATTER, ELSEWHERE).index(where)


# The files
# ---------


def report_files(pages: Iterable[PageReport], words: Mapping[str, str]) -> dict[str, bytes]:
    """`report.html` and `report.json`; `words` are those of the interface, for rules by name."""
    pages = sorted(pages, key=lambda page: page.urgency)
    data = _data(pages)
    text = json_text(data, indent=1)
    return {
        "report.html": _html(pages, data["counts"], words, sha256(text.encode()).hexdigest()),
        "report.json": text.encode() + b"\n",
    }


def _data(pages: Sequence[PageReport]) -> dict[str, Any]:
    """The report as JSON has it; its form is in docs/content-format.md."""
    rules: Counter[str] = Counter()
    for page in pages:
        for alike in page.repairs:
            rules[alike.rule] += len(alike.starts)
    counts = {
        "pages": len(pages),
        **{
            what: sum(page.outcome == what for page in pages)
            for what in ("written", "unchanged", "kept", "proposed", "refused")
        },
        "doubts": sum(len(page.doubts) for page in pages),
        "likely": sum(len(page.likely) for page in pages),
        "repairs": rules.total(),
        "decisions": sum(len(page.decisions) for page in pages),
        "unplaced": sum(len(page.unplaced) for page in pages),
    }
    ordered = sorted(rules.items(), key=lambda rule: (-rule[1], rule[0]))
    return {"counts": counts, "rules": dict(ordered), "pages": [_page_data(page) for page in pages]}


def _page_data(page: PageReport) -> dict[str, Any]:
    plain = ("raw", "outcome", "reason", "file", "sha256", "id", "speech", "profile")
    lists: dict[str, list[Any]] = {
        "warnings": list(page.warnings),
        "doubts": [
            doubt.edit._asdict() | _place_data(doubt.place) | {"where": doubt.where}
            for doubt in page.doubts
        ],
        "decisions": [decision._asdict() for decision in page.decisions],
        "unplaced": [decision._asdict() for decision in page.unplaced],
        "repairs": [
            {
                "rule": alike.rule,
                "certainty": alike.certainty,
                "before": alike.before,
                "after": alike.after,
                "evidence": alike.evidence,
                "count": len(alike.starts),
                "starts": list(alike.starts),
                "first": _place_data(alike.first),
            }
            for alike in page.repairs
        ],
    }
    known = {name: getattr(page, name) for name in plain}
    return {name: value for name, value in (known | lists).items() if value}


def _place_data(place: Place) -> dict[str, Any]:
    return {
        "line": place.line,
        "column": place.column,
        "left": place.left,
        "right": place.right,
    }


def _html(
    pages: Sequence[PageReport],
    counts: Mapping[str, int],
    words: Mapping[str, str],
    digest: str,
) -> bytes:
    style, script = _part("report.css"), _part("report.js")
    html = _template().render(
        pages=pages,
        counts=counts,
        digest=digest,
        most=MOST_QUESTIONS,
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        rule_words=lambda rule: rule_words(rule, words),
        visible=visible,
        question_data=_question_data,
    )
    return html.encode("utf-8", "xmlcharrefreplace")  # a file's name may hold what UTF-8 cannot


def _question_data(question: Question) -> str:
    """What a choice is on, for the script: in ASCII, as HTML cannot hold every character."""
    edit = question.edit
    return json.dumps({"start": edit.start, "before": edit.before, "after": edit.after})


def _hash(text: str) -> str:
    """By which the page's Content-Security-Policy knows its own script and style."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _part(name: str) -> str:
    return resources.files("site_builder").joinpath(name).read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.from_string(_part("report.html"))
