"""The search index: which speeches stand together, and files that are the same for the same."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable

import pytest

from site_builder.search import SearchDocument, words_of
from site_builder.shards import engine_files, manifest, parts_of, shard_files, shard_name


def document(id_: str, text: str) -> SearchDocument:
    words = words_of(text)
    shown = {"path": f"speeches/{id_}.html", "meta": {"display": text}, "sections": []}
    return SearchDocument(id_, " ".join(words), shown, ("2011-02-06", 0, 0, 0), {"year": ("2011",)})


DOCUMENTS = [document(f"s{n}", f"第{n}届质量会议 and a café") for n in range(40)]


def ids(count: int) -> list[str]:
    return [f"{1950 + n % 70}-{n:05}" for n in range(count)]


def changed(before: Iterable[tuple[str, ...]], after: Iterable[tuple[str, ...]]) -> int:
    return len(set(after) - set(before))


@pytest.mark.parametrize("count", [0, 1, 799, 1_200, 1_201, 5_000])
def test_every_speech_is_in_one_part_and_no_part_is_too_large(count: int) -> None:
    parts = parts_of(ids(count))
    assert [id_ for part in parts for id_ in part] == sorted(ids(count))
    assert all(len(part) <= 1_200 for part in parts)
    assert all(len(part) >= 800 for part in parts[:-1])


def test_a_speech_more_or_less_leaves_most_parts_as_they_are() -> None:
    all_ids = ids(10_000)
    before = parts_of(all_ids)
    assert 8 <= len(before) <= 12
    for number in range(0, 10_000, 977):
        assert changed(before, parts_of(all_ids[:number] + all_ids[number + 1 :])) <= 4
        assert changed(before, parts_of([*all_ids, f"1983-{number}-new"])) <= 4


def test_the_order_of_ids_does_not_matter() -> None:
    assert parts_of(reversed(ids(4_000))) == parts_of(ids(4_000))


def test_a_shard_is_the_same_to_the_byte_each_time() -> None:
    name = shard_name(document.digest for document in DOCUMENTS)
    first, second = (dict(shard_files(name, DOCUMENTS)) for _ in range(2))
    assert first == second
    assert all(path.startswith(f"pagefind/{name}/") for path in first)


def test_another_text_makes_another_shard() -> None:
    one = [*DOCUMENTS[:-1], document("s39", "第三十九届")]
    assert shard_name(d.digest for d in one) != shard_name(d.digest for d in DOCUMENTS)


def test_each_result_has_the_number_of_its_row(sample_site) -> None:
    for rows in (sample_site.folder / "pagefind").glob("*/rows.json"):
        shard = rows.parent
        dates, *_ = json.loads(rows.read_text("utf-8"))
        for number, date in enumerate(dates):
            path = shard / "fragment" / f"{shard.name}-{number}.pf_fragment"
            shown = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
            assert shown["meta"]["sort"] == date
            assert (sample_site.folder / shown["path"]).is_file()


def test_an_archive_of_nothing_has_an_engine_and_no_shard() -> None:
    files = engine_files()
    (folder,) = {name.rpartition("/")[0] for name in files}
    assert {name.removeprefix(f"{folder}/") for name in files} == {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "pagefind.nothing.pf_meta",
        "wasm.en.pagefind",
    }
    assert json.loads(manifest(folder, [])) == {"engine": f"{folder}/", "shards": []}


def test_an_unchanged_shard_is_taken_from_the_old_site(project: Callable) -> None:
    made = project({f"content/speeches/{n}.md": f"---\ntitle: T{n}\n---\n\nText.\n" for n in "ab"})
    assert made.run("build").code == 0
    before = made.tree("public/pagefind")
    [shard] = {path.split("/")[0] for path in before if path.endswith("rows.json")}
    kept = made.root / "public/pagefind" / shard / "rows.json"
    kept.write_bytes(b"kept")
    assert made.run("build").code == 0
    assert kept.read_bytes() == b"kept"
    made.write({"content/speeches/a.md": "---\ntitle: Other\n---\n\nText.\n"})
    assert made.run("build").code == 0
    after = made.tree("public/pagefind")
    assert not [path for path in after if path.startswith(shard)]
    assert len(after) == len(before)
