"""The only module that writes: a tree whole or not at all.

A new site is built in a folder beside the old one and swapped in when it is finished. A process
killed at any moment leaves the old site or the new one; what it left beside it goes at the next
run. That holds against a kill, not against a power cut: nothing is flushed to the disk, since
everything written here can be made again.

    public/                 the site, whole
    .public.new-4711/       the next one, of process 4711; after the swap the old one, until removed
    .public.old-4711/       only where a system cannot swap two folders in one step
    .public.next/           changes to the site, all of them, on their way in

Where little of a site changes, a second one of all its files would cost more than the changes do.
Then the changed files alone are made aside, with a list of those that go. Renaming their folder to
`.public.next` decides: a process killed before that leaves the old site, and of one killed later
the next run moves the rest in first, before it does anything else (`complete`). Each move is of one
whole file, and moving twice does no harm. Until then readers may find pages of both sites, as they
do while any site is uploaded.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from site_builder.errors import SiteError

MARKER = ".site-builder"
"""The file by which a folder is known as ours to replace."""

_GOING = ".going"
"""In a folder of changes: the names of the files that go, each on a line."""

_MARKER_TEXT = b"site-builder wrote this folder and replaces all of it at each build.\n"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""Both from Linux's include/uapi/linux/fcntl.h and fs.h; see renameat2(2)."""


# Trees
# -----


@contextlib.contextmanager
def new_tree(target: Path) -> Iterator[Path]:
    """An empty folder, which takes the place of `target` when the block ends.

    If the block raises, the folder goes and `target` stays as it was. Files that are the same as
    in the old tree get its modification time. One process builds one target at a time.

    Raises SiteError if `target` is not ours to replace: it holds files and no `MARKER`, or is a
    symbolic link; and if the disk refuses.
    """
    target = _whole(target)
    folder = _beside(target, "new")
    with _refusals(target):
        complete(target)
        _restore(target)
        _check_ours(target)
        remove_leftovers(target.parent, target.name)
    try:
        with _refusals(target):
            folder.mkdir(parents=True)
            (folder / MARKER).write_bytes(_MARKER_TEXT)
        yield folder
        with _refusals(target):
            _keep_times(target, folder)
            _check_ours(target)
            _swap(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def changed_tree(target: Path, going: Callable[[], Iterable[str]]) -> Iterator[Path]:
    """An empty folder; the files put into it take their places in `target` when the block ends.

    Then the files that `going` names leave `target`, with the folders that this leaves empty. If
    the block raises, `target` stays as it was. Files that are the same as in `target` do not move.

    Raises SiteError as `new_tree` does.
    """
    target = _whole(target)
    folder = _beside(target, "new")
    with _refusals(target):
        complete(target)
        _check_ours(target)
        remove_leftovers(target.parent, target.name)
    try:
        with _refusals(target):
            folder.mkdir()
        yield folder
        with _refusals(target):
            for path in list(_files(folder)):
                if _is_same(path, target / path.relative_to(folder)):
                    path.unlink()
            names = "".join(f"{_checked(name)}\n" for name in going())
            (folder / _GOING).write_text(names, encoding="utf-8")
            _check_ours(target)
            folder.rename(_next(target))
            complete(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def complete(target: Path) -> None:
    """Move changes in that have been decided on, if there are any.

    Raises OSError if the disk refuses.
    """
    target = _whole(target)
    folder = _next(target)
    going = folder / _GOING
    if not going.exists():  # the last file to leave it
        shutil.rmtree(folder, ignore_errors=True)
        return
    made = {target}
    for path in _files(folder):
        if path != going:
            place = target / path.relative_to(folder)
            _make_folders(place.parent, made)
            path.replace(place)
    emptied: set[Path] = set()
    for name in going.read_text("utf-8").splitlines():
        path = target / _checked(name)
        path.unlink(missing_ok=True)
        emptied.update(p for p in path.parents if p.is_relative_to(target) and p != target)
    for parent in sorted(emptied, key=lambda p: len(p.parts), reverse=True):
        with contextlib.suppress(OSError):  # it holds other files, or is gone
            parent.rmdir()
    going.unlink()
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def scratch(target: Path, word: str) -> Iterator[Path]:
    """An empty folder beside `target`, which goes when the block ends.

    Raises SiteError if the disk refuses.
    """
    place = _whole(target)
    name = f"{place.name}.{word}"
    remove_leftovers(place.parent, name)
    folder = _beside(place.with_name(name), "new")
    with _refusals(folder):
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_tree(target: Path, files: Iterable[tuple[str, bytes]], keep: Iterable[str] = ()) -> None:
    """Make `target` hold `files`, given as `write_files` takes them, and nothing else.

    Files and folders of the old tree that `keep` names stay, unless `files` holds them too.

    Raises SiteError as `new_tree` and `write_files` do.
    """
    with new_tree(target) as folder:
        write_files(folder, files)
        keep_files(target, folder, keep)


def write_files(
    folder: Path, files: Iterable[tuple[str, bytes]], made: set[Path] | None = None
) -> int:
    """The number of files written into a folder of `new_tree`.

    Each comes as its name, relative to `folder` with forward slashes, and its bytes. Who writes
    there in several calls may hand each of them the same set, in which the folders are noted that
    are there: then they are not looked for again.

    Raises SiteError for a name that leads out of the folder, for one that comes twice, and if the
    disk refuses.
    """
    made = set() if made is None else made
    made.add(folder)
    root = os.fspath(folder)
    number = 0
    for name, data in files:
        above = _checked(name).rpartition("/")[0]
        try:
            _make_folders(folder / above, made)
        except OSError as error:
            raise _refused(folder / name, error) from error
        try:
            _write_new(f"{root}/{name}", data)
        except FileExistsError:
            raise SiteError(f"two pages of the site have the address {name}") from None
        except OSError as error:
            raise _refused(folder / name, error) from error
        number += 1
    return number


def _write_new(path: str, data: bytes) -> None:
    # Not by a file object: to make one takes as long as all the rest.
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


@contextlib.contextmanager
def new_file(folder: Path, name: str) -> Iterator[Path]:
    """Where, in a folder of `new_tree`, a file is to be made that is not written in one go.

    Raises SiteError as `write_files` does, and for what the disk refuses in the block.
    """
    path = folder / _checked(name)
    with _refusals(path):
        _make_folders(path.parent, {folder})
        if path.exists():
            raise SiteError(f"two pages of the site have the address {name}")
        yield path


def keep_files(old: Path, new: Path, names: Iterable[str]) -> None:
    """Copy files, or folders with all they hold, from one tree into another that lacks them.

    What `old` does not hold is left out; what `new` holds already stays.

    Raises SiteError if the disk refuses.
    """
    for name in names:
        start = old / _checked(name)
        with _refusals(start):
            for path in [start] if start.is_file() else _files(start):
                copy = new / path.relative_to(old)
                if not copy.exists():
                    _make_folders(copy.parent, {new})
                    shutil.copy2(path, copy, follow_symlinks=False)


# Single files
# ------------


def write_file(path: Path, data: bytes) -> bool:
    """Whether a file had to be written to make it hold `data`; it is, whole or not at all.

    Folders on the way are made. A file that holds `data` already keeps its modification time.

    Raises SiteError if `path` is a symbolic link, and if the disk refuses.
    """
    with _refusals(path):
        if path.is_symlink():
            raise SiteError(f"{_shown(path)} is a symbolic link; site-builder does not follow it")
        if path.exists() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(path, "new")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        return True


def remove_leftovers(folder: Path, name: str = "") -> None:
    """Remove from a folder what runs that were killed left: `.NAME.new-PID` of no living process.

    Without a name, those of all names. This process's own count as left over, so call it before
    the first write. What cannot be removed stays.
    """
    for path in _set_aside(folder, name, "new"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


# What is there
# -------------


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """By its path from a folder, what tells whether a file below it has changed.

    That is its size and its time, in nanoseconds since the epoch. Folders behind symbolic links are
    left out; of what cannot be read nothing is told. Nothing is listed if there is no such folder.
    """
    found: dict[str, tuple[int, int]] = {}
    folders = [("", os.fspath(folder))]
    for prefix, place in folders:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                name = prefix + entry.name
                try:  # once for each file of an archive: `suppress` would take as long again
                    if entry.is_dir(follow_symlinks=False):
                        folders.append((f"{name}/", entry.path))
                    else:
                        status = entry.stat()
                        found[name] = (status.st_size, status.st_mtime_ns)
                except OSError:  # gone since, or a link to nowhere
                    continue
    return found


def state_of(target: Path, folders: Iterable[str]) -> str:
    """What stays as it is while no file is added to these folders of a tree, nor taken away."""
    lines: list[str] = []
    for name in sorted(folders):
        try:
            status = (target / name).stat()
        except OSError:
            return ""
        lines.append(f"{name}:{status.st_ino}:{status.st_mtime_ns}")
    return "\n".join(lines)


def folders_of(files: Iterable[str]) -> list[str]:
    """The folders of a tree that holds files of these paths; `.` is the tree itself.

    >>> folders_of(["a/b/c.html", "d.html"])
    ['.', 'a', 'a/b']
    """
    found = {"."}
    for folder in {name.rpartition("/")[0] for name in files}:
        while folder:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)


# Names
# -----


def _checked(name: str) -> str:
    """The name, if it leads to a place inside its folder."""
    if not _INSIDE.fullmatch(name):
        raise SiteError(f"{name!r} is not the address of a file in the site")
    return name


_PART = r"(?!\.{1,2}(?:/|\Z))[^/\\:\0]+"
_INSIDE = re.compile(rf"{_PART}(?:/{_PART})*")


def _shown(path: Path) -> str:
    """The path as the user knows it: relative to the folder they are in, if it is inside."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _whole(target: Path) -> Path:
    return Path(os.path.normpath(target.absolute()))


def _next(target: Path) -> Path:
    return target.with_name(f".{target.name}.next")


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f".{path.name}.{word}-{os.getpid()}")


def _set_aside(folder: Path, name: str, word: str) -> list[Path]:
    """What `_beside` named in a folder, for this process and for those that have ended."""
    pattern = re.compile(rf"\.{re.escape(name) or '.+'}\.{word}-(\d{{1,10}})")
    try:
        matches = [(path, pattern.fullmatch(path.name)) for path in sorted(folder.iterdir())]
    except OSError:
        return []
    return [path for path, match in matches if match and not _is_other_and_alive(int(match[1]))]


def _is_other_and_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


# The swap
# --------


def _check_ours(target: Path) -> None:
    """Raise SiteError unless `target` is missing, empty, or a tree written here."""
    if target.is_symlink():
        raise SiteError(f"{_shown(target)} is a symbolic link; site-builder does not follow it")
    if target.exists() and not target.is_dir():
        raise SiteError(f"{_shown(target)} is a file; the site needs a folder")
    if target.exists() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise SiteError(
            f"{_shown(target)}/ holds files that site-builder did not write;"
            " move them away, or choose another --output"
        )


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; the old tree, if any, is where `new` was, or gone."""
    try:
        new.rename(target)  # goes where there is nothing, or an empty folder
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        if not _exchange(new, target):
            _swap_by_renames(new, target)


def _exchange(one: Path, other: Path) -> bool:
    """Whether two folders could be swapped in one step; only Linux does that."""
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    renameat2.argtypes = [
        ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint,
    ]  # fmt: skip
    names = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL}:  # an old kernel; a file system such as NFS
        return False
    raise OSError(code, os.strerror(code))


def _swap_by_renames(new: Path, target: Path) -> None:
    """Swap in two steps; a kill between them leaves the old tree to `_restore`."""
    old = _beside(target, "old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _restore(target: Path) -> None:
    """Put a tree back that a run killed between two renames had moved away."""
    for old in _set_aside(target.parent, target.name, "old"):
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


def _keep_times(old: Path, new: Path) -> None:
    """Give each file of `new` that is the same in `old` its modification time there.

    So a browser asks again only for what changed, and a deploy by time sends only that.
    """
    for path in _files(new):
        before = old / path.relative_to(new)
        if _is_same(path, before):
            with contextlib.suppress(OSError):
                status = before.lstat()
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _is_same(new: Path, old: Path) -> bool:
    """Whether a file is there already, with the same content."""
    try:
        status = old.lstat()
        return (
            stat.S_ISREG(status.st_mode)
            and status.st_size == new.lstat().st_size
            and old.read_bytes() == new.read_bytes()
        )
    except OSError:
        return False


def _files(folder: Path) -> Iterator[Path]:
    """The regular files below a folder, in the order of their names; none if it is missing.

    Raises OSError if a folder cannot be read, where `os.walk` would pass over it.
    """

    def fail(error: OSError) -> None:
        raise error

    for root, folders, names in os.walk(folder, onerror=fail) if folder.is_dir() else ():
        folders.sort()
        for name in sorted(names):
            path = Path(root, name)
            if not path.is_symlink():
                yield path


def _make_folders(folder: Path, known: set[Path]) -> None:
    """Make a folder and those above it up to a known one; all of them are known then."""
    if folder in known:
        return
    _make_folders(folder.parent, known)
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise SiteError(f"{_shown(folder)} is a symbolic link; site-builder does not follow it")
    known.add(folder)


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a SiteError that names the path."""
    try:
        yield
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> SiteError:
    return SiteError(f"{_shown(path)} cannot be written: {error.strerror or error}")
