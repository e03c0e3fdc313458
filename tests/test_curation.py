"""A curator decides on what is doubtful; what was decided holds, and is never lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import repair
from site_builder.content import dumped_ledger, parsed_document, parsed_ledger
from site_builder.decisions import found_again, merged, parsed_decisions
from site_builder.edits import undone
from site_builder.errors import ContentError, Place
from site_builder.markdown import plain_text
from site_builder.model import Decision, Edit, Ledger

PAGE = """\
<!doctype html><html lang="en"><head><title>On ladders</title></head><body><h1>On ladders</h1>
<p>Friends and neighbours, the ladder of this hall is old. One rung is new, and that is the rung
we all tread on, every day, when we go up to the loft and look at the town.</p>
<p>Nobody knows who made it. The carpenter whose mark it bears, a fish, is in no register, and
the fish is upside down. We shall keep the ladder, and the loft, and the town in sight.</p>
</body></html>
"""
RUNG = PAGE.index("One rung") + len("One ")
FISH = PAGE.index("a fish") + len("a ")


@pytest.fixture(autouse=True)
def doubtful_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that doubts `rung` before `is`, and is rather sure of `carpenter`."""

    def odd_words(observed: repair.Observed):
        if (at := observed.text.find("rung is")) >= 0:
            yield Edit(at, "rung", "step", "odd-word", "low", "2 of 3 say step")
        if (at := observed.text.find("carpenter")) >= 0:
            yield Edit(at, "carpenter", "joiner", "odd-word", "medium", "the mark is a joiner's")

    monkeypatch.setattr(repair, "RULES", (*repair.RULES, odd_words))


@pytest.fixture
def made(project: Callable):
    made = project({"content/raw/ladders.html": PAGE})
    assert made.run("ingest").code == 0
    return made


def speech(made: Any) -> str:
    return made.read("content/speeches/ladders.md")


def ledger(made: Any) -> Ledger:
    return parsed_ledger(made.read("content/ledgers/ladders.json"), "x")


def decide(made: Any, *decisions: dict[str, Any]) -> None:
    """Write decisions into the ledger, as a person would."""
    data = json.loads(made.read("content/ledgers/ladders.json"))
    data["decisions"] = list(decisions)
    made.write({"content/ledgers/ladders.json": json.dumps(data)})


def saved_from_report(made: Any, *decisions: dict[str, Any], **page: str) -> str:
    known = {"file": "raw/ladders.html", "sha256": ledger(made).sha256} | page
    return json.dumps({"pages": [known | {"decisions": list(decisions)}]})


ACCEPT = {"start": RUNG, "before": "rung", "after": "step", "verdict": "accept"}
REJECT = {"start": RUNG, "before": "rung", "verdict": "reject", "note": "I know the ladder"}
CORRECT = {"start": RUNG, "before": "rung", "after": "spoke", "verdict": "correct"}


# What is decided holds
# ---------------------


def test_a_doubt_stands_as_observed_with_its_sign_and_is_told_of(made: Any) -> None:
    assert "One 〔?rung〕 is new" in speech(made)
    assert [doubt.after for doubt in ledger(made).doubts] == ["step"]
    done = made.run("ingest")
    assert done.err.splitlines() == [
        "1 unchanged",
        "1 doubtful place in 1 page; to decide on them: site-builder ingest --report report",
    ]


@pytest.mark.parametrize(
    ("decision", "text"),
    [(ACCEPT, "One step is new"), (REJECT, "One rung is new"), (CORRECT, "One spoke is new")],
    ids=["accept", "reject", "correct"],
)
@pytest.mark.parametrize("way", ["in the ledger", "from a report"])
def test_a_decision_is_heeded_and_survives(
    made: Any, decision: dict[str, Any], text: str, way: str
) -> None:
    if way == "in the ledger":
        decide(made, decision)
        assert made.run("ingest").err == "1 written\n"
    else:
        made.write({"decisions.json": saved_from_report(made, decision)})
        assert made.run("ingest", "--decisions", "decisions.json").err == "1 written\n"
    assert text in speech(made)
    assert "joiner whose mark" in speech(made)
    assert made.run("check") == (0, "", "0 problems\n")
    after = ledger(made)
    assert after.decisions == (Decision(**{"after": "rung", **decision}),)
    assert after.doubts == ()
    before = made.tree()
    assert made.run("ingest") == (0, "", "1 unchanged\n")
    assert made.tree() == before


def test_a_repair_that_was_made_can_be_rejected(made: Any) -> None:
    start = PAGE.index("carpenter")
    decide(made, {"start": start, "before": "carpenter", "verdict": "reject"})
    made.run("ingest")
    assert "The carpenter whose mark" in speech(made)
    assert made.run("check").code == 0


def test_the_saved_page_can_still_be_had_back(made: Any) -> None:
    decide(made, CORRECT)
    made.run("ingest")
    body = parsed_document(speech(made), "content/speeches/ladders.md", language="en").body
    assert undone(plain_text(body), ledger(made).edits) == PAGE


def test_decisions_from_a_report_add_to_those_before_and_replace_them(made: Any) -> None:
    decide(made, ACCEPT, {"start": FISH, "before": "fish", "after": "cod", "verdict": "correct"})
    made.run("ingest")
    made.write({"decisions.json": saved_from_report(made, REJECT)})
    assert made.run("ingest", "--decisions", "decisions.json").code == 0
    assert [d.after for d in ledger(made).decisions] == ["rung", "cod"]
    assert "a cod, is in no register" in speech(made)


def test_only_the_pages_decided_on_are_ingested(made: Any) -> None:
    made.write(
        {
            "content/raw/other.html": PAGE.replace("ladder", "stair"),
            "decisions.json": saved_from_report(made, ACCEPT),
        }
    )
    assert made.run("ingest", "--decisions", "decisions.json").err == "1 written\n"
    assert list(made.tree("content/speeches")) == ["ladders.md"]


def test_a_file_without_decisions_does_nothing(made: Any) -> None:
    made.write({"decisions.json": saved_from_report(made)})
    before = made.tree()
    done = made.run("ingest", "--decisions", "decisions.json")
    assert done == (0, "", "decisions.json: holds no decisions\n")
    assert made.tree() == before


def test_a_dry_run_shows_what_decisions_would_do(made: Any) -> None:
    made.write({"decisions.json": saved_from_report(made, ACCEPT)})
    before = made.tree()
    assert made.run("ingest", "--dry-run", "--decisions", "decisions.json").err == "1 written\n"
    assert made.tree() == before


def test_a_place_between_two_characters_can_be_decided_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing_stop(observed: repair.Observed):
        if not observed.text.endswith("。"):
            yield Edit(len(observed.text), "", "。", "missing-stop", "low")

    monkeypatch.setattr(repair, "RULES", (missing_stop,))
    assert [doubt.after for doubt in repair.repaired("水").doubts] == ["。"]
    rejected = Decision(1, "", "", "reject")
    assert repair.repaired("水", decisions=[rejected]) == ((), ())


# What is decided is not lost
# ---------------------------


def test_decisions_survive_where_a_person_corrected_the_speech(made: Any) -> None:
    decide(made, ACCEPT)
    made.run("ingest")
    made.write({"content/speeches/ladders.md": speech(made).replace("Nobody", "No one")})
    assert "stays" in made.run("ingest").out
    assert [d.verdict for d in ledger(made).decisions] == ["accept"]
    # A new decision goes into the ledger; the speech stays, with a proposal beside it.
    made.write({"decisions.json": saved_from_report(made, CORRECT)})
    done = made.run("ingest", "--decisions", "decisions.json")
    assert (done.code, done.err) == (0, "1 proposed\n")
    assert [d.verdict for d in ledger(made).decisions] == ["correct"]
    assert "No one knows" in speech(made)
    assert "One spoke" in made.read("content/speeches/ladders.md.proposed")
    assert made.run("check").code == 0
    # Taken over, it is the speech.
    made.write({"content/speeches/ladders.md": made.read("content/speeches/ladders.md.proposed")})
    assert made.run("ingest").err == "1 unchanged\n"
    assert [d.verdict for d in ledger(made).decisions] == ["correct"]
    assert made.run("check").code == 0


def test_decisions_survive_a_speech_that_was_removed(made: Any) -> None:
    decide(made, CORRECT)
    made.run("ingest")
    (made.root / "content/speeches/ladders.md").unlink()
    made.write({"content/raw/another.html": PAGE.replace("hall", "mill")})
    assert made.run("ingest").err.startswith("2 written\n")
    assert "One spoke" in speech(made)
    assert "mill" in made.read("content/speeches/ladders-2.md")


def test_a_decision_moves_with_its_place_when_the_page_changes(made: Any) -> None:
    decide(made, CORRECT)
    made.run("ingest")
    made.write({"content/raw/ladders.html": PAGE.replace("<p>Friends", "<p>Dear friends")})
    done = made.run("ingest")
    assert done.code == 0
    assert "the page has changed" in done.err
    assert "at another: 1, at none: 0" in done.err
    assert "One spoke is new" in speech(made)
    assert ledger(made).decisions[0].start == RUNG + len("Dear ")
    assert made.run("check").code == 0
    assert made.run("ingest") == (0, "", "1 unchanged\n")


def test_a_decision_whose_place_is_gone_is_kept_and_told_of_each_time(made: Any) -> None:
    decide(made, CORRECT)
    made.run("ingest")
    made.write({"content/raw/ladders.html": PAGE.replace("One rung is new", "It has a rung")})
    for _ in range(2):
        done = made.run("ingest")
        assert done.code == 0
        assert 'the decision on "rung"' in done.err
        assert ledger(made).decisions == ()
        assert ledger(made).unplaced == (Decision(**CORRECT),)
    assert 'move it from "unplaced"' in made.run("check").err
    # When the page comes back, so does the decision.
    made.write({"content/raw/ladders.html": PAGE.replace("that is the rung", "that is what")})
    made.run("ingest")
    assert "One spoke is new" in speech(made)
    assert ledger(made).unplaced == ()
    assert made.run("check").code == 0


def test_new_decisions_are_not_taken_where_they_would_be_lost(made: Any) -> None:
    made.write({"content/speeches/ladders.md": speech(made).replace("Nobody", "No one")})
    changed = PAGE.replace("fish", "bird")
    made.write({"content/raw/ladders.html": changed})
    digest = sha256(changed.encode()).hexdigest()
    made.write({"decisions.json": saved_from_report(made, ACCEPT, sha256=digest)})
    before = made.tree()
    done = made.run("ingest", "--decisions", "decisions.json")
    assert done.code == 1
    assert "its decisions are not taken" in done.err
    assert made.tree() == before


# What is wrong is said
# ---------------------


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ({}, '"decisions" must be a list'),
        ([1], "decision 1 must be keys and values"),
        ([ACCEPT, {"start": 3}], 'decision 2, at 3: "before" is missing'),
        ([ACCEPT | {"start": "3"}], 'decision 1: "start" must be a number of characters'),
        ([ACCEPT | {"start": True}], 'decision 1, at True: "start" must be a number'),
        ([ACCEPT | {"after": None}], '"after" must be text'),
        ([ACCEPT | {"verdit": "x"}], 'unknown key "verdit" (did you mean "verdict"?)'),
        ([ACCEPT | {"verdict": "acept"}], '"verdict" is "acept" (did you mean "accept"?)'),
        ([ACCEPT | {"verdict": "reject"}], 'to reject is to keep "before"'),
        ([ACCEPT | {"after": "\x07"}], '"after" holds a character that no text can hold'),
        ([ACCEPT, REJECT], "are on one place"),
    ],
)
def test_a_wrong_decision_is_named(decisions: object, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        parsed_decisions(decisions, Place("content/ledgers/a.json"))
    assert str(caught.value).startswith("content/ledgers/a.json: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", 'it must be {"pages": […]}'),
        ('{"pages": [{"file": "a"}]}', '"file" and "sha256" must say which page'),
        (
            '{"pages": [{"file": "../x", "sha256": "", "decisions": [%s]}]}',
            "there is no saved page",
        ),
        ('{"pages": [{"file": "raw/none", "sha256": "", "decisions": [%s]}]}', "no saved page raw"),
        (
            '{"pages": [{"file": "raw/ladders.html", "sha256": "", "decisions": [%s]}]}',
            "raw/ladders.html is not the page that was decided on; make a new report",
        ),
    ],
)
def test_a_wrong_file_of_decisions_is_refused(made: Any, text: str, message: str) -> None:
    made.write({"x": "x", "decisions.json": text.replace("%s", json.dumps(ACCEPT))})
    before = made.tree()
    done = made.run("ingest", "--decisions", "decisions.json")
    assert done.code == 1
    assert done.err.startswith("decisions.json:")
    assert message in done.err
    assert made.tree() == before


def test_a_decision_that_does_not_fit_the_page_is_named(made: Any) -> None:
    decide(made, ACCEPT | {"start": RUNG + 1})
    message = (
        f'content/ledgers/ladders.json: the decision at {RUNG + 1} is on "rung",'
        ' but the saved page has "ung " there\n'
    )
    assert made.run("ingest").err.startswith(message)
    assert made.run("check").err.startswith(message)


# Properties
# ----------

TEXTS = st.text("ab\n水", max_size=40)


@st.composite
def decisions(draw: st.DrawFn) -> tuple[str, list[Decision]]:
    """A text, and decisions on it."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        before = text[start:end]
        verdict = draw(st.sampled_from(["accept", "reject", "correct"]))
        after = before if verdict == "reject" else draw(st.text("xy"))
        found.append(Decision(start, before, after, verdict, draw(st.sampled_from(["", "n"]))))
    return text, found


@given(decisions())
def test_a_ledger_with_decisions_can_be_read_back(given_: tuple[str, list[Decision]]) -> None:
    ledger = Ledger("a", "raw/a", "0", "utf-8", "1", (), (), tuple(given_[1]))
    assert parsed_ledger(dumped_ledger(ledger), "x") == ledger


@given(decisions(), TEXTS)
def test_no_decision_is_lost_when_its_page_changes(
    given_: tuple[str, list[Decision]], new: str
) -> None:
    old, taken = given_
    for text in (old, None):
        found = found_again(taken, text, new)
        assert len(found.decisions) + len(found.unplaced) == len(taken)
        for decision in found.decisions:
            assert new.startswith(decision.before, decision.start)
        as_json = [decision._asdict() for decision in found.decisions]
        assert parsed_decisions(as_json, Place("x")) == found.decisions
    assert merged(taken, taken) == tuple(taken)


@given(decisions())
def test_what_was_decided_stands_whatever_the_rules_say(
    given_: tuple[str, list[Decision]],
) -> None:
    text, taken = given_
    edits, doubts = repair.repaired(text, decisions=taken)
    for decision in taken:
        same = [edit for edit in edits if edit.start < decision.end and decision.start < edit.end]
        assert [(e.start, e.before, e.after) for e in same] == (
            [] if decision.after == decision.before
            else [(decision.start, decision.before, decision.after)]
        )  # fmt: skip
    assert not doubts


# The report
# ----------


def reported(made: Any, *arguments: object) -> tuple[dict[str, Any], str]:
    """The report as JSON, and as HTML."""
    done = made.run("ingest", "--report", "report", *arguments)
    assert done.out.endswith("report/report.html\nreport/report.json\n")
    assert sorted(made.tree("report")) == ["report.html", "report.json"]
    return json.loads(made.read("report/report.json")), made.read("report/report.html")


def test_the_report_puts_first_what_is_to_be_decided(made: Any) -> None:
    made.write(
        {
            "content/raw/a.html": PAGE.replace("rung is", "rung was").replace("carpenter", "smith"),
            "content/raw/b.html": "",
            "content/raw/c.html": PAGE.replace("rung is", "rung was"),
        }
    )
    data, html = reported(made)
    assert [(page["raw"], page["outcome"]) for page in data["pages"]] == [
        ("content/raw/ladders.html", "unchanged"),
        ("content/raw/b.html", "refused"),
        ("content/raw/c.html", "written"),
        ("content/raw/a.html", "written"),
    ]
    assert data["pages"][1]["reason"] == "is empty"
    assert data["counts"] == {
        "pages": 4,
        "written": 2,
        "unchanged": 1,
        "kept": 0,
        "proposed": 0,
        "refused": 1,
        "doubts": 1,
        "likely": 2,
        "repairs": 2,
        "decisions": 0,
        "unplaced": 0,
    }
    assert data["rules"] == {"odd-word": 2}
    places = [html.index(page["raw"]) for page in data["pages"]]
    assert places == sorted(places)


def test_a_doubt_is_told_with_its_place_its_proposal_and_its_evidence(made: Any) -> None:
    data, html = reported(made)
    (doubt,) = data["pages"][0]["doubts"]
    assert doubt == {
        "start": RUNG,
        "before": "rung",
        "after": "step",
        "rule": "odd-word",
        "certainty": "low",
        "evidence": "2 of 3 say step",
        "line": 2,
        "column": RUNG - PAGE.index("<p>") + 1,
        "left": "l is old. One ",
        "right": " is new, and t",
        "where": "speech",
    }
    assert "<mark>rung</mark>" in html
    assert "2 of 3 say step" in html


def test_a_repair_is_told_with_all_its_places_so_that_one_can_be_rejected(
    project: Callable,
) -> None:
    made = project({"content/raw/ladders.html": PAGE.replace("the town", "the to\x07wn")})
    data, html = reported(made)
    (group,) = [r for r in data["pages"][0]["repairs"] if r["rule"] == "control-character"]
    assert (group["count"], len(group["starts"])) == (2, 2)
    assert "‹U+0007›" in html
    assert "\x07" not in html


def test_what_stands_outside_of_the_speech_is_told_apart(project: Callable) -> None:
    page = PAGE.replace("rung is", "rung was").replace("On ladders</h1>", "The rung is old</h1>")
    made = project({"content/raw/ladders.html": page})
    data, _ = reported(made)
    assert [doubt["where"] for doubt in data["pages"][0]["doubts"]] == ["title"]
    page = PAGE.replace("rung is", "rung was").replace(
        "</body>", "<footer><a href=/>The rung is ours</a> | <a href=/>More</a></footer></body>"
    )
    made = project({"content/raw/ladders.html": page}, name="other")
    data, _ = reported(made)
    assert [doubt["where"] for doubt in data["pages"][0]["doubts"]] == ["elsewhere"]


def test_what_was_decided_is_in_the_report_and_no_longer_asked(made: Any) -> None:
    decide(made, REJECT)
    data, html = reported(made)
    assert data["counts"]["doubts"] == 0
    assert data["pages"][0]["decisions"] == [REJECT | {"after": "rung"}]
    assert "I know the ladder" in html


def test_a_report_can_be_had_without_writing_anything_else(project: Callable) -> None:
    made = project({"content/raw/ladders.html": PAGE})
    before = made.tree("content")
    data, _ = reported(made, "--dry-run")
    assert data["counts"]["doubts"] == 1
    assert made.tree("content") == before
    again, _ = reported(made, "--dry-run")
    assert again == data


def test_nothing_of_a_page_becomes_markup_of_the_report(project: Callable) -> None:
    page = PAGE.replace("One rung is", "&lt;script&gt;x&lt;/script&gt; rung is")
    page = page.replace("<h1>On ladders", "<h1>&lt;script&gt;alert(1)&lt;/script&gt; ladders")
    made = project({"content/raw/a b&<c>.html": page})
    _, html = reported(made)
    assert html.count("<script>") == 1
    assert "&lt;script&gt;" in html


def test_the_report_asks_nobody_for_anything(made: Any) -> None:
    _, html = reported(made)
    assert "default-src 'none'" in html
    assert not re.search(r'(?:src|href)="(?!data:)', html)
    assert "http:" not in html.replace("http-equiv", "")
    assert "https:" not in html


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("content/report", "does not belong into content/"),
        ("public/report", "is in a built site"),
        ("a-file", "is a file"),
    ],
)
def test_a_report_is_not_written_where_it_would_do_harm(
    made: Any, folder: str, message: str
) -> None:
    made.write({"public/.site-builder": "", "a-file": ""})
    before = made.tree()
    done = made.run("ingest", "--report", folder)
    assert done.code == 1
    assert message in done.err
    assert made.tree() == before
