"""A folder is a test: a saved page goes through the whole chain, and all of it is compared.

    golden/CASE/note.md          what the case is for
                raw.txt|html     the saved page, of our own writing
                expected.md      the speech as `ingest` writes it
                changes.txt      its ledger, an edit on each line
                expected.html    the text's part of its page

`pytest tests/test_golden.py --update` writes what is found; `git diff` shows what has changed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.anchoring import without_marks
from site_builder.content import parsed_document, parsed_ledger
from site_builder.edits import applied, undone
from site_builder.languages import language_for
from site_builder.markdown import blocks_of
from site_builder.model import Edit

TESTS = Path(__file__).parent
CASES = sorted(path.name for path in (TESTS / "golden").iterdir() if path.is_dir())
CONTENT = TESTS.parent / "content"
SEED = TESTS.parent.parent / "shared" / "corpus" / "zh-pages" / "000-seed.txt"


def raw_file(case: str) -> Path:
    (found,) = (TESTS / "golden" / case).glob("raw.*")
    return found


def compare(path: Path, found: str, *, update: bool) -> None:
    if update:
        path.write_bytes(found.encode())
    assert path.exists(), f"run pytest --update to write {path.name}"
    expected = path.read_bytes().decode("utf-8")
    assert expected == found


def changes(edits: tuple[Edit, ...]) -> str:
    """A ledger for people: where, which rule, before → after, long texts cut in the middle."""
    return "".join(
        f"{edit.start:5} {edit.rule}: {brief(edit.before)} → {brief(edit.after)}"
        f"{f'  ({edit.evidence})' if edit.evidence and edit.rule not in edit.evidence else ''}\n"
        for edit in edits
    )


def brief(text: str) -> str:
    if len(text) > 60:
        text = f"{text[:28]}⟨{len(text) - 56}⟩{text[-28:]}"
    shown = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", shown)


def published(html: str) -> str:
    """The page's text: what stands in the article."""
    found = re.search(r"<article\b.*</article>\n", html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("case", CASES)
def test_a_saved_page_becomes_what_it_became_before(
    case: str, project: Callable, request: pytest.FixtureRequest
) -> None:
    update = request.config.getoption("--update")
    source = raw_file(case)
    made = project({f"content/raw/{case}{source.suffix}": source.read_bytes()})
    done = made.run("ingest")
    assert done.code == 0, done.err
    ((speech, markdown),) = made.tree("content/speeches").items()
    ((ledger, _),) = made.tree("content/ledgers").items()
    assert made.run("build", "--no-search").code == 0
    folder = TESTS / "golden" / case
    edits = parsed_ledger(made.read(f"content/ledgers/{ledger}"), ledger).edits
    page = made.read(f"public/speeches/{speech.removesuffix('.md')}.html")
    compare(folder / "expected.md", markdown.decode(), update=update)
    compare(folder / "changes.txt", changes(edits), update=update)
    compare(folder / "expected.html", published(page), update=update)


@pytest.mark.parametrize("case", CASES)
def test_the_ledger_leads_from_the_saved_page_to_the_text_and_back(
    case: str, project: Callable
) -> None:
    data = raw_file(case).read_bytes()
    made = project({f"content/raw/page{raw_file(case).suffix}": data})
    made.run("ingest")
    assert_ledger_is_true(made, data)


def assert_ledger_is_true(made, data: bytes) -> None:
    ((name, _),) = made.tree("content/ledgers").items()
    ledger = parsed_ledger(made.read(f"content/ledgers/{name}"), name)
    text = data.decode(ledger.encoding, "surrogateescape")
    body = applied(text, ledger.edits)
    assert undone(body, ledger.edits) == text
    assert undone(body, ledger.edits).encode(ledger.encoding, "surrogateescape") == data
    path = f"content/speeches/{ledger.id}.md"
    document = parsed_document(made.read(path), path, language="und")
    # What the Markdown reads as, block by block, is what the edits give.
    assert text_of(document) == "".join(body.split())


def text_of(document) -> str:
    blocks = blocks_of(document.body, language_for(document.language))
    return "".join("".join(block.text.split()) for block in blocks)


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_small_and_says_what_it_is_for(case: str) -> None:
    assert raw_file(case).stat().st_size < 20_000
    assert (TESTS / "golden" / case / "note.md").read_text("utf-8").strip()


# The seed: the page with which the project began
# -----------------------------------------------


@pytest.fixture(scope="module")
def seed_data() -> bytes:
    if not SEED.exists():
        pytest.skip("the seed page is not part of the project; it is not on this machine")
    return SEED.read_bytes()


@pytest.fixture
def seed(seed_data: bytes, project: Callable):
    made = project({"content/raw/seed.txt": seed_data})
    done = made.run("ingest")
    assert (done.code, done.out.count("\n")) == (0, 1), done.lines
    return made


@pytest.fixture
def seed_document(seed):
    ((name, text),) = seed.tree("content/speeches").items()
    return parsed_document(text.decode(), f"content/speeches/{name}", language="und")


def test_the_seeds_facts_are_read_off_its_page(seed_document) -> None:
    document = seed_document
    assert document.title == "市质监局长在质量强区工作会议上的讲话"
    assert [speaker.attribution for speaker in document.speakers] == ["市质监局长"]
    assert document.event.name == "质量强区工作会议"
    assert (document.date, document.date_basis) == ("2010-11-23/2011-02-06", "inferred")
    first, latest = document.date_evidence.split("；")
    assert first.startswith("今年10月18日召开的")
    assert latest.startswith("11月23日,＊＊市政府召开了")
    assert document.source.published == "2011-02-06T11:10:58"
    assert (document.source.site, document.source.profile) == ("新文秘网", "wenmi")
    assert document.subjects == ("质检", "会议致辞", "会议主持", "会议发言")
    assert (document.source.stated_characters, document.source.shown_characters) == (5795, 2035)
    assert document.language == "zh-Hans"


def test_the_seeds_outline_and_headings_are_kept(seed_document) -> None:
    assert len(seed_document.outline) == 9
    assert seed_document.outline[0] == "一是地方各级政府要对质量工作负总责"
    assert seed_document.outline[3] == "一是支持＊＊区开展质量强区活动"
    headings = re.findall("^##.*$", seed_document.body, re.MULTILINE)
    assert [heading[:5] for heading in headings] == ["## 一、", "## 二、"]


def test_the_seeds_gaps_keep_their_lengths(seed_document) -> None:
    gaps = re.findall("^〔缺.*〕$", without_marks(seed_document.body), re.MULTILINE)
    assert gaps == ["〔缺725字：来源页收费〕", "〔缺3035字：来源页未完，称全文5795字、显示2035字〕"]
    assert seed_document.body.endswith(f"{gaps[-1]} {{#g2}}\n")


def test_every_change_to_the_seed_is_in_its_ledger(seed, seed_data: bytes) -> None:
    assert_ledger_is_true(seed, seed_data)
    ((name, text),) = seed.tree("content/ledgers").items()
    rules = [edit.rule for edit in parsed_ledger(text.decode(), name).edits]
    assert sum("pinyin-note" in rule for rule in rules) == 434
    assert sum("byte-slip" in rule for rule in rules) == 3
    assert sum("mask" in rule for rule in rules) == 25


def test_the_seeds_page_hides_names_as_names_and_drops_what_is_not_the_speech(seed) -> None:
    assert seed.run("build", "--no-search").code == 0
    page = published_page(seed)
    text = page.partition('<div class="text">')[2].partition('<section class="apparatus"')[0]
    assert text.count('<span class="mask">＊＊<') == 25
    assert "<strong>" not in page
    assert "**" not in text
    assert "文章搜索" not in page
    assert not re.findall(r".\([a-zü\u00e0-\u01dc]+\)|[\ue000-\uf8ff]", text)
    words = re.sub("<[^>]+>", "", text)
    for restored in ("考量地方政府对质量", "。《产品质量法》", "因为这些"):
        assert restored in words
    assert text.count('<span class="repaired">') == 3
    # Of the nine printed points, this copy has the text of two; six had a heading of their own.
    assert page.count('class="lost-point"') == 7
    assert page.count('class="lost-heading"') == 1
    assert page.count('class="lost-part"') == 8
    assert page.count('<p class="gap"') == 2
    assert '<a href="#p3">The speaker announces 3 points. This copy has 2 ' in page


def test_the_seeds_outline_has_what_is_lost_in_its_place(seed) -> None:
    assert seed.run("build", "--no-search").code == 0
    (data,) = [text for name, text in built(seed).items() if re.fullmatch(r"[^.]+\.json", name)]
    facts = json.loads(data)
    first, second, third = facts["outline"]
    assert [first["label"][:2], second["label"][:2], third["label"]] == ["一、", "二、", ""]
    assert first["children"] == []
    assert [(e["label"][:2], e["status"], e["target"]) for e in second["children"]] == [
        ("一是", "found", "s2-1"),
        ("二是", "found", "s2-2"),
        ("三是", "lost", "o3"),
    ]
    assert (third["status"], third["origin"], third["target"]) == ("lost", "printed", "o4-up")
    assert [(e["label"][:2], e["status"]) for e in third["children"]] == [
        (f"{number}是", "lost") for number in "一二三四五六"
    ]
    assert facts["promised"] == {"count": 3, "words": "讲三点意见", "target": "p3", "found": 2}


def built(made) -> dict[str, str]:
    files = made.tree("public/speeches").items()
    return {name: data.decode() for name, data in files if not name.endswith(".epub")}


def published_page(made) -> str:
    (page,) = [text for name, text in built(made).items() if name.endswith(".html")]
    return page


# The sample archive
# ------------------


def test_ingest_makes_the_committed_speeches_from_their_saved_pages(project: Callable) -> None:
    committed = {
        path.relative_to(CONTENT).as_posix(): path.read_bytes()
        for folder in ("speeches", "ledgers")
        for path in (CONTENT / folder).rglob("*")
        if path.is_file()
    }
    ids = {Path(name).stem for name in committed if name.startswith("ledgers/")}
    by_hand = {name for name in committed if Path(name).stem not in ids}
    made = project({f"content/{name}": committed[name] for name in by_hand})
    shutil.copytree(CONTENT / "raw", made.root / "content" / "raw")
    shutil.copy(CONTENT / "site.toml", made.root / "content" / "site.toml")
    done = made.run("ingest")
    assert done.code == 0, done.lines
    found = {
        f"{folder}/{name}": data
        for folder in ("speeches", "ledgers")
        for name, data in made.tree(f"content/{folder}").items()
    }
    assert sorted(found) == sorted(committed)
    differing = [name for name in found if found[name] != committed[name]]
    assert not differing


def test_ingest_of_the_sample_archive_has_nothing_to_do(project: Callable) -> None:
    made = project({})
    shutil.rmtree(made.root / "content")
    shutil.copytree(CONTENT, made.root / "content")
    before = made.tree("content")
    done = made.run("ingest")
    assert (done.code, done.out) == (0, "")
    assert made.tree("content") == before
