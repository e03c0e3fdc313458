"""`content/` into a site: every speech becomes a card, the cards an archive, and all of it pages.

What makes lists, data and the index is loaded where it is needed: an edit of one text is done by
the time that takes.

Two passes go over the speeches, in workers: one reads those that have changed and makes their
cards, one writes the files of those that have changed, or have other neighbours now. What is held
here of a speech is its card.
"""

from __future__ import annotations

import contextlib
import posixpath
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from site_builder import check
from site_builder.cache import Cache, Made
from site_builder.changes import Changes, Job, changes_of, speech_files
from site_builder.errors import Place, SiteError, SiteErrors
from site_builder.executors import Crew, chunks
from site_builder.files import (
    changed_tree,
    folders_of,
    new_tree,
    scratch,
    state_of,
    write_files,
)
from site_builder.inputs import Build, Built, Inputs, is_as_left
from site_builder.links import Page, speech_path
from site_builder.planning import Plan, Task, made_of, plan_of, with_around
from site_builder.shards import MANIFEST, manifest
from site_builder.worker import (
    Making,
    Placed,
    Site,
    desk,
    encoded,
    made_pages,
    made_speeches,
)

_PAGES = 32
"""How many pages that are not of one speech go to a worker at once: each may list a hundred."""


def built(wanted: Build, inputs: Inputs, cache: Cache) -> Built:
    """Bring a site up to date with what `content/` holds now; see `building.build_site`."""
    files = speech_files(inputs)
    with at_work(wanted, inputs, cache) as job:
        is_known = not wanted.is_clean and is_as_left(wanted.output, cache)
        if wanted.is_clean or cache.about("code") != inputs.code:
            cache.clear()
            is_known = False
        if cache.about("reading") != job.config.reading:
            cache.forget_sources()
        cache.note(code=inputs.code, reading=job.config.reading)
        wanted.report("reading content/")
        with wanted.timings.stage("reading"):
            changes = changes_of(job, files)
        with wanted.timings.stage("gathering"):
            plan = plan_of(job, files, changes, is_known=is_known)
        site = NewSite(job, plan, changes, Makings(), is_known=is_known)
        tree = changed_tree(wanted.output, site.going) if is_known else new_tree(wanted.output)
        return site.built(tree)


@contextlib.contextmanager
def at_work(wanted: Build, inputs: Inputs, cache: Cache) -> Iterator[Job]:
    """A build with all that it needs, which is let go of when the block ends."""
    root = str(wanted.project.root.absolute())
    config, renderer = desk(root, inputs.key)
    with Crew(wanted.workers, wanted.timings) as crew, scratch(wanted.output, "read") as shelves:
        yield Job(wanted, inputs, cache, config, renderer, crew, root, shelves)


# What was made
# -------------


@dataclass
class Makings:
    """What is known of the pages that were made, of all of them together."""

    anchors: dict[str, str] = field(default_factory=dict)
    """By their paths, with spaces between them."""
    targets: set[str] = field(default_factory=set)
    """As `check.Look.targets`."""
    is_sound: bool = True
    """Whether nothing is wrong with any page taken alone."""
    errors: dict[Place | None, SiteError] = field(default_factory=dict)
    """One for each place in a template."""

    def added(self, making: Making) -> Iterator[tuple[str, str]]:
        """Take in what was made of a chunk; gives the paths and the anchors of each of it."""
        self.targets |= making.targets
        self.is_sound = self.is_sound and making.is_sound
        for error in making.errors:
            self.errors.setdefault(error.place, error)
        for paths, anchors in zip(making.paths, making.anchors, strict=True):
            self.anchors[paths[0]] = anchors
            yield "\n".join(paths), anchors

    def check(self) -> None:
        """Raise `SiteErrors` if pages could not be made."""
        if self.errors:
            raise SiteErrors(self.errors.values())


def speeches_in(
    job: Job, site: Site, speeches: Sequence[tuple[Placed, bytes]], makings: Makings
) -> Iterator[tuple[Placed, Made]]:
    """Speeches whose files are put into a site on its way, each with what was made of it.

    They come as in `Plan.speeches`.
    """
    parts = chunks(speeches, job.wanted.workers.chunk)
    jobs = ((site, [with_around(job, one) for one, _ in part]) for part in parts)
    planned = iter(speeches)
    for making in job.crew.in_turn(made_speeches, jobs):
        for (paths, anchors), found in zip(makings.added(making), making.searched, strict=True):
            one, digest = next(planned)
            if found.digest:
                job.cache.note_document(one.file, found.document)
            yield one, Made(digest, paths, anchors, found.digest)


def pages_in(
    job: Job, site: Site, pages: Iterable[tuple[Page, bytes]], makings: Makings
) -> Iterator[tuple[str, Made]]:
    """Pages not of one speech that are put into a site on its way: paths, and what was made.

    Each is given with the digest of all that goes into it.
    """
    digests: deque[bytes] = deque()

    def noted() -> Iterator[Page]:
        for page, digest in pages:
            digests.append(digest)
            yield page

    jobs = ((site, part) for part in chunks(noted(), _PAGES))
    for making in job.crew.in_turn(made_pages, jobs):
        for path, anchors in makings.added(making):
            yield path, Made(digests.popleft(), path, anchors)


def digest_of_page(job: Job, page: Page) -> bytes:
    """Digest of all that goes into a page that is not of one speech."""
    return made_of(job, type(page).__name__.encode(), encoded(page))


# The site
# --------


class _Old:
    """What the cache tells of the site as it stands; nothing of one that is not known."""

    def __init__(self, cache: Cache, speeches: dict[str, Made], *, is_known: bool) -> None:
        self.speeches = speeches
        self.pages = cache.pages() if is_known else {}
        assets, self.harvest, self.index, self.data = (
            cache.about(name).splitlines() if is_known else []
            for name in ("assets", "harvest", "index", "data")
        )
        made = [one.paths for one in (*self.speeches.values(), *self.pages.values())]
        self.files = {path for paths in made for path in paths.splitlines()}
        self.files.update(assets, self.harvest, self.index, self.data)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Of each page, by its path."""
        every = (*self.speeches.values(), *self.pages.values())
        return {one.paths.partition("\n")[0]: one.anchors for one in every}


class NewSite:
    """A site on its way: what of it is made, and what stays."""

    def __init__(
        self, job: Job, plan: Plan, changes: Changes, makings: Makings, *, is_known: bool
    ) -> None:
        """`is_known` tells whether the cache holds what is there already.

        `makings` are those of speeches that are there, and were not looked at together yet.
        """
        self._job = job
        self._plan = plan
        self._changes = changes
        self._makings = makings
        self._is_known = is_known
        self._old = _Old(job.cache, plan.made, is_known=is_known)
        self._speeches: dict[str, Made] = {}
        """What was made of speeches, by their files."""
        self._pages: dict[str, Made] = {}
        self._kept_pages = dict(plan.kept_pages)
        self._found: list[str] = []
        """The pages, not of one speech, that search engines find."""
        self._new: set[str] = set()
        """All files of the new site."""

    def going(self) -> list[str]:
        """The files of the old site that the new one does not have."""
        return sorted(self._old.files - self._new)

    def built(self, tree: AbstractContextManager[Path]) -> Built:
        """Make what is to be made, check the links, index for search, and put it in its place.

        `tree` has the folder to make it in, and puts it in its place.
        """
        wanted, plan, new = self._job.wanted, self._plan, self._new
        stage = wanted.timings.stage
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tree)
            site = Site(self._job.root, self._job.inputs.key, str(folder), wanted.with_search)
            task = Task(self._job, plan, site, self._changes)
            wanted.report(f"rendering {len(plan.speeches):,} of {plan.total:,} speeches")
            with stage("speeches"):
                self._make_speeches(site)
            with stage("pages"):
                self._make_pages(site)
            with stage("data"):
                data = self._data(task)
            with stage("harvest"):
                harvest = self._harvest(task, data)
            self._makings.check()
            assets = self._job.renderer.asset_files()
            write_files(folder, assets.items())
            new.update(self._paths())
            pages = sum(path.endswith(".html") for path in new)
            new.update([*assets, *harvest, *data, MANIFEST])
            with stage("links"):
                self._check_links(folder, new)
            with stage("search"):
                index = self._index(task)
            new.update(index)
            with stage("moving in"):
                stack.close()
        with stage("noting"):
            own = [*assets, MANIFEST]
            self._note(new, assets=own, harvest=harvest, data=data, index=index)
            self._job.cache.note(pages=str(pages), speeches=str(plan.total))
            self._job.cache.commit()
        return Built(pages, plan.total)

    def _paths(self) -> Iterator[str]:
        """All files of speeches and pages."""
        made = [*self._plan.kept.values(), *self._speeches.values()]
        made += [*self._kept_pages.values(), *self._pages.values()]
        return (path for one in made for path in one.paths.split("\n"))

    @cached_property
    def _texts(self) -> str:
        """Digest of all speeches, and of all that is told beside them."""
        digest = blake2b(self._plan.shown.encode(), digest_size=16)
        every = {file: one.made for file, one in self._plan.kept.items()}
        every |= {file: one.made for file, one in self._speeches.items()}
        for file, made in sorted(every.items()):
            digest.update(f"{file}\0".encode() + made)
        return digest.hexdigest()

    @property
    def _has_same_texts(self) -> bool:
        return self._is_known and self._texts == self._job.cache.about("texts")

    # Pages

    def _make_speeches(self, site: Site) -> None:
        for one, made in speeches_in(self._job, site, self._plan.speeches, self._makings):
            self._speeches[one.file] = made

    def _make_pages(self, site: Site) -> None:
        """Make the pages that are not of one speech, and are not what they were."""

        def changed() -> Iterator[tuple[Page, bytes]]:
            for page in self._plan.pages:
                if page.is_found:
                    self._found.append(page.path)
                digest = digest_of_page(self._job, page)
                known = self._old.pages.get(page.path)
                if known and known.made == digest:
                    self._kept_pages[page.path] = known
                else:
                    yield page, digest

        self._pages.update(pages_in(self._job, site, changed(), self._makings))

    # What is made of many speeches

    def _data(self, task: Task) -> list[str]:
        """The files of `data/`, which are made with the page that has them."""
        job, old = self._job, self._old
        if not job.config.data:
            job.cache.note(bulk="")
            return []
        from site_builder.downloads import PATH

        if self._has_same_texts and PATH in old.pages:
            self._kept_pages[PATH] = old.pages[PATH]
            return old.data
        job.wanted.report("writing the archive as data")
        from site_builder.gathering import archive_again
        from site_builder.holding import made_data

        links, files = self._plan.links, speech_files(job.inputs)
        archive = links.archive if links else archive_again(job, files)
        noted = job.cache.about("bulk") if self._is_known else ""
        data, noted, page = made_data(task, archive, noted)
        job.cache.note(bulk=noted)
        self._kept_pages.pop(PATH, None)
        for path, anchors in self._makings.added(made_pages((task.site, [page]))):
            self._pages[path] = Made(digest_of_page(job, page), path, anchors)
        return data

    def _harvest(self, task: Task, data: list[str]) -> list[str]:
        """The files by which programs gather the archive: they tell no more than cards do."""
        if not self._plan.links:
            return self._old.harvest
        from site_builder.downloads import PATH
        from site_builder.holding import made_harvest

        places = [speech_path(id_) for id_ in task.places]
        own = [PATH] if data else []
        return made_harvest(task, self._plan.links, [*places, *self._found, *own])

    def _index(self, task: Task) -> list[str]:
        """The files of the search index; those of speeches that are what they were stay."""
        job, old = self._job, self._old
        wanted = job.wanted
        is_same = job.cache.about("searchable") == str(wanted.with_search)
        if self._has_same_texts and is_same:
            return old.index
        if not wanted.with_search:
            if not (self._is_known and is_same):
                write_files(Path(task.site.folder), [(MANIFEST, manifest("", ()))])
            return []
        wanted.report("indexing for search")
        from site_builder.holding import made_index, searched

        made = self._plan.kept | self._speeches
        found = {id_: made[one.file].found for id_, one in task.places.items()}
        found |= searched(task, [id_ for id_, digest in found.items() if not digest])
        return made_index(task, found, old.index)

    # Links

    def _check_links(self, folder: Path, known: set[str]) -> None:
        """Raise `SiteErrors` if a link leads nowhere, or if anything else is wrong with a page.

        Pages that were not made anew are looked at only if something is gone that one of them
        could lead to.
        """
        old, made, output = self._old, self._makings, self._job.wanted.output
        base_path = self._job.config.base_path

        def anchors_of(path: str) -> Collection[str] | None:
            known = made.anchors if path in made.anchors else old.anchors
            return known[path].split() if path in known else None

        gone = {path for path in old.files - known if path.endswith(".html")}
        gone |= {
            f"{path}#{anchor}"
            for path, anchors in made.anchors.items()
            for anchor in set(old.anchors.get(path, "").split()).difference(anchors.split())
        }
        is_right = made.is_sound and not any(
            check.missing(made.targets, known.__contains__, anchors_of)
        )
        if is_right and not gone:
            return
        pages = {path: folder / path for path in known if path.endswith(".html")}
        if is_right:  # then only what was not made anew can be wrong
            names = {posixpath.basename(name).encode() for name in gone}
            data = (
                (path, (output / path).read_bytes())
                for path, place in pages.items()
                if not place.exists()
            )
            touched = (
                check.look(path, text.decode(), base_path).targets
                for path, text in data
                if any(name in text for name in names)
            )
            if not any(gone & targets for targets in touched):
                return
        texts = {
            path: (place if place.exists() else output / path).read_text("utf-8")
            for path, place in pages.items()
        }
        faults = list(check.faults(texts, known, base_path))
        if faults:
            raise SiteErrors(faults)

    # The cache

    def _note(self, new: set[str], **files: list[str]) -> None:
        """Set what the site holds now, and forget what is gone from it."""
        cache, job = self._job.cache, self._job
        stay = self._plan.kept.keys() | self._speeches.keys()
        cache.forget_made(cache.files_with_pages() - stay)
        cache.forget_pages(cache.paths() - self._kept_pages.keys() - self._pages.keys())
        for file, made in self._speeches.items():
            cache.note_made(file, made)
        for path, made in self._pages.items():
            cache.note_page(path, made)
        cache.forget_speeches(cache.files() - self._changes.digests.keys())
        folders = folders_of(new)
        cache.note(
            **{name: "\n".join(paths) for name, paths in files.items()},
            texts=self._texts,
            searchable=str(job.wanted.with_search),
            shown=self._plan.shown,
            folders="\n".join(folders),
            state=state_of(job.wanted.output, folders),
            whole=job.inputs.whole,
        )
