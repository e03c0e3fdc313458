"""Templates and page classes are held to each other: names used are given, and all are used."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta, nodes

from site_builder import downloads, lists, moved, pages, passage_pages, speech_pages, statements
from site_builder.archive import WAYS
from site_builder.config import Config
from site_builder.languages import LANGUAGES
from site_builder.links import Page
from site_builder.project import default_templates
from site_builder.render import Renderer
from site_builder.schema import schema

FOLDER = default_templates()
TEMPLATES = {
    path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in (".html", ".toml")
}
HTML = [name for name in TEMPLATES if name.endswith(".html")]
WORDS = {name: tomllib.loads(text) for name, text in TEMPLATES.items() if name.startswith("words/")}
PAGES = [
    cls
    for module in (downloads, lists, moved, pages, passage_pages, speech_pages, statements)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Page) and cls.__module__ == module.__name__
    if hasattr(cls, "template")
]
RENDERER = Renderer(Config(title="t", url="https://a.example/"), TEMPLATES, {})
GLOBALS = {"site", "words", "own_language", "word", "link", "asset", "in_folder"}
"""What every template and every macro may use, by docs and by design; a test below holds it to the
code."""
GIVEN = {"path", "title", "description", "canonical"}
"""What every page has."""
ENGLISH = WORDS["words/en.toml"]
PACKAGE = Path(pages.__file__).parent


@cache
def tree(name: str) -> nodes.Template:
    return RENDERER.environment.parse(TEMPLATES[name], name)


def parts(name: str) -> list[str]:
    """A template, and all it extends, includes or imports from, each once."""
    found = [name]
    for one in found:
        found += [
            other for other in meta.find_referenced_templates(tree(one)) if other not in found
        ]
    return found


def imported_names(name: str) -> set[str]:
    """The macros that a template brings in: to Jinja's `meta` they look undeclared."""
    return {
        item if isinstance(item, str) else item[1]
        for node in tree(name).find_all(nodes.FromImport)
        for item in node.names
    }


def macros(name: str) -> set[str]:
    """The macros that a template defines; one that calls itself looks undeclared as well."""
    return {node.name for node in tree(name).find_all(nodes.Macro)}


def own_names(name: str) -> set[str]:
    """What a template sets itself: set in a branch, or for its blocks, it looks undeclared too."""
    targets = (node.target for node in tree(name).find_all(nodes.Assign))
    return {target.name for target in targets if isinstance(target, nodes.Name)}


def used(name: str) -> set[str]:
    """The names that a template takes from its context; `caller` is Jinja's own."""
    undeclared = meta.find_undeclared_variables(tree(name))
    return undeclared - imported_names(name) - macros(name) - own_names(name) - {"caller"}


def context(cls: type[Page]) -> set[str]:
    return {field.name for field in fields(cls)}


def test_every_template_is_a_pages_or_a_part_of_one() -> None:
    assert {part for cls in PAGES for part in parts(cls.template)} == set(HTML)


@pytest.mark.parametrize("cls", PAGES)
def test_a_template_uses_only_names_that_its_page_gives(cls: type[Page]) -> None:
    for name in parts(cls.template):
        assert used(name) <= context(cls) | GLOBALS | GIVEN, name


@pytest.mark.parametrize("cls", PAGES)
def test_every_field_of_a_page_is_used_by_its_template(cls: type[Page]) -> None:
    every = set().union(*map(used, parts(cls.template)))
    assert context(cls) <= every


def test_the_names_of_every_template_are_those_that_render_gives() -> None:
    assert set(RENDERER.environment.globals) - set(jinja2.Environment().globals) == GLOBALS


def test_macros_are_loaded_once_and_use_what_they_are_given() -> None:
    for name in HTML:
        for node in tree(name).find_all(nodes.FromImport):
            assert not node.with_context, f"{name}:{node.lineno}"
        for macro in tree(name).find_all(nodes.Macro):
            body = nodes.Template(macro.body, lineno=1)
            body.set_environment(RENDERER.environment)
            own = {arg.name for arg in macro.args} | own_names(name) | macros(name)
            names = meta.find_undeclared_variables(body) - own - imported_names(name) - {"caller"}
            assert names <= GLOBALS, f"{name}:{macro.lineno}"


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("#p1", "#p1"),
        ("speeches/a.html#p1", "#p1"),
        ("speeches/b.html", "b.html"),
        ("years/2011.html#m2", "../years/2011.html#m2"),
        ("index.html", "../index.html"),
    ],
)
def test_an_address_is_told_from_the_page_that_is_rendered(path: str, meant: str) -> None:
    templates = TEMPLATES | {"404.html": f"{{{{ link('{path}') }}}}"}
    renderer = Renderer(Config(title="t", url="https://a.example/"), templates, {})

    class Here(Page):
        template = "404.html"

    assert renderer.text(Here("speeches/a.html", "t", "")) == meant


def test_every_macro_that_is_imported_is_defined_and_used() -> None:
    for name in HTML:
        called = {node.name for node in tree(name).find_all(nodes.Name)}
        assert imported_names(name) <= called, name
        for node in tree(name).find_all(nodes.FromImport):
            assert isinstance(node.template, nodes.Const)
            for item in node.names:
                defined = item if isinstance(item, str) else item[0]
                assert defined in macros(node.template.value), f"{name}:{node.lineno}: {defined}"


# Safety
# ------


def test_everything_that_is_put_out_is_escaped() -> None:
    environment = RENDERER.environment
    assert environment.autoescape is True
    assert environment.undefined is jinja2.StrictUndefined
    for name in HTML:
        filters = {node.name for node in tree(name).find_all(nodes.Filter)}
        assert not filters & {"safe", "forceescape", "escape", "e"}, name
        assert not list(tree(name).find_all(nodes.MarkSafe)), name
        assert "autoescape" not in TEMPLATES[name], name


def test_no_template_holds_a_script_or_a_style_inside_of_the_page() -> None:
    # The Content-Security-Policy forbids them; a browser would only drop them without a word.
    for name in HTML:
        text = TEMPLATES[name]
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text, re.IGNORECASE), (
            name
        )
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text)), name


# Words
# -----


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("name", WORDS)
def test_the_words_of_all_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    words = WORDS[name]
    assert list(words) == list(ENGLISH)
    for key, text in words.items():
        assert isinstance(text, str), key
        assert text.strip() == text != "", key
        assert placeholders(text) == placeholders(ENGLISH[key]), key


def test_every_language_of_the_package_has_words_and_the_other_way_round() -> None:
    assert {f"words/{language.code}.toml" for language in LANGUAGES} == set(WORDS)


def keys_of_templates() -> dict[str, set[str]]:
    """The keys of words that templates use, as far as they stand there; by template."""
    found: dict[str, set[str]] = {}
    for name in HTML:
        keys = found[name] = set()
        for node in tree(name).find_all((nodes.Getattr, nodes.Getitem, nodes.Call)):
            if (
                isinstance(node, nodes.Getattr)
                and _is_name(node.node, "words")
                and node.attr != "get"
            ):
                keys.add(node.attr)
            elif isinstance(node, nodes.Getitem) and _is_name(node.node, "words"):
                keys.add(_pattern(node.arg))
            elif (isinstance(node, nodes.Call) and _is_name(node.node, "word")) or (
                isinstance(node, nodes.Call) and _is_words_get(node.node)
            ):
                keys.add(_pattern(node.args[0]))
    return found


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def _is_words_get(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr == "get" and _is_name(node.node, "words")


def _pattern(node: nodes.Node) -> str:
    """A key as an expression, where only its beginning stands in the template: `basis_.*`."""
    if isinstance(node, nodes.Concat):
        return "".join(map(_pattern, node.nodes))
    return str(node.value) if isinstance(node, nodes.Const) else ".*"


def keys_of_code() -> set[str]:
    """The keys that `words[…]` is asked for in the package."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Subscript) or not ast.unparse(node.value).endswith("words"):
                continue
            if isinstance(node.slice, ast.Constant):
                found.add(node.slice.value)
            elif isinstance(node.slice, ast.JoinedStr):
                values = node.slice.values
                found.add(
                    "".join(v.value if isinstance(v, ast.Constant) else "\\w+" for v in values)
                )
    return found


def test_every_word_that_is_used_exists() -> None:
    for name, keys in {**keys_of_templates(), "code": keys_of_code()}.items():
        for key in keys:
            assert any(re.fullmatch(key, known) for known in ENGLISH), f"{name}: {key}"


def test_every_word_that_exists_is_used() -> None:
    keys = set().union(keys_of_code(), *keys_of_templates().values())
    unused = [known for known in ENGLISH if not any(re.fullmatch(key, known) for key in keys)]
    assert not unused


def test_a_call_of_word_fills_in_all_that_the_word_holds() -> None:
    for name in HTML:
        for node in tree(name).find_all(nodes.Call):
            if _is_name(node.node, "word") and isinstance(node.args[0], nodes.Const):
                given = {keyword.key for keyword in node.kwargs}
                assert given == placeholders(ENGLISH[node.args[0].value]), f"{name}:{node.lineno}"


def test_every_basis_of_a_date_has_words() -> None:
    for basis in ("stated", "inferred", "published", "unknown"):
        assert f"basis_{basis}" in ENGLISH


def test_every_type_of_a_speech_has_words() -> None:
    for type_ in schema("speech")["properties"]["type"]["enum"]:
        assert f"type_{type_}" in ENGLISH


def test_every_way_in_has_words() -> None:
    for kind in WAYS:
        assert f"{kind}s" in ENGLISH
