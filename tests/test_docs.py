"""The documents are true: what they should name is named, and what they name exists."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder import __version__
from site_builder.config import Config, parsed_config
from site_builder.languages import LANGUAGES
from site_builder.repair import RULES
from site_builder.sites import PROFILES

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
README = (ROOT / "README.md").read_text("utf-8")
SCHEMA = json.loads((ROOT / "site_builder" / "speech.schema.json").read_text("utf-8"))
COMMANDS = ("init", "ingest", "build", "serve", "check", "record", "repair", "new")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def keys(schema: dict[str, Any]) -> Iterator[str]:
    """Every key of front matter, also of the tables inside."""
    for key, value in schema.get("properties", {}).items():
        yield key
        yield from keys(value)
        yield from keys(value.get("items", {}))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/content-format.md",
        "docs/curation.md",
        "docs/add-a-site.md",
        "docs/decisions.md",
    ],
)
def test_every_document_is_there(name: str) -> None:
    assert len(read(name)) > 500


def test_the_readme_is_short_and_shows_a_picture_of_a_speech() -> None:
    assert len(README.splitlines()) < 150
    (picture,) = re.findall(r"!\[[^\]]{10,}\]\(([^)]+)\)", README)
    assert (ROOT / picture).is_file()


def test_the_readme_names_every_command_and_every_option(run: Callable) -> None:
    for command in COMMANDS:
        assert f"site-builder {command}" in README
    told = set(re.findall(r"`(--[a-z-]+)", README))
    known = {option for c in COMMANDS for option in re.findall(r"--[a-z-]+", run(c, "--help").out)}
    assert told <= known


def test_commands_that_documents_show_are_real(run: Callable) -> None:
    for path in DOCUMENTS:
        for command in re.findall(r"site-builder ([a-z]+)", path.read_text("utf-8")):
            if path.name != "CHANGELOG.md":
                assert run(command, "--help").code == 0, f"{path.name}: site-builder {command}"


def test_help_that_a_document_quotes_is_what_help_says(run: Callable) -> None:
    for path in DOCUMENTS:
        for block in re.findall(
            r"```\n(usage: site-builder.*?)```", path.read_text("utf-8"), re.DOTALL
        ):
            command = re.match(r"usage: site-builder (\w+)?", block)[1]
            assert block == run(*filter(None, [command]), "--help").out, path.name


def test_targets_of_make_that_documents_show_are_real() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for path in DOCUMENTS:
        for target in re.findall(
            r"\bmake ([a-z]+)(?= |\n|`)", "\n".join(_code(path.read_text("utf-8")))
        ):
            assert target in targets, f"{path.name}: make {target}"


def _code(text: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)


def test_every_key_of_front_matter_is_explained() -> None:
    text = read("docs/content-format.md")
    assert [key for key in keys(SCHEMA) if f"`{key}`" not in text] == []
    for key in ("type", "date_basis", "status"):
        assert [
            value for value in SCHEMA["properties"][key]["enum"] if f"`{value}`" not in text
        ] == []


def test_every_setting_is_explained() -> None:
    text = read("docs/content-format.md").partition("## `site.toml`")[2]
    fields = Config.__dataclass_fields__
    names = {"edition" if name.startswith("edition_") else name for name in fields}
    assert [name for name in names if f"`{name}`" not in text] == []
    for language in LANGUAGES:
        assert f"`{language.code}`" in text


def test_the_json_schema_is_linked() -> None:
    assert re.search(
        r"JSON Schema\]\(\.\./site_builder/speech\.schema\.json\)", read("docs/content-format.md")
    )


def test_every_rule_of_a_ledger_is_explained() -> None:
    text = read("docs/content-format.md")
    golden = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "tests/golden").glob("*/changes.txt")
    )
    committed = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "content/ledgers").glob("*.json")
    )
    rules = {
        rule
        for names in re.findall(r'"rule": "([^"]+)"', committed)
        + re.findall(r"^ *\d+ ([\w+-]+): ", golden, re.MULTILINE)
        for rule in names.split("+")
    }
    assert "pinyin-note" in rules
    assert {rule for rule in rules if f"`{rule}`" not in text} == set()


def test_every_sign_of_a_speech_is_explained() -> None:
    text = read("docs/content-format.md")
    for sign in (
        "＊＊市",
        "□",
        "〔?涼〕",
        "〔缺725字：来源页收费〕",
        "[gap: 725 characters, paywall]",
    ):
        assert f"`{sign}`" in text


def test_links_inside_of_the_documents_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_files_that_documents_name_exist() -> None:
    known = re.compile(
        r"(?:site_builder|templates|tests|docs|content)/[\w./-]+\.(?:py|html|md|toml|json|js|css)"
    )
    for path in DOCUMENTS:
        for name in known.findall(path.read_text("utf-8")):
            if not re.search("NAME|CODE|RULE|CASE", name) and path.name != "README.md":
                assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_the_message_shown_in_the_readme_is_the_one_that_is_printed(project: Callable) -> None:
    line = next(line for line in README.splitlines() if 'unknown key "speeker"' in line)
    name, number, message = line.split(":", 2)
    head = ["---", 'title: "A"', *["#"] * (int(number) - 3), "speeker: 1", "---", "", "Text."]
    made = project({name: "\n".join(head)})
    assert made.run("build", "--no-search").err.splitlines()[0] == f"{name}:{number}:{message}"


def test_the_example_of_add_a_site_is_code_that_works(project: Callable) -> None:
    from site_builder.extract import selection
    from site_builder.pagetext import SavedPage
    from site_builder.raw import raw_page

    (code,) = re.findall(r"```python\n(.*?)```", read("docs/add-a-site.md"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "add-a-site.md", "exec"), names)
    html = (
        "<body class=wexley><h1>On tides</h1><p class=date>6 February 2011</p>"
        "<main><p>Good evening.</p>"
        "<div class=share>Share</div><p>The tide is in.</p></main>"
    )
    page = SavedPage(raw_page("raw/x.html", html.encode()))
    extract = names["wexley"](page)
    assert (extract.title, extract.date) == ("On tides", "2011-02-06")
    assert [piece.text for piece in extract.pieces if piece.in_body] == [
        "Good evening.",
        "The tide is in.",
    ]
    assert selection(html, extract.pieces)
    assert names["wexley"](SavedPage(raw_page("raw/x.html", b"<p>another page</p>"))) is None


def test_every_profile_and_every_rule_has_what_the_guides_ask_for() -> None:
    golden = [path.read_text("utf-8") for path in (ROOT / "tests/golden").glob("*/expected.md")]
    names = {re.search(r'profile: "([^"]+)"', text)[1] for text in golden}
    # The refusal reads no page: what it refuses is in broken/.
    assert {profile.__name__.replace("_", "-") for profile in PROFILES} - {"refusal"} == names
    assert {path.stem for path in (ROOT / "tests/repair").glob("*.toml")} == {
        rule.__name__ for rule in RULES
    }


def test_the_changelog_is_kept_in_its_form() -> None:
    text = read("CHANGELOG.md")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings
    for heading in headings:
        assert re.fullmatch(r"Unreleased|\[?\d+\.\d+\.\d+\]? [-–—] \d{4}-\d\d-\d\d", heading), (
            heading
        )


def test_decisions_are_numbered_and_dated() -> None:
    found = re.findall(r"^## (\d+)\. .* \(\d{4}-\d\d\)$", read("docs/decisions.md"), re.MULTILINE)
    assert found == [str(number) for number in range(1, len(found) + 1)]
    assert len(found) == len(re.findall("^## ", read("docs/decisions.md"), re.MULTILINE))


def test_the_package_has_one_version() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project.get("version", __version__) == __version__
    assert project["scripts"] == {"site-builder": "site_builder.cli:main"}


def test_the_example_of_site_toml_is_valid() -> None:
    languages = frozenset(language.code for language in LANGUAGES)
    assert parsed_config(read("content/site.toml"), "content/site.toml", languages, []).title


def test_no_document_names_a_place_on_somebodys_machine() -> None:
    for path in DOCUMENTS:
        assert not re.search(r"/(?:home|root|work|tmp|Users)/", path.read_text("utf-8")), path.name


def test_the_workflows_for_other_hosts_are_yaml_and_their_commands_ours() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", read("docs/deploy.md"), re.DOTALL)
    assert len(blocks) == 2
    assert all(isinstance(yaml.safe_load(block), dict) for block in blocks)
    commands = re.findall(r"\bsite-builder (\w+)", read("docs/deploy.md"))
    assert set(commands) <= set(COMMANDS)
