"""Rules of repair, by cases: what each repairs, what it must leave, and what it cannot do yet."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from site_builder.edits import applied, undone
from site_builder.repair import RULES, Wish, repaired

FOLDER = Path(__file__).parent / "repair"
FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}
KEYS = {"label", "page", "html", "before", "after", "unchanged", "expect"}


def _cases() -> list[Any]:
    return [
        pytest.param(
            rule,
            file["noisy"] if case.get("page") else "",
            case,
            id=f"{rule}: {case['label']}",
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "known-failure" else [],
        )
        for rule, file in FILES.items()
        for case in file["case"]
    ]


@pytest.mark.parametrize(("rule", "page", "case"), _cases())
def test_a_case_is_repaired_as_it_should_be(rule: str, page: str, case: dict[str, Any]) -> None:
    text = page + with_bytes(case["before"])
    is_html = case.get("html", False)
    # Cases of other rules are about their own: what is Traditional in them stays so.
    script: Wish = "auto" if rule == "script" else "keep"
    edits = repaired(text, is_html=is_html, script=script).edits
    after = applied(text, edits)
    expected = with_bytes(case["before"] if case.get("unchanged") else case["after"])
    assert after.removeprefix(applied(page, repaired(page, script=script).edits)) == expected
    assert undone(after, edits) == text
    assert repaired(after, is_html=is_html, script=script).edits == ()


def with_bytes(text: str) -> str:
    """The text with a lone surrogate for each `‹9E›`, as TOML can hold none."""
    return re.sub("‹([8-9A-F][0-9A-F])›", lambda match: chr(0xDC00 + int(match[1], 16)), text)


def test_every_rule_has_its_cases_and_there_are_none_of_a_rule_that_is_gone() -> None:
    assert {rule.__name__ for rule in RULES} == set(FILES)


@pytest.mark.parametrize("rule", FILES)
def test_a_rule_has_as_many_cases_that_stay_as_cases_that_change(rule: str) -> None:
    cases = FILES[rule]["case"]
    kept = [case for case in cases if case.get("unchanged")]
    assert len(kept) >= len(cases) - len(kept)


@pytest.mark.parametrize("rule", FILES)
def test_a_case_is_written_as_the_file_says(rule: str) -> None:
    labels = [case["label"] for case in FILES[rule]["case"]]
    assert len(labels) == len(set(labels))
    for case in FILES[rule]["case"]:
        assert set(case) <= KEYS, case["label"]
        assert ("after" in case) != bool(case.get("unchanged")), case["label"]
        assert case.get("after") != case["before"], case["label"]
        assert case.get("expect") in (None, "known-failure"), case["label"]
