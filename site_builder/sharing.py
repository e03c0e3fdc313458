"""A site made on several machines: each makes its share, as a part, and one puts all together.

    part-2/
        part.json     which share it is, what it was made of, and digests of all that follows
        made.sqlite   as in a cache: the cards of the share's speeches, and what was made of them
        read          these speeches, one after the other, as they were read
        site/         their files, and the share's other pages and shards of the search index

Every machine reads all speeches, since each page tells of others; what costs more is shared. The
speeches are dealt out in turn, and so are the other pages, and the shards of the index, whose
speeches are not those of the share. Put together, the parts are what a build would have left that
had all but feeds, data and the like; what is left to be done is then that of any other build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from sqlite3 import DatabaseError
from typing import NamedTuple

import msgspec

from site_builder.cache import Cache, Source
from site_builder.changes import Changes, Job, changes_of, speech_files, stamp_of
from site_builder.errors import Place, SiteError, SiteErrors
from site_builder.executors import Crew, chunks
from site_builder.files import new_file, new_tree, scratch, write_files
from site_builder.holding import made_shards, searched
from site_builder.inputs import Build, Built, Inputs, Share
from site_builder.pipeline import (
    Makings,
    NewSite,
    at_work,
    digest_of_page,
    pages_in,
    speeches_in,
)
from site_builder.planning import Task, plan_of, shown_of
from site_builder.reading import digest_of
from site_builder.shards import parts_of, shard_name
from site_builder.worker import Placed, Shelved, Site, shelved

_PART, _MADE, _READ, _SITE = "part.json", "made.sqlite", "read", "site"

_AT_ONCE = 500
"""How many files go to a worker at once. It is part of the format: each such load has a digest."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part says of itself."""

    share: Share
    with_search: bool
    code: str
    key: str
    """Both as in `Inputs`."""
    content: str
    """As `_content_of`."""
    files: str
    """As `_moved`."""
    whole: str = ""
    """Digest of all this, and of the two files that tell of the speeches."""


class _Version(msgspec.Struct):
    """The same, as far as it can be told of any version."""

    code: str


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is known of a part's files beside the single speeches."""

    files: Sequence[str]
    """All of them."""
    index: Sequence[str]
    """Those of the search index."""
    read: Mapping[str, tuple[int, int]]
    """Where speeches start in the file of those that were read, and how long they are, in bytes."""
    targets: Sequence[str]
    is_sound: bool
    """Both as in `Makings`."""


def _content_of(shown: str, digests: Mapping[str, bytes]) -> str:
    """What is another if anything in `content/` is that a site tells of.

    Given are `planning.shown_of`, and the digests of all speeches by their files.
    """
    digest = blake2b(shown.encode(), digest_size=16)
    for file, own in sorted(digests.items()):
        digest.update(f"\0{file}\0".encode() + own)
    return digest.hexdigest()


# A part is made
# --------------


def made_part(wanted: Build, inputs: Inputs, share: Share) -> Built:
    """Make a share of a site, as a part of it; counted are its own pages and speeches.

    Raises `SiteErrors` with all that is wrong, in whatever share; links are not looked at yet.
    """
    stage, files = wanted.timings.stage, speech_files(inputs)
    with (
        scratch(wanted.output, "cards") as place,
        closing(Cache(place / _MADE)) as cache,
        at_work(wanted, inputs, cache) as job,
    ):
        wanted.report("reading content/")
        with stage("reading"):
            changes = changes_of(job, files)
        with stage("gathering"):
            plan = plan_of(job, files, changes, is_known=False)
        mine = set(share.of(files))
        own = [one for one in plan.speeches if one[0].file in mine]
        with new_tree(wanted.output) as folder:
            (folder / _SITE).mkdir()
            site = Site(job.root, inputs.key, str(folder / _SITE), with_search=False)
            task = Task(job, plan, site, changes)
            wanted.report(f"rendering {len(own):,} of {plan.total:,} speeches")
            paths: list[str] = []
            makings = Makings()
            with stage("speeches"):
                for one, made in speeches_in(job, site, own, makings):
                    cache.note_made(one.file, made)
                    paths += made.paths.split("\n")
            with stage("pages"):
                pages = islice(plan.pages, share.number - 1, None, share.count)
                given = ((page, digest_of_page(job, page)) for page in pages)
                for path, made in pages_in(job, site, given, makings):
                    cache.note_page(path, made)
                    paths.append(path)
                makings.check()
            with stage("search"):
                index = _index(task, share) if wanted.with_search else []
            with stage("handing over"):
                read = _written(folder, (one for one, _ in own))
                rest = _Rest(
                    [*paths, *index], index, read, sorted(makings.targets), makings.is_sound
                )
                _hand_over(cache, folder, mine, rest)
                part = _Part(
                    share,
                    wanted.with_search,
                    inputs.code,
                    inputs.key,
                    _content_of(plan.shown, changes.digests),
                    _moved(job.crew, folder / _SITE, None, rest.files),
                )
                part = replace(part, whole=_whole_of(part, folder))
                write_files(folder, [(_PART, msgspec.json.encode(part))])
    return Built(sum(path.endswith(".html") for path in paths), len(own))


def _index(task: Task, share: Share) -> list[str]:
    """The files of the shards of the search index that are in a share, which are made."""
    own = share.of(parts_of(task.places))
    if own:
        task.job.wanted.report("indexing for search")
    found = searched(task, [id_ for part in own for id_ in part])
    return made_shards(task, {shard_name(found[id_] for id_ in part): part for part in own})


def _written(folder: Path, speeches: Iterable[Placed]) -> dict[str, tuple[int, int]]:
    """Where speeches lie in the file that they are put into, by their own files."""
    places: dict[str, tuple[int, int]] = {}
    with new_file(folder, _READ) as path, path.open("xb") as shelf:
        for one in speeches:
            if one.shelved:
                places[one.file] = (shelf.tell(), one.shelved.length)
                shelf.write(shelved(one.shelved))
    return places


def _hand_over(cache: Cache, folder: Path, files: Iterable[str], rest: _Rest) -> None:
    """Write down what is known of some speeches, and of the whole part."""
    with new_file(folder, _MADE) as path:
        try:
            with closing(Cache(path)) as own:
                own.take(cache, files)
                own.note(rest=msgspec.json.encode(rest).decode())
                own.commit()
        except DatabaseError as error:
            raise SiteError(f"{path.name} cannot be written: {error}") from error


# Parts are put together
# ----------------------


def merged(wanted: Build, inputs: Inputs, cache: Cache) -> Built:
    """Put a site together from its parts, and make what they lack.

    Raises `SiteErrors` with all that is wrong, of parts as of content; then nothing is written.
    """
    stage, files = wanted.timings.stage, speech_files(inputs)
    with at_work(wanted, inputs, cache) as job:
        wanted.report("reading parts")
        with stage("reading"):
            parts = _parts(wanted, inputs)
            cache.clear()
            rests = {
                folder: _taken(cache, folder, part.share.of(files))
                for folder, part in parts.items()
            }
            index = [path for rest in rests.values() for path in rest.index]
            cache.note(code=inputs.code, reading=job.config.reading, index="\n".join(index))
            digests = _compared(job, files, parts)
        changes = Changes(_read(rests), is_local=False, errors=(), digests=digests)
        with stage("gathering"):
            plan = plan_of(job, files, changes, is_known=True)
        makings = Makings(
            targets={target for rest in rests.values() for target in rest.targets},
            is_sound=all(rest.is_sound for rest in rests.values()),
        )
        site = NewSite(job, plan, changes, makings, is_known=True)
        return site.built(_put_together(job, parts, rests))


def _taken(cache: Cache, folder: Path, files: Iterable[str]) -> _Rest:
    """What is known of a part's files; what it knows of these speeches is taken over."""
    with closing(Cache(folder / _MADE, is_fixed=True)) as own:
        cache.take(own, files)
        return msgspec.json.decode(own.about("rest"), type=_Rest)


def _read(rests: Mapping[Path, _Rest]) -> dict[str, Shelved | None]:
    """Where speeches lie in the folders of parts, by their files."""
    return {
        file: Shelved(str((folder / _READ).absolute()), *place)
        for folder, rest in rests.items()
        for file, place in rest.read.items()
    }


def _parts(wanted: Build, inputs: Inputs) -> dict[Path, _Part]:
    """The parts of a site by their folders, if they are all that it takes.

    Raises `SiteErrors` with all that is wrong with them.
    """
    parts: dict[Path, _Part] = {}
    errors: list[SiteError] = []
    for folder in wanted.parts:
        try:
            parts[folder] = _part(wanted, inputs, folder)
        except SiteError as error:
            errors.append(error)
    can_tell_missing = not errors
    for folder, part in parts.items():
        if part.key != inputs.key:
            what = "with other settings, templates or headers"
            errors.append(_other(wanted, folder, what, _command(part.share)))
        elif part.with_search != wanted.with_search:
            message = f"was made with{'' if part.with_search else 'out'} search, the site is to be"
            message += (
                f" with{'' if wanted.with_search else 'out'}: give --no-search to all or none"
            )
            errors.append(SiteError(message, _place(wanted, folder)))
    [(count, _)] = Counter(part.share.count for part in parts.values()).most_common(1) or [(0, 0)]
    holders: dict[int, Path] = {}
    for folder, part in parts.items():
        if part.share.count != count:
            message = f"is {part.share}, where others are of {count}; all must be of one number"
            errors.append(SiteError(message, _place(wanted, folder)))
        elif part.share.number in holders:
            other = _place(wanted, holders[part.share.number])
            message = f"is {part.share}, and so is {other}; leave one of them out"
            errors.append(SiteError(message, _place(wanted, folder)))
        else:
            holders[part.share.number] = folder
    if can_tell_missing:  # else it may be one of those that cannot be used
        for number in sorted(set(range(1, count + 1)) - holders.keys()):
            share = Share(number, count)
            message = f"part {share} is missing; make it: {_command(share)}"
            errors.append(SiteError(message))
    if errors:
        raise SiteErrors(errors)
    return parts


def _part(wanted: Build, inputs: Inputs, folder: Path) -> _Part:
    """What the part in a folder says of itself; raises `SiteError` if it is none that can be used.

    What another version wrote is not looked at.
    """
    path = folder / _PART
    if not path.is_file():
        message = "holds no part of a site; make one: site-builder build --shard I/N"
        raise SiteError(message, _place(wanted, folder))
    try:
        data = path.read_bytes()
        if msgspec.json.decode(data, type=_Version).code != inputs.code:
            what = "by another version of site-builder, of Python or of a library"
            raise _other(wanted, folder, what, "site-builder build --shard I/N")
        part = msgspec.json.decode(data, type=_Part)
        if part.whole == _whole_of(part, folder):
            return part
    except (OSError, msgspec.MsgspecError):
        pass
    raise _damaged(wanted, folder)


def _compared(job: Job, files: Sequence[str], parts: Mapping[Path, _Part]) -> dict[str, bytes]:
    """Digests of all speeches, by their files, of which the stamps are noted.

    Raises `SiteErrors` if a part was made of other content than is here.
    """
    sources = job.cache.sources()
    found: dict[str, Source] = {}
    for file in files:
        saved = (sources[file].saved or "") if file in sources else ""
        stamp = stamp_of(job.inputs, file, saved)
        found[file] = Source(stamp, digest_of(job.wanted.project, file, saved), saved)
    digests = {file: one.digest for file, one in found.items()}
    content = _content_of(shown_of(job), digests)
    errors = [
        _other(job.wanted, folder, "of other content than is here", _command(part.share))
        for folder, part in parts.items()
        if part.content != content
    ]
    if errors:
        raise SiteErrors(errors)
    job.cache.note_sources(found.items())
    return digests


@contextmanager
def _put_together(
    job: Job, parts: Mapping[Path, _Part], rests: Mapping[Path, _Rest]
) -> Iterator[Path]:
    """A folder with the files of all parts, which takes the place of the site in the end."""
    with new_tree(job.wanted.output) as folder:
        with job.wanted.timings.stage("parts"):
            errors = [
                _damaged(job.wanted, place)
                for place, part in parts.items()
                if part.files != _moved(job.crew, place / _SITE, folder, rests[place].files)
            ]
        if errors:
            raise SiteErrors(errors)
        yield folder


# What is wrong
# -------------


def _place(wanted: Build, folder: Path) -> Place:
    return Place(wanted.project.shown(folder))


def _command(share: Share) -> str:
    return f"site-builder build --shard {share} --output part-{share.number}"


def _other(wanted: Build, folder: Path, how: str, command: str) -> SiteError:
    message = f"was made {how}; make it again: {command}"
    return SiteError(message, _place(wanted, folder))


def _damaged(wanted: Build, folder: Path) -> SiteError:
    message = "is not as it was made: a file of it is missing, or is another; copy it once more"
    return SiteError(message, _place(wanted, folder))


# Files
# -----


class _Load(NamedTuple):
    """Files to be read, and put into another folder if there is one."""

    source: str
    target: str
    names: Sequence[str]


def _moved(crew: Crew, source: Path, target: Path | None, names: Iterable[str]) -> str:
    """Digest of files of a folder, which are put into another; empty if some cannot be read."""
    place = str(target.absolute()) if target else ""
    loads = (_Load(str(source.absolute()), place, part) for part in chunks(sorted(names), _AT_ONCE))
    digests = list(crew.in_turn(_carried, loads))
    return blake2b(b"".join(digests), digest_size=16).hexdigest() if all(digests) else ""


def _carried(load: _Load) -> bytes:
    """Digest of the files of a load, which are put where they are to go; empty if one is missing.

    Raises `SiteError` as `files.write_files`.
    """
    digest = blake2b(digest_size=16)

    def files() -> Iterator[tuple[str, bytes]]:
        for name in load.names:
            data = Path(load.source, name).read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
            yield name, data

    try:
        if load.target:
            write_files(Path(load.target), files())
        else:
            for _ in files():
                pass
    except OSError:  # of reading: others are errors of the site
        return b""
    return digest.digest()


def _whole_of(part: _Part, folder: Path) -> str:
    """As `_Part.whole`; raises OSError if one of the files cannot be read."""
    digest = blake2b(msgspec.json.encode(replace(part, whole="")), digest_size=16)
    for name in (_MADE, _READ):
        with (folder / name).open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()
