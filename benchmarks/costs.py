"""What a command, or a page in Chromium, costs: processor time and memory, from `/proc`."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession

PROC = Path("/proc")
EVERY = 0.05
"""Seconds between two looks at the processes."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the processor, with all that it started."""
    memory: float
    """MB of it and all that it started, at the moment when that was most."""
    indexer_cpu: float
    """Seconds of the processor of Pagefind's processes."""
    indexer_memory: float
    """MB of Pagefind's processes together, at the moment when that was most."""


def cost(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run a command in a folder and tell what it took; raises if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
    most = {"all": 0.0, "indexer": 0.0}
    spent: dict[int, float] = {}
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(EVERY):
            tree = list(_tree(process.pid))
            indexers = [pid for pid in tree if "pagefind" in _text(PROC / f"{pid}/comm")]
            most["all"] = max(most["all"], sum(map(_memory, tree)))
            most["indexer"] = max(most["indexer"], sum(map(_memory, indexers)))
            spent.update((pid, cpu) for pid in indexers if (cpu := _cpu(pid)))

    looking = threading.Thread(target=look)
    looking.start()
    _, status, used = os.wait4(process.pid, 0)
    is_over.set()
    looking.join()
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    wall = time.perf_counter() - start
    cpu = used.ru_utime + used.ru_stime
    return Cost(wall, cpu, most["all"], sum(spent.values()), most["indexer"])


def _tree(pid: int) -> Iterable[int]:
    yield pid
    for task in (PROC / f"{pid}/task").glob("*"):
        for child in _text(task / "children").split():
            yield from _tree(int(child))


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended
        return ""


def _memory(pid: int) -> float:
    """MB that a process holds in memory, of shared pages its share."""
    lines = _text(PROC / f"{pid}/smaps_rollup").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _cpu(pid: int) -> float:
    """Seconds of the processor of all threads of a process so far, also of those that ended."""
    fields = _text(PROC / f"{pid}/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def threads(browser: CDPSession) -> Counter[str]:
    """Seconds of the processor so far of all pages of a browser, by the names of their threads.

    The first thread of a process has the name of the program.
    """
    spent: Counter[str] = Counter()
    for process in browser.send("SystemInfo.getProcessInfo")["processInfo"]:
        if process["type"] == "renderer":
            for task in (PROC / f"{process['id']}/task").glob("*"):
                nanoseconds = _text(task / "schedstat").split()
                if nanoseconds:
                    spent[_text(task / "comm").strip()] += int(nanoseconds[0]) / 1e9
    return spent
