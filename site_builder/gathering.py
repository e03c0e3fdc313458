"""The archive gathered from the cards of its speeches, and all of its pages that are not of one.

It is loaded only where lists, or other speeches, can tell of what has changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.archive import NAMED, Archive, archive_of, in_order
from site_builder.changes import Changes, Job, card_from
from site_builder.errors import SiteError, SiteErrors
from site_builder.examples import examples_of
from site_builder.kin import kin_of, packed
from site_builder.links import Links, Page
from site_builder.pages import pages_of
from site_builder.registers import registers_of, statements_of
from site_builder.surroundings import surroundings_of
from site_builder.worker import encoded, words_read


def arounds(links: Links) -> Iterator[tuple[str, bytes]]:
    """The ids of all speeches, in their order, each with its `Surroundings`, encoded."""
    return ((card.id, encoded(around)) for card, around in surroundings_of(links))


def archive_again(job: Job, files: list[str]) -> Archive:
    """The archive, of which nothing has changed that `gathered` looks at."""
    registers, _ = registers_of(job.wanted.project)
    cards = {file: card_from(card) for file, card in job.cache.cards()}
    published = (cards[file] for file in files if cards[file].document.status == "published")
    return in_order(published, registers)


def gathered(job: Job, files: list[str], changes: Changes) -> tuple[Links, Iterator[Page]]:
    """The archive as links, and its pages that are not of one speech.

    Raises `SiteErrors` with all that is wrong with `content/`.
    """
    errors: list[SiteError] = list(changes.errors)
    project = job.wanted.project
    registers, faults = registers_of(project)
    errors += faults
    try:
        statements = statements_of(project, job.config)
    except SiteError as error:
        errors.append(error)
    broken = {error.place.path for error in changes.errors if error.place}
    own = set(files) - broken
    cards = {file: card_from(card) for file, card in job.cache.cards() if file in own}
    try:
        found = ((file, cards[file]) for file in files if file in cards)
        named = [kind for kind in NAMED if f"{kind}s" in job.config.ways]
        archive = archive_of(found, registers, named)
    except SiteErrors as doubles:
        errors.append(doubles)
    if errors:
        raise SiteErrors(errors)
    job.cache.note_kin(packed(kin_of(archive.speeches)))
    by_id = {card.id: file for file, card in cards.items()}
    links = Links(archive, job.config, job.renderer.words)
    examples = examples_of(
        archive.speeches,
        job.config.language,
        lambda card: words_read(
            job.root, job.config.language, by_id[card.id], changes.files.get(by_id[card.id])
        ),
    )
    return links, pages_of(links, statements, examples)
