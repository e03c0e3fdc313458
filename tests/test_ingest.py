"""Ingest reads no page twice, reads many at once, and ends what takes too long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessExpired

from site_builder.ingest import Outcome, Wanted, ingest
from site_builder.project import Project
from site_builder.seen import Seen, dumped_seen, parsed_seen
from site_builder.workers import Here, Stoppable

TEXT = """\
各位同志：

今天我们在渡口开会，只讲三件事。第一件，石阶要修，修之前先问住户。第二件，水位要记，一天记两次。

第三件，账目要公开，贴在渡口的墙上，谁都可以看，看完可以问。问了就要答，答不上来的，写在本子上。
"""
SLOW = TEXT * 18_000
"""Seven megabytes, of which no machine makes a speech in seconds."""


def saved(title: str, text: str = TEXT) -> str:
    return (
        f"您的位置：石阶文稿网>>水利/讲话/>>正文\n\n{title}\n\n发表时间：2016/5/4 9:00:00\n\n{text}"
    )


PAGES = {
    "content/raw/a.txt": saved("在渡口座谈会上的讲话"),
    "content/raw/b.txt": saved("在河堤现场会上的讲话"),
    "content/raw/c.txt": saved("在渡口座谈会上的讲话", TEXT.replace("三件事", "几件事")),
    "content/raw/d.txt": "",
}


class Counting(Here):
    """Counts what it is given to do."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def submit(self, call: Any, /, *given: Any, **named: Any) -> Any:
        self.read.append(given[0].file.removeprefix("raw/"))
        return super().submit(call, *given, **named)


@pytest.fixture
def made(project: Callable) -> Any:
    return project(PAGES)


def outcomes(made: Any, *given: Any) -> list[tuple[str, str]]:
    return [
        (outcome.raw.removeprefix("content/raw/"), outcome.what)
        for outcome in ingest(Project(made.root), *given)
    ]


def read_of(made: Any, *given: Any) -> list[str]:
    """The pages that had to be read."""
    executor = Counting()
    outcomes(made, (), *given or (Wanted(),), executor)
    return executor.read


def test_a_page_is_read_again_only_if_something_changed(made: Any) -> None:
    first = outcomes(made)
    assert first == [("a.txt", "written"), ("b.txt", "written"), ("c.txt", "written"), first[3]]
    assert first[3] == ("d.txt", "refused")
    before = made.tree()
    assert read_of(made) == []
    assert outcomes(made) == [*((name, "unchanged") for name, _ in first[:3]), first[3]]
    assert made.tree() == before


def test_what_was_doubtful_or_wrong_is_told_each_time(made: Any) -> None:
    doubtful = saved("在渡口座谈会上的讲话", TEXT.replace("可以看", "可以?yàn)看"))
    made.write({"content/raw/a.txt": doubtful})
    first, again = made.run("ingest"), made.run("ingest")
    assert "doubtful place" in first.err
    assert first.err.replace("3 written", "3 unchanged") == again.err
    assert again.code == 1


CHANGES: dict[str, Callable[[Any], None]] = {
    "the page": lambda made: made.write({"content/raw/b.txt": saved("在河堤现场会上的发言")}),
    "the speech": lambda made: _rewritten(made, "speeches", "水位要记", "水位要量"),
    "its ledger": lambda made: _rewritten(made, "ledgers", '"edits"', ' "edits"'),
    "its file's name": lambda made: _moved(made, "speeches"),
    "the ledger is gone": lambda made: _file_of(made, "ledgers").unlink(),
    "the speech is gone": lambda made: _file_of(made, "speeches").unlink(),
    "a wish": lambda made: made.write(
        {"content/site.toml": f'{made.read("content/site.toml")}script."raw/b.txt" = "keep"\n'}
    ),
}


def _file_of(made: Any, folder: str) -> Path:
    files = (made.root / "content" / folder).iterdir()
    return next(path for path in files if "raw/b.txt" in path.read_text("utf-8"))


def _rewritten(made: Any, folder: str, old: str, new: str) -> None:
    path = _file_of(made, folder)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _moved(made: Any, folder: str) -> None:
    path = _file_of(made, folder)
    (path.parent / "more").mkdir()
    path.rename(path.parent / "more" / path.name)


@pytest.mark.parametrize("what", CHANGES)
def test_each_thing_that_a_page_depends_on_counts(made: Any, what: str) -> None:
    outcomes(made)
    times = {p: p.stat() for p in made.root.rglob("*")}
    CHANGES[what](made)
    for path, stat in times.items():  # nor are times of files taken for their contents
        if path.exists():
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    read = read_of(made)
    assert "b.txt" in read
    assert read == ["b.txt"] or what == "a wish"
    if what != "the speech":
        assert read_of(made) == []


def test_a_speech_that_was_corrected_is_not_read_again_and_again(made: Any) -> None:
    outcomes(made)
    _rewritten(made, "speeches", "水位要记", "水位要量")
    assert ("b.txt", "kept") in outcomes(made)
    assert read_of(made) == []
    assert ("b.txt", "kept") in outcomes(made)


def test_a_dry_run_remembers_nothing_and_a_report_reads_all(made: Any) -> None:
    again = "c.txt"  # its id was another page's, meanwhile
    assert read_of(made, Wanted(dry_run=True)) == ["a.txt", "b.txt", "c.txt", "d.txt", again]
    assert not (made.root / ".cache").exists()
    assert read_of(made) == ["a.txt", "b.txt", "c.txt", "d.txt", again]
    assert read_of(made, Wanted(whole=True)) == ["a.txt", "b.txt", "c.txt", "d.txt"]


@pytest.mark.parametrize(
    "text",
    [None, b"", b"\xff", b"[]", b"{}", b'{"code": "", "pages": {}, "speeches": {}}', b"[" * 90_000],
)
def test_what_is_remembered_may_be_lost_or_spoilt(made: Any, text: bytes | None) -> None:
    first = outcomes(made)
    memory = made.root / ".cache" / "ingest.json"
    whole = memory.read_bytes()
    memory.unlink()
    if text is not None:
        memory.write_bytes(text)
    assert read_of(made) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert memory.read_bytes() == whole
    assert [name for name, _ in first] == [name for name, _ in outcomes(made)]


def test_other_code_remembers_nothing() -> None:
    data = dumped_seen(Seen("of one version", {}, {"digest": "raw/a.txt"}))
    assert parsed_seen(data, "of one version").speeches
    assert not parsed_seen(data, "of the next").speeches


def test_many_at_once_make_the_same_as_one_after_the_other(project: Callable) -> None:
    trees = []
    for name, arguments in {"one": (1,), "two": (2,)}.items():
        made = project(PAGES, name)
        done = made.run("ingest", "--jobs", *arguments)
        trees.append((done, made.tree(), made.read(".cache/ingest.json")))
    assert trees[0] == trees[1]
    assert (
        "content/speeches/2016-05-04-zai-du-kou-zuo-tan-hui-shang-de-jiang-hua-2.md" in trees[0][1]
    )


def test_any_executor_will_do(project: Callable) -> None:
    one, other = project(PAGES, "one"), project(PAGES, "other")
    with ThreadPoolExecutor(2) as threads:
        assert outcomes(one) == outcomes(other, (), Wanted(), threads)
    assert one.tree() == other.tree()


def test_a_page_that_comes_twice_is_read_once(made: Any) -> None:
    made.write({"elsewhere/b.txt": PAGES["content/raw/b.txt"], "elsewhere/e.txt": saved("论石阶")})
    pages = [made.root / place for place in ("content/raw/b.txt", "elsewhere/b.txt")]
    with ThreadPoolExecutor(2) as threads:
        found = outcomes(made, pages, Wanted(), threads)
    assert [what for _, what in found] == ["written", "unchanged"]


def test_two_pages_of_one_name_are_copied_to_two_places(made: Any) -> None:
    made.write({"one/e.txt": saved("论石阶"), "two/e.txt": saved("论水位")})
    pages = [made.root / place for place in ("one/e.txt", "two/e.txt")]
    with ThreadPoolExecutor(2) as threads:
        outcomes(made, pages, Wanted(), threads)
    assert made.read("content/raw/e.txt") == saved("论石阶")
    assert made.read("content/raw/e-2.txt") == saved("论水位")


def test_a_page_that_takes_too_long_is_ended_and_the_others_go_on(made: Any) -> None:
    made.write({"content/raw/b.txt": saved("在河堤现场会上的讲话", SLOW)})
    done = made.run("ingest", "--jobs", 2, "--page-seconds", 5)
    assert done.code == 1
    assert (
        "content/raw/b.txt: takes too long and is set aside; --page-seconds gives it more"
        in done.err
    )
    assert "2 written, 2 refused" in done.err


class Deadly(Stoppable):
    """Its process ends at one of the pages, as if the system had killed it."""

    def submit(self, call: Any, /, *given: Any, **named: Any) -> Any:
        if given[0].file == "raw/b.txt":
            return super().submit(os._exit, 9)
        return super().submit(call, *given, **named)


class Interfering(Here):
    """Somebody corrects a speech while its page is being read."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def submit(self, call: Any, /, *given: Any, **named: Any) -> Any:
        future = super().submit(call, *given, **named)
        if given[0].file == "raw/b.txt":
            _rewritten(self.made, "speeches", "水位要记", "水位要量")
        return future


def test_a_correction_made_meanwhile_is_not_overwritten(made: Any) -> None:
    outcomes(made)
    made.write(
        {"content/raw/b.txt": saved("在河堤现场会上的讲话", TEXT + "\n最后，谢谢大家来。\n")}
    )
    found = _told(ingest(Project(made.root), executor=Interfering(made)))
    assert [what for what, _ in found] == ["unchanged", "refused", "unchanged", "refused"]
    assert found[1][1].endswith(".md: was changed while its page was read; ingest again")
    assert "水位要量" in _file_of(made, "speeches").read_text("utf-8")
    assert ("b.txt", "proposed") in outcomes(made)


def _told(found: Iterator[Outcome]) -> list[tuple[str, str]]:
    return [(one.what, str(one.error or "")) for one in found]


def test_a_process_that_ends_costs_its_page_alone(made: Any) -> None:
    with Deadly(2, 60) as executor:
        found = _told(ingest(Project(made.root), executor=executor))
    assert [what for what, _ in found] == ["written", "refused", "written", "refused"]
    assert found[1][1].startswith("content/raw/b.txt: set aside, by a fault of site-builder (")
    assert read_of(made) == ["b.txt"]  # the next run tries again


def test_a_process_is_ended_when_its_time_is_up() -> None:
    with Stoppable(1, 0.2) as executor:
        endless, after = executor.submit(_forever), executor.submit(abs, -1)
        with pytest.raises(TimeoutError):
            endless.result()
        assert after.result() == 1
        with pytest.raises(ProcessExpired):
            executor.submit(os._exit, 3).result()


def _forever() -> None:
    while True:
        pass


@pytest.mark.parametrize("wrong", [("--jobs", "0"), ("--jobs", "x"), ("--page-seconds", "0")])
def test_impossible_numbers_are_wrong_usage(made: Any, wrong: tuple[str, str]) -> None:
    assert made.run("ingest", *wrong).code == 2
