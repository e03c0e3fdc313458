"""What the archive as data costs: CPU time and bytes a speech, form by form.

    PYTHONPATH=. python benchmarks/data.py FOLDER

FOLDER holds an archive that `benchmarks/corpus.py` made. The speeches are read first, which is not
counted; peak memory, which `--memory` measures, is that of the form alone, beyond them.
"""

from __future__ import annotations

import argparse
import tracemalloc
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from site_builder.archive import archive_of
from site_builder.bulk import data_files
from site_builder.config import DATA
from site_builder.holding import holdings_of
from site_builder.links import Links
from site_builder.project import Project
from site_builder.reading import read
from site_builder.registers import registers_of
from site_builder.speech import card_of
from site_builder.worker import settings_of


def main() -> None:
    """Print a table row for each form, as the command line asks."""
    parser = argparse.ArgumentParser(description="What the archive as data costs.")
    parser.add_argument("folder", type=Path, help="an archive")
    parser.add_argument("--memory", action="store_true", help="measure memory, which takes time")
    given = parser.parse_args()
    project = Project(given.folder)
    config, renderer = settings_of(project)
    found = sorted((project.content / "speeches").rglob("*.md"))
    files = [path.relative_to(project.root).as_posix() for path in found]
    read_ones = [read(project, file, config.language).speech for file in files]
    speeches = {speech.document.id: speech for speech in read_ones}
    cards = zip(files, map(card_of, read_ones), strict=True)
    archive = archive_of(cards, registers_of(project)[0])
    links = Links(archive, config, renderer.words)
    holdings = holdings_of(project, links, speeches.__getitem__, files)
    number = len(archive.speeches)
    print(f"{number:,} speeches")
    for form in DATA:
        one = replace(holdings, archive=replace(config, data=(form,)))
        with TemporaryDirectory() as folder:
            if given.memory:
                tracemalloc.start()
            start = process_time()
            files = data_files(Path(folder), one)
            seconds = process_time() - start
            peak = tracemalloc.get_traced_memory()[1] if given.memory else 0
            tracemalloc.stop()
        size = sum(file.size for file in files)
        print(
            f"{form:8} {len(files):4} files {1000 * seconds / number:6.2f} ms {seconds:7.2f} s"
            f" {size / number / 1000:7.1f} kB a speech {peak / 1e6:7.1f} MB at most"
        )


if __name__ == "__main__":
    main()
