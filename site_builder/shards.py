"""The full-text index of an archive, in shards: Pagefind run over some hundred speeches at a time.

Each shard is a folder named by the digest of its documents. So a shard whose speeches did not
change is taken from the last site as it is, every file of it can be cached for good, and the memory
that Pagefind takes is that of one shard. The browser searches all of them together (`index.js`).
"""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cbor2
import pagefind_bin

from site_builder.errors import SearchError
from site_builder.search import SearchDocument, vocabulary_of

MANIFEST = "shards.json"
"""The file by which the search page finds the index."""

FOLDER = "pagefind"
"""Where the index stands in the site."""

_LEAST, _MOST = 800, 1_200
"""How many speeches a shard has: so many that a search asks for few files, and so few that one
edit makes little work. 1,000 of 2,500 characters take about 8 s of CPU and 600 MB of memory."""

_CHUNK = 1_500
"""How many places of words a file of the index has. By Pagefind's own 20,000 a first search takes
three times the bytes; by less there are more files than speeches."""

_FORMAT = "1"
"""Of what is made of Pagefind's files: goes into the names of the shards."""

_SIGNATURE = b"pagefind_dcd"

Files = Iterator[tuple[str, bytes]]
"""Names with forward slashes, and what the files hold."""


# Which speeches stand together
# -----------------------------


def parts_of(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """The ids of an archive's speeches in the parts that make its shards, in order.

    A part ends where the digest of an id is smallest among those where it may end. So one speech
    more or less changes one part, or a few, and not all that come after.

    >>> [len(part) for part in parts_of(map(str, range(1_000, 2_500)))]
    [908, 592]
    """
    rest = sorted(ids)
    parts: list[tuple[str, ...]] = []
    while len(rest) > _MOST:
        end = min(range(_LEAST, _MOST), key=lambda i: sha256(rest[i].encode()).digest())
        parts.append(tuple(rest[:end]))
        rest = rest[end:]
    return [*parts, tuple(rest)] if rest else parts


def shard_name(digests: Iterable[str]) -> str:
    """The name of the shard of documents with these digests."""
    whole = "\n".join([_FORMAT, _version(), str(_CHUNK), *digests])
    return sha256(whole.encode()).hexdigest()[:10]


@cache
def _version() -> str:
    done = _run("--version", folder=Path.cwd())
    return done.split()[-1]


# Shards
# ------


def shard_files(name: str, documents: Sequence[SearchDocument]) -> Files:
    """The files of a shard, by their path in the site; the same for the same documents.

    Raises `SearchError` if Pagefind stops with an error, or writes what is not expected.
    """
    folder = f"{FOLDER}/{name}"
    if documents:
        yield from _numbered(folder, name, documents)
    columns = list(zip(*(document.row for document in documents), strict=True))
    yield f"{folder}/rows.json", _json(columns)
    yield f"{folder}/facets.json", _json(_columns([document.facets for document in documents]))
    yield f"{folder}/words.json", _json(vocabulary_of(documents))


def _numbered(folder: str, name: str, documents: Sequence[SearchDocument]) -> Files:
    """Pagefind's files with numbers for names.

    As Pagefind writes them, some differ from run to run, and half of what a search has to fetch
    first is names.
    """
    with TemporaryDirectory(prefix="site-builder-") as temporary:
        source = Path(temporary) / "site"
        source.mkdir()
        for number, document in enumerate(documents):
            (source / f"{number:05}.html").write_text(document.html, encoding="utf-8")
        bundle = _indexed(source)
        [old] = bundle.glob("pagefind.*.pf_meta")
        version, pages, chunks, filters, sorts, fields = cbor2.loads(_unpacked(old.read_bytes()))
        entry = json.loads((bundle / "pagefind-entry.json").read_text("utf-8"))
        if len(pages) != len(documents) or filters or sorts:
            raise SearchError("Pagefind's index is not of the documents that it was given")
        for page in pages:
            fragment = bundle / "fragment" / f"{page[0]}.pf_fragment"
            number = int(json.loads(_unpacked(fragment.read_bytes()))["url"][1:].split(".")[0])
            page[0] = f"{name}-{number}"
            shown = {"url": "", "content": "", "anchors": [], **documents[number].shown}
            yield f"{folder}/fragment/{page[0]}.pf_fragment", _packed(_json(shown))
        for number, chunk in enumerate(sorted(chunks)):
            data = (bundle / "index" / f"{chunk[2]}.pf_index").read_bytes()
            chunk[2] = f"{number}"
            yield f"{folder}/index/{number}.pf_index", data
        meta = cbor2.dumps([version, pages, sorted(chunks), filters, sorts, fields])
        yield f"{folder}/pagefind.{name}.pf_meta", _packed(meta)
        language = {"hash": name, "wasm": "en", "page_count": len(documents)}
        entry["languages"] = {"en": language}
        entry["include_characters"].sort()
        yield f"{folder}/pagefind-entry.json", _json(entry)


def _columns(rows: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, Any]:
    """Facets as their labels, and for each document the numbers of its own."""
    columns = {}
    for kind in sorted({kind for row in rows for kind in row}):
        labels = sorted({label for row in rows for label in row.get(kind, ())})
        numbers = {label: number for number, label in enumerate(labels)}
        columns[kind] = [labels, [[numbers[label] for label in row.get(kind, ())] for row in rows]]
    return columns


# The engine
# ----------


@cache
def engine_files() -> Mapping[str, bytes]:
    """What runs in the browser: files by their path in the site, in a folder of their own.

    Beside Pagefind's own program it has an index of nothing, which the shards are added to.
    """
    with TemporaryDirectory(prefix="site-builder-") as temporary:
        source = Path(temporary) / "site"
        source.mkdir()
        (source / "index.html").write_text(_NOTHING, encoding="utf-8")
        bundle = _indexed(source)
        entry = json.loads((bundle / "pagefind-entry.json").read_text("utf-8"))
        version = entry["version"]
        entry["languages"]["en"]["hash"] = "nothing"
        entry["include_characters"].sort()
        files = {
            name: (bundle / name).read_bytes()
            for name in ("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind")
        }
        files["pagefind-entry.json"] = _json(entry)
        files["pagefind.nothing.pf_meta"] = _packed(cbor2.dumps([version, [], [], [], [], []]))
    digest = sha256(b"\n".join(files[name] for name in sorted(files))).hexdigest()[:8]
    folder = f"{FOLDER}/{version}-{digest}"
    return {f"{folder}/{name}": data for name, data in files.items()}


_NOTHING = "<!doctype html><html lang=en><title>§</title><body><p>nothing</p></body></html>"


def manifest(engine: str, shards: Iterable[str]) -> bytes:
    """JSON that tells the browser where the engine and the shards are, from the site's root.

    Without an engine, and shards, nothing is searched.
    """
    place = f"{engine}/" if engine else ""
    return _json({"engine": place, "shards": [f"{FOLDER}/{name}/" for name in shards]})


def _indexed(source: Path) -> Path:
    """The folder that Pagefind makes of documents."""
    # One index for all languages: a speech in any of them is found from the same field. English
    # is what it stems; Han characters and other scripts are left as they are.
    _run("--site", str(source), "--force-language", "en", folder=source.parent)
    return source / "pagefind"


def _run(*arguments: str, folder: Path) -> str:
    command = [str(pagefind_bin.get_executable()), *arguments]
    # Pagefind reads settings from the working folder and from PAGEFIND_* variables: give it none.
    environment = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(_CHUNK)}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
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
    return done.stdout


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(data: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + data, mtime=0)


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)
