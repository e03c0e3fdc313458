"""A site brought up to date: where nothing has changed, this is all that is loaded."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

from site_builder.cache import Cache
from site_builder.files import complete, listing
from site_builder.inputs import Build, Built, Inputs, Report, is_as_left
from site_builder.project import Project, code_digest
from site_builder.settings import settings_key


def build(
    project: Project,
    output: Path,
    *,
    with_search: bool = True,
    report: Report = lambda _: None,
) -> Built:
    """`build_site`, with what most callers want."""
    return build_site(Build(project, output, with_search=with_search, report=report))


def build_site(wanted: Build) -> Built:
    """Bring a site up to date with `content/`: the same bytes as if all of it were made anew.

    Or make one part of it, or put it together from parts, if that is wanted.

    Raises `SiteErrors` with all that is wrong; then nothing is written, and the old site stands.
    """
    with wanted.timings.stage("looking"):
        complete(wanted.output)
        code = code_digest()
        inputs = Inputs(
            listing(wanted.project.content),
            code,
            settings_key(wanted.project, code),
            time.time_ns(),
        )
    if wanted.share:
        from site_builder.sharing import made_part

        return made_part(wanted, inputs, wanted.share)
    cache = Cache(_cache_file(wanted))
    try:
        if wanted.parts:
            from site_builder.sharing import merged

            return merged(wanted, inputs, cache)
        with wanted.timings.stage("looking"):
            known = cache.about("whole")
            is_current = (
                not wanted.is_clean
                and known != ""
                and known == inputs.whole
                and cache.about("searchable") == str(wanted.with_search)
                and is_as_left(wanted.output, cache)
            )
        if is_current:
            return Built(int(cache.about("pages")), int(cache.about("speeches")))
        from site_builder.pipeline import built

        return built(wanted, inputs, cache)
    finally:
        cache.close()


def _cache_file(wanted: Build) -> Path | None:
    """Where the cache of a site is; nowhere for an archive that is none."""
    if not wanted.project.content.is_dir():
        return None
    place = sha256(str(wanted.output.absolute()).encode()).hexdigest()[:8]
    return wanted.project.memory / f"build-{wanted.output.name}-{place}.sqlite"
