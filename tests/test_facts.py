"""The facts of a speech as JSON: they fit their schema, and name what the page has."""

from __future__ import annotations

import json
import re
from importlib import resources

from jsonschema import Draft202012Validator

from site_builder.facts import facts_json
from site_builder.model import Document, Speaker
from site_builder.speech import speech_of

SCHEMA = json.loads(
    resources.files("site_builder").joinpath("facts.schema.json").read_text("utf-8")
)
BODY = (
    "下面讲三点意见。\n\n## 一、找水\n\n一是找漏。好。\n\n二是再用。好。\n\n〔缺9字：来源页收费〕\n"
)


def facts(document: Document) -> dict:
    return json.loads(facts_json(speech_of(document), "https://a.example/speeches/x.html"))


def test_facts_fit_their_schema_and_say_what_is_lost() -> None:
    found = facts(
        Document(
            "x",
            "讲话",
            "zh-Hans",
            BODY,
            speakers=(Speaker("镇长"),),
            outline=("一是找漏", "二是再用", "三是算账"),
        )
    )
    Draft202012Validator(SCHEMA).validate(found)
    assert found["speakers"] == [{"attribution": "镇长"}]
    assert found["gaps"] == [{"target": "g1", "characters": 9, "reason": "来源页收费"}]
    assert found["promised"]["found"] == 1
    assert found["completeness"] == "partial"
    (section,) = found["outline"]
    assert section["children"][2] == {
        "label": "三是算账",
        "level": 3,
        "origin": "printed",
        "status": "lost",
        "target": "o3",
        "children": [],
    }


def test_what_is_not_known_is_left_out() -> None:
    found = facts(Document("x", "A", "en", "Good evening.\n"))
    Draft202012Validator(SCHEMA).validate(found)
    assert not {"speakers", "date", "event", "source", "rights", "promised", "gaps"} & set(found)
    assert found["outline"] == []


def test_each_speech_of_the_sample_has_its_facts_beside_its_page(sample_site) -> None:
    pages = sorted((sample_site.folder / "speeches").glob("*.html"))
    assert pages
    for page in pages:
        html = page.read_text("utf-8")
        data = page.with_suffix(".json")
        assert f'<link rel="alternate" type="application/json" href="{data.name}">' in html
        found = json.loads(data.read_text("utf-8"))
        Draft202012Validator(SCHEMA).validate(found)
        assert found["url"].endswith(f"speeches/{page.name}")
        entries = list(found["outline"])
        for entry in entries:
            entries += entry["children"]
            assert len(re.findall(f'\\sid="{entry["target"]}"', html)) == 1
