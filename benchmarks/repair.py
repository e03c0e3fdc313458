"""How fast text is repaired, side by side with ftfy on the same text, in one run.

    pip install ftfy
    PYTHONPATH=. python benchmarks/repair.py [FILE…]

Without files, the Chinese speeches of the sample archive are taken: as they are, and damaged by the
forward model of the quality tests. Times are processor time on one core; of five rounds, in which
the two take turns, the median.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import ftfy

from site_builder.edits import applied
from site_builder.raw import raw_page
from site_builder.repair import repaired
from tests.quality.damage import Mirror, damaged, random_list

ROUNDS = 5
LENGTH = 200_000
"""Characters of each text: the samples, again and again."""


def main() -> None:
    """Print a table of characters a second, and the time to import the package."""
    print(f"{'text':<28}{'characters':>11}{'ours/s':>11}{'ftfy/s':>12}{'ratio':>7}")
    for name, text in texts(sys.argv[1:]):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(seconds(our_repair, text))
            theirs.append(seconds(ftfy.fix_text, text))
        one, other = median(ours), median(theirs)
        print(
            f"{name:<28}{len(text):>11,}{len(text) / one:>11,.0f}{len(text) / other:>12,.0f}"
            f"{one / other:>7.1f}"
        )
    for code in ("pass", "import site_builder.cli", "import site_builder.repair", "import ftfy"):
        spent = median(seconds(subprocess.run, [sys.executable, "-c", code]) for _ in range(ROUNDS))
        print(f"{f'python -c {code!r}':<50}{spent:>7.3f} s")


def our_repair(text: str) -> str:
    """The text with its repairs made."""
    return applied(text, repaired(text).edits)


def texts(files: list[str]) -> list[tuple[str, str]]:
    """Names and texts to repair: the files', or those of the sample archive."""
    if files:
        return [(Path(f).name, raw_page(f, Path(f).read_bytes()).text) for f in files]
    speeches = Path(__file__).parent.parent / "content" / "speeches"
    files_ = (path.read_text("utf-8") for path in sorted(speeches.glob("*.md")))
    bodies = (text.split("---\n", 2)[2] for text in files_)
    chinese = "".join(body for body in bodies if re.search("[\u4e00-\u9fff]", body))
    sound = (chinese * (LENGTH // len(chinese) + 1))[:LENGTH]
    noted = random_list(sound, 100, seed=1)
    return [
        ("sound", sound),
        ("notes, marks replaced", damaged(sound, Mirror(noted))),
        ("notes, pairs lost", damaged(sound, Mirror(noted, keeps_private=False))),
        ("marks replaced", damaged(sound, Mirror())),
    ]


def seconds(run: Callable[..., object], *arguments: object) -> float:
    """Processor time of a call; of a process that it starts, the time until that ends."""
    clock = time.perf_counter if run is subprocess.run else time.process_time
    start = clock()
    run(*arguments)
    return clock() - start


if __name__ == "__main__":
    main()
