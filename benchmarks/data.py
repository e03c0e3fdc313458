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

from site_builder.bulk import data_files
from site_builder.config import DATA
from site_builder.links import Links
from site_builder.pipeline import _content, _holdings, _settings
from site_builder.project import Project


def main() -> None:
    """Print a table row for each form, as the command line asks."""
    parser = argparse.ArgumentParser(description="What the archive as data costs.")
    parser.add_argument("folder", type=Path, help="an archive")
    parser.add_argument("--memory", action="store_true", help="measure memory, which takes time")
    given = parser.parse_args()
    project = Project(given.folder)
    config, renderer = _settings(project)
    speeches, archive, _ = _content(project, config)
    holdings = _holdings(project, archive, speeches, Links(archive, config, renderer.words))
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
