"""A module imports only from lower layers, and few may touch the disk.

`python tests/test_architecture.py` prints the table of docs/architecture.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "site_builder"
TABLE = PACKAGE.parent / "docs" / "architecture.md"

LAYERS = {
    "__main__": 21,
    "bulk": 9,
    "data": 5,
    "downloads": 7,
    "tables": 3,
    "cli": 20,
    "start": 13,
    "report": 13,
    "building": 19,
    "sharing": 18,
    "pipeline": 17,
    "holding": 16,
    "planning": 15,
    "gathering": 14,
    "changes": 13,
    "proving": 13,
    "worker": 12,
    "executors": 12,
    "inputs": 11,
    "reading": 7,
    "settings": 6,
    "registers": 11,
    "timings": 1,
    "cache": 1,
    "ingest": 12,
    "project": 5,
    "seen": 0,
    "pinyin": 0,
    "lookup": 0,
    "transcripts": 6,
    "workers": 0,
    "server": 12,
    "live_reload": 9,
    "hosting": 8,
    "search": 8,
    "shards": 9,
    "files": 8,
    "check": 8,
    "deploy": 8,
    "moved": 7,
    "offline": 2,
    "redirects": 0,
    "render": 11,
    "pages": 10,
    "speech_pages": 10,
    "harvest": 10,
    "linked_data": 8,
    "surroundings": 7,
    "signposts": 6,
    "lists": 9,
    "statements": 9,
    "links": 6,
    "speech": 6,
    "published": 4,
    "archive": 5,
    "extract": 5,
    "filter": 5,
    "apparatus": 5,
    "exports": 5,
    "oai": 4,
    "feeds": 4,
    "notices": 3,
    "pictures": 3,
    "sitemap": 3,
    "assets": 5,
    "completeness": 4,
    "identity": 4,
    "likeness": 5,
    "editions": 3,
    "outline": 4,
    "promise": 4,
    "turns": 2,
    "terms": 2,
    "clauses": 2,
    "similarity": 3,
    "kin": 4,
    "passages": 3,
    "passage_pages": 8,
    "sites": 4,
    "collation": 4,
    "explanation": 4,
    "repair": 3,
    "marks": 3,
    "anchoring": 3,
    "content": 4,
    "citations": 3,
    "ids": 3,
    "markdown": 2,
    "edits": 2,
    "decisions": 2,
    "dates": 2,
    "examples": 2,
    "facts": 2,
    "headings": 2,
    "titles": 2,
    "dating": 3,
    "pagetext": 2,
    "raw": 2,
    "languages": 1,
    "visible": 1,
    "script": 1,
    "points": 1,
    "charts": 2,
    "headers": 2,
    "schema": 2,
    "config": 1,
    "model": 1,
    "charsets": 1,
    "commonmark": 1,
    "numbering": 0,
    "anchors": 0,
    "errors": 0,
    "xmltree": 0,
    "__init__": 0,
}
"""A drawer is one entry: its `__init__` may import from its files, and these from
files whose names begin with `_`."""

TOUCH_THE_DISK = frozenset(
    {"files", "project", "shards", "hosting", "live_reload", "server", "ingest", "pipeline", "cli"}
    | {"start", "building", "inputs", "settings", "cache", "reading", "worker", "proving", "bulk"}
    | {"changes", "planning", "holding", "sharing"}
)
ASK_THE_SYSTEM = frozenset({"executors", "timings"})
"""May use `os`, to ask for cores and processes."""
PACK_IN_MEMORY = frozenset({"data", "exports"})
"""May use `io.BytesIO` and `io.StringIO`, which are no files."""
READ_THE_PACKAGE = frozenset({"schema", "report", "repair"})
"""May read what comes with the package, by `importlib.resources`."""

DISK = frozenset(
    [
        "os",
        "io",
        "pathlib",
        "shutil",
        "subprocess",
        "tempfile",
        "socket",
        "glob",
        "fileinput",
        "urllib.request",
        "http",
    ]
)

MODULES = {
    path.relative_to(PACKAGE).with_suffix("").as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
"""Trees by name: `cli`, `sites/wenmi`."""


def unit(module: str) -> str:
    """The entry of LAYERS that a module belongs to: itself, or its drawer."""
    return module.partition("/")[0]


def nodes(module: str) -> Iterator[ast.AST]:
    return ast.walk(MODULES[module])


def imported(module: str) -> Iterator[str]:
    """Names of all modules that are imported anywhere in a module, also inside of functions."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: write imports in full"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    names = {name.replace(".", "/") for name in imported(module)}
    found = {
        name.removeprefix("site_builder/") for name in names if name.startswith("site_builder/")
    }
    found = {f"{name}/__init__" if f"{name}/__init__" in MODULES else name for name in found}
    return found & MODULES.keys()


def test_every_module_has_a_layer_and_no_layer_is_without_its_module() -> None:
    assert LAYERS.keys() == {unit(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_lower_layers(module: str) -> None:
    for other in own(module):
        if unit(other) == unit(module):
            in_drawer = module.endswith("/__init__") or "/_" in other
            assert in_drawer, f"{module} imports {other}, its neighbour in the drawer"
        else:
            assert LAYERS[unit(other)] < LAYERS[unit(module)], f"{module} imports {other}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join([*path, module])
        if module not in finished:
            for other in sorted(own(module)):
                visit(other, (*path, module))
            finished.add(module)

    for module in MODULES:
        visit(module, ())


@pytest.mark.parametrize("module", MODULES)
def test_only_a_few_modules_touch_the_disk(module: str) -> None:
    if unit(module) in TOUCH_THE_DISK:
        return
    names = set(imported(module))
    if unit(module) in PACK_IN_MEMORY and {n for n in names if n.startswith("io.")} <= {
        "io.BytesIO",
        "io.StringIO",
    }:
        names -= {"io", "io.BytesIO", "io.StringIO"}
    if unit(module) in ASK_THE_SYSTEM:
        names -= {"os"}
    assert not {
        name for name in names if name in DISK or name.partition(".")[0] in DISK - {"urllib"}
    }
    if unit(module) not in READ_THE_PACKAGE:
        assert "importlib.resources" not in names
    for node in nodes(module):
        assert not (isinstance(node, ast.Name) and node.id == "open"), f"{module}:{node.lineno}"


def test_nothing_is_evaluated_or_loaded_by_chance() -> None:
    for module in MODULES:
        assert not {"pickle", "marshal", "shelve", "random"} & set(imported(module)), module
        for node in nodes(module):
            assert not (isinstance(node, ast.Name) and node.id in {"eval", "exec"}), module


# What a module says of itself
# ----------------------------


def sentence(module: str) -> str:
    """The first sentence of a module's docstring, on one line."""
    text = ast.get_docstring(MODULES[module]) or ""
    first = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[^.…][.])\s+(?=[A-Z`])", first)[0]


def rows() -> list[str]:
    """The rows of docs/architecture.md, highest layer first."""
    described = [
        (layer, name, sentence(f"{name}/__init__" if f"{name}/__init__" in MODULES else name))
        for name, layer in LAYERS.items()
        if not name.startswith("__")
    ]
    return [
        f"| {layer} | `{name}{'/' if f'{name}/__init__' in MODULES else ''}` | {text} |"
        for layer, name, text in sorted(described, key=lambda row: (-row[0], row[1]))
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_in_a_sentence_what_it_is(module: str) -> None:
    assert sentence(module).endswith((".", ":"))
    assert "|" not in sentence(module)


def test_architecture_md_says_of_each_module_what_the_module_says() -> None:
    text = TABLE.read_text("utf-8")
    table = [line for line in text.splitlines() if re.match(r"\| *\d+ *\|", line)]
    assert table == rows()


if __name__ == "__main__":
    print("| layer | module | its one sentence |\n|--:|---|---|")
    print("\n".join(rows()))
