"""How many saved pages a second become speeches: cold, a second time, and with one page changed.

    PYTHONPATH=. python benchmarks/ingest.py [--count 1000] [--jobs 2]
    PYTHONPATH=. python benchmarks/ingest.py --pages FOLDER [--count 1000]

The first measures; each run is a process of its own, of three rounds the median. The second only
writes the pages. A page is a made-up speech of `corpus.py` as a mirror would have it: with its
trail, date and outline above, one place left out, and the damage of `tests/quality/damage.py`:
300 to 600 notes, about 20 marks whose bytes are split, and two slips or more.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from corpus import Speech, speeches

from tests.quality.damage import Mirror, damaged, random_list

ROUNDS = 3
SLIPS = (
    ("考察渡口的石阶", "考量河堤的水位"),
    ("，先问住户，再算账。", "，不看报表，只看现场。", "，由值班室记录，一笔一笔核对。"),
)
"""Behind a full stop, the first byte of each is taken for the second of a mark. Byte pairs of no
character come of them: such a page has lost none."""


def page(speech: Speech, index: int) -> str:
    """The saved page of a made-up speech, damaged."""
    chance = random.Random(index)
    points = "\n".join(point for _, points in speech.sections for point, _ in points)
    paragraphs = [
        text
        for heading, points in speech.sections
        for text in (heading, *(t for point, body in points for t in (point, *body)))
    ]
    paragraphs[len(paragraphs) // 2] += (
        "\n……(青简文稿网http://example.org省略725字,正式会员可完整阅读)……"
    )
    for place in (3, -1):
        paragraphs[place] += "".join(map(chance.choice, SLIPS))
    body = re.sub(
        "。(?!考)",
        lambda _: "。" if chance.random() < 0.9 else chance.choice("？！；"),
        "\n\n".join(paragraphs),
    )
    year, month, day = (int(part) for part in speech.date.split("-"))
    clean = (
        f"您的位置：青简文稿网>>{speech.subjects[0]}/会议致辞/>>正文\n\n{speech.title}\n\n"
        f"发表时间：{year}/{month}/{day} 9:41:07\n目录/提纲：……\n{points}\n……\n\n"
        f"各位同志们：\n\n{body}\n文章搜索\n相关文章\n"
    )
    mirror = Mirror(noted=random_list(clean, chance.randint(40, 80), index))
    return damaged(clean, mirror)


def write(count: int, folder: Path) -> None:
    """Write so many pages to a folder."""
    folder.mkdir(parents=True)
    for index, speech in enumerate(speeches(count)):
        (folder / f"{speech.id}.txt").write_text(page(speech, index), encoding="utf-8")


def measured(root: Path, jobs: int) -> tuple[float, float]:
    """Seconds of one ingest of an archive, start to finish: of the clock, and of the processor.

    Of processes that it starts itself the latter are not known.
    """
    command = [sys.executable, "-m", "site_builder", "-C", str(root), "ingest", f"--jobs={jobs}"]
    start, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, spent


def main() -> None:
    """Measure, or write pages, as the command line asks."""
    parser = argparse.ArgumentParser(description="Ingest of seed-like pages, pages a second.")
    parser.add_argument("--count", type=int, default=1000, help="how many pages")
    parser.add_argument("--jobs", type=int, default=2, help="the most processes to measure with")
    parser.add_argument("--pages", type=Path, help="only write the pages to a new folder")
    given = parser.parse_args()
    if given.pages:
        write(given.count, given.pages)
        return
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name, "pages")
        write(given.count, pages)
        print(f"{'jobs':>4}{'run':>22}{'seconds':>9}{'pages/s':>9}{'processor ms/page':>19}")
        for jobs in sorted({1, given.jobs}):
            runs: dict[str, list[tuple[float, float]]] = {}
            for number in range(ROUNDS):
                root = Path(name, f"archive-{jobs}-{number}")
                raw = root / "content" / "raw"
                shutil.copytree(pages, raw)
                runs.setdefault("cold", []).append(measured(root, jobs))
                runs.setdefault("again", []).append(measured(root, jobs))
                changed = sorted(raw.iterdir())[given.count // 2]
                changed.write_bytes(changed.read_bytes().replace(b"725", b"900"))
                runs.setdefault("one page changed", []).append(measured(root, jobs))
                shutil.rmtree(root)
            for run, times in runs.items():
                wall, cpu = (median(column) for column in zip(*times, strict=True))
                known = f"{1000 * cpu / given.count:.1f}" if jobs == 1 else ""
                print(f"{jobs:>4}{run:>22}{wall:>9.2f}{given.count / wall:>9.0f}{known:>19}")


if __name__ == "__main__":
    main()
