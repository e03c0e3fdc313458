"""A site or a file is written whole or not at all, whatever happens on the way."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import site_builder
from site_builder import files
from site_builder.errors import SiteError

PROJECT = Path(site_builder.__file__).parent.parent

OLD = {"index.html": b"old home", "assets/site.css": b"same", "speeches/a.html": b"old a"}
NEW = {"index.html": b"new home", "assets/site.css": b"same", "years/2011.html": b"new year"}


def tree(folder: Path) -> dict[str, bytes]:
    """What a folder holds, without our marker."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != files.MARKER
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files.write_tree(tmp_path / "public", OLD.items())
    return tmp_path / "public"


@pytest.fixture(params=["in one step", "by renames"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by renames":
        monkeypatch.setattr(files, "_exchange", lambda *_: False)


# Trees
# -----


@pytest.mark.usefixtures("swap")
def test_a_new_tree_takes_the_place_of_the_old_one(public: Path) -> None:
    files.write_tree(public, NEW.items())
    assert tree(public) == NEW
    assert names_in(public.parent) == ["public"]


@pytest.mark.usefixtures("swap")
def test_a_tree_is_made_where_there_is_none(tmp_path: Path) -> None:
    files.write_tree(tmp_path / "far" / "away" / "public", NEW.items())
    assert tree(tmp_path / "far" / "away" / "public") == NEW


def test_a_tree_goes_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    files.write_tree(tmp_path / "public", NEW.items())
    assert tree(tmp_path / "public") == NEW


def test_the_old_tree_stands_until_the_block_ends(public: Path) -> None:
    with files.new_tree(public) as folder:
        assert files.write_files(folder, NEW.items()) == len(NEW)
        (folder / "pagefind").mkdir()
        (folder / "pagefind" / "entry.json").write_bytes(b"{}")
        assert tree(public) == OLD
    assert tree(public) == NEW | {"pagefind/entry.json": b"{}"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_in_the_block_leaves_the_old_tree(
    public: Path, error: type[BaseException]
) -> None:
    def build() -> None:
        with files.new_tree(public) as folder:
            files.write_files(folder, NEW.items())
            raise error

    with pytest.raises(error):
        build()
    assert tree(public) == OLD
    assert names_in(public.parent) == ["public"]


def test_a_file_that_is_the_same_keeps_its_time(public: Path) -> None:
    for path in public.rglob("*.*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    files.write_tree(public, NEW.items())
    assert (public / "assets" / "site.css").stat().st_mtime == 1_000_000_000
    assert (public / "index.html").stat().st_mtime > 1_000_000_000


def test_names_to_keep_stay_unless_they_are_written(public: Path) -> None:
    files.write_tree(public, [("index.html", b"new")], keep=["index.html", "speeches", "nothing"])
    assert tree(public) == {"index.html": b"new", "speeches/a.html": b"old a"}


def test_a_reader_always_finds_the_site(public: Path) -> None:
    stop, found = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            found.append((public / "index.html").read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(100):
        files.write_tree(public, (OLD if number % 2 else NEW).items())
    stop.set()
    reader.join()
    assert set(found) == {b"old home", b"new home"}


class FakeFunction:
    """A `renameat2` that fails."""

    def __init__(self, code: int) -> None:
        self.code = code

    def __call__(self, *_: object) -> int:
        ctypes.set_errno(self.code)
        return -1


class FakeLibrary:
    """A C library with it."""

    def __init__(self, code: int) -> None:
        self.renameat2 = FakeFunction(code)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL])
def test_where_the_system_cannot_swap_the_tree_is_renamed(
    public: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: FakeLibrary(code))
    files.write_tree(public, NEW.items())
    assert tree(public) == NEW
    assert names_in(public.parent) == ["public"]


def test_where_the_system_refuses_to_swap_the_old_tree_stands(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: FakeLibrary(errno.EBUSY))
    with pytest.raises(SiteError, match=r"^public cannot be written: Device or resource busy$"):
        files.write_tree(public, NEW.items())
    assert tree(public) == OLD


def test_where_there_is_no_way_to_swap_the_tree_is_renamed(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    files.write_tree(public, NEW.items())
    assert tree(public) == NEW


def test_a_rename_that_fails_halfway_is_taken_back(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, seen = Path.rename, []

    def third_fails(path: Path, target: Path) -> Path:
        seen.append(path)
        if len(seen) == 3:
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", third_fails)
    with pytest.raises(SiteError, match="Input/output error"):
        files.write_tree(public, NEW.items())
    assert tree(public) == OLD
    assert names_in(public.parent) == ["public"]


# What is refused
# ---------------


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\\b", "C:a", "a\0"]
)
def test_a_name_that_leads_elsewhere_is_refused(public: Path, name: str) -> None:
    with pytest.raises(SiteError) as caught:
        files.write_tree(public, [("index.html", b""), (name, b"")])
    assert str(caught.value) == f"{name!r} is not the address of a file in the site"
    assert tree(public) == OLD


def test_a_name_that_comes_twice_is_refused(public: Path) -> None:
    with pytest.raises(SiteError, match=r"^two pages of the site have the address a/b\.html$"):
        files.write_tree(public, [("a/b.html", b"1"), ("a/b.html", b"2")])
    assert tree(public) == OLD


def test_a_name_cannot_be_file_and_folder(public: Path) -> None:
    with pytest.raises(SiteError, match="cannot be written: "):
        files.write_tree(public, [("a", b"1"), ("a/b.html", b"2")])
    assert tree(public) == OLD


def test_a_symbolic_link_in_the_way_is_refused(public: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()

    def build() -> None:
        with files.new_tree(public) as folder:
            (folder / "speeches").symlink_to(tmp_path / "elsewhere")
            files.write_files(folder, [("speeches/a.html", b"")])

    with pytest.raises(SiteError, match="is a symbolic link"):
        build()
    assert tree(public) == OLD
    assert not any((tmp_path / "elsewhere").iterdir())


def test_a_symbolic_link_is_not_replaced(public: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(public)
    with pytest.raises(SiteError, match=r"^link is a symbolic link; site-builder does not follow"):
        files.write_tree(tmp_path / "link", NEW.items())
    assert tree(public) == OLD


def test_a_folder_with_the_files_of_others_is_not_replaced(public: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(b"1")
    with pytest.raises(SiteError) as caught:
        files.write_tree(tmp_path / "photos", NEW.items())
    assert str(caught.value) == (
        "photos/ holds files that site-builder did not write;"
        " move them away, or choose another --output"
    )
    assert tree(tmp_path / "photos") == {"1.jpg": b"1"}


def test_files_that_appear_while_a_site_is_built_are_not_lost(tmp_path: Path) -> None:
    def build() -> None:
        with files.new_tree(tmp_path / "public") as folder:
            files.write_files(folder, NEW.items())
            (tmp_path / "public").mkdir()
            (tmp_path / "public" / "thesis.txt").write_bytes(b"years of work")

    with pytest.raises(SiteError, match="did not write"):
        build()
    assert tree(tmp_path / "public") == {"thesis.txt": b"years of work"}


def test_a_file_is_not_replaced_by_a_site(public: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes(b"")
    with pytest.raises(SiteError, match=r"^notes is a file; the site needs a folder$"):
        files.write_tree(tmp_path / "notes", NEW.items())


# What killed runs leave
# ----------------------


@pytest.fixture
def dead() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


def test_leftovers_of_ended_runs_are_removed_and_others_stay(public: Path, dead: int) -> None:
    alive = os.getppid()
    names = [f".public.new-{dead}", f".public.new-{alive}", f".other.new-{dead}", ".public.new-x"]
    for name in names:
        (public.parent / name / "speeches").mkdir(parents=True)
    files.write_tree(public, NEW.items())
    assert names_in(public.parent) == sorted(["public", *names[1:]])


def test_a_tree_moved_away_by_a_killed_run_comes_back(public: Path, dead: int) -> None:
    public.rename(public.with_name(f".public.old-{dead}"))
    with pytest.raises(ValueError, match="stop"), files.new_tree(public):
        raise ValueError("stop")
    assert tree(public) == OLD


def test_an_old_tree_that_a_killed_run_did_not_remove_goes(public: Path, dead: int) -> None:
    (public.parent / f".public.old-{dead}" / "speeches").mkdir(parents=True)
    files.write_tree(public, NEW.items())
    assert names_in(public.parent) == ["public"]


def test_leftovers_of_files_are_removed(tmp_path: Path, dead: int) -> None:
    names = ["a.md", f".a.md.new-{dead}", f".b.md.new-{os.getppid()}"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    files.remove_leftovers(tmp_path)
    assert names_in(tmp_path) == sorted([names[0], names[2]])
    files.remove_leftovers(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("error", "is_alive"),
    [(ProcessLookupError, False), (OverflowError, False), (PermissionError, True)],
)
def test_a_run_of_another_user_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], is_alive: bool
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "kill", fail)
    assert files._is_other_and_alive(4711) == is_alive
    assert not files._is_other_and_alive(os.getpid())


# Faults
# ------

FAULTS = """
import errno, itertools, json, os, pathlib, resource, sys
from site_builder import files
from site_builder.errors import SiteError

folder, fault, way = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
old, new = ({k: v.encode() for k, v in json.loads(a).items()} for a in sys.argv[4:])
public = folder / "public"
if way == "renames":
    files._exchange = lambda *_: False

def tree():
    return {p.relative_to(public).as_posix(): p.read_bytes()
            for p in public.rglob("*") if p.is_file() and p.name != files.MARKER}

after = new if way == "changes" else new | {"speeches/a.html": b"old a"}

watched = {"open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "os.utime", "os.scandir",
           "os.listdir", "ctypes.dlopen", "ctypes.dlsym"}

def strike_at(number):
    left = number
    def hook(event, arguments):
        nonlocal left
        left -= event in watched
        if event in watched and (left == 0 or left < 0 and fault == "every one from"):
            if fault == "kill":
                os.kill(os.getpid(), 9)
            raise OSError(errno.ENOSPC, "no space")
    sys.addaudithook(hook)
    return lambda: left <= 0

def child(number):
    struck = strike_at(number)
    try:
        if way == "changes":
            with files.changed_tree(public, lambda: sorted(old.keys() - after)) as tree:
                files.write_files(tree, after.items())
        else:
            with files.new_tree(public) as tree:
                files.write_files(tree, new.items())
                files.keep_files(public, tree, ["speeches"])
    except SiteError:
        os._exit(1)
    os._exit(2 if struck() else 0)

outcomes = []
for number in itertools.count(1):
    files.write_tree(public, old.items())
    pid = os.fork()
    if pid == 0:
        try:
            child(number)
        finally:
            os._exit(99)
    outcome = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert outcome != 99, number
    if way == "step":
        assert tree() in (old, after), number
    try:
        with files.new_tree(public):
            raise KeyError
    except KeyError:
        pass
    assert tree() in (old, after), number
    assert os.listdir(folder) == ["public"], number
    outcomes.append((outcome, tree() == old))
    if outcome == 0:
        break
print(json.dumps(outcomes))
"""


def outcomes_of_faults(folder: Path, fault: str, way: str) -> list[tuple[int, bool]]:
    """For a fault at each step: the exit code, and whether the old tree stands."""
    arguments = [json.dumps({k: v.decode() for k, v in t.items()}) for t in (OLD, NEW)]
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, str(folder), fault, way, *arguments],
        cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [tuple(pair) for pair in json.loads(done.stdout)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps in one step")
@pytest.mark.parametrize("fault", ["kill", "one at", "every one from"])
def test_a_fault_at_any_step_leaves_one_whole_tree(tmp_path: Path, fault: str) -> None:
    outcomes = outcomes_of_faults(tmp_path, fault, "step")
    assert len(outcomes) > 25
    assert {True, False} == {is_old for _, is_old in outcomes[:-1]}
    assert outcomes[-1] == (0, False)
    if fault != "kill":  # an error is reported just if the old tree stands
        assert all(is_old == (code == 1) for code, is_old in outcomes)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("fault", ["kill", "one at"])
def test_without_swapping_a_fault_at_any_step_leaves_one_whole_tree_to_the_next_run(
    tmp_path: Path, fault: str
) -> None:
    assert len(outcomes_of_faults(tmp_path, fault, "renames")) > 25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("fault", ["kill", "one at", "every one from"])
def test_changes_of_which_a_fault_stops_any_step_are_made_by_the_next_run_or_not_at_all(
    tmp_path: Path, fault: str
) -> None:
    outcomes = outcomes_of_faults(tmp_path, fault, "changes")
    assert len(outcomes) > 25
    assert {True, False} == {is_old for _, is_old in outcomes[:-1]}
    assert outcomes[-1] == (0, False)


def test_changes_leave_what_is_the_same_in_its_place(tmp_path: Path) -> None:
    public = tmp_path / "public"
    files.write_tree(public, [("a.html", b"a"), ("old/b.html", b"b"), ("c.html", b"c")])
    os.utime(public / "a.html", (10**9, 10**9))
    with files.changed_tree(public, lambda: ["old/b.html"]) as folder:
        files.write_files(folder, [("a.html", b"a"), ("c.html", b"C"), ("new/d.html", b"d")])
    found = {
        p.relative_to(public).as_posix(): p.read_bytes() for p in public.rglob("*") if p.is_file()
    }
    assert found.pop(files.MARKER)
    assert found == {"a.html": b"a", "c.html": b"C", "new/d.html": b"d"}
    assert (public / "a.html").stat().st_mtime == 10**9
    assert not (public / "old").exists()
    assert names_in(tmp_path) == ["public"]


def test_a_full_disk_leaves_the_old_tree(public: Path) -> None:
    code = (
        "import pathlib, resource\n"
        "from site_builder import files\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        f"files.write_tree(pathlib.Path({str(public)!r}), [('big.html', b'x' * 20_000)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert "big.html cannot be written: File too large" in done.stderr
    assert tree(public) == OLD
    assert names_in(public.parent) == ["public"]


# Single files
# ------------


def test_a_file_is_written_only_if_it_is_another(tmp_path: Path) -> None:
    path = tmp_path / "content" / "speeches" / "a.md"
    assert files.write_file(path, b"one")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert not files.write_file(path, b"one")
    assert path.stat().st_mtime == 1_000_000_000
    assert files.write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert names_in(path.parent) == ["a.md"]


def test_a_file_that_cannot_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SiteError, match=r"^a\.md cannot be written: Permission denied$"):
        files.write_file(path, b"new")
    assert tree(tmp_path) == {"a.md": b"old"}


def test_a_file_behind_a_symbolic_link_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    with pytest.raises(SiteError, match="is a symbolic link"):
        files.write_file(tmp_path / "a.md", b"")
    assert not (tmp_path / "b.md").exists()
